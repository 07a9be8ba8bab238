//! From a rule to an agent or a queue, and the trace of it.

use super::{agent, care, rule, rules};
use crate::{Decided, DecisionInput, Line, Past, Presence, RosterView, Router, Turn, standing};
use proptest::{prelude::*, sample::select, strategy::Strategy as Generator};
use std::time::Duration;
use std::{collections::BTreeMap, sync::Arc};
use usher_condition::Condition;
use usher_model::{
    AgentId, Availability, Called, Candidate, CandidateTrace, Context, Decision, Facts, GroupId, OnFailure, Order,
    QueueReason, Refusal, ScriptError, Standing, Strategy, StrategyAttempt, StrategyId, StrategyInput, StrategyOutcome,
};
use usher_ruleset::{Channel, Group, Rule, RuleSet};
use usher_script::{API, Bound, Limits, Manifest, Offer, OfferKind, Params, ScriptHost, builtin_files};

const LATE: ScriptError = ScriptError::Deadline { limit: Duration::from_millis(5) };

/// A strategy that answers what it was told to.
#[derive(Debug)]
struct Fixed(StrategyId, OnFailure, Result<Vec<usize>, ScriptError>);

impl Strategy for Fixed {
    fn id(&self) -> &StrategyId {
        &self.0
    }
    fn on_failure(&self) -> OnFailure {
        self.1
    }
    fn call(&self, _: &StrategyInput<'_>) -> Called<Order> {
        let result = self.2.clone().map(|order| Order { order, took_turn: false });
        Called { result, operations: 9, log: vec!["said".to_owned()] }
    }
}

fn fixed(id: &str, answer: Result<Vec<usize>, ScriptError>) -> Arc<dyn Strategy> {
    Arc::new(Fixed(id.parse().unwrap(), OnFailure::Open, answer))
}

/// A strategy that ships, through the script host.
fn builtin(host: &ScriptHost, id: &str) -> Arc<dyn Strategy> {
    let file: Arc<str> = format!("{id}.rhai").into();
    let path = format!("plugins/{id}/{file}");
    let text = builtin_files().iter().find(|(name, _)| *name == path).unwrap().1;
    let offer = Offer {
        id: id.parse().unwrap(),
        description: String::new(),
        file: file.clone(),
        function: "pick".to_owned(),
        parameters: Vec::new(),
        on_failure: OnFailure::Open,
        limits: Limits::INLINE,
        kind: OfferKind::Strategy,
    };
    let manifest = Manifest {
        id: id.parse().unwrap(),
        api: API,
        name: id.to_owned(),
        description: String::new(),
        offers: vec![offer],
    };
    let plugin = host.compile(&manifest, &BTreeMap::from([(file, text.into())]), &[]).unwrap();
    match plugin.offers[0].bind(&Params::new()) {
        Bound::Strategy(strategy) => strategy,
        other => panic!("{other:?}"),
    }
}

#[derive(Debug, Clone)]
struct Roster {
    members: Vec<(AgentId, Availability, Presence, u32, u32)>,
    cursor: Option<AgentId>,
}

impl RosterView for Roster {
    fn candidates(&self, _: &Group, _: Option<&Channel>) -> Vec<Candidate> {
        let of =
            |(id, availability, presence, load, capacity): &(AgentId, Availability, Presence, u32, u32)| Candidate {
                agent: agent(id.as_str()),
                load: *load,
                capacity: *capacity,
                received_today: 0,
                last_assigned: None,
                refusal: standing(*availability, *presence, *load, *capacity),
            };
        self.members.iter().map(of).collect()
    }
    fn cursor(&self, _: &GroupId) -> Option<AgentId> {
        self.cursor.clone()
    }
}

const ONLINE: (Availability, Presence) = (Availability::Online, Presence::Connected);

