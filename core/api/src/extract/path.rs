//! Ids and tags as they come in, parsed at the rim.

use crate::error::Failure;
use usher_model::{ChannelId, Locale, SessionId};

/// A channel's id. A name that cannot be one is a channel that is not here.
pub(crate) fn parse_channel(given: &str) -> Result<ChannelId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the channel"))
}

/// A session's id.
pub(crate) fn parse_session(given: &str) -> Result<SessionId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the session"))
}

/// A language tag. Browsers send many forms; one that is no tag falls back instead of turning the visitor away.
pub(crate) fn parse_locale(given: &str, fallback: &Locale) -> Locale {
    given.parse().unwrap_or_else(|_| fallback.clone())
}
