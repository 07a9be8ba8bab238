//! Who waits and why: hours, full queues, overflow, and rules on trial.

use super::{agent, care, rule, rules};
use crate::{Decided, DecisionInput, Line, Past, Presence, RosterView, Router, standing};
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicU32, atomic::Ordering},
    time::Duration,
};
use usher_condition::Condition;
use usher_model::{
    AgentId, Availability, Called, Candidate, Context, Decision, Facts, GroupId, HoursId, LocalText, OnFailure, Order,
    QueueReason, ShadowMatch, Strategy, StrategyId, StrategyInput, Timestamp,
};
use usher_ruleset::{Channel, Group, Hold, Hours, Interval, Overflow, Rule, RuleSet, Waiting, WaitingStep};

/// Monday, 2026-11-23T10:00:00Z.
const MONDAY: Timestamp = Timestamp::from_millis(1_795_428_000_000);

/// Names everybody in order, and counts how often it is asked.
#[derive(Debug, Default)]
struct Everybody(AtomicU32);

impl Strategy for Everybody {
    fn id(&self) -> &StrategyId {
        static ID: std::sync::OnceLock<StrategyId> = std::sync::OnceLock::new();
        ID.get_or_init(|| "everybody".parse().unwrap())
    }
    fn on_failure(&self) -> OnFailure {
        OnFailure::Open
    }
    fn call(&self, input: &StrategyInput<'_>) -> Called<Order> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let order = Order { order: (0..input.candidates.len()).collect(), took_turn: false };
        Called { result: Ok(order), operations: 1, log: Vec::new() }
    }
}

/// Loads by group, of agents who are there and may hold two sessions each.
struct Loads(BTreeMap<&'static str, Vec<(&'static str, u32)>>);

impl RosterView for Loads {
    fn candidates(&self, group: &Group, _: Option<&Channel>) -> Vec<Candidate> {
        let of = |(id, load): &(&str, u32)| Candidate {
            agent: agent(id),
            load: *load,
            capacity: 2,
            received_today: 0,
            last_assigned: None,
            refusal: standing(Availability::Online, Presence::Connected, *load, 2),
        };
        self.0.get(group.id.as_str()).into_iter().flatten().map(of).collect()
    }
    fn cursor(&self, _: &GroupId) -> Option<AgentId> {
        None
    }
}

fn loads(groups: &[(&'static str, &[(&'static str, u32)])]) -> Loads {
    Loads(groups.iter().map(|(group, agents)| (*group, agents.to_vec())).collect())
}

/// Open on Mondays between two hours.
fn mondays(from: i8, to: i8) -> Arc<Hours> {
    let at = |hour| jiff::civil::Time::constant(hour, 0, 0, 0);
    let mut week: [Vec<Interval>; 7] = Default::default();
    week[0].push(Interval { from: at(from), to: at(to) });
    Arc::new(Hours {
        id: "mondays".parse::<HoursId>().unwrap(),
        name: LocalText::Same("Mondays".to_owned()),
        time_zone: jiff::tz::TimeZone::UTC,
        week,
        holidays: Vec::new(),
        exceptions: Vec::new(),
    })
}

/// A company with a rule for everybody, which leads to care; sales may help.
struct Company {
    rule: Rule,
    care: Group,
    sales: Group,
    shadows: Vec<Rule>,
}

impl Company {
    fn new() -> Self {
        let all = Rule { strategies: vec![Arc::new(Everybody::default())], ..rule("all", None, Condition::Always) };
        let set = rules(Vec::new(), &[]);
        let care = set.groups[&care()].as_ref().clone();
        let sales = Group { id: sales(), ..care.clone() };
        Self { rule: all, care, sales, shadows: Vec::new() }
    }

    fn router(self) -> Router {
        let set = Arc::into_inner(rules(vec![self.rule], &[])).unwrap();
        let groups = [self.care, self.sales].map(|group| (group.id.clone(), Arc::new(group)));
        Router::new(Arc::new(RuleSet { groups: groups.into(), shadows: self.shadows, ..set }))
    }

