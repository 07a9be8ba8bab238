//! What would be decided about a visitor who is not there: the same gathering of facts, the same router, nothing stored.

use super::{ExplainError, ExplainedDecision, with_rules};
use crate::{
    Engine, Page, UserAgent,
    facts::{Known, gather, lay_over, set_record_facts},
    place::QueueSeen,
    prompt::Telling,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use usher_condition::{Catalogue, FieldKind};
use usher_model::{
    AgentId, Candidate, ChannelId, Context, Decision, DecisionCause, DecisionId, DecisionRecord, Facts, GroupId,
    Locale, PredicateFailures, Records, Refusal, SessionId, Timestamp, Value, Visitor, VisitorId,
};
use usher_routing::{DecisionInput, Line, Past, RosterView, Router};
use usher_ruleset::{Channel, Group};
use usher_store::VisitorHistory;

/// A visitor who is not there.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// Where the chat is opened.
    pub channel: ChannelId,
    /// On which page.
    pub page: Page,
    /// With which browser.
    pub agent: UserAgent,
    /// What the visitor reads; the workspace's language where nothing is said.
    pub locale: Option<Locale>,
    /// What the visitor writes first.
    pub says: String,
    /// Facts in place of those that follow from the rest.
    pub facts: Facts,
    /// The visitor's CRM records.
    pub records: Records,
    /// When.
    pub at: Timestamp,
    /// How many sessions wait in the group's queue.
    pub others_waiting: u32,
}

/// Who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Present {
    /// Everybody, without a session.
    Everybody,
    /// These, without a session; all others are offline.
    Only(BTreeSet<AgentId>),
}

/// A fact that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFact {
    /// There is no such field.
    #[error("there is no field `{field}`{}", did_you_mean(near.as_deref()))]
    Unknown {
        /// As given.
        field: String,
        /// What was most likely meant.
        near: Option<String>,
    },
    /// The field does not hold such a value.
    #[error("`{field}` is {expected}, and `{given}` is not")]
    Type {
        /// Which.
        field: String,
        /// What it holds, in words.
        expected: String,
        /// As given.
        given: String,
    },
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// A fact as somebody writes it on a command line, typed as its field is. The texts of a list are parted by commas.
///
/// # Errors
/// When there is no such field, or it holds no such value.
pub fn typed_fact(catalogue: &Catalogue, field: &str, given: &str) -> Result<Value, BadFact> {
    let Some(info) = catalogue.get(field) else {
        return Err(BadFact::Unknown { field: field.to_owned(), near: catalogue.nearest(field).map(str::to_owned) });
    };
    let value = match &info.kind {
        FieldKind::Bool => given.parse().ok().map(Value::Bool),
        FieldKind::Int { least, most } => {
            given.parse().ok().filter(|number| (least..=most).contains(&number)).map(Value::Int)
        }
        FieldKind::Number => given.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float),
        FieldKind::Moment => given.parse::<jiff::Timestamp>().ok().map(|at| Value::Int(at.as_microsecond())),
        FieldKind::TextList => Some(Value::List(given.split(',').map(|one| Value::from(one.trim())).collect())),
        FieldKind::Enum(words) => words.iter().any(|word| **word == *given).then(|| Value::from(given)),
        FieldKind::Date => given.parse::<jiff::civil::Date>().ok().map(|date| Value::from(date.to_string())),
        FieldKind::TimeOfDay => {
            given.parse::<jiff::civil::Time>().ok().map(|time| Value::from(time.strftime("%H:%M").to_string()))
        }
        FieldKind::Path => given.starts_with('/').then(|| Value::from(given)),
        FieldKind::Locale | FieldKind::Language => given.parse::<Locale>().ok().map(|_| Value::from(given)),
        FieldKind::Text => Some(Value::from(given)),
    };
    let expected = || match &info.kind {
        FieldKind::Enum(words) => {
            format!("one of {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
        }
        kind => kind.words().to_owned(),
    };
    value.ok_or_else(|| BadFact::Type { field: field.to_owned(), expected: expected(), given: given.to_owned() })
}

/// What would be decided, with everything behind it.
pub fn what_if(router: &Router, asked: &WhatIf, present: &Present) -> ExplainedDecision {
    decide(router, asked, &Assumed(present), &|| Duration::ZERO)
}

