//! The operators by name.

use crate::nearest;
use std::{fmt, str::FromStr};

/// An operator without its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `eq`: equal.
    Eq,
    /// `ne`: not equal, or absent.
    Ne,
    /// `in`: one of these.
    In,
    /// `not_in`: none of these, or absent.
    NotIn,
    /// `gt`: greater.
    Gt,
    /// `gte`: greater or equal.
    Gte,
    /// `lt`: less.
    Lt,
    /// `lte`: less or equal.
    Lte,
    /// `between`: from the first to the second, both included.
    Between,
    /// `contains`: has this in it.
    Contains,
    /// `starts_with`: begins with one of these.
    StartsWith,
    /// `ends_with`: ends with one of these.
    EndsWith,
    /// `matches`: matches a regular expression somewhere.
    Matches,
    /// `exists`: is there, or is not.
    Exists,
    /// `before`: earlier.
    Before,
    /// `after`: later.
    After,
    /// `within`: no longer ago than this.
    Within,
}

impl Operator {
    /// Every operator, in the order of the manual.
    pub const ALL: [Self; 17] = [
        Self::Eq,
        Self::Ne,
        Self::In,
        Self::NotIn,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::Between,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::Matches,
        Self::Exists,
        Self::Before,
        Self::After,
        Self::Within,
    ];

    /// Its name in rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::Between => "between",
            Self::Contains => "contains",
            Self::StartsWith => "starts_with",
            Self::EndsWith => "ends_with",
            Self::Matches => "matches",
            Self::Exists => "exists",
            Self::Before => "before",
            Self::After => "after",
            Self::Within => "within",
        }
    }

    /// The operator that a wrong name most likely meant: a slip of the finger, or another product's word for it.
    pub fn nearest(name: &str) -> Option<Self> {
        let elsewhere = match name.to_ascii_lowercase().as_str() {
            "=" | "==" | "is" | "equal" | "equals" => Some(Self::Eq),
            "!=" | "<>" | "is_not" | "not_equals" | "neq" => Some(Self::Ne),
            "one_of" | "any_of" | "is_one_of" => Some(Self::In),
            "none_of" | "nin" => Some(Self::NotIn),
            ">" | "greater_than" => Some(Self::Gt),
            ">=" | "ge" | "at_least" | "min" => Some(Self::Gte),
            "<" | "less_than" => Some(Self::Lt),
            "<=" | "le" | "at_most" | "max" => Some(Self::Lte),
            "range" => Some(Self::Between),
            "includes" | "has" => Some(Self::Contains),
            "begins_with" | "prefix" => Some(Self::StartsWith),
            "suffix" => Some(Self::EndsWith),
            "regex" | "regexp" | "pattern" | "like" => Some(Self::Matches),
            "present" | "known" => Some(Self::Exists),
            _ => None,
        };
        elsewhere.or_else(|| nearest(name, Self::ALL.map(Self::name))?.parse().ok())
    }
}

impl FromStr for Operator {
    type Err = ();
    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|operator| operator.name() == name).ok_or(())
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
