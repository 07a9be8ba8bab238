//! When a calendar is open. The times of each local day are laid on the line of time, so that a night in which the clocks
//! change is as long as it is.
//!
//! Must not know the clock: the moment comes in as an argument.

use crate::{Because, Days, Hours, HoursAt, Interval};
use jiff::{SignedDuration, Timestamp as Instant, civil::Date, tz::AmbiguousOffset};
use std::iter;
use usher_model::Timestamp;

/// How far ahead a change is looked for: a year, and what lies around its ends.
const HORIZON: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How many dates have times that can reach a moment: its own, the one before whose night it is, and one more where that
/// one was skipped, as Samoa skipped 30 December 2011.
const REACH: usize = 3;
const SECONDS_OF_A_DAY: i32 = 24 * 60 * 60;

impl Hours {
    /// Whether it is open at a moment, and what says so. This is asked at each decision, so it allocates nothing.
    pub fn at(&self, now: Timestamp) -> HoursAt<'_> {
        let now = instant(now);
        let serving =
            self.days_reaching(now).find(|day| self.spans(*day).any(|span| span.begin <= now && now < span.end));
        let because = serving.unwrap_or_else(|| self.day(self.date(now))).because;
        HoursAt { open: serving.is_some(), because, hours: self, now }
    }

    /// The first moment from this one on at which it is open; none where that is not within 400 days.
    pub fn next_opening(&self, from: Timestamp) -> Option<Timestamp> {
        if self.at(from).open { Some(from) } else { self.opens(instant(from)).map(moment) }
    }

    /// When it opens, for a moment at which it is closed.
    fn opens(&self, now: Instant) -> Option<Instant> {
        let last = now.saturating_add(HORIZON).unwrap_or(Instant::MAX);
        let first_date = self.days_reaching(now).last()?.date;
        let last_date = self.date(last);
        let dates = iter::successors(Some(first_date), |date| date.tomorrow().ok());
        let mut opening: Option<Instant> = None;
        for date in dates.take_while(|date| *date <= last_date) {
            let was_found = opening.is_some();
            let begins = self.spans(self.day(date)).map(|span| span.begin).filter(|begin| *begin > now);
            opening = opening.into_iter().chain(begins).min();
            // A time in a gap moves past times that follow it, even on the next day: so one day more is looked at.
            if was_found {
                break;
            }
        }
        opening.filter(|opening| *opening <= last)
    }

    /// When it closes, for a moment at which it is open.
    fn closes(&self, now: Instant) -> Option<Instant> {
        let last = now.saturating_add(HORIZON).unwrap_or(Instant::MAX);
        let mut closing = now;
        while closing <= last {
            let spans = self.days_reaching(closing).flat_map(|day| self.spans(day));
            // What begins as another ends is one stretch of service.
            let end = spans.filter(|span| span.begin <= closing).map(|span| span.end).max();
            match end {
                Some(end) if end > closing => closing = end,
                _ => return Some(closing),
            }
        }
        None
    }

    /// The days whose times can reach a moment, its own first.
    fn days_reaching(&self, now: Instant) -> impl Iterator<Item = Day<'_>> {
        let dates = iter::successors(Some(self.date(now)), |date| date.yesterday().ok());
        dates.take(REACH).map(|date| self.day(date))
    }

    fn date(&self, now: Instant) -> Date {
        self.time_zone.to_datetime(now).date()
    }

    /// What a date's times are, and why: its exception's, none on a holiday, or the weekday's.
    fn day(&self, date: Date) -> Day<'_> {
        if let Some(exception) = self.exceptions.iter().find(|exception| exception.days.contains(date)) {
            return Day { date, open: &exception.open, because: Because::Exception(exception.name.as_ref()) };
        }
        if let Some(holiday) = self.holidays.iter().find(|holiday| holiday.days.contains(date)) {
            return Day { date, open: &[], because: Because::Holiday(holiday.name.as_ref()) };
        }
        let weekday = date.weekday();
        let index = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
        Day { date, open: &self.week[index], because: Because::Week(weekday) }
    }

    fn spans<'h>(&'h self, day: Day<'h>) -> impl Iterator<Item = Stretch> + use<'h> {
        day.open.iter().filter_map(move |interval| self.stretch(day.date, *interval))
    }

    /// Where the times of a date lie on the line of time. None for a date that the zone skipped, and for times between
    /// which the clocks left nothing.
    fn stretch(&self, date: Date, Interval { from, to }: Interval) -> Option<Stretch> {
        let begin = self.time_zone.to_ambiguous_timestamp(date.to_datetime(from));
        if let AmbiguousOffset::Gap { before, after } = begin.offset()
            && after.seconds() - before.seconds() >= SECONDS_OF_A_DAY
        {
            return None;
        }
        let begin = begin.compatible().ok()?;
        let last = if to <= from { date.tomorrow().ok()? } else { date };
        let end = self.time_zone.to_timestamp(last.to_datetime(to)).ok()?;
        (begin < end).then_some(Stretch { begin, end })
    }
}