impl Engine {
    /// The rules that serve, for questions: on scripts of their own, so that what is only asked neither counts nor
    /// switches anything off.
    ///
    /// # Errors
    /// When the archived revision cannot be read.
    pub async fn rules_to_ask(&self) -> Result<Arc<Router>, ExplainError> {
        let revision = self.rules().ruleset().revision.clone();
        Ok(self.revisions.router_for(&revision).await?)
    }

    /// What would be decided by rules to ask, with whoever is there now.
    pub fn what_if(&self, router: &Router, asked: &WhatIf) -> ExplainedDecision {
        decide(router, asked, &self.roster.view(self.clock.now()), &|| self.clock.monotonic())
    }
}

fn decide(
    router: &Router,
    asked: &WhatIf,
    roster: &dyn RosterView,
    elapsed: usher_model::Elapsed<'_>,
) -> ExplainedDecision {
    let set = router.ruleset();
    let locale = asked.locale.as_ref().unwrap_or(&set.workspace.default_locale);
    let visitor = Visitor {
        id: VisitorId::from_bytes([0; 16]),
        channel: asked.channel.clone(),
        origin: String::new(),
        name: match asked.facts.get("visitor.name") {
            Some(Value::Text(name)) => Some(name.to_string()),
            _ => None,
        },
        locale: locale.clone(),
        created_at: asked.at,
        blocked_until: None,
    };
    let history = VisitorHistory::default();
    let known = Known {
        visitor: &visitor,
        locale,
        history: &history,
        page: &asked.page,
        agent: &asked.agent,
        first_message: &asked.says,
        answers: &[],
    };
    let mut facts = gather(&known, asked.at, &set.workspace.time_zone);
    set_record_facts(&mut facts, &set.record_facts, &asked.records);
    lay_over(&mut facts, &asked.facts, &set.catalogue);
    let failures = PredicateFailures::default();
    let context =
        Context { facts: &facts, records: &asked.records, now: asked.at, seed: 0, elapsed, failures: Some(&failures) };
    let past = Past { channel: Some(&visitor.channel), ..Past::default() };
    let line = Line { others: asked.others_waiting, ..Line::default() };
    let decided = router.decide(&DecisionInput { context, roster, line, past });
    let noted = PredicateFailures::of_decision(&decided.failures);
    let rules = router.explain(&Context { failures: Some(&noted), ..context }, decided.rule.as_ref());
    let record = DecisionRecord {
        id: DecisionId::from_bytes([0; 16]),
        session: SessionId::from_bytes([0; 16]),
        at: asked.at,
        cause: DecisionCause::Opened,
        revision: set.revision.clone(),
        facts: facts.clone(),
        records: asked.records.clone(),
        failures: decided.failures,
        seed: 0,
        rule: decided.rule,
        by: None,
        decision: decided.decision,
        candidates: decided.candidates,
        strategies: decided.strategies,
        shadow: decided.shadow,
    };
    let mut explained = with_rules(record, rules, set);
    let (group, agent) = (explained.record.decision.group(), explained.record.decision.agent());
    let waiting = QueueSeen { others: asked.others_waiting, ahead: asked.others_waiting, wait: None };
    let queue = matches!(explained.record.decision, Decision::Queue { .. }).then_some(waiting);
    let telling = Telling { set, locale, visitor: visitor.name.as_deref(), agent, group, queue, closes_in: None };
    for told in &mut explained.told {
        told.text = telling.render(&told.prompt, &context);
    }
    explained
}

/// Whoever is assumed to be there, without a session.
struct Assumed<'a>(&'a Present);

impl RosterView for Assumed<'_> {
    fn candidates(&self, group: &Group, _: Option<&Channel>) -> Vec<Candidate> {
        let is_there = |agent: &AgentId| match self.0 {
            Present::Everybody => true,
            Present::Only(agents) => agents.contains(agent),
        };
        let candidate = |agent: &std::sync::Arc<usher_model::Agent>| Candidate {
            agent: std::sync::Arc::clone(agent),
            load: 0,
            capacity: group.capacity_of(agent),
            received_today: 0,
            last_assigned: None,
            refusal: (!is_there(&agent.id)).then_some(Refusal::Offline),
        };
        group.members.iter().map(candidate).collect()
    }

    fn cursor(&self, _: &GroupId) -> Option<AgentId> {
        None
    }
}
