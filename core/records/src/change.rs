//! What somebody sends of a record, checked as a whole, and laid over what is stored.

use crate::{
    MAX_RELATED, Problem, ProblemCode,
    problem::shown,
    value::{check, check_text},
};
use serde_json::{Map, Value as Json};
use std::{collections::BTreeMap, sync::Arc};
use usher_condition::nearest;
use usher_model::{RecordContent, RecordId, Value};
use usher_ruleset::Object;

/// Values and relations as they are sent. What is not named stays as it is; `null` takes a value away.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// As JSON: fields by id, relations by id.
    Json {
        /// Values by the field's id.
        fields: &'a Map<String, Json>,
        /// The id of a record, or a list of them, by the relation's id.
        relations: &'a Map<String, Json>,
    },
    /// As texts of a table, by the id of the field or relation. An empty text says nothing.
    Texts(&'a [(&'a str, &'a str)]),
}

/// A checked change: each named field with its new value, or none where it is taken away.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordChange {
    /// By the field's id.
    pub fields: BTreeMap<Arc<str>, Option<Value>>,
    /// By the relation's id.
    pub relations: BTreeMap<Arc<str>, Vec<RecordId>>,
}

impl RecordChange {
    /// Reads what is sent, or tells all that is wrong with it.
    ///
    /// # Errors
    /// Each problem with its field.
    pub fn read(object: &Object, given: Given<'_>) -> Result<Self, Vec<Problem>> {
        let (mut change, mut problems) = (Self::default(), Vec::new());
        match given {
            Given::Json { fields, relations } => {
                for (id, value) in fields {
                    change.set_field(object, id, |field| check(field, value), &mut problems);
                }
                for (id, value) in relations {
                    change.set_relation(object, id, ids_of(id, value), &mut problems);
                }
            }
            Given::Texts(cells) => {
                for (id, text) in cells.iter().filter(|(_, text)| !text.trim().is_empty()) {
                    if object.relations.contains_key(*id) {
                        change.set_relation(object, id, ids_in(id, text), &mut problems);
                    } else {
                        change.set_field(object, id, |field| check_text(field, text), &mut problems);
                    }
                }
            }
        }
        if problems.is_empty() { Ok(change) } else { Err(problems) }
    }

    fn set_field(
        &mut self,
        object: &Object,
        id: &str,
        read: impl FnOnce(&usher_ruleset::ObjectField) -> Result<Option<Value>, Problem>,
        problems: &mut Vec<Problem>,
    ) {
        let Some(field) = object.field(id) else {
            let known = object.fields.iter().map(|field| field.id.as_str());
            problems.push(unknown(object, id, ProblemCode::UnknownField, known));
            return;
        };
        match read(field) {
            Ok(value) => drop(self.fields.insert(field.id.as_str().into(), value)),
            Err(problem) => problems.push(problem),
        }
    }

    fn set_relation(
        &mut self,
        object: &Object,
        id: &str,
        ids: Result<Vec<RecordId>, Problem>,
        problems: &mut Vec<Problem>,
    ) {
        let Some(relation) = object.relations.get(id) else {
            let known = object.relations.keys().map(String::as_str);
            problems.push(unknown(object, id, ProblemCode::UnknownRelation, known));
            return;
        };
        match ids {
            Ok(ids) if ids.len() > 1 && !relation.many => {
                let message = format!("this leads to one record, and here are {}", ids.len());
                problems.push(Problem::of(id, ProblemCode::WrongType, message));
            }
            Ok(ids) if ids.len() > MAX_RELATED => {
                let message = format!(
                    "this leads to at most {MAX_RELATED} records, and here are {}; let them lead here instead",
                    ids.len()
                );
                problems.push(Problem::of(id, ProblemCode::TooLong, message));
            }
            Ok(ids) => drop(self.relations.insert(id.into(), ids)),
            Err(problem) => problems.push(problem),
        }
    }
}

/// Lays a change over what is stored. Values of fields that the object no longer has stay untouched.
pub fn apply(stored: &RecordContent, change: &RecordChange) -> RecordContent {
    let mut content = stored.clone();
    for (field, value) in &change.fields {
        match value {
            Some(value) => drop(content.fields.insert(Arc::clone(field), value.clone())),
            None => drop(content.fields.remove(field)),
        }
    }
    for (relation, ids) in &change.relations {
        if ids.is_empty() {
            content.relations.remove(relation);
        } else {
            content.relations.insert(Arc::clone(relation), ids.clone());
        }
    }
    content
}

fn unknown<'k>(object: &Object, id: &str, code: ProblemCode, known: impl Iterator<Item = &'k str>) -> Problem {
    let known: Vec<&str> = known.collect();
    let what = if code == ProblemCode::UnknownField { "field" } else { "relation" };
    let help = match nearest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add it to `objects/{}.yaml`, or leave it out", object.id),
    };
    Problem::of(&shown(id), code, format!("the object `{}` has no {what} of this name; {help}", object.id))
}

fn ids_of(relation: &str, given: &Json) -> Result<Vec<RecordId>, Problem> {
    let texts: Option<Vec<&str>> = match given {
        Json::Null => Some(Vec::new()),
        Json::String(one) => Some(vec![one]),
        Json::Array(items) => items.iter().map(Json::as_str).collect(),
        _ => None,
    };
    let Some(texts) = texts else {
        let message = "write the id of a record, a list of them, or `null`";
        return Err(Problem::of(relation, ProblemCode::WrongType, message));
    };
    parse(relation, texts)
}

fn ids_in(relation: &str, text: &str) -> Result<Vec<RecordId>, Problem> {
    parse(relation, text.split(';').map(str::trim).filter(|text| !text.is_empty()).collect())
}

fn parse(relation: &str, texts: Vec<&str>) -> Result<Vec<RecordId>, Problem> {
    let mut ids: Vec<RecordId> = Vec::with_capacity(texts.len());
    for text in texts {
        let id: RecordId =
            text.parse().map_err(|error| Problem::of(relation, ProblemCode::BadId, format!("{error}")))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
