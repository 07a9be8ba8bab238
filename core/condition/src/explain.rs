//! Why a condition does not hold, in words that an admin reads.

use crate::{Condition, Op, Test, operand::moment_text};
use std::{fmt, sync::Arc, time::Duration};
use usher_model::{Context, Facts, Value};

/// Longest value shown, in characters: a page's address can be very long, and its beginning tells enough.
const SHOWN_CHARS: usize = 120;

/// The first part of a condition that does not hold. Paths name the place in the rule's `when`, such as `all[1]`,
/// counted from 0; the path of the whole condition is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A test failed.
    Test {
        /// Where the test stands.
        path: String,
        /// Which fact, such as `page.path`.
        field: Arc<str>,
        /// What must hold of it: `start with /checkout`.
        must: String,
        /// The fact's value, or none if it is absent.
        actual: Option<String>,
    },
    /// None of an `any` held.
    NoneHeld {
        /// Where the `any` stands.
        path: String,
        /// Why each did not, in order.
        tries: Vec<Failure>,
    },
    /// What stands under a `not` held, and is a script or more than one test.
    Held {
        /// Where the `not` stands.
        path: String,
        /// What held.
        what: String,
    },
    /// A script said no, or failed and counts as no.
    Script {
        /// Where it stands.
        path: String,
        /// Which, with its parameters: [`usher_model::Predicate::key`].
        script: String,
        /// Why it gave no answer of its own.
        error: Option<String>,
    },
}

impl Failure {
    /// Where the failing part stands in the rule's `when`.
    pub fn path(&self) -> &str {
        match self {
            Self::Test { path, .. }
            | Self::NoneHeld { path, .. }
            | Self::Held { path, .. }
            | Self::Script { path, .. } => path,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Test { field, must, actual: Some(actual), .. } => write!(f, "{field} must {must}, but is {actual}"),
            Self::Test { field, must, actual: None, .. } => write!(f, "{field} must {must}, but is absent"),
            Self::NoneHeld { tries, .. } => {
                f.write_str("none of these holds: ")?;
                for (index, one) in tries.iter().enumerate() {
                    write!(f, "{}({}) {one}", if index == 0 { "" } else { "; " }, index + 1)?;
                }
                Ok(())
            }
            Self::Held { what, .. } => write!(f, "this must not hold, but does: {what}"),
            Self::Script { script, error: None, .. } => write!(f, "{script} does not hold"),
            Self::Script { script, error: Some(error), .. } => {
                write!(f, "{script} gave no answer and counts as not holding: it {error}")
            }
        }
    }
}

impl Condition {
    /// Why it does not hold, or none if it holds. Scripts are asked again, save those whose failure is noted in the
    /// context.
    pub fn explain(&self, context: &Context<'_>) -> Option<Failure> {
        explain(self, context, "")
    }
}

/// The condition in words: `all of (page.path must start with /checkout; ...)`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, word: &str, each: &[Self]| {
            write!(f, "{word} of (")?;
            for (index, one) in each.iter().enumerate() {
                write!(f, "{}{one}", if index == 0 { "" } else { "; " })?;
            }
            f.write_str(")")
        };
        match self {
            Self::Always => f.write_str("every visitor"),
            Self::All(each) => list(f, "all", each),
            Self::Any(each) => list(f, "any", each),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::Test(test) => write!(f, "{} must {}", test.field, must(test)),
            Self::Script(predicate) => write!(f, "{} must hold", predicate.key()),
        }
    }
}

fn explain(condition: &Condition, context: &Context<'_>, path: &str) -> Option<Failure> {
    let under = |step: String| if path.is_empty() { step } else { format!("{path}.{step}") };
    match condition {
        Condition::Always => None,
        Condition::All(each) => {
            each.iter().enumerate().find_map(|(index, one)| explain(one, context, &under(format!("all[{index}]"))))
        }
        Condition::Any(each) => {
            if condition.eval(context) {
                return None;
            }
            let why = |(index, one)| explain(one, context, &under(format!("any[{index}]")));
            Some(Failure::NoneHeld {
                path: under("any".to_owned()),
                tries: each.iter().enumerate().filter_map(why).collect(),
            })
        }
        Condition::Not(inner) => inner.eval(context).then(|| match inner.as_ref() {
            Condition::Test(test) => {
                let must = must(test);
                let opposite = must.strip_prefix("not ").map_or_else(|| format!("not {must}"), str::to_owned);
                failed(test, context.facts, under("not".to_owned()), opposite)
            }
            Condition::Script(predicate) => {
                let (script, verdict) = (predicate.key(), predicate.ask(context));
                let what = match verdict.failure {
                    None => script.to_owned(),
                    Some(error) => format!("{script}, which gave no answer and counts as holding: it {error}"),
                };
                Failure::Held { path: under("not".to_owned()), what }
            }
            more => Failure::Held { path: under("not".to_owned()), what: more.to_string() },
        }),
        Condition::Test(test) => {
            (!test.eval(context.facts)).then(|| failed(test, context.facts, path.to_owned(), must(test)))
        }
        Condition::Script(predicate) => {
            let verdict = predicate.ask(context);
            (!verdict.holds).then(|| Failure::Script {
                path: path.to_owned(),
                script: predicate.key().to_owned(),
                error: verdict.failure,
            })
        }
    }
}

fn failed(test: &Test, facts: &Facts, path: String, must: String) -> Failure {
    let actual = facts.get(&test.field).map(|value| shown(test, value));
    Failure::Test { path, field: Arc::clone(&test.field), must, actual }
}

/// What must hold of the field, to be read after "must".
fn must(test: &Test) -> String {
    let one = |value: &Value| shown(test, value);
    let list = |values: &[Value]| either(values.iter().map(|value| shown(test, value)));
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
        Op::StartsWith(heads) => format!("start with {}", either(heads.iter().map(|head| plain(head)))),
        Op::EndsWith(tails) => format!("end with {}", either(tails.iter().map(|tail| plain(tail)))),
        Op::Matches(pattern) => format!("match the expression {}", pattern.as_str()),
        Op::Exists(true) => "be there".to_owned(),
        Op::Exists(false) => "not be there".to_owned(),
        Op::Before(bound) => format!("be before {}", one(bound)),
        Op::After(bound) => format!("be after {}", one(bound)),
        Op::Within(span) => format!("be within the last {}", span_text(*span)),
    }
}

fn shown(test: &Test, value: &Value) -> String {
    // Whole numbers under the operators of time are moments: dates and times of day are texts.
    let is_moment =
        test.field.as_ref() == "time.now" || matches!(test.op, Op::Before(_) | Op::After(_) | Op::Within(_));
    match value {
        Value::Int(micros) if is_moment => moment_text(*micros),
        Value::Text(text) => plain(text),
        Value::List(values) => format!("[{}]", values.iter().map(|v| shown(test, v)).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A text as it reads, in quotes only where its edges would not show.
fn plain(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN_CHARS).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    let unclear =
        cut.is_empty() || cut.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';'));
    if unclear { format!("{cut:?}") } else { cut }
}

fn either(each: impl Iterator<Item = String>) -> String {
    let mut each: Vec<String> = each.collect();
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
