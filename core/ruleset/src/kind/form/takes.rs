//! What the fields of a form take: the types, the keys that each has of its own, and their bounds.

use super::{
    UploadWish,
    field::{optional, options},
    media,
};
use crate::{
    FieldType, Span, codes, limits,
    reader::{Fields, Instead, Lines, Reader},
    size,
    words::shown,
    yaml::Node,
};
use jiff::civil::Date;
use std::fmt::Display;
use usher_condition::{BadPattern, Pattern};
use usher_model::{LocalText, Value};

/// A type of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Text,
    LongText,
    Email,
    Phone,
    Number,
    Date,
    Choice,
    Choices,
    File,
    Consent,
}

/// The types by name.
pub(crate) const SORTS: &[(&str, Sort)] = &[
    ("text", Sort::Text),
    ("long_text", Sort::LongText),
    ("email", Sort::Email),
    ("phone", Sort::Phone),
    ("number", Sort::Number),
    ("date", Sort::Date),
    ("choice", Sort::Choice),
    ("choices", Sort::Choices),
    ("file", Sort::File),
    ("consent", Sort::Consent),
];

impl Sort {
    pub fn name(self) -> &'static str {
        SORTS.iter().find(|(_, sort)| *sort == self).map_or("", |(name, _)| name)
    }

    /// The keys that fields of this type have, besides those that all have.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["placeholder", "min_length", "max_length", "pattern", "pattern_help"],
            Self::LongText => &["placeholder", "min_length", "max_length"],
            Self::Email | Self::Phone => &["placeholder"],
            Self::Number => &["min", "max", "whole"],
            Self::Date => &["min", "max"],
            Self::Choice | Self::Choices => &["options"],
            Self::File => &["files", "file_size", "accept"],
            Self::Consent => &[],
        }
    }

    pub fn takes(self, key: &str) -> bool {
        self.keys().contains(&key)
    }
}

/// Reads what a field takes, and what it asks for if that is files.
pub(super) fn read(sort: Sort, fields: &Fields<'_>, reader: &mut Reader) -> Option<(FieldType, Option<UploadWish>)> {
    let kind = match sort {
        Sort::Text => {
            let length = length(fields, limits::DEFAULT_FORM_TEXT, limits::FORM_TEXT, reader);
            let pattern = pattern(fields, reader);
            FieldType::Text { length: length?, pattern: pattern? }
        }
        Sort::LongText => {
            let length = length(fields, limits::DEFAULT_FORM_LONG_TEXT, limits::FORM_LONG_TEXT, reader);
            FieldType::LongText { length: length? }
        }
        Sort::Email => FieldType::Email,
        Sort::Phone => FieldType::Phone,
        Sort::Number => {
            let whole = fields.get("whole").map_or(Some(false), |node| reader.flag(node))?;
            let (min, max) = bounds(fields, reader, |node, reader| number(node, whole, reader))?;
            FieldType::Number { min, max, whole }
        }
        Sort::Date => {
            let (min, max) = bounds(fields, reader, date)?;
            FieldType::Date { min, max }
        }
        Sort::Choice | Sort::Choices => {
            let what = format!("a field of type `{}`", sort.name());
            let options = reader.required(fields, &what, "options").and_then(|node| options(node, reader))?;
            if sort == Sort::Choice { FieldType::Choice(options) } else { FieldType::Choices(options) }
        }
        Sort::File => return file(fields, reader).map(|(kind, wish)| (kind, Some(wish))),
        Sort::Consent => FieldType::Consent,
    };
    Some((kind, None))
}

/// The least and the most characters.
fn length(fields: &Fields<'_>, usual: u32, most: u32, reader: &mut Reader) -> Option<(u32, u32)> {
    let mut count = |key: &str, from: i64| match fields.get(key) {
        None => Some(None),
        Some(node) => {
            let count = reader.whole(node, &(from..=i64::from(most)))?;
            u32::try_from(count).ok().map(|count| Some((count, node.span)))
        }
    };
    let (least, most) = (count("min_length", 0), count("max_length", 1));
    let (least, most) = (least?, most?);
    if let (Some((least, span)), None) = (least, most)
        && least > usual
    {
        let message =
            format!("at least {least} characters are asked for, and at most {usual} fit without `max_length`");
        let help = Some(format!("add `max_length: {least}` or more"));
        reader.report(codes::REVERSED, span, message, "more than fit", help);
        return None;
    }
    in_order(least, most, reader)?;
    Some((least.map_or(0, |(count, _)| count), most.map_or(usual, |(count, _)| count)))
}

