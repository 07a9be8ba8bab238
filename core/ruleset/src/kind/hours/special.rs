//! Holidays, which have no service, and exceptions, which have times of their own.

use super::{
    dates::{days, written},
    times,
};
use crate::{
    Exception, Holiday, Span, codes, limits,
    reader::{Fields, Lines, Reader},
    yaml::Node,
};
use usher_model::LocalText;

pub(crate) const HOLIDAY_KEYS: &[&str] = &["date", "from", "to", "name"];
pub(crate) const EXCEPTION_KEYS: &[&str] = &["date", "from", "to", "open", "name"];
const HOLIDAY: &str = "a holiday";
const EXCEPTION: &str = "an exception";

pub(super) fn holidays(node: &Node, reader: &mut Reader) -> Vec<Holiday> {
    let mut holidays: Vec<Holiday> = Vec::new();
    for item in items(node, "holidays", reader) {
        let Some(fields) = reader.fields(item, HOLIDAY, HOLIDAY_KEYS) else { continue };
        let found = days(&fields, HOLIDAY, item.span, reader);
        let name = name(&fields, reader);
        let Some((days, span)) = found else { continue };
        if holidays.iter().any(|earlier| earlier.days == days) {
            reader.twice(span, &written(days));
        } else {
            holidays.push(Holiday { days, name });
        }
    }
    holidays
}

pub(super) fn exceptions(node: &Node, reader: &mut Reader) -> Vec<Exception> {
    let mut exceptions: Vec<Exception> = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    for item in items(node, "exceptions", reader) {
        let Some(fields) = reader.fields(item, EXCEPTION, EXCEPTION_KEYS) else { continue };
        let found = days(&fields, EXCEPTION, item.span, reader);
        let open = reader.required(&fields, EXCEPTION, "open").map(|node| times::read(node, reader));
        let name = name(&fields, reader);
        let (Some((days, span)), Some(open)) = (found, open) else { continue };
        if !days.is_single() {
            times::night(&open, &open, ("a day", "the next day"), reader);
        }
        if let Some((earlier, place)) = exceptions.iter().zip(&places).find(|(earlier, _)| earlier.days.meet(days)) {
            let message = format!("the exception of {} in line {} meets this one", written(earlier.days), place.line);
            let help = "let each day have one exception: shorten a span, or give a yearly one the years it holds in";
            reader.report(codes::EXCEPTIONS_MEET, span, message, "a day with two exceptions", Some(help.to_owned()));
        } else {
            let open = open.into_iter().map(|placed| placed.interval).collect();
            exceptions.push(Exception { days, open, name });
            places.push(span);
        }
    }
    exceptions
}

fn items<'n>(node: &'n Node, what: &str, reader: &mut Reader) -> &'n [Node] {
    let items = reader.list(node, &format!("a list of {what} such as `- date: 2026-12-25`")).unwrap_or_default();
    if items.len() > limits::SPECIAL_DAYS {
        let message =
            format!("a set of hours has at most {} {what}, this one has {}", limits::SPECIAL_DAYS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", Some("write spans of days".to_owned()));
        return &[];
    }
    items
}

fn name(fields: &Fields<'_>, reader: &mut Reader) -> Option<LocalText> {
    fields.get("name").and_then(|node| reader.local_text(node, limits::NAME, Lines::One))
}
