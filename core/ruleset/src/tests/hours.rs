//! When calendars are open: by example, and against an evaluation that knows nothing but minutes.

mod minutes;

use super::compiled;
use crate::{Because, Hours};
use jiff::{Zoned, tz::TimeZone};
use std::{fmt::Write, sync::Arc};
use usher_model::{LocalText, Timestamp};

/// The hours of a file.
fn hours(text: &str) -> Arc<Hours> {
    let team = "name: Team\nmembers: { agents: [bo], departments: [office] }\nhours: shop\n";
    let compiled = compiled(&[("rules/hours/shop.yaml", text), ("rules/groups/team.yaml", team)]);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let group = &compiled.ruleset.expect("a rule set").groups["team"];
    Arc::clone(group.hours.as_ref().expect("hours"))
}

/// A moment as people write it, with its offset where a clock shows it twice.
fn moment(text: &str, zone: &TimeZone) -> Timestamp {
    let moment = match text.parse::<jiff::Timestamp>() {
        Ok(moment) => moment,
        Err(_) => zone.to_timestamp(text.parse().expect("a date and time")).expect("a moment"),
    };
    Timestamp::from_micros(moment.as_microsecond())
}

fn local(moment: Timestamp, zone: &TimeZone) -> Zoned {
    jiff::Timestamp::from_microsecond(moment.as_micros()).expect("a moment").to_zoned(zone.clone())
}

/// What the calendar answers at each moment: open or closed, why, until when, and when it opens where it is closed.
fn answers(hours: &Hours, moments: &[&str]) -> String {
    let named = |name: Option<&LocalText>| match name {
        Some(LocalText::Same(text)) => text.clone(),
        Some(LocalText::ByLocale(texts)) => texts.values().next().cloned().unwrap_or_default(),
        None => "unnamed".to_owned(),
    };
    let clock = |moment: Timestamp| local(moment, &hours.time_zone).strftime("%a %Y-%m-%d %H:%M %:z").to_string();
    let mut all = String::new();
    for text in moments {
        let now = moment(text, &hours.time_zone);
        let at = hours.at(now);
        let because = match at.because {
            Because::Week(day) => format!("{day:?}"),
            Because::Holiday(name) => format!("holiday {}", named(name)),
            Because::Exception(name) => format!("exception {}", named(name)),
        };
        let until = at.until().map_or("ever".to_owned(), clock);
        let word = if at.open { "open" } else { "closed" };
        writeln!(all, "{text}: {word} by {because} until {until}").expect("a string");
        let opening = if at.open { Some(now) } else { at.until() };
        assert_eq!(hours.next_opening(now), opening, "{text}");
    }
    all
}

