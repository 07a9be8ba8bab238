//! Layouts that nobody is shown, since an earlier one is shown wherever they would be.

use crate::{Layout, RuleSet, codes, sources::Sources};
use std::collections::BTreeSet;
use usher_model::Role;

const ALL_ROLES: [Role; 3] = [Role::Agent, Role::Supervisor, Role::Admin];

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    // One that is hidden itself hides nothing that its own cover would not.
    let mut shown: Vec<&Layout> = Vec::new();
    for layout in &set.layouts {
        let Some(cover) = shown.iter().find(|earlier| covers(earlier, layout, set)) else {
            shown.push(layout);
            continue;
        };
        let Some(raw) = sources.layouts.iter().find(|raw| raw.item.id == layout.id) else { continue };
        let message = format!("this layout is never shown: `{}` is, wherever this one would be", cover.id);
        let help = if cover.specificity() == layout.specificity() {
            format!("give it a lower `priority` than {}, or `{}` a narrower `scope`", cover.priority, cover.id)
        } else {
            format!("let its `scope` name as much as that of `{}`, or give that one a narrower `scope`", cover.id)
        };
        let help = Some(help);
        sources.readers.of(&raw.file).report(codes::HIDDEN_LAYOUT, raw.item.span, message, "never shown", help);
    }
}

/// Whether an earlier layout is shown wherever a later one would be.
fn covers(earlier: &Layout, later: &Layout, set: &RuleSet) -> bool {
    let channels =
        || later.channels.as_ref().map_or_else(|| set.channels.keys().collect(), |each| each.iter().collect());
    let roles = || later.roles.as_deref().unwrap_or(&ALL_ROLES);
    let groups = match (&earlier.groups, &later.groups) {
        (None, _) => true,
        // A session may belong to no group, so that even all groups are not everything.
        (Some(_), None) => false,
        (Some(earlier), Some(later)) => within(later, earlier),
    };
    groups
        && earlier.channels.as_ref().is_none_or(|earlier| {
            let wanted: Vec<_> = channels();
            let earlier: BTreeSet<_> = earlier.iter().collect();
            // Without any channel there is nothing to be shown for.
            !wanted.is_empty() && wanted.iter().all(|channel| earlier.contains(channel))
        })
        && earlier.roles.as_ref().is_none_or(|earlier| roles().iter().all(|role| earlier.contains(role)))
}

fn within<T: Ord>(some: &[T], all: &[T]) -> bool {
    let all: BTreeSet<&T> = all.iter().collect();
    some.iter().all(|one| all.contains(one))
}
