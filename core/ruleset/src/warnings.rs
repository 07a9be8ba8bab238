//! What is allowed but probably not meant. Asked only of trees without errors: a broken file would make others look
//! unused.

use crate::{RuleSet, codes, sources::Sources};
use std::collections::{BTreeMap, BTreeSet};
use usher_condition::Condition;
use usher_model::{ChannelId, GroupId, PromptId, RuleId};

/// Reports them.
pub(crate) fn check(sources: &mut Sources, set: &RuleSet) {
    groups(sources, set);
    shadowed(sources, set);
    prompts(sources, set);
    channels(sources, set);
}

fn groups(sources: &mut Sources, set: &RuleSet) {
    let led_to: BTreeSet<&GroupId> = set.rules.iter().map(|rule| &rule.group).collect();
    for raw in &sources.groups {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        if set.groups.get(&raw.id).is_some_and(|group| group.members.is_empty()) {
            let message = "this group has no members, so its visitors would wait for ever";
            let help = Some("name agents or departments that have agents".to_owned());
            reader.report(codes::NO_MEMBERS, raw.members_span, message, "nobody", help);
        }
        if !led_to.contains(&raw.id) {
            let message = "no distribution rule leads to this group";
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

fn prompts(sources: &mut Sources, set: &RuleSet) {
    let shown: BTreeSet<&PromptId> = set.rules.iter().filter_map(|rule| rule.welcome.as_ref()).collect();
    for raw in &sources.prompts {
        let (prompt, span) = &raw.item;
        if !shown.contains(&prompt.id) {
            let help = Some(format!("name it in a rule as `welcome: {}`, or remove this file", prompt.id));
            let message = "no distribution rule shows this prompt";
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
