//! What is wrong with a record that somebody sends.

/// One thing that is wrong, with the field it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field or the relation; `id` for the record's id, and nothing where the record as a whole is meant.
    pub field: Option<String>,
    /// What, for programs.
    pub code: ProblemCode,
    /// What, for people: with what was given, the limit, and what would do.
    pub message: String,
}

/// What is wrong, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemCode {
    /// The object has no such field.
    UnknownField,
    /// The object has no such relation.
    UnknownRelation,
    /// The value has another type than the field.
    WrongType,
    /// The value is longer than may be.
    TooLong,
    /// The value is none of the field's options.
    UnknownOption,
    /// The value does not look like what the field holds, such as an address without `@`.
    Malformed,
    /// Nobody may change the field here.
    NotEditable,
    /// The record's id cannot be one.
    BadId,
    /// The same id stands in this request before.
    Twice,
    /// The record is larger than may be.
    TooLarge,
    /// The record is not what the sender saw: others changed it, time after time.
    Contended,
}

impl ProblemCode {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown_field",
            Self::UnknownRelation => "unknown_relation",
            Self::WrongType => "wrong_type",
            Self::TooLong => "too_long",
            Self::UnknownOption => "unknown_option",
            Self::Malformed => "malformed",
            Self::NotEditable => "not_editable",
            Self::BadId => "bad_id",
            Self::Twice => "twice",
            Self::TooLarge => "too_large",
            Self::Contended => "contended",
        }
    }
}

impl Problem {
    /// A problem of one field.
    pub fn of(field: &str, code: ProblemCode, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), code, message: message.into() }
    }

    /// A problem of the record as a whole.
    pub fn of_record(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { field: None, code, message: message.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// What somebody wrote, short enough for a message and harmless to a terminal.
pub fn shown(text: &str) -> String {
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut cut: String = text.chars().take(60).map(visible).collect();
    if text.chars().nth(60).is_some() {
        cut.push('…');
    }
    cut
}
