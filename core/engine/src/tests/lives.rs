//! Whole lives of sessions, at random: agents come, go, accept, decline, answer, transfer and fall silent; visitors ask,
//! come back, end, leave messages and are blocked; hours begin and end; rules change; the clock jumps; the server
//! restarts. What must hold, holds after every step.
//!
//! A life is made from a number, so that each can be led again: those that ever failed are in [`KEPT`]. More are led with
//! `USHER_LIVES=5000 cargo test -p usher-engine lives`, and from elsewhere with `USHER_LIVES_FROM`.

mod rules;
mod step;

use super::world::World;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};
use std::{
    collections::{HashMap, HashSet},
    env,
    time::Duration,
};
use step::{Step, take};
use usher_model::{
    AgentId, Availability, ChannelId, Decision, DecisionCause, DecisionRecord, GroupId, Session, SessionId,
    SessionState, Timestamp,
};
use usher_store::{LeftFilter, LeftPage, Page, QueuePlace, RosterRow};

const AGENTS: [&str; 4] = ["ann", "ben", "cleo", "dan"];
/// Lives that once showed a mistake.
const KEPT: [u64; 1] = [1018];
/// Lives that are led where nobody asks for more, and the longest one's steps: 2,000 and more in all.
const LIVES: u64 = 48;
const MOST_STEPS: usize = 100;
/// Most sessions of the channel that one agent holds, by the rules here.
const OF_CHANNEL: u32 = 2;
/// How long somebody may wait although there is room: until what waits is looked at again whatever happened.
const SLACK: Duration = Duration::from_secs(25);

#[test]
fn no_session_is_ever_lost_doubled_or_given_to_who_may_not_have_it() {
    let number = |name: &str, usual: u64| {
        env::var(name).map_or(usual, |given| given.parse().unwrap_or_else(|_| panic!("{name} is a number")))
    };
    let (from, lives) = (number("USHER_LIVES_FROM", 0), number("USHER_LIVES", LIVES));
    let all: Vec<u64> = KEPT.into_iter().chain(from..from + lives).collect();
    let half = |odd: usize| all.iter().copied().skip(odd).step_by(2).collect::<Vec<u64>>();
    let second = half(1);
    let other = std::thread::spawn(move || second.into_iter().map(lead).sum::<usize>());
    let steps = half(0).into_iter().map(lead).sum::<usize>() + other.join().expect("the other half holds too");
    assert!(lives < LIVES || steps >= 2_000, "{steps} steps are few");
}

/// Leads one life; answers how many steps it had. Where something does not hold, the shortest life that shows it is told.
fn lead(number: u64) -> usize {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let config = Config { cases: 1, max_shrink_iters: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let steps = prop::collection::vec(step::step(), 1..=MOST_STEPS);
    let count = std::cell::Cell::new(0);
    let led = runner.run(&steps, |steps| {
        count.set(steps.len());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(live(&steps));
        Ok(())
    });
    match led {
        Ok(()) => count.get(),
        Err(TestError::Fail(why, steps)) => panic!("life {number}: {why}\nafter {steps:#?}"),
        Err(TestError::Abort(why)) => panic!("life {number}: {why}"),
    }
}

async fn live(steps: &[Step]) {
    let mut world = rules::company().await;
    let mut seen = Seen::default();
    for step in steps {
        let before = queues(&world.open_sessions().await);
        Box::pin(take(&mut world, &mut seen, step)).await;
        seen.blocked.retain(|(_, until)| *until > world.engine.now());
        check(&world, &mut seen, &before, step).await;
    }
    end(&mut world).await;
}

/// In the end everybody stays and answers: nobody is left waiting but those whom no rule matches.
async fn end(world: &mut World) {
    for agent in AGENTS {
        world.online(agent).await;
    }
    world.pass(Duration::from_mins(2)).await;
    world.jump(Duration::from_mins(13)).await;
    let mut tries = 0;
    while tries < 3 {
        for agent in AGENTS {
            world.choose(agent, Availability::Online).await;
        }
        let open = world.open_sessions().await;
        for session in open.iter().filter(|session| session.state.slot().is_some()) {
            tries = 0;
            let agent = session.state.slot().expect("somebody has it").clone();
            if matches!(session.state, SessionState::Offered { .. }) {
                world.engine.accept(&agent, session.id).await.expect("it is offered");
            }
            world.engine.close_as_agent(&agent, session.id).await.expect("it is owned");
        }
        tries += 1;
        // Where the lunch begins meanwhile, it is over after these.
        world.jump(Duration::from_mins(4)).await;
    }
    let left = world.open_sessions().await;
    assert!(left.iter().all(|session| session.state == SessionState::Unmatched), "{left:?}");
}

/// What is remembered between two looks.
#[derive(Default)]
struct Seen {
    held: HashMap<SessionId, (AgentId, i64)>,
    loads: HashMap<AgentId, u32>,
    of_channel: HashMap<(AgentId, ChannelId), u32>,
    /// Since when a session waits although somebody has room, by its version.
    neglected: HashMap<(SessionId, i64), Timestamp>,
    /// Since when a session should have been taken from an agent who left, by its version.
    stranded: HashMap<(SessionId, i64), Timestamp>,
    blocked: Vec<(Session, Timestamp)>,
    left: usize,
    names: u32,
}

impl Seen {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("m-{}", self.names)
    }

    fn is_blocked(&self, session: &Session, now: Timestamp) -> bool {
        self.blocked.iter().any(|(other, until)| other.visitor == session.visitor && *until > now)
    }
}

