//! Groups that serve nobody, or that nothing leads to.

use crate::{RuleSet, codes, plugins::Offered, sources::Sources};
use std::collections::BTreeSet;
use usher_model::{EffectKind, GroupId};

pub(super) fn check(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    // A rule on trial, or one that is switched off for a while, may lead here tomorrow.
    let rules = || set.rules.iter().chain(&set.shadows).chain(&set.off);
    let overflows = rules().filter_map(|rule| rule.overflow.as_ref()).map(|overflow| &overflow.group);
    let led_to: BTreeSet<&GroupId> = rules().map(|rule| &rule.group).chain(overflows).collect();
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
