//! What sending a form and handling a left message can fail with.

use super::{Failure, IdentityFailure};
use usher_engine::{BeginError, LeaveError, LeftError};

impl From<LeaveError> for Failure {
    fn from(error: LeaveError) -> Self {
        match error {
            LeaveError::UnknownForm => Self::NotFound("the form"),
            LeaveError::Answers(problems) => Self::InvalidAnswers(problems),
            LeaveError::Answering => Self::Answering,
            LeaveError::Conflict => Self::NameUsed("client_id"),
            LeaveError::ChannelGone => Self::NotFound("the channel"),
            LeaveError::Blocked => Self::Blocked,
            LeaveError::IdentityRequired => Self::Identity(IdentityFailure::Required),
            LeaveError::Store(error) => error.into(),
        }
    }
}

impl From<BeginError> for Failure {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::UnknownForm => Self::UnknownForm,
            BeginError::Answers(problems) => Self::InvalidAnswers(problems),
            BeginError::SessionOpen => Self::SessionOpen,
            BeginError::Conflict => Self::NameUsed("client_id"),
            BeginError::ChannelGone => Self::NotFound("the channel"),
            BeginError::Blocked => Self::Blocked,
            BeginError::IdentityRequired => Self::Identity(IdentityFailure::Required),
            BeginError::Store(error) => error.into(),
        }
    }
}

impl From<LeftError> for Failure {
    fn from(error: LeftError) -> Self {
        match error {
            LeftError::Missing => Self::NotFound("the left message"),
            LeftError::TakenBy { agent } => Self::Taken { agent: agent.to_string() },
            LeftError::Answered => Self::Answered,
            LeftError::Done => Self::Done,
            LeftError::Conflict => Self::NameUsed("client_id"),
            LeftError::TooManyNotes { limit } => Self::TooManyNotes { limit },
            LeftError::Store(error) => error.into(),
        }
    }
}