fn roster(members: &[(&str, (Availability, Presence), u32)]) -> Roster {
    let of =
        |(id, (availability, presence), load): &(&str, _, _)| (id.parse().unwrap(), *availability, *presence, *load, 2);
    Roster { members: members.iter().map(of).collect(), cursor: None }
}

fn router(strategies: Vec<Arc<dyn Strategy>>) -> Router {
    let all = Rule { strategies, ..rule("all", None, Condition::Always) };
    let set: Arc<RuleSet> = rules(vec![all], &["an", "bo", "cy"]);
    Router::new(set)
}

fn decide(router: &Router, roster: &Roster) -> Decided {
    let facts = Facts::default();
    let context = Context { seed: 7, ..Context::of_facts(&facts) };
    router.decide(&DecisionInput { context, roster, line: Line::default(), past: Past::default() })
}

fn attempt(id: &str, outcome: StrategyOutcome) -> StrategyAttempt {
    let (strategy, log) = (id.parse().unwrap(), vec!["said".to_owned()]);
    StrategyAttempt { strategy, overflow: None, outcome, operations: 9, log }
}

fn queued(reason: QueueReason) -> Decision {
    Decision::Queue { group: care(), reason }
}

#[test]
fn standing_tells_the_first_reason() {
    let full = Refusal::Full { load: 2, capacity: 2 };
    assert_eq!(standing(Availability::Online, Presence::Connected, 1, 2), None);
    assert_eq!(standing(Availability::Online, Presence::Connected, 2, 2), Some(full));
    assert_eq!(standing(Availability::Online, Presence::Gone, 9, 2), Some(Refusal::Absent));
    assert_eq!(standing(Availability::Away, Presence::Connected, 0, 2), Some(Refusal::Away));
    assert_eq!(standing(Availability::Offline, Presence::Gone, 0, 2), Some(Refusal::Offline));
    assert!(standing(Availability::Online, Presence::Connected, 0, 0).is_some());
}

#[test]
fn the_chain_goes_on_until_somebody_eligible_is_named() {
    let failed = ScriptError::Failed { place: "x.rhai:1:1".to_owned(), message: "no".to_owned() };
    let router = router(vec![
        fixed("broken", Err(failed.clone())),
        fixed("slow", Err(LATE)),
        fixed("nobody", Ok(vec![])),
        fixed("refused", Ok(vec![1, 99])),
        fixed("good", Ok(vec![1, 2, 0])),
        fixed("never-asked", Ok(vec![0])),
    ]);
    let roster = roster(&[("an", ONLINE, 0), ("bo", (Availability::Away, Presence::Connected), 1), ("cy", ONLINE, 1)]);
    let trace =
        |id: &str, load, standing| CandidateTrace { agent: id.parse().unwrap(), overflow: None, load, standing };
    let fail = |error: ScriptError, timed_out| StrategyOutcome::Failed { error: error.to_string(), timed_out };
    assert_eq!(
        decide(&router, &roster),
        Decided {
            decision: Decision::Assign { group: Some(care()), agent: "cy".parse().unwrap() },
            rule: Some("all".parse().unwrap()),
            candidates: vec![
                trace("an", 0, Standing::Eligible { place: Some(3) }),
                trace("bo", 1, Standing::Refused { refusal: Refusal::Away, picked: true }),
                trace("cy", 1, Standing::Chosen),
            ],
            strategies: vec![
                attempt("broken", fail(failed, false)),
                attempt("slow", fail(LATE, true)),
                attempt("nobody", StrategyOutcome::NamedNobody),
                attempt("refused", StrategyOutcome::NamedOnlyRefused),
                attempt("good", StrategyOutcome::Chose),
            ],
            failures: vec![],
            took_turn: None,
            slot: Some(2),
            shadow: None,
        }
    );
}

