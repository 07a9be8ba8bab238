//! What must hold: a typed filter tree over facts, its evaluator, and the catalogue of fields it may name.
//!
//! Owns the operators and their types. Must not know YAML (ruleset parses), rules, or SQL.

mod build;
mod catalogue;
mod condition;
mod evaluate;
mod explain;
mod nearest;
mod operand;
mod operator;
mod pattern;
mod proof;
#[cfg(test)]
mod tests;
mod words;

pub use build::{BadOperand, BadTest, Place};
pub use catalogue::{Catalogue, FieldInfo, FieldKind};
pub use condition::{Condition, Op, Test};
pub use explain::Failure;
pub use nearest::nearest;
pub use operator::Operator;
pub use pattern::{BadPattern, Pattern, TextLengths};
pub use proof::{Clash, Contradiction, Cover, Requirements};
