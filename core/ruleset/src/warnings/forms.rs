//! Forms that nobody is shown.

use crate::{FormKind, RuleSet, Waiting, codes, sources::Sources};
use std::collections::BTreeSet;
use usher_model::FormId;

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    // A rule on trial, or one that is switched off for a while, may show them tomorrow.
    let rules = set.rules.iter().chain(&set.shadows).chain(&set.off);
    let waiting = rules.map(|rule| &rule.waiting).chain([&set.workspace.waiting]).flat_map(Waiting::forms);
    let before = set.channels.values().filter_map(|channel| channel.pre_chat.as_ref());
    let shown: BTreeSet<&FormId> = waiting.chain(before).collect();
    for raw in &sources.forms {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        if shown.contains(&raw.id) {
            continue;
        }
        let (message, place) = match raw.kind {
            Some(FormKind::PreChat) => ("no channel shows this form", format!("`pre_chat: {}` in a channel", raw.id)),
            _ => ("no rule offers this form", format!("`form: {}` below `waiting` in a rule or the workspace", raw.id)),
        };
        let help = Some(format!("write {place}, or remove this file"));
        reader.report(codes::UNUSED_FORM, raw.span, message, "never shown", help);
    }
}
