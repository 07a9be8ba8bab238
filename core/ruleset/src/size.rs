//! Sizes as rules write them: a whole number and its unit, such as `500KB` or `10MB`, counted in thousands.

use crate::{
    codes,
    reader::Reader,
    scalar::{Class, classify},
    words::shown,
    yaml::{Content, Node},
};
use std::ops::RangeInclusive;

/// Units in bytes.
const UNITS: &[(&str, u64)] = &[("KB", 1_000), ("MB", 1_000_000)];

/// A number of bytes within a range.
pub(crate) fn read(node: &Node, range: &RangeInclusive<u64>, reader: &mut Reader) -> Option<u64> {
    const EXAMPLE: &str = "10MB";
    if let Content::Scalar(scalar) = &node.content
        && matches!(classify(scalar), Class::Int(_) | Class::Float(_))
    {
        let number = shown(&scalar.text);
        let message = format!("`{number}` is not a size: its unit is missing");
        let meant = with_unit(&scalar.text, range).unwrap_or_else(|| EXAMPLE.to_owned());
        reader.report(codes::BAD_SIZE, node.span, message, "no unit", Some(format!("write `{meant}`")));
        return None;
    }
    let text = reader.text_such_as(node, "a size", &format!("`{EXAMPLE}`"))?;
    let Some(given) = bytes(text) else {
        let message = format!("`{}` is not a size", shown(text));
        let help = match respelt(text) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write a whole number and its unit, `KB` or `MB`, such as `{EXAMPLE}`"),
        };
        reader.report(codes::BAD_SIZE, node.span, message, "not a size", Some(help));
        return None;
    };
    if range.contains(&given) {
        return Some(given);
    }
    let (least, most) = (written(*range.start()), written(*range.end()));
    let message = format!("expected a size from {least} to {most}, found {}", shown(text));
    reader.report(codes::OUT_OF_RANGE, node.span, message, "out of range", None);
    None
}

/// A size in the largest unit that it has a whole number of.
pub(crate) fn written(bytes: u64) -> String {
    let fits = UNITS.iter().rev().find(|(_, unit)| bytes >= *unit && bytes.is_multiple_of(*unit));
    let (name, unit) = fits.unwrap_or(&UNITS[0]);
    format!("{}{name}", bytes / unit)
}

/// Bytes of a text such as `5MB`.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*size)
}

/// A bare number with the unit that was most likely meant: megabytes, or else what fits.
fn with_unit(number: &str, range: &RangeInclusive<u64>) -> Option<String> {
    let given = ["MB", "KB"].map(|unit| format!("{number}{unit}"));
    given.into_iter().find(|text| bytes(text).is_some_and(|bytes| range.contains(&bytes)))
}

/// The size in its usual spelling: `10 mb`, `10M` and `10MiB` are `10MB`.
fn respelt(text: &str) -> Option<String> {
    let mut plain: String = text.chars().filter(|c| *c != ' ' && *c != 'i').collect::<String>().to_ascii_uppercase();
    if !plain.ends_with('B') {
        plain.push('B');
    }
    bytes(&plain).map(|_| plain)
}
