//! The trial at load: what fails on ordinary input is told, and nothing more.

use super::offering::{hook, offer, told};
use crate::{Offer, OfferKind, Parameter};
use serde_json::{Value as Json, json};
use usher_model::{EffectKind, HookKind};

fn with(kind: OfferKind, parameters: &[(&str, Json)]) -> Vec<Offer> {
    let parameters = parameters
        .iter()
        .map(|(name, schema)| Parameter { name: (*name).to_owned(), schema: schema.clone(), default: None })
        .collect();
    vec![Offer { parameters, ..offer(kind) }]
}

#[test]
fn what_fails_on_an_ordinary_visitor_is_a_warning_at_its_place() {
    assert_eq!(
        told(with(OfferKind::Predicate, &[]), "fn pick(facts) {\n    facts[\"visitor.nickname\"].len() > 3\n}"),
        "~2:31-34 fails on an ordinary visitor: there is no function `len` for nothing | \
         facts, records and parts of events may be absent: they are `()` then"
    );
    assert_eq!(
        told(with(OfferKind::Compute, &[]), "fn pick() { [1] }"),
        "~1:4-8 fails on an ordinary visitor: returned a list, where a text, a number, `true`, `false` or `()` is \
         expected | tried once at load on made-up input; a test beside the script shows more"
    );
    let unusable = Offer {
        kind: OfferKind::Hook { on: HookKind::AgentChanged, effects: [EffectKind::CallWebhook].into() },
        ..offer(hook(HookKind::AgentChanged))
    };
    assert_eq!(
        told(vec![unusable], "fn pick(event) { if event.agent == \"an\" { throw \"no\"; } call_webhook(\"w\") }"),
        "~1:43-48 fails on an ordinary `agent_changed`: no | \
         tried once at load on made-up input; a test beside the script shows more"
    );
}

#[test]
fn what_is_right_on_ordinary_input_is_not_told() {
    for (kind, text) in [
        (OfferKind::Strategy, "fn pick(candidates, records) { candidates.owner_of(records.account) }"),
        (OfferKind::Strategy, "fn pick(candidates) { candidates[1].id }"),
        (OfferKind::Predicate, "fn pick(facts) { facts[\"page.path\"].starts_with(\"/\") }"),
        (OfferKind::Compute, "fn pick(records) { `${records.lead.name} ${records[\"case\"].id}` }"),
    ] {
        assert_eq!(told(with(kind, &[]), text), "", "{text}");
    }
    for on in HookKind::ALL {
        let kind = OfferKind::Hook { on: *on, effects: [EffectKind::CallWebhook].into() };
        assert_eq!(told(with(kind, &[]), "fn pick(event) { call_webhook(event.kind) }"), "", "{on}");
    }
}

#[test]
fn parameters_take_the_simplest_value_their_schema_allows() {
    let text = "fn pick(params) { if params.it == () { throw \"nothing\"; } `${params.it}` }";
    for (schema, tried) in [
        (json!({ "type": "string", "minLength": 3 }), "xxx"),
        (json!({ "enum": ["es", "en"] }), "es"),
        (json!({ "type": "integer", "minimum": 5 }), "5"),
        (json!({ "type": "integer", "exclusiveMinimum": 5 }), "6"),
        (json!({ "type": "integer", "maximum": -2 }), "-2"),
        (json!({ "type": "number", "minimum": 0.5 }), "0.5"),
        (json!({ "type": "boolean" }), "false"),
        (json!({ "type": ["string", "null"] }), "x"),
        (json!({ "anyOf": [{ "const": "c" }, {}] }), "c"),
        (json!({ "type": "array", "items": { "type": "integer" }, "minItems": 2 }), "[1, 1]"),
        (json!({ "type": "object", "properties": { "a": { "type": "integer" } }, "required": ["a"] }), "#{\"a\": 1}"),
    ] {
        let text = text.replace("`${params.it}`", "throw `tried ${params.it}`;");
        let said = told(with(OfferKind::Compute, &[("it", schema.clone())]), &text);
        assert!(said.contains(&format!("fails on an ordinary visitor: tried {tried} |")), "{schema}: {said}");
    }
    // What a pattern asks for cannot be made up, so nothing is tried.
    let pattern = json!({ "type": "string", "pattern": "^[A-Z]{3}$" });
    assert_eq!(told(with(OfferKind::Compute, &[("it", pattern)]), &text.replace("()", "params.it")), "");
}
