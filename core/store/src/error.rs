//! What can go wrong with a database. Absence is never an error.

/// A failure of the store itself.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed; nothing of this write is stored.
    #[error("the database failed: {0}")]
    Driver(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored value makes no sense: the database was changed by something else.
    #[error("{table}.{column} of {row} cannot be read: {reason}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// Which row.
        row: String,
        /// Why.
        reason: String,
    },
    /// Too many writes wait already. Try again shortly.
    #[error("too many writes wait ({waiting})")]
    Busy {
        /// How many.
        waiting: usize,
    },
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// The write names something that is not there.
    #[error("{what} {id} is not there")]
    Missing {
        /// What kind of thing.
        what: &'static str,
        /// Which.
        id: String,
    },
}
