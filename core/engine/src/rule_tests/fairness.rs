//! How many sessions are shared out, and how fairly.

use super::Miss;
use std::{collections::BTreeMap, fmt};
use usher_model::AgentId;
use usher_ruleset::{Bound, Fairness, Span};

/// What came of a run.
pub(super) struct Shared {
    /// How many were opened.
    pub sessions: usize,
    /// How many each agent took: all who were there in the groups that sessions came to, also those who took none.
    pub by: BTreeMap<AgentId, u32>,
    /// How many nobody took.
    pub unassigned: usize,
    /// Why nobody took the first of those.
    pub why: Option<String>,
}

impl Shared {
    /// What of an expectation did not come.
    pub fn misses(&self, expected: &Fairness) -> Vec<Miss> {
        match expected {
            Fairness::Share(shares) => {
                let misses = shares.iter().filter_map(|(agent, (bound, span))| {
                    let missed = miss("share", *bound, *span, self.share(agent))?;
                    let (expected, got) = (format!("{agent} {}", missed.expected), format!("{agent} {}", missed.got));
                    Some(Miss { expected, got, ..missed })
                });
                misses.collect()
            }
            Fairness::Jain(bound, span) => miss("jain", *bound, *span, self.jain()).into_iter().collect(),
            Fairness::Unassigned(bound, span) => {
                let missed = miss("unassigned", *bound, *span, Some(whole(self.unassigned)));
                let got = self.unassigned.to_string();
                missed.map(|missed| Miss { got, ..missed }).into_iter().collect()
            }
        }
    }

    /// What part of the sessions that anybody took an agent took; none where nobody took any.
    fn share(&self, agent: &AgentId) -> Option<f64> {
        let taken = self.taken();
        (taken > 0).then(|| f64::from(self.by.get(agent).copied().unwrap_or(0)) / f64::from(taken))
    }

    /// The square of the sum, over as many times the sum of the squares: Jain, Chiu and Hawe, 1984.
    fn jain(&self) -> Option<f64> {
        let squares: f64 = self.by.values().map(|count| f64::from(*count).powi(2)).sum();
        (squares > 0.0).then(|| f64::from(self.taken()).powi(2) / (whole(self.by.len()) * squares))
    }

    fn taken(&self) -> u32 {
        self.by.values().sum()
    }
}

fn miss(what: &'static str, bound: Bound, span: Span, came: Option<f64>) -> Option<Miss> {
    let got = match came {
        Some(number) if bound.holds(number) => return None,
        Some(number) => format!("{number:.3}"),
        None => "none: nobody took a session".to_owned(),
    };
    Some(Miss { what, span, expected: bound.to_string(), got })
}

#[expect(clippy::cast_precision_loss, reason = "a run has some thousand sessions at most")]
fn whole(count: usize) -> f64 {
    count as f64
}

/// Who took how many, and why nobody took the first that was left.
impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |number: Option<f64>| number.map_or_else(|| "none".to_owned(), |number| format!("{number:.3}"));
        let (sessions, unassigned) = (self.sessions, self.unassigned);
        writeln!(f, "{sessions} sessions, {unassigned} of them not taken, Jain's index {}", words(self.jain()))?;
        for (agent, count) in &self.by {
            writeln!(f, "  agent {:<23} took {count}, a share of {}", agent, words(self.share(agent)))?;
        }
        match &self.why {
            Some(why) => write!(f, "the first that nobody took:\n{why}"),
            None => Ok(()),
        }
    }
}
