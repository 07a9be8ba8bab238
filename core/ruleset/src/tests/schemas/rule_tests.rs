//! The rules' own tests.

use super::{Validator, value};

#[test]
fn tests_of_rules() {
    let validator = Validator::new();
    let accepts = |text: &str| validator.accepts("test.schema.json", &value(text));
    accepts(crate::tests::rule_tests::GOOD).unwrap_or_else(|error| panic!("{error}"));
    let case = |rest: &str| format!("name: T\ngiven: {{ at: 2026-11-23T10:00 }}\ncases: [{{ name: A, {rest} }}]\n");
    for rest in [
        "expect: { agent: li }",
        "expect: { agent: [li, mia], prompt: none, shadows: [] }",
        "at: 2026-11-23T10:00:00+01:00, expect: { outcome: turned_away, reason: full }",
        "mocks: { load: [], campaign/in_season: true }, expect: { rule: none }",
        "visitor: { phone: '1', phone.source: proven, records: { account: { id: A1 } } }, expect: { rule: none }",
    ] {
        accepts(&case(rest)).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for text in [
        "name: T\n".to_owned(),
        "name: T\ncases: []\n".to_owned(),
        case("expect: {}"),
        case("at: tomorrow, expect: { rule: none }"),
        case("agents: { li: onlin }, expect: { rule: none }"),
        case("agents: { li: { load: 1000 } }, expect: { rule: none }"),
        case("queues: { care: many }, expect: { rule: none }"),
        case("mocks: { load: failes }, expect: { rule: none }"),
        case("visitor: { records: { account: { name: A } } }, expect: { rule: none }"),
        case("expect: { outcome: asigned }"),
        case("expect: { reason: late }"),
        case("expect: { agent: [] }"),
        case("expect: { not: [vip] }"),
        "name: T\nsimulate: [{ name: A, sessions: 0, every: 1s, lasts: 1s, expect: { jain: 1 } }]\n".to_owned(),
        "name: T\nsimulate: [{ name: A, sessions: 9, every: 1, lasts: 1s, expect: { jain: 1 } }]\n".to_owned(),
        "name: T\nsimulate: [{ name: A, sessions: 9, every: 1s, lasts: 1s, expect: { jain: { between: [1] } } }]\n"
            .to_owned(),
    ] {
        assert!(accepts(&text).is_err(), "{text}");
    }
}
