//! What a proof tells, as values of the visitor's fields.

use usher_identity::{Members, Reason, Refusal};
use usher_model::Value;
use usher_ruleset::{Object, ObjectFieldType, RuleSet};

/// The object whose fields a proof tells.
pub(super) const VISITOR: &str = "visitor";
/// Longest name to show, in characters.
const MAX_NAME_CHARS: usize = 200;

/// The members as values of the visitor's fields. What is empty is not told.
pub(super) fn typed(set: &RuleSet, members: Members) -> Result<Members, Refusal> {
    let Some(visitor) = set.objects.get(VISITOR) else { return Err(Reason::UnknownMember.into()) };
    let mut fields = Members::new();
    for (name, value) in members {
        let Some(field) = visitor.field(&name) else { return Err(Reason::UnknownMember.about(&name)) };
        if matches!(&value, Value::Text(text) if text.trim().is_empty()) {
            continue;
        }
        let value = of_kind(&field.kind, value).ok_or_else(|| Reason::BadValue.about(&name))?;
        fields.insert(name, value);
    }
    if fields.is_empty() { Err(Reason::Empty.into()) } else { Ok(fields) }
}

/// The name to show of a visitor, where it is told.
pub(super) fn name(set: &RuleSet, fields: &Members) -> Option<String> {
    let visitor: &Object = set.objects.get(VISITOR)?;
    match fields.get(visitor.name_field.as_str()) {
        Some(Value::Text(name)) => Some(name.chars().take(MAX_NAME_CHARS).collect()),
        _ => None,
    }
}

/// Whether what was told before and what is told now is of the same person: equal in the fields of the first way to match
/// of which both tell all, else in all that both tell. Somebody who cannot be told from the one before is somebody else
/// only where something differs.
pub(super) fn is_same(set: &RuleSet, before: &Members, now: &Members) -> bool {
    let equal = |field: &str| match (before.get(field), now.get(field)) {
        (Some(one), Some(other)) => Some(plain(one) == plain(other)),
        _ => None,
    };
    let ways = set.identity.matching.iter().flat_map(|matching| &matching.by);
    for way in ways {
        let all: Option<Vec<bool>> = way.iter().map(|field| equal(field)).collect();
        if let Some(all) = all {
            return all.into_iter().all(|one| one);
        }
    }
    let told: Vec<bool> = before.keys().filter_map(|field| equal(field)).collect();
    !told.is_empty() && told.into_iter().all(|one| one)
}

/// A value without what people write differently.
fn plain(value: &Value) -> String {
    value.to_string().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_kind(kind: &ObjectFieldType, value: Value) -> Option<Value> {
    match (kind, value) {
        (
            ObjectFieldType::Text
            | ObjectFieldType::LongText
            | ObjectFieldType::Email
            | ObjectFieldType::Phone
            | ObjectFieldType::Url
            | ObjectFieldType::Agent,
            value,
        ) => match value {
            Value::Text(text) => Some(Value::from(text.trim())),
            // Numbers of customers and telephones are often kept as numbers.
            Value::Int(number) => Some(Value::from(number.to_string())),
            _ => None,
        },
        (ObjectFieldType::Integer, value @ Value::Int(_))
        | (ObjectFieldType::Number, value @ (Value::Int(_) | Value::Float(_)))
        | (ObjectFieldType::Flag, value @ Value::Bool(_)) => Some(value),
        (ObjectFieldType::Date, Value::Text(text)) => {
            let date: jiff::civil::Date = text.trim().parse().ok()?;
            Some(Value::from(date.to_string()))
        }
        (ObjectFieldType::Moment, Value::Text(text)) => {
            let moment: jiff::Timestamp = text.trim().parse().ok()?;
            Some(Value::Int(moment.as_microsecond()))
        }
        (ObjectFieldType::Choice(options), Value::Text(text)) => {
            options.iter().any(|(word, _)| **word == *text).then_some(Value::Text(text))
        }
        (ObjectFieldType::Choices(options), Value::List(items)) => {
            let known =
                |item: &Value| matches!(item, Value::Text(text) if options.iter().any(|(word, _)| **word == **text));
            items.iter().all(known).then_some(Value::List(items))
        }
        _ => None,
    }
}
