//! Days of the year: `2026-12-25`, `12-25` for each year, and spans of either.

use crate::{
    Days, Span, codes, limits,
    reader::{Fields, Reader},
    scalar::{Class, classify},
    words::shown,
    yaml::{Content, Node},
};
use jiff::civil::Date;

/// Which days an entry is about, and where it says so.
pub(super) fn days(fields: &Fields<'_>, what: &str, whole: Span, reader: &mut Reader) -> Option<(Days, Span)> {
    if let Some(date) = fields.get("date") {
        for key in ["from", "to"] {
            if let Some(entry) = fields.entry(key) {
                let message = format!("{what} has either a `date`, or `from` and `to`");
                let help = Some(format!("remove `date` or `{key}`"));
                reader.report(codes::BAD_DAYS, entry.key_span, message, "besides `date`", help);
                return None;
            }
        }
        let days = match day(date, reader)? {
            Day::Once(date) => Days::Once(date, date),
            Day::Yearly(month, day) => Days::Yearly((month, day), (month, day)),
        };
        return Some((days, date.span));
    }
    if fields.get("from").is_none() && fields.get("to").is_none() {
        if !fields.has_unknown() {
            let message = format!("{what} needs the key `date`, or the keys `from` and `to`");
            reader.report(codes::MISSING_KEY, whole, message, "`date` is missing", None);
        }
        return None;
    }
    let (from, to) = (reader.required(fields, what, "from"), reader.required(fields, what, "to"));
    let (first, last) = (from.and_then(|node| day(node, reader)), to.and_then(|node| day(node, reader)));
    let to = to?.span;
    let days = match (first?, last?) {
        (Day::Once(first), Day::Once(last)) if first <= last => Days::Once(first, last),
        (Day::Once(first), Day::Once(_)) => {
            let help = Some("swap them, or mend the year".to_owned());
            reader.report(codes::BAD_DAYS, to, format!("this is before `{first}`"), "before `from`", help);
            return None;
        }
        (Day::Yearly(month, day), Day::Yearly(last_month, last_day)) => {
            Days::Yearly((month, day), (last_month, last_day))
        }
        _ => {
            let message = "one of `from` and `to` has a year, and the other has none";
            let help = Some("write the year in both, or in neither for each year".to_owned());
            reader.report(codes::BAD_DAYS, to, message, "unlike `from`", help);
            return None;
        }
    };
    Some((days, from.map_or(to, |node| node.span)))
}

/// As rules write them.
pub(super) fn written(days: Days) -> String {
    let yearly = |(month, day): (i8, i8)| format!("{month:02}-{day:02}");
    match days {
        Days::Once(first, last) if first == last => first.to_string(),
        Days::Once(first, last) => format!("{first} to {last}"),
        Days::Yearly(first, last) if first == last => yearly(first),
        Days::Yearly(first, last) => format!("{} to {}", yearly(first), yearly(last)),
    }
}

pub(crate) enum Day {
    Once(Date),
    Yearly(i8, i8),
}

fn day(node: &Node, reader: &mut Reader) -> Option<Day> {
    let text = match &node.content {
        Content::Scalar(scalar) if matches!(classify(scalar), Class::Int(_) | Class::Float(_)) => &scalar.text,
        _ => reader.text_such_as(node, "a date", "`2026-12-25`, or `12-25` for each year")?,
    };
    let Some((year, month, day)) = numbers(text) else {
        let help = match respelt(text) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write year, month and day such as `2026-12-25`, or `12-25` for each year".to_owned(),
        };
        reader.report(codes::BAD_DATE, node.span, format!("`{}` is not a date", shown(text)), "not a date", Some(help));
        return None;
    };
    match exists(year, month, day) {
        Ok(day) => Some(day),
        Err(help) => {
            let message = format!("there is no day `{}`", shown(text));
            reader.report(codes::BAD_DATE, node.span, message, "does not exist", Some(help));
            None
        }
    }
}

/// The day, or why there is none.
pub(crate) fn exists(year: Option<i16>, month: i8, day: i8) -> Result<Day, String> {
    if let Some(year) = year
        && !limits::YEARS.contains(&year)
    {
        return Err(format!("years go from {} to {}", limits::YEARS.start(), limits::YEARS.end()));
    }
    // Each year's 29 February is the leap years'.
    let first = Date::new(year.unwrap_or(2000), month, 1).map_err(|_| "months go from 01 to 12".to_owned())?;
    if day < 1 || day > first.days_in_month() {
        let month = first.strftime("%B");
        let of_year = year.map(|year| format!(" {year}")).unwrap_or_default();
        return Err(format!("{month}{of_year} has the days 01 to {}", first.days_in_month()));
    }
    match year {
        Some(year) => Date::new(year, month, day).map(Day::Once).map_err(|problem| problem.to_string()),
        None => Ok(Day::Yearly(month, day)),
    }
}

/// Year, month and day of a text written as dates are, whether or not there is such a day.
pub(crate) fn numbers(text: &str) -> Option<(Option<i16>, i8, i8)> {
    let parts: Vec<&str> = text.split('-').collect();
    let is = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if is(year, 4) => (Some(year.parse().ok()?), month, day),
        [month, day] => (None, month, day),
        _ => return None,
    };
    if is(month, 2) && is(day, 2) { Some((year, month.parse().ok()?, day.parse().ok()?)) } else { None }
}

/// What was most likely meant: `2026/12/25`, `2026-12-5`, `25.12.2026` and `20261225` in the usual spelling.
fn respelt(text: &str) -> Option<String> {
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.split(['-', '/', '.']).map(str::trim).collect()
    };
    if !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let meant = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [day, month, year] if year.len() == 4 && text.contains('.') => format!("{year}-{month:0>2}-{day:0>2}"),
        [month, day] if text.contains('-') => format!("{month:0>2}-{day:0>2}"),
        _ => return None,
    };
    let (year, month, day) = numbers(&meant)?;
    exists(year, month, day).is_ok().then_some(meant)
}
