//! What a request can fail with, mapped exhaustively to status and stable code.

use crate::view::{ApiError, ErrorBody};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use usher_engine::{AdmitError, CloseError, ExplainError, PostError, SignInError, TextError};
use usher_store::StoreError;

/// A failed request or frame.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{message}")]
    BadRequest { field: &'static str, message: String },
    #[error("the text has {given} characters; at most {limit} are allowed")]
    TooLong { given: usize, limit: usize },
    #[error("{0}")]
    Unauthorized(&'static str),
    #[error("{0}")]
    Forbidden(&'static str),
    #[error("{0}")]
    OriginNotAllowed(String),
    #[error("{0} is not here")]
    NotFound(&'static str),
    #[error("the session is closed; start a new one")]
    SessionClosed,
    #[error("the session is not yours")]
    NotOwner,
    #[error("client_id was used for another message before, the one at seq {seq}")]
    Conflict { seq: i64 },
    #[error("too many requests; try again in {retry_after_ms} ms")]
    RateLimited { retry_after_ms: u64 },
    #[error("the server is busy; try again shortly")]
    Busy,
    #[error("something failed on our side; it is logged")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// How long a client waits after `busy`.
const BUSY_RETRY_MS: u64 = 500;

impl Failure {
    pub(crate) fn bad(field: &'static str, message: impl Into<String>) -> Self {
        Self::BadRequest { field, message: message.into() }
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BadRequest { .. } => (StatusCode::BAD_REQUEST, "bad_request"),
            Self::TooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_long"),
            Self::Unauthorized(_) => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::OriginNotAllowed(_) => (StatusCode::FORBIDDEN, "origin_not_allowed"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::SessionClosed => (StatusCode::CONFLICT, "session_closed"),
            Self::NotOwner => (StatusCode::FORBIDDEN, "not_owner"),
            Self::Conflict { .. } => (StatusCode::CONFLICT, "conflict"),
            Self::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// The wire form. An internal failure is logged here, once, with what the client is not told.
    pub(crate) fn view(&self) -> ApiError {
        if let Self::Internal(source) = self {
            tracing::error!(error = %source, "a request failed");
            metrics::counter!("requests_failed_total").increment(1);
        }
        let (field, limit) = match self {
            Self::BadRequest { field, .. } => (Some(*field), None),
            Self::TooLong { limit, .. } => (Some("text"), Some(*limit as u64)),
            _ => (None, None),
        };
        let retry_after_ms = match self {
            Self::RateLimited { retry_after_ms } => Some(*retry_after_ms),
            Self::Busy => Some(BUSY_RETRY_MS),
            _ => None,
        };
        ApiError { code: self.status_and_code().1, message: self.to_string(), field, limit, retry_after_ms }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, _) = self.status_and_code();
        let error = self.view();
        let retry = error.retry_after_ms;
        let mut response = (status, Json(ErrorBody { error })).into_response();
        if let Some(wait) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.div_ceil(1_000)));
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy { .. } => Self::Busy,
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<TextError> for Failure {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Empty => Self::bad("text", "the text is empty"),
            TextError::TooLong { given, limit } => Self::TooLong { given, limit },
        }
    }
}

impl From<PostError> for Failure {
    fn from(error: PostError) -> Self {
        match error {
            PostError::SessionClosed => Self::SessionClosed,
            PostError::NotOwner => Self::NotOwner,
            PostError::Missing => Self::NotFound("the session"),
            PostError::Conflict { seq } => Self::Conflict { seq },
            PostError::ChannelGone => Self::NotFound("the channel"),
            PostError::Store(error) => error.into(),
        }
    }
}

impl From<CloseError> for Failure {
    fn from(error: CloseError) -> Self {
        match error {
            CloseError::NotOwner => Self::NotOwner,
            CloseError::Missing => Self::NotFound("the session"),
            CloseError::Store(error) => error.into(),
        }
    }
}

impl From<AdmitError> for Failure {
    fn from(error: AdmitError) -> Self {
        match error {
            AdmitError::UnknownChannel { .. } => Self::NotFound("the channel"),
            refused @ AdmitError::OriginNotAllowed { .. } => Self::OriginNotAllowed(refused.to_string()),
            AdmitError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Self::Unauthorized("the e-mail address or the password is wrong"),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<ExplainError> for Failure {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::Missing => Self::NotFound("the session"),
            ExplainError::Store(error) => error.into(),
            broken @ ExplainError::Revision(_) => Self::Internal(Box::new(broken)),
        }
    }
}
