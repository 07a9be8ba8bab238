//! What values are, when two are the same, and what filters mean.

use crate::{
    CallingCode, Given, Problem, ProblemCode, RecordChange, apply, facts_of, key_of, keys_of, normal, read_filter,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use usher_model::{LocalText, RecordContent, Value};
use usher_ruleset::{Object, ObjectField, ObjectFieldType as Kind, Relation, RuleSet, ScriptHost, SourceTree, compile};

const CHINA: CallingCode<'static> = CallingCode(Some("86"));

fn contact() -> Object {
    let options =
        || [("a", "A"), ("b", "B")].map(|(value, label)| (value.to_owned(), LocalText::Same(label.to_owned())));
    let kinds = [
        ("name", Kind::Text),
        ("notes", Kind::LongText),
        ("phone", Kind::Phone),
        ("email", Kind::Email),
        ("site", Kind::Url),
        ("orders", Kind::Integer),
        ("revenue", Kind::Number),
        ("vip", Kind::Flag),
        ("born", Kind::Date),
        ("seen", Kind::Moment),
        ("level", Kind::Choice(options().to_vec())),
        ("likes", Kind::Choices(options().to_vec())),
        ("owner", Kind::Agent),
    ];
    let fields = kinds.map(|(id, kind)| ObjectField { id: id.to_owned(), label: None, kind, currency: None });
    let relation = |many| Relation { object: "account".parse().unwrap(), label: None, many };
    Object {
        id: "contact".parse().unwrap(),
        name: LocalText::Same("Contact".to_owned()),
        api_name: "ContactObj".to_owned(),
        fields: fields.to_vec(),
        name_field: "name".to_owned(),
        owner_field: Some("owner".to_owned()),
        match_keys: vec!["phone".to_owned(), "email".to_owned()],
        relations: [("account".to_owned(), relation(false)), ("others".to_owned(), relation(true))].into(),
    }
}

fn read(fields: &Json, relations: &Json) -> Result<RecordChange, Vec<Problem>> {
    let (Json::Object(fields), Json::Object(relations)) = (fields, relations) else { panic!("objects") };
    RecordChange::read(&contact(), Given::Json { fields, relations })
}

fn stored(fields: &Json) -> RecordContent {
    apply(&RecordContent::default(), &read(fields, &json!({})).unwrap())
}

#[test]
fn values_are_taken_by_their_types_or_named_with_what_is_wrong() {
    let taken = |id: &str, given: Json| read(&json!({ id: given }), &json!({})).map(|change| change.fields[id].clone());
    let text = |text: &str| Ok(Some(Value::from(text)));
    for (id, given, expected) in [
        ("name", json!(" Zhang\u{a0}San \u{7}"), text("Zhang San")),
        ("name", json!(15), text("15")),
        ("name", json!(""), Ok(None)),
        ("name", Json::Null, Ok(None)),
        ("notes", json!("a\r\nb"), text("a\nb")),
        ("phone", json!(15_912_345_678_i64), text("15912345678")),
        ("orders", json!(3), Ok(Some(Value::Int(3)))),
        ("revenue", json!(3.5), Ok(Some(Value::Float(3.5)))),
        ("vip", json!(false), Ok(Some(Value::Bool(false)))),
        ("born", json!("2000-02-29"), text("2000-02-29")),
        ("seen", json!("2026-01-01T00:00:00Z"), Ok(Some(Value::Int(1_767_225_600_000_000)))),
        ("likes", json!(["b", "a", "b"]), Ok(Some(Value::List(vec![Value::from("a"), Value::from("b")])))),
        ("likes", json!([]), Ok(None)),
    ] {
        assert_eq!(taken(id, given.clone()), expected, "{id}: {given}");
    }
    let code = |given: (&str, Json)| taken(given.0, given.1).unwrap_err()[0].code;
    for (id, given, expected) in [
        ("nmae", json!("x"), ProblemCode::UnknownField),
        ("name", json!(true), ProblemCode::WrongType),
        ("name", json!("x".repeat(501)), ProblemCode::TooLong),
        ("email", json!("mia"), ProblemCode::Malformed),
        ("phone", json!("call me"), ProblemCode::Malformed),
        ("site", json!("javascript:alert(1)"), ProblemCode::Malformed),
        ("orders", json!(3.5), ProblemCode::WrongType),
        ("orders", json!("1e3"), ProblemCode::WrongType),
        ("revenue", json!("inf"), ProblemCode::WrongType),
        ("born", json!("2001-02-29"), ProblemCode::WrongType),
        ("level", json!("c"), ProblemCode::UnknownOption),
        ("likes", json!(["a", 1]), ProblemCode::WrongType),
        ("owner", json!("No Agent"), ProblemCode::Malformed),
    ] {
        assert_eq!(code((id, given.clone())), expected, "{id}: {given}");
    }
    let several = read(&json!({ "orders": "x", "vip": "maybe" }), &json!({ "account": ["a", "b"], "boss": "c" }));
    assert_eq!(several.unwrap_err().len(), 4, "all that is wrong is told at once");
}

#[test]
fn a_change_leaves_what_it_does_not_name() {
    let mut before = stored(&json!({ "name": "Mia", "orders": 1 }));
    before.fields.insert("gone".into(), Value::from("of a field that the rules no longer have"));
    let change = read(&json!({ "orders": null, "vip": true }), &json!({ "others": ["x", "y", "x"], "account": null }));
    let after = apply(&before, &change.unwrap());
    let names: Vec<&str> = after.fields.keys().map(AsRef::as_ref).collect();
    assert_eq!(names, ["gone", "name", "vip"]);
    assert_eq!(after.relations["others"].len(), 2);

    let cells = [("name", "Mia"), ("orders", ""), ("likes", "a; b"), ("account", "a-1")];
    let of_table = RecordChange::read(&contact(), Given::Texts(&cells)).unwrap();
    assert_eq!(of_table.fields.len(), 2, "an empty cell says nothing");
    assert_eq!(of_table.relations["account"][0].as_str(), "a-1");
}

#[test]
fn what_people_write_differently_is_the_same() {
    let same = |kind: Kind, code, forms: &[&str]| {
        let forms: Vec<_> = forms.iter().map(|form| (form, normal(&kind, &Value::from(*form), code))).collect();
        assert!(forms.iter().all(|(_, normal)| normal == &forms[0].1 && normal.is_some()), "{forms:?}");
    };
    let none = CallingCode(None);
    same(
        Kind::Phone,
        CHINA,
        &[
            "+86 159 1234 5678",
            "159-1234-5678",
            "0086 15912345678",
            "8615912345678",
            "（＋８６）１５９１２３４５６７８",
            "15912345678",
        ],
    );
    same(Kind::Phone, CallingCode(Some("44")), &["+44 (0)20 7946 0018", "020 7946 0018", "0044 20 7946 0018"]);
    same(Kind::Phone, none, &["030 123-4567", "(030) 1234567", "030/1234567"]);
    same(Kind::Phone, none, &["030 1234567 ext. 12", "0301234567x12"]);
    same(Kind::Text, none, &["Ｚｈａｎｇ　Ｓａｎ", " zhang  san", "ZHANG SAN"]);
    same(Kind::Text, none, &["\u{fb01}x", "FIX"]);
    same(Kind::Email, none, &["Mia@Example.COM", "mia@example.com"]);
    let of = |text: &str, code| normal(&Kind::Phone, &Value::from(text), code);
    assert_ne!(of("15912345678", none), of("+8615912345678", none), "nobody said which country");
    assert_ne!(of("110", CHINA), of("+86110", CHINA), "a short number has no country");
    assert_ne!(of("0301234567x1", none), of("0301234567x2", none));
}

#[test]
fn records_are_found_by_match_keys_name_owner_and_relations() {
    let change = read(
        &json!({ "name": "Mia", "phone": "159 1234 5678", "email": "Mia@Example.com", "owner": "li" }),
        &json!({ "account": "a-1", "others": ["b-1", "b-2"] }),
    );
    let content = apply(&RecordContent::default(), &change.unwrap());
    let keys: Vec<_> = keys_of(&contact(), &content, CHINA).into_iter().map(|key| (key.field, key.value)).collect();
    let expected = [
        ("@account", "a-1"),
        ("@others", "b-1"),
        ("@others", "b-2"),
        ("email", "mia@example.com"),
        ("name", "mia"),
        ("owner", "li"),
        ("phone", "+8615912345678"),
    ];
    assert_eq!(keys, expected.map(|(field, value)| (field.to_owned(), value.to_owned())));
    assert_eq!(key_of(&contact(), "name", &Value::from("Mia"), CHINA), None, "nobody is matched by it");
}

const OBJECT: &str = "name: Contact
api_name: ContactObj
fields:
  name: { type: text }
  phone: { type: phone }
  orders: { type: integer }
  seen: { type: moment }
  level: { type: choice, options: [{ value: gold }, { value: silver }] }
name_field: name
match_keys: [phone]
";

fn rules() -> RuleSet {
    let mut tree = SourceTree::default();
    for (path, text) in [
        ("rules/workspace.yaml", "name: Acme\ntime_zone: UTC\ndefault_locale: en\ncalling_code: \"+86\"\n"),
        ("rules/objects/contact.yaml", OBJECT),
    ] {
        tree.files.insert(path.into(), text.as_bytes().into());
    }
    let compiled = compile(&tree, &ScriptHost::new());
    compiled.ruleset.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

#[test]
fn filters_speak_the_language_of_rules() {
    let set = rules();
    let object = &set.objects["contact"];
    let of = |fields: &Json| {
        let Json::Object(fields) = fields else { panic!("an object") };
        let none = serde_json::Map::new();
        let change = RecordChange::read(object, Given::Json { fields, relations: &none }).unwrap();
        let mut facts = facts_of(object, &apply(&RecordContent::default(), &change));
        facts.set("time.now", 1_767_225_600_000_000_i64);
        facts
    };
    let mia = of(
        &json!({ "name": "Mia", "phone": "15912345678", "orders": 7, "level": "gold", "seen": "2025-12-31T20:00:00Z" }),
    );
    let read = |filter: &Json| {
        let Json::Object(filter) = filter else { panic!("an object") };
        read_filter(&set, object, filter)
    };
    for (filter, holds, keyed) in [
        (json!({}), true, false),
        (json!({ "contact.name": "Mia" }), true, false),
        (json!({ "contact.phone": "15912345678" }), true, true),
        (json!({ "all": [{ "contact.orders": { "gt": 3 } }, { "contact.phone": "15912345678" }] }), true, true),
        (json!({ "any": [{ "contact.phone": "1" }, { "contact.level": { "in": ["gold"] } }] }), true, false),
        (json!({ "not": { "contact.phone": "15912345678" } }), false, false),
        (json!({ "contact.seen": { "within": "5h" } }), true, false),
        (json!({ "contact.seen": { "within": "3h" } }), false, false),
    ] {
        let read = read(&filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
        assert_eq!((read.holds(&mia), read.key.is_some()), (holds, keyed), "{filter}");
    }
    for (filter, expected) in [
        (
            json!({ "contact.nmae": "x" }),
            "contact.nmae: there is no field `contact.nmae`; did you mean `contact.name`?",
        ),
        (json!({ "all": [{ "contact.orders": { "gt": "x" } }] }), "all[0].contact.orders.gt: expected a whole number"),
        (json!({ "contact.level": "goldd" }), "contact.level: `goldd` is none of the values of `contact.level`"),
        (json!({ "a": 1, "b": 2 }), "a condition is one test"),
        (json!({ "expr": "true" }), "expr: no script can be asked here"),
    ] {
        let error = read(&filter).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{filter}: {error}");
    }
}

proptest! {
    /// What is found by a key is found by it again: the normal form of a normal form is itself.
    #[test]
    fn a_normal_form_is_its_own(text in "\\PC{0,30}", number in "[+0-9 ()x-]{0,20}") {
        for (kind, given) in [(Kind::Text, &text), (Kind::Email, &text), (Kind::Phone, &text), (Kind::Phone, &number)] {
            if let Some(once) = normal(&kind, &Value::from(given.as_str()), CHINA) {
                let twice = normal(&kind, &Value::from(once.as_str()), CHINA);
                prop_assert_eq!(Some(&once), twice.as_ref(), "{:?} of {:?}", kind, given);
            }
        }
    }

    /// A digit more or less is another number.
    #[test]
    fn other_digits_are_another_number(a in "1[0-9]{10}", b in "1[0-9]{10}") {
        let of = |text: &str| normal(&Kind::Phone, &Value::from(text), CHINA);
        prop_assert_eq!(of(&a) == of(&b), a == b);
        prop_assert_eq!(of(&a), of(&format!("+86 {}", &a)));
    }
}
