//! The kinds of offers, without what only some of them have.

use usher_model::{OfferId, PluginId};
use usher_script::{Limits, OfferKind};

/// A kind of offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Strategy,
    Predicate,
    Compute,
    Hook,
}

impl Sort {
    /// All of them, in the order that manifests name them.
    pub const ALL: [Self; 4] = [Self::Strategy, Self::Predicate, Self::Compute, Self::Hook];

    pub const fn of(kind: &OfferKind) -> Self {
        match kind {
            OfferKind::Strategy => Self::Strategy,
            OfferKind::Predicate => Self::Predicate,
            OfferKind::Compute => Self::Compute,
            OfferKind::Hook { .. } => Self::Hook,
        }
    }
    /// Its word in manifests, which people read too.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Strategy => "strategy",
            Self::Predicate => "predicate",
            Self::Compute => "compute",
            Self::Hook => "hook",
        }
    }
    /// A name of one, for messages.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Strategy => "load",
            Self::Predicate => "campaign/in_season",
            Self::Compute => "greeting/part_of_day",
            Self::Hook => "mood/angry",
        }
    }
    /// Where rules use it.
    pub const fn place(self) -> &'static str {
        match self {
            Self::Strategy => "it stands behind `strategy:` in a distribution rule",
            Self::Predicate => "it stands behind `script:` in a condition",
            Self::Compute => "it stands under `compute:` in a prompt",
            Self::Hook => "it runs by itself, and rules do not name it",
        }
    }
    /// How one is named in rules. The ids of strategies are one namespace over all plug-ins.
    pub fn name(self, plugin: &PluginId, offer: &OfferId) -> String {
        match self {
            Self::Strategy => offer.to_string(),
            Self::Predicate | Self::Compute | Self::Hook => format!("{plugin}/{offer}"),
        }
    }
    /// The most that one call may use.
    pub const fn limits(self) -> Limits {
        match self {
            Self::Strategy | Self::Predicate | Self::Compute => Limits::INLINE,
            Self::Hook => Limits::HOOK,
        }
    }
}