    fn decide(self, roster: &Loads, line: Line<'_>) -> Decided {
        decide(&self.router(), roster, line, MONDAY)
    }
}

fn decide(router: &Router, roster: &Loads, line: Line<'_>, now: Timestamp) -> Decided {
    let facts = Facts::default();
    router.decide(&DecisionInput {
        context: Context { now, ..Context::of_facts(&facts) },
        roster,
        line,
        past: Past::default(),
    })
}

fn sales() -> GroupId {
    "sales".parse().unwrap()
}

fn queued(reason: QueueReason) -> Decision {
    Decision::Queue { group: care(), reason }
}

fn assigned(group: GroupId, agent: &str) -> Decision {
    Decision::Assign { group: Some(group), agent: agent.parse().unwrap() }
}

#[test]
fn a_group_that_does_not_serve_gets_nothing_whoever_is_there() {
    let strategy = Arc::new(Everybody::default());
    let mut company = Company::new();
    company.rule.strategies = vec![strategy.clone()];
    company.care.hours = Some(mondays(11, 12));
    let router = company.router();
    let there = loads(&[("care", &[("an", 0)])]);
    let closed = decide(&router, &there, Line::default(), MONDAY);
    assert_eq!(closed.decision, queued(QueueReason::OutsideHours));
    assert_eq!(
        (closed.candidates.len(), strategy.0.load(Ordering::Relaxed)),
        (1, 0),
        "they are told, but not asked for"
    );
    let open = decide(&router, &there, Line::default(), MONDAY.after(Duration::from_hours(1)));
    assert_eq!(open.decision, assigned(care(), "an"));
    // It is outside the hours before it is anything else.
    let nobody = decide(&router, &loads(&[]), Line::default(), MONDAY);
    assert_eq!(nobody.decision, queued(QueueReason::OutsideHours));
}

#[test]
fn a_queue_takes_no_more_than_its_limit() {
    let full = |others, waits_for: Option<&GroupId>| {
        let mut company = Company::new();
        company.care.queue_limit = Some(3);
        company.decide(&loads(&[("care", &[("an", 2)])]), Line { waits_for, others, ..Line::default() }).decision
    };
    assert_eq!(full(2, None), queued(QueueReason::Busy));
    assert_eq!(full(3, None), queued(QueueReason::Full));
    // Who waits there already keeps the place; who waits elsewhere has none here.
    assert_eq!(full(3, Some(&care())), queued(QueueReason::Busy));
    assert_eq!(full(3, Some(&sales())), queued(QueueReason::Full));
}

#[test]
fn whoever_is_sent_away_is_told_why_and_not_that_the_queue_is_full() {
    let mut company = Company::new();
    company.care.queue_limit = Some(1);
    let closes = WaitingStep { prompt: None, hold: Hold::Closes, form: None };
    company.rule.waiting = Waiting { none_online: Some(closes), ..Waiting::default() };
    let decided = company.decide(&loads(&[]), Line { others: 1, ..Line::default() });
    assert_eq!(decided.decision, queued(QueueReason::NoneOnline));
}

#[test]
fn a_session_flows_over_after_a_time_or_from_a_long_line() {
    let there = || loads(&[("care", &[("an", 2)]), ("sales", &[("bo", 2), ("cy", 1)])]);
    let decide = |after: Option<u64>, longer_than, waited, others| {
        let mut company = Company::new();
        let after = after.map(Duration::from_secs);
        company.rule.overflow = Some(Overflow { group: sales(), after, longer_than });
        let line = Line { waited: Duration::from_secs(waited), others, ..Line::default() };
        company.decide(&there(), line)
    };
    assert_eq!(decide(Some(120), None, 119, 50).decision, queued(QueueReason::Busy));
    let over = decide(Some(120), None, 120, 0);
    assert_eq!(over.decision, assigned(sales(), "cy"));
    assert_eq!(over.slot, Some(2));
    let asked: Vec<_> = over.candidates.iter().map(|one| (one.agent.to_string(), one.overflow.clone())).collect();
    let expected = [("an", None), ("bo", Some(sales())), ("cy", Some(sales()))];
    assert_eq!(asked, expected.map(|(agent, group)| (agent.to_owned(), group)));
    assert_eq!(over.strategies.iter().map(|one| one.overflow.clone()).collect::<Vec<_>>(), [Some(sales())]);

    assert_eq!(decide(None, Some(4), 9_000, 4).decision, queued(QueueReason::Busy));
    assert_eq!(decide(None, Some(4), 0, 5).decision, assigned(sales(), "cy"));
}

