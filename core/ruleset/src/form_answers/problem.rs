//! What is wrong with an answer, named so that a page can show it beside its field.

use crate::{FormField, words::shown};
use usher_model::Value;

/// Longest name of an unknown field that is told back, in characters.
const NAME: usize = 64;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldProblem {
    /// Which field, by its id.
    pub field: String,
    /// What sort of thing.
    pub code: ProblemCode,
    /// What to do, for people: the form's own words where it has some, else English.
    pub message: String,
    /// The limit that was passed, if one was: a number, a date, or a list of media types.
    pub limit: Option<Value>,
}

/// What sort of thing is wrong. Stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemCode {
    /// Nothing was answered.
    Required,
    /// More characters than fit.
    TooLong,
    /// Fewer characters than are asked for.
    TooShort,
    /// It does not match the field's pattern.
    Pattern,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a telephone number.
    NotAPhone,
    /// Not a number.
    NotANumber,
    /// Less than the least.
    Below,
    /// More than the most.
    Above,
    /// A fraction where whole numbers are asked for.
    NotWhole,
    /// Not a day.
    NotADate,
    /// Before the first day.
    Before,
    /// After the last day.
    After,
    /// None of the field's options.
    UnknownOption,
    /// More options than there are.
    TooManyOptions,
    /// More files than the field takes.
    TooManyFiles,
    /// None of the visitor's files, or one that is used already.
    UnknownFile,
    /// A sort of files that the field does not take.
    FileTypeNotAllowed,
    /// A file larger than the field takes.
    TooLarge,
    /// The box has to be ticked.
    ConsentRequired,
    /// The form has no such field.
    UnknownField,
    /// Another type of JSON value than the field takes.
    WrongType,
}

impl ProblemCode {
    /// Its word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong => "too_long",
            Self::TooShort => "too_short",
            Self::Pattern => "pattern",
            Self::NotAnEmail => "not_an_email",
            Self::NotAPhone => "not_a_phone",
            Self::NotANumber => "not_a_number",
            Self::Below => "below",
            Self::Above => "above",
            Self::NotWhole => "not_whole",
            Self::NotADate => "not_a_date",
            Self::Before => "before",
            Self::After => "after",
            Self::UnknownOption => "unknown_option",
            Self::TooManyOptions => "too_many_options",
            Self::TooManyFiles => "too_many_files",
            Self::UnknownFile => "unknown_file",
            Self::FileTypeNotAllowed => "file_type_not_allowed",
            Self::TooLarge => "too_large",
            Self::ConsentRequired => "consent_required",
            Self::UnknownField => "unknown_field",
            Self::WrongType => "wrong_type",
        }
    }
}

impl FieldProblem {
    pub(super) fn new(field: &FormField, code: ProblemCode, message: impl Into<String>) -> Self {
        Self { field: field.id.clone(), code, message: message.into(), limit: None }
    }

    pub(super) fn with(self, limit: impl Into<Value>) -> Self {
        Self { limit: Some(limit.into()), ..self }
    }

    pub(super) fn required(field: &FormField) -> Self {
        Self::new(field, ProblemCode::Required, "fill this in")
    }

    /// A file that was named is not the visitor's to send, or not any more.
    pub fn gone_file(field: &FormField) -> Self {
        Self::new(field, ProblemCode::UnknownFile, "one of these files is not here any more; add it again")
    }

    pub(super) fn wrong_type(field: &FormField, expected: &str) -> Self {
        Self::new(field, ProblemCode::WrongType, format!("this field takes {expected}"))
    }

    pub(super) fn unknown_field(id: &str) -> Self {
        let message = format!("the form has no field `{}`; ask for the form anew", shown(id));
        Self { field: id.chars().take(NAME).collect(), code: ProblemCode::UnknownField, message, limit: None }
    }
}
