//! Service hours that never begin, or that nobody keeps.

use crate::{Days, Hours, RuleSet, codes, sources::Sources};
use jiff::civil::Date;
use std::{collections::BTreeSet, iter};
use usher_model::HoursId;

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    let kept: BTreeSet<&HoursId> =
        set.groups.values().filter_map(|group| group.hours.as_ref()).map(|hours| &hours.id).collect();
    for raw in &sources.hours {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        if set.hours.get(&raw.id).is_some_and(|hours| !opens_ever(hours)) {
            let message = "these hours never open, so a group that keeps them would serve nobody";
            let help = Some("write times such as `mon-fri: [\"09:00-17:00\"]` under `week`".to_owned());
            reader.report(codes::NEVER_OPEN, raw.span, message, "never open", help);
        }
        if !kept.contains(&raw.id) {
            let message = "no group keeps these hours";
            let help = Some(format!("name them in a group as `hours: {}`, or remove this file", raw.id));
            reader.report(codes::UNUSED_HOURS, raw.span, message, "never used", help);
        }
    }
}

/// Whether some year has a day with times. Over the years each day of a year falls on each weekday, so it is enough that
/// one weekday has times, and that one day of the year is neither holiday nor exception in each year.
fn opens_ever(hours: &Hours) -> bool {
    if hours.exceptions.iter().any(|exception| !exception.open.is_empty()) {
        return true;
    }
    let closed = hours.holidays.iter().map(|holiday| holiday.days);
    let closed: Vec<Days> = closed.chain(hours.exceptions.iter().map(|exception| exception.days)).collect();
    let is_free = |date: Date| !closed.iter().any(|days| matches!(days, Days::Yearly(..)) && days.contains(date));
    hours.week.iter().any(|times| !times.is_empty()) && leap_year().any(is_free)
}

/// Each day that a year can have.
fn leap_year() -> impl Iterator<Item = Date> {
    let days = iter::successors(Date::new(2000, 1, 1).ok(), |date| date.tomorrow().ok());
    days.take_while(|date| date.year() == 2000)
}
