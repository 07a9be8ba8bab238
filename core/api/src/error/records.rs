//! What looking for records can fail with.

use super::Failure;
use usher_engine::BadRecordQuery;

impl From<BadRecordQuery> for Failure {
    fn from(error: BadRecordQuery) -> Self {
        match error {
            BadRecordQuery::Filter(bad) => Self::bad("filter", bad.to_string()),
            BadRecordQuery::Store(error) => error.into(),
        }
    }
}
