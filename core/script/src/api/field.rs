//! What `where`, `least`, `most`, `rank_by` and `weighted` may name of a candidate.

use super::unknown;
use usher_model::Candidate;

/// The fields with a number, for sorting, ranking and drawing.
pub const NUMBERS: [&str; 5] = ["load", "capacity", "room", "last_assigned", "received_today"];
/// All fields that stand alone; `skill:NAME` is the level of one skill.
const FIELDS: [&str; 9] =
    ["load", "capacity", "room", "last_assigned", "received_today", "skill", "language", "department", "id"];
/// How numbers compare.
pub const COMPARISONS: [&str; 6] = ["eq", "ne", "lt", "lte", "gt", "gte"];

/// Stands for `last_assigned` of somebody who never was: longer ago than everybody else.
pub const NEVER: i64 = i64::MIN;

/// A field with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberField<'a> {
    /// Open sessions held.
    Load,
    /// Most sessions that may be held.
    Capacity,
    /// Sessions that may still be taken.
    Room,
    /// The moment of the last assignment.
    LastAssigned,
    /// Sessions received today.
    ReceivedToday,
    /// The level of a skill, 0 where it is missing.
    Skill(&'a str),
}

impl<'a> NumberField<'a> {
    /// Reads a name.
    ///
    /// # Errors
    /// With the names that would do, when it is none of them.
    pub fn parse(name: &'a str) -> Result<Self, String> {
        Ok(match name {
            "load" => Self::Load,
            "capacity" => Self::Capacity,
            "room" => Self::Room,
            "last_assigned" => Self::LastAssigned,
            "received_today" => Self::ReceivedToday,
            _ => match name.strip_prefix("skill:") {
                Some(skill) if !skill.is_empty() => Self::Skill(skill),
                _ => return Err(unknown("field", name, &NUMBERS, ", or `skill:` and a skill's name")),
            },
        })
    }
    /// The candidate's number.
    pub fn of(&self, candidate: &Candidate) -> i64 {
        match self {
            Self::Load => i64::from(candidate.load),
            Self::Capacity => i64::from(candidate.capacity),
            Self::Room => i64::from(candidate.capacity.saturating_sub(candidate.load)),
            Self::LastAssigned => candidate.last_assigned.map_or(NEVER, usher_model::Timestamp::as_micros),
            Self::ReceivedToday => i64::from(candidate.received_today),
            Self::Skill(skill) => level(candidate, skill),
        }
    }
}

/// What must hold of a candidate.
pub enum Filter<'a> {
    /// A number compares.
    Number(NumberField<'a>, Comparison, i64),
    /// Has a skill, or lacks it.
    Skill(&'a str, Wanted),
    /// Speaks a language, or does not.
    Language(&'a str, Wanted),
    /// Belongs to a department, or does not.
    Department(&'a str, Wanted),
    /// Is a certain agent, or is not.
    Id(&'a str, Wanted),
}

/// How a number compares.
#[derive(Debug, Clone, Copy)]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
}

/// Whether something must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It must.
    Present,
    /// It must not.
    Missing,
}

/// The value a filter compares with.
pub enum Operand<'a> {
    /// A whole number.
    Number(i64),
    /// Words.
    Text(&'a str),
    /// Something else, by what it is called.
    Other(&'a str),
}

impl<'a> Filter<'a> {
    /// Reads a field, an operator and a value.
    ///
    /// # Errors
    /// With what would do, where one of them does not.
    pub fn parse(field: &'a str, op: &str, operand: &Operand<'a>) -> Result<Self, String> {
        check_field_and_op(field, Some(op))?;
        let wanted = if matches!(op, "has" | "is") { Wanted::Present } else { Wanted::Missing };
        match (field, operand) {
            ("skill", Operand::Text(skill)) => Ok(Self::Skill(skill, wanted)),
            ("language", Operand::Text(tag)) => Ok(Self::Language(tag, wanted)),
            ("department", Operand::Text(id)) => Ok(Self::Department(id, wanted)),
            ("id", Operand::Text(id)) => Ok(Self::Id(id, wanted)),
            ("skill" | "language" | "department" | "id", Operand::Number(_)) => {
                Err(format!("`{field}` compares with a text, not with a number"))
            }
            ("skill" | "language" | "department" | "id", Operand::Other(given)) => {
                Err(format!("`{field}` compares with a text, not with {given}"))
            }
            (_, Operand::Number(number)) => Ok(Self::Number(NumberField::parse(field)?, comparison(op), *number)),
            (_, Operand::Text(_)) => Err(format!("`{field}` compares with a whole number, not with a text")),
            (_, Operand::Other(given)) => Err(format!("`{field}` compares with a whole number, not with {given}")),
        }
    }
    /// Whether it holds.
    pub fn holds(&self, candidate: &Candidate) -> bool {
        match self {
            Self::Number(field, comparison, operand) => {
                let number = field.of(candidate);
                match comparison {
                    Comparison::Eq => number == *operand,
                    Comparison::Ne => number != *operand,
                    Comparison::Lt => number < *operand,
                    Comparison::Lte => number <= *operand,
                    Comparison::Gt => number > *operand,
                    Comparison::Gte => number >= *operand,
                }
            }
            Self::Skill(skill, wanted) => candidate.agent.skills.contains_key(*skill) == (*wanted == Wanted::Present),
            Self::Language(tag, wanted) => speaks(candidate, tag) == (*wanted == Wanted::Present),
            Self::Department(id, wanted) => in_department(candidate, id) == (*wanted == Wanted::Present),
            Self::Id(id, wanted) => (candidate.id().as_str() == *id) == (*wanted == Wanted::Present),
        }
    }
}

/// Checks a field, and an operator for it where one is given.
///
/// # Errors
/// With what would do, where one of them does not.
pub fn check_field_and_op(field: &str, op: Option<&str>) -> Result<(), String> {
    let ops: &[&str] = match field {
        "skill" | "language" => &["has", "lacks"],
        "department" | "id" => &["is", "is_not"],
        _ if NumberField::parse(field).is_ok() => &COMPARISONS,
        _ => return Err(unknown("field", field, &FIELDS, ", or `skill:` and a skill's name")),
    };
    match op {
        Some(op) if !ops.contains(&op) => Err(unknown(&format!("operator for `{field}`"), op, ops, "")),
        _ => Ok(()),
    }
}

/// The level of a skill, 0 where it is missing.
pub fn level(candidate: &Candidate, skill: &str) -> i64 {
    candidate.agent.skills.get(skill).copied().map_or(0, i64::from)
}

/// Whether the agent answers in a language: `zh` and `zh-CN` serve each other, `zh-CN` and `zh-TW` do not.
pub fn speaks(candidate: &Candidate, tag: &str) -> bool {
    candidate.agent.languages.iter().any(|locale| {
        locale.as_str() == tag || locale.language() == tag || tag.split('-').next() == Some(locale.as_str())
    })
}

/// Whether the agent belongs to a department.
pub fn in_department(candidate: &Candidate, id: &str) -> bool {
    candidate.agent.departments.iter().any(|department| department.as_str() == id)
}

fn comparison(op: &str) -> Comparison {
    match op {
        "eq" => Comparison::Eq,
        "ne" => Comparison::Ne,
        "lt" => Comparison::Lt,
        "lte" => Comparison::Lte,
        "gt" => Comparison::Gt,
        _ => Comparison::Gte,
    }
}
