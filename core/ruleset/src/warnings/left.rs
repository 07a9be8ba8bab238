//! Left messages that are given out, and that nobody can leave.

use crate::{
    GivenLeft, RuleSet, codes,
    sources::{Sources, WORKSPACE},
};

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    let Some(span) = sources.workspace_names.given_left else { return };
    // A rule on trial, or one that is switched off for a while, may offer a form tomorrow.
    let mut rules = set.rules.iter().chain(&set.shadows).chain(&set.off);
    let can_be_left = rules.any(|rule| rule.waiting.forms().next().is_some());
    if set.workspace.left_messages.given == GivenLeft::WhenFree && !can_be_left {
        let message = "left messages are given to whoever is free, and no rule offers a form to leave one";
        let help = "name a form below `waiting`, such as `busy: { form: leave-message }`, or leave `left_messages` out";
        let reader = sources.readers.of(&WORKSPACE.into());
        reader.report(codes::NOTHING_LEFT, span, message, "nothing to give", Some(help.to_owned()));
    }
}