impl HoursAt<'_> {
    /// When it changes next between open and closed; none where it does not within 400 days. Unlike the answer itself
    /// this looks ahead day by day, so it is found only when somebody asks.
    pub fn until(&self) -> Option<Timestamp> {
        let change = if self.open { self.hours.closes(self.now) } else { self.hours.opens(self.now) };
        change.map(moment)
    }
}

impl Days {
    /// Whether a date is one of them.
    pub fn contains(self, date: Date) -> bool {
        match self {
            Self::Once(first, last) => first <= date && date <= last,
            Self::Yearly(first, last) => is_within((date.month(), date.day()), first, last),
        }
    }

    /// Whether they are one day, of one year or of each.
    pub fn is_single(self) -> bool {
        match self {
            Self::Once(first, last) => first == last,
            Self::Yearly(first, last) => first == last,
        }
    }

    /// Whether a date is one of both.
    pub fn meet(self, other: Self) -> bool {
        match (self, other) {
            (Self::Once(first, last), Self::Once(other_first, other_last)) => {
                first <= other_last && other_first <= last
            }
            (Self::Yearly(first, last), Self::Yearly(other_first, other_last)) => {
                is_within(other_first, first, last) || is_within(first, other_first, other_last)
            }
            (Self::Once(first, last), yearly) | (yearly, Self::Once(first, last)) => {
                yearly.contains(first) || yearly.begins_within(first, last)
            }
        }
    }

    /// Whether the first of each year's days that exists lies within a span.
    fn begins_within(self, first: Date, last: Date) -> bool {
        let Self::Yearly((month, day), _) = self else { return false };
        (first.year()..=last.year()).any(|year| {
            let begin = Date::new(year, month, day).or_else(|_| Date::new(year, 3, 1));
            begin.is_ok_and(|begin| self.contains(begin) && first <= begin && begin <= last)
        })
    }
}

/// A date, its times and why it has these.
#[derive(Clone, Copy)]
struct Day<'h> {
    date: Date,
    open: &'h [Interval],
    because: Because<'h>,
}

/// A stretch of service: its end is not part of it.
struct Stretch {
    begin: Instant,
    end: Instant,
}

/// Whether a day of the year lies within a span, which may run past New Year.
fn is_within(day: (i8, i8), first: (i8, i8), last: (i8, i8)) -> bool {
    if first <= last { first <= day && day <= last } else { first <= day || day <= last }
}

/// Moments that no calendar reaches are its first or last.
fn instant(moment: Timestamp) -> Instant {
    let edge = if moment.as_micros() < 0 { Instant::MIN } else { Instant::MAX };
    Instant::from_microsecond(moment.as_micros()).unwrap_or(edge)
}

fn moment(instant: Instant) -> Timestamp {
    Timestamp::from_micros(instant.as_microsecond())
}