#[test]
fn where_nobody_can_be_given_it_no_strategy_is_asked() {
    let router = router(vec![fixed("good", Ok(vec![0, 1, 2]))]);
    let away = (Availability::Away, Presence::Connected);
    for (members, reason) in [
        (vec![], QueueReason::NoneOnline),
        (vec![("an", away, 0), ("bo", (Availability::Online, Presence::Gone), 0)], QueueReason::NoneOnline),
        (vec![("an", away, 0), ("bo", ONLINE, 2)], QueueReason::Busy),
    ] {
        let decided = decide(&router, &roster(&members));
        assert_eq!((decided.decision, decided.strategies, decided.slot), (queued(reason), vec![], None));
    }
}

#[test]
fn an_exhausted_chain_queues_as_busy() {
    let router = router(vec![fixed("nobody", Ok(vec![]))]);
    let decided = decide(&router, &roster(&[("an", ONLINE, 0)]));
    assert_eq!(decided.decision, queued(QueueReason::Busy));
    assert_eq!(decided.candidates[0].standing, Standing::Eligible { place: None });
}

#[test]
fn a_strategy_that_fails_closed_ends_the_chain() {
    let closed = Arc::new(Fixed("closed".parse().unwrap(), OnFailure::Closed, Err(LATE)));
    let router = router(vec![fixed("nobody", Ok(vec![])), closed, fixed("good", Ok(vec![0]))]);
    let decided = decide(&router, &roster(&[("an", ONLINE, 0)]));
    assert_eq!(decided.decision, queued(QueueReason::Busy));
    let fail = StrategyOutcome::Failed { error: "ran longer than 5 ms".to_owned(), timed_out: true };
    assert_eq!(decided.strategies, [attempt("nobody", StrategyOutcome::NamedNobody), attempt("closed", fail)]);
}

#[test]
fn without_a_rule_it_is_unmatched() {
    let router = Router::new(rules(vec![rule("never", Some(&["mall"]), Condition::Always)], &[]));
    let decided = decide(&router, &roster(&[("an", ONLINE, 0)]));
    assert_eq!((decided.decision, decided.rule), (Decision::Unmatched, None));
}

#[test]
fn the_strategies_that_ship_fill_and_take_turns() {
    let host = ScriptHost::new();
    let load = decide(
        &router(vec![builtin(&host, "load")]),
        &roster(&[("an", ONLINE, 1), ("bo", ONLINE, 0), ("cy", ONLINE, 2)]),
    );
    assert_eq!(load.decision, Decision::Assign { group: Some(care()), agent: "bo".parse().unwrap() });
    assert_eq!(load.took_turn, None);

    let circular = router(vec![builtin(&host, "circular")]);
    let mut roster = roster(&[("an", ONLINE, 0), ("bo", ONLINE, 2), ("cy", ONLINE, 0)]);
    let turns: Vec<_> = (0..4)
        .map(|_| {
            let Some(Turn { group, agent }) = decide(&circular, &roster).took_turn else { panic!("no turn") };
            assert_eq!(group, care());
            roster.cursor = Some(agent.clone());
            agent.to_string()
        })
        .collect();
    assert_eq!(turns, ["an", "cy", "an", "cy"]);
}

fn any_roster() -> impl Generator<Value = Roster> {
    let availability =
        select(&[Availability::Online, Availability::Online, Availability::Away, Availability::Offline][..]);
    let presence = select(&[Presence::Connected, Presence::Connected, Presence::Gone][..]);
    let member = (availability, presence, 0_u32..4, 0_u32..4);
    (prop::collection::vec(member, 0..8), prop::option::of(0_usize..9)).prop_map(|(members, cursor)| Roster {
        members: members
            .into_iter()
            .enumerate()
            .map(|(at, (availability, presence, load, capacity))| {
                (format!("a{at}").parse().unwrap(), availability, presence, load, capacity)
            })
            .collect(),
        cursor: cursor.map(|at| format!("a{at}").parse().unwrap()),
    })
}

