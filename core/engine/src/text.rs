//! Words that somebody typed, checked once at the rim.

use crate::{SentFiles, config::MAX_TEXT_CHARS};

/// A text fit to be stored: neither too long nor, where nothing else is said, empty, line breaks as `\n`, no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

/// A text that is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// Too many characters.
    #[error("the text has {given} characters; at most {limit} are allowed")]
    TooLong {
        /// How many it has.
        given: usize,
        /// How many it may have.
        limit: usize,
    },
}

impl MessageText {
    /// Checks a text and tidies its line breaks. White space around it goes.
    ///
    /// # Errors
    /// When nothing is left, or too much.
    pub fn parse(given: &str) -> Result<Self, TextError> {
        let broken = given.replace("\r\n", "\n");
        let kept: String = broken.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let text = kept.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        let count = text.chars().count();
        if count > MAX_TEXT_CHARS {
            return Err(TextError::TooLong { given: count, limit: MAX_TEXT_CHARS });
        }
        Ok(Self(text.to_owned()))
    }

    /// Checks a text that stands beside files, and so may be empty.
    ///
    /// # Errors
    /// When it is too long, or empty without files.
    pub fn beside(given: &str, files: &SentFiles) -> Result<Self, TextError> {
        match Self::parse(given) {
            Err(TextError::Empty) if !files.is_empty() => Ok(Self(String::new())),
            parsed => parsed,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}
