//! What stands beside a chat, on the wire: values by their place, of the fields that the layout names and no others.

use super::records::{ObjectOptionView, plain};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use usher_engine::{BearingRecord, EditedRecord, FoundByText, ShownRecord, Workbench};
use usher_model::{LocalText, Locale, Value};
use usher_records::value_of;
use usher_ruleset::{LayoutField, LayoutSection, Object, ObjectField, ObjectFieldType, RuleSet};
use utoipa::ToSchema;

/// What stands beside a chat.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WorkbenchView {
    /// The layout's id; none where no layout is for this session and role.
    #[schema(required)]
    pub layout: Option<String>,
    /// The revision of the rules that say so.
    pub revision: String,
    pub sections: Vec<SectionView>,
}

/// Records of one object.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SectionView {
    pub object: String,
    pub title: String,
    pub collapsed: bool,
    /// What is shown of each record, in order.
    pub fields: Vec<ShownFieldView>,
    pub records: Vec<ShownRecordView>,
    /// Whether there are more records than these.
    pub more: bool,
}

/// A field that is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShownFieldView {
    pub label: String,
    /// How it is shown: the type of the object's field, or `computed`: `text`, `long_text`, `email`, `phone`, `url`,
    /// `integer`, `number`, `flag`, `date`, `moment`, `choice`, `choices`, `agent`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The field's id; none of what is computed.
    #[schema(required)]
    pub field: Option<String>,
    /// Whether it can be changed here.
    pub editable: bool,
    /// Of `choice`, `choices` and `agent` that can be changed: what there is to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub options: Option<Vec<ObjectOptionView>>,
    /// Of numbers that are money: the currency, such as `EUR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub currency: Option<String>,
}

/// A record that is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShownRecordView {
    pub id: String,
    /// Names the state of the record that is shown: sent back with a change.
    pub version: String,
    /// A value for each of the section's fields, in their order; null where there is none. Choices and agents by their
    /// names.
    #[schema(value_type = Vec<serde_json::Value>)]
    pub values: Vec<Json>,
    /// The same as it is stored, of fields that can be changed; null of others. Absent where no field can.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<serde_json::Value>, required = false, nullable = false)]
    pub raw: Option<Vec<Json>>,
}

/// A change to a record that is shown.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditRequest {
    /// The `version` that the record was shown with.
    pub version: String,
    /// New values by the field's id; `null` takes one away.
    #[schema(value_type = Object)]
    pub fields: Map<String, Json>,
}

/// A record that an agent may link.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordChoiceView {
    pub object: String,
    pub id: String,
    #[schema(required)]
    pub name: Option<String>,
    /// What tells it from others of its name: its match keys, as far as the layout shows them or they were looked for.
    #[schema(required)]
    pub hint: Option<String>,
}

/// A page of records that bear a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordChoiceList {
    pub records: Vec<RecordChoiceView>,
    /// Where to go on, as `page`; none where all were found.
    #[schema(required)]
    pub next: Option<String>,
}

impl WorkbenchView {
    pub(crate) fn new(found: &Workbench) -> Self {
        let set = found.rules.ruleset();
        let sections = found.layout.iter().flat_map(|layout| &layout.sections).zip(&found.sections);
        let sections = sections.filter_map(|(section, shown)| {
            let object = set.objects.get(&section.object)?;
            let mut view = SectionView::new(set, object, section);
            view.records =
                shown.records.iter().map(|record| ShownRecordView::new(set, object, section, record)).collect();
            view.more = shown.more;
            Some(view)
        });
        Self {
            layout: found.layout.as_ref().map(|layout| layout.id.to_string()),
            revision: set.revision.to_string(),
            sections: sections.collect(),
        }
    }
}

impl SectionView {
    fn new(set: &RuleSet, object: &Object, section: &LayoutSection) -> Self {
        let locale = &set.workspace.default_locale;
        Self {
            object: object.id.to_string(),
            title: say(section.title.as_ref().unwrap_or(&object.name), locale),
            collapsed: section.collapsed,
            fields: section.fields.iter().map(|field| ShownFieldView::new(set, object, field)).collect(),
            records: Vec::new(),
            more: false,
        }
    }
}

impl ShownFieldView {
    fn new(set: &RuleSet, object: &Object, field: &LayoutField) -> Self {
        let locale = &set.workspace.default_locale;
        let (id, is_editable) = match field {
            LayoutField::Field { id, is_editable } => (id, *is_editable),
            LayoutField::Computed { label, .. } => {
                let label = say(label, locale);
                return Self { label, kind: "computed", field: None, editable: false, options: None, currency: None };
            }
        };
        let field = object.field(id);
        let label = field.and_then(|field| field.label.as_ref());
        Self {
            label: label.map_or_else(|| id.clone(), |label| say(label, locale)),
            kind: field.map_or("text", |field| field.kind.word()),
            field: Some(id.clone()),
            editable: is_editable,
            options: field.filter(|_| is_editable).and_then(|field| options(set, field)),
            currency: field.and_then(|field| field.currency.clone()),
        }
    }
}

