//! The written forms of operands: dates, times of day, moments and spans of time.

use jiff::{Timestamp, civil};
use std::time::Duration;

/// The longest span that `within` takes: ten years of 366 days.
const MAX_SPAN: Duration = Duration::from_hours(10 * 366 * 24);

/// Whether this is a date as `2026-12-25`, in exactly this form: dates are compared as they read.
pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<civil::Date>().is_ok_and(|date| date.to_string() == text)
}

/// Whether this is a time of day as `09:00`, in exactly this form: times are compared as they read.
pub(crate) fn is_time_of_day(text: &str) -> bool {
    let Some((hour, minute)) = text.split_once(':') else { return false };
    let two_digits_below = |part: &str, end: u8| {
        part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok_and(|n| n < end)
    };
    two_digits_below(hour, 24) && two_digits_below(minute, 60)
}

/// The microseconds of a moment in RFC 3339, with its offset from UTC.
pub(crate) fn moment(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond)
}

/// A moment in RFC 3339.
pub(crate) fn moment_text(micros: i64) -> String {
    Timestamp::from_microsecond(micros).map_or_else(|_| micros.to_string(), |moment| moment.to_string())
}

/// A span as `30s`, `5m`, `2h` or `7d`.
pub(crate) fn span(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let count: u64 = if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    let span = Duration::from_secs(count.checked_mul(unit)?);
    (span > Duration::ZERO && span <= MAX_SPAN).then_some(span)
}
