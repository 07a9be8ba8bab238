//! JSON objects of proofs: strict reading, doubled and oversized members, values that no visitor has.

use super::parse;
use crate::Reason;
use usher_model::Value;

fn check(text: &str, expected: Reason) {
    let refused = parse(text.as_bytes()).expect_err(text);
    assert_eq!(refused.reason, expected, "{text}: {refused}");
}

#[test]
fn plain_members_are_read() {
    let text = r#"{"full_name":"Zhang San","orders":3,"part":0.5,"news":true,"interests":["lamps"],"é":"😀"}"#;
    let read = parse(text.as_bytes()).expect("an object");
    assert_eq!(read["full_name"], Value::from("Zhang San"));
    assert_eq!(
        (&read["orders"], &read["part"], &read["news"]),
        (&Value::Int(3), &Value::Float(0.5), &Value::Bool(true))
    );
    assert_eq!(read["interests"], Value::List(vec![Value::from("lamps")]));
    assert_eq!(read["é"], Value::from("😀"));
    assert_eq!(parse(b" {} ").expect("empty").len(), 0);
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    check(r#"{"phone":"1","phone":"2"}"#, Reason::Duplicate);
    check(r#"{"phone":"1","ph\u006fne":"2"}"#, Reason::Duplicate);
    check(r#"{"phone":"1"} {"phone":"2"}"#, Reason::NotAnObject);
    check(r#"{"phone":"1",}"#, Reason::NotAnObject);
    check(r#"["phone"]"#, Reason::NotAnObject);
    check("", Reason::NotAnObject);
    check("\u{feff}{}", Reason::NotAnObject);
    check(r#"{"phone":null}"#, Reason::BadValue);
    check(r#"{"phone":{"a":1}}"#, Reason::BadValue);
    check(r#"{"phone":[[1]]}"#, Reason::BadValue);
    assert_eq!(parse(b"{\"a\":\"\xff\"}").expect_err("no UTF-8").reason, Reason::NotAnObject);
}

#[test]
fn sizes_are_bounded() {
    check(&format!(r#"{{"a":"{}"}}"#, "é".repeat(501)), Reason::Oversized);
    assert!(parse(format!(r#"{{"a":"{}"}}"#, "é".repeat(500)).as_bytes()).is_ok());
    check(&format!(r#"{{"{}":1}}"#, "a".repeat(65)), Reason::Oversized);
    check(&format!(r#"{{"a":[{}1]}}"#, "1,".repeat(20)), Reason::Oversized);
    let many: Vec<String> = (0..41).map(|at| format!(r#""a{at}":1"#)).collect();
    check(&format!("{{{}}}", many.join(",")), Reason::Oversized);
    let depth = "[".repeat(100_000);
    check(&format!(r#"{{"a":{depth}"#), Reason::BadValue);
}
