//! The candidates of a case.

use crate::{
    codes, duration,
    kind::directory::{capacity, languages, skills},
    limits,
    reader::{Fields, Reader},
    words::listed,
    yaml::Node,
};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
    time::Duration,
};
use usher_model::{Agent, AgentId, Candidate, Refusal, Role, Timestamp};

pub(crate) const CANDIDATE_KEYS: &[&str] =
    &["id", "load", "capacity", "received_today", "idle", "skills", "languages", "departments", "refused"];
pub(crate) const REFUSED: &[&str] = &["offline", "away", "absent", "full"];
const WHAT: &str = "a candidate";
/// The longest that somebody was idle: longer says nothing more.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// Candidates in order of their ids, as strategies get them, whatever their order in the file.
pub(super) fn read(node: &Node, now: Timestamp, reader: &mut Reader) -> Option<Vec<Candidate>> {
    let items = reader.list(node, "a list of candidates")?;
    let mut by_id: BTreeMap<AgentId, Candidate> = BTreeMap::new();
    for item in items {
        let Some(candidate) = candidate(item, now, reader) else { continue };
        match by_id.entry(candidate.agent.id.clone()) {
            Entry::Occupied(first) => reader.twice(item.span, first.key().as_str()),
            Entry::Vacant(place) => drop(place.insert(candidate)),
        }
    }
    (by_id.len() == items.len()).then(|| by_id.into_values().collect())
}

fn candidate(node: &Node, now: Timestamp, reader: &mut Reader) -> Option<Candidate> {
    let fields = reader.fields(node, WHAT, CANDIDATE_KEYS)?;
    let id = reader.required(&fields, WHAT, "id").and_then(|node| reader.reference::<AgentId>(node, "an agent"));
    let capacity = fields.get("capacity").map_or(Some(limits::DEFAULT_CAPACITY), |node| capacity(node, reader));
    let load = count(&fields, "load", reader);
    let received_today = count(&fields, "received_today", reader);
    let last_assigned = match fields.get("idle") {
        Some(node) => {
            let idle = duration::read(node, &(Duration::ZERO..=LONGEST), reader)?;
            let micros = i64::try_from(idle.as_micros()).unwrap_or(i64::MAX);
            Some(Timestamp::from_micros(now.as_micros().saturating_sub(micros)))
        }
        None => None,
    };
    let skills = fields.get("skills").map_or(Some(BTreeMap::new()), |node| skills(node, reader));
    let languages = fields.get("languages").map_or(Some(Vec::new()), |node| languages(node, reader));
    let departments = match fields.get("departments") {
        Some(node) => {
            let items = reader.list(node, "a list of departments")?;
            let departments = reader.references(items, "a department");
            departments.into_iter().map(|department| department.id).collect()
        }
        None => Vec::new(),
    };
    let (id, load, capacity) = (id?.id, load?, capacity?);
    let refusal = refusal(&fields, load, capacity, reader)?;
    let agent = Agent {
        name: id.to_string(),
        email: format!("{id}@example.com"),
        id,
        role: Role::Agent,
        departments,
        capacity,
        languages: languages?,
        skills: skills?,
    };
    let agent = Arc::new(agent);
    Some(Candidate { agent, load, capacity, received_today: received_today?, last_assigned, refusal })
}

fn count(fields: &Fields<'_>, key: &str, reader: &mut Reader) -> Option<u32> {
    fields.get(key).map_or(Some(0), |node| reader.whole(node, &(0..=1_000_000)).and_then(|n| n.try_into().ok()))
}

/// Whoever holds as many sessions as may be held is full without being said so, as in a group.
#[expect(clippy::option_option, reason = "that nothing refuses and that the refusal is wrong are two things")]
fn refusal(fields: &Fields<'_>, load: u32, capacity: u32, reader: &mut Reader) -> Option<Option<Refusal>> {
    let full = Refusal::Full { load, capacity };
    let Some(node) = fields.get("refused") else { return Some((load >= capacity).then_some(full)) };
    let words: Vec<(&str, &str)> = REFUSED.iter().map(|word| (*word, *word)).collect();
    Some(Some(match reader.word(node, "refusal", &words)? {
        "offline" => Refusal::Offline,
        "away" => Refusal::Away,
        "absent" => Refusal::Absent,
        _ if load < capacity => {
            let message = format!("with {load} of {capacity} sessions nobody is full");
            let help = Some(format!("set {} instead: who has no room is full", listed(&["load", "capacity"])));
            reader.report(codes::BAD_TEST, node.span, message, "not full", help);
            return None;
        }
        _ => full,
    }))
}
