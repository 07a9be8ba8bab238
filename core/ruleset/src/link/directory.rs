//! People, departments and groups: whether they name each other rightly, and who is in which group.

use super::{
    FEW, known,
    members::{self, Memberships},
};
use crate::{
    Group, Hours, Span, Workspace, codes,
    kind::{
        directory::{RawAgent, RawDepartment},
        group::RawGroup,
    },
    reader::Reader,
    sources::{AGENTS, DEPARTMENTS, Sources},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_model::{Agent, AgentId, Department, DepartmentId, GroupId, HoursId};

/// Who there is.
pub(super) struct People {
    pub agents: BTreeMap<AgentId, Arc<Agent>>,
    pub departments: BTreeMap<DepartmentId, Department>,
}

pub(super) fn check(sources: &mut Sources) {
    let agent_ids: Option<BTreeSet<AgentId>> =
        sources.agents.as_ref().map(|agents| agents.iter().map(|agent| agent.id.clone()).collect());
    let department_ids: Option<BTreeSet<DepartmentId>> =
        sources.departments.as_ref().map(|each| each.iter().map(|department| department.id.clone()).collect());
    let readers = &mut sources.readers;

    let departments_help = "add it to `directory/departments.yaml`";
    if let Some(departments) = &sources.departments {
        let reader = readers.of(&DEPARTMENTS.into());
        for parent in departments.iter().filter_map(|department| department.parent.as_ref()) {
            known(reader, parent, department_ids.as_ref(), "department", departments_help);
        }
        circles(departments, reader);
    }
    if let Some(agents) = &sources.agents {
        let reader = readers.of(&AGENTS.into());
        for department in agents.iter().flat_map(|agent| &agent.departments) {
            known(reader, department, department_ids.as_ref(), "department", departments_help);
        }
        emails(agents, reader);
    }
    for group in &sources.groups {
        let reader = readers.of(&group.file);
        for agent in &group.item.agents {
            known(reader, agent, agent_ids.as_ref(), "agent", "add it to `directory/agents.yaml`");
        }
        for department in &group.item.departments {
            known(reader, department, department_ids.as_ref(), "department", departments_help);
        }
        if let Some(hours) = &group.item.hours {
            known(reader, hours, Some(&sources.hours_ids), "set of hours", "add its file to `hours/`");
        }
    }
    members::check(sources);
}

pub(super) fn build(sources: &Sources) -> People {
    let departments = sources.departments.iter().flatten();
    let agents = sources.agents.iter().flatten();
    People {
        agents: agents.filter_map(|raw| Some((raw.id.clone(), Arc::new(raw.agent.clone()?)))).collect(),
        departments: departments.filter_map(|raw| Some((raw.id.clone(), raw.department.clone()?))).collect(),
    }
}

impl People {
    /// The groups, with departments resolved.
    pub fn groups(
        &self,
        sources: &Sources,
        workspace: &Workspace,
        hours: &BTreeMap<HoursId, Arc<Hours>>,
    ) -> BTreeMap<GroupId, Arc<Group>> {
        let memberships = Memberships::of(self);
        let group = |raw: &RawGroup| -> Option<Group> {
            Some(Group {
                id: raw.id.clone(),
                name: raw.name.clone()?,
                members: memberships.members(raw),
                capacity: raw.capacity,
                time_zone: raw.time_zone.clone().unwrap_or_else(|| workspace.time_zone.clone()),
                hours: raw.hours.as_ref().and_then(|named| hours.get(&named.id).cloned()),
                queue_limit: raw.queue_limit,
                answer: raw.answer,
            })
        };
        let groups = sources.groups.iter().filter_map(|raw| group(&raw.item));
        groups.map(|group| (group.id.clone(), Arc::new(group))).collect()
    }
}

fn emails(agents: &[RawAgent], reader: &mut Reader) {
    let mut taken: BTreeMap<&str, &AgentId> = BTreeMap::new();
    for agent in agents {
        let Some(email) = &agent.email else { continue };
        if let Some(first) = taken.insert(&email.id, &agent.id) {
            let message = format!("`{first}` signs in with `{}` already", email.id);
            let help = Some("give each agent an address of their own".to_owned());
            reader.report(codes::EMAIL_TAKEN, email.span, message, "taken", help);
        }
    }
}

fn circles(departments: &[RawDepartment], reader: &mut Reader) {
    let parents: BTreeMap<&DepartmentId, (Option<&DepartmentId>, Span)> = departments
        .iter()
        .map(|one| (&one.id, (one.parent.as_ref().map(|p| &p.id), one.parent.as_ref().map_or(one.span, |p| p.span))))
        .collect();
    let mut settled: BTreeSet<&DepartmentId> = BTreeSet::new();
    for start in parents.keys() {
        let mut path: Vec<&DepartmentId> = Vec::new();
        let mut on_path: BTreeSet<&DepartmentId> = BTreeSet::new();
        let mut at = Some(*start);
        while let Some(id) = at {
            if settled.contains(id) {
                break;
            }
            if !on_path.insert(id) {
                let circle = path.iter().skip_while(|earlier| **earlier != id).chain([&id]).map(|id| id.as_str());
                let names: Vec<&str> = circle.take(FEW).collect();
                let message = format!("this department is above itself: {}", names.join(" under "));
                let span = parents.get(id).map_or_else(Span::default, |(_, span)| *span);
                let help = Some("let one of them have no `parent`".to_owned());
                reader.report(codes::DEPARTMENT_CIRCLE, span, message, "closes a circle", help);
                break;
            }
            path.push(id);
            at = parents.get(id).and_then(|(parent, _)| *parent);
        }
        settled.extend(path);
    }
}
