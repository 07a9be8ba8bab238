//! One value against the type of its field.

use crate::{MAX_LINE_CHARS, MAX_LINES_CHARS, Problem, ProblemCode, problem::shown};
use serde_json::Value as Json;
use usher_condition::nearest;
use usher_model::{AgentId, Value};
use usher_ruleset::{ObjectField, ObjectFieldType};

/// Longest address on the web, in bytes: browsers cut there too.
const MAX_URL_BYTES: usize = 2_048;
/// Longest e-mail address, in bytes: RFC 5321.
const MAX_EMAIL_BYTES: usize = 254;
/// Longest telephone number as people write it, in characters.
const MAX_PHONE_CHARS: usize = 40;
/// Fewest digits of a telephone number: short codes of companies.
const MIN_PHONE_DIGITS: usize = 3;

/// The value of a field as it is stored; none for `null` and for an empty text, which both mean that there is none.
///
/// # Errors
/// When the field cannot hold it.
pub fn check(field: &ObjectField, given: &Json) -> Result<Option<Value>, Problem> {
    match given {
        Json::Null => Ok(None),
        Json::String(text) => check_text(field, text),
        Json::Bool(flag) if field.kind == ObjectFieldType::Flag => Ok(Some(Value::Bool(*flag))),
        Json::Number(number) => of_number(field, number),
        Json::Array(items) if matches!(field.kind, ObjectFieldType::Choices(_)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            let Some(texts) = texts else {
                return Err(wrong_type(field, "a list that holds something else than texts"));
            };
            choices(field, &texts)
        }
        Json::Bool(flag) => Err(wrong_type(field, &format!("`{flag}`"))),
        Json::Array(_) => Err(wrong_type(field, "a list")),
        Json::Object(_) => Err(wrong_type(field, "an object")),
    }
}

/// The same of a value that is written as text, as in a table: numbers, `true` and `false`, several choices parted by `;`.
///
/// # Errors
/// When the field cannot hold it.
pub fn check_text(field: &ObjectField, given: &str) -> Result<Option<Value>, Problem> {
    let text = match field.kind {
        ObjectFieldType::LongText => tidy_lines(given),
        _ => tidy_line(given),
    };
    if text.is_empty() {
        return Ok(None);
    }
    let value = match &field.kind {
        ObjectFieldType::Text => Value::from(at_most(field, text, MAX_LINE_CHARS)?),
        ObjectFieldType::LongText => Value::from(at_most(field, text, MAX_LINES_CHARS)?),
        ObjectFieldType::Email => email(field, text)?,
        ObjectFieldType::Phone => phone(field, text)?,
        ObjectFieldType::Url => url(field, text)?,
        ObjectFieldType::Integer => {
            let whole = text.parse::<i64>().map_err(|_| wrong_type(field, &format!("`{}`", shown(&text))))?;
            Value::Int(whole)
        }
        ObjectFieldType::Number => number(field, &text)?,
        ObjectFieldType::Flag => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => return Err(wrong_type(field, &format!("`{}`", shown(other)))),
        },
        ObjectFieldType::Date => {
            let date = text.parse::<jiff::civil::Date>().ok().filter(|date| date.to_string() == text);
            if date.is_none() {
                return Err(wrong_type(field, &format!("`{}`", shown(&text))));
            }
            Value::from(text)
        }
        ObjectFieldType::Moment => {
            let moment = text.parse::<jiff::Timestamp>();
            Value::Int(moment.map_err(|_| wrong_type(field, &format!("`{}`", shown(&text))))?.as_microsecond())
        }
        ObjectFieldType::Choice(options) => {
            one_of(field, options.iter().map(|(value, _)| value.as_str()), &text)?;
            Value::from(text)
        }
        ObjectFieldType::Choices(_) => {
            let texts: Vec<&str> = text.split(';').map(str::trim).filter(|text| !text.is_empty()).collect();
            return choices(field, &texts);
        }
        ObjectFieldType::Agent => match text.parse::<AgentId>() {
            Ok(agent) => Value::from(agent.as_str()),
            Err(error) => return Err(Problem::of(&field.id, ProblemCode::Malformed, error.to_string())),
        },
    };
    Ok(Some(value))
}

