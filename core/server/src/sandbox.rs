//! Where the rules' own tests try things out: stores in memory, one a case.

use std::sync::Arc;
use usher_engine::rule_tests::Sandbox;
use usher_model::Epoch;
use usher_store::{Store, StoreError};
use usher_store_sqlite::{Options, SqliteStore};

/// Stores in memory.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct MemorySandbox;

#[async_trait::async_trait]
impl Sandbox for MemorySandbox {
    async fn store(&self, epoch: Epoch) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(SqliteStore::open_in_memory(Options::new(epoch)).await?))
    }
}
