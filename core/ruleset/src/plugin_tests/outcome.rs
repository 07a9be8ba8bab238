//! How a case went, in words for the developer who wrote it.

use crate::{
    Span,
    kind::plugin_test::{Answer, Case, Given},
};
use std::fmt;
use usher_model::{AgentId, Called, Candidate, Effect, Value};

/// How one case went.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOutcome {
    /// The case's name.
    pub name: String,
    /// Where the case stands in its file.
    pub span: Span,
    /// Script operations used.
    pub operations: u64,
    /// Lines that the script logged.
    pub log: Vec<String>,
    /// Why the call failed, if it did; some cases expect that.
    pub error: Option<String>,
    /// What did not come as expected; nothing where the case passed.
    pub misses: Vec<Miss>,
    /// Of a strategy that did not pass, how each candidate stood: `wang: 1 of 5 sessions`, `li: is away`.
    pub candidates: Vec<String>,
}

/// One thing that did not come as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Which part of the case's `expect`: `order`, `log`, `operations`.
    pub what: &'static str,
    /// What the case expects.
    pub expected: String,
    /// What came.
    pub got: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.what, self.expected, self.got)
    }
}

/// What a script answered.
pub(super) enum Answered {
    /// By index into the candidates.
    Order(Vec<usize>),
    Holds(bool),
    Value(Option<Value>),
    Effects(Vec<Effect>),
}

impl CaseOutcome {
    /// Whether everything came as expected.
    pub fn passed(&self) -> bool {
        self.misses.is_empty()
    }

    pub(super) fn of(case: &Case, called: Called<Answered>) -> Self {
        let Called { result, operations, log } = called;
        let candidates: &[Candidate] = match &case.given {
            Given::Candidates { candidates, .. } => candidates,
            _ => &[],
        };
        let (answered, error) = match result {
            Ok(answered) => (Some(answered), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let mut misses = Vec::new();
        let got = Got { answered: answered.as_ref(), error: error.as_deref(), candidates };
        if !got.fits(&case.expect.answer) {
            let answer = &case.expect.answer;
            misses.push(Miss { what: key(answer), expected: expected(answer), got: got.to_string() });
        }
        if let Some(lines) = &case.expect.log
            && *lines != log
        {
            misses.push(Miss { what: "log", expected: quoted(lines), got: quoted(&log) });
        }
        if let Some(most) = case.expect.operations
            && operations > most
        {
            misses.push(Miss { what: "operations", expected: format!("at most {most}"), got: operations.to_string() });
        }
        let candidates = if misses.is_empty() { &[] } else { candidates };
        Self {
            name: case.name.clone(),
            span: case.span,
            operations,
            log,
            error,
            misses,
            candidates: candidates.iter().map(standing).collect(),
        }
    }
}

struct Got<'a> {
    answered: Option<&'a Answered>,
    error: Option<&'a str>,
    candidates: &'a [Candidate],
}

impl Got<'_> {
    fn fits(&self, expected: &Answer) -> bool {
        match (expected, self.answered, self.error) {
            (Answer::Error(part), _, Some(error)) => error.contains(part.as_str()),
            (Answer::Order(ids), Some(Answered::Order(order)), _) => {
                ids.iter().map(|id| Some(id.as_str())).eq(order.iter().map(|at| self.id(*at)))
            }
            (Answer::First(id), Some(Answered::Order(order)), _) => {
                order.first().is_some_and(|at| self.id(*at) == Some(id.as_str()))
            }
            (Answer::Nobody, Some(Answered::Order(order)), _) => order.is_empty(),
            (Answer::Holds(holds), Some(Answered::Holds(held)), _) => holds == held,
            (Answer::Value(wanted), Some(Answered::Value(value)), _) => match (wanted, value) {
                (Some(wanted), Some(value)) => same(wanted, value),
                (None, None) => true,
                _ => false,
            },
            (Answer::Effects(wanted), Some(Answered::Effects(effects)), _) => wanted == effects,
            _ => false,
        }
    }

    fn id(&self, at: usize) -> Option<&str> {
        self.candidates.get(at).map(|candidate| candidate.id().as_str())
    }
}

impl fmt::Display for Got<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.answered, self.error) {
            (_, Some(error)) => write!(f, "an error: {error}"),
            (None, None) => f.write_str("nothing"),
            (Some(Answered::Order(order)), None) if order.is_empty() => f.write_str("nobody"),
            (Some(Answered::Order(order)), None) => {
                let told = order.iter().filter_map(|at| self.candidates.get(*at)).map(|candidate| {
                    // Who may not be given the session is refused after the strategy: a common surprise.
                    match &candidate.refusal {
                        Some(refusal) => format!("{} (who {refusal})", candidate.id()),
                        None => candidate.id().to_string(),
                    }
                });
                f.write_str(&told.collect::<Vec<_>>().join(", "))
            }
            (Some(Answered::Holds(holds)), None) => write!(f, "{holds}"),
            (Some(Answered::Value(value)), None) => f.write_str(&value_in_words(value.as_ref())),
            (Some(Answered::Effects(each)), None) => f.write_str(&effects(each)),
        }
    }
}

const fn key(answer: &Answer) -> &'static str {
    match answer {
        Answer::Order(_) => "order",
        Answer::First(_) => "first",
        Answer::Nobody => "nobody",
        Answer::Holds(_) => "holds",
        Answer::Value(Some(_)) => "value",
        Answer::Value(None) => "none",
        Answer::Effects(_) => "effects",
        Answer::Error(_) => "error",
    }
}

fn expected(answer: &Answer) -> String {
    match answer {
        Answer::Order(ids) => ids.iter().map(AgentId::as_str).collect::<Vec<_>>().join(", "),
        Answer::First(id) => id.to_string(),
        Answer::Nobody => "nobody".to_owned(),
        Answer::Holds(holds) => holds.to_string(),
        Answer::Value(value) => value_in_words(value.as_ref()),
        Answer::Effects(each) => effects(each),
        Answer::Error(part) => format!("an error with `{part}` in it"),
    }
}

fn value_in_words(value: Option<&Value>) -> String {
    value.map_or_else(|| "no value".to_owned(), Value::to_string)
}

fn effects(effects: &[Effect]) -> String {
    if effects.is_empty() {
        return "no effects".to_owned();
    }
    let told = effects.iter().map(|effect| serde_json::to_string(effect).unwrap_or_default());
    told.collect::<Vec<_>>().join(", ")
}

fn quoted(lines: &[String]) -> String {
    if lines.is_empty() {
        return "no lines".to_owned();
    }
    lines.iter().map(|line| format!("{line:?}")).collect::<Vec<_>>().join(", ")
}

fn standing(candidate: &Candidate) -> String {
    match &candidate.refusal {
        Some(refusal) => format!("{}: {refusal}", candidate.id()),
        None => format!("{}: {} of {} sessions", candidate.id(), candidate.load, candidate.capacity),
    }
}

/// A number equals another whether or not it is written with a fraction.
fn same(wanted: &Value, value: &Value) -> bool {
    match (wanted, value) {
        (Value::Int(whole), Value::Float(number)) | (Value::Float(number), Value::Int(whole)) => {
            #[expect(clippy::cast_precision_loss, reason = "a test compares small numbers")]
            let whole = *whole as f64;
            (whole - number).abs() < f64::EPSILON
        }
        _ => wanted == value,
    }
}
