//! Calendars agree with an evaluation that marks each minute of a few days, one by one.

use crate::{Days, Exception, Holiday, Hours, Interval};
use jiff::{
    SignedDuration, Timestamp as Instant,
    civil::{Date, Time},
    tz::TimeZone,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use usher_model::{LocalText, Timestamp};

/// Zones, each with a date around which its clocks change, or did.
const PLACES: &[(&str, &str)] = &[
    ("UTC", "2027-12-30"),
    ("Asia/Kathmandu", "2028-02-28"),
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Kwajalein", "1993-08-21"),
    // Half an hour before midnight was skipped.
    ("Asia/Pyongyang", "2018-05-04"),
    ("Africa/Casablanca", "2026-02-15"),
    ("Antarctica/Troll", "2026-03-29"),
];
/// How many days are marked.
const WINDOW: i32 = 5;
const MINUTE: i64 = 60;

/// Each minute's answer, beginning with the window's first.
struct Marked {
    first: Instant,
    open: Vec<bool>,
}

impl Marked {
    fn new(hours: &Hours, first: Instant) -> Self {
        let margin = SignedDuration::from_hours(72);
        let minutes = usize::try_from(i64::from(WINDOW) * 24 * 60).expect("small");
        let end = first + SignedDuration::from_hours(24) * WINDOW;
        // The dates that clocks showed, some days before too: a night may reach in.
        let mut dates: BTreeSet<Date> = BTreeSet::new();
        let mut at = first - margin;
        while at < end + margin {
            dates.insert(hours.time_zone.to_datetime(at).date());
            at += SignedDuration::from_mins(30);
        }
        let mut open = vec![false; minutes];
        for date in dates {
            for Interval { from, to } in times(hours, date) {
                let last = if to > from { date } else { date.tomorrow().expect("a date") };
                let at =
                    |date: Date, time: Time| hours.time_zone.to_timestamp(date.to_datetime(time)).expect("a moment");
                let minute = |at: Instant| (at.as_second() - first.as_second()).div_euclid(MINUTE);
                for minute in
                    minute(at(date, from)).max(0)..minute(at(last, to)).min(i64::try_from(minutes).expect("small"))
                {
                    open[usize::try_from(minute).expect("in the window")] = true;
                }
            }
        }
        Self { first, open }
    }

    fn moment(&self, minute: usize) -> Timestamp {
        let seconds = self.first.as_second() + i64::try_from(minute).expect("small") * MINUTE;
        Timestamp::from_millis(seconds * 1_000)
    }

    /// The next minute with this answer, from one on; none where the window ends before.
    fn next(&self, from: usize, open: bool) -> Option<Timestamp> {
        (from..self.open.len()).find(|minute| self.open[*minute] == open).map(|minute| self.moment(minute))
    }
}

/// A date's times, by the words of the manual.
fn times(hours: &Hours, date: Date) -> Vec<Interval> {
    let is_of = |days: Days| {
        let day = (date.month(), date.day());
        match days {
            Days::Once(first, last) => (first..=last).contains(&date),
            Days::Yearly(first, last) if first <= last => (first..=last).contains(&day),
            Days::Yearly(first, last) => day >= first || day <= last,
        }
    };
    if let Some(exception) = hours.exceptions.iter().find(|exception| is_of(exception.days)) {
        return exception.open.clone();
    }
    if hours.holidays.iter().any(|holiday| is_of(holiday.days)) {
        return Vec::new();
    }
    hours.week[usize::try_from(date.weekday().to_monday_zero_offset()).expect("a weekday")].clone()
}

/// Times of a day: some at odd minutes, some around those at which clocks change, some past midnight.
fn intervals() -> impl Strategy<Value = Vec<Interval>> {
    let minute =
        prop_oneof![0..1440_i32, (0..8_i32).prop_map(|step| step * 30), (92..96_i32).prop_map(|step| step * 15)];
    let time = minute.prop_map(|minute| {
        Time::new(i8::try_from(minute / 60).expect("an hour"), i8::try_from(minute % 60).expect("a minute"), 0, 0)
            .expect("a time")
    });
    let interval = (time.clone(), time)
        .prop_filter("an interval has a length, or is all day", |(from, to)| from != to || *from == Time::midnight())
        .prop_map(|(from, to)| Interval { from, to });
    prop::collection::vec(interval, 0..3)
}

/// Days around a date, of its year or of each.
fn days(around: Date) -> impl Strategy<Value = Days> {
    (-3..6_i32, 0..3_i32, any::<bool>()).prop_map(move |(begin, length, yearly)| {
        let day = |offset: i32| around.checked_add(SignedDuration::from_hours(24) * offset).expect("a date");
        let (first, last) = (day(begin), day(begin + length));
        if yearly {
            Days::Yearly((first.month(), first.day()), (last.month(), last.day()))
        } else {
            Days::Once(first, last)
        }
    })
}

prop_compose! {
    fn calendar(place: usize)(
        week in prop::collection::vec(intervals(), 7),
        holidays in prop::collection::vec(days(date_of(place)), 0..3),
        exceptions in prop::collection::vec((days(date_of(place)), intervals()), 0..3),
    ) -> Hours {
        let mut kept: Vec<Exception> = Vec::new();
        for (days, open) in exceptions {
            if !kept.iter().any(|earlier| earlier.days.meet(days)) {
                kept.push(Exception { days, open, name: None });
            }
        }
        Hours {
            id: "random".parse().expect("an id"),
            name: LocalText::Same("Random".to_owned()),
            time_zone: TimeZone::get(PLACES[place].0).expect("a zone"),
            week: week.try_into().expect("seven days"),
            holidays: holidays.into_iter().map(|days| Holiday { days, name: None }).collect(),
            exceptions: kept,
        }
    }
}

fn date_of(place: usize) -> Date {
    PLACES[place].1.parse().expect("a date")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn calendars_agree_with_each_minute(
        (place, hours) in (0..PLACES.len()).prop_flat_map(|place| (Just(place), calendar(place))),
        earlier in 1..4_i32,
        asked in prop::collection::vec(any::<prop::sample::Index>(), 24),
    ) {
        let midnight = date_of(place).to_datetime(Time::midnight());
        let first = hours.time_zone.to_timestamp(midnight).expect("a moment") - SignedDuration::from_hours(24) * earlier;
        let marked = Marked::new(&hours, first);
        for (minute, open) in marked.open.iter().enumerate() {
            prop_assert_eq!(hours.at(marked.moment(minute)).open, *open, "{:?}", marked.moment(minute));
        }
        // What changes only after the window is not in it.
        let in_window = |moment: &Timestamp| *moment < marked.moment(marked.open.len());
        for minute in asked.iter().map(|index| index.index(marked.open.len())) {
            let now = marked.moment(minute);
            let until = hours.at(now).until().filter(in_window);
            prop_assert_eq!(until, marked.next(minute, !marked.open[minute]), "until, at {:?}", now);
            let opening = hours.next_opening(now).filter(in_window);
            prop_assert_eq!(opening, marked.next(minute, true), "next opening, at {:?}", now);
        }
    }

    #[test]
    fn days_meet_where_a_date_is_of_both(
        one in days("2027-02-27".parse().expect("a date")),
        other in days("2028-02-27".parse().expect("a date")),
    ) {
        let begin: Date = "2024-01-01".parse().expect("a date");
        let meets = std::iter::successors(Some(begin), |date| date.tomorrow().ok())
            .take_while(|date| date.year() < 2033)
            .any(|date| one.contains(date) && other.contains(date));
        prop_assert_eq!((one.meet(other), other.meet(one)), (meets, meets), "{:?} {:?}", one, other);
    }
}
