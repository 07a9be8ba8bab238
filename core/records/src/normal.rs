//! One form of what people write differently: two values are the same where their normal forms are.
//!
//! Width and compatibility forms of Unicode, case and white space count for nothing. Of telephone numbers nothing counts
//! but the digits, with the country in front: `+86 159-1234-5678`, `0086 15912345678`, and where the company's own country
//! is known, `159 1234 5678`.

use unicode_normalization::UnicodeNormalization as _;
use usher_model::Value;
use usher_ruleset::ObjectFieldType;

/// The digits in front of numbers of the company's own country, such as `86`; none where nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallingCode<'a>(pub Option<&'a str>);

/// Digits of the longest number that people write without the country: longer ones that begin with the country's digits
/// have it in front without a sign.
const MAX_NATIONAL_DIGITS: usize = 11;
/// Fewest digits that get the country put in front: shorter ones are extensions and service numbers.
const MIN_NATIONAL_DIGITS: usize = 7;

/// Countries where a zero in front is part of the number: Italy, the Vatican and San Marino.
const KEEP_ZERO: [&str; 2] = ["39", "378"];

/// The normal form of a value; none of values that nothing is found by: lists, and texts that hold nothing.
pub fn normal(kind: &ObjectFieldType, value: &Value, code: CallingCode<'_>) -> Option<String> {
    let text = match value {
        Value::Text(text) if *kind == ObjectFieldType::Phone => phone(text, code),
        Value::Text(text) => folded(text),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(whole) => whole.to_string(),
        Value::Float(number) => number.to_string(),
        Value::List(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Compatibility forms, case and white space gone.
fn folded(text: &str) -> String {
    // Once more after the case is gone: a capital letter may become one that has another compatibility form.
    let lower: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn phone(text: &str, CallingCode(code): CallingCode<'_>) -> String {
    let folded = folded(text);
    // An extension is part of who is meant, and no part of the number.
    let (number, extension) = match folded.find(['x', '#', ';', ',']) {
        Some(at) => folded.split_at(at),
        None => (folded.as_str(), ""),
    };
    let is_international = number.trim_start_matches(['(', ' ']).starts_with('+');
    // `+44 (0)20 …`: the zero is dialled within the country only.
    let number = if is_international { number.replace("(0)", "") } else { number.to_owned() };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let extension: String = extension.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return folded;
    }
    let number = if is_international {
        format!("+{digits}")
    } else if let Some(rest) = digits.strip_prefix("00") {
        format!("+{rest}")
    } else {
        match code {
            // There no number begins with a 1, so one in front is the country's, or the trunk's, which is the same digit.
            Some("1") if digits.len() == 11 && digits.starts_with('1') => format!("+{digits}"),
            Some(code) if digits.starts_with(code) && digits.len() > MAX_NATIONAL_DIGITS => format!("+{digits}"),
            Some(code) if digits.len() >= MIN_NATIONAL_DIGITS => {
                let trunk = if KEEP_ZERO.contains(&code) { "" } else { "0" };
                format!("+{code}{}", digits.strip_prefix(trunk).unwrap_or(&digits))
            }
            _ => digits,
        }
    };
    if extension.is_empty() { number } else { format!("{number}x{extension}") }
}
