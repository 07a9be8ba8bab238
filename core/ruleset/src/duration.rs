//! Lengths of time as rules write them: a whole number and its unit, such as `2ms`, `5s`, `10m`.

use crate::{
    codes,
    reader::Reader,
    scalar::{Class, classify},
    words::shown,
    yaml::{Content, Node},
};
use std::{ops::RangeInclusive, time::Duration};
use usher_condition::nearest;

/// Units in milliseconds.
const UNITS: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// A length of time within a range.
pub(crate) fn read(node: &Node, range: &RangeInclusive<Duration>, reader: &mut Reader) -> Option<Duration> {
    let example = written(*range.end());
    if let Content::Scalar(scalar) = &node.content
        && matches!(classify(scalar), Class::Int(_) | Class::Float(_))
    {
        let number = shown(&scalar.text);
        let message = format!("`{number}` is not a length of time: its unit is missing");
        let meant = with_unit(&scalar.text, range).unwrap_or(example);
        reader.report(codes::BAD_DURATION, node.span, message, "no unit", Some(format!("write `{meant}`")));
        return None;
    }
    let text = reader.text_such_as(node, "a length of time", &format!("`{example}`"))?;
    let Some(millis) = millis(text) else {
        let message = format!("`{}` is not a length of time", shown(text));
        let help = format!("write a whole number and its unit, `ms`, `s`, `m`, `h` or `d`, such as `{example}`");
        reader.report(codes::BAD_DURATION, node.span, message, "not a length of time", Some(help));
        return None;
    };
    let given = Duration::from_millis(millis);
    if range.contains(&given) {
        return Some(given);
    }
    let (least, most) = (written(*range.start()), written(*range.end()));
    let message = format!("expected a length of time from {least} to {most}, found {}", shown(text));
    reader.report(codes::OUT_OF_RANGE, node.span, message, "out of range", None);
    None
}

/// A length of time within a range, or none for the word `never`.
#[expect(clippy::option_option, reason = "that it is never and that it is wrong are two things")]
pub(crate) fn read_or_never(
    node: &Node,
    range: &RangeInclusive<Duration>,
    reader: &mut Reader,
) -> Option<Option<Duration>> {
    if is_never(node) {
        return Some(None);
    }
    if let Content::Scalar(scalar) = &node.content
        && means_never(&scalar.text)
    {
        let (least, most) = (written(*range.start()), written(*range.end()));
        let text = shown(&scalar.text);
        let message = format!("expected a length of time from {least} to {most}, or `never`, found `{text}`");
        let help = Some("write `never`".to_owned());
        reader.report(codes::BAD_DURATION, node.span, message, "not a length of time", help);
        return None;
    }
    read(node, range, reader).map(Some)
}

/// Words that others have for `never`, a slip of the pen, or no time at all.
pub(crate) fn means_never(text: &str) -> bool {
    let is_word = matches!(text, "off" | "no" | "none" | "false" | "0") || nearest(text, ["never"]).is_some();
    is_word || millis(text) == Some(0)
}

/// Whether the word `never` stands here.
pub(crate) fn is_never(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar(scalar) if scalar.text == "never")
}

/// Milliseconds of a text such as `5s`.
fn millis(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*millis)
}

/// A bare number with the unit that was most likely meant: seconds, or else the first that fits the range. What is
/// counted in days is meant in days.
fn with_unit(number: &str, range: &RangeInclusive<Duration>) -> Option<String> {
    let in_days = *range.start() >= Duration::from_hours(24);
    let units = if in_days { ["d", "h", "m", "s", "ms"] } else { ["s", "ms", "m", "h", "d"] };
    let given = units.map(|unit| format!("{number}{unit}"));
    given.into_iter().find(|text| millis(text).is_some_and(|millis| range.contains(&Duration::from_millis(millis))))
}

/// A length of time in the largest unit that it has a whole number of.
pub(crate) fn written(time: Duration) -> String {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let fits = UNITS.iter().rev().find(|(_, unit)| millis >= *unit && millis.is_multiple_of(*unit));
    // Nothing is a whole number of any unit: `0s`.
    let (name, unit) = fits.unwrap_or(&UNITS[1]);
    format!("{}{name}", millis / unit)
}
