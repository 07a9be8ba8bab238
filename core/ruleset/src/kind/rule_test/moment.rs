//! The moment of a case, or of a question: as the workspace's clocks tell it, or with its offset.

use crate::{codes, kind::hours::dates, reader::Reader, words::shown, yaml::Node};
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use usher_model::Timestamp;

const EXAMPLE: &str = "2026-11-23T10:00";

/// A moment as somebody writes it: `2026-11-23T10:00` by the clocks of this zone, or with its offset or `Z`.
///
/// # Errors
/// When it is none, and when those clocks never show that time, or twice.
pub fn moment(text: &str, zone: &TimeZone) -> Result<Timestamp, BadMoment> {
    At::parse(text)?.resolve(zone)
}

/// Why a text is no moment. As text, with what would be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadMoment {
    /// It is not written as moments are.
    Unreadable {
        /// As given, short enough for a message.
        given: String,
        /// What to write.
        help: String,
    },
    /// Its day is in no calendar.
    NoSuchDay {
        /// The day.
        day: String,
        /// Which days there are.
        help: String,
    },
    /// Clocks go forward over it.
    Skipped {
        /// As given.
        given: String,
        /// What they show in its place.
        instead: String,
    },
    /// Clocks are set back over it.
    Twice {
        /// As given.
        given: String,
        /// Both moments with their offsets, in order.
        moments: [String; 2],
    },
}

impl BadMoment {
    /// What is wrong.
    pub fn problem(&self) -> String {
        match self {
            Self::Unreadable { given, .. } => format!("`{given}` is not a moment"),
            Self::NoSuchDay { day, .. } => format!("there is no day `{day}`"),
            Self::Skipped { given, .. } => format!("`{given}` does not exist there: clocks skip it"),
            Self::Twice { given, .. } => format!("`{given}` comes twice there: it needs its offset"),
        }
    }
    /// What to write in its place.
    pub fn help(&self) -> String {
        match self {
            Self::Unreadable { help, .. } | Self::NoSuchDay { help, .. } => help.clone(),
            Self::Skipped { instead, .. } => format!("write `{instead}`, which clocks show in its place"),
            Self::Twice { moments: [first, second], .. } => format!("write `{first}` or `{second}`"),
        }
    }
    fn unreadable(given: &str, help: String) -> Self {
        Self::Unreadable { given: shown(given), help }
    }
}

impl std::fmt::Display for BadMoment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.problem(), self.help())
    }
}

impl std::error::Error for BadMoment {}

/// A moment as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// With its offset.
    Moment(Timestamp),
    /// As the workspace's clocks tell it.
    Local(DateTime),
}

impl At {
    /// The moment, where clocks hang like this.
    ///
    /// # Errors
    /// Where they never show that time, or twice.
    pub fn resolve(self, zone: &TimeZone) -> Result<Timestamp, BadMoment> {
        let local = match self {
            Self::Moment(moment) => return Ok(moment),
            Self::Local(local) => local,
        };
        let given = || written(local);
        let ambiguous = zone.to_ambiguous_timestamp(local);
        // Only a time at the very ends of the calendar has no moment.
        let nowhere = |_| BadMoment::unreadable(&given(), usual());
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {
                let moment = ambiguous.unambiguous().map_err(nowhere)?;
                Ok(Timestamp::from_micros(moment.as_microsecond()))
            }
            AmbiguousOffset::Gap { .. } => {
                let instead = ambiguous.compatible().map_err(nowhere)?.to_zoned(zone.clone()).datetime();
                Err(BadMoment::Skipped { given: given(), instead: written(instead) })
            }
            AmbiguousOffset::Fold { before, after } => {
                let moments = [before, after].map(|offset| format!("{}{}", given(), in_hours(offset)));
                Err(BadMoment::Twice { given: given(), moments })
            }
        }
    }

    /// Strictly as the schema has it: a parser of dates would take much else, and everybody else would have to as well.
    fn parse(text: &str) -> Result<Self, BadMoment> {
        let unreadable = |help| BadMoment::unreadable(text, help);
        let Some((day, rest)) = text.split_at_checked(10) else { return Err(unreadable(usual())) };
        let Some((year, month, date)) = dates::numbers(day).and_then(|(year, month, day)| Some((year?, month, day)))
        else {
            return Err(unreadable(usual()));
        };
        if let Err(help) = dates::exists(Some(year), month, date) {
            return Err(BadMoment::NoSuchDay { day: day.to_owned(), help });
        }
        // A day alone would mean its midnight, which nobody means.
        if rest.is_empty() {
            return Err(unreadable(format!("write the time too, such as `{day}T10:00`")));
        }
        let Some(time) = rest.strip_prefix('T') else {
            let time = rest.trim_start_matches([' ', 't', '_']);
            let help = if is_time(time) { format!("write a `T` before the time: `{day}T{time}`") } else { usual() };
            return Err(unreadable(help));
        };
        if !is_time(time) {
            return Err(unreadable(usual()));
        }
        let read = if time.contains(['Z', '+', '-']) {
            let moment = text.parse::<jiff::Timestamp>().ok();
            moment.map(|moment| Self::Moment(Timestamp::from_micros(moment.as_microsecond())))
        } else {
            text.parse().ok().map(Self::Local)
        };
        read.ok_or_else(|| unreadable("hours go from 00 to 23, and minutes and seconds from 00 to 59".to_owned()))
    }
}

/// Reads a moment such as `2026-11-23T10:00` or `2026-11-23T10:00:00Z`.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Option<At> {
    let text = reader.raw_text(node, &format!("a moment such as `{EXAMPLE}`"))?;
    match At::parse(text) {
        Ok(at) => Some(at),
        Err(bad) => {
            let label = if matches!(bad, BadMoment::NoSuchDay { .. }) { "does not exist" } else { "not a moment" };
            reader.report(codes::BAD_MOMENT, node.span, bad.problem(), label, Some(bad.help()));
            None
        }
    }
}

fn usual() -> String {
    format!("write it such as `{EXAMPLE}`, in the workspace's time zone, or with its offset: `{EXAMPLE}+01:00`")
}

/// Without seconds where there are none.
fn written(local: DateTime) -> String {
    let is_whole = local.second() == 0 && local.subsec_nanosecond() == 0;
    if is_whole { local.strftime("%Y-%m-%dT%H:%M").to_string() } else { local.to_string() }
}

/// As offsets are written behind a time.
fn in_hours(offset: Offset) -> String {
    let (sign, minutes) = (if offset.is_negative() { '-' } else { '+' }, offset.seconds().unsigned_abs() / 60);
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Whether this is written as `10:00`, `10:00:00.5`, or either with `Z` or an offset.
fn is_time(text: &str) -> bool {
    let (clock, offset) = text.split_at(text.find(['Z', '+', '-']).unwrap_or(text.len()));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let two = |part: &str| part.len() == 2 && digits(part);
    let second = |part: &str| part.split_once('.').map_or(two(part), |(whole, rest)| two(whole) && digits(rest));
    let is_clock = match clock.split(':').collect::<Vec<_>>().as_slice() {
        [hour, minute] => two(hour) && two(minute),
        [hour, minute, last] => two(hour) && two(minute) && second(last),
        _ => false,
    };
    let is_offset = match offset.strip_prefix(['+', '-']) {
        Some(offset) => match offset.split_once(':') {
            Some((hours, minutes)) => two(hours) && two(minutes),
            None => matches!(offset.len(), 2 | 4) && digits(offset),
        },
        None => matches!(offset, "" | "Z"),
    };
    is_clock && is_offset
}
