//! What the workbench shows beside a chat.

use std::sync::Arc;
use usher_condition::Condition;
use usher_model::{ChannelId, Compute, GroupId, LayoutId, LocalText, ObjectId, Role};

/// `workbench/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The file's stem.
    pub id: LayoutId,
    /// Its name, for admins.
    pub name: String,
    /// Of two whose scopes say equally much, the lower is asked first.
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

impl Layout {
    /// How much its scope says: of channels, groups and roles, how many it names. The most specific layout that fits is
    /// shown.
    pub fn specificity(&self) -> usize {
        usize::from(self.channels.is_some()) + usize::from(self.groups.is_some()) + usize::from(self.roles.is_some())
    }
}

impl LayoutSection {
    /// Whether it lets who sees it change any of its fields.
    pub fn is_editable(&self) -> bool {
        self.fields.iter().any(LayoutField::is_editable)
    }
}

impl LayoutField {
    /// Whether who sees it may change it.
    pub const fn is_editable(&self) -> bool {
        matches!(self, Self::Field { is_editable: true, .. })
    }
}

/// The records of one object.
#[derive(Debug, Clone)]
pub struct LayoutSection {
    /// Of which.
    pub object: ObjectId,
    /// The way there from the records of another section; none for nothing but the records that are linked to the visitor.
    pub through: Option<Through>,
    /// Above it; the object's name where nothing is said.
    pub title: Option<LocalText>,
    /// What is shown of each record, in order.
    pub fields: Vec<LayoutField>,
    /// Whether it is folded until somebody opens it.
    pub collapsed: bool,
    /// What holds of the records that are shown; none for all.
    pub filter: Option<Condition>,
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
    Field {
        /// Its id.
        id: String,
        /// Whether who sees it may change it.
        is_editable: bool,
    },
    /// What a plug-in computes.
    Computed {
        /// Its name, for people.
        label: LocalText,
        /// What computes it.
        compute: Arc<dyn Compute>,
    },
}
