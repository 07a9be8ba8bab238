//! What is allowed but probably not meant, by subject. Asked only of trees without errors: a broken file would make
//! others look unused.

mod channels;
mod colors;
mod forms;
mod groups;
mod hours;
mod layouts;
mod left;
mod objects;
mod offers;
mod prompts;
mod reach;
mod secrets;
mod texts;

use crate::{RuleSet, plugins::Offered, sources::Sources};

/// Reports them.
pub(crate) fn check(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    groups::check(sources, set, offered);
    hours::check(sources, set);
    reach::check(sources, set);
    prompts::check(sources, set, offered);
    channels::check(sources, set);
    colors::check(sources, set);
    forms::check(sources, set);
    left::check(sources, set);
    texts::check(sources, set, offered);
    objects::check(sources);
    layouts::check(sources, set);
    secrets::check(sources);
    offers::check(sources, offered);
}
