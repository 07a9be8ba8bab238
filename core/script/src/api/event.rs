//! What a hook sees of the event that it runs after.

use super::{
    Fallible, handed,
    registry::{Described, Registry},
};
use crate::call::{Call, Input, with_call};
use rhai::{Dynamic, Map};
use usher_model::{AgentId, GroupId, HookEvent, HookKind as On};

/// The call's event: what `event` is in a script.
#[derive(Debug, Clone, Copy)]
pub struct EventHandle;

/// How one property is read from an event; nothing where the event has none of it.
type Read = for<'a> fn(&Call<'_>, &'a HookEvent) -> Fallible<Dynamic>;

/// A property: its signature, the events that have it, what it is, an example, and how it is read.
type Property = (&'static str, &'static [On], &'static str, &'static str, Read);

const PROPERTIES: [Property; 14] = [
    (
        "event.kind -> text",
        On::ALL,
        "What happened, such as `message_posted`.",
        "event.kind == \"message_posted\"",
        |call, event| handed::text(call, event.kind().word()),
    ),
    (
        "event.text -> text",
        &[On::SessionOpened, On::MessagePosted],
        "The words of the message.",
        "event.text.contains(\"refund\")",
        |call, event| match event {
            HookEvent::SessionOpened { text } | HookEvent::MessagePosted { text, .. } => handed::text(call, text),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.sender -> text",
        &[On::MessagePosted],
        "Who wrote: `visitor` or `agent`.",
        "event.sender == \"visitor\"",
        |call, event| match event {
            HookEvent::MessagePosted { agent: None, .. } => handed::text(call, "visitor"),
            HookEvent::MessagePosted { agent: Some(_), .. } => handed::text(call, "agent"),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.agent -> text or ()",
        &[On::SessionAssigned, On::MessagePosted, On::AgentChanged],
        "The agent it is about, by id: the new owner, the one who wrote (`()` where it was the visitor), the one whose availability changed.",
        "event.agent",
        |call, event| match event {
            HookEvent::SessionAssigned { agent, .. } | HookEvent::AgentChanged { agent, .. } => {
                handed::text(call, agent.as_str())
            }
            HookEvent::MessagePosted { agent, .. } => handed::optional(call, agent.as_ref().map(AgentId::as_str)),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.group -> text or ()",
        &[On::SessionAssigned, On::SessionQueued],
        "The group that it was assigned through, or in whose queue it waits; `()` where an admin assigned it by hand.",
        "event.group",
        |call, event| match event {
            HookEvent::SessionAssigned { group, .. } => handed::optional(call, group.as_ref().map(GroupId::as_str)),
            HookEvent::SessionQueued { group, .. } => handed::text(call, group.as_str()),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.reason -> text",
        &[On::SessionQueued],
        "Why it waits: `outside_hours`, `none_online`, `full` or `busy`.",
        "event.reason == \"none_online\"",
        |call, event| match event {
            HookEvent::SessionQueued { reason, .. } => handed::text(call, &word(serde_json::to_value(reason))),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.cause -> text",
        &[On::SessionClosed],
        "Who ended it: `agent` or `visitor`.",
        "event.cause == \"visitor\"",
        |call, event| match event {
            HookEvent::SessionClosed { cause } => handed::text(call, &word(serde_json::to_value(cause))),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.availability -> text",
        &[On::AgentChanged],
        "What the agent chose: `online`, `away` or `offline`.",
        "event.availability == \"away\"",
        |call, event| match event {
            HookEvent::AgentChanged { availability, .. } => {
                handed::text(call, &word(serde_json::to_value(availability)))
            }
            _ => Ok(Dynamic::UNIT),
        },
    ),
    ("event.form -> text", &[On::MessageLeft], "The form that was filled in, by id.", "event.form", |call, event| {
        match event {
            HookEvent::MessageLeft { form, .. } => handed::text(call, form),
            _ => Ok(Dynamic::UNIT),
        }
    }),
    (
        "event.fields -> map",
        &[On::MessageLeft],
        "What was filled in, by field.",
        "event.fields[\"email\"]",
        |call, event| match event {
            HookEvent::MessageLeft { fields, .. } => filled_in(call, fields),
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.from_agent -> text or ()",
        &[On::SessionTransferred],
        "The agent who had it; `()` where nobody did.",
        "event.from_agent",
        |call, event| match event {
            HookEvent::SessionTransferred { from_agent, .. } => {
                handed::optional(call, from_agent.as_ref().map(AgentId::as_str))
            }
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.from_group -> text or ()",
        &[On::SessionTransferred],
        "The group that it came through before.",
        "event.from_group",
        |call, event| match event {
            HookEvent::SessionTransferred { from_group, .. } => {
                handed::optional(call, from_group.as_ref().map(GroupId::as_str))
            }
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.to_agent -> text or ()",
        &[On::SessionTransferred],
        "The agent who has it now; `()` where it waits.",
        "event.to_agent",
        |call, event| match event {
            HookEvent::SessionTransferred { to_agent, .. } => {
                handed::optional(call, to_agent.as_ref().map(AgentId::as_str))
            }
            _ => Ok(Dynamic::UNIT),
        },
    ),
    (
        "event.to_group -> text or ()",
        &[On::SessionTransferred],
        "The group that it went to.",
        "event.to_group",
        |call, event| match event {
            HookEvent::SessionTransferred { to_group, .. } => {
                handed::optional(call, to_group.as_ref().map(GroupId::as_str))
            }
            _ => Ok(Dynamic::UNIT),
        },
    ),
];

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry.kind::<EventHandle>("event");
    for (signature, events, doc, example, read) in PROPERTIES {
        registry.add_for(Described { signature, doc, example }, events, move |_: &mut EventHandle| {
            with_call(|call| match call.input {
                Input::Hook(input) => read(call, input.event),
                Input::Strategy(_) | Input::Look => Ok(Dynamic::UNIT),
            })
        });
    }
}

fn filled_in(call: &Call<'_>, fields: &std::collections::BTreeMap<String, usher_model::Value>) -> Fallible<Dynamic> {
    let mut map = Map::new();
    for (name, value) in fields {
        call.charge(handed::bytes(name.len()))?;
        map.insert(name.as_str().into(), handed::value(call, Some(value))?);
    }
    handed::handles(call, map.len())?;
    Ok(map.into())
}

/// The word that a plain enum has on the wire: scripts use the same.
pub fn word(given: serde_json::Result<serde_json::Value>) -> String {
    match given {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
