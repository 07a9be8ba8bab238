//! What the API's document promises: the pages' types are made from it, so it must say exactly what travels.

use serde_json::Value;
use std::{collections::BTreeSet, path::Path};

/// The committed document is the generated one. `UPDATE_SCHEMAS=1` writes it.
#[test]
fn the_committed_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/openapi.json");
    let generated = crate::openapi().to_pretty_json().expect("the document is JSON") + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &generated).expect("the folder can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == generated, "openapi.json is stale: run the tests of usher-api with UPDATE_SCHEMAS=1");
}

/// A member that may be null is always there, and one that may be missing is never null: a page checks one thing.
#[test]
fn what_is_answered_is_null_or_missing_but_not_both() {
    let document = document();
    for (place, object) in objects(&document, "responses", ["ToVisitorFrame", "ToAgentFrame"]) {
        let required: BTreeSet<_> =
            object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, member) in object["properties"].as_object().into_iter().flatten() {
            assert!(
                !may_be_null(member) || required.contains(name.as_str()),
                "`{name}` of {place} may be null, so it needs #[schema(required)]; where it is left out instead, \
                 #[schema(nullable = false)]"
            );
        }
    }
}

/// Requests and frames refuse what they do not know, and the document says so.
#[test]
fn what_is_sent_is_closed() {
    let document = document();
    for (place, object) in objects(&document, "requestBody", ["VisitorFrame", "AgentFrame"]) {
        assert_eq!(object["additionalProperties"], false, "{place} needs #[serde(deny_unknown_fields)]");
    }
}

fn document() -> Value {
    serde_json::to_value(crate::openapi()).expect("the document is JSON")
}

/// Every object with members that the operations name under `part`, or the frames, each with its schema's name.
fn objects<'a>(document: &'a Value, part: &str, frames: [&str; 2]) -> Vec<(String, &'a Value)> {
    let mut names: Vec<String> = frames.map(str::to_owned).into();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let paths = document["paths"].as_object().expect("paths");
    for operation in paths.values().filter_map(Value::as_object).flat_map(|path| path.values()) {
        walk(&operation[part], "an operation", &mut names, &mut found);
    }
    while let Some(name) = names.pop() {
        if seen.insert(name.clone()) {
            let schema = &document["components"]["schemas"][&name];
            assert!(schema.is_object(), "{name} is not in the document");
            walk(schema, &name, &mut names, &mut found);
        }
    }
    assert!(found.len() > 10, "the document is empty, or this walk does not understand it");
    found
}

fn walk<'a>(value: &'a Value, place: &str, names: &mut Vec<String>, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("properties") {
                found.push((place.to_owned(), value));
            }
            if let Some(name) = value["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
                names.push(name.to_owned());
            }
            members.values().for_each(|member| walk(member, place, names, found));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, place, names, found)),
        _ => {}
    }
}

fn may_be_null(schema: &Value) -> bool {
    let kinds = |kind: &Value| kind == "null" || kind.as_array().is_some_and(|all| all.iter().any(|one| one == "null"));
    kinds(&schema["type"]) || schema["oneOf"].as_array().is_some_and(|all| all.iter().any(may_be_null))
}
