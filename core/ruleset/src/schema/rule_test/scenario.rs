//! The shape of what happens one after another in a scenario.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    super::{
        JsonSchema, limits,
        text::{Id, Text},
    },
    Ids, Length, Reason, Visitor,
};
use crate::StandsAs;
use serde_json::Value;
use std::collections::BTreeMap;
use usher_model::MAX_REASON_CHARS;

/// One thing that happens, or that must hold.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct Step {
    /// A visitor writes: opens a session, goes on with it, or comes back to it.
    visitor: Option<Writes>,
    /// A visitor ends the session, by the name that a step before gave.
    ends: Option<Id>,
    /// A visitor fills a form in, and leaves.
    leaves_message: Option<Leaves>,
    /// An agent comes or goes, or does something with a visitor's session.
    agent: Option<Does>,
    /// A visitor's session is given to others.
    transfer: Option<Transfer>,
    /// So much time passes, from `1s` to `7d`.
    pass: Option<Length>,
    /// Time passes until this moment.
    #[schemars(extend("pattern" = super::MOMENT, "examples" = ["2026-11-24T09:00"]))]
    until: Option<String>,
    /// Where a visitor's session must stand now.
    expect: Option<Seen>,
}

/// A visitor writes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Writes {
    /// What the visitor is called in this scenario.
    r#as: Id,
    /// What is written.
    #[schemars(extend("default" = "Hello"))]
    says: Option<Text<{ limits::SAYS }>>,
    /// What is answered, by field, in the form that a chat begins with in the channel. It is sent in place of a message.
    fills: Option<BTreeMap<String, Value>>,
    /// The channel. Where the visitor comes first; else as before.
    channel: Option<Id>,
    /// What is known of the visitor, as under `visitor` elsewhere. Where the visitor comes first.
    is: Option<Visitor>,
    /// The page: the fields of `page` without that word.
    page: Option<BTreeMap<String, Value>>,
    /// The device: the fields of `device` without that word.
    device: Option<BTreeMap<String, Value>>,
}

/// A visitor fills a form in, and leaves.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Leaves {
    /// What the visitor is called in this scenario.
    r#as: Id,
    /// The form, of kind `leave_message`.
    form: Id,
    /// What is answered, by field.
    answers: BTreeMap<String, Value>,
    /// The channel. Where the visitor comes first; else as before.
    channel: Option<Id>,
    /// What is known of the visitor, as under `visitor` elsewhere. Where the visitor comes first.
    is: Option<Visitor>,
    /// The page: the fields of `page` without that word.
    page: Option<BTreeMap<String, Value>>,
    /// The device: the fields of `device` without that word.
    device: Option<BTreeMap<String, Value>>,
}

/// An agent comes or goes, or does one thing with a visitor's session.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 2, "maxProperties" = 2))]
struct Does {
    /// The agent.
    id: Id,
    /// Comes or goes.
    becomes: Option<Becomes>,
    /// Writes to this visitor.
    answers: Option<Id>,
    /// Takes this visitor's session, which was offered.
    accepts: Option<Id>,
    /// Leaves this visitor's session, which was offered, to others.
    declines: Option<Id>,
    /// Ends this visitor's session.
    closes: Option<Id>,
}

/// How an agent comes or goes.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Becomes {
    /// Takes new sessions.
    Online,
    /// Keeps the sessions held, as the workspace says, and takes no new ones.
    Away,
    /// Is not at work.
    Offline,
    /// The last connection is lost.
    Gone,
}

/// A session is given to others.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    inline,
    extend("oneOf" = [{ "required": ["to_agent"] }, { "required": ["to_group"] }])
)]
struct Transfer {
    /// The visitor whose session it is.
    session: Id,
    /// Who gives it: its owner, or a supervisor or admin.
    by: Id,
    /// The agent who gets it.
    to_agent: Option<Id>,
    /// The group that gets it.
    to_group: Option<Id>,
    /// What the others should know.
    note: Option<Text<{ MAX_REASON_CHARS }>>,
}

/// Where a session must stand: at least one of these beside the visitor.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 2))]
struct Seen {
    /// The visitor whose latest session it is.
    session: Id,
    /// Where it stands.
    #[schemars(extend("enum" = StandsAs::ALL.map(StandsAs::word)))]
    state: Option<String>,
    /// Who has it, is asked, or had it at the end: one, or one of several.
    agent: Option<Ids>,
    /// The group that it is in.
    group: Option<Id>,
    /// The rule that matched, or `none`.
    rule: Option<Id>,
    /// Why it waits.
    reason: Option<Reason>,
    /// Its place in line.
    #[schemars(range(min = *limits::QUEUE.start(), max = *limits::QUEUE.end()))]
    place: Option<u32>,
    /// What the visitor was told since the last `expect` about the session, among other things: a prompt, one of several,
    /// or `none`.
    prompt: Option<Ids>,
    /// Why it is over.
    cause: Option<Cause>,
}

/// Why a session is over.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Cause {
    /// The agent closed it.
    Agent,
    /// The visitor ended it.
    Visitor,
    /// The rules let nobody wait.
    NotHeld,
    /// The visitor did not answer for too long.
    Idle,
    /// The visitor left a message instead.
    LeftMessage,
}
