//! How a moment to come reads in a prompt: as short as it can be said without doubt, on the clock of where it happens.

use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};
use usher_model::{Locale, Timestamp};

/// Names of weekdays stand for the days that follow, as far as no name comes twice.
const NAMED_DAYS: i64 = 6;

const EN_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const EN_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const ZH_DAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// A moment as somebody reads it now: `09:00` today, `Monday 09:00` within the week, else with its date. In languages
/// without names of days here the date is in figures. None where the moment is beyond any calendar.
pub(super) fn written(moment: Timestamp, now: Timestamp, zone: &TimeZone, locale: &Locale) -> Option<String> {
    let local = |moment: Timestamp| {
        jiff::Timestamp::from_microsecond(moment.as_micros()).ok().map(|moment| zone.to_datetime(moment))
    };
    let (then, today) = (local(moment)?, local(now)?.date());
    let time = format!("{:02}:{:02}", then.hour(), then.minute());
    let ahead = i64::from(today.until(then.date()).ok()?.get_days());
    Some(match ahead {
        0 => time,
        1..=NAMED_DAYS => format!("{} {time}", weekday(then.date(), locale)),
        _ => format!("{} {time}", date(then.date(), locale)),
    })
}

fn weekday(day: Date, locale: &Locale) -> String {
    let names = match locale.language() {
        "en" => &EN_DAYS,
        "zh" => &ZH_DAYS,
        _ => return day.to_string(),
    };
    names[place(day.weekday())].to_owned()
}

fn date(day: Date, locale: &Locale) -> String {
    match locale.language() {
        "en" => {
            let month = usize::try_from(day.month() - 1).ok().and_then(|month| EN_MONTHS.get(month));
            format!("{} {} {}", day.day(), month.unwrap_or(&""), day.year())
        }
        "zh" => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        _ => day.to_string(),
    }
}

/// From 0 for Monday.
fn place(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or_default()
}
