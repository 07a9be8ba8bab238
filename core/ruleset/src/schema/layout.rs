//! The shape of layouts. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema,
    condition::When,
    limits,
    object::FIELD_ID,
    prompt::UseOf,
    text::{Id, LocalText, RelationPath, Text},
};

/// What the workbench shows beside a chat. Of the layouts whose scope fits, the one is shown that names most of channels,
/// groups and roles there.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Layout {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// Of layouts whose scopes name equally many, the lower is shown; then the file's name decides.
    #[schemars(
        range(min = -limits::PRIORITY, max = limits::PRIORITY),
        extend("default" = limits::DEFAULT_PRIORITY)
    )]
    priority: Option<i64>,
    /// Where, and to whom, it is shown. Without it: always.
    scope: Option<Scope>,
    /// What it shows, in order.
    #[schemars(length(min = 1, max = limits::SECTIONS))]
    sections: Vec<Section>,
}

/// Where, and to whom, a layout is shown: all that is said must hold.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Scope {
    /// For sessions of these channels. Without it: of all.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    channels: Option<Vec<Id>>,
    /// For sessions that these groups serve. Without it: for all.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    groups: Option<Vec<Id>>,
    /// For these roles. Without it: for everybody.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    roles: Option<Vec<Role>>,
}

/// What somebody may do.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Role {
    /// Answers own sessions.
    Agent,
    /// Also sees the sessions of others.
    Supervisor,
    /// Also sees rules, assigns what no rule matched, and reloads.
    Admin,
}

/// The records of one object.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Section {
    /// Of which object.
    object: Id,
    /// The object whose records lead to others that are shown too, behind those that are linked to the visitor: another
    /// section shows them, and a relation leads from there. `account.cases` names the relation, where there are several.
    through: Option<RelationPath>,
    /// Above it. Without it: the object's name.
    title: Option<LocalText<{ limits::NAME }>>,
    /// What is shown of each record, in order.
    #[schemars(length(min = 1, max = limits::SECTION_FIELDS))]
    fields: Vec<Field>,
    /// Whether it is folded until somebody opens it.
    #[schemars(extend("default" = false))]
    collapsed: Option<bool>,
    /// What holds of the records that are shown, asked of the fields of the section's object. Without it: all are shown.
    filter: Option<When>,
    /// Most records that are shown.
    #[schemars(
        range(min = *limits::SECTION_RECORDS.start(), max = *limits::SECTION_RECORDS.end()),
        extend("default" = 1)
    )]
    most: Option<u32>,
    /// In which order the records are shown.
    sort: Option<Sort>,
}

/// One line of a section.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Field {
    /// A field of the object, by its id.
    Plain(#[schemars(regex(pattern = FIELD_ID))] String),
    /// A field of the object, with more to say.
    Edited(EditedField),
    /// What a plug-in computes.
    Computed(Computed),
}

/// A field of the object.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EditedField {
    /// Its id.
    #[schemars(regex(pattern = FIELD_ID))]
    field: String,
    /// Whether agents may change it beside the chat.
    #[schemars(extend("default" = false))]
    editable: Option<bool>,
}

/// What a plug-in computes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Computed {
    /// What computes it, such as `greeting/part_of_day`.
    compute: UseOf,
    /// Its name, for people.
    label: LocalText<{ limits::NAME }>,
}

/// In which order records are shown.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Sort {
    /// By which field of the object.
    #[schemars(regex(pattern = FIELD_ID))]
    by: String,
    /// The lowest first, or the highest.
    #[schemars(extend("default" = "asc"))]
    order: Option<Order>,
}

/// Which end comes first.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Order {
    /// The lowest.
    Asc,
    /// The highest.
    Desc,
}
