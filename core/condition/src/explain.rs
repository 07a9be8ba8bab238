//! Why a condition does not hold, in words that an admin reads.

use crate::{
    Condition, Test,
    words::{Marks, must, must_not, shown},
};
use std::{fmt, sync::Arc};
use usher_model::{Context, Facts};

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
            Self::Test(test) => write!(f, "{} must {}", test.field, must(test, Marks::None)),
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
            Condition::Test(test) => failed(test, context.facts, under("not".to_owned()), must_not(test, Marks::None)),
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
            (!test.eval(context.facts)).then(|| failed(test, context.facts, path.to_owned(), must(test, Marks::None)))
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
    let actual = facts.get(&test.field).map(|value| shown(test, value, Marks::None));
    Failure::Test { path, field: Arc::clone(&test.field), must, actual }
}
