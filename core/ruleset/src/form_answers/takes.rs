//! What each type of field takes for an answer.

use super::{FieldProblem, FilledForm, ProblemCode, is_email, is_phone};
use crate::{FieldType, FormField, FormOption, limits, size, words::shown};
use jiff::civil::Date;
use serde_json::Value as Given;
use usher_condition::Pattern;
use usher_model::{AnswerValue, Chosen, FileId, FileRef, LocalText, Value};

/// How reading one answer went.
pub(super) enum Taken {
    Answer(AnswerValue),
    /// The field was left empty.
    Nothing,
    /// All that is wrong with it.
    Wrong(Vec<FieldProblem>),
}

impl From<FieldProblem> for Taken {
    fn from(problem: FieldProblem) -> Self {
        Self::Wrong(vec![problem])
    }
}

impl FilledForm<'_> {
    /// Reads the answer to a field that is shown.
    pub(super) fn take(&self, field: &FormField) -> Taken {
        let given = self.given.get(&field.id).unwrap_or(&Given::Null);
        match &field.kind {
            FieldType::Text { length, pattern } => match line(field, given) {
                Err(taken) => taken,
                Ok(text) => self.text(field, text, *length, pattern.as_ref(), AnswerValue::Text),
            },
            FieldType::LongText { length } => match lines(field, given) {
                Err(taken) => taken,
                Ok(text) => self.text(field, text, *length, None, AnswerValue::LongText),
            },
            FieldType::Email => match line(field, given) {
                Err(taken) => taken,
                Ok(text) if is_email(&text) => Taken::Answer(AnswerValue::Email(text)),
                Ok(_) => {
                    FieldProblem::new(field, ProblemCode::NotAnEmail, "write an address such as `mia@example.com`")
                        .into()
                }
            },
            FieldType::Phone => match line(field, given) {
                Err(taken) => taken,
                Ok(text) if is_phone(&text) => Taken::Answer(AnswerValue::Phone(text)),
                Ok(_) => {
                    FieldProblem::new(field, ProblemCode::NotAPhone, "write a number such as `+49 30 1234567`").into()
                }
            },
            FieldType::Number { min, max, whole } => number(field, given, *min, *max, *whole),
            FieldType::Date { min, max } => match line(field, given) {
                Err(taken) => taken,
                Ok(text) => date(field, &text, *min, *max),
            },
            FieldType::Choice(options) => match line(field, given) {
                Err(taken) => taken,
                Ok(text) => match self.option(options, &text) {
                    Some(chosen) => Taken::Answer(AnswerValue::Choice(chosen)),
                    None => unknown_option(field, &text).into(),
                },
            },
            FieldType::Choices(options) => self.choices(field, given, options),
            FieldType::File { files, file_bytes, accept } => {
                self.named_files(field, given, *files, *file_bytes, accept)
            }
            FieldType::Consent => consent(field, given),
        }
    }

    fn text(
        &self,
        field: &FormField,
        text: String,
        (least, most): (u32, u32),
        pattern: Option<&(Pattern, Option<LocalText>)>,
        answer: impl FnOnce(String) -> AnswerValue,
    ) -> Taken {
        let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if count > most {
            let message = format!("write at most {most} characters; this has {count}");
            return FieldProblem::new(field, ProblemCode::TooLong, message).with(i64::from(most)).into();
        }
        if count < least {
            let message = format!("write at least {least} characters; this has {count}");
            return FieldProblem::new(field, ProblemCode::TooShort, message).with(i64::from(least)).into();
        }
        match pattern {
            Some((pattern, help)) if !pattern.is_match(&text) => {
                let help = help.as_ref().map(|help| help.get(self.locale, self.fallback).to_owned());
                let message = help.unwrap_or_else(|| "this does not have the form that is asked for".to_owned());
                FieldProblem::new(field, ProblemCode::Pattern, message).into()
            }
            _ => Taken::Answer(answer(text)),
        }
    }

    fn option(&self, options: &[FormOption], given: &str) -> Option<Chosen> {
        let found = options.iter().find(|option| option.value == given)?;
        Some(Chosen { value: found.value.clone(), label: found.label.get(self.locale, self.fallback).to_owned() })
    }

    /// Some of several, in the form's order, each once.
    fn choices(&self, field: &FormField, given: &Given, options: &[FormOption]) -> Taken {
        let given = match texts(field, given, "a list of options") {
            Ok(given) if given.is_empty() => return Taken::Nothing,
            Ok(given) => given,
            Err(problem) => return problem.into(),
        };
        if given.len() > options.len() {
            let message = format!("choose at most {}", options.len());
            let most = i64::try_from(options.len()).unwrap_or(i64::MAX);
            return FieldProblem::new(field, ProblemCode::TooManyOptions, message).with(most).into();
        }
        let unknown: Vec<_> = given
            .iter()
            .filter(|one| self.option(options, one).is_none())
            .map(|one| unknown_option(field, one))
            .collect();
        if !unknown.is_empty() {
            return Taken::Wrong(unknown);
        }
        let chosen = options.iter().filter(|option| given.contains(&option.value.as_str()));
        Taken::Answer(AnswerValue::Choices(chosen.filter_map(|option| self.option(options, &option.value)).collect()))
    }

    fn named_files(&self, field: &FormField, given: &Given, most: u32, most_bytes: u64, accept: &[String]) -> Taken {
        let given = match texts(field, given, "a list of files by their ids") {
            Ok(given) if given.is_empty() => return Taken::Nothing,
            Ok(given) => given,
            Err(problem) => return problem.into(),
        };
        if given.len() > usize::try_from(most).unwrap_or(usize::MAX) {
            let message = format!("add at most {most} files; these are {}", given.len());
            return FieldProblem::new(field, ProblemCode::TooManyFiles, message).with(i64::from(most)).into();
        }
        let mut files: Vec<FileRef> = Vec::with_capacity(given.len());
        let mut wrong = Vec::new();
        for id in given {
            let known = id.parse::<FileId>().ok().and_then(|id| self.files.get(&id));
            match known {
                Some(file) if files.iter().all(|earlier| earlier.id != file.id) => {
                    wrong.extend(unfit(field, file, most_bytes, accept));
                    files.push(file.clone());
                }
                Some(_) => {}
                None => wrong.push(FieldProblem::gone_file(field)),
            }
        }
        if wrong.is_empty() { Taken::Answer(AnswerValue::Files(files)) } else { Taken::Wrong(wrong) }
    }
}

