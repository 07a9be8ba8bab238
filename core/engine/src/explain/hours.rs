//! Whether the groups that a decision asked served at that moment, and why.

use usher_model::{DecisionRecord, GroupId, HoursId, Timestamp};
use usher_ruleset::{Because, Group, HoursAt, RuleSet};

/// A group's hours at the moment of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupHours {
    /// Whose.
    pub group: GroupId,
    /// Which hours.
    pub hours: HoursId,
    /// Whether it served.
    pub open: bool,
    /// When that changed next; none where it does not within 400 days.
    pub until: Option<Timestamp>,
    /// What said so, such as `the holiday Christmas`.
    pub because: String,
}

/// The hours of the rule's group, and of the one that the session could flow over to, as far as they have any.
pub(super) fn of_groups(record: &DecisionRecord, set: &RuleSet) -> Vec<GroupHours> {
    let Some(rule) = record.rule.as_ref().and_then(|id| set.rule(id)) else { return Vec::new() };
    let groups = [Some(&rule.group), rule.overflow.as_ref().map(|overflow| &overflow.group)];
    let groups = groups.into_iter().flatten().filter_map(|group| set.groups.get(group));
    groups.filter_map(|group| of_group(group, record.at, set)).collect()
}

fn of_group(group: &Group, at: Timestamp, set: &RuleSet) -> Option<GroupHours> {
    let hours = group.hours.as_ref()?;
    let seen = hours.at(at);
    let HoursAt { open, because, .. } = seen;
    let until = seen.until();
    let default = &set.workspace.default_locale;
    let because = match because {
        Because::Week(day) => format!("the hours of {}", weekday(day)),
        Because::Holiday(Some(name)) => format!("the holiday {}", name.get(default, default)),
        Because::Holiday(None) => "a holiday".to_owned(),
        Because::Exception(Some(name)) => format!("the exception {}", name.get(default, default)),
        Because::Exception(None) => "an exception".to_owned(),
    };
    Some(GroupHours { group: group.id.clone(), hours: hours.id.clone(), open, until, because })
}

const fn weekday(day: jiff::civil::Weekday) -> &'static str {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match day {
        Monday => "Monday",
        Tuesday => "Tuesday",
        Wednesday => "Wednesday",
        Thursday => "Thursday",
        Friday => "Friday",
        Saturday => "Saturday",
        Sunday => "Sunday",
    }
}
