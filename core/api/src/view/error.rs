//! Errors on the wire: a stable code for programs, a sentence for people.

use serde::Serialize;
use utoipa::ToSchema;

use super::{FieldProblemView, ShownRecordView};

/// The body of every failed request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    pub error: ApiError,
}

/// What went wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ApiError {
    /// Stable, for programs: `session_closed`, `not_owner`, `conflict`, `busy`, `rate_limited`, `too_long`,
    /// `bad_request`, `unauthorized`, `forbidden`, `not_found`, `origin_not_allowed`, `internal`, `invalid_answers`,
    /// `answering`, `taken`, `answered`, `done`, `too_many_notes`; of the form
    /// that a chat begins with `form_required`, `unknown_form`, `session_open`; of files `too_large`, `too_many_files`, `file_type_not_allowed`, `picture_too_large`, `picture_unreadable`, `cut_off`,
    /// `not_your_file`, `file_sent`, `file_deleted`, `link_expired`; of proofs `identity_required`, `identity_refused`; of
    /// keys `wrong_password`, `key_revoked`, `too_many_keys`; of records `invalid_record`, `record_changed`,
    /// `nothing_before`.
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
    /// Of `invalid_answers` and `invalid_record`: all that is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub problems: Vec<FieldProblemView>,
    /// Of `form_required`: the form that a chat begins with here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub form: Option<String>,
    // Of `record_changed`: the record as it is now. A word beside a reference would make it another type to readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub record: Option<Box<ShownRecordView>>,
}
