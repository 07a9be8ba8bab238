//! What a scalar is by the way it is written: stricter than YAML, so that no two tools read one value differently.

use crate::{
    words::shown,
    yaml::{Scalar, Style, is_old_boolean},
};

/// What a scalar is by the way it is written.
#[derive(Clone, Copy)]
pub(crate) enum Class {
    Text,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Something that different tools read differently.
    Odd(&'static str),
}

impl Class {
    /// In words, for a message.
    pub fn words(self, text: &str) -> String {
        match self {
            Self::Text => format!("the text `{}`", shown(text)),
            Self::Bool(flag) => format!("`{flag}`"),
            Self::Int(_) | Self::Float(_) => format!("the number {}", shown(text)),
            Self::Odd(what) => format!("`{}`, {what}", shown(text)),
        }
    }
}

/// Tells what a scalar is.
pub(crate) fn classify(scalar: &Scalar) -> Class {
    let text = scalar.text.as_str();
    if scalar.style != Style::Plain {
        return Class::Text;
    }
    match text {
        "true" => return Class::Bool(true),
        "false" => return Class::Bool(false),
        "True" | "TRUE" | "False" | "FALSE" => return Class::Odd("an odd spelling of true or false"),
        _ if is_old_boolean(text) => return Class::Odd("which means true or false to some tools"),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number_like = digits.trim_start_matches(['+', '.']).starts_with(|c: char| c.is_ascii_digit());
    if !is_number_like {
        let special = digits.strip_prefix('+').unwrap_or(digits).to_ascii_lowercase();
        return if matches!(special.as_str(), ".inf" | ".nan") {
            Class::Odd("which is no number")
        } else {
            Class::Text
        };
    }
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let no_leading_zero = |part: &str| part == "0" || !part.starts_with('0');
    if all_digits(digits) && no_leading_zero(digits) {
        return text.parse().map_or(Class::Odd("a number that is too large"), Class::Int);
    }
    if let Some((whole, fraction)) = digits.split_once('.')
        && all_digits(whole)
        && all_digits(fraction)
        && no_leading_zero(whole)
    {
        return text.parse().map_or(Class::Odd("a number that is too large"), Class::Float);
    }
    let is_sexagesimal = digits.contains(':') && digits.split(':').all(|part| all_digits(part.trim_start_matches('+')));
    if is_sexagesimal {
        return Class::Odd("which some tools read as a number of minutes or seconds");
    }
    let is_other_number = {
        let bare = digits.trim_start_matches('+').to_ascii_lowercase().replace('_', "");
        bare.parse::<f64>().is_ok()
            || ["0x", "0o", "0b"].iter().any(|prefix| bare.strip_prefix(prefix).is_some_and(all_hex))
    };
    if is_other_number { Class::Odd("an odd spelling of a number") } else { Class::Text }
}

/// Whether a quoted scalar would be a number or boolean without its quotes.
pub(crate) fn is_quoted_value(scalar: &Scalar) -> bool {
    let bare = Scalar { text: scalar.text.clone(), style: Style::Plain, written: Box::default() };
    scalar.style != Style::Plain && matches!(classify(&bare), Class::Bool(_) | Class::Int(_) | Class::Float(_))
}

fn all_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit())
}