/// `min` and `max`, read by a function.
fn bounds<T: PartialOrd + Display + Copy>(
    fields: &Fields<'_>,
    reader: &mut Reader,
    read: impl Fn(&Node, &mut Reader) -> Option<T>,
) -> Option<(Option<T>, Option<T>)> {
    let mut bound = |key: &str| match fields.get(key) {
        None => Some(None),
        Some(node) => read(node, reader).map(|value| Some((value, node.span))),
    };
    let (min, max) = (bound("min"), bound("max"));
    let (min, max) = (min?, max?);
    in_order(min, max, reader)?;
    Some((min.map(|(value, _)| value), max.map(|(value, _)| value)))
}

fn in_order<T: PartialOrd + Display>(
    least: Option<(T, Span)>,
    most: Option<(T, Span)>,
    reader: &mut Reader,
) -> Option<()> {
    match (least, most) {
        (Some((least, _)), Some((most, span))) if most < least => {
            let message = format!("nothing fits: it must be at least {least} and at most {most}");
            reader.report(codes::REVERSED, span, message, "less than the least", Some("swap the two".to_owned()));
            None
        }
        _ => Some(()),
    }
}

/// The pattern of a line with what is said to whoever does not match it.
#[expect(clippy::option_option, reason = "the outer one is none where something was reported")]
fn pattern(fields: &Fields<'_>, reader: &mut Reader) -> Option<Option<(Pattern, Option<LocalText>)>> {
    let help = optional(fields, "pattern_help", limits::FORM_HELP, Lines::One, reader);
    let Some(node) = fields.get("pattern") else {
        if let Some(entry) = fields.entry("pattern_help") {
            let message = "`pattern_help` tells how to match a pattern, and this field has none";
            let help = Some("add `pattern`, or write `help` instead".to_owned());
            reader.report(codes::KEY_ALONE, entry.key_span, message, "no `pattern`", help);
            return None;
        }
        return Some(None);
    };
    let text = reader.raw_text(node, "a regular expression such as `'^[0-9]{8}$'`")?;
    if text.is_empty() {
        let help = Some("write an expression such as `'^[0-9]{8}$'`, or remove `pattern`".to_owned());
        reader.report(codes::EMPTY, node.span, "this expression is empty", "nothing stands here", help);
        return None;
    }
    if !reader.holds_pattern(node.span) {
        return None;
    }
    let compiled = Pattern::new(text);
    reader.hold_pattern(compiled.as_ref());
    match compiled {
        Ok(pattern) => Some(Some((pattern, help?))),
        Err(problem) => {
            let (code, span) = match &problem {
                BadPattern::Syntax { at, .. } => (codes::BAD_EXPRESSION, node.within(at)),
                BadPattern::TooLong { .. } => (codes::TOO_LONG, node.span),
                BadPattern::TooLarge => (codes::BAD_EXPRESSION, node.span),
            };
            reader.report(code, span, problem.to_string(), "here", None);
            None
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no bound is beyond 2^53")]
fn number(node: &Node, whole: bool, reader: &mut Reader) -> Option<f64> {
    let range = -limits::FORM_NUMBER..=limits::FORM_NUMBER;
    if whole {
        return reader.whole(node, &range).map(|number| number as f64);
    }
    let number = match reader.value_or(node, Instead::Number)? {
        Value::Int(number) => number as f64,
        Value::Float(number) => number,
        _ => return reader.wrong(node, "a number"),
    };
    if number.abs() <= limits::FORM_NUMBER as f64 {
        return Some(number);
    }
    let message = format!("expected a number from {} to {}, found {number}", range.start(), range.end());
    reader.report(codes::OUT_OF_RANGE, node.span, message, "out of range", None);
    None
}

fn date(node: &Node, reader: &mut Reader) -> Option<Date> {
    let text = reader.text_such_as(node, "a date", "`2026-12-25`")?;
    let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
    if date.is_none() {
        let message = format!("`{}` is not a date", shown(text));
        let help = Some("write year, month and day, such as `2026-12-25`".to_owned());
        reader.report(codes::BAD_DATE, node.span, message, "not a date", help);
    }
    date
}

/// Where no size is given, any fits for now: what the workspace lets through holds in any case.
fn file(fields: &Fields<'_>, reader: &mut Reader) -> Option<(FieldType, UploadWish)> {
    let files = match fields.get("files") {
        None => Some(None),
        Some(node) => {
            reader.whole(node, &limits::UPLOAD_FILES).map(|count| u32::try_from(count).ok().zip(Some(node.span)))
        }
    };
    let file_bytes = match fields.get("file_size") {
        None => Some(None),
        Some(node) => size::read(node, &limits::UPLOAD_BYTES, reader).map(|bytes| Some((bytes, node.span))),
    };
    let accept = fields.get("accept").map_or(Some(Vec::new()), |node| media::types(node, reader));
    let (files, file_bytes) = (files?, file_bytes?);
    let kind = FieldType::File {
        files: files.map_or(1, |(count, _)| count),
        file_bytes: file_bytes.map_or(u64::MAX, |(bytes, _)| bytes),
        accept: accept?,
    };
    Some((kind, UploadWish { files, file_bytes }))
}