/// A text of one line. What parts lines becomes a space, other control characters go, and white space around it too.
fn line(field: &FormField, given: &Given) -> Result<String, Taken> {
    written(field, given, |text| {
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect()
    })
}

/// A text of several lines. Line breaks are tidied, other control characters go, and white space around it too.
fn lines(field: &FormField, given: &Given) -> Result<String, Taken> {
    written(field, given, |text| {
        let broken = text.replace("\r\n", "\n").replace('\r', "\n");
        broken.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
    })
}

fn written(field: &FormField, given: &Given, tidy: impl Fn(&str) -> String) -> Result<String, Taken> {
    match given {
        Given::Null => Err(Taken::Nothing),
        Given::String(text) => {
            let tidied = tidy(text);
            let text = tidied.trim();
            if text.is_empty() { Err(Taken::Nothing) } else { Ok(text.to_owned()) }
        }
        _ => Err(FieldProblem::wrong_type(field, "a text").into()),
    }
}

/// A list of texts; one text counts as a list of one, and nothing as an empty one.
fn texts<'g>(field: &FormField, given: &'g Given, expected: &str) -> Result<Vec<&'g str>, FieldProblem> {
    let wrong = || FieldProblem::wrong_type(field, expected);
    match given {
        Given::Null => Ok(Vec::new()),
        Given::String(text) if text.is_empty() => Ok(Vec::new()),
        Given::String(text) => Ok(vec![text]),
        Given::Array(items) => items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect(),
        _ => Err(wrong()),
    }
}

