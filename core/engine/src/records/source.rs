//! Where a visitor's CRM records come from, for conditions and scripts.

use crate::{Engine, config::RECORDS_TIME};
use usher_model::{Records, VisitorId};

/// Looks a visitor's records up.
#[async_trait::async_trait]
pub trait RecordSource: Send + Sync {
    /// The records that belong to a visitor. An anonymous one has none.
    ///
    /// # Errors
    /// When they cannot be had; the visitor is then routed without them.
    async fn records_of(&self, visitor: VisitorId) -> Result<Records, RecordsError>;
}

/// Why records cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RecordsError(pub String);

/// Where there is no CRM: nobody has records.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRecords;

#[async_trait::async_trait]
impl RecordSource for NoRecords {
    async fn records_of(&self, _: VisitorId) -> Result<Records, RecordsError> {
        Ok(Records::NONE)
    }
}

impl Engine {
    /// A visitor's records; none where they cannot be had in time: a visitor never waits for the CRM.
    pub(crate) async fn records_of(&self, visitor: VisitorId) -> Option<Records> {
        let error = match tokio::time::timeout(RECORDS_TIME, self.records.records_of(visitor)).await {
            Ok(Ok(records)) => return Some(records),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {} s", RECORDS_TIME.as_secs()),
        };
        metrics::counter!("records_failed_total").increment(1);
        tracing::error!(%visitor, error, "a visitor's records could not be had; the session is routed without them");
        None
    }
}
