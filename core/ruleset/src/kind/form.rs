//! `forms/<id>.yaml`: what a visitor fills in.

mod answers;
mod facts;
mod field;
mod media;
mod takes;

pub(crate) use facts::FormFacts;
pub(crate) use field::{COMMON_KEYS, OPTION_KEYS};
pub(crate) use takes::{SORTS, Sort};

use crate::{
    Form, FormField, FormKind, Span,
    binding::Binding,
    codes,
    kind::condition::Places,
    limits,
    reader::{Lines, Reader},
    yaml::Node,
};
use answers::Answers;
use usher_condition::Catalogue;
use usher_model::FormId;

pub(crate) const KEYS: &[&str] = &["name", "kind", "title", "intro", "submit", "thanks", "fields"];
pub(crate) const KINDS: &[(&str, FormKind)] =
    &[("leave_message", FormKind::LeaveMessage), ("pre_chat", FormKind::PreChat)];
const WHAT: &str = "a form";

/// A form whose limits are still to be compared with the workspace's.
pub(crate) struct RawForm {
    pub id: FormId,
    pub span: Span,
    /// None where it was reported.
    pub kind: Option<FormKind>,
    /// None where something in it was reported. A file field without a size of its own takes any for now.
    pub form: Option<Form>,
    /// What the file fields ask for.
    pub uploads: Vec<UploadWish>,
    /// What its conditions know of the answers, and where they stand in each of its fields.
    pub answers: Catalogue,
    pub places: Vec<FieldPlaces>,
}

/// Where the parts of a field stand that lints are about.
#[derive(Debug, Default)]
pub(crate) struct FieldPlaces {
    /// The parts of its `shown_if`.
    pub shown_if: Places,
    pub pattern: Option<Span>,
    /// Its type.
    pub kind: Option<Span>,
}

/// What a file field asks for, and where it says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UploadWish {
    pub files: Option<(u32, Span)>,
    pub file_bytes: Option<(u64, Span)>,
}

pub(crate) fn read(root: &Node, id: FormId, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawForm> {
    let keys = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&keys, WHAT, "name");
    let span = name.map_or(root.span, |node| node.span);
    let name = name.and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let kind = reader.required(&keys, WHAT, "kind").and_then(|node| reader.word(node, "kind of form", KINDS));
    let title =
        reader.required(&keys, WHAT, "title").and_then(|node| reader.local_text(node, limits::TITLE, Lines::One));
    let intro = field::optional(&keys, "intro", limits::FORM_INTRO, Lines::Many, reader);
    let submit = field::optional(&keys, "submit", limits::BUTTON, Lines::One, reader);
    let thanks = field::optional(&keys, "thanks", limits::FORM_THANKS, Lines::Many, reader);
    let fields = reader.required(&keys, WHAT, "fields").and_then(|node| fields(node, binding, reader));
    let ReadFields { fields, uploads, answers, places } = fields.unwrap_or_default();
    let form = || {
        let (title, intro, submit, thanks) = (title?, intro?, submit?, thanks?);
        Some(Form { id: id.clone(), name: name?, kind: kind?, title, intro, submit, thanks, fields: fields? })
    };
    let form = form();
    Some(RawForm { id, span, kind, form, uploads, answers, places })
}

/// The fields of a form.
#[derive(Default)]
struct ReadFields {
    /// None where something of them was reported.
    fields: Option<Vec<FormField>>,
    uploads: Vec<UploadWish>,
    answers: Catalogue,
    places: Vec<FieldPlaces>,
}

fn fields(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<ReadFields> {
    let help = "add a field such as `{ id: message, type: long_text, label: Your message }`";
    let items = reader.full_list(node, "a list of fields", help)?;
    if items.len() > limits::FORM_FIELDS {
        let message = format!("a form has at most {} fields, this one has {}", limits::FORM_FIELDS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let mut answers = Answers::new(items);
    let mut fields = Vec::with_capacity(items.len());
    let (mut uploads, mut places) = (Vec::new(), Vec::new());
    for item in items {
        let read = field::read(item, &answers, binding, reader);
        answers.add(read.as_ref());
        if let Some(read) = read {
            uploads.extend(read.upload);
            places.push(read.places);
            fields.push(read.field);
        }
    }
    let fields = (fields.len() == items.len()).then_some(fields);
    Some(ReadFields { fields, uploads, answers: answers.into_catalogue(), places })
}
