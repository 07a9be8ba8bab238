//! What conditions are about where they stand: which fields they may name there, and how their mistakes read.

use super::WORDS;
use usher_condition::{BadTest, FieldInfo, Operator};
use usher_model::Value;

/// What the conditions of one place are about.
pub(crate) trait Subject {
    /// How their mistakes read.
    fn words(&self) -> &'static Words;

    /// Why a field that the catalogue does not have cannot be named.
    fn absent(&self, _field: &str) -> Absent {
        Absent::Unknown
    }

    /// The operators that a field takes.
    fn operators(&self, _field: &str, info: &FieldInfo) -> &'static [Operator] {
        info.kind.operators()
    }

    /// What is wrong with a test, besides what the field's type tells.
    fn refused(&self, _field: &str, _operator: Operator, _operand: &Value) -> Option<BadTest> {
        None
    }
}

/// How the mistakes in conditions about one subject read.
pub(crate) struct Words {
    /// What may stand in place of a field.
    pub keys: &'static [&'static str],
    /// A test.
    pub test: &'static str,
    /// A test with an operator.
    pub test_with_operator: &'static str,
    /// What a condition is part of.
    pub whole: &'static str,
    /// How to mend a condition that is too large.
    pub split: &'static str,
    /// Why no script can be asked, where none can.
    pub no_script: Option<&'static str>,
}

/// Why a field cannot be named.
pub(crate) enum Absent {
    /// There is none of this name.
    Unknown,
    /// There is one, and what is wrong with it was reported already.
    Reported,
    /// There is one, and it cannot be named here.
    NotHere {
        /// What is wrong.
        message: String,
        /// What the marked place is.
        label: &'static str,
        /// How to mend it.
        help: String,
    },
}

/// Visitors and all else that facts tell: what distribution rules ask.
pub(super) struct Visitors;

impl Subject for Visitors {
    fn words(&self) -> &'static Words {
        &Words {
            keys: &WORDS,
            test: "visitor.verified: true",
            test_with_operator: "page.path: { starts_with: /checkout }",
            whole: "this rule",
            split: "split it into several rules",
            no_script: None,
        }
    }
}