/// Who waits in which line, at which rank, as the database has it.
fn queues(open: &[Session]) -> HashMap<SessionId, (GroupId, i64, i64)> {
    let place = |session: &Session| match &session.state {
        SessionState::Queued { group, .. } => {
            Some((session.id, (group.clone(), QueuePlace::of(session).rank(), session.version)))
        }
        _ => None,
    };
    open.iter().filter_map(place).collect()
}

/// What must hold of the whole company, by the database.
async fn check(world: &World, seen: &mut Seen, before: &HashMap<SessionId, (GroupId, i64, i64)>, step: &Step) {
    let open = world.open_sessions().await;
    let roster = world.engine.store().roster().await.expect("the store works");
    let now = world.engine.now();
    let mut visitors = HashSet::new();
    for session in &open {
        assert!(visitors.insert(session.visitor), "{} has two open sessions", session.visitor);
        assert!(!seen.is_blocked(session, now), "{} is blocked and has an open session", session.visitor);
        if matches!(session.state, SessionState::Offered { .. }) {
            let due = session.answer_by.expect("an offer ends");
            assert!(due.after(Duration::from_secs(6)) > now, "an offer is open too long: {session:?}");
        }
    }
    bounded(world, seen, &open, &roster, step);
    rightly_given(world, seen, before, &open, &roster, step).await;
    nobody_neglected(world, seen, &open, &roster);
    nobody_stranded(world, seen, &open, &roster);
    for session in open.iter().rev().take(3) {
        let entries = world.engine.store().messages(session.id, Page::After(0), 200).await.expect("the store works");
        let seqs: Vec<_> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (1..=i64::try_from(entries.len()).expect("few")).collect::<Vec<_>>());
        assert!(entries.len() >= 200 || entries.len() == usize::try_from(session.last_seq).expect("few"));
    }
    let (all, newest) = (LeftFilter::default(), LeftPage::Before(None));
    let left = world.engine.store().left_messages(&all, newest, 1_000).await.expect("the store works");
    assert_eq!(left.len(), seen.left, "what was left is there, once");
}

/// Loads are what is held, in the database and in memory, and the rules alone never let them outgrow the capacity.
fn bounded(world: &World, seen: &mut Seen, open: &[Session], roster: &[RosterRow], step: &Step) {
    let rules = world.engine.rules();
    let mut loads: HashMap<AgentId, u32> = HashMap::new();
    let mut of_channel: HashMap<(AgentId, ChannelId), u32> = HashMap::new();
    for session in open {
        assert!(!matches!(session.state, SessionState::Closed { .. }), "a closed session is listed as open");
        if let Some(agent) = session.state.slot() {
            *loads.entry(agent.clone()).or_default() += 1;
            *of_channel.entry((agent.clone(), session.channel.clone())).or_default() += 1;
        }
    }
    // A person may give anything to anybody, and an edit may take room away: then it only must not become more.
    let by_hand = matches!(step, Step::GiveTo(..));
    for row in roster {
        let load = loads.get(&row.agent).copied().unwrap_or(0);
        assert_eq!(row.load, load, "the load of {} drifted", row.agent);
        let in_memory = world.engine.availability(&row.agent);
        assert_eq!(in_memory, (row.availability, row.load), "the roster has {} otherwise", row.agent);
        let before = seen.loads.get(&row.agent).copied().unwrap_or(0);
        let capacity = rules.ruleset().agents[&row.agent].capacity;
        assert!(load <= capacity.max(before) || by_hand, "{} holds {load} of {capacity}", row.agent);
    }
    for (pair, count) in &of_channel {
        let before = seen.of_channel.get(pair).copied().unwrap_or(0);
        assert!(*count <= OF_CHANNEL.max(before) || by_hand, "{} holds {count} of {}", pair.0, pair.1);
    }
    (seen.loads, seen.of_channel) = (loads, of_channel);
}

