//! The shape of a group's file. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, limits,
    text::{Id, LocalText},
};

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
    /// The service hours that it keeps. Without them it is always open.
    hours: Option<Id>,
    /// Most sessions that wait in its queue. Without it: any number.
    #[schemars(range(min = *limits::QUEUE.start(), max = *limits::QUEUE.end()), extend("examples" = [20]))]
    queue_limit: Option<u32>,
    /// How its members get sessions, and how soon they must answer. Without it they own them at once, and may answer at
    /// any time.
    answer: Option<Answer>,
}

/// How the members of a group get sessions, and how soon they must answer.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    inline,
    extend(
        "minProperties" = 1,
        "anyOf" = [
            { "required": ["within"] },
            { "required": ["mode"], "properties": { "mode": { "const": "offer" } } },
            { "propertyNames": { "enum": ["mode", "within"] } },
        ],
    )
)]
struct Answer {
    /// How they get them.
    #[schemars(extend("default" = "assign"))]
    mode: Option<AnswerMode>,
    /// How soon the owner must write, or who is asked must accept, from `5s` to `1h`. Without it: at any time; or within
    /// `30s` where sessions are offered.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("examples" = ["45s"]))]
    within: Option<String>,
    /// How many agents may miss a session before it goes back to the queue.
    #[schemars(range(min = *limits::MISSES.start(), max = *limits::MISSES.end()), extend("default" = 3))]
    most_asked: Option<u32>,
    /// How many sessions in a row an agent may miss before being set to away, or `never`.
    #[schemars(extend("default" = 3))]
    away_after: Option<AwayAfter>,
}

/// How the members of a group get sessions.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum AnswerMode {
    /// They own them at once.
    Assign,
    /// They are asked, and accept or decline.
    Offer,
}

/// A number of misses, or never.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum AwayAfter {
    /// So many.
    Misses(#[schemars(range(min = *limits::MISSES.start(), max = *limits::MISSES.end()))] u32),
    /// However many.
    Never(Never),
}

/// Never.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Never {
    /// However many.
    Never,
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
