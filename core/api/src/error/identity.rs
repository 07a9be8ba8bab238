//! What proofs and keys can fail with.

use super::Failure;
use axum::http::StatusCode;
use usher_engine::{IdentifyError, KeyError};
use usher_identity::BadKey;

/// Why a proof or a key leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdentityFailure {
    /// The channel asks for a proof before anything else.
    #[error("prove first who you are: this channel requires it")]
    Required,
    /// The one answer to a proof that does not count.
    #[error("this proof of who you are does not count here")]
    Refused,
    /// It is not shown without the own password.
    #[error("the password is wrong")]
    WrongPassword,
    /// What the key was made of is gone.
    #[error("the key was revoked, and what it was made of is gone")]
    KeyRevoked,
    /// Another key that lives bears the kid.
    #[error("another key that lives has this `kid`")]
    KidUsed,
    /// Too many keys live.
    #[error("at most {limit} keys live at once; revoke one that nobody uses")]
    TooManyKeys {
        /// How many may live.
        limit: u32,
    },
}

impl IdentityFailure {
    /// Status and stable code.
    pub(super) const fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Required => (StatusCode::FORBIDDEN, "identity_required"),
            Self::Refused => (StatusCode::FORBIDDEN, "identity_refused"),
            Self::WrongPassword => (StatusCode::FORBIDDEN, "wrong_password"),
            Self::KeyRevoked => (StatusCode::CONFLICT, "key_revoked"),
            Self::KidUsed => (StatusCode::CONFLICT, "conflict"),
            Self::TooManyKeys { .. } => (StatusCode::CONFLICT, "too_many_keys"),
        }
    }

    /// The field at fault, and the limit that was passed.
    pub(super) fn details(&self) -> (Option<&'static str>, Option<u64>) {
        match self {
            Self::WrongPassword => (Some("password"), None),
            Self::KidUsed => (Some("kid"), None),
            Self::TooManyKeys { limit } => (None, Some(u64::from(*limit))),
            _ => (None, None),
        }
    }
}

impl From<IdentifyError> for Failure {
    fn from(error: IdentifyError) -> Self {
        match error {
            IdentifyError::UnknownChannel { .. } => Self::NotFound("the channel"),
            refused @ IdentifyError::OriginNotAllowed { .. } => Self::OriginNotAllowed(refused.to_string()),
            IdentifyError::Refused => Self::Identity(IdentityFailure::Refused),
            IdentifyError::Store(error) => error.into(),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let message = error.to_string();
        match error {
            KeyError::Missing => Self::NotFound("the key"),
            KeyError::Revoked => Self::Identity(IdentityFailure::KeyRevoked),
            KeyError::Bad(BadKey::NotOurs { .. }) => Self::bad("kind", message),
            KeyError::Bad(_) => Self::bad("text", message),
            KeyError::Label { given, limit } if given > limit => Self::OverLimit { field: "label", limit, message },
            KeyError::Label { .. } => Self::bad("label", message),
            KeyError::Kid { .. } => Self::bad("kid", message),
            KeyError::KidUsed(_) => Self::Identity(IdentityFailure::KidUsed),
            KeyError::TooMany { limit } => Self::Identity(IdentityFailure::TooManyKeys { limit }),
            KeyError::Password => Self::Identity(IdentityFailure::WrongPassword),
            sealed @ KeyError::Sealed(_) => Self::Internal(Box::new(sealed)),
            KeyError::Store(error) => error.into(),
        }
    }
}
