//! What the workbench shows beside a chat.

use std::sync::Arc;
use usher_model::{ChannelId, Compute, GroupId, LayoutId, LocalText, ObjectId, Role};

/// `workbench/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The file's stem.
    pub id: LayoutId,
    /// Its name, for admins.
    pub name: String,
    /// Lower is asked first.
    pub priority: i64,
    /// Where it is shown; none for everywhere.
    pub channels: Option<Vec<ChannelId>>,
    /// For sessions of which groups; none for all.
    pub groups: Option<Vec<GroupId>>,
    /// To whom; none for everybody.
    pub roles: Option<Vec<Role>>,
    /// What it shows, in order.
    pub sections: Vec<LayoutSection>,
}

/// The records of one object.
#[derive(Debug, Clone)]
pub struct LayoutSection {
    /// Of which.
    pub object: ObjectId,
    /// The way there from the records of another section; none for the records that are linked to the visitor.
    pub through: Option<Through>,
    /// Above it; the object's name where nothing is said.
    pub title: Option<LocalText>,
    /// What is shown of each record, in order.
    pub fields: Vec<LayoutField>,
    /// Whether it is folded until somebody opens it.
    pub collapsed: bool,
    /// Most records shown.
    pub most: u32,
    /// By which field, and whether the highest comes first.
    pub sort: Option<(String, SortOrder)>,
}

/// The way from the records of one object to those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// Whose records it begins at: another section shows them.
    pub object: ObjectId,
    /// Which of the two objects has the relation.
    pub side: RelationSide,
    /// The relation, by its id in that object.
    pub relation: String,
}

/// Which of two objects has the relation between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationSide {
    /// The one where the way begins: an account's `cases`.
    Start,
    /// The one where it ends: a case's `account`, looked up backwards.
    End,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortOrder {
    /// The lowest.
    Ascending,
    /// The highest.
    Descending,
}

/// One line of a section.
#[derive(Debug, Clone)]
pub enum LayoutField {
    /// A field of the object.
    Field(String),
    /// What a plug-in computes.
    Computed {
        /// Its name, for people.
        label: LocalText,
        /// What computes it.
        compute: Arc<dyn Compute>,
    },
}
