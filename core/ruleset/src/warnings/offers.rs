//! What plug-ins offer and nobody uses.

use crate::{codes, kind::plugin::Sort, plugins::Offered, sources::Sources};
use std::sync::Arc;

pub(super) fn check(sources: &mut Sources, offered: &Offered) {
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
