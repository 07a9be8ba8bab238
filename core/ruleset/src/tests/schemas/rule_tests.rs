//! The rules' own tests.

use super::{Validator, value};

#[test]
fn tests_of_rules() {
    let validator = Validator::new();
    let accepts = |text: &str| validator.accepts("test.schema.json", &value(text));
    accepts(crate::tests::rule_tests::GOOD).unwrap_or_else(|error| panic!("{error}"));
    accepts(&crate::tests::scenarios::good()).unwrap_or_else(|error| panic!("{error}"));
    let step = |step: &str| format!("name: T\nscenarios: [{{ name: A, steps: [{step}] }}]\n");
    for bad in [
        "{}",
        "visitor",
        "{ visitor: {} }",
        "{ visitor: { as: ann }, pass: 5m }",
        "{ agent: { id: mia } }",
        "{ agent: { id: mia, becomes: back } }",
        "{ agent: { id: mia, answers: ann, closes: ann } }",
        "{ transfer: { session: ann, by: mia } }",
        "{ transfer: { session: ann, by: mia, to_agent: li, to_group: care } }",
        "{ pass: 5 }",
        "{ until: tomorrow }",
        "{ expect: { session: ann } }",
        "{ expect: { session: ann, state: waits } }",
        "{ expect: { session: ann, place: 0 } }",
        "{ leaves_message: { as: ann, form: a } }",
    ] {
        assert!(accepts(&step(bad)).is_err(), "{bad}");
    }
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
