//! Groups that serve nobody, or that nothing leads to, and queues that never get as long as a rule waits for.

use crate::{RuleSet, codes, plugins::Offered, sources::Sources};
use std::collections::BTreeSet;
use usher_model::{EffectKind, GroupId};

pub(super) fn check(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    overflows(sources, set);
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

/// Overflows that wait for more sessions than may wait in the rule's own group.
fn overflows(sources: &mut Sources, set: &RuleSet) {
    for raw in &sources.rules {
        let Some((group, overflow)) = raw.item.group.as_ref().zip(raw.item.overflow.as_ref()) else { continue };
        let Some((longer_than, span)) = overflow.longer_than else { continue };
        let limit = set.groups.get(&group.id).and_then(|group| group.queue_limit);
        let Some(limit) = limit.filter(|limit| longer_than >= *limit) else { continue };
        let sessions = if limit == 1 { "session" } else { "sessions" };
        let message =
            format!("the queue of `{}` holds at most {limit} {sessions}, never more than {longer_than}", group.id);
        let raise = format!("raise `queue_limit` in `groups/{}.yaml`", group.id);
        let help = match limit.checked_sub(1).filter(|less| *less > 0) {
            Some(less) => format!("write {less} or less, or {raise}"),
            None if overflow.after.is_some() => format!("remove `longer_than`, or {raise}"),
            None => format!("write `after` instead, such as `after: 2m`, or {raise}"),
        };
        sources.readers.of(&raw.file).report(codes::LONG_OVERFLOW, span, message, "never so long", Some(help));
    }
}
