//! Whether everything that is named exists, over all files, and the rule set that comes of it.
//!
//! An id whose file is broken exists all the same: one mistake is one problem.

use crate::{
    Group, Rule, RuleSet, Span, Workspace, codes,
    kind::{
        directory::{RawAgent, RawDepartment},
        distribution::RawRule,
        group::RawGroup,
    },
    plugins::Offered,
    reader::{Reader, Ref},
    sources::{AGENTS, DEPARTMENTS, Sources},
    words::{listed, shown},
};
use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::nearest;
use usher_model::{Agent, AgentId, Department, DepartmentId, EffectKind, Revision};

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
        if let Some(welcome) = &rule.welcome {
            known(reader, welcome, Some(&sources.prompt_ids), "prompt", "add its file to `prompts/`");
        }
    }
    scripts(sources, offered);
}

/// What scripts name as they are written. An id that a script puts together is known only when it runs.
fn scripts(sources: &mut Sources, offered: &Offered) {
    for (plugin, named) in offered.named() {
        let file: Arc<str> = format!("plugins/{plugin}/{}", named.file).into();
        let reader = sources.readers.of(&file);
        let span = Span {
            line: named.line,
            column: named.column,
            end_line: named.line,
            end_column: named.end_column.max(named.column + 1),
        };
        let id = named.id.as_str();
        match named.what {
            EffectKind::SendPrompt => {
                bears(reader, id, span, &sources.prompt_ids, "prompt", "add its file to `prompts/`");
            }
            EffectKind::AskTransfer => {
                bears(reader, id, span, &sources.group_ids, "group", "add its file to `groups/`");
            }
            EffectKind::CallWebhook => {
                bears(reader, id, span, &sources.webhook_ids, "webhook", "add its file to `webhooks/`");
            }
            EffectKind::Tag | EffectKind::SetPriority | EffectKind::SetField => {}
        }
    }
}

/// Puts the rule set together. None only where something was reported.
pub(crate) fn build(sources: &Sources, offered: &Offered, revision: Revision) -> Option<RuleSet> {
    let workspace = sources.workspace.clone()?;
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
    let groups: Vec<Group> =
        sources.groups.iter().filter_map(|raw| group(&raw.item, &workspace, &agents, &below)).collect();
    let mut rules: Vec<Rule> = sources.rules.iter().filter_map(|raw| rule(&raw.item)).collect();
    rules.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    let channels = sources.channels.iter().map(|raw| (raw.item.0.id.clone(), Arc::new(raw.item.0.clone())));
    Some(RuleSet {
        revision,
        workspace,
        channels: channels.collect(),
        groups: groups.into_iter().map(|group| (group.id.clone(), Arc::new(group))).collect(),
        agents,
        departments,
        rules,
        webhooks: sources.webhooks.iter().map(|webhook| (webhook.id.clone(), Arc::new(webhook.clone()))).collect(),
        prompts: sources.prompts.iter().map(|raw| (raw.item.0.id.clone(), raw.item.0.clone())).collect(),
        hooks: offered.hooks(),
        plugins: offered.info(),
    })
}

fn group(
    raw: &RawGroup,
    workspace: &Workspace,
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
    let time_zone = raw.time_zone.clone().unwrap_or_else(|| workspace.time_zone.clone());
    Some(Group { id: raw.id.clone(), name: raw.name.clone()?, members, capacity: raw.capacity, time_zone })
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
        strategies: raw.strategies.clone(),
        welcome: raw.welcome.as_ref().map(|welcome| welcome.id.clone()),
    })
}

/// Reports an id that nothing bears, unless nobody can know.
fn known<T: Ord + Borrow<str>>(
    reader: &mut Reader,
    named: &Ref<T>,
    known: Option<&BTreeSet<T>>,
    what: &str,
    otherwise: &str,
) {
    if let Some(known) = known {
        bears(reader, named.id.borrow(), named.span, known, what, otherwise);
    }
}

/// Reports an id that none of these is, whether or not it could be one.
fn bears<T: Ord + Borrow<str>>(
    reader: &mut Reader,
    id: &str,
    span: Span,
    known: &BTreeSet<T>,
    what: &str,
    otherwise: &str,
) {
    if known.contains(id) {
        return;
    }
    if reader.is_full() {
        reader.report(codes::UNKNOWN_ID, span, "", "", None);
        return;
    }
    let names = || known.iter().map(Borrow::borrow);
    let help = match nearest(id, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() || known.len() > FEW => otherwise.to_owned(),
        None => format!("there is {}; or {otherwise}", listed(&names().collect::<Vec<_>>())),
    };
    let message = format!("there is no {what} `{}`", shown(id));
    reader.report(codes::UNKNOWN_ID, span, message, "unknown", Some(help));
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