const SHOP: &str = "name: Shop hours
week:
  mon-fri: [\"09:00-12:30\", \"13:30-18:00\"]
  sat: [\"22:00-06:00\"]
holidays:
  - { date: 2026-12-25, name: Christmas }
  - { from: 12-31, to: 01-01, name: { en: New Year } }
  - { from: 2026-12-26, to: 2026-12-27 }
exceptions:
  - { date: 2026-12-24, open: [\"09:00-12:00\"], name: Christmas Eve }
  - { date: 02-29, open: [\"10:00-24:00\"], name: Leap day }
  - { date: 2027-01-01, open: [\"11:00-12:00\"] }
  - { date: 2026-06-15, open: [], name: Outing }
";

#[test]
fn weeks_breaks_holidays_and_exceptions() {
    let hours = hours(SHOP);
    assert_eq!(hours.time_zone.iana_name(), Some("Europe/Berlin"), "the workspace's");
    insta::assert_snapshot!(answers(
        &hours,
        &[
            "2026-11-23T08:59:59.999999",
            "2026-11-23T09:00",
            "2026-11-23T12:29:59",
            "2026-11-23T12:30",
            "2026-11-23T18:00",
            "2026-11-27T18:00",
            "2026-11-28T22:00",
            "2026-11-29T05:59",
            "2026-11-29T06:00",
            "2026-12-24T11:59",
            "2026-12-24T12:00",
            "2026-12-25T10:00",
            "2026-12-27T03:00",
            "2026-12-31T10:00",
            "2027-01-01T10:00",
            "2027-01-01T11:30",
            "2026-06-15T10:00",
            "2028-02-29T20:00",
            "2028-02-29T23:59",
            "2027-02-28T12:00",
        ]
    ));
}

#[test]
fn a_night_belongs_to_the_day_it_begins_on() {
    let night = "name: Night
week: { mon-sun: [\"22:00-06:00\"] }
holidays: [{ date: 12-25, name: Christmas }]
exceptions:
  - { date: 2027-01-01, open: [\"05:00-08:00\"], name: New Year }
  - { date: 2027-01-31, open: [] }
";
    insta::assert_snapshot!(answers(
        &hours(night),
        &[
            "2026-12-24T23:00",
            "2026-12-25T05:00",
            "2026-12-25T06:00",
            "2026-12-25T23:00",
            "2026-12-26T03:00",
            "2026-12-31T23:00",
            "2027-01-01T04:59",
            "2027-01-01T05:30",
            "2027-01-01T08:00",
            "2027-01-01T22:30",
            "2027-01-31T05:00",
            "2027-01-31T22:00",
            "2027-02-01T03:00",
            "2028-02-29T05:00",
        ]
    ));
}

#[test]
fn clocks_that_change() {
    let mut all = String::new();
    let mut check = |zone: &str, week: &str, moments: &[&str]| {
        let hours = hours(&format!("name: Hours\ntime_zone: {zone}\nweek: {week}\n"));
        writeln!(all, "{zone} {week}\n{}", answers(&hours, moments)).expect("a string");
    };
    let night = "{ mon-sun: [\"22:00-06:00\"] }";
    check(
        "Europe/Berlin",
        night,
        &["2026-03-28T22:00", "2026-03-29T03:00", "2026-10-24T22:00", "2026-10-25T02:30+02:00"],
    );
    // 02:00 to 03:00 does not exist on the first day, and is there twice on the other.
    let small = "{ mon-sun: [\"02:15-02:45\"] }";
    check(
        "Europe/Berlin",
        small,
        &["2026-03-28T12:00", "2026-03-29T03:30", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"],
    );
    let through = "{ mon-sun: [\"02:30-03:15\"] }";
    check("Europe/Berlin", through, &["2026-03-29T01:59", "2026-03-29T03:20", "2026-10-25T01:30"]);
    // Midnight does not exist on the first day; the other's last hour is there twice.
    let all_day = "{ sat: [\"20:00-24:00\"], sun: [\"00:00-01:30\"] }";
    check(
        "America/Sao_Paulo",
        all_day,
        &["2018-11-03T23:00", "2018-11-04T01:15", "2018-02-17T23:30-02:00", "2018-02-17T23:30-03:00"],
    );
    // Friday, 30 December 2011 was skipped.
    let fridays = "{ thu: [\"22:00-06:00\"], fri: [\"09:00-17:00\"], sat: [\"10:00-11:00\"] }";
    check(
        "Pacific/Apia",
        fridays,
        &["2011-12-29T23:00", "2011-12-31T05:00", "2011-12-31T09:30", "2011-12-31T10:30", "2011-12-31T12:00"],
    );
    // Half an hour: 02:00 to 02:30 in October, 01:30 to 02:00 in April.
    let early = "{ sun: [\"01:45-02:15\"] }";
    check(
        "Australia/Lord_Howe",
        early,
        &["2026-10-04T01:50", "2026-10-04T02:40", "2026-04-05T01:50+11:00", "2026-04-05T01:50+10:30"],
    );
    insta::assert_snapshot!(all);
}

#[test]
fn service_around_the_clock_never_changes() {
    let hours = hours("name: Always\nweek: { mon-sun: [\"00:00-24:00\"] }\n");
    let now = moment("2026-11-23T10:00", &hours.time_zone);
    let at = hours.at(now);
    assert!(at.open && at.until().is_none());
    assert_eq!(hours.next_opening(now), Some(now));
}

#[test]
fn changes_are_looked_for_four_hundred_days_ahead() {
    let hours = hours("name: Rare\nweek: {}\nexceptions: [{ date: 2027-12-28, open: [\"00:00-01:00\"] }]\n");
    let opening = moment("2027-12-28T00:00", &hours.time_zone);
    let day = std::time::Duration::from_hours(24);
    let from = opening.before(400 * day);
    assert_eq!((hours.next_opening(from), hours.at(from).until()), (Some(opening), Some(opening)));
    let earlier = from.before(std::time::Duration::from_micros(1));
    assert_eq!((hours.next_opening(earlier), hours.at(earlier).until()), (None, None));
}

#[test]
fn moments_that_no_calendar_reaches_are_closed_or_open_all_the_same() {
    let hours = hours(SHOP);
    for micros in [i64::MIN, i64::MAX] {
        let at = hours.at(Timestamp::from_micros(micros));
        let _ = (at.open, at.until(), hours.next_opening(Timestamp::from_micros(micros)));
    }
}
