//! Which column is which field.

use super::{
    ImportOptions, RowFormat,
    rows::{Row, RowContent},
};
use serde_json::{Map, Value as Json};
use usher_engine::SentRecord;
use usher_model::LocalText;
use usher_records::{Given, Problem, ProblemCode, RecordChange};
use usher_ruleset::Object;

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The record's id.
    Id,
    /// A field or relation, by its id.
    Named(String),
    /// Nothing: it is left out.
    Nothing,
}

/// Why columns cannot be mapped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMapping {
    /// No column holds the ids.
    #[error("no column `{id}` holds the records' ids; name it with --id, the columns are {columns}")]
    NoId {
        /// The name that was looked for.
        id: String,
        /// The columns that there are.
        columns: String,
    },
    /// A column is none of the fields.
    #[error(
        "the column `{column}` is no field or relation of `{object}`; write --map '{column}=FIELD', or --map '{column}=' to \
         leave it out. Fields and relations are {known}"
    )]
    UnknownColumn {
        /// The column.
        column: String,
        /// The object.
        object: String,
        /// What it has.
        known: String,
    },
    /// Two columns are the same field.
    #[error("the columns `{first}` and `{second}` are both `{target}`; leave one out with --map '{second}='")]
    Twice {
        /// One.
        first: String,
        /// The other.
        second: String,
        /// What both are.
        target: String,
    },
    /// A mapping names a column that is not there.
    #[error("there is no column `{column}` to map; the columns are {columns}")]
    NoColumn {
        /// The name.
        column: String,
        /// The columns that there are.
        columns: String,
    },
}

/// What each column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// By column, in the order of the header; empty for lines of JSON, whose names are mapped row by row.
    columns: Vec<Target>,
    id: String,
    map: Vec<(String, String)>,
}

impl Mapping {
    /// Maps the columns of a header: as is said, else by the id or the label of a field or relation.
    ///
    /// # Errors
    /// When a column is nothing, or two are the same.
    pub fn new(object: &Object, header: &[String], options: &ImportOptions) -> Result<Self, BadMapping> {
        let ImportOptions { id, map, .. } = options;
        let mut mapping = Self { columns: Vec::new(), id: id.clone(), map: map.clone() };
        if options.format == RowFormat::Jsonl {
            for (column, target) in map.iter().filter(|(_, target)| !target.is_empty()) {
                known(object, target).ok_or_else(|| unknown(object, column))?;
            }
            return Ok(mapping);
        }
        let columns = || header.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if let Some((column, _)) = map.iter().find(|(column, _)| !header.contains(column)) {
            return Err(BadMapping::NoColumn { column: column.clone(), columns: columns() });
        }
        for (place, column) in header.iter().enumerate() {
            let target = mapping.target(object, column).ok_or_else(|| unknown(object, column))?;
            if let Some(earlier) = mapping.columns.iter().position(|one| *one == target && target != Target::Nothing) {
                let name = match target {
                    Target::Named(name) => name,
                    Target::Id | Target::Nothing => "id".to_owned(),
                };
                let (first, second) = (header[earlier].clone(), header[place].clone());
                return Err(BadMapping::Twice { first, second, target: name });
            }
            mapping.columns.push(target);
        }
        if !mapping.columns.contains(&Target::Id) {
            return Err(BadMapping::NoId { id: id.clone(), columns: columns() });
        }
        Ok(mapping)
    }

    /// What it is, so that another mapping is known for another one.
    pub(super) fn fingerprint(&self) -> String {
        format!("{:?} {} {:?}", self.columns, self.id, self.map)
    }

    fn target(&self, object: &Object, column: &str) -> Option<Target> {
        if let Some((_, target)) = self.map.iter().find(|(name, _)| name == column) {
            return if target.is_empty() { Some(Target::Nothing) } else { known(object, target).map(Target::Named) };
        }
        if column == self.id {
            return Some(Target::Id);
        }
        known(object, column).map(Target::Named)
    }

    /// The record of a row.
    pub fn sent(&self, object: &Object, row: &Row) -> SentRecord {
        match &row.content {
            Err(why) => {
                let problem = Problem::of_record(ProblemCode::Malformed, why.clone());
                SentRecord { id: format!("line {}", row.line), change: Err(vec![problem]) }
            }
            Ok(RowContent::Cells(cells)) => {
                let of_id = self.columns.iter().zip(cells).find(|(target, _)| **target == Target::Id);
                let id = of_id.map(|(_, cell)| cell.trim().to_owned()).unwrap_or_default();
                let named = self.columns.iter().zip(cells).filter_map(|(target, cell)| match target {
                    Target::Named(name) => Some((name.as_str(), cell.as_str())),
                    Target::Id | Target::Nothing => None,
                });
                let named: Vec<_> = named.collect();
                SentRecord { id, change: RecordChange::read(object, Given::Texts(&named)) }
            }
            Ok(RowContent::Object(values)) => self.of_object(object, values),
        }
    }

    fn of_object(&self, object: &Object, values: &Map<String, Json>) -> SentRecord {
        let (mut fields, mut relations, mut id) = (Map::new(), Map::new(), String::new());
        let mut problems = Vec::new();
        for (name, value) in values {
            match self.target(object, name) {
                Some(Target::Id) => {
                    id = match value {
                        Json::String(text) => text.trim().to_owned(),
                        other => other.to_string(),
                    };
                }
                Some(Target::Named(target)) if object.relations.contains_key(&target) => {
                    relations.insert(target, value.clone());
                }
                Some(Target::Named(target)) => drop(fields.insert(target, value.clone())),
                Some(Target::Nothing) => {}
                None => {
                    let message = unknown(object, name).to_string();
                    problems.push(Problem::of(name, ProblemCode::UnknownField, message));
                }
            }
        }
        let read = RecordChange::read(object, Given::Json { fields: &fields, relations: &relations });
        let change = match read {
            Ok(change) if problems.is_empty() => Ok(change),
            Ok(_) => Err(problems),
            Err(more) => Err(problems.into_iter().chain(more).collect()),
        };
        SentRecord { id, change }
    }
}

/// The field or relation that a name means: its id, or its label in some language.
fn known(object: &Object, name: &str) -> Option<String> {
    let fields = object.fields.iter().map(|field| (field.id.as_str(), field.label.as_ref()));
    let relations = object.relations.iter().map(|(id, relation)| (id.as_str(), relation.label.as_ref()));
    let all: Vec<_> = fields.chain(relations).collect();
    let by_id = all.iter().find(|(id, _)| *id == name);
    let by_label = || all.iter().find(|(_, label)| label.is_some_and(|label| is_label(label, name)));
    by_id.or_else(by_label).map(|(id, _)| (*id).to_owned())
}

fn is_label(label: &LocalText, name: &str) -> bool {
    let same = |text: &str| text.to_lowercase() == name.to_lowercase();
    match label {
        LocalText::Same(text) => same(text),
        LocalText::ByLocale(texts) => texts.iter().any(|(_, text)| same(text)),
    }
}

fn unknown(object: &Object, column: &str) -> BadMapping {
    let fields = object.fields.iter().map(|field| &field.id).chain(object.relations.keys());
    let known = fields.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    BadMapping::UnknownColumn { column: column.to_owned(), object: object.id.to_string(), known }
}
