//! What CRM records hold: values checked against the fields of their object, one form of what people write differently,
//! the keys that records are found by, and filters over them.
//!
//! Owns what two values being "the same" means. Must not know where records are stored, who asks, or the time.

mod change;
mod facts;
mod filter;
mod keys;
mod normal;
mod problem;
mod value;

pub use change::{Given, RecordChange, apply};
pub use facts::{facts_of, value_of};
pub use filter::{BadFilter, Filter, leading_to, read_filter};
pub use keys::{key_of, keys_of, name_key, relation_key};
pub use normal::{CallingCode, normal};
pub use problem::{Problem, ProblemCode, shown};
pub use value::{check, check_text};

/// Most characters of a one-line value: a long name, a title.
pub const MAX_LINE_CHARS: usize = 500;
/// Most characters of a value with several lines: notes of a few pages.
pub const MAX_LINES_CHARS: usize = 10_000;
/// Most records that one relation of a record leads to. Records that lead back are not counted: of those there is no end.
pub const MAX_RELATED: usize = 200;
/// Most bytes of a record's values and relations together, as JSON.
pub const MAX_RECORD_BYTES: usize = 32 * 1024;

#[cfg(test)]
mod tests;
