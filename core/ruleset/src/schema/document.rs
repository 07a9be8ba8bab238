//! The shape of each kind's file. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema,
    condition::When,
    limits,
    text::{Email, Id, LocalText, Skills, Tag, Text},
    waiting::Waiting,
};
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
    /// The languages that texts should be written in: a text by language that lacks one of them gets a warning. The
    /// default language is one of them.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "examples" = [["en", "zh"]]))]
    locales: Option<Vec<Tag>>,
    /// The calling code of the company's country: telephone numbers that are written without one are taken to be of this
    /// country when records are matched. Without it, numbers are only the same where both are written with it or both
    /// without.
    #[schemars(regex(pattern = "^\\+?[1-9][0-9]{0,2}$"), extend("examples" = ["+86"]))]
    calling_code: Option<String>,
    /// What an edit must pass before it goes live.
    #[schemars(extend("default" = "check"))]
    on_reload: Option<OnReload>,
    /// When a session ends in which the visitor no longer answers. Without it: never.
    idle: Option<Idle>,
    /// How long a visitor who writes again comes back to the session that was closed, from `1m` to `30d`, or `never`.
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h|d)|never)$"), extend("default" = "never", "examples" = ["24h"]))]
    reopen_within: Option<String>,
    /// How long after it was sent a message may be taken back, from `1s` to `1h`, or `never`.
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h|d)|never)$"), extend("default" = "2m"))]
    recall_within: Option<String>,
    /// What becomes of the sessions that an agent holds when the agent goes.
    held_sessions: Option<HeldSessions>,
    /// What becomes of messages that visitors leave.
    left_messages: Option<LeftMessages>,
    /// Whom it is told, besides the console and the workbench, that a session needs somebody.
    alerts: Option<Alerts>,
    /// What may be sent along with a message.
    uploads: Option<Uploads>,
    /// What visitors are told who cannot be served at once, where their distribution rule does not say.
    waiting: Option<Waiting>,
    /// The prompt that a visitor is shown when no distribution rule matches.
    unmatched: Option<Id>,
    /// The prompt that a visitor is shown when an agent closes the session, where the distribution rule does not say.
    closed: Option<Id>,
}

/// What an edit must pass before it goes live.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum OnReload {
    /// It has no error.
    Check,
    /// It has no error, and its own tests under `tests/` pass.
    Tests,
}

/// When a session ends in which the agent wrote last and the visitor no longer answers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("dependencies" = { "warning": ["warn_before"] }))]
struct Idle {
    /// After how long, from `1m` to `30d`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("examples" = ["30m"]))]
    close_after: String,
    /// How long before that the visitor is warned, from `10s` to `24h`, and less than `close_after`. Without it: not at
    /// all.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("examples" = ["2m"]))]
    warn_before: Option<String>,
    /// The prompt that warns. It may say `{{ idle.closes_in }}`. Without it: a line of the window's own.
    warning: Option<Id>,
}

/// What becomes of the sessions that an agent holds when the agent goes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct HeldSessions {
    /// When the agent chose to be away.
    #[schemars(extend("default" = "keep"))]
    away: Option<Held>,
    /// When the agent chose to be offline.
    #[schemars(extend("default" = "keep"))]
    offline: Option<Held>,
    /// When the agent's last connection is lost.
    #[schemars(extend("default" = "keep", "examples" = [{ "requeue_after": "5m" }]))]
    gone: Option<Held>,
}

/// What becomes of a session whose owner goes.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Held {
    /// A word.
    Word(HeldWord),
    /// It goes back to the queue.
    Requeue(Requeue),
}

/// It stays with its owner.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum HeldWord {
    /// It stays with its owner.
    Keep,
}

/// It goes back to the queue if the owner has not come back by then.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Requeue {
    /// After how long, from `0s` to `24h`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("examples" = ["2m"]))]
    requeue_after: String,
}

/// What becomes of messages that visitors leave.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct LeftMessages {
    /// Who takes one.
    #[schemars(extend("default" = "by_hand"))]
    given: GivenLeft,
}

/// Who takes a left message.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum GivenLeft {
    /// Whoever of the group wants to.
    ByHand,
    /// The agents of the group in turn, as they become free and nobody waits in the group's queue.
    WhenFree,
}

/// Whom it is told that a session needs somebody: no rule matched one, or a group has waiting sessions and nobody online.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Alerts {
    /// E-mail addresses. They are written to where the server knows a mail server.
    #[schemars(length(min = 1, max = limits::ALERT_EMAILS), extend("uniqueItems" = true))]
    emails: Option<Vec<Email>>,
    /// How long a group has waiting sessions and nobody online before that is told, from `10s` to `1h`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("default" = "1m"))]
    nobody_online_after: Option<String>,
}

/// What may be sent along with a message.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Uploads {
    /// How large one file may be, from `1KB` to `100MB`.
    #[schemars(regex(pattern = "^[0-9]+(KB|MB)$"), extend("default" = "10MB"))]
    file_size: Option<String>,
    /// How many files one message may have.
    #[schemars(
        range(min = *limits::UPLOAD_FILES.start(), max = *limits::UPLOAD_FILES.end()),
        extend("default" = limits::UPLOADS.files)
    )]
    files: Option<u32>,
    /// How long files are kept after they were sent, from `1d` to `3650d`. Without it: as long as their session.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("examples" = ["365d"]))]
    keep: Option<String>,
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

/// Which sessions a group gets, and who of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("dependencies" = { "follow_up": ["welcome"] }))]
pub(super) struct Distribution {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// Whether it decides.
    #[schemars(extend("default" = "active"))]
    mode: Option<Mode>,
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
    /// The other group that serves too where the rule's own cannot.
    overflow: Option<Overflow>,
    /// The prompt that is sent when an agent takes the session.
    welcome: Option<Id>,
    /// The prompt that is sent right after the welcome.
    follow_up: Option<Id>,
    /// What visitors are told who cannot be served at once. A key given here replaces the workspace's whole entry of that
    /// key.
    waiting: Option<Waiting>,
    /// The prompt that is sent when an agent closes the session. Without it: the workspace's.
    closed: Option<Id>,
}

/// Whether a rule decides.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Mode {
    /// It decides.
    Active,
    /// It is evaluated and recorded, and decides nothing.
    Shadow,
    /// It is checked, and nothing else.
    Off,
}

/// The other group that serves too, once a session has waited long enough, or while too many wait.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    inline,
    extend("anyOf" = [{ "required": ["after"] }, { "required": ["longer_than"] }])
)]
struct Overflow {
    /// Once the session has waited so long, from `1s` to `24h`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("examples" = ["2m"]))]
    after: Option<String>,
    /// While more sessions than so many wait in the rule's own group.
    #[schemars(range(min = *limits::QUEUE.start(), max = *limits::QUEUE.end()), extend("examples" = [10]))]
    longer_than: Option<u32>,
    /// The other group.
    group: Id,
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
