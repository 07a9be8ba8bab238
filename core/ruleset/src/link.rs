//! Whether everything that is named exists, over all files, and the rule set that comes of it.
//!
//! An id whose file is broken exists all the same: one mistake is one problem.

use crate::{
    Group, Rule, RuleSet, Span, codes,
    kind::{
        directory::{RawAgent, RawDepartment},
        distribution::RawRule,
        group::RawGroup,
    },
    plugins::Offered,
    reader::{Reader, Ref},
    sources::{AGENTS, DEPARTMENTS, Sources},
    words::listed,
};
use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    sync::Arc,
};
use usher_condition::nearest;
use usher_model::{Agent, AgentId, Department, DepartmentId, Revision};

/// More names than these say nothing in a help text.
const FEW: usize = 8;

/// Reports everything that is named and does not exist, or clashes.
pub(crate) fn check(sources: &mut Sources, offered: &Offered) {
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
    }
    for rule in &sources.rules {
        let reader = readers.of(&rule.file);
        let rule = &rule.item;
        for channel in rule.channels.iter().flatten() {
            known(reader, channel, Some(&sources.channel_ids), "channel", "add its file to `channels/`");
        }
        if let Some(group) = &rule.group {
            known(reader, group, Some(&sources.group_ids), "group", "add its file to `groups/`");
        }
        for strategy in &rule.strategies {
            known(reader, strategy, offered.known.as_ref(), "strategy", "add a plug-in that offers it");
        }
        if let Some(welcome) = &rule.welcome {
            known(reader, welcome, Some(&sources.prompt_ids), "prompt", "add its file to `prompts/`");
        }
    }
}

/// Puts the rule set together. None only where something was reported.
pub(crate) fn build(sources: &Sources, offered: Offered, revision: Revision) -> Option<RuleSet> {
    let departments: BTreeMap<DepartmentId, Department> = sources
        .departments
        .iter()
        .flatten()
        .filter_map(|raw| Some((raw.id.clone(), raw.department.clone()?)))
        .collect();
    let agents: BTreeMap<AgentId, Arc<Agent>> = sources
        .agents
        .iter()
        .flatten()
        .filter_map(|raw| Some((raw.id.clone(), Arc::new(raw.agent.clone()?))))
        .collect();
    let mut below: BTreeMap<&DepartmentId, Vec<&DepartmentId>> = BTreeMap::new();
    for department in departments.values() {
        if let Some(parent) = &department.parent {
            below.entry(parent).or_default().push(&department.id);
        }
    }
    let groups = sources.groups.iter().filter_map(|raw| group(&raw.item, &agents, &below));
    let mut rules: Vec<Rule> = sources.rules.iter().filter_map(|raw| rule(&raw.item)).collect();
    rules.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    let channels = sources.channels.iter().map(|raw| (raw.item.0.id.clone(), Arc::new(raw.item.0.clone())));
    Some(RuleSet {
        revision,
        workspace: sources.workspace.clone()?,
        channels: channels.collect(),
        groups: groups.map(|group| (group.id.clone(), Arc::new(group))).collect(),
        agents,
        departments,
        rules,
        prompts: sources.prompts.iter().map(|raw| (raw.item.0.id.clone(), raw.item.0.clone())).collect(),
        strategies: offered.strategies,
    })
}

fn group(
    raw: &RawGroup,
    agents: &BTreeMap<AgentId, Arc<Agent>>,
    below: &BTreeMap<&DepartmentId, Vec<&DepartmentId>>,
) -> Option<Group> {
    let named: BTreeSet<&AgentId> = raw.agents.iter().map(|agent| &agent.id).collect();
    let mut units: BTreeSet<&DepartmentId> = BTreeSet::new();
    let mut to_visit: Vec<&DepartmentId> = raw.departments.iter().map(|department| &department.id).collect();
    while let Some(unit) = to_visit.pop() {
        if units.insert(unit) {
            to_visit.extend(below.get(unit).into_iter().flatten());
        }
    }
    let is_member =
        |agent: &Agent| named.contains(&agent.id) || agent.departments.iter().any(|unit| units.contains(unit));
    let members = agents.values().filter(|agent| is_member(agent)).cloned().collect();
    Some(Group { id: raw.id.clone(), name: raw.name.clone()?, members, capacity: raw.capacity })
}

fn rule(raw: &RawRule) -> Option<Rule> {
    let channels = raw.channels.as_ref().map(|each| each.iter().map(|channel| channel.id.clone()).collect());
    Some(Rule {
        id: raw.id.clone(),
        name: raw.name.clone()?,
        priority: raw.priority,
        channels,
        condition: raw.condition.clone(),
        group: raw.group.as_ref()?.id.clone(),
        strategies: raw.strategies.iter().map(|strategy| strategy.id.clone()).collect(),
        welcome: raw.welcome.as_ref().map(|welcome| welcome.id.clone()),
    })
}

/// Reports an id that nothing bears, unless nobody can know.
fn known<T: Ord + Display + Borrow<str>>(
    reader: &mut Reader,
    named: &Ref<T>,
    known: Option<&BTreeSet<T>>,
    what: &str,
    otherwise: &str,
) {
    let Some(known) = known else { return };
    if known.contains::<T>(&named.id) {
        return;
    }
    if reader.is_full() {
        reader.report(codes::UNKNOWN_ID, named.span, "", "", None);
        return;
    }
    let names = || known.iter().map(Borrow::borrow);
    let help = match nearest(named.id.borrow(), names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() || known.len() > FEW => otherwise.to_owned(),
        None => format!("there is {}; or {otherwise}", listed(&names().collect::<Vec<_>>())),
    };
    let message = format!("there is no {what} `{}`", named.id);
    reader.report(codes::UNKNOWN_ID, named.span, message, "unknown", Some(help));
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
