//! Unexpected failures inside a transaction, and how the driver's errors become the store's.

use usher_store::StoreError;

/// Something that no command's outcome foresees: the transaction is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The driver failed.
    #[error(transparent)]
    Driver(#[from] sqlx::Error),
    /// A stored value could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Driver(error) => driver(error),
            Fault::Store(error) => error,
        }
    }
}

/// The driver's error as the store's.
pub fn driver(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::PoolClosed => StoreError::Closed,
        other => StoreError::Driver(Box::new(other)),
    }
}
