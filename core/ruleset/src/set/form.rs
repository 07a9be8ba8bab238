//! What a visitor fills in.

use jiff::civil::Date;
use usher_condition::{Condition, Pattern};
use usher_model::{FormId, LocalText};

/// `forms/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Form {
    /// The file's stem.
    pub id: FormId,
    /// Its name, for admins.
    pub name: String,
    /// What it is for.
    pub kind: FormKind,
    /// Above it.
    pub title: LocalText,
    /// Under the title.
    pub intro: Option<LocalText>,
    /// On the button.
    pub submit: Option<LocalText>,
    /// Once it was sent.
    pub thanks: Option<LocalText>,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// To leave a message where nobody can answer.
    LeaveMessage,
    /// To fill in before a session opens.
    PreChat,
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct FormField {
    /// Its id, unique in the form.
    pub id: String,
    /// Its name.
    pub label: LocalText,
    /// What to write.
    pub help: Option<LocalText>,
    /// What stands in it while it is empty.
    pub placeholder: Option<LocalText>,
    /// Whether it must be filled in; of a consent, whether it must be given.
    pub required: bool,
    /// What it takes.
    pub kind: FieldType,
    /// When it is shown, over the answers to earlier fields; always where nothing is said.
    pub shown_if: Condition,
}

/// What a field of a form takes.
#[derive(Debug, Clone)]
pub enum FieldType {
    /// One line.
    Text {
        /// Least and most characters.
        length: (u32, u32),
        /// What it must match, and how to say so.
        pattern: Option<(Pattern, Option<LocalText>)>,
    },
    /// Several lines.
    LongText {
        /// Least and most characters.
        length: (u32, u32),
    },
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A number.
    Number {
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
        /// Whether fractions are refused.
        whole: bool,
    },
    /// A day.
    Date {
        /// The first.
        min: Option<Date>,
        /// The last.
        max: Option<Date>,
    },
    /// One of several.
    Choice(Vec<FormOption>),
    /// Any of several.
    Choices(Vec<FormOption>),
    /// Files.
    File {
        /// Most files.
        files: u32,
        /// Most bytes of one.
        file_bytes: u64,
        /// Media types such as `image/png` or `image/*`; empty for any.
        accept: Vec<String>,
    },
    /// A box to tick.
    Consent,
}

/// One of the answers to a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormOption {
    /// Its id.
    pub value: String,
    /// What the visitor reads.
    pub label: LocalText,
}

/// The name of the fact that tells the answer to a field of the form that a chat begins with.
pub fn form_fact(field: &str) -> String {
    format!("{FORM_FACTS}.{field}")
}

/// What the names of such facts begin with.
pub(crate) const FORM_FACTS: &str = "form";
