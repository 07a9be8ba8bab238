//! What is allowed but probably not meant. Asked only of trees without errors: a broken file would make others look
//! unused.

use crate::{RuleSet, codes, kind::plugin::Sort, plugins::Offered, sources::Sources};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::Condition;
use usher_model::{ChannelId, EffectKind, GroupId, PromptId, RuleId};

/// Reports them.
pub(crate) fn check(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    groups(sources, set, offered);
    shadowed(sources, set);
    prompts(sources, set, offered);
    channels(sources, set);
    offers(sources, offered);
}

fn groups(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    let led_to: BTreeSet<&GroupId> = set.rules.iter().map(|rule| &rule.group).collect();
    for raw in &sources.groups {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        if set.groups.get(&raw.id).is_some_and(|group| group.members.is_empty()) {
            let message = "this group has no members, so its visitors would wait for ever";
            let help = Some("name agents or departments that have agents".to_owned());
            reader.report(codes::NO_MEMBERS, raw.members_span, message, "nobody", help);
        }
        if !led_to.contains(&raw.id) && !offered.names_literally(EffectKind::AskTransfer, raw.id.as_str()) {
            let message = "no distribution rule leads to this group, and no hook names it";
            let help = Some(format!("write a rule with `group: {}`, or remove this file", raw.id));
            reader.report(codes::UNUSED_GROUP, raw.span, message, "never used", help);
        }
    }
}

fn shadowed(sources: &mut Sources, set: &RuleSet) {
    let mut taken: BTreeMap<&ChannelId, &RuleId> = BTreeMap::new();
    let mut taken_everywhere: Option<&RuleId> = None;
    for rule in &set.rules {
        let mut by: BTreeSet<&RuleId> = BTreeSet::new();
        let is_reached = match (&rule.channels, taken_everywhere) {
            (_, Some(earlier)) => {
                by.insert(earlier);
                false
            }
            (Some(channels), None) => still_open(channels.iter(), &taken, &mut by),
            (None, None) => set.channels.is_empty() || still_open(set.channels.keys(), &taken, &mut by),
        };
        if !is_reached {
            let names: Vec<&str> = by.iter().map(|id| id.as_str()).collect();
            let message =
                format!("this rule is never reached: {} takes every visitor first", crate::words::listed(&names));
            let help = Some("give it a lower `priority`, or remove it".to_owned());
            if let Some(raw) = sources.rules.iter().find(|raw| raw.item.id == rule.id) {
                sources.readers.of(&raw.file).report(codes::SHADOWED, raw.item.span, message, "never reached", help);
            }
        } else if matches!(rule.condition, Condition::Always) {
            match &rule.channels {
                Some(channels) => {
                    for channel in channels {
                        taken.entry(channel).or_insert(&rule.id);
                    }
                }
                None => taken_everywhere = Some(&rule.id),
            }
        }
    }
}

/// Whether a channel is left that no earlier rule takes whole; notes those that take the others.
fn still_open<'r>(
    mut channels: impl Iterator<Item = &'r ChannelId>,
    taken: &BTreeMap<&'r ChannelId, &'r RuleId>,
    by: &mut BTreeSet<&'r RuleId>,
) -> bool {
    channels.any(|channel| match taken.get(channel) {
        Some(earlier) => {
            by.insert(earlier);
            false
        }
        None => true,
    })
}

fn prompts(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    let shown: BTreeSet<&PromptId> = set.rules.iter().filter_map(|rule| rule.welcome.as_ref()).collect();
    for raw in &sources.prompts {
        let (prompt, span) = &raw.item;
        if !shown.contains(&prompt.id) && !offered.names_literally(EffectKind::SendPrompt, prompt.id.as_str()) {
            let help = Some(format!("name it in a rule as `welcome: {}`, or remove this file", prompt.id));
            let message = "no distribution rule shows this prompt, and no hook names it";
            sources.readers.of(&raw.file).report(codes::UNUSED_PROMPT, *span, message, "never shown", help);
        }
    }
    for raw in &sources.rules {
        let Some(welcome) = &raw.item.welcome else { continue };
        if set.prompts.get(&welcome.id).is_some_and(|prompt| !prompt.enabled) {
            let message = format!("the prompt `{}` is switched off, so visitors get no welcome", welcome.id);
            let help = Some("remove `welcome`, or switch the prompt on".to_owned());
            sources.readers.of(&raw.file).report(codes::PROMPT_OFF, welcome.span, message, "switched off", help);
        }
    }
}

fn channels(sources: &mut Sources, set: &RuleSet) {
    if set.rules.iter().any(|rule| rule.channels.is_none()) {
        return;
    }
    let served: BTreeSet<&ChannelId> = set.rules.iter().flat_map(|rule| rule.channels.iter().flatten()).collect();
    for raw in &sources.channels {
        let (channel, span) = &raw.item;
        if !served.contains(&channel.id) {
            let message = "no distribution rule serves this channel, so an admin would have to assign every session";
            let help = Some("write a rule for it".to_owned());
            sources.readers.of(&raw.file).report(codes::UNSERVED_CHANNEL, *span, message, "not served", help);
        }
    }
}

fn offers(sources: &mut Sources, offered: &Offered) {
    for unused in offered.unused() {
        let file: Arc<str> = format!("plugins/{}/plugin.yaml", unused.plugin).into();
        let message = format!("no rule uses the {} `{}`", unused.sort.word(), unused.name);
        let name = &unused.name;
        let help = match unused.sort {
            Sort::Strategy => format!("name it in a rule as `strategy: {name}`, or remove it"),
            Sort::Predicate => format!("name it in a condition as `script: {name}`, or remove it"),
            Sort::Compute => format!("name it in a prompt as `compute: {{ value: {name} }}`, or remove it"),
            Sort::Hook => continue,
        };
        sources.readers.of(&file).report(codes::UNUSED_OFFER, unused.place.id, message, "never used", Some(help));
    }
}
