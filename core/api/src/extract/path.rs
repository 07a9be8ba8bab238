//! Ids and tags as they come in, parsed at the rim.

use crate::error::Failure;
use usher_model::{ChannelId, FileId, Locale, Seq, SessionId};

/// A channel's id. A name that cannot be one is a channel that is not here.
pub(crate) fn parse_channel(given: &str) -> Result<ChannelId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the channel"))
}

/// A session's id.
pub(crate) fn parse_session(given: &str) -> Result<SessionId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the session"))
}

/// A place in a transcript.
pub(crate) fn parse_seq(given: &str) -> Result<Seq, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the message"))
}

/// A file's id.
pub(crate) fn parse_file(given: &str) -> Result<FileId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the file"))
}

/// The files of a message, by ids.
pub(crate) fn parse_files(given: &[String]) -> Result<Vec<FileId>, Failure> {
    given.iter().map(|id| id.parse().map_err(|_| Failure::bad("files", "this is not a file's id"))).collect()
}

/// A language tag. Browsers send many forms; one that is no tag falls back instead of turning the visitor away.
pub(crate) fn parse_locale(given: &str, fallback: &Locale) -> Locale {
    given.parse().unwrap_or_else(|_| fallback.clone())
}
