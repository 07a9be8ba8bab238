//! What holds when a session is opened: the keys of `given`, which cases and simulated runs have too.

use super::{
    fact,
    mocks::{self, RawMocks},
    moment::{self, At},
    records,
};
use crate::{
    AgentGiven, Span,
    binding::Binding,
    limits,
    reader::{Fields, Lines, Reader, Ref},
    set::FORM_FACTS,
    yaml::{Content, Entry, Node},
};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{AgentId, Availability, ChannelId, GroupId, Record, Value};

pub(crate) const GIVEN_KEYS: &[&str] =
    &["at", "seed", "agents", "queues", "channel", "visitor", "page", "device", "form", "says", "mocks"];
pub(crate) const AGENT_KEYS: &[&str] = &["availability", "load", "received_today"];
const WHAT: &str = "what is given";
const AGENT: &str = "an agent of a test";
pub(super) const AVAILABILITIES: &[(&str, Availability)] =
    &[("online", Availability::Online), ("away", Availability::Away), ("offline", Availability::Offline)];

/// What one place of a file says of it.
#[derive(Default)]
pub(crate) struct RawGiven {
    pub at: Option<(At, Span)>,
    /// Whether the moment is said, be it readable or not.
    pub has_at: bool,
    pub seed: Option<u64>,
    pub agents: BTreeMap<AgentId, (AgentGiven, Span)>,
    pub queues: BTreeMap<GroupId, (u32, Span)>,
    pub channel: Option<Ref<ChannelId>>,
    /// Whether the channel is said, be it readable or not.
    pub has_channel: bool,
    /// By the facts' full names, such as `page.url`.
    pub facts: BTreeMap<Arc<str>, Value>,
    /// By object.
    pub records: BTreeMap<Arc<str>, Vec<Record>>,
    pub says: Option<String>,
    pub mocks: RawMocks,
}

impl RawGiven {
    /// What cannot be read may say everything.
    pub(super) fn unread() -> Self {
        Self { has_at: true, has_channel: true, ..Self::default() }
    }
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> RawGiven {
    match reader.fields(node, WHAT, GIVEN_KEYS) {
        Some(fields) => read_fields(&fields, binding, reader),
        None => RawGiven::unread(),
    }
}

/// Reads the same keys where others stand among them.
pub(super) fn read_fields(fields: &Fields<'_>, binding: &Binding<'_>, reader: &mut Reader) -> RawGiven {
    let (has_at, has_channel) = (fields.may_have("at"), fields.may_have("channel"));
    let mut given = RawGiven { has_at, has_channel, ..RawGiven::default() };
    if let Some(node) = fields.get("at") {
        given.at = moment::read(node, reader).map(|at| (at, node.span));
    }
    if let Some(node) = fields.get("seed") {
        given.seed = reader.whole(node, &(0..=i64::MAX)).and_then(|seed| seed.try_into().ok());
    }
    for entry in entries(fields, "agents", "agents by id, such as `li: online`", reader) {
        let id = reader.id::<AgentId>(&entry.key, entry.key_span);
        if let (Some(id), Some(agent)) = (id, agent(&entry.value, reader)) {
            given.agents.insert(id, (agent, entry.key_span));
        }
    }
    for entry in entries(fields, "queues", "how many wait by group, such as `care: 4`", reader) {
        let id = reader.id::<GroupId>(&entry.key, entry.key_span);
        let waiting = reader.whole(&entry.value, &(0..=limits::TEST_QUEUE)).and_then(|count| count.try_into().ok());
        if let (Some(id), Some(waiting)) = (id, waiting) {
            given.queues.insert(id, (waiting, entry.key_span));
        }
    }
    let of_visitor = channel_and_facts(fields, "visitor", binding, reader);
    (given.channel, given.facts, given.records) = (of_visitor.channel, of_visitor.facts, of_visitor.records);
    for entry in entries(fields, "form", "answers by field, such as `company: ACME`", reader) {
        given.facts.extend(fact::read(FORM_FACTS, entry, binding, reader));
    }
    given.says = fields.get("says").and_then(|node| reader.text(node, limits::SAYS, Lines::Many));
    given.mocks = fields.get("mocks").map_or_else(RawMocks::default, |node| mocks::read(node, binding, reader));
    given
}

/// Reads the keys that tell of one visitor; `visitor` is what the key is called with what is known of the person.
pub(super) fn channel_and_facts(
    fields: &Fields<'_>,
    visitor: &str,
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> RawGiven {
    let channel = fields.get("channel").and_then(|node| reader.reference(node, "a channel"));
    let mut given = RawGiven { channel, ..RawGiven::default() };
    for (key, family) in [(visitor, "visitor"), ("page", "page"), ("device", "device")] {
        for entry in entries(fields, key, "facts by name, such as `locale: zh-CN`", reader) {
            if family == "visitor" && entry.key == "records" {
                given.records = records::read(&entry.value, binding, reader);
            } else if let Some((name, value)) = fact::read(family, entry, binding, reader) {
                given.facts.insert(name, value);
            }
        }
    }
    given
}

fn entries<'n>(fields: &Fields<'n>, key: &str, expected: &str, reader: &mut Reader) -> &'n [Entry] {
    fields.get(key).and_then(|node| reader.map(node, expected)).unwrap_or_default()
}

/// `online`, or more about the agent.
fn agent(node: &Node, reader: &mut Reader) -> Option<AgentGiven> {
    if !matches!(node.content, Content::Map(_)) {
        let availability = reader.word(node, "availability", AVAILABILITIES)?;
        return Some(AgentGiven { availability, load: 0, received_today: 0 });
    }
    let fields = reader.fields(node, AGENT, AGENT_KEYS)?;
    let availability = match fields.get("availability") {
        Some(node) => reader.word(node, "availability", AVAILABILITIES),
        None => Some(Availability::Online),
    };
    let mut count = |key: &str| {
        let node = fields.get(key)?;
        Some(reader.whole(node, &(0..=limits::TEST_LOAD)).and_then(|count| u32::try_from(count).ok()))
    };
    let load = count("load").unwrap_or(Some(0));
    // What an agent holds came in today, unless it is said that less did.
    let received_today = count("received_today").unwrap_or(load);
    Some(AgentGiven { availability: availability?, load: load?, received_today: received_today? })
}
