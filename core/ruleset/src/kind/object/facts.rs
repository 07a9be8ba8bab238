//! Which facts the objects' fields are: what conditions, expressions, prompts and scripts may name.

use super::{RawField, RawObject, VISITOR};
use crate::{ObjectFieldType, RecordFact, RecordField, kind::form::FormFacts, set::FORM_FACTS, sources::In};
use std::{collections::BTreeSet, sync::Arc};
use usher_condition::{Catalogue, FieldInfo, FieldKind};
use usher_model::{LocalText, Locale, ObjectId, Provenance};

/// The fields that conditions may read: the stock ones, and those of the objects.
pub(crate) fn catalogue(objects: &[In<RawObject>]) -> Catalogue {
    let mut catalogue = Catalogue::stock();
    for object in objects.iter().map(|object| &object.item) {
        for field in &object.fields {
            let name = format!("{}.{}", object.id, field.id);
            if let Some(kind) = &field.kind
                && (object.id.as_str() != VISITOR || catalogue.get(&name).is_none())
            {
                let description = described(object, field);
                catalogue.insert(&name, FieldInfo { kind: kind.fact(), description });
            }
            if object.id.as_str() == VISITOR {
                let words = Provenance::ALL.map(|provenance| Arc::from(provenance.word()));
                let description = format!("How the visitor's field `{}` came to be known.", field.id);
                let info = FieldInfo { kind: FieldKind::Enum(words.to_vec()), description };
                catalogue.insert(&format!("{name}.source"), info);
            }
        }
    }
    catalogue
}

/// The facts that are values of records. Those of the visitor are gathered otherwise.
pub(crate) fn record_facts(objects: &[In<RawObject>]) -> Vec<RecordFact> {
    let objects = objects.iter().map(|object| &object.item).filter(|object| object.id.as_str() != VISITOR);
    let facts = objects.flat_map(|object| {
        object.fields.iter().filter(|field| field.kind.is_some()).map(|field| RecordFact {
            fact: format!("{}.{}", object.id, field.id).into(),
            object: object.id.clone(),
            field: place(object, &field.id),
        })
    });
    facts.collect()
}

/// Where a record keeps a field.
fn place(object: &RawObject, id: &str) -> RecordField {
    let is = |named: &Option<crate::reader::Ref<String>>| named.as_ref().is_some_and(|named| named.id == id);
    if is(&object.name_field) {
        RecordField::Name
    } else if is(&object.owner_field) {
        RecordField::Owner
    } else {
        RecordField::Field(id.into())
    }
}

/// What nobody can know of facts, since it stands in a file that is broken: whoever names it is not told off.
#[derive(Debug, Default)]
pub(crate) struct Unknowable {
    /// Objects any field of which may exist; the answers to forms count as one.
    objects: BTreeSet<ObjectId>,
    /// Facts that exist, and of which nothing else is known.
    facts: BTreeSet<String>,
}

impl Unknowable {
    /// Of the objects whose files there are, and what could be read of them.
    pub fn of(ids: &BTreeSet<ObjectId>, objects: &[In<RawObject>]) -> Self {
        let mut lost = ids.clone();
        let mut facts = BTreeSet::new();
        for object in objects.iter().map(|object| &object.item) {
            if !object.lost_fields {
                lost.remove(&object.id);
            }
            let broken = object.fields.iter().filter(|field| field.kind.is_none());
            facts.extend(broken.map(|field| format!("{}.{}", object.id, field.id)));
        }
        Self { objects: lost, facts }
    }

    /// With the answers to forms, any of which may exist.
    #[must_use]
    pub fn with_forms(mut self, facts: &FormFacts) -> Self {
        self.objects.extend(facts.lost.then(|| FORM_FACTS.parse().ok()).flatten());
        self
    }

    /// Whether everything is known.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.facts.is_empty()
    }

    /// Whether a fact may exist, for all that can be known.
    pub fn has(&self, fact: &str) -> bool {
        let object = fact.split('.').next().unwrap_or_default();
        self.facts.contains(fact) || (object != fact && self.objects.contains(object))
    }

    /// Whether a text of code names such a fact.
    pub fn is_in(&self, code: &str) -> bool {
        self.objects.iter().any(|object| code.contains(&format!("{object}.")))
            || self.facts.iter().any(|fact| code.contains(fact.as_str()))
    }
}

/// What a field tells, in one sentence.
fn described(object: &RawObject, field: &RawField) -> String {
    let label = field.label.as_ref().map_or_else(|| field.id.clone(), plain);
    if object.id.as_str() == VISITOR {
        return format!("The visitor's field `{label}`.");
    }
    let name = object.name.as_ref().map_or_else(|| object.id.to_string(), plain);
    format!("The field `{label}` of the record of `{name}` that is most closely linked to the visitor.")
}

/// A text in English, or in the first of its languages.
pub(crate) fn plain(text: &LocalText) -> String {
    match text {
        LocalText::Same(text) => text.clone(),
        LocalText::ByLocale(texts) => {
            let english = texts.iter().find(|(locale, _)| locale.as_str() == "en").or_else(|| texts.iter().next());
            english.map(|(_, text): (&Locale, _)| text.clone()).unwrap_or_default()
        }
    }
}

impl ObjectFieldType {
    /// What conditions make of it.
    fn fact(&self) -> FieldKind {
        match self {
            Self::Text | Self::LongText | Self::Email | Self::Phone | Self::Url | Self::Agent => FieldKind::Text,
            Self::Integer => FieldKind::Int { least: i64::MIN, most: i64::MAX },
            Self::Number => FieldKind::Number,
            Self::Flag => FieldKind::Bool,
            Self::Date => FieldKind::Date,
            Self::Moment => FieldKind::Moment,
            Self::Choice(options) => {
                FieldKind::Enum(options.iter().map(|(value, _)| Arc::from(value.as_str())).collect())
            }
            Self::Choices(_) => FieldKind::TextList,
        }
    }
}
