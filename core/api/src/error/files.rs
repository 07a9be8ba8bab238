//! What uploading, sending and opening files can fail with, as status, code, field and limit.

use super::Failure;
use axum::http::StatusCode;
use usher_attachments::ReceiveError;
use usher_engine::{FileError, UploadError};

/// A failure about a file.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct FileFailure {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) field: Option<&'static str>,
    pub(super) limit: Option<u64>,
}

fn failure(status: StatusCode, code: &'static str, error: &dyn std::error::Error) -> FileFailure {
    FileFailure { status, code, message: error.to_string(), field: None, limit: None }
}

impl From<FileFailure> for Failure {
    fn from(failure: FileFailure) -> Self {
        Self::File(failure)
    }
}

impl Failure {
    /// A file that was named is another's, or was sent already.
    pub(crate) fn not_your_file() -> Self {
        FileError::NotYours.into()
    }
}

impl From<UploadError> for Failure {
    fn from(error: UploadError) -> Self {
        let of_file = |status, code, limit| -> Self {
            FileFailure { field: Some("file"), limit, ..failure(status, code, &error) }.into()
        };
        match &error {
            UploadError::Refused(refused) => match refused {
                ReceiveError::TooLarge { limit } => of_file(StatusCode::PAYLOAD_TOO_LARGE, "too_large", Some(*limit)),
                ReceiveError::Empty => of_file(StatusCode::BAD_REQUEST, "bad_request", None),
                ReceiveError::TypeNotAllowed { .. } => {
                    of_file(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type_not_allowed", None)
                }
                ReceiveError::PictureTooLarge { limit } => {
                    of_file(StatusCode::UNPROCESSABLE_ENTITY, "picture_too_large", Some(*limit))
                }
                ReceiveError::PictureUnreadable { .. } => {
                    of_file(StatusCode::UNPROCESSABLE_ENTITY, "picture_unreadable", None)
                }
                ReceiveError::CutOff { .. } => of_file(StatusCode::BAD_REQUEST, "cut_off", None),
                ReceiveError::Busy => Self::Busy,
                ReceiveError::Storage(_) => Self::Internal(Box::new(error)),
            },
            UploadError::NotOffered => of_file(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type_not_allowed", None),
            UploadError::TooManyHeld { limit } => {
                of_file(StatusCode::CONFLICT, "too_many_files", Some(u64::from(*limit)))
            }
            UploadError::TooMuchHeld { limit } => of_file(StatusCode::CONFLICT, "too_large", Some(*limit)),
            UploadError::ChannelGone => Self::NotFound("the channel"),
            UploadError::Blocked => Self::Blocked,
            UploadError::Store(_) => match error {
                UploadError::Store(error) => error.into(),
                other => Self::Internal(Box::new(other)),
            },
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let of_files = |status, code, limit| -> Self {
            FileFailure { field: Some("files"), limit, ..failure(status, code, &error) }.into()
        };
        match &error {
            FileError::Missing => Self::NotFound("the file"),
            FileError::NotYours => of_files(StatusCode::FORBIDDEN, "not_your_file", None),
            FileError::Deleted => failure(StatusCode::GONE, "file_deleted", &error).into(),
            FileError::Sent => failure(StatusCode::CONFLICT, "file_sent", &error).into(),
            FileError::TooMany { limit } => {
                of_files(StatusCode::UNPROCESSABLE_ENTITY, "too_many_files", Some(u64::from(*limit)))
            }
            FileError::TypeNotAllowed { .. } => {
                of_files(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type_not_allowed", None)
            }
            FileError::LinkExpired => failure(StatusCode::FORBIDDEN, "link_expired", &error).into(),
            FileError::Storage(_) | FileError::Store(_) => match error {
                FileError::Store(error) => error.into(),
                other => Self::Internal(Box::new(other)),
            },
        }
    }
}
