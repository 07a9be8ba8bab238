//! One section of a layout: the records of an object, and what is shown of each.

use super::filter;
use crate::{
    SortOrder, Span,
    binding::Binding,
    codes,
    kind::{object::Path, use_of},
    limits,
    reader::{Lines, Reader, Ref},
    words::shown,
    yaml::{Content, Node},
};
use std::sync::Arc;
use usher_condition::Condition;
use usher_model::{Compute, LocalText, ObjectId};

pub(crate) const SECTION_KEYS: &[&str] =
    &["object", "through", "title", "fields", "collapsed", "filter", "most", "sort"];
pub(crate) const FIELD_KEYS: &[&str] = &["field", "editable"];
pub(crate) const COMPUTED_KEYS: &[&str] = &["compute", "label"];
pub(crate) const SORT_KEYS: &[&str] = &["by", "order"];
const ORDERS: &[(&str, SortOrder)] = &[("asc", SortOrder::Ascending), ("desc", SortOrder::Descending)];
const SECTION: &str = "a section";
const FIELD: &str = "a field that is shown";
const COMPUTED: &str = "a computed field";
const SORT: &str = "`sort`";

/// A section whose references are still to be found.
pub(crate) struct RawSection {
    /// None where it was reported.
    pub object: Option<Ref<ObjectId>>,
    pub through: Option<Ref<Path>>,
    pub title: Option<LocalText>,
    /// What could be read.
    pub fields: Vec<RawField>,
    pub collapsed: bool,
    pub filter: Option<Condition>,
    pub most: u32,
    pub sort: Option<(Ref<String>, SortOrder)>,
}

/// One line of a section.
pub(crate) enum RawField {
    Field {
        id: Ref<String>,
        /// Where it says that it can be edited.
        editable: Option<Span>,
    },
    Computed {
        label: LocalText,
        compute: Arc<dyn Compute>,
    },
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawSection> {
    let keys = reader.fields(node, SECTION, SECTION_KEYS)?;
    let object = reader.required(&keys, SECTION, "object");
    let most = keys.get("most").and_then(|node| reader.whole(node, &limits::SECTION_RECORDS));
    let fields = reader.required(&keys, SECTION, "fields").map(|node| fields(node, binding, reader));
    let object: Option<Ref<ObjectId>> = object.and_then(|node| reader.reference(node, "an object"));
    let filter = keys.get("filter").zip(object.as_ref());
    Some(RawSection {
        filter: filter.and_then(|(node, object)| filter::read(node, &object.id, binding, reader)),
        object,
        through: keys.get("through").and_then(|node| reader.reference(node, "an object whose records lead there")),
        title: keys.get("title").and_then(|node| reader.local_text(node, limits::NAME, Lines::One)),
        fields: fields.unwrap_or_default(),
        collapsed: keys.get("collapsed").and_then(|node| reader.flag(node)).unwrap_or_default(),
        most: most.and_then(|most| most.try_into().ok()).unwrap_or(1),
        sort: keys.get("sort").and_then(|node| sort(node, reader)),
    })
}

fn fields(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Vec<RawField> {
    let help = "name a field of the object, such as `name`";
    let items = reader.full_list(node, "a list of fields", help).unwrap_or_default();
    if items.len() > limits::SECTION_FIELDS {
        let most = limits::SECTION_FIELDS;
        let message = format!("a section shows at most {most} fields, this one has {}", items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return Vec::new();
    }
    let mut fields: Vec<RawField> = Vec::with_capacity(items.len());
    for item in items {
        let (named, editable) = match &item.content {
            Content::Map(keys) if keys.iter().any(|entry| entry.key == "compute") => {
                fields.extend(computed(item, binding, reader));
                continue;
            }
            Content::Map(_) => {
                let Some(keys) = reader.fields(item, FIELD, FIELD_KEYS) else { continue };
                let editable = keys.get("editable").filter(|node| reader.flag(node).unwrap_or_default());
                let Some(named) = reader.required(&keys, FIELD, "field") else { continue };
                (named, editable.map(|node| node.span))
            }
            _ => (item, None),
        };
        let expected = "a field such as `name`, `{ field: name, editable: true }`, or `{ compute: greeting/part_of_day, \
                        label: Greeting }`";
        let Some(id) = reader.raw_text(named, expected) else { continue };
        if fields.iter().any(|earlier| matches!(earlier, RawField::Field { id: earlier, .. } if earlier.id == id)) {
            reader.twice(named.span, &shown(id));
        } else {
            fields.push(RawField::Field { id: Ref { id: id.to_owned(), span: named.span }, editable });
        }
    }
    fields
}

fn computed(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawField> {
    let edits = match &node.content {
        Content::Map(keys) => keys.iter().find(|entry| entry.key == "editable"),
        _ => None,
    };
    if let Some(edits) = edits {
        let message = "what a plug-in computes cannot be edited";
        let help = Some("remove `editable`, or show the field that it is computed from".to_owned());
        reader.report(codes::NOT_EDITABLE, edits.key_span, message, "computed", help);
        return None;
    }
    let keys = reader.fields(node, COMPUTED, COMPUTED_KEYS)?;
    let used = reader.required(&keys, COMPUTED, "compute");
    let used = used.and_then(|node| use_of::compute(node, binding.offered, reader));
    let label = reader.required(&keys, COMPUTED, "label");
    let label = label.and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    Some(RawField::Computed { label: label?, compute: used?.bound })
}

fn sort(node: &Node, reader: &mut Reader) -> Option<(Ref<String>, SortOrder)> {
    let keys = reader.fields(node, SORT, SORT_KEYS)?;
    let order = keys.get("order").and_then(|node| reader.word(node, "order", ORDERS));
    let by = reader.required(&keys, SORT, "by")?;
    let id = reader.raw_text(by, "the id of a field of this section's object")?.to_owned();
    Some((Ref { id, span: by.span }, order.unwrap_or(SortOrder::Ascending)))
}
