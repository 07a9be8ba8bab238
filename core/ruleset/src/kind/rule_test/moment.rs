//! The moment of a case: local to the workspace, or with its offset.

use crate::{codes, reader::Reader, words::shown, yaml::Node};
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use usher_model::Timestamp;

/// A moment as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// With its offset.
    Moment(Timestamp),
    /// As the workspace's clocks tell it.
    Local(DateTime),
}

impl At {
    /// The moment, where clocks hang like this. A time that comes twice is the first of the two.
    ///
    /// # Errors
    /// With the time that the clocks show instead, where they never show this one.
    pub fn resolve(self, zone: &TimeZone) -> Result<Timestamp, DateTime> {
        let local = match self {
            Self::Moment(moment) => return Ok(moment),
            Self::Local(local) => local,
        };
        let ambiguous = zone.to_ambiguous_timestamp(local);
        let is_gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        match ambiguous.compatible() {
            Ok(moment) if is_gap => Err(moment.to_zoned(zone.clone()).datetime()),
            Ok(moment) => Ok(Timestamp::from_micros(moment.as_microsecond())),
            // Only a time at the very ends of the calendar has no moment.
            Err(_) => Err(local),
        }
    }
}

/// Reads a moment such as `2026-11-23T10:00` or `2026-11-23T10:00:00Z`.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Option<At> {
    let example = "2026-11-23T10:00";
    let text = reader.raw_text(node, &format!("a moment such as `{example}`"))?;
    // A day alone would mean its midnight, which nobody means.
    let has_time = text.contains('T');
    let with_offset = || text.parse::<jiff::Timestamp>().ok();
    let local = || text.parse::<DateTime>().ok();
    if has_time {
        if let Some(moment) = with_offset() {
            return Some(At::Moment(Timestamp::from_micros(moment.as_microsecond())));
        }
        if let Some(local) = local() {
            return Some(At::Local(local));
        }
    }
    let message = format!("`{}` is not a moment", shown(text));
    let help = if !has_time && local().is_some() {
        format!("write the time too, such as `{}T10:00`", &text[..text.len().min(10)])
    } else {
        format!("write it such as `{example}`, in the workspace's time zone, or with its offset: `{example}+01:00`")
    };
    reader.report(codes::BAD_MOMENT, node.span, message, "not a moment", Some(help));
    None
}
