//! What a request can fail with, mapped exhaustively to status and stable code.

mod block;
mod files;
mod identity;
mod left;
mod records;

pub(crate) use identity::IdentityFailure;

use crate::view::{ApiError, ErrorBody, ShownRecordView};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use usher_engine::{
    AdmitError, CloseError, ExplainError, HandError, NoteError, NoticeError, OfferError, PostError, RecallError,
    ReplayError, SignInError, TagError, TextError,
};
use usher_records::Problem;
use usher_ruleset::FieldProblem;
use usher_store::{FILE, StoreError};

/// A failed request or frame.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{message}")]
    BadRequest { field: &'static str, message: String },
    #[error("the text has {given} characters; at most {limit} are allowed")]
    TooLong { given: usize, limit: usize },
    #[error("{message}")]
    OverLimit { field: &'static str, limit: usize, message: String },
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
    #[error("the session is not offered to you, or no longer")]
    OfferGone,
    #[error("you cannot write here at the moment")]
    Blocked,
    #[error(transparent)]
    Identity(IdentityFailure),
    #[error(transparent)]
    Hand(HandError),
    #[error("what this call told is no longer kept, so it cannot be made once more")]
    BodyGone,
    #[error(transparent)]
    Recall(RecallError),
    #[error(transparent)]
    Tag(TagError),
    #[error(transparent)]
    File(files::FileFailure),
    #[error("too many requests; try again in {retry_after_ms} ms")]
    RateLimited { retry_after_ms: u64 },
    #[error("the server is busy; try again shortly")]
    Busy,
    #[error("{0} is in use for something else already")]
    NameUsed(&'static str),
    #[error("{} of the answers do not fit the form", .0.len())]
    InvalidAnswers(Vec<FieldProblem>),
    #[error("{} values of the record cannot be stored", .0.len())]
    InvalidRecord(Vec<Problem>),
    #[error("somebody else changed this record meanwhile; what it is now stands here under `record`")]
    RecordChanged(Box<ShownRecordView>),
    #[error("there is nothing to undo: the visitor was no other record before")]
    NothingBefore,
    #[error("a chat begins with the form `{form}` here; fill it in first")]
    FormRequired { form: String },
    #[error("a chat does not begin with this form here; ask for the channel's form anew")]
    UnknownForm,
    #[error("your chat goes on already; write to it instead")]
    SessionOpen,
    #[error("an agent is answering; write to the agent instead")]
    Answering,
    #[error("{agent} has this message")]
    Taken { agent: String },
    #[error("this message was answered; open it again first")]
    Answered,
    #[error("this message is done; open it again first")]
    Done,
    #[error("a left message has at most {limit} notes")]
    TooManyNotes { limit: u32 },
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
            Self::TooLong { .. } | Self::OverLimit { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_long"),
            Self::Unauthorized(_) => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::OriginNotAllowed(_) => (StatusCode::FORBIDDEN, "origin_not_allowed"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::SessionClosed => (StatusCode::CONFLICT, "session_closed"),
            Self::NotOwner => (StatusCode::FORBIDDEN, "not_owner"),
            Self::Conflict { .. } | Self::NameUsed(_) => (StatusCode::CONFLICT, "conflict"),
            Self::OfferGone => (StatusCode::CONFLICT, "offer_gone"),
            Self::Blocked => (StatusCode::FORBIDDEN, "blocked"),
            Self::Identity(failure) => failure.code(),
            Self::Hand(error) => hand_code(error),
            Self::BodyGone => (StatusCode::CONFLICT, "body_gone"),
            Self::InvalidAnswers(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_answers"),
            Self::NothingBefore => (StatusCode::CONFLICT, "nothing_before"),
            Self::InvalidRecord(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_record"),
            Self::RecordChanged(_) => (StatusCode::CONFLICT, "record_changed"),
            Self::FormRequired { .. } => (StatusCode::CONFLICT, "form_required"),
            Self::UnknownForm => (StatusCode::NOT_FOUND, "unknown_form"),
            Self::SessionOpen => (StatusCode::CONFLICT, "session_open"),
            Self::Answering => (StatusCode::CONFLICT, "answering"),
            Self::Taken { .. } => (StatusCode::CONFLICT, "taken"),
            Self::Answered => (StatusCode::CONFLICT, "answered"),
            Self::Done => (StatusCode::CONFLICT, "done"),
            Self::TooManyNotes { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_many_notes"),
            Self::Recall(error) => recall_code(error),
            Self::Tag(error) => tag_code(error),
            Self::File(failure) => (failure.status, failure.code),
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
            Self::BadRequest { field, .. } | Self::NameUsed(field) => (Some(*field), None),
            Self::TooLong { limit, .. } => (Some("text"), Some(*limit as u64)),
            Self::File(failure) => (failure.field, failure.limit),
            Self::Identity(failure) => failure.details(),
            Self::OverLimit { field, limit, .. } => (Some(*field), Some(*limit as u64)),
            Self::Hand(HandError::NoteTooLong { limit, .. }) => (Some("note"), Some(*limit as u64)),
            Self::Hand(HandError::UnknownAgent(_) | HandError::Unable { .. }) => (Some("agent"), None),
            Self::Hand(HandError::UnknownGroup(_)) => (Some("group"), None),
            Self::InvalidAnswers(_) => (Some("answers"), None),
            Self::UnknownForm => (Some("form"), None),
            Self::TooManyNotes { limit } => (None, Some(u64::from(*limit))),
            Self::Recall(RecallError::TooLate { limit, .. }) => (Some("seq"), Some(limit.as_secs())),
            Self::Recall(_) => (Some("seq"), None),
            Self::Tag(TagError::Full { limit }) => (Some("tag"), Some(*limit as u64)),
            _ => (None, None),
        };
        let retry_after_ms = match self {
            Self::RateLimited { retry_after_ms } => Some(*retry_after_ms),
            Self::Busy => Some(BUSY_RETRY_MS),
            _ => None,
        };
        let problems = match self {
            Self::InvalidAnswers(problems) => problems.iter().map(Into::into).collect(),
            Self::InvalidRecord(problems) => problems.iter().map(Into::into).collect(),
            _ => Vec::new(),
        };
        let form = match self {
            Self::FormRequired { form } => Some(form.clone()),
            _ => None,
        };
        let record = match self {
            Self::RecordChanged(record) => Some(record.clone()),
            _ => None,
        };
        let code = self.status_and_code().1;
        ApiError { code, message: self.to_string(), field, limit, retry_after_ms, problems, form, record }
    }
}

/// Why a session is not given, as status and code.
const fn hand_code(error: &HandError) -> (StatusCode, &'static str) {
    match error {
        HandError::NotOwner => (StatusCode::FORBIDDEN, "not_owner"),
        HandError::Missing => (StatusCode::NOT_FOUND, "not_found"),
        HandError::Closed => (StatusCode::CONFLICT, "session_closed"),
        HandError::UnknownAgent(_) | HandError::UnknownGroup(_) => (StatusCode::BAD_REQUEST, "bad_request"),
        HandError::Unable { .. } => (StatusCode::CONFLICT, "agent_unable"),
        HandError::NoteTooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_long"),
        HandError::Conflict { .. } => (StatusCode::CONFLICT, "conflict"),
        HandError::Moved => (StatusCode::CONFLICT, "moved"),
        HandError::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

/// Why something is not taken back, as status and code.
const fn recall_code(error: &RecallError) -> (StatusCode, &'static str) {
    match error {
        RecallError::Missing => (StatusCode::NOT_FOUND, "not_found"),
        RecallError::NotSender => (StatusCode::FORBIDDEN, "not_sender"),
        RecallError::NotWords => (StatusCode::CONFLICT, "not_recallable"),
        RecallError::Off => (StatusCode::FORBIDDEN, "recall_off"),
        RecallError::TooLate { .. } => (StatusCode::CONFLICT, "too_late"),
        RecallError::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

/// Why a mark is not changed, as status and code.
const fn tag_code(error: &TagError) -> (StatusCode, &'static str) {
    match error {
        TagError::Missing => (StatusCode::NOT_FOUND, "not_found"),
        TagError::NotOwner => (StatusCode::FORBIDDEN, "not_owner"),
        TagError::Full { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_many_tags"),
        TagError::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
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
            // Somebody else, or another message, was faster.
            StoreError::Missing { what: FILE, .. } => Self::not_your_file(),
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
            PostError::FormRequired { form } => Self::FormRequired { form: form.to_string() },
            PostError::Blocked => Self::Blocked,
            PostError::IdentityRequired => Self::Identity(IdentityFailure::Required),
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

impl From<NoteError> for Failure {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::Missing => Self::NotFound("the session"),
            NoteError::Conflict { seq } => Self::Conflict { seq },
            NoteError::Store(error) => error.into(),
        }
    }
}

impl From<RecallError> for Failure {
    fn from(error: RecallError) -> Self {
        match error {
            RecallError::Store(error) => error.into(),
            other => Self::Recall(other),
        }
    }
}

impl From<TagError> for Failure {
    fn from(error: TagError) -> Self {
        match error {
            TagError::Store(error) => error.into(),
            other => Self::Tag(other),
        }
    }
}

impl From<HandError> for Failure {
    fn from(error: HandError) -> Self {
        match error {
            HandError::Store(error) => error.into(),
            other => Self::Hand(other),
        }
    }
}

impl From<OfferError> for Failure {
    fn from(error: OfferError) -> Self {
        match error {
            OfferError::Gone => Self::OfferGone,
            OfferError::Store(error) => error.into(),
        }
    }
}

impl From<AdmitError> for Failure {
    fn from(error: AdmitError) -> Self {
        match error {
            AdmitError::UnknownChannel { .. } => Self::NotFound("the channel"),
            refused @ AdmitError::OriginNotAllowed { .. } => Self::OriginNotAllowed(refused.to_string()),
            AdmitError::IdentityRequired => Self::Identity(IdentityFailure::Required),
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

impl From<NoticeError> for Failure {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::Missing => Self::NotFound("the notice"),
            NoticeError::Store(error) => error.into(),
        }
    }
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Missing => Self::NotFound("the call"),
            ReplayError::BodyGone => Self::BodyGone,
            ReplayError::Store(error) => error.into(),
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
