//! What looking for sessions and keeping visitors from writing can fail with.

use super::Failure;
use usher_engine::BlockError;
use usher_store::{BadQuery, MAX_QUERY_CHARS, MAX_QUERY_WORDS};

impl From<BadQuery> for Failure {
    fn from(error: BadQuery) -> Self {
        let message = format!("`q` cannot be looked for: {error}");
        match error {
            BadQuery::NoWord => Self::bad("q", message),
            BadQuery::TooLong { .. } => Self::OverLimit { field: "q", limit: MAX_QUERY_CHARS, message },
            BadQuery::TooManyWords { .. } => Self::OverLimit { field: "q", limit: MAX_QUERY_WORDS, message },
        }
    }
}

impl From<BlockError> for Failure {
    fn from(error: BlockError) -> Self {
        let message = error.to_string();
        match error {
            BlockError::Missing => Self::NotFound("the visitor"),
            BlockError::NoReason => Self::bad("reason", message),
            BlockError::ReasonTooLong { limit, .. } => Self::OverLimit { field: "reason", limit, message },
            BlockError::Past => Self::bad("until_ms", message),
            BlockError::Store(error) => error.into(),
        }
    }
}
