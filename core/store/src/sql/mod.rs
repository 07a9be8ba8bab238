//! The SQL of every backend, by use case: one constant a statement.
//!
//! Owns the texts. Placeholders are `$1`, ids are 16 bytes, moments are microseconds in `BIGINT`, JSON is `TEXT`. Most
//! texts run on both databases as they stand; batches differ, because SQLite takes rows from `json_each` (bytes as
//! hexadecimal digits) and PostgreSQL from `UNNEST` over arrays. Must not name a driver.

pub mod agents;
pub mod amend;
pub mod blocks;
pub mod decisions;
pub mod deliveries;
pub mod files;
pub mod hooks;
pub mod identity;
pub mod left;
pub mod links;
pub mod mails;
pub mod messages;
pub mod meta;
pub mod migrations;
pub mod notices;
pub mod records;
pub mod revisions;
pub mod search;
pub mod sessions;
pub mod visitors;

/// One statement, as each database reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Its path in this crate, for messages that must name it.
    pub name: &'static str,
    /// As SQLite reads it.
    pub sqlite: &'static str,
    /// As PostgreSQL reads it.
    pub postgres: &'static str,
}

/// Every statement, so that each can be prepared on each database.
pub fn all() -> impl Iterator<Item = &'static Statement> {
    [
        agents::LIST,
        search::LIST,
        records::LIST,
        links::LIST,
        blocks::LIST,
        notices::LIST,
        left::LIST,
        mails::LIST,
        files::LIST,
        amend::LIST,
        decisions::LIST,
        deliveries::LIST,
        hooks::LIST,
        identity::LIST,
        messages::LIST,
        meta::LIST,
        revisions::LIST,
        sessions::LIST,
        visitors::LIST,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Declares statements and lists them, so that none can be left out of [`all`]. `NAME = text;` where both databases
/// read the same, else `NAME = sqlite => postgres;`.
macro_rules! statements {
    (@postgres $sqlite:expr) => { $sqlite };
    (@postgres $sqlite:expr, $postgres:expr) => { $postgres };
    ($($(#[$doc:meta])* $name:ident = $sqlite:expr $(=> $postgres:expr)?;)*) => {
        $(
            $(#[$doc])*
            pub const $name: $crate::sql::Statement = $crate::sql::Statement {
                name: concat!(module_path!(), "::", stringify!($name)),
                sqlite: $sqlite,
                postgres: $crate::sql::statements!(@postgres $sqlite $(, $postgres)?),
            };
        )*
        pub(super) const LIST: &[&$crate::sql::Statement] = &[$(&$name),*];
    };
}
use statements;
