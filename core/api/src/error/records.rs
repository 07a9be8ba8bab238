//! What looking for records and linking them can fail with.

use super::Failure;
use crate::view::ShownRecordView;
use usher_engine::{BadRecordQuery, EditError, FindError, LinkError};

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

impl From<FindError> for Failure {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NotReady => Self::Busy,
            FindError::Store(error) => error.into(),
        }
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Missing => Self::NotFound("the record"),
            EditError::Refused(problems) => Self::InvalidRecord(problems),
            EditError::Changed(edited) => Self::RecordChanged(Box::new(ShownRecordView::edited(&edited))),
            EditError::Store(error) => error.into(),
        }
    }
}
