//! CRM records on the wire. Values stand in the form in which they are sent: days and moments as texts.

use super::FieldProblemView;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use usher_engine::{FoundRecords, SentRecord, Upserted, utc};
use usher_model::{RecordId, Timestamp, Value};
use usher_records::{Given, Problem, RecordChange, value_of};
use usher_ruleset::{Object, ObjectFieldType, RuleSet};
use usher_store::StoredRecord;
use utoipa::ToSchema;

/// A record to store. What is not named stays as it is; `null` takes a value away.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordRequest {
    /// Values by the field's id.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Json>,
    /// The id of the record that each relation leads to, or a list of ids.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub relations: Map<String, Json>,
}

/// A record of many.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedRecordRequest {
    /// Its id in the CRM, of 1 to 128 bytes.
    pub id: String,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Json>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub relations: Map<String, Json>,
}

/// Records to store, 500 at most.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordsRequest {
    pub records: Vec<NamedRecordRequest>,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UpsertWord {
    Created,
    Updated,
    /// It held all that already.
    Unchanged,
    Refused,
}

/// What became of one of the records, in the order in which they were sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct UpsertedView {
    pub id: String,
    pub result: UpsertWord,
    /// The number of its latest change; none where it was refused.
    #[schema(required)]
    pub change: Option<i64>,
    /// All that is wrong with it, where it was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub problems: Vec<FieldProblemView>,
}

/// What became of the records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct UpsertedList {
    pub records: Vec<UpsertedView>,
}

/// A record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordView {
    pub object: String,
    pub id: String,
    /// The value of the object's name field.
    #[schema(required)]
    pub name: Option<String>,
    /// The agent in charge, by id.
    #[schema(required)]
    pub owner: Option<String>,
    /// Values by the field's id, of the fields that the object has today.
    #[schema(value_type = Object)]
    pub fields: BTreeMap<String, Json>,
    /// Ids of records, by the relation's id.
    #[schema(value_type = Object)]
    pub relations: BTreeMap<String, Vec<String>>,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
    /// The number of its latest change.
    pub change: i64,
}

/// Which records.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordQueryRequest {
    /// What must hold of them, in the language of conditions, such as `{"account.level": {"in": ["gold"]}}`. Nothing for
    /// all.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub filter: Map<String, Json>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// At most so many, 200 at most.
    pub limit: Option<u32>,
}

/// A page of records, in the order in which they were first stored.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordList {
    pub records: Vec<RecordView>,
    /// Where to go on; none where all were looked at. A page may be short, or empty, and have one.
    #[schema(required)]
    pub next: Option<String>,
}

/// A change to a record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordChangeView {
    pub change: i64,
    pub object: String,
    pub id: String,
    pub at_ms: i64,
    /// The record as it is now; none where it was deleted, or the rules have no such object any more.
    #[schema(required)]
    pub record: Option<RecordView>,
    pub deleted: bool,
}

/// Changes, oldest first: of each record the latest.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordChangeList {
    pub changes: Vec<RecordChangeView>,
    /// The last change of this page, or the one that was asked from: ask with it again for what came since.
    pub next: i64,
    pub has_more: bool,
}

/// An object of the rules.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ObjectView {
    pub id: String,
    pub name: String,
    /// Its name in the CRM.
    pub api_name: String,
    pub fields: Vec<ObjectFieldView>,
    pub name_field: String,
    #[schema(required)]
    pub owner_field: Option<String>,
    pub match_keys: Vec<String>,
    pub relations: Vec<RelationView>,
}

/// A field of an object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ObjectFieldView {
    pub id: String,
    pub label: String,
    /// `text`, `long_text`, `email`, `phone`, `url`, `integer`, `number`, `flag`, `date`, `moment`, `choice`, `choices`,
    /// `agent`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Of `choice` and `choices`: what there is to choose from.
    pub options: Vec<ObjectOptionView>,
}

/// What there is to choose from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ObjectOptionView {
    pub value: String,
    pub label: String,
}

/// How one object leads to another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RelationView {
    pub id: String,
    pub object: String,
    pub label: String,
    pub many: bool,
}

/// The objects of the rules. There are as many as the rules have, dozens at the most, so they come on one page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ObjectList {
    pub objects: Vec<ObjectView>,
}

impl RecordRequest {
    pub(crate) fn sent(&self, object: &Object, id: String) -> SentRecord {
        let given = Given::Json { fields: &self.fields, relations: &self.relations };
        SentRecord { id, change: RecordChange::read(object, given) }
    }
}

impl NamedRecordRequest {
    pub(crate) fn sent(self, object: &Object) -> SentRecord {
        RecordRequest { fields: self.fields, relations: self.relations }.sent(object, self.id)
    }
}

