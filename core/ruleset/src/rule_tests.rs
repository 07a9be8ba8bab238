//! What the rules' own tests say, ready to be run against the rules that they stand beside.

mod expect;
mod given;
mod layers;
mod scenario;

pub use expect::{Bound, Contrary, Expectation, Expected, FailedOn, Fairness, RoutedTo};
pub use given::{AgentGiven, Given, MockedPredicate, MockedStrategy, Mocks, PageGiven};

pub(crate) use layers::Layer;
pub use layers::Layers;
pub use scenario::{Becoming, Doing, Handling, Scenario, Standing, Stands, StandsAs, Step, TransferTo};

use crate::Span;
use std::{sync::Arc, time::Duration};

/// `tests/<name>.yaml`.
#[derive(Debug, Clone)]
pub struct RuleTests {
    /// The file, such as `rules/tests/vip.yaml`.
    pub file: Arc<str>,
    /// What the file shows.
    pub name: String,
    /// Its cases, in the order of the file.
    pub cases: Vec<RuleCase>,
    /// Its scenarios, in the order of the file.
    pub scenarios: Vec<Scenario>,
    /// Its simulated runs, in the order of the file.
    pub simulations: Vec<Simulation>,
}

/// One session that is opened, and where it must go.
#[derive(Debug, Clone)]
pub struct RuleCase {
    /// What the case shows; unique among the cases and simulations of the file.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What holds when the session is opened.
    pub given: Layers,
    /// What must come of it; never empty.
    pub expect: Vec<Expectation>,
}

/// Many sessions, opened one after another, and how they are shared out.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// What it shows; unique among the cases and simulations of the file.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What holds when the first session is opened; each visitor is another one of whom the same is said.
    pub given: Layers,
    /// How many sessions.
    pub sessions: u32,
    /// How long after one the next is opened.
    pub every: Duration,
    /// How long after an agent took it a session is closed.
    pub lasts: Duration,
    /// What must come of it; never empty.
    pub expect: Vec<Fairness>,
}