fn of_number(field: &ObjectField, given: &serde_json::Number) -> Result<Option<Value>, Problem> {
    match &field.kind {
        ObjectFieldType::Integer | ObjectFieldType::Number if given.is_i64() => Ok(given.as_i64().map(Value::Int)),
        ObjectFieldType::Number => Ok(given.as_f64().map(Value::Float)),
        // Numbers of customers and telephones are often kept as numbers.
        ObjectFieldType::Text | ObjectFieldType::Phone if given.is_i64() || given.is_u64() => {
            check_text(field, &given.to_string())
        }
        _ => Err(wrong_type(field, &format!("the number {given}"))),
    }
}

fn number(field: &ObjectField, text: &str) -> Result<Value, Problem> {
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(Value::Int(whole));
    }
    let plain = text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    match text.parse::<f64>() {
        Ok(number) if plain && number.is_finite() => Ok(Value::Float(number)),
        _ => Err(wrong_type(field, &format!("`{}`", shown(text)))),
    }
}

fn choices(field: &ObjectField, given: &[&str]) -> Result<Option<Value>, Problem> {
    let ObjectFieldType::Choices(options) = &field.kind else { return Err(wrong_type(field, "a list")) };
    for text in given {
        one_of(field, options.iter().map(|(value, _)| value.as_str()), text)?;
    }
    // In the order of the object, each once: the same choice is always the same value.
    let chosen = options.iter().filter(|(value, _)| given.contains(&value.as_str()));
    let chosen: Vec<Value> = chosen.map(|(value, _)| Value::from(value.as_str())).collect();
    Ok(if chosen.is_empty() { None } else { Some(Value::List(chosen)) })
}

fn one_of<'o>(field: &ObjectField, options: impl Iterator<Item = &'o str>, text: &str) -> Result<(), Problem> {
    let options: Vec<&str> = options.collect();
    if options.contains(&text) {
        return Ok(());
    }
    let help = match nearest(text, options.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("it takes {}", options.iter().take(12).map(|o| format!("`{o}`")).collect::<Vec<_>>().join(", "))
        }
    };
    let message = format!("`{}` is none of the options; {help}", shown(text));
    Err(Problem::of(&field.id, ProblemCode::UnknownOption, message))
}

fn email(field: &ObjectField, text: String) -> Result<Value, Problem> {
    let fits = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    });
    if !fits || text.contains(char::is_whitespace) || text.matches('@').count() != 1 || text.len() > MAX_EMAIL_BYTES {
        let message = format!("`{}` is not an e-mail address such as `mia@example.com`", shown(&text));
        return Err(Problem::of(&field.id, ProblemCode::Malformed, message));
    }
    Ok(Value::from(text))
}

fn phone(field: &ObjectField, text: String) -> Result<Value, Problem> {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if digits < MIN_PHONE_DIGITS || text.chars().count() > MAX_PHONE_CHARS {
        let message = format!("`{}` is not a telephone number such as `+49 30 1234567`", shown(&text));
        return Err(Problem::of(&field.id, ProblemCode::Malformed, message));
    }
    Ok(Value::from(text))
}

fn url(field: &ObjectField, text: String) -> Result<Value, Problem> {
    let fits = url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !fits || text.len() > MAX_URL_BYTES {
        let message = format!("`{}` is not an address such as `https://www.example.com/`", shown(&text));
        return Err(Problem::of(&field.id, ProblemCode::Malformed, message));
    }
    Ok(Value::from(text))
}

fn at_most(field: &ObjectField, text: String, most: usize) -> Result<String, Problem> {
    let given = text.chars().count();
    if given <= most {
        return Ok(text);
    }
    let message = format!("the text has {given} characters; at most {most} are allowed");
    Err(Problem::of(&field.id, ProblemCode::TooLong, message))
}

fn wrong_type(field: &ObjectField, given: &str) -> Problem {
    let wanted = match &field.kind {
        ObjectFieldType::Integer => "a whole number",
        ObjectFieldType::Number => "a number",
        ObjectFieldType::Flag => "`true` or `false`",
        ObjectFieldType::Date => "a day such as `2026-12-25`",
        ObjectFieldType::Moment => "a moment such as `2026-12-25T09:00:00Z`",
        ObjectFieldType::Choices(_) => "a list of options",
        _ => "a text",
    };
    Problem::of(&field.id, ProblemCode::WrongType, format!("this is {given}; write {wanted}"))
}

/// One line: what parts lines becomes a space, other control characters go, and white space around it too.
fn tidy_line(text: &str) -> String {
    let tidy: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect();
    tidy.trim().to_owned()
}

fn tidy_lines(text: &str) -> String {
    let broken = text.replace("\r\n", "\n").replace('\r', "\n");
    let tidy: String = broken.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    tidy.trim().to_owned()
}
