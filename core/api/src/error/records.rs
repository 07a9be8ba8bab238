//! What looking for records and linking them can fail with.

use super::Failure;
use usher_engine::{BadRecordQuery, LinkError};

impl From<BadRecordQuery> for Failure {
    fn from(error: BadRecordQuery) -> Self {
        match error {
            BadRecordQuery::Filter(bad) => Self::bad("filter", bad.to_string()),
            BadRecordQuery::Store(error) => error.into(),
        }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Missing(_) => Self::NotFound("the record"),
            LinkError::NothingBefore => Self::NothingBefore,
            LinkError::IsVisitor => Self::bad("object", error.to_string()),
            LinkError::Refused(problems) => Self::InvalidRecord(problems),
            LinkError::Store(error) => error.into(),
        }
    }
}
