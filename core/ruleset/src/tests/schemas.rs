//! The schemas say what compiling says, as far as schemas can.

mod forms;
mod records;
mod rule_tests;
mod service;

use super::shipped_tree;
use crate::{kind, schemas};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// The committed schemas are the generated ones. `UPDATE_SCHEMAS=1` writes them.
#[test]
fn schemas_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    for (name, json) in schemas() {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &json).expect("the folder can be written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == json, "{name} is stale: run the tests of usher-ruleset with UPDATE_SCHEMAS=1");
    }
}

fn schema_of(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["rules", "workspace.yaml"] => Some("workspace.schema.json"),
        ["rules", "channels", _] => Some("channel.schema.json"),
        ["rules", "directory", "agents.yaml"] => Some("agents.schema.json"),
        ["rules", "directory", "departments.yaml"] => Some("departments.schema.json"),
        ["rules", "groups", _] => Some("group.schema.json"),
        ["rules", "hours", _] => Some("hours.schema.json"),
        ["rules", "forms", _] => Some("form.schema.json"),
        ["rules", "identity.yaml"] => Some("identity.schema.json"),
        ["rules", "objects", _] => Some("object.schema.json"),
        ["rules", "workbench", _] => Some("workbench.schema.json"),
        ["rules", "distribution", _] => Some("distribution.schema.json"),
        ["rules", "prompts", _] => Some("prompt.schema.json"),
        ["rules", "tests", _] => Some("test.schema.json"),
        ["rules", "webhooks", _] => Some("webhook.schema.json"),
        ["plugins", _, "plugin.yaml"] => Some("plugin.schema.json"),
        ["plugins", _, "tests", name] if name.strip_suffix(".yaml").is_some() => Some("plugin-test.schema.json"),
        _ => None,
    }
}

struct Validator {
    schemas: boon::Schemas,
    by_name: BTreeMap<&'static str, boon::SchemaIndex>,
}

impl Validator {
    fn new() -> Self {
        let mut compiler = boon::Compiler::new();
        let mut schemas = boon::Schemas::new();
        let mut by_name = BTreeMap::new();
        for (name, json) in crate::schemas() {
            let json: Value = serde_json::from_str(&json).expect("JSON");
            assert_eq!(json["$schema"], "http://json-schema.org/draft-07/schema#");
            let url = format!("file:///{name}");
            compiler.add_resource(&url, json).expect("a resource");
            by_name.insert(name, compiler.compile(&url, &mut schemas).expect("a schema"));
        }
        Self { schemas, by_name }
    }
    fn accepts(&self, name: &str, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.by_name[name]).map_err(|error| format!("{error:#}"))
    }
}

fn value(text: &str) -> Value {
    // As YAML 1.2 and editors have it: `off` is a word.
    let options = serde_yaml::options! { strict_booleans: true };
    serde_yaml::from_str_with_options(text, options).expect("YAML")
}

#[test]
fn schemas_accept_what_ships_and_refuse_unknown_keys() {
    let validator = Validator::new();
    let mut seen = 0;
    for (path, bytes) in &shipped_tree().files {
        let Some(name) = schema_of(path) else { continue };
        let text = std::str::from_utf8(bytes).expect("text");
        let depth = path.matches('/').count();
        let expected = format!("# yaml-language-server: $schema={}schemas/{name}\n", "../".repeat(depth));
        assert!(text.starts_with(&expected), "{path} should begin with {expected}");
        let mut value = value(text);
        validator.accepts(name, &value).unwrap_or_else(|error| panic!("{path}: {error}"));
        value.as_object_mut().expect("a mapping").insert("nmae".to_owned(), Value::Null);
        assert!(validator.accepts(name, &value).is_err(), "{name} lets unknown keys pass");
        seen += 1;
    }
    assert!(seen > 15);
}

