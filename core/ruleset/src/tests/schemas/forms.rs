//! Forms and the forms, features and proofs of channels.

use super::{Validator, value};

#[test]
fn forms() {
    let validator = Validator::new();
    let form = |fields: &str| value(&format!("name: A\nkind: pre_chat\ntitle: A\nfields: {fields}\n"));
    for fields in [
        "[{ id: it, type: text, label: { en: It }, min_length: 1, max_length: 9, pattern: ^a, pattern_help: A }]",
        "[{ id: it, type: number, label: It, whole: true, min: 1, max: 2.5 }]",
        "[{ id: it, type: date, label: It, min: '2026-12-25', required: true }]",
        "[{ id: it, type: choices, label: It, options: [{ value: a-1, label: A }] }]",
        "[{ id: it, type: file, label: It, files: 3, file_size: 5MB, accept: [image/*, image/svg+xml] }]",
        "[{ id: it, type: consent, label: It, shown_if: { all: [{ other: true }, { not: { n: { gte: 3 } } }] } }]",
    ] {
        validator.accepts("form.schema.json", &form(fields)).unwrap_or_else(|error| panic!("{fields}: {error}"));
    }
    for fields in [
        "[]",
        "[{ id: it, type: text }]",
        "[{ id: it, type: texts, label: It }]",
        "[{ id: It, type: text, label: It }]",
        "[{ id: all, type: text, label: It }]",
        "[{ id: it, type: email, label: It, pattern: ^a }]",
        "[{ id: it, type: text, label: It, pattern_help: A }]",
        "[{ id: it, type: text, label: It, max_length: 1001 }]",
        "[{ id: it, type: date, label: It, min: 1 }]",
        "[{ id: it, type: choice, label: It }]",
        "[{ id: it, type: choice, label: It, options: [{ value: A, label: A }] }]",
        "[{ id: it, type: file, label: It, accept: [.pdf] }]",
        "[{ id: it, type: file, label: It, file_size: 5 }]",
        "[{ id: it, type: text, label: It, shown_if: { script: a/b } }]",
        "[{ id: it, type: text, label: It, shown_if: { a: 1, b: 2 } }]",
        "[{ id: it, type: text, label: It, shown_if: { a: { is: 1 } } }]",
        "[{ id: it, type: text, label: It, shown_if: [{ a: 1 }] }]",
    ] {
        assert!(validator.accepts("form.schema.json", &form(fields)).is_err(), "{fields}");
    }
}

#[test]
fn channels() {
    let validator = Validator::new();
    let channel = |rest: &str| value(&format!("name: A\norigins: [self]\ntitle: A\n{rest}\n"));
    for rest in [
        "features: { emoji: false }",
        "pre_chat: first",
        "identity: { mode: required, policy: legacy, max_age: 10s }",
        "identity: { mode: anonymous }",
    ] {
        validator.accepts("channel.schema.json", &channel(rest)).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for rest in [
        "features: { emojis: true }",
        "features: { emoji: 1 }",
        "pre_chat: First",
        "identity: { mode: anonymous, policy: legacy }",
        "identity: { mode: none }",
        "identity: { max_age: 5 }",
    ] {
        assert!(validator.accepts("channel.schema.json", &channel(rest)).is_err(), "{rest}");
    }
}
