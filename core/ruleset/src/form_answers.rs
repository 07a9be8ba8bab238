//! What a visitor filled in, held against its form: typed answers in order, or everything that is wrong with them.
//!
//! Owns what counts as an answer. Must not know where answers come from or where they go; never panics, whatever is
//! given. The page checks the same before it sends, so a visitor who meets a problem here has an old page or no page.

mod problem;
mod shown;
mod takes;

pub use problem::{FieldProblem, ProblemCode};
pub use shown::ShownIf;

use crate::{Form, FormField, limits};
use serde_json::Value as Given;
use std::collections::BTreeMap;
use takes::Taken;
use usher_model::{Answer, AnswerValue, Context, Facts, FileId, FileRef, Locale};

/// Most problems told of fields that the form does not have: whoever sends more is not mistaken.
const UNKNOWN_FIELDS: usize = 10;

/// The answers to a form, as they came in, with what is needed to read them.
#[derive(Debug, Clone, Copy)]
pub struct FilledForm<'a> {
    /// The form.
    pub form: &'a Form,
    /// What was answered, by field: texts, numbers, `true`, lists of options, lists of files by their ids.
    pub given: &'a serde_json::Map<String, Given>,
    /// The files that the visitor sent and that may be named here.
    pub files: &'a BTreeMap<FileId, FileRef>,
    /// What the visitor reads.
    pub locale: &'a Locale,
    /// What is read where the form lacks that language.
    pub fallback: &'a Locale,
}

/// Answers that fit their form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FormAnswers {
    /// The answers in the form's order. Fields that were left empty or not shown are left out; a box that was shown is
    /// there, ticked or not.
    pub answers: Vec<Answer>,
    /// How to reach the visitor, in words: the first e-mail address and the first telephone number, as far as there are.
    pub contact: Option<String>,
}

impl FormAnswers {
    /// The answers as conditions and hooks read them, by field.
    pub fn values(&self) -> BTreeMap<String, usher_model::Value> {
        self.answers.iter().map(|answer| (answer.field.clone(), answer.value.plain())).collect()
    }

    /// The files, in order.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        Answer::files(&self.answers)
    }

    /// The visitor's own words, for whoever wants one text.
    pub fn says(&self) -> &str {
        Answer::says(&self.answers)
    }
}

impl Form {
    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.id == id)
    }
}

impl FilledForm<'_> {
    /// Reads the answers.
    ///
    /// A value for a field that its `shown_if` hides is dropped, not refused: a visitor may fill a field in and then change
    /// the answer that showed it, and an honest page may send both. The fields that depend on it see no answer.
    ///
    /// # Errors
    /// Everything that is wrong, in the form's order; then fields that the form does not have.
    pub fn check(&self) -> Result<FormAnswers, Vec<FieldProblem>> {
        let mut facts = Facts::default();
        let mut answers = Vec::new();
        let mut problems = Vec::new();
        for field in &self.form.fields {
            if !field.shown_if.eval(&Context::of_facts(&facts)) {
                continue;
            }
            match self.take(field) {
                Taken::Answer(value) => {
                    facts.set(&field.id, value.plain());
                    let label = field.label.get(self.locale, self.fallback).to_owned();
                    answers.push(Answer { field: field.id.clone(), label, value });
                }
                Taken::Nothing if field.required => problems.push(FieldProblem::required(field)),
                Taken::Nothing => {}
                Taken::Wrong(found) => problems.extend(found),
            }
        }
        let unknown = self.given.keys().filter(|id| self.form.field(id).is_none());
        problems.extend(unknown.take(UNKNOWN_FIELDS).map(|id| FieldProblem::unknown_field(id)));
        if problems.is_empty() { Ok(FormAnswers { contact: contact(&answers), answers }) } else { Err(problems) }
    }
}

/// How to reach whoever gave these answers.
fn contact(answers: &[Answer]) -> Option<String> {
    let email = answers.iter().find_map(|answer| match &answer.value {
        AnswerValue::Email(address) => Some(address.as_str()),
        _ => None,
    });
    let phone = answers.iter().find_map(|answer| match &answer.value {
        AnswerValue::Phone(number) => Some(number.as_str()),
        _ => None,
    });
    let ways: Vec<&str> = email.into_iter().chain(phone).collect();
    (!ways.is_empty()).then(|| ways.join(", "))
}

/// Whether this looks like an e-mail address; whether mail reaches it is for mail to find out. Letters of every script
/// are taken, because names of mailboxes and of hosts may have them.
fn is_email(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>[]:;@\\,\"".contains(c);
    let fits = |(local, domain): (&str, &str)| {
        (1..=64).contains(&local.len())
            && local.chars().all(plain)
            && !format!(".{local}.").contains("..")
            && domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            })
    };
    text.len() <= limits::EMAIL && text.split_once('@').is_some_and(fits)
}

/// Whether this looks like a telephone number: 4 to 20 digits, as people part and wrap them, with a `+` before them or not.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (4..=20).contains(&digits)
        && text.len() <= limits::FORM_PHONE
        && rest.chars().all(|c| c.is_ascii_digit() || " ()-./".contains(c))
}
