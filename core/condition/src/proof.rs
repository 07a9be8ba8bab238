//! What can be told of conditions without any facts: that one can never hold, and that one holds whenever another does.
//!
//! What is claimed is true of all facts. Not all that is true is found: each fact is reasoned about by itself, so that
//! nothing is known of how, say, `page.url` and `page.path` belong together. A script is taken to answer the same each
//! time it is asked in one decision.

mod contradiction;
mod cover;
mod domain;
mod line;
mod numbers;
mod parts;
mod requirements;
mod texts;

pub use contradiction::{Clash, Contradiction};
pub use cover::Cover;
pub use requirements::Requirements;

use crate::{Catalogue, Condition};
use requirements::Effort;

/// Steps of a comparison of two conditions: more than any two that a person wrote need.
const STEPS_OF_ONE: usize = 200_000;

/// Whether something is to hold, or to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Holds,
    Fails,
}

impl Sign {
    const fn opposite(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
}

impl Condition {
    /// Why no facts, of whatever types, can ever satisfy it; none where some may.
    pub fn contradiction(&self) -> Option<Contradiction> {
        self.contradiction_in(&Catalogue::default())
    }

    /// Why no facts of the types in the catalogue can ever satisfy it; none where some may. A field that the catalogue
    /// does not have may be anything.
    pub fn contradiction_in(&self, catalogue: &Catalogue) -> Option<Contradiction> {
        contradiction::find(self, catalogue)
    }

    /// Whether all facts, of whatever types, that satisfy it satisfy the other. No is said also where it is not known.
    pub fn implies(&self, other: &Self) -> bool {
        let catalogue = Catalogue::default();
        let (own, other) = (Requirements::of(self, &catalogue), Requirements::of(other, &catalogue));
        own.imply(&other, &mut Effort(STEPS_OF_ONE))
    }
}
