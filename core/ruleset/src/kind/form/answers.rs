//! What a field's `shown_if` may ask: the answers to the fields that stand before it.

use super::field::ReadField;
use crate::{
    FieldType, FormOption,
    binding::Binding,
    kind::condition::{self, Absent, Subject, Words},
    limits,
    reader::Reader,
    words::shown,
    yaml::{Content, Node},
};
use std::{collections::BTreeMap, sync::Arc};
use usher_condition::{BadOperand, BadTest, Catalogue, Condition, FieldInfo, FieldKind, Operator, Place, nearest};
use usher_model::Value;

/// The words that stand in place of a field in a condition over answers.
const WORDS: &[&str] = &["all", "any", "not"];

/// The answers that are there when a field is filled in.
pub(super) struct Answers {
    /// The ids of all fields, in order; none for one that cannot be told.
    ids: Vec<Option<String>>,
    /// How many fields were read.
    read: usize,
    catalogue: Catalogue,
    /// What an answer is where its type does not tell all.
    several: BTreeMap<String, Several>,
}

/// An answer that is more than one value.
enum Several {
    /// Some of these words.
    Options(Vec<Arc<str>>),
    /// Files.
    Files,
}

impl Answers {
    pub fn new(items: &[Node]) -> Self {
        Self { ids: items.iter().map(id).collect(), read: 0, catalogue: Catalogue::default(), several: BTreeMap::new() }
    }

    /// Adds the answer to the field that was read last, or notes that it cannot be asked.
    pub fn add(&mut self, field: Option<&ReadField>) {
        if let Some(ReadField { field, .. }) = field {
            let several = match &field.kind {
                FieldType::Choices(options) => Some(Several::Options(values(options))),
                FieldType::File { .. } => Some(Several::Files),
                _ => None,
            };
            self.several.extend(several.map(|several| (field.id.clone(), several)));
            let info = FieldInfo { kind: answer(&field.kind), description: String::new() };
            self.catalogue.insert(&field.id, info);
        }
        self.read += 1;
    }

    /// Whether an earlier field bears an id, be it readable or not.
    pub fn has(&self, id: &str) -> bool {
        self.place(id).is_some_and(|place| place < self.read)
    }

    /// What conditions know of the answers.
    pub fn into_catalogue(self) -> Catalogue {
        self.catalogue
    }

    /// Reads a condition over the answers so far.
    pub fn condition(&self, node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Condition {
        let own = Binding::new(&self.catalogue, binding.offered);
        condition::read_about(node, &own, self, reader).unwrap_or(Condition::Always)
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|one| one.as_deref() == Some(id))
    }
}

impl Subject for Answers {
    fn words(&self) -> &'static Words {
        &Words {
            keys: WORDS,
            test: "topic: order",
            test_with_operator: "topic: { in: [order, delivery] }",
            whole: "this field",
            split: "ask less, or make two forms of it",
            no_script: Some("ask the answers to earlier fields, such as `topic: order`"),
        }
    }

    fn absent(&self, field: &str) -> Absent {
        let (message, label, help) = match self.place(field) {
            Some(place) if place < self.read => return Absent::Reported,
            Some(place) if place == self.read => (
                "a field cannot be shown by its own answer".to_owned(),
                "this field itself",
                "ask a field that stands earlier in the form".to_owned(),
            ),
            Some(_) => (
                format!("the field `{}` stands further down, so its answer is not there yet", shown(field)),
                "a later field",
                format!("move `{}` above this field, or ask an earlier one", shown(field)),
            ),
            None if self.read == 0 => (
                "this is the first field, so there is no answer to ask yet".to_owned(),
                "nothing to ask",
                "move it below the field that it depends on, or remove `shown_if`".to_owned(),
            ),
            // A field whose id was reported may be the one that is meant.
            None if self.ids.iter().any(Option::is_none) => return Absent::Reported,
            None => return Absent::Unknown,
        };
        Absent::NotHere { message, label, help }
    }

    fn operators(&self, field: &str, info: &FieldInfo) -> &'static [Operator] {
        match self.several.get(field) {
            Some(Several::Files) => &[Operator::Exists],
            _ => info.kind.operators(),
        }
    }

    fn refused(&self, field: &str, operator: Operator, operand: &Value) -> Option<BadTest> {
        match (self.several.get(field)?, operator, operand) {
            (Several::Files, Operator::Exists, _) => None,
            (Several::Files, ..) => {
                let (field, kind) = (field.to_owned(), "a field for files");
                Some(BadTest::OperatorDoesNotFit { field, operator, kind, allowed: vec![Operator::Exists] })
            }
            // An answer that nobody can give is a slip.
            (Several::Options(known), Operator::Contains, Value::Text(given)) if !known.contains(given) => {
                let problem = BadOperand::UnknownValue {
                    field: field.to_owned(),
                    given: given.to_string(),
                    nearest: nearest(given, known.iter().map(AsRef::as_ref)).map(str::to_owned),
                    known: known.clone(),
                };
                Some(BadTest::Operand { place: Place::Whole, problem })
            }
            (Several::Options(_), ..) => None,
        }
    }
}

fn id(item: &Node) -> Option<String> {
    let Content::Map(entries) = &item.content else { return None };
    match &entries.iter().find(|entry| entry.key == "id")?.value.content {
        Content::Scalar(scalar) => Some(scalar.text.clone()),
        _ => None,
    }
}

/// What conditions know of an answer.
pub(super) fn answer(kind: &FieldType) -> FieldKind {
    match kind {
        FieldType::Text { .. } | FieldType::LongText { .. } | FieldType::Email | FieldType::Phone => FieldKind::Text,
        FieldType::Number { min, max, whole: true } => {
            let (least, most) = (min.map_or(-limits::FORM_NUMBER, whole), max.map_or(limits::FORM_NUMBER, whole));
            FieldKind::Int { least, most }
        }
        FieldType::Number { .. } => FieldKind::Number,
        FieldType::Date { .. } => FieldKind::Date,
        FieldType::Choice(options) => FieldKind::Enum(values(options)),
        FieldType::Choices(_) | FieldType::File { .. } => FieldKind::TextList,
        FieldType::Consent => FieldKind::Bool,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a whole number was read, and none is beyond 2^53")]
fn whole(bound: f64) -> i64 {
    bound as i64
}

fn values(options: &[FormOption]) -> Vec<Arc<str>> {
    options.iter().map(|option| Arc::from(option.value.as_str())).collect()
}
