//! JSON Schemas of the rule kinds, for editors: they complete and check while one types. Compiling checks the same and
//! more; a test holds their keys together.

use crate::limits;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

mod channel;
mod condition;
mod document;
mod form;
mod group;
mod hours;
mod identity;
mod layout;
mod object;
mod plugin;
mod plugin_test;
mod prompt;
mod rule_test;
mod text;
mod waiting;

/// Every kind's schema (JSON Schema draft-07, as editors of YAML know it): file name and JSON text.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("agents.schema.json", schema::<document::Agents>()),
        ("channel.schema.json", schema::<channel::Channel>()),
        ("departments.schema.json", schema::<document::Departments>()),
        ("distribution.schema.json", schema::<document::Distribution>()),
        ("form.schema.json", schema::<form::Form>()),
        ("group.schema.json", schema::<group::Group>()),
        ("hours.schema.json", schema::<hours::Hours>()),
        ("identity.schema.json", schema::<identity::Identity>()),
        ("object.schema.json", schema::<object::Object>()),
        ("plugin.schema.json", schema::<plugin::Plugin>()),
        ("plugin-test.schema.json", schema::<plugin_test::PluginTest>()),
        ("prompt.schema.json", schema::<prompt::Prompt>()),
        ("test.schema.json", schema::<rule_test::RuleTest>()),
        ("webhook.schema.json", schema::<prompt::Webhook>()),
        ("workbench.schema.json", schema::<layout::Layout>()),
        ("workspace.schema.json", schema::<document::Workspace>()),
    ]
}

fn schema<T: JsonSchema>() -> String {
    let mut json = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value();
    without_null(&mut json);
    let mut text = serde_json::to_string_pretty(&json).unwrap_or_default();
    text.push('\n');
    text
}

/// A key that may be left out may not be there without a value: `null` is no value in rules.
fn without_null(json: &mut Value) {
    match json {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|one| one != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|one| one != "null"));
                // One choice is none. A reference stays: draft-07 ignores what stands beside it.
                if let [Value::Object(only)] = choices.as_slice()
                    && !only.contains_key("$ref")
                {
                    let only = only.clone();
                    map.remove("anyOf");
                    for (key, value) in only {
                        map.entry(key).or_insert(value);
                    }
                }
            }
            map.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}
