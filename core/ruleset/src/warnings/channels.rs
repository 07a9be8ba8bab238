//! Channels that no rule serves.

use crate::{RuleSet, codes, kind::channel::RawChannel, sources::Sources};
use std::collections::BTreeSet;
use usher_model::ChannelId;

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    if set.rules.iter().any(|rule| rule.channels.is_none()) {
        return;
    }
    let served: BTreeSet<&ChannelId> = set.rules.iter().flat_map(|rule| rule.channels.iter().flatten()).collect();
    for raw in &sources.channels {
        let RawChannel { id, span, .. } = &raw.item;
        if !served.contains(id) {
            let message = "no distribution rule serves this channel, so an admin would have to assign every session";
            let help = Some("write a rule for it".to_owned());
            sources.readers.of(&raw.file).report(codes::UNSERVED_CHANNEL, *span, message, "not served", help);
        }
    }
}
