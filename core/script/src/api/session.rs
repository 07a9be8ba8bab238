//! What a hook sees of the session that its event is about.

use super::{
    Fallible, event, handed,
    registry::{Described, Registry},
};
use crate::call::{Call, Input, with_call};
use rhai::Dynamic;
use usher_model::{AgentId, GroupId, RuleId, Session, SessionState, TagName};

/// The call's session: what `session` is in a script.
#[derive(Debug, Clone, Copy)]
pub struct SessionHandle;

/// Looks at the session; nothing where the call has none.
fn look(read: impl FnOnce(&Call<'_>, &Session) -> Fallible<Dynamic>) -> Fallible<Dynamic> {
    with_call(|call| match call.input {
        Input::Hook(input) => input.session.map_or(Ok(Dynamic::UNIT), |session| read(call, session)),
        Input::Strategy(_) | Input::Look => Ok(Dynamic::UNIT),
    })
}

/// How one property is read.
type Read = fn(&Call<'_>, &Session) -> Fallible<Dynamic>;

/// A property: its signature, what it is, an example, and how it is read.
const PROPERTIES: [(&str, &str, &str, Read); 12] = [
    ("session.id -> text", "Its id.", "session.id", |call, session| handed::text(call, &session.id.to_string())),
    (
        "session.channel -> text",
        "The channel that it was opened on, by id.",
        "session.channel == \"mall\"",
        |call, session| handed::text(call, session.channel.as_str()),
    ),
    ("session.visitor -> text", "Whose it is, by id.", "session.visitor", |call, session| {
        handed::text(call, &session.visitor.to_string())
    }),
    (
        "session.state -> text",
        "Where it stands when the hook runs: `assigned`, `offered`, `queued`, `unmatched` or `closed`. A hook runs a little after its event, so this may be further on.",
        "session.state == \"queued\"",
        |call, session| handed::text(call, session.state.word()),
    ),
    (
        "session.group -> text or ()",
        "The group that serves it, or in whose queue it waits; of one that is closed, the last one.",
        "session.group",
        |call, session| handed::optional(call, session.state.group().map(GroupId::as_str)),
    ),
    (
        "session.agent -> text or ()",
        "The agent who has it, or had it at the end, by id.",
        "session.agent",
        |call, session| {
            let agent = match &session.state {
                SessionState::Assigned { agent, .. } => Some(agent),
                SessionState::Closed { agent, .. } => agent.as_ref(),
                SessionState::Offered { .. } | SessionState::Queued { .. } | SessionState::Unmatched => None,
            };
            handed::optional(call, agent.map(AgentId::as_str))
        },
    ),
    (
        "session.reason -> text or ()",
        "Why it waits, while it does: `outside_hours`, `none_online`, `full` or `busy`.",
        "session.reason",
        |call, session| match &session.state {
            SessionState::Queued { reason, .. } => handed::text(call, &event::word(serde_json::to_value(reason))),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    ("session.rule -> text or ()", "The distribution rule that matched, by id.", "session.rule", |call, session| {
        handed::optional(call, session.rule.as_ref().map(RuleId::as_str))
    }),
    (
        "session.priority -> integer",
        "Its place among those who wait: higher is served first, 0 where nobody set it.",
        "session.priority < 50",
        |_, session| Ok(session.priority.into()),
    ),
    ("session.tags -> list of texts", "Its marks.", "\"angry\" in session.tags", |call, session| {
        Ok(handed::texts(call, session.tags.iter().map(TagName::as_str))?.into())
    }),
    (
        "session.opened_at -> integer",
        "When it was opened, in seconds since 1970.",
        "now() - session.opened_at > 600",
        |_, session| Ok(session.opened_at.as_micros().div_euclid(1_000_000).into()),
    ),
    (
        "session.messages -> integer",
        "How many entries its transcript has so far: what was said, and what happened.",
        "session.messages > 20",
        |_, session| Ok(session.last_seq.into()),
    ),
];

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry.kind::<SessionHandle>("session");
    for (signature, doc, example, read) in PROPERTIES {
        registry.add(Described { signature, doc, example }, move |_: &mut SessionHandle| look(read));
    }
    registry
        .add(
            Described {
                signature: "session.has_tag(tag: text) -> bool",
                doc: "Whether it bears a mark.",
                example: "session.has_tag(\"angry\")",
            },
            |_: &mut SessionHandle, tag: &str| look(|_, session| Ok(session.tags.contains(tag).into())),
        )
        .add(
            Described {
                signature: "session.field(name: text) -> value or ()",
                doc: "A value that a hook kept with it; `()` where there is none.",
                example: "session.field(\"mood\") == \"bad\"",
            },
            |_: &mut SessionHandle, name: &str| look(|call, session| handed::value(call, session.fields.get(name))),
        );
}
