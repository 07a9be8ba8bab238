//! The shape of each kind's file. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema,
    condition::When,
    limits,
    text::{Color, Email, Id, LocalText, Origin, Skills, Tag, Text},
};
use crate::{ButtonStyle, Icon, Position};
use std::collections::BTreeMap;

/// The company that the rules are of.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Workspace {
    /// The company's name, as visitors see it.
    name: LocalText<{ limits::NAME }>,
    /// The time zone of the company, by its IANA name such as `Europe/Berlin`. The `time.*` fields of conditions are
    /// told in it.
    time_zone: String,
    /// The language of visitors whose own is not written.
    default_locale: Tag,
}

/// A web plug-in: what one or more pages embed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Channel {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// The origins of the pages that may embed it: scheme, host and port, exactly as a browser sends them. `self` stands
    /// for the pages that Usher serves itself, such as the example shop. An empty list closes the channel.
    #[schemars(length(max = limits::ORIGINS))]
    origins: Vec<Origin>,
    /// How the launcher and the window look.
    look: Option<Look>,
    /// The window's title.
    title: LocalText<{ limits::TITLE }>,
    /// A line under the title.
    subtitle: Option<LocalText<{ limits::SUBTITLE }>>,
    /// What the empty window says.
    greeting: Option<LocalText<{ limits::GREETING }>>,
    /// A fixed language. Without it the window follows the visitor's browser.
    locale: Option<Tag>,
}

/// How the launcher and the window look.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Look {
    /// The launcher's icon.
    #[schemars(extend("default" = "chat"))]
    icon: Option<Icon>,
    /// The launcher's words.
    button_name: Option<LocalText<{ limits::BUTTON }>>,
    /// The launcher's shape.
    #[schemars(extend("default" = "bubble"))]
    button_style: Option<ButtonStyle>,
    /// The launcher's corner.
    #[schemars(extend("default" = "bottom_right"))]
    position: Option<Position>,
    /// The colour of launcher and window, in quotes.
    theme_color: Option<Color>,
}

/// The people who answer, by id.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Agents {
    /// Agents by id. Other files name them by it.
    #[schemars(extend("propertyNames" = { "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" }))]
    agents: BTreeMap<String, Agent>,
}

/// One person who answers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Agent {
    /// The name that visitors see.
    name: Text<{ limits::NAME }>,
    /// The address that the agent signs in with. No two agents share one.
    email: Email,
    /// What the agent may do.
    #[schemars(extend("default" = "agent"))]
    role: Option<Role>,
    /// The departments that the agent belongs to.
    #[schemars(extend("uniqueItems" = true))]
    departments: Option<Vec<Id>>,
    /// Most sessions held at once, over all groups.
    #[schemars(range(min = 1, max = limits::CAPACITY), extend("default" = limits::DEFAULT_CAPACITY))]
    capacity: Option<u32>,
    /// The languages that the agent answers in.
    #[schemars(extend("uniqueItems" = true))]
    languages: Option<Vec<Tag>>,
    /// Skills with a level each, from 1 to 5, for strategies.
    skills: Option<Skills>,
}

/// What an agent may do.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Role {
    /// Answers own sessions.
    Agent,
    /// Also sees the sessions of others.
    Supervisor,
    /// Also sees rules, assigns what no rule matched, and reloads.
    Admin,
}

/// The org units, by id.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Departments {
    /// Departments by id. Other files name them by it.
    #[schemars(extend("propertyNames" = { "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" }))]
    departments: BTreeMap<String, Department>,
}

/// One org unit.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Department {
    /// Its name.
    name: Text<{ limits::NAME }>,
    /// The unit above it. Members of a unit are members of the units above.
    parent: Option<Id>,
}

/// Agents who serve together.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Group {
    /// Its name.
    name: LocalText<{ limits::NAME }>,
    /// Who is in it.
    members: Members,
    /// Most sessions that this group lets one member hold, over all groups. Without it the agent's own capacity holds.
    #[schemars(range(min = 1, max = limits::CAPACITY))]
    capacity: Option<u32>,
    /// The time zone whose days it counts sessions by, by its IANA name such as `Europe/Berlin`. Without it: the
    /// company's.
    time_zone: Option<String>,
}

/// Who is in a group.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Members {
    /// Agents by id.
    #[schemars(extend("uniqueItems" = true))]
    agents: Option<Vec<Id>>,
    /// Departments by id, with the departments under them. Their people join and leave the group with them.
    #[schemars(extend("uniqueItems" = true))]
    departments: Option<Vec<Id>>,
}

/// Which sessions a group gets, and who of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Distribution {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// Lower is asked first; then the file's name decides.
    #[schemars(
        range(min = -limits::PRIORITY, max = limits::PRIORITY),
        extend("default" = limits::DEFAULT_PRIORITY)
    )]
    priority: Option<i64>,
    /// The channels it applies to. Without it: all of them.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    channels: Option<Vec<Id>>,
    /// What must hold of the visitor. Without it: every visitor.
    when: Option<When>,
    /// The group that serves.
    group: Id,
    /// The strategies that pick an agent: each is asked where the one before names nobody.
    strategy: Strategies,
    /// The prompt that is sent when an agent takes the session.
    welcome: Option<Id>,
}

/// One strategy, or several.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Strategies {
    /// One strategy.
    One(UsedStrategy),
    /// Several, asked in order.
    Several(#[schemars(length(min = 1, max = limits::STRATEGIES), extend("uniqueItems" = true))] Vec<UsedStrategy>),
}

/// A strategy by its id, or with parameters.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum UsedStrategy {
    /// With the defaults of its parameters.
    Plain(Id),
    /// With parameters.
    With(StrategyWith),
}

/// A strategy with parameters.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct StrategyWith {
    /// The strategy's id.
    r#use: Id,
    /// Its parameters by name, as the plug-in declares them.
    with: Option<BTreeMap<String, serde_json::Value>>,
}
