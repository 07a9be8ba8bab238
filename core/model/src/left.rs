//! Left messages: what a visitor filled in to be handled later, and what became of it.

use crate::{
    AgentId, ChannelId, FileRef, FormId, GroupId, LeftMessageId, LeftNoteId, Locale, QueueReason, RuleId, SessionId,
    Timestamp, Value, VisitorId,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The answer to one field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The field, by its id.
    pub field: String,
    /// The field's name, as the visitor read it.
    pub label: String,
    /// What was answered.
    #[serde(flatten)]
    pub value: AnswerValue,
}

/// What was answered. Texts are the visitor's own: data, never markup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum AnswerValue {
    /// One line.
    Text(String),
    /// Several lines.
    LongText(String),
    /// An e-mail address.
    Email(String),
    /// A telephone number.
    Phone(String),
    /// A whole number.
    Whole(i64),
    /// A number, finite.
    Number(f64),
    /// A day, as `2026-12-25`.
    Date(String),
    /// One of several.
    Choice(Chosen),
    /// Some of several; at least one.
    Choices(Vec<Chosen>),
    /// Files; at least one.
    Files(Vec<FileRef>),
    /// Whether a box was ticked.
    Consent(bool),
}

/// A choice that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Its id.
    pub value: String,
    /// Its name, as the visitor read it.
    pub label: String,
}

impl AnswerValue {
    /// The answer as conditions and hooks read it. Choices are told by their ids, files by theirs.
    pub fn plain(&self) -> Value {
        let texts = |texts: Vec<String>| Value::List(texts.into_iter().map(Value::from).collect());
        match self {
            Self::Text(text) | Self::LongText(text) | Self::Email(text) | Self::Phone(text) | Self::Date(text) => {
                Value::from(text.as_str())
            }
            Self::Whole(number) => Value::Int(*number),
            Self::Number(number) => Value::Float(*number),
            Self::Choice(chosen) => Value::from(chosen.value.as_str()),
            Self::Choices(chosen) => texts(chosen.iter().map(|one| one.value.clone()).collect()),
            Self::Files(files) => texts(files.iter().map(|file| file.id.to_string()).collect()),
            Self::Consent(given) => Value::Bool(*given),
        }
    }
}

impl fmt::Display for AnswerValue {
    /// The answer in words, as the visitor gave it. A box is a sign, which needs no language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::LongText(text) | Self::Email(text) | Self::Phone(text) | Self::Date(text) => {
                f.write_str(text)
            }
            Self::Whole(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Choice(chosen) => f.write_str(&chosen.label),
            Self::Choices(chosen) => listed(f, chosen.iter().map(|one| one.label.as_str())),
            Self::Files(files) => listed(f, files.iter().map(|file| file.name.as_str())),
            Self::Consent(given) => f.write_str(if *given { "\u{2713}" } else { "\u{2013}" }),
        }
    }
}

fn listed<'a>(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = &'a str>) -> fmt::Result {
    for (place, item) in items.enumerate() {
        if place > 0 {
            f.write_str(", ")?;
        }
        f.write_str(item)?;
    }
    Ok(())
}

/// How far a left message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftStatus {
    /// Nobody has it yet.
    Open,
    /// An agent has it, and has not answered.
    Taken,
    /// An agent answered.
    Answered,
    /// Nothing is left to do.
    Done,
}

impl LeftStatus {
    /// All of them, in the order of a message's life.
    pub const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Answered, Self::Done];

    /// Its word in the database and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Answered => "answered",
            Self::Done => "done",
        }
    }
}

/// A left message as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftMessage {
    /// Which one.
    pub id: LeftMessageId,
    /// The session that it ended, was added to, or opened: its transcript holds it, and will hold the answer.
    pub session: SessionId,
    /// Who left it.
    pub visitor: VisitorId,
    /// Where.
    pub channel: ChannelId,
    /// The form that was filled in.
    pub form: FormId,
    /// Who handles it; none where no rule matched, so that supervisors do.
    pub group: Option<GroupId>,
    /// The rule that chose the group, if one did.
    pub rule: Option<RuleId>,
    /// Why nobody could answer, where that is known.
    pub reason: Option<QueueReason>,
    /// What the visitor read.
    pub locale: Locale,
    /// What was filled in, in the form's order.
    pub answers: Vec<Answer>,
    /// How to reach the visitor, in words: an e-mail address, a telephone number, or both.
    pub contact: Option<String>,
    /// How far it is.
    pub status: LeftStatus,
    /// Who has it, answered it or finished it.
    pub agent: Option<AgentId>,
    /// Who gave it back, in order: it is not given to them again.
    pub passed: Vec<AgentId>,
    /// When it was left.
    pub created_at: Timestamp,
    /// When the agent got it.
    pub taken_at: Option<Timestamp>,
    /// When it was answered first.
    pub answered_at: Option<Timestamp>,
    /// When it was finished.
    pub done_at: Option<Timestamp>,
    /// Counts the changes: what compare-and-set compares.
    pub version: i64,
}

impl Answer {
    /// The files among these answers, in order.
    pub fn files(answers: &[Self]) -> impl Iterator<Item = &FileRef> {
        answers.iter().flat_map(|answer| match &answer.value {
            AnswerValue::Files(files) => files.as_slice(),
            _ => &[],
        })
    }

    /// The visitor's own words among these answers, for whoever wants one text: several lines first, else one line.
    pub fn says(answers: &[Self]) -> &str {
        let long = answers.iter().find_map(|answer| match &answer.value {
            AnswerValue::LongText(text) => Some(text.as_str()),
            _ => None,
        });
        let line = || {
            answers.iter().find_map(|answer| match &answer.value {
                AnswerValue::Text(text) => Some(text.as_str()),
                _ => None,
            })
        };
        long.or_else(line).unwrap_or("")
    }
}

impl LeftMessage {
    /// The visitor's own words, for whoever wants one text.
    pub fn says(&self) -> &str {
        Answer::says(&self.answers)
    }

    /// The files that were sent along, in order.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        Answer::files(&self.answers)
    }
}

/// Words of an agent about a left message, for agents only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftNote {
    /// Which one.
    pub id: LeftNoteId,
    /// About what.
    pub left: LeftMessageId,
    /// Whose words.
    pub agent: AgentId,
    /// The words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}
