//! What tests ask, and values, in words that an admin reads.

use crate::{Op, Test, operand::moment_text};
use std::{sync::Arc, time::Duration};
use usher_model::Value;

/// Longest value shown, in characters: a page's address can be very long, and its beginning tells enough.
const SHOWN_CHARS: usize = 120;
/// Most values of a list shown: it may have a thousand.
const SHOWN_VALUES: usize = 20;

/// What stands around values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Nothing: reasons are read where values stand out by themselves.
    None,
    /// Backticks, as in diagnostics.
    Code,
}

impl Marks {
    fn around(self, value: String) -> String {
        if self == Self::Code { format!("`{value}`") } else { value }
    }
}

/// What must hold of the field where the test must not, to be read after "must".
pub(crate) fn must_not(test: &Test, marks: Marks) -> String {
    let must = must(test, marks);
    must.strip_prefix("not ").map_or_else(|| format!("not {must}"), str::to_owned)
}

/// What must hold of the field, to be read after "must".
pub(crate) fn must(test: &Test, marks: Marks) -> String {
    let one = |value: &Value| shown(test, value, marks);
    let list = |values: &[Value]| either(values.iter().map(one));
    let texts = |texts: &[Arc<str>]| either(texts.iter().map(|text| plain(text, marks)));
    match &test.op {
        Op::Eq(value) => format!("be {}", one(value)),
        Op::Ne(value) => format!("not be {}", one(value)),
        Op::In(values) => format!("be {}", list(values)),
        Op::NotIn(values) => format!("not be {}", list(values)),
        Op::Gt(bound) => format!("be more than {}", one(bound)),
        Op::Gte(bound) => format!("be at least {}", one(bound)),
        Op::Lt(bound) => format!("be less than {}", one(bound)),
        Op::Lte(bound) => format!("be at most {}", one(bound)),
        Op::Between(from, to) => format!("be between {} and {}", one(from), one(to)),
        Op::Contains(part) => format!("contain {}", one(part)),
        Op::StartsWith(heads) => format!("start with {}", texts(heads)),
        Op::EndsWith(tails) => format!("end with {}", texts(tails)),
        Op::Matches(pattern) => format!("match the expression {}", marks.around(pattern.as_str().to_owned())),
        Op::Exists(true) => "be there".to_owned(),
        Op::Exists(false) => "not be there".to_owned(),
        Op::Before(bound) => format!("be before {}", one(bound)),
        Op::After(bound) => format!("be after {}", one(bound)),
        Op::Within(span) => format!("be within the last {}", span_text(*span)),
    }
}

/// A value of the field as it reads.
pub(crate) fn shown(test: &Test, value: &Value, marks: Marks) -> String {
    // Whole numbers under the operators of time are moments: dates and times of day are texts.
    let is_moment =
        test.field.as_ref() == "time.now" || matches!(test.op, Op::Before(_) | Op::After(_) | Op::Within(_));
    match value {
        Value::Int(micros) if is_moment => marks.around(moment_text(*micros)),
        Value::Text(text) => plain(text, marks),
        Value::List(values) => {
            format!("[{}]", values.iter().map(|value| shown(test, value, marks)).collect::<Vec<_>>().join(", "))
        }
        other => marks.around(other.to_string()),
    }
}

/// A text as it reads, in quotes only where its edges would not show.
fn plain(text: &str, marks: Marks) -> String {
    let mut cut: String = text.chars().take(SHOWN_CHARS).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    let unclear =
        cut.is_empty() || cut.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';'));
    marks.around(if unclear { format!("{cut:?}") } else { cut })
}

fn either(each: impl Iterator<Item = String>) -> String {
    let mut each: Vec<String> = each.collect();
    let more = each.len().saturating_sub(SHOWN_VALUES);
    if more > 1 {
        each.truncate(SHOWN_VALUES);
        each.push(format!("one of {more} more"));
    }
    match each.pop() {
        None => String::new(),
        Some(only) if each.is_empty() => only,
        Some(last) => format!("{} or {last}", each.join(", ")),
    }
}

fn span_text(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let (size, word) =
        units.into_iter().find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size)).unwrap_or((1, "second"));
    let count = seconds / size;
    if count == 1 { word.to_owned() } else { format!("{count} {word}s") }
}
