//! Values on their way into a script: what they cost, and what they are called.

use super::Fallible;
use crate::call::Call;
use rhai::{Array, Dynamic, ImmutableString, Map};
use usher_model::Value;

/// Bytes of one value in a list or map, of one handle, of one number.
const VALUE_BYTES: u64 = 16;

/// A text of ours, copied for the script.
///
/// # Errors
/// When the call was handed too much.
pub fn text(call: &Call<'_>, text: &str) -> Fallible<Dynamic> {
    call.charge(VALUE_BYTES + bytes(text.len()))?;
    Ok(Dynamic::from(ImmutableString::from(text)))
}

/// A text of ours, or nothing.
///
/// # Errors
/// When the call was handed too much.
pub fn optional(call: &Call<'_>, given: Option<&str>) -> Fallible<Dynamic> {
    given.map_or(Ok(Dynamic::UNIT), |given| text(call, given))
}

/// A value of ours, copied for the script; nothing where there is none.
///
/// # Errors
/// When the call was handed too much.
pub fn value(call: &Call<'_>, given: Option<&Value>) -> Fallible<Dynamic> {
    Ok(match given {
        None => Dynamic::UNIT,
        Some(Value::Bool(value)) => (*value).into(),
        Some(Value::Int(value)) => (*value).into(),
        Some(Value::Float(value)) => (*value).into(),
        Some(Value::Text(value)) => text(call, value)?,
        Some(Value::List(values)) => {
            call.charge(VALUE_BYTES * bytes(values.len()))?;
            values.iter().map(|each| value(call, Some(each))).collect::<Fallible<Array>>()?.into()
        }
    })
}

/// Several texts of ours, as a list.
///
/// # Errors
/// When the call was handed too much.
pub fn texts<'t>(call: &Call<'_>, given: impl Iterator<Item = &'t str>) -> Fallible<Array> {
    given.map(|each| text(call, each)).collect()
}

/// Charges so many handles.
///
/// # Errors
/// When the call was handed too much.
pub fn handles(call: &Call<'_>, count: usize) -> Fallible<()> {
    call.charge(VALUE_BYTES * bytes(count))
}

/// Charges a copy of a script's own value.
///
/// # Errors
/// When the call was handed too much.
pub fn copied(call: &Call<'_>, given: &Dynamic) -> Fallible<()> {
    call.charge(size(given))
}

/// A length as it is charged.
pub fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// What a value is called in a message.
pub fn words(given: &Dynamic) -> &'static str {
    type_words(given.type_name())
}

/// What a value of a type is called in a message, by the type's name.
pub fn type_words(name: &str) -> &'static str {
    match name {
        "i64" => "a whole number",
        "f64" => "a number with a fraction",
        "bool" => "`true` or `false`",
        "string" => "a text",
        "char" => "a single character",
        "array" => "a list",
        "map" => "a map",
        "()" => "nothing",
        "candidates" => "candidates",
        "candidate" => "a candidate",
        "record" => "a record",
        "facts" => "`facts`",
        "records" => "`records`",
        "params" => "`params`",
        "event" => "`event`",
        "session" => "`session`",
        "effect" => "an effect",
        "Fn" => "a function",
        _ => "something else",
    }
}

fn size(given: &Dynamic) -> u64 {
    let inner = if let Some(values) = given.read_lock::<Array>() {
        values.iter().map(size).fold(0, u64::saturating_add)
    } else if let Some(entries) = given.read_lock::<Map>() {
        let of_entry = |(key, value): (_, &Dynamic)| bytes(AsRef::<str>::as_ref(key).len()).saturating_add(size(value));
        entries.iter().map(of_entry).fold(0, u64::saturating_add)
    } else {
        given.read_lock::<ImmutableString>().map_or(0, |text| bytes(text.len()))
    };
    inner.saturating_add(VALUE_BYTES)
}
