//! `groups/<id>.yaml`: agents who serve together.

mod answer;

#[cfg(test)]
pub(crate) use answer::KEYS as ANSWER_KEYS;

use crate::{
    Answer, Span,
    kind::{directory::capacity, workspace::zone},
    limits,
    reader::{Lines, Reader, Ref},
    yaml::Node,
};
use jiff::tz::TimeZone;
use usher_model::{AgentId, DepartmentId, GroupId, HoursId, LocalText};

pub(crate) const KEYS: &[&str] = &["name", "members", "capacity", "time_zone", "hours", "queue_limit", "answer"];
pub(crate) const MEMBERS_KEYS: &[&str] = &["agents", "departments"];
const WHAT: &str = "a group";
const MEMBERS: &str = "a group's `members`";

/// A group whose members are still to be found.
pub(crate) struct RawGroup {
    pub id: GroupId,
    pub span: Span,
    pub name: Option<LocalText>,
    pub agents: Vec<Ref<AgentId>>,
    pub departments: Vec<Ref<DepartmentId>>,
    pub members_span: Span,
    pub capacity: Option<u32>,
    /// None leaves it to the workspace's.
    pub time_zone: Option<TimeZone>,
    pub hours: Option<Ref<HoursId>>,
    pub queue_limit: Option<u32>,
    pub answer: Answer,
}

pub(crate) fn read(root: &Node, id: GroupId, reader: &mut Reader) -> Option<RawGroup> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name");
    let span = name.map_or(root.span, |node| node.span);
    let queue_limit = fields.get("queue_limit").and_then(|node| reader.whole(node, &limits::QUEUE));
    let mut group = RawGroup {
        id,
        span,
        name: name.and_then(|node| reader.local_text(node, limits::NAME, Lines::One)),
        agents: Vec::new(),
        departments: Vec::new(),
        members_span: fields.entry("members").map_or(root.span, |entry| entry.key_span),
        capacity: fields.get("capacity").and_then(|node| capacity(node, reader)),
        time_zone: fields.get("time_zone").and_then(|node| zone(node, reader)),
        hours: fields.get("hours").and_then(|node| reader.reference(node, "a set of hours")),
        queue_limit: queue_limit.and_then(|limit| limit.try_into().ok()),
        answer: fields.get("answer").and_then(|node| answer::read(node, reader)).unwrap_or_default(),
    };
    let Some(members) = reader.required(&fields, WHAT, "members") else { return Some(group) };
    if let Some(members) = reader.fields(members, MEMBERS, MEMBERS_KEYS) {
        if let Some(items) = members.get("agents").and_then(|node| reader.list(node, "a list of agents")) {
            group.agents = reader.references(items, "an agent");
        }
        if let Some(items) = members.get("departments").and_then(|node| reader.list(node, "a list of departments")) {
            group.departments = reader.references(items, "a department");
        }
    }
    Some(group)
}
