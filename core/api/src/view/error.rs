//! Errors on the wire: a stable code for programs, a sentence for people.

use serde::Serialize;
use utoipa::ToSchema;

/// The body of every failed request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    pub error: ApiError,
}

/// What went wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ApiError {
    /// Stable, for programs: `session_closed`, `not_owner`, `conflict`, `busy`, `rate_limited`, `too_long`,
    /// `bad_request`, `unauthorized`, `forbidden`, `not_found`, `origin_not_allowed`, `internal`.
    pub code: &'static str,
    /// For people, in English.
    pub message: String,
    /// The field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<&'static str>,
    /// The limit that was passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub limit: Option<u64>,
    /// When to try again, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry_after_ms: Option<u64>,
}
