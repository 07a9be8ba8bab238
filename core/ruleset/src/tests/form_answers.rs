//! What a visitor filled in, held against a form with a field of every type.

use super::compiled;
use crate::{FieldType, FilledForm, Form, FormAnswers, ProblemCode, ShownIf};
use proptest::prelude::*;
use serde_json::{Value as Given, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use usher_model::{AnswerValue, FileId, FileRef, Locale, SeededEntropy, Timestamp, Value};

const FORM: &str = "name: All\nkind: leave_message\ntitle: All\nfields:
  - { id: name, type: text, label: { en: Name, zh: 姓名 }, required: true, min_length: 2, max_length: 8 }
  - id: order
    type: text
    label: Order
    pattern: '^[0-9]{4}$'
    pattern_help: { en: Four digits, zh: 四位数字 }
  - { id: story, type: long_text, label: Story, max_length: 20 }
  - { id: mail, type: email, label: Mail }
  - { id: call, type: phone, label: Call }
  - { id: count, type: number, label: Count, min: 1, max: 9, whole: true }
  - { id: weight, type: number, label: Weight }
  - { id: day, type: date, label: Day, min: 2020-01-01, max: 2029-12-31 }
  - id: topic
    type: choice
    label: Topic
    options: [{ value: order, label: { en: An order, zh: 订单 } }, { value: other, label: Other }]
  - { id: detail, type: text, label: Detail, required: true, shown_if: { topic: order } }
  - { id: depth, type: text, label: Depth, required: true, shown_if: { detail: { exists: true } } }
  - id: reach
    type: choices
    label: Reach
    options: [{ value: mail, label: Mail }, { value: phone, label: Phone }]
  - { id: photos, type: file, label: Photos, files: 2, file_size: 2KB, accept: [image/*, application/pdf] }
  - { id: terms, type: consent, label: Terms, required: true }
  - { id: news, type: consent, label: News }
";

static ALL: LazyLock<Arc<Form>> = LazyLock::new(|| {
    let compiled = compiled(&[("rules/forms/all.yaml", FORM)]);
    let set = compiled.ruleset.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    set.forms.values().next().expect("the form").clone()
});

fn file(media: &str, bytes: u64) -> FileRef {
    let id = FileId::new(Timestamp::from_micros(i64::try_from(bytes).unwrap_or(1)), &SeededEntropy::new(bytes));
    let presence = usher_model::FilePresence::There;
    FileRef { id, name: format!("{bytes}.bin"), media: media.to_owned(), bytes, pixels: None, presence }
}

fn check_in(locale: &str, given: &Given, files: &[FileRef]) -> Result<FormAnswers, Vec<crate::FieldProblem>> {
    let given = given.as_object().expect("an object");
    let files: BTreeMap<FileId, FileRef> = files.iter().map(|file| (file.id, file.clone())).collect();
    let (locale, fallback): (Locale, Locale) = (locale.parse().expect("a locale"), "en".parse().expect("a locale"));
    FilledForm { form: &ALL, given, files: &files, locale: &locale, fallback: &fallback }.check()
}

/// The problems of one field, in words, where the rest is as it should be.
fn wrong(field: &str, given: &Given) -> Vec<String> {
    let mut all = json!({ "name": "Mia", "terms": true });
    all[field] = given.clone();
    let problems = check_in("en", &all, &[]).err().unwrap_or_default();
    problems
        .iter()
        .map(|problem| {
            assert_eq!(problem.field, field);
            assert!(!problem.message.is_empty());
            let limit = problem.limit.as_ref().map(|limit| format!(" {limit}")).unwrap_or_default();
            format!("{}{limit}", problem.code.word())
        })
        .collect()
}

#[test]
fn each_mistake_is_named_with_its_limit() {
    let table: &[(&str, Given, &str)] = &[
        ("name", json!(""), "required"),
        ("name", json!("  \u{7}\n "), "required"),
        ("name", json!(null), "required"),
        ("name", json!("M"), "too_short 2"),
        ("name", json!("Mia Muster"), "too_long 8"),
        ("name", json!(["Mia"]), "wrong_type"),
        ("order", json!("12a4"), "pattern"),
        ("story", json!("x".repeat(21)), "too_long 20"),
        ("mail", json!("mia@example"), "not_an_email"),
        ("mail", json!("mia@@example.com"), "not_an_email"),
        ("mail", json!(format!("{}@example.com", "m".repeat(65))), "not_an_email"),
        ("call", json!("12"), "not_a_phone"),
        ("call", json!("call me"), "not_a_phone"),
        ("call", json!("+1+23456789"), "not_a_phone"),
        ("count", json!("three"), "not_a_number"),
        ("count", json!(true), "not_a_number"),
        ("count", json!("NaN"), "not_a_number"),
        ("count", json!(0), "below 1"),
        ("count", json!(10), "above 9"),
        ("count", json!(2.5), "not_whole"),
        ("weight", json!(1e300), "above 9007199254740991"),
        ("day", json!("25.12.2026"), "not_a_date"),
        ("day", json!("2026-02-30"), "not_a_date"),
        ("day", json!("2019-12-31"), "before \"2020-01-01\""),
        ("day", json!("2030-01-01"), "after \"2029-12-31\""),
        ("topic", json!("cake"), "unknown_option"),
        ("reach", json!(["mail", "pigeon"]), "unknown_option"),
        ("reach", json!(["mail", "phone", "mail"]), "too_many_options 2"),
        ("reach", json!([1]), "wrong_type"),
        ("photos", json!(["not an id"]), "unknown_file"),
        ("terms", json!(false), "consent_required"),
        ("terms", json!("yes"), "wrong_type"),
        ("cake", json!("yes"), "unknown_field"),
    ];
    for (field, given, expected) in table {
        assert_eq!(wrong(field, given), [*expected], "{field}: {given}");
    }
}

#[test]
fn files_are_held_against_their_field() {
    let (png, pdf, zip, large) =
        (file("image/png", 10), file("application/pdf", 20), file("application/zip", 30), file("image/png", 2_001));
    let all = [png.clone(), pdf.clone(), zip.clone(), large.clone()];
    let ask = |ids: Vec<String>| check_in("en", &json!({ "name": "Mia", "terms": true, "photos": ids }), &all);
    let taken = ask(vec![png.id.to_string(), pdf.id.to_string()]).expect("both fit");
    assert_eq!(taken.files().cloned().collect::<Vec<_>>(), [png.clone(), pdf]);
    let codes = |ids: Vec<String>| {
        let problems = ask(ids).expect_err("something is wrong");
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(vec![zip.id.to_string(), large.id.to_string()]),
        [ProblemCode::FileTypeNotAllowed, ProblemCode::TooLarge]
    );
    assert_eq!(codes(all.iter().map(|file| file.id.to_string()).collect()), [ProblemCode::TooManyFiles]);
    let stranger = file("image/png", 77).id.to_string();
    assert_eq!(codes(vec![stranger]), [ProblemCode::UnknownFile]);
    let twice = ask(vec![png.id.to_string(), png.id.to_string()]).expect("a file named twice is one file");
    assert_eq!(twice.files().count(), 1);
}

#[test]
fn answers_are_tidied_typed_and_labelled_in_the_visitors_language() {
    let given = json!({
        "name": "  Mia\u{0} M ", "order": "1234", "story": "one\r\ntwo\r", "mail": "mia@münchen.example",
        "call": "+49 (30) 123-456", "count": "3", "weight": 2.5, "day": "2026-12-25", "topic": "order", "detail": "A lamp",
        "depth": "deep", "reach": ["phone", "mail"], "terms": true,
    });
    let taken = check_in("zh-CN", &given, &[]).expect("all fits");
    let told: Vec<_> = taken.answers.iter().map(|answer| format!("{}={}", answer.label, answer.value)).collect();
    assert_eq!(
        told.join("|"),
        "姓名=Mia M|Order=1234|Story=one\ntwo|Mail=mia@münchen.example|Call=+49 (30) 123-456|Count=3|\
                                Weight=2.5|Day=2026-12-25|Topic=订单|Detail=A lamp|Depth=deep|Reach=Mail, Phone|Terms=✓|News=–"
    );
    assert_eq!(taken.contact.as_deref(), Some("mia@münchen.example, +49 (30) 123-456"));
    assert_eq!(taken.says(), "one\ntwo");
    let values = taken.values();
    assert_eq!(values["count"], Value::Int(3));
    assert_eq!(values["topic"], Value::from("order"));
    assert_eq!(values["reach"], Value::List(vec![Value::from("mail"), Value::from("phone")]));
    let problems = check_in("zh", &json!({ "name": "Mia", "terms": true, "order": "x" }), &[]).expect_err("no number");
    assert_eq!(problems[0].message, "四位数字", "the form's own words come first");
}

#[test]
fn what_is_hidden_is_neither_asked_nor_kept_and_hides_what_depends_on_it() {
    let given = json!({ "name": "Mia", "terms": true, "topic": "other", "detail": "left over", "depth": "left over" });
    let taken = check_in("en", &given, &[]).expect("an honest page may send what was hidden later");
    assert!(taken.answers.iter().all(|answer| !["detail", "depth"].contains(&answer.field.as_str())));
    let problems = check_in("en", &json!({ "name": "Mia", "terms": true, "topic": "order" }), &[]).expect_err("detail");
    assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), ["detail"]);
}

#[test]
fn pages_are_told_when_a_field_is_shown() {
    let shown = |id: &str| ALL.field(id).and_then(crate::FormField::shown);
    assert_eq!(shown("name"), None);
    let test = |field: &str, op, value| ShownIf::Test { field: field.to_owned(), op, value };
    assert_eq!(shown("detail"), Some(test("topic", "eq", json!("order"))));
    assert_eq!(shown("depth"), Some(test("detail", "exists", json!(true))));
}

#[test]
fn all_problems_are_told_at_once_in_the_forms_order() {
    let given = json!({ "mail": "x", "zzz": 1, "count": 99 });
    let problems = check_in("en", &given, &[]).expect_err("much is wrong");
    let told: Vec<_> = problems.iter().map(|problem| format!("{} {}", problem.field, problem.code.word())).collect();
    assert_eq!(
        told,
        ["name required", "mail not_an_email", "count above", "terms consent_required", "zzz unknown_field"]
    );
    let flood: serde_json::Map<String, Given> = (0..5_000).map(|n| (format!("f{n}"), json!(1))).collect();
    let problems = check_in("en", &Given::Object(flood), &[]).expect_err("no such fields");
    assert!(problems.len() < 20, "a flood is not answered with a flood");
}

/// Anything that JSON can say, and things that look right.
fn anything() -> impl Strategy<Value = Given> {
    let leaf = prop_oneof![
        Just(Given::Null),
        any::<bool>().prop_map(Given::from),
        any::<i64>().prop_map(Given::from),
        any::<f64>().prop_map(|n| json!(n)),
        ".{0,30}".prop_map(Given::from),
        prop_oneof!["order", "mail", "1234", "2026-12-25", "a@b.co", "5", "\\+4912345"].prop_map(Given::from),
    ];
    prop_oneof![leaf.clone(), prop::collection::vec(leaf, 0..5).prop_map(Given::from)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_given_nothing_panics_and_what_passes_is_within_its_limits(
        given in prop::collection::vec((any::<prop::sample::Index>(), anything()), 0..16),
        honest in any::<bool>(),
    ) {
        let form = &**ALL;
        let mut all = if honest { json!({ "name": "Mia", "terms": true }) } else { json!({}) };
        for (index, value) in given {
            all[form.fields[index.index(form.fields.len())].id.as_str()] = value;
        }
        match check_in("en", &all, &[]) {
            Err(problems) => prop_assert!(!problems.is_empty()),
            Ok(taken) => {
                let answered: Vec<_> = taken.answers.iter().map(|answer| answer.field.as_str()).collect();
                for field in &form.fields {
                    let is_free = matches!(field.id.as_str(), "detail" | "depth");
                    prop_assert!(!field.required || is_free || answered.contains(&field.id.as_str()), "{}", field.id);
                }
                for answer in &taken.answers {
                    let field = form.field(&answer.field).expect("a field of the form");
                    let fits = match (&field.kind, &answer.value) {
                        (FieldType::Text { length, pattern }, AnswerValue::Text(text)) => {
                            let count = u32::try_from(text.chars().count()).expect("short");
                            let matches = pattern.as_ref().is_none_or(|(pattern, _)| pattern.is_match(text));
                            (length.0.max(1)..=length.1).contains(&count) && matches && !text.chars().any(char::is_control)
                        }
                        (FieldType::LongText { length }, AnswerValue::LongText(text)) => {
                            (1..=length.1 as usize).contains(&text.chars().count())
                        }
                        (FieldType::Email, AnswerValue::Email(text)) => text.len() <= 254 && text.contains('@'),
                        (FieldType::Phone, AnswerValue::Phone(text)) => text.len() <= 40,
                        (FieldType::Number { whole: true, .. }, AnswerValue::Whole(number)) => (1..=9).contains(number),
                        (FieldType::Number { .. }, AnswerValue::Number(number)) => number.is_finite(),
                        (FieldType::Date { .. }, AnswerValue::Date(day)) => {
                            ("2020-01-01"..="2029-12-31").contains(&day.as_str())
                        }
                        (FieldType::Choice(_), AnswerValue::Choice(_)) | (FieldType::Consent, AnswerValue::Consent(_)) => true,
                        (FieldType::Choices(options), AnswerValue::Choices(chosen)) => {
                            (1..=options.len()).contains(&chosen.len())
                        }
                        _ => false,
                    };
                    prop_assert!(fits, "{answer:?}");
                }
            }
        }
    }
}