#[test]
fn schemas_refuse_what_compiling_refuses() {
    let validator = Validator::new();
    let rule = |when: &str| value(&format!("name: A\ngroup: a\nstrategy: load\nwhen: {when}\n"));
    for when in [
        "{ visitor.verified: true }",
        "{ all: [{ not: { time.hour: { between: [1, 2] } } }] }",
        "{ page.path: { starts_with: [/a] } }",
        "{ script: campaign/in_season }",
        "{ any: [{ not: { script: { use: campaign/in_season, with: { month: 12 } } } }, { expr: 'visitor.sessions > 3' }] }",
    ] {
        validator.accepts("distribution.schema.json", &rule(when)).unwrap_or_else(|error| panic!("{when}: {error}"));
    }
    for when in [
        "{}",
        "{ page.pth: /a }",
        "{ visitor.verified: yes please }",
        "{ visitor.verified: true, page.path: /a }",
        "{ page.path: { starts_with: /a, ends_with: /b } }",
        "{ page.path: { begins_with: /a } }",
        "{ time.hour: 24 }",
        "{ device.kind: phone }",
        "{ all: [] }",
        "{ time.of_day: '09:00' }",
        "{ script: in_season }",
        "{ script: { with: {} } }",
        "{ script: { use: campaign/in_season, month: 12 } }",
        "{ expr: '' }",
        "{ expr: true }",
    ] {
        assert!(validator.accepts("distribution.schema.json", &rule(when)).is_err(), "{when}");
    }
    assert!(validator.accepts("prompt.schema.json", &value("text: { english: Hi }")).is_err());
    assert!(
        validator.accepts("channel.schema.json", &value("name: A\ntitle: A\norigins: [http://a.example]")).is_err()
    );
    let prompt = |compute: &str| value(&format!("text: Hi\ncompute: {compute}\n"));
    for compute in ["{ part: greeting/part }", "{ part: { use: greeting/part, with: { noon: 12 } } }"] {
        validator.accepts("prompt.schema.json", &prompt(compute)).unwrap_or_else(|error| panic!("{compute}: {error}"));
    }
    for compute in ["{ Part: greeting/part }", "{ part: part }", "{ part: { with: {} } }", "[greeting/part]"] {
        assert!(validator.accepts("prompt.schema.json", &prompt(compute)).is_err(), "{compute}");
    }
    let webhook = |rest: &str| value(&format!("name: A\n{rest}\n"));
    for rest in [
        "url: https://pager.example.com/usher?a=b\ntimeout: 30s\nsecret_env: PAGER_SECRET",
        "url: http://localhost:8080/usher",
        "url: http://[::1]",
    ] {
        validator.accepts("webhook.schema.json", &webhook(rest)).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for rest in [
        "timeout: 5s",
        "url: http://pager.example.com",
        "url: https://me:hunter2@pager.example.com",
        "url: 'https://pager.example.com/#a'",
        "url: https://pager.example.com\ntimeout: 5",
        "url: https://pager.example.com\nsecret_env: hunter2",
    ] {
        assert!(validator.accepts("webhook.schema.json", &webhook(rest)).is_err(), "{rest}");
    }
    assert!(validator.accepts("group.schema.json", &value("name: A\nmembers: {}\ncapacity: 201")).is_err());
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn schemas_and_compiling_know_the_same_keys() {
    let all: BTreeMap<&str, Value> =
        schemas().into_iter().map(|(name, json)| (name, serde_json::from_str(&json).expect("JSON"))).collect();
    let check = |name: &str, pointer: &str, keys: &[&str]| {
        let at = all[name].pointer(pointer).unwrap_or_else(|| panic!("{name} has {pointer}"));
        let mut of_schema: Vec<&str> =
            at["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
        let mut keys = keys.to_vec();
        of_schema.sort_unstable();
        keys.sort_unstable();
        assert_eq!(of_schema, keys, "{name} {pointer}");
        assert_eq!(at["additionalProperties"], false, "{name} {pointer}");
    };
    check("workspace.schema.json", "", kind::workspace::KEYS);
    check("workspace.schema.json", "/properties/idle", kind::workspace::IDLE_KEYS);
    check("workspace.schema.json", "/properties/held_sessions", kind::workspace::HELD_KEYS);
    check("workspace.schema.json", "/properties/left_messages", kind::workspace::LEFT_MESSAGES_KEYS);
    check("workspace.schema.json", "/properties/alerts", kind::workspace::ALERTS_KEYS);
    let requeue = "/properties/held_sessions/properties/gone/anyOf/1";
    check("workspace.schema.json", requeue, kind::workspace::REQUEUE_KEYS);
    check("workspace.schema.json", "/properties/uploads", kind::workspace::UPLOADS_KEYS);
    check("channel.schema.json", "", kind::channel::KEYS);
    check("channel.schema.json", "/properties/look", kind::channel::LOOK_KEYS);
    check("channel.schema.json", "/properties/features", kind::channel::FEATURES_KEYS);
    check("channel.schema.json", "/properties/identity", kind::channel::IDENTITY_KEYS);
    check("form.schema.json", "", kind::form::KEYS);
    for (place, (_, sort)) in kind::form::SORTS.iter().enumerate() {
        let keys = [kind::form::COMMON_KEYS, sort.keys()].concat();
        check("form.schema.json", &format!("/definitions/Field/oneOf/{place}"), &keys);
        if sort.takes("options") {
            let option = format!("/definitions/Field/oneOf/{place}/properties/options/items");
            check("form.schema.json", &option, kind::form::OPTION_KEYS);
        }
    }
    check("agents.schema.json", "", kind::directory::AGENTS_KEYS);
    check("agents.schema.json", "/definitions/Agent", kind::directory::AGENT_KEYS);
    check("departments.schema.json", "", kind::directory::DEPARTMENTS_KEYS);
    check("departments.schema.json", "/definitions/Department", kind::directory::DEPARTMENT_KEYS);
    check("group.schema.json", "", kind::group::KEYS);
    check("group.schema.json", "/properties/members", kind::group::MEMBERS_KEYS);
    check("group.schema.json", "/properties/answer", kind::group::ANSWER_KEYS);
    check("distribution.schema.json", "", kind::distribution::KEYS);
    check("distribution.schema.json", "/properties/overflow", kind::distribution::OVERFLOW_KEYS);
    for name in ["workspace.schema.json", "distribution.schema.json"] {
        check(name, "/definitions/Waiting", kind::waiting::KEYS);
        check(name, "/definitions/Waiting/properties/busy", kind::waiting::STEP_KEYS);
        check(name, "/definitions/Waiting/properties/full", kind::waiting::FULL_KEYS);
        check(name, "/definitions/Waiting/properties/in_line", kind::waiting::IN_LINE_KEYS);
    }
    check("hours.schema.json", "", kind::hours::KEYS);
    check("hours.schema.json", "/definitions/Holiday", kind::hours::HOLIDAY_KEYS);
    check("hours.schema.json", "/definitions/Exception", kind::hours::EXCEPTION_KEYS);
    check("prompt.schema.json", "", kind::prompt::KEYS);
    check("webhook.schema.json", "", kind::webhook::KEYS);
    let given = kind::rule_test::GIVEN_KEYS;
    check("test.schema.json", "", kind::rule_test::KEYS);
    check("test.schema.json", "/definitions/Given", given);
    check("test.schema.json", "/definitions/Case", &[kind::rule_test::CASE_KEYS, given].concat());
    check("test.schema.json", "/definitions/Case/properties/expect", kind::rule_test::EXPECT_KEYS);
    check("test.schema.json", "/definitions/Scenario", &[kind::rule_test::SCENARIO_KEYS, given].concat());
    check("test.schema.json", "/definitions/Step", kind::rule_test::STEP_KEYS);
    let step = |key: &str| format!("/definitions/Step/properties/{key}");
    check("test.schema.json", &step("visitor"), kind::rule_test::VISITOR_KEYS);
    check("test.schema.json", &step("leaves_message"), kind::rule_test::LEAVES_KEYS);
    check("test.schema.json", &step("agent"), kind::rule_test::STEP_AGENT_KEYS);
    check("test.schema.json", &step("transfer"), kind::rule_test::TRANSFER_KEYS);
    check("test.schema.json", &step("expect"), kind::rule_test::SEEN_KEYS);
    check("test.schema.json", "/definitions/Record", kind::rule_test::RECORD_KEYS);
    check("test.schema.json", "/definitions/Agent/anyOf/1", kind::rule_test::AGENT_KEYS);
    check("test.schema.json", "/definitions/Simulation", &[kind::rule_test::SIMULATION_KEYS, given].concat());
    check("test.schema.json", "/definitions/Simulation/properties/expect", kind::rule_test::FAIRNESS_KEYS);
    check("test.schema.json", "/definitions/Bound/anyOf/1", kind::rule_test::BOUND_KEYS);
    check("object.schema.json", "", kind::object::KEYS);
    check("object.schema.json", "/definitions/Field", kind::object::FIELD_KEYS);
    check("object.schema.json", "/definitions/Field/properties/options/items", kind::object::OPTION_KEYS);
    check("object.schema.json", "/definitions/Relation", kind::object::RELATION_KEYS);
    check("identity.schema.json", "", kind::identity::KEYS);
    check("identity.schema.json", "/properties/match", kind::identity::MATCH_KEYS);
    check("identity.schema.json", "/definitions/Lookup", kind::identity::LOOKUP_KEYS);
    check("workbench.schema.json", "", kind::layout::KEYS);
    check("workbench.schema.json", "/properties/scope", kind::layout::SCOPE_KEYS);
    check("workbench.schema.json", "/definitions/Section", kind::layout::SECTION_KEYS);
    check("workbench.schema.json", "/definitions/Section/properties/sort", kind::layout::SORT_KEYS);
    check("workbench.schema.json", "/definitions/EditedField", kind::layout::FIELD_KEYS);
    check("workbench.schema.json", "/definitions/Computed", kind::layout::COMPUTED_KEYS);
    check("plugin.schema.json", "", kind::plugin::KEYS);
    check("plugin.schema.json", "/properties/offers", kind::plugin::OFFERS_KEYS);
    for offer in ["Strategy", "Predicate", "Compute"] {
        check("plugin.schema.json", &format!("/definitions/{offer}"), kind::plugin::OFFER_KEYS);
    }
    check("plugin.schema.json", "/definitions/Hook", kind::plugin::HOOK_KEYS);
    check("plugin.schema.json", "/definitions/Hook/properties/limits", kind::plugin::LIMITS_KEYS);
    check("plugin-test.schema.json", "", kind::plugin_test::KEYS);
    check("plugin-test.schema.json", "/definitions/Record", kind::plugin_test::RECORD_KEYS);
    check("plugin-test.schema.json", "/definitions/Candidate", kind::plugin_test::CANDIDATE_KEYS);
    check("plugin-test.schema.json", "/definitions/Session", kind::plugin_test::SESSION_KEYS);
    let together = |each: &[&[&'static str]]| -> Vec<&'static str> {
        each.concat().into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    let of_cases = together(&[
        kind::plugin_test::STRATEGY_CASE_KEYS,
        kind::plugin_test::VALUE_CASE_KEYS,
        kind::plugin_test::HOOK_CASE_KEYS,
    ]);
    check("plugin-test.schema.json", "/definitions/Case", &of_cases);
    let answers = kind::plugin::Sort::ALL.map(kind::plugin_test::answer_keys);
    let of_expect = together(&[together(&answers).as_slice(), kind::plugin_test::ALWAYS_KEYS]);
    check("plugin-test.schema.json", "/definitions/Case/properties/expect", &of_expect);
}