impl ShownRecordView {
    fn new(set: &RuleSet, object: &Object, section: &LayoutSection, shown: &ShownRecord) -> Self {
        let each = || section.fields.iter().zip(&shown.values);
        let raw = |(field, value): (&LayoutField, &Option<Value>)| match (field, value) {
            (LayoutField::Field { id, is_editable: true }, Some(value)) => {
                object.field(id).map_or(Json::Null, |field| plain(&field.kind, value))
            }
            _ => Json::Null,
        };
        Self {
            id: shown.record.id.to_string(),
            version: shown.record.change.to_string(),
            values: each().map(|(field, value)| json(set, object, field, value.as_ref())).collect(),
            raw: section.is_editable().then(|| each().map(raw).collect()),
        }
    }

    /// A record that was changed, or could not be.
    pub(crate) fn edited(edited: &EditedRecord) -> Self {
        let set = edited.rules.ruleset();
        let section = &edited.layout.sections[edited.section];
        Self::new(set, &set.objects[&section.object], section, &edited.shown)
    }
}

impl RecordChoiceView {
    /// `shown`: the fields of the object that the layout shows.
    fn new(object: &Object, found: &BearingRecord, shown: &BTreeSet<&str>) -> Self {
        let stored = &found.record;
        let record = value_of(object, &stored.id, &stored.content);
        let is_told = |key: &&String| shown.contains(key.as_str()) || found.fields.contains(key);
        let keys = object.match_keys.iter().filter(|key| **key != object.name_field).filter(is_told);
        let values = keys.filter_map(|key| match record.fields.get(key.as_str())? {
            Value::Text(text) => Some(&**text),
            _ => None,
        });
        let hint = values.collect::<Vec<_>>().join(" · ");
        Self {
            object: object.id.to_string(),
            id: stored.id.to_string(),
            name: record.name.as_deref().map(str::to_owned),
            hint: (!hint.is_empty()).then_some(hint),
        }
    }
}

impl RecordChoiceList {
    pub(crate) fn new(object: &Object, found: &FoundByText, shown: &BTreeSet<&str>) -> Self {
        let records = found.records.iter().map(|found| RecordChoiceView::new(object, found, shown)).collect();
        Self { records, next: found.next.map(|next| format!("{}.{}", next.field, next.after)) }
    }
}

fn say(text: &LocalText, locale: &Locale) -> String {
    text.get(locale, locale).to_owned()
}

fn options(set: &RuleSet, field: &ObjectField) -> Option<Vec<ObjectOptionView>> {
    let locale = &set.workspace.default_locale;
    match &field.kind {
        ObjectFieldType::Choice(options) | ObjectFieldType::Choices(options) => {
            let option = |(value, label): &(String, LocalText)| ObjectOptionView {
                value: value.clone(),
                label: say(label, locale),
            };
            Some(options.iter().map(option).collect())
        }
        ObjectFieldType::Agent => {
            let agents = set.agents.values();
            let option = |agent: &std::sync::Arc<usher_model::Agent>| ObjectOptionView {
                value: agent.id.to_string(),
                label: agent.name.clone(),
            };
            Some(agents.map(option).collect())
        }
        _ => None,
    }
}

fn json(set: &RuleSet, object: &Object, field: &LayoutField, value: Option<&Value>) -> Json {
    let Some(value) = value else { return Json::Null };
    let LayoutField::Field { id, .. } = field else { return serde_json::to_value(value).unwrap_or_default() };
    let Some(field) = object.field(id) else { return Json::Null };
    let locale = &set.workspace.default_locale;
    let label = |options: &[(String, LocalText)], value: &Value| match value {
        Value::Text(word) => {
            let option = options.iter().find(|(option, _)| **option == **word);
            Json::from(option.map_or_else(|| word.to_string(), |(_, label)| say(label, locale)))
        }
        _ => Json::Null,
    };
    match (&field.kind, value) {
        (ObjectFieldType::Choices(options), Value::List(values)) => {
            values.iter().map(|value| label(options, value)).collect()
        }
        (ObjectFieldType::Choice(options), value) => label(options, value),
        (ObjectFieldType::Agent, Value::Text(id)) => {
            let agent = set.agents.values().find(|agent| *agent.id.as_str() == **id);
            Json::from(agent.map_or_else(|| id.to_string(), |agent| agent.name.clone()))
        }
        (kind, value) => plain(kind, value),
    }
}
