//! What functions of each kind of offer are given, and what they give back.

use super::api;
use crate::manifest::OfferKind;
use usher_model::HookKind;

/// A kind of offer, as its functions see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindDoc {
    /// Its word in manifests.
    pub kind: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// The names that its parameters may have. A function names those that it needs, in any order.
    pub parameters: &'static [&'static str],
    /// What it may return.
    pub returns: &'static str,
}

const KINDS: [KindDoc; 4] = [
    KindDoc {
        kind: "strategy",
        doc: "Orders the members of a group for one session.",
        parameters: &["candidates", "facts", "records", "params"],
        returns: "candidates (best first), one candidate, an agent's id, a list of these, or `()` for nobody",
    },
    KindDoc {
        kind: "predicate",
        doc: "Says yes or no, in a condition.",
        parameters: &["facts", "records", "params"],
        returns: "`true` or `false`",
    },
    KindDoc {
        kind: "compute",
        doc: "Gives a value, for a prompt's text.",
        parameters: &["facts", "records", "params"],
        returns: "a text, a number, `true` or `false`, or `()` for no value",
    },
    KindDoc {
        kind: "hook",
        doc: "Runs after an event and asks for effects.",
        parameters: &["event", "session", "facts", "records"],
        returns: "one effect, a list of at most 10 effects, or `()` for none",
    },
];

/// The kinds of offers, in the order of the manual.
pub const fn kinds() -> &'static [KindDoc] {
    &KINDS
}

/// The names that parameters of a function of this kind may have.
pub fn parameter_names(kind: &OfferKind) -> &'static [&'static str] {
    KINDS.iter().find(|doc| doc.kind == kind.word()).map_or(&[], |doc| doc.parameters)
}

/// The properties that `event` has after this event.
pub fn event_properties(on: HookKind) -> impl Iterator<Item = &'static str> {
    api().iter().filter(move |item| item.events.contains(&on)).map(|item| item.name)
}