/// A number, or a text that reads as one: that is what a page has in its hands.
fn number(field: &FormField, given: &Given, min: Option<f64>, max: Option<f64>, whole: bool) -> Taken {
    let read = match given {
        Given::Null => return Taken::Nothing,
        Given::Number(number) => number.as_f64(),
        Given::String(text) if text.trim().is_empty() => return Taken::Nothing,
        Given::String(text) => text.trim().parse::<f64>().ok(),
        _ => None,
    };
    let Some(number) = read.filter(|number| number.is_finite()) else {
        return FieldProblem::new(field, ProblemCode::NotANumber, "write a number such as `12`").into();
    };
    #[expect(clippy::cast_precision_loss, reason = "no bound is beyond 2^53")]
    let widest = limits::FORM_NUMBER as f64;
    let (least, most) = (min.unwrap_or(-widest), max.unwrap_or(widest));
    if number < least {
        let message = format!("write a number from {least} on");
        return FieldProblem::new(field, ProblemCode::Below, message).with(Value::Float(least)).into();
    }
    if number > most {
        let message = format!("write a number up to {most}");
        return FieldProblem::new(field, ProblemCode::Above, message).with(Value::Float(most)).into();
    }
    if !whole {
        return Taken::Answer(AnswerValue::Number(number));
    }
    if number.fract() != 0.0 {
        return FieldProblem::new(field, ProblemCode::NotWhole, "write a whole number").into();
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within 2^53")]
    let number = number as i64;
    Taken::Answer(AnswerValue::Whole(number))
}

fn date(field: &FormField, text: &str, min: Option<Date>, max: Option<Date>) -> Taken {
    let read = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
    let Some(date) = read else {
        let message = "write year, month and day, such as `2026-12-25`";
        return FieldProblem::new(field, ProblemCode::NotADate, message).into();
    };
    if let Some(first) = min.filter(|first| date < *first) {
        let message = format!("the first day that fits is {first}");
        return FieldProblem::new(field, ProblemCode::Before, message).with(first.to_string()).into();
    }
    if let Some(last) = max.filter(|last| date > *last) {
        let message = format!("the last day that fits is {last}");
        return FieldProblem::new(field, ProblemCode::After, message).with(last.to_string()).into();
    }
    Taken::Answer(AnswerValue::Date(text.to_owned()))
}

fn consent(field: &FormField, given: &Given) -> Taken {
    let given = match given {
        Given::Null => false,
        Given::Bool(given) => *given,
        _ => return FieldProblem::wrong_type(field, "`true` or `false`").into(),
    };
    if field.required && !given {
        return FieldProblem::new(field, ProblemCode::ConsentRequired, "tick this box").into();
    }
    Taken::Answer(AnswerValue::Consent(given))
}

fn unknown_option(field: &FormField, given: &str) -> FieldProblem {
    let message = format!("`{}` is none of the options", shown(given));
    FieldProblem::new(field, ProblemCode::UnknownOption, message)
}

/// What is wrong with a file, if anything is.
fn unfit(field: &FormField, file: &FileRef, most: u64, accept: &[String]) -> Option<FieldProblem> {
    let fits = |accepted: &String| match accepted.strip_suffix('*') {
        Some(family) => file.media.starts_with(family),
        None => *accepted == file.media,
    };
    if !accept.is_empty() && !accept.iter().any(fits) {
        let message =
            format!("`{}` is {}; this field takes {}", shown(&file.name), shown(&file.media), accept.join(", "));
        let taken = Value::List(accept.iter().map(|one| Value::from(one.as_str())).collect());
        return Some(FieldProblem::new(field, ProblemCode::FileTypeNotAllowed, message).with(taken));
    }
    (file.bytes > most).then(|| {
        let message = format!("`{}` is larger than {}", shown(&file.name), size::written(most));
        FieldProblem::new(field, ProblemCode::TooLarge, message).with(i64::try_from(most).unwrap_or(i64::MAX))
    })
}
