//! When a group serves.

use jiff::{civil::Date, civil::Time, civil::Weekday, tz::TimeZone};
use usher_model::{HoursId, LocalText};

/// `hours/<id>.yaml`: weekly times with holidays and exceptions, in local time.
#[derive(Debug, Clone)]
pub struct Hours {
    /// The file's stem.
    pub id: HoursId,
    /// Its name, as visitors may read it.
    pub name: LocalText,
    /// Where its clock hangs.
    pub time_zone: TimeZone,
    /// The times of each weekday, Monday first, in order.
    pub week: [Vec<Interval>; 7],
    /// Days without service, in order.
    pub holidays: Vec<Holiday>,
    /// Days with times of their own, in order; they go before holidays.
    pub exceptions: Vec<Exception>,
}

/// From one time of day to another. One that ends before it begins ends on the next day; midnight as an end is the day's
/// own end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// When it begins.
    pub from: Time,
    /// When it ends; not part of it.
    pub to: Time,
}

/// Days without service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Which.
    pub days: Days,
    /// Its name.
    pub name: Option<LocalText>,
}

/// Days with times of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Which.
    pub days: Days,
    /// The times, in order; none for closed.
    pub open: Vec<Interval>,
    /// Its name.
    pub name: Option<LocalText>,
}

/// One day or a span of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Of one year.
    Once(Date, Date),
    /// Of each year, as (month, day); a span may run past New Year.
    Yearly((i8, i8), (i8, i8)),
}

/// Whether somebody serves at a moment, and why. Until when that stays so is asked with `until`.
#[derive(Debug, Clone, Copy)]
pub struct HoursAt<'h> {
    /// Whether it is open.
    pub open: bool,
    /// What says so: for a night, the day that it began on.
    pub because: Because<'h>,
    pub(crate) hours: &'h Hours,
    pub(crate) now: jiff::Timestamp,
}

/// What says whether somebody serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because<'h> {
    /// The times of this weekday.
    Week(Weekday),
    /// A holiday, with its name.
    Holiday(Option<&'h LocalText>),
    /// An exception, with its name.
    Exception(Option<&'h LocalText>),
}
