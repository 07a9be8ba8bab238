//! `hours/<id>.yaml`: weekly times, holidays and exceptions.

pub(crate) mod dates;
mod special;
mod times;
mod week;

use crate::{
    Exception, Holiday, Interval, Span,
    kind::workspace::zone,
    limits,
    reader::{Lines, Reader},
    yaml::Node,
};
use jiff::tz::TimeZone;
use usher_model::{HoursId, LocalText};

#[cfg(test)]
pub(crate) use special::{EXCEPTION_KEYS, HOLIDAY_KEYS};

pub(crate) const KEYS: &[&str] = &["name", "time_zone", "week", "holidays", "exceptions"];
const WHAT: &str = "a set of hours";

/// Hours that have no clock yet: the workspace's, where they name none.
pub(crate) struct RawHours {
    pub id: HoursId,
    pub span: Span,
    pub name: Option<LocalText>,
    /// None leaves it to the workspace's.
    pub time_zone: Option<TimeZone>,
    pub week: [Vec<Interval>; 7],
    pub holidays: Vec<Holiday>,
    pub exceptions: Vec<Exception>,
}

pub(crate) fn read(root: &Node, id: HoursId, reader: &mut Reader) -> Option<RawHours> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name");
    let span = name.map_or(root.span, |node| node.span);
    let name = name.and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    let time_zone = fields.get("time_zone").and_then(|node| zone(node, reader));
    let week = reader.required(&fields, WHAT, "week").map(|node| week::read(node, reader)).unwrap_or_default();
    let holidays = fields.get("holidays").map(|node| special::holidays(node, reader)).unwrap_or_default();
    let exceptions = fields.get("exceptions").map(|node| special::exceptions(node, reader)).unwrap_or_default();
    Some(RawHours { id, span, name, time_zone, week, holidays, exceptions })
}