fn answer() -> impl Generator<Value = Result<Vec<usize>, ScriptError>> {
    prop_oneof![
        4 => prop::collection::vec(0_usize..9, 0..6).prop_map(Ok),
        1 => Just(Err(LATE)),
    ]
}

/// What must hold of every decision on a roster.
fn check(roster: &Roster, decided: &Decided, names_an_eligible: bool) -> Result<(), TestCaseError> {
    let standing_of = |(_, availability, presence, load, capacity): &(_, _, _, _, _)| {
        standing(*availability, *presence, *load, *capacity)
    };
    let online = roster.members.iter().any(|m| m.1 == Availability::Online && m.2 == Presence::Connected);
    match &decided.decision {
        Decision::Assign { agent, .. } => {
            let member = roster.members.iter().find(|member| member.0 == *agent).unwrap();
            prop_assert_eq!(standing_of(member), None, "{} may not be given a session", agent);
            prop_assert_eq!(decided.slot, Some(member.4));
            prop_assert!(names_an_eligible);
            prop_assert_eq!(&decided.strategies.last().unwrap().outcome, &StrategyOutcome::Chose);
        }
        Decision::Queue { reason, .. } => {
            prop_assert!(!names_an_eligible);
            prop_assert_eq!(*reason, if online { QueueReason::Busy } else { QueueReason::NoneOnline });
            prop_assert_eq!(&decided.took_turn, &None);
            prop_assert_eq!(decided.slot, None);
        }
        Decision::Unmatched => prop_assert!(false, "the rule is for everybody"),
    }
    prop_assert_eq!(decided.candidates.len(), roster.members.len());
    for (trace, member) in decided.candidates.iter().zip(&roster.members) {
        let refusal = match &trace.standing {
            Standing::Refused { refusal, .. } => Some(refusal.clone()),
            Standing::Chosen | Standing::Eligible { .. } => None,
        };
        prop_assert_eq!(refusal, standing_of(member));
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_session_is_assigned_only_and_always_where_somebody_eligible_is_named(
        roster in any_roster(),
        answers in prop::collection::vec(answer(), 1..4),
    ) {
        let eligible = |at: &usize| {
            roster.members.get(*at).is_some_and(|(_, a, p, load, capacity)| standing(*a, *p, *load, *capacity).is_none())
        };
        let names_an_eligible = answers.iter().flatten().flatten().any(eligible);
        let strategies = answers.into_iter().enumerate().map(|(at, answer)| fixed(&format!("s{at}"), answer)).collect();
        let router = router(strategies);
        let decided = decide(&router, &roster);
        check(&roster, &decided, names_an_eligible)?;
        prop_assert_eq!(decide(&router, &roster), decided);
    }

    /// So it is where a person chose a group to which no rule leads.
    #[test]
    fn without_a_strategy_whoever_is_free_and_holds_the_fewest_is_chosen(roster in any_roster()) {
        let free = roster.members.iter().filter(|(_, a, p, load, capacity)| standing(*a, *p, *load, *capacity).is_none());
        let fewest = free.map(|member| member.3).min();
        let decided = decide(&router(Vec::new()), &roster);
        let chosen = match &decided.decision {
            Decision::Assign { agent, .. } => roster.members.iter().find(|member| member.0 == *agent).map(|one| one.3),
            Decision::Queue { .. } | Decision::Unmatched => None,
        };
        prop_assert_eq!(chosen, fewest);
        prop_assert_eq!(&decided.strategies, &[]);
    }

    #[test]
    fn the_strategies_that_ship_always_find_whoever_is_free(
        roster in any_roster(),
        which in select(&["load", "circular"][..]),
    ) {
        let router = router(vec![builtin(&ScriptHost::new(), which)]);
        let free = roster.members.iter().any(|(_, a, p, load, capacity)| standing(*a, *p, *load, *capacity).is_none());
        let decided = decide(&router, &roster);
        check(&roster, &decided, free)?;
        prop_assert_eq!(decide(&router, &roster), decided);
    }
}
