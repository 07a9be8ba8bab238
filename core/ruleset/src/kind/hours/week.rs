//! The times of each weekday: `mon-fri: ["09:00-17:00"]`.

use super::times::{self, Placed};
use crate::{
    Interval, Span, codes,
    reader::Reader,
    words::shown,
    yaml::{Entry, Node},
};
use usher_condition::nearest;

/// The weekdays, in the order in which the week is kept.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// How they are called in messages.
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn read(node: &Node, reader: &mut Reader) -> [Vec<Interval>; 7] {
    let mut week: [Option<(&Entry, Vec<Placed>)>; 7] = Default::default();
    let entries = reader.map(node, "weekdays with their times, such as `mon-fri: [\"09:00-17:00\"]`");
    for entry in entries.into_iter().flatten() {
        let times = times::read(&entry.value, reader);
        for day in days(entry, reader) {
            match &week[day] {
                None => week[day] = Some((entry, times.clone())),
                Some((first, _)) if first.key == DAYS[day] => {
                    let message = format!("the times of `{}` stand under a key of their own already", DAYS[day]);
                    twice(entry, message, reader);
                    break;
                }
                Some((first, _)) => {
                    let message = format!("the times of `{}` stand under `{}` already", DAYS[day], shown(&first.key));
                    twice(entry, message, reader);
                    break;
                }
            }
        }
    }
    let week = week.map(|day| day.map(|(_, times)| times).unwrap_or_default());
    nights(&week, reader);
    week.map(|day| day.into_iter().map(|placed| placed.interval).collect())
}

fn twice(entry: &Entry, message: String, reader: &mut Reader) {
    let help = Some("name each day once".to_owned());
    reader.report(codes::DAY_NAMED_TWICE, entry.key_span, message, "named twice", help);
}

/// The days of a key: `sat`, or `mon-fri`. A span may run past Sunday.
fn days(entry: &Entry, reader: &mut Reader) -> Vec<usize> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    if let Some(day) = day(&entry.key) {
        return vec![day];
    }
    let (first, last) = entry.key.split_once('-').unwrap_or((&entry.key, ""));
    if let (Some(first), Some(last)) = (day(first), day(last))
        && first != last
    {
        let length = (last + 7 - first) % 7;
        return (0..=length).map(|step| (first + step) % 7).collect();
    }
    let help = match (meant(first), meant(last)) {
        (Some(day), _) if last.is_empty() => format!("did you mean `{day}`?"),
        (Some(first), Some(last)) if first != last => format!("did you mean `{first}-{last}`?"),
        (Some(first), Some(_)) => format!("did you mean `{first}`?"),
        _ => "days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`, and spans of them such as `mon-fri`"
            .to_owned(),
    };
    let message = format!("the week has no day `{}`", shown(&entry.key));
    reader.report(codes::UNKNOWN_KEY, entry.key_span, message, "not a day", Some(help));
    Vec::new()
}

/// The day that was most likely meant: `Monday`, `Mo` and `mno` are `mon`.
fn meant(name: &str) -> Option<&'static str> {
    let small = name.trim().to_ascii_lowercase();
    let full = |index: &usize| small.len() > 1 && NAMES[*index].to_ascii_lowercase().starts_with(&small);
    (0..7).find(full).map(|index| DAYS[index]).or_else(|| nearest(&small, DAYS))
}

/// Reports nights that run into the next day's times. Each place is told once, however many days it stands for.
fn nights(week: &[Vec<Placed>; 7], reader: &mut Reader) {
    let mut told: Vec<Span> = Vec::new();
    for (day, next_day) in (0..7).map(|day| (day, (day + 1) % 7)) {
        let Some(night) = week[day].last().filter(|night| !told.contains(&night.span)) else { continue };
        if times::night(&week[day], &week[next_day], (NAMES[day], NAMES[next_day]), reader) {
            told.push(night.span);
        }
    }
}