impl UpsertedView {
    pub(crate) fn new(id: String, upserted: &Upserted) -> Self {
        let (result, change, problems) = match upserted {
            Upserted::Created { change } => (UpsertWord::Created, Some(*change), [].as_slice()),
            Upserted::Updated { change } => (UpsertWord::Updated, Some(*change), [].as_slice()),
            Upserted::Unchanged { change } => (UpsertWord::Unchanged, Some(*change), [].as_slice()),
            Upserted::Refused(problems) => (UpsertWord::Refused, None, problems.as_slice()),
        };
        Self { id, result, change, problems: problems.iter().map(Into::into).collect() }
    }
}

impl From<&Problem> for FieldProblemView {
    fn from(problem: &Problem) -> Self {
        Self {
            field: problem.field.clone().unwrap_or_default(),
            code: problem.code.word(),
            message: problem.message.clone(),
            limit: None,
        }
    }
}

impl RecordView {
    pub(crate) fn new(object: &Object, stored: &StoredRecord) -> Self {
        let record = value_of(object, &stored.id, &stored.content);
        let mut fields = BTreeMap::new();
        for field in &object.fields {
            let value = match stored.content.fields.get(field.id.as_str()) {
                Some(Value::Text(name)) if field.id == object.name_field => Some(Json::from(&**name)),
                Some(Value::Text(owner)) if object.owner_field.as_ref() == Some(&field.id) => {
                    Some(Json::from(&**owner))
                }
                _ => record.fields.get(field.id.as_str()).map(|value| plain(&field.kind, value)),
            };
            fields.extend(value.map(|value| (field.id.clone(), value)));
        }
        let related = stored.content.relations.iter().filter(|(id, _)| object.relations.contains_key(&***id));
        let ids = |ids: &[RecordId]| ids.iter().map(ToString::to_string).collect();
        Self {
            object: object.id.to_string(),
            id: stored.id.to_string(),
            name: record.name.as_deref().map(str::to_owned),
            owner: record.owner.map(|owner| owner.to_string()),
            fields,
            relations: related.map(|(relation, all)| (relation.to_string(), ids(all))).collect(),
            created_at_ms: stored.created_at.as_millis(),
            updated_at_ms: stored.updated_at.as_millis(),
            change: stored.change,
        }
    }
}

/// A value in the form in which it is sent.
pub(crate) fn plain(kind: &ObjectFieldType, value: &Value) -> Json {
    match (kind, value) {
        (ObjectFieldType::Moment, Value::Int(micros)) => Json::from(utc(Timestamp::from_micros(*micros))),
        (_, value) => serde_json::to_value(value).unwrap_or_default(),
    }
}

impl RecordList {
    pub(crate) fn new(object: &Object, found: &FoundRecords) -> Self {
        let records = found.records.iter().map(|record| RecordView::new(object, record)).collect();
        Self { records, next: found.next.map(|next| next.to_string()) }
    }
}

impl RecordChangeView {
    pub(crate) fn new(set: &RuleSet, stored: &StoredRecord) -> Self {
        let deleted = stored.deleted_at.is_some();
        let object = set.objects.get(&stored.object).filter(|_| !deleted);
        Self {
            change: stored.change,
            object: stored.object.to_string(),
            id: stored.id.to_string(),
            at_ms: stored.updated_at.as_millis(),
            record: object.map(|object| RecordView::new(object, stored)),
            deleted,
        }
    }
}

impl ObjectView {
    pub(crate) fn new(set: &RuleSet, object: &Object) -> Self {
        let locale = &set.workspace.default_locale;
        let named = |label: Option<&usher_model::LocalText>, id: &str| {
            label.map_or_else(|| id.to_owned(), |label| label.get(locale, locale).to_owned())
        };
        let fields = object.fields.iter().map(|field| ObjectFieldView {
            id: field.id.clone(),
            label: named(field.label.as_ref(), &field.id),
            kind: field.kind.word(),
            options: match &field.kind {
                ObjectFieldType::Choice(options) | ObjectFieldType::Choices(options) => options
                    .iter()
                    .map(|(value, label)| ObjectOptionView { value: value.clone(), label: named(Some(label), value) })
                    .collect(),
                _ => Vec::new(),
            },
        });
        let relations = object.relations.iter().map(|(id, relation)| RelationView {
            id: id.clone(),
            object: relation.object.to_string(),
            label: named(relation.label.as_ref(), id),
            many: relation.many,
        });
        Self {
            id: object.id.to_string(),
            name: named(Some(&object.name), object.id.as_str()),
            api_name: object.api_name.clone(),
            fields: fields.collect(),
            name_field: object.name_field.clone(),
            owner_field: object.owner_field.clone(),
            match_keys: object.match_keys.clone(),
            relations: relations.collect(),
        }
    }
}
