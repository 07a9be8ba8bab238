//! What stands beside a chat, on the wire: values by their place, of the fields that the layout names and no others.

use super::records::plain;
use serde::Serialize;
use serde_json::Value as Json;
use usher_engine::Workbench;
use usher_model::{LocalText, Locale, Value};
use usher_routing::Router;
use usher_ruleset::{LayoutField, LayoutSection, Object, ObjectFieldType};
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
    /// For each record a value for each of the fields, in their order; null where there is none. Choices and agents by
    /// their names.
    #[schema(value_type = Vec<Vec<Object>>)]
    pub records: Vec<Vec<Json>>,
}

/// A field that is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShownFieldView {
    pub label: String,
    /// How it is shown: the type of the object's field, or `computed`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

impl WorkbenchView {
    pub(crate) fn new(found: Option<&Workbench>, rules: &Router) -> Self {
        let set = rules.ruleset();
        let mut sections = Vec::new();
        if let Some(found) = found {
            for (section, records) in found.layout.sections.iter().zip(&found.sections) {
                let Some(object) = set.objects.get(&section.object) else { continue };
                let rows = records.iter().map(|record| {
                    let each = section.fields.iter().zip(&record.0);
                    each.map(|(field, value)| json(rules, object, field, value.as_ref())).collect()
                });
                sections.push(SectionView::new(&set.workspace.default_locale, object, section, rows.collect()));
            }
        }
        Self { layout: found.map(|found| found.layout.id.to_string()), revision: set.revision.to_string(), sections }
    }
}

impl SectionView {
    fn new(locale: &Locale, object: &Object, section: &LayoutSection, records: Vec<Vec<Json>>) -> Self {
        let say = |text: &LocalText| text.get(locale, locale).to_owned();
        let fields = section.fields.iter().map(|field| match field {
            LayoutField::Field(id) => {
                let field = object.field(id);
                let label = field.and_then(|field| field.label.as_ref()).map_or_else(|| id.clone(), say);
                ShownFieldView { label, kind: field.map_or("text", |field| field.kind.word()) }
            }
            LayoutField::Computed { label, .. } => ShownFieldView { label: say(label), kind: "computed" },
        });
        Self {
            object: object.id.to_string(),
            title: say(section.title.as_ref().unwrap_or(&object.name)),
            collapsed: section.collapsed,
            fields: fields.collect(),
            records,
        }
    }
}

fn json(rules: &Router, object: &Object, field: &LayoutField, value: Option<&Value>) -> Json {
    let Some(value) = value else { return Json::Null };
    let LayoutField::Field(id) = field else { return serde_json::to_value(value).unwrap_or_default() };
    let Some(field) = object.field(id) else { return Json::Null };
    let set = rules.ruleset();
    let locale = &set.workspace.default_locale;
    let label = |options: &[(String, LocalText)], value: &Value| match value {
        Value::Text(word) => {
            let option = options.iter().find(|(option, _)| **option == **word);
            Json::from(option.map_or_else(|| word.to_string(), |(_, label)| label.get(locale, locale).to_owned()))
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