#[test]
fn the_own_group_is_asked_before_the_one_that_helps() {
    let mut company = Company::new();
    company.rule.overflow = Some(Overflow { group: sales(), after: Some(Duration::from_secs(1)), longer_than: None });
    let there = loads(&[("care", &[("an", 1)]), ("sales", &[("bo", 0)])]);
    let line = Line { waited: Duration::from_mins(9), ..Line::default() };
    let decided = company.decide(&there, line);
    assert_eq!((decided.decision, decided.candidates.len()), (assigned(care(), "an"), 1));
}

#[test]
fn a_helping_group_serves_within_its_own_hours() {
    let decide = |from, to| {
        let mut company = Company::new();
        company.care.hours = Some(mondays(20, 21));
        company.sales.hours = Some(mondays(from, to));
        let after = Some(Duration::from_secs(1));
        company.rule.overflow = Some(Overflow { group: sales(), after, longer_than: None });
        let there = loads(&[("care", &[("an", 0)]), ("sales", &[("bo", 0)])]);
        company.decide(&there, Line { waited: Duration::from_mins(9), ..Line::default() }).decision
    };
    assert_eq!(decide(9, 11), assigned(sales(), "bo"));
    assert_eq!(decide(11, 12), queued(QueueReason::OutsideHours));
}

#[test]
fn a_rule_on_trial_is_recorded_where_it_would_have_decided() {
    let trial = |priority, condition| {
        let mut company = Company::new();
        let strategies = company.rule.strategies.clone();
        let trial = rule("trial", None, condition);
        company.shadows = vec![Rule { priority, group: sales(), strategies, ..trial }];
        company.decide(&loads(&[("care", &[("an", 0)]), ("sales", &[("bo", 0)])]), Line::default())
    };
    let decided = trial(1, Condition::Always);
    assert_eq!(decided.decision, assigned(care(), "an"), "it decides nothing");
    let would = ShadowMatch { rule: "trial".parse().unwrap(), decision: assigned(sales(), "bo") };
    assert_eq!(decided.shadow, Some(would));
    // Behind the rule that matched it would not have been reached; nor where its condition does not hold.
    assert_eq!(trial(99, Condition::Always).shadow, None);
    assert_eq!(trial(1, super::eq("visitor.vip", true)).shadow, None);
}

proptest! {
    /// Whatever is on trial, the decision is the same as without it.
    #[test]
    fn rules_on_trial_change_nothing(
        priorities in prop::collection::vec(0_i64..20, 0..6),
        care_load in 0_u32..3,
        others in 0_u32..4,
    ) {
        let there = loads(&[("care", &[("an", 0), ("bo", 2)]), ("sales", &[("cy", 0)])]);
        let there = Loads(there.0.into_iter().map(|(group, mut agents)| {
            if group == "care" { agents[0].1 = care_load; }
            (group, agents)
        }).collect());
        let line = Line { others, ..Line::default() };
        let plain = Company::new().decide(&there, line);
        let mut company = Company::new();
        let strategies = company.rule.strategies.clone();
        company.shadows = (0..).zip(priorities).map(|(at, priority): (u32, i64)| {
            Rule { priority, group: sales(), strategies: strategies.clone(), ..rule(&format!("t{at}"), None, Condition::Always) }
        }).collect();
        company.shadows.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
        let tried = company.decide(&there, line);
        prop_assert_eq!(Decided { shadow: None, ..tried }, plain);
    }
}
