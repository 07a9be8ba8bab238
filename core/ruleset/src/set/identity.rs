//! Who a visitor is: what an identity may tell, and which records it leads to.

use usher_model::{ObjectId, Provenance};

/// `identity.yaml`. Without the file nothing is matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Fields of the visitor object that an identity may tell.
    pub fields: Vec<String>,
    /// How a visitor who came before is found; none for never.
    pub matching: Option<Matching>,
    /// How records are found; none for by hand only.
    pub associate: Option<Associate>,
}

/// How a visitor who came before is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// Lists of fields, tried in order: all fields of one list must be told, and equal those of one visitor.
    pub by: Vec<Vec<String>>,
    /// What a value must be worth to match: [`Provenance::Asserted`] or [`Provenance::Proven`].
    pub require: Provenance,
}

/// How records are found that belong to a visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Associate {
    /// What a value must be worth to find records by.
    pub require: Provenance,
    /// The objects, in order.
    pub objects: Vec<(ObjectId, Lookup)>,
}

/// How one object's record is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// By fields, tried in order: the visitor's field and the object's, which must be equal.
    Fields(Vec<Vec<(String, String)>>),
    /// From the record of another object, by a relation of that object.
    Through(ObjectId, String),
}