/// Whoever was just given a session may have it, and nobody before it in its line was passed over.
async fn rightly_given(
    world: &World,
    seen: &mut Seen,
    before: &HashMap<SessionId, (GroupId, i64, i64)>,
    open: &[Session],
    roster: &[RosterRow],
    step: &Step,
) {
    let (rules, now) = (world.engine.rules(), world.engine.now());
    let still = queues(open);
    let mut held = HashMap::new();
    for session in open {
        let Some(agent) = session.state.slot() else { continue };
        held.insert(session.id, (agent.clone(), session.version));
        if seen.held.get(&session.id).is_some_and(|(had, at)| had == agent && *at == session.version) {
            continue;
        }
        let decisions = world.engine.store().decisions(session.id).await.expect("the store works");
        let last = decisions.iter().map(|decision| decision.at).max().expect("each is decided on");
        // Where the clock stands still several are the latest.
        let chosen = |decision: &&DecisionRecord| {
            let is_it = matches!(&decision.decision, Decision::Assign { agent: chosen, .. } if chosen == agent);
            is_it && decision.at == last
        };
        let decision = decisions.iter().find(chosen).unwrap_or_else(|| panic!("{agent} has {session:?} undecided"));
        let Decision::Assign { group, .. } = &decision.decision else { continue };
        let by_person = matches!(decision.cause, DecisionCause::Transferred | DecisionCause::ByHand);
        if let (Some(group), false) = (group, by_person) {
            let hours = rules.ruleset().groups[group].hours.as_ref();
            assert!(hours.is_none_or(|hours| hours.at(decision.at).open), "{group} was closed at {:?}", decision.at);
            assert!(!session.missed.contains(agent), "{agent} did not answer {} and was given it again", session.id);
        }
        if step.takes_time() || matches!(step, Step::Accept(_) | Step::GiveTo(..)) {
            continue;
        }
        let row = roster.iter().find(|row| row.agent == *agent).expect("a row");
        assert_eq!(row.availability, Availability::Online, "{agent} was given {} by {step:?}", session.id);
        assert!(row.present_until > now, "{agent} was given {} while gone", session.id);
        let Some((line, rank, _)) = before.get(&session.id).filter(|(line, ..)| group.as_ref() == Some(line)) else {
            continue;
        };
        for other in open.iter().filter(|other| other.missed.is_empty()) {
            let (Some(then), Some(now)) = (before.get(&other.id), still.get(&other.id)) else { continue };
            assert!(
                then != now || then.0 != *line || (then.1, other.id) > (*rank, session.id),
                "{} overtook {}",
                session.id,
                other.id
            );
        }
    }
    seen.held = held;
}

/// Nobody waits for long while somebody of the group has room.
fn nobody_neglected(world: &World, seen: &mut Seen, open: &[Session], roster: &[RosterRow]) {
    let (rules, now) = (world.engine.rules(), world.engine.now());
    let mut neglected = HashMap::new();
    for session in open {
        let SessionState::Queued { group, .. } = &session.state else { continue };
        let group = &rules.ruleset().groups[group];
        let could = |row: &RosterRow| {
            let held = seen.of_channel.get(&(row.agent.clone(), session.channel.clone())).copied().unwrap_or(0);
            let member = group.members.iter().find(|member| member.id == row.agent);
            // Whoever gave it to this line does not get it straight back.
            member.is_some_and(|member| row.load < member.capacity && !session.missed.contains(&member.id))
                && held < OF_CHANNEL
                && row.availability == Availability::Online
                && row.present_until > now
        };
        if group.hours.as_ref().is_none_or(|hours| hours.at(now).open) && roster.iter().any(could) {
            let key = (session.id, session.version);
            let since = seen.neglected.get(&key).copied().unwrap_or(now);
            assert!(now.since(since) <= SLACK, "{} waits in {} while there is room", session.id, group.id);
            neglected.insert(key, since);
        }
    }
    seen.neglected = neglected;
}

/// Nobody is left for long with an agent who is not there, beyond what the workspace says.
fn nobody_stranded(world: &World, seen: &mut Seen, open: &[Session], roster: &[RosterRow]) {
    let now = world.engine.now();
    let mut stranded = HashMap::new();
    for session in open {
        let SessionState::Assigned { agent, .. } = &session.state else { continue };
        let row = roster.iter().find(|row| row.agent == *agent).expect("a row");
        let (left, kept) = match row.availability {
            Availability::Away => (row.availability_at, rules::AWAY_KEEPS),
            Availability::Offline => (row.availability_at, rules::OFFLINE_KEEPS),
            Availability::Online => (Some(row.present_until), rules::GONE_KEEPS),
        };
        // Who is given a session while away has as long as others from then on.
        let left = left.unwrap_or_default().max(session.assigned_at.unwrap_or_default());
        if left.after(kept) <= now {
            let key = (session.id, session.version);
            let since = seen.stranded.get(&key).copied().unwrap_or(now);
            assert!(now.since(since) <= SLACK, "{} is left with {agent}, who is not there", session.id);
            stranded.insert(key, since);
        }
    }
    seen.stranded = stranded;
}
