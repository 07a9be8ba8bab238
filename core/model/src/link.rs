//! Which records a visitor is linked to, and how that came to be known.

use crate::{AgentId, ObjectId, Provenance, RecordId, Timestamp, VisitorId};

/// Who a visitor is: a record of the visitor object. Several visitors may be one: a person with two browsers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorRecord {
    /// The visitor.
    pub visitor: VisitorId,
    /// The record.
    pub record: RecordId,
    /// How that came to be known.
    pub how: Recognised,
    /// Since when.
    pub at: Timestamp,
    /// Which record it was before, so that it can be undone.
    pub before: Option<RecordId>,
    /// Records that it might be as well: nobody could tell, so an agent decides.
    pub choices: Vec<RecordId>,
}

/// How it came to be known who a visitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recognised {
    /// Nobody was found, so a record was made.
    Created,
    /// What was told of the visitor is what the record says.
    Matched,
    /// An agent said so.
    ByHand,
}

/// A link from a visitor's record to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLink {
    /// The visitor's record.
    pub of: RecordId,
    /// The object of the other one.
    pub object: ObjectId,
    /// The other one.
    pub record: RecordId,
    /// How it came about.
    pub how: LinkHow,
    /// What the values were worth that it was found by; none where an agent said so.
    pub provenance: Option<Provenance>,
    /// Whether it holds.
    pub state: LinkState,
    /// The agent who said so.
    pub by: Option<AgentId>,
    /// Since when.
    pub at: Timestamp,
}

/// How a link came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkHow {
    /// Values of the visitor are those of the record.
    Matched,
    /// Another linked record leads to it.
    Through,
    /// An agent said so. What an agent said no match changes.
    ByHand,
}

/// Whether a link holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// It holds.
    Linked,
    /// It does not hold any more, and does not come back by itself where an agent said so.
    Unlinked,
    /// Several records are alike: an agent decides which.
    Offered,
}

macro_rules! words {
    ($($name:ident { $($variant:ident: $word:literal),* $(,)? })*) => {$(
        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one of a word.
            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    )*};
}

words! {
    Recognised { Created: "created", Matched: "matched", ByHand: "by_hand" }
    LinkHow { Matched: "matched", Through: "through", ByHand: "by_hand" }
    LinkState { Linked: "linked", Unlinked: "unlinked", Offered: "offered" }
}
