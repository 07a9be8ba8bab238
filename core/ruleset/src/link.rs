//! Whether everything that is named exists, over all files, and the rule set that comes of it.
//!
//! An id whose file is broken exists all the same: one mistake is one problem.

mod directory;
mod forms;
mod hours;
mod identity;
mod layouts;
mod members;
mod objects;
mod rule_tests;
mod rules;
mod scripts;

use crate::{
    RuleSet, Span, codes,
    kind::object::record_facts,
    plugins::Offered,
    reader::{Reader, Ref},
    sources::Sources,
    words::{listed, shown},
};
use std::{borrow::Borrow, collections::BTreeSet, sync::Arc};
use usher_condition::nearest;
use usher_model::Revision;

/// More names than these say nothing in a help text.
const FEW: usize = 8;

/// Reports everything that is named and does not exist, or clashes.
pub(crate) fn check(sources: &mut Sources, offered: &Offered) {
    directory::check(sources);
    objects::check(sources);
    identity::check(sources);
    layouts::check(sources);
    rules::check(sources);
    rule_tests::check(sources);
    forms::check(sources);
    scripts::check(sources, offered);
}

/// Puts the rule set together. None only where something was reported.
pub(crate) fn build(sources: &Sources, offered: &Offered, revision: Revision) -> Option<RuleSet> {
    let workspace = sources.workspace.clone()?;
    let people = directory::build(sources);
    let hours = hours::build(sources, &workspace);
    let groups = people.groups(sources, &workspace, &hours);
    let rules = rules::build(sources, &workspace);
    let forms = forms::build(sources, &workspace);
    let channels = sources.channels.iter().filter_map(|raw| raw.item.channel.clone());
    let tests = rule_tests::build(sources, &workspace.time_zone);
    Some(RuleSet {
        revision,
        workspace,
        channels: channels.map(|channel| (channel.id.clone(), Arc::new(channel))).collect(),
        groups,
        agents: people.agents,
        departments: people.departments,
        hours,
        rules: rules.active,
        shadows: rules.shadow,
        off: rules.off,
        forms,
        objects: objects::build(sources),
        layouts: layouts::build(sources),
        identity: identity::build(sources),
        catalogue: sources.catalogue.clone(),
        record_facts: record_facts(&sources.objects),
        tests,
        webhooks: sources.webhooks.iter().map(|webhook| (webhook.id.clone(), Arc::new(webhook.clone()))).collect(),
        prompts: sources.prompts.iter().map(|raw| (raw.item.prompt.id.clone(), raw.item.prompt.clone())).collect(),
        hooks: offered.hooks(),
        plugins: offered.info(),
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
    let near = if reader.may_compare(known.len()) { nearest(id, names()) } else { None };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() || known.len() > FEW => otherwise.to_owned(),
        None => format!("there is {}; or {otherwise}", listed(&names().collect::<Vec<_>>())),
    };
    let message = format!("there is no {what} `{}`", shown(id));
    reader.report(codes::UNKNOWN_ID, span, message, "unknown", Some(help));
}
