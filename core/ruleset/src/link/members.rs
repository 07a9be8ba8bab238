//! Who is in which group: those whom it names, and everybody of its departments and of those below them.

use super::directory::People;
use crate::{
    codes,
    kind::{directory::RawDepartment, group::RawGroup},
    limits,
    sources::Sources,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use usher_model::{Agent, AgentId, DepartmentId};

/// Reports groups that have more members together than are held in memory.
pub(super) fn check(sources: &mut Sources) {
    let (Some(departments), Some(agents)) = (&sources.departments, &sources.agents) else { return };
    // Each department counts as one too, since it must be gone through.
    let mut sizes: HashMap<&DepartmentId, usize> = departments.iter().map(|one| (&one.id, 1)).collect();
    for named in agents.iter().flat_map(|agent| &agent.departments) {
        sizes.entry(&named.id).and_modify(|size| *size += 1);
    }
    let sizes = with_all_below(departments, sizes);
    let mut in_all = 0_usize;
    for group in &sources.groups {
        let units = group.item.departments.iter().filter_map(|named| sizes.get(&named.id));
        in_all = units.fold(in_all + group.item.agents.len(), |sum, size| sum.saturating_add(*size));
        if in_all > limits::MEMBERSHIPS {
            let message = format!("with this one, the groups have more than {} members together", limits::MEMBERSHIPS);
            let help = Some("give it fewer members, or let fewer groups have so many".to_owned());
            let reader = sources.readers.of(&group.file);
            return reader.report(codes::BUDGET, group.item.members_span, message, "too many", help);
        }
    }
}

/// Adds what is below each department to it. Circles, which are reported elsewhere, are left as they are.
fn with_all_below<'d>(
    departments: &'d [RawDepartment],
    mut sizes: HashMap<&'d DepartmentId, usize>,
) -> HashMap<&'d DepartmentId, usize> {
    let parents: HashMap<&DepartmentId, &DepartmentId> =
        departments.iter().filter_map(|one| Some((&one.id, &one.parent.as_ref()?.id))).collect();
    let mut left_below: HashMap<&DepartmentId, usize> = HashMap::new();
    for parent in parents.values() {
        *left_below.entry(parent).or_default() += 1;
    }
    let mut done: Vec<&DepartmentId> =
        departments.iter().map(|one| &one.id).filter(|id| !left_below.contains_key(id)).collect();
    while let Some(id) = done.pop() {
        let Some(parent) = parents.get(id) else { continue };
        let size = sizes.get(id).copied().unwrap_or(0);
        sizes.entry(parent).and_modify(|sum| *sum = sum.saturating_add(size));
        if let Some(left) = left_below.get_mut(parent) {
            *left -= 1;
            if *left == 0 {
                done.push(parent);
            }
        }
    }
    sizes
}

/// Who is in which department.
pub(super) struct Memberships<'p> {
    agents: &'p BTreeMap<AgentId, Arc<Agent>>,
    below: BTreeMap<&'p DepartmentId, Vec<&'p DepartmentId>>,
    of_unit: BTreeMap<&'p DepartmentId, Vec<&'p Arc<Agent>>>,
}

impl<'p> Memberships<'p> {
    /// Of all departments.
    pub fn of(people: &'p People) -> Self {
        let mut all = Self { agents: &people.agents, below: BTreeMap::new(), of_unit: BTreeMap::new() };
        for department in people.departments.values() {
            if let Some(parent) = &department.parent {
                all.below.entry(parent).or_default().push(&department.id);
            }
        }
        for agent in people.agents.values() {
            for unit in &agent.departments {
                all.of_unit.entry(unit).or_default().push(agent);
            }
        }
        all
    }

    /// The members of a group, each once, in order of their ids.
    pub fn members(&self, group: &RawGroup) -> Vec<Arc<Agent>> {
        let mut units: BTreeSet<&DepartmentId> = BTreeSet::new();
        let mut to_visit: Vec<&DepartmentId> = group.departments.iter().map(|department| &department.id).collect();
        while let Some(unit) = to_visit.pop() {
            if units.insert(unit) {
                to_visit.extend(self.below.get(unit).into_iter().flatten());
            }
        }
        let named = group.agents.iter().filter_map(|named| self.agents.get(&named.id));
        let by_unit = units.into_iter().filter_map(|unit| self.of_unit.get(unit)).flatten().copied();
        let mut members: Vec<Arc<Agent>> = named.chain(by_unit).cloned().collect();
        members.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        members.dedup_by(|a, b| a.id == b.id);
        members.shrink_to_fit();
        members
    }
}
