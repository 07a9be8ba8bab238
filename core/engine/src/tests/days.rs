//! Whole days of the strategies that ship: agents come and go, the server restarts, people change departments; each
//! assignment is compared with what the strategy promises, counted anew from what happened.

use super::world::{World, id};
use std::{collections::BTreeMap, time::Duration};
use usher_model::{
    AgentId, Availability, Decision, DecisionRecord, Refusal, Session, SessionState, Standing, StrategyOutcome,
    Timestamp,
};

const PEOPLE: [&str; 5] = ["ann", "ben", "cleo", "dan", "eve"];
/// Shanghai's midnight is at 16:00 UTC: days change in the middle of the test's.
const CARE: &str = "name: Care\ntime_zone: Asia/Shanghai\nmembers: { departments: [care] }\n";
const DAY: Duration = Duration::from_hours(24);

/// Repeatable randomness.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).expect("it is small")]
    }
}

fn directory(in_care: &[&str]) -> String {
    let department = |agent: &str| if in_care.contains(&agent) { "care" } else { "sales" };
    let line = |agent: &&str| {
        format!(
            "  {agent}: {{ name: {agent}, email: {agent}@lantern.example, departments: [{}], capacity: 6 }}\n",
            department(agent)
        )
    };
    format!("agents:\n{}", PEOPLE.iter().map(line).collect::<String>())
}

async fn world(strategy: &str, in_care: &[&str]) -> World {
    let world = World::new(strategy).await;
    world.write("directory/agents.yaml", &directory(in_care));
    world.write("groups/care.yaml", CARE);
    world.reload().await;
    world
}

async fn decision(world: &World, session: &Session) -> DecisionRecord {
    world.engine.store().decisions(session.id).await.unwrap().pop().unwrap()
}

fn shanghai_day(at: Timestamp) -> i64 {
    (at.as_millis() / 3_600_000 + 8).div_euclid(24)
}

/// What is kept of a day, beside the engine.
#[derive(Default)]
struct Book {
    received: BTreeMap<(i64, AgentId), u32>,
    last_turn: Option<AgentId>,
    /// Sessions that nobody had when they were last looked at.
    waiting: Vec<Session>,
}

impl Book {
    fn received(&self, day: i64, agent: &AgentId) -> u32 {
        self.received.get(&(day, agent.clone())).copied().unwrap_or(0)
    }

    /// Notes who was given what since the last time, from the decisions in the database: those who waited may have been
    /// taken by anybody who came.
    async fn catch_up(&mut self, world: &World) {
        let mut given = Vec::new();
        for session in std::mem::take(&mut self.waiting) {
            let decisions = world.engine.store().decisions(session.id).await.unwrap();
            match decisions.into_iter().find(|one| matches!(one.decision, Decision::Assign { .. })) {
                Some(record) => given.push((record.at, record.id, record.decision)),
                None => self.waiting.push(session),
            }
        }
        given.sort_by_key(|(at, id, _)| (*at, *id));
        for (at, _, decision) in given {
            let Decision::Assign { agent, .. } = decision else { continue };
            *self.received.entry((shanghai_day(at), agent.clone())).or_default() += 1;
            self.last_turn = Some(agent);
        }
    }
}

/// Who could be given the session at that moment, with the load, as the trace tells.
fn eligible(record: &DecisionRecord) -> Vec<(AgentId, u32)> {
    let free = record.candidates.iter().filter(|one| !matches!(one.standing, Standing::Refused { .. }));
    free.map(|one| (one.agent.clone(), one.load)).collect()
}

/// The one whom each strategy promises.
fn promised(strategy: &str, record: &DecisionRecord, book: &Book) -> AgentId {
    let free = eligible(record);
    let day = shanghai_day(record.at);
    let least = |mut ranked: Vec<(u32, u32, AgentId)>| {
        ranked.sort();
        ranked.into_iter().next().expect("somebody is free").2
    };
    match strategy {
        "load" => least(free.iter().map(|(agent, load)| (*load, 0, agent.clone())).collect()),
        "idle-rate" => {
            least(free.iter().map(|(agent, load)| (book.received(day, agent), *load, agent.clone())).collect())
        }
        "circular" => {
            let behind = free.iter().find(|(agent, _)| book.last_turn.as_ref().is_none_or(|last| agent > last));
            behind.or(free.first()).expect("somebody is free").0.clone()
        }
        other => panic!("{other} promises nobody"),
    }
}

/// A day of comings and goings under one strategy.
async fn day_of(strategy: &'static str, seed: u64) {
    let mut world = world(strategy, &["ann", "ben", "cleo", "dan"]).await;
    let (mut dice, mut book) = (Dice(seed), Book::default());
    for agent in ["ann", "ben", "cleo", "dan"] {
        world.online(agent).await;
    }
    let begun = world.engine.now();
    let mut assigned = 0;
    for step in 0.. {
        let now = world.engine.now();
        if now.since(begun) >= DAY {
            break;
        }
        match dice.below(20) {
            0 => world.choose(dice.pick(&PEOPLE), Availability::Away).await,
            1..=3 => world.online(dice.pick(&PEOPLE)).await,
            4 => world.disconnect(dice.pick(&PEOPLE)),
            5..=10 => close_one(&world, &mut dice).await,
            _ => {
                book.catch_up(&world).await;
                let session = world.open("/help").await;
                let record = decision(&world, &session).await;
                if let SessionState::Assigned { agent, .. } = &session.state {
                    assert_eq!(*agent, promised(strategy, &record, &book), "step {step}: {record:?}");
                    assigned += 1;
                }
                book.waiting.push(session);
            }
        }
        match step {
            90 => world.restart().await,
            130 => {
                world.write("directory/agents.yaml", &directory(&["ann", "ben", "eve"]));
                world.reload().await;
            }
            _ => {}
        }
        // Nothing happens in between, so one beat at the end is as good as hundreds.
        world.clock.advance(Duration::from_secs(60 * (1 + dice.below(8))));
        world.engine.tick().await.unwrap();
    }
    assert!(assigned > 30, "the day of {strategy} was too quiet: {assigned}");
    world.check_invariants().await;
}

async fn close_one(world: &World, dice: &mut Dice) {
    let owned: Vec<_> = world.open_sessions().await.into_iter().filter(|one| one.state.owner().is_some()).collect();
    if owned.is_empty() {
        return;
    }
    let session = &owned[usize::try_from(dice.below(owned.len() as u64)).expect("it is small")];
    world.engine.close_as_agent(session.state.owner().unwrap(), session.id).await.unwrap();
}

#[tokio::test]
async fn load_gives_to_whoever_holds_least() {
    day_of("load", 3).await;
}

#[tokio::test]
async fn idle_rate_gives_to_whoever_received_least_today() {
    day_of("idle-rate", 5).await;
}

#[tokio::test]
async fn circular_gives_in_turn() {
    day_of("circular", 7).await;
}

#[tokio::test]
async fn taking_turns_and_the_day_s_count_are_fair_to_within_one_session() {
    for strategy in ["circular", "idle-rate"] {
        let mut world = world(strategy, &PEOPLE[..4]).await;
        for agent in &PEOPLE[..4] {
            world.online(agent).await;
        }
        let mut received: BTreeMap<AgentId, u32> = BTreeMap::new();
        for round in 0..54 {
            let session = world.open("/help").await;
            let agent = session.state.owner().expect("everybody is free").clone();
            *received.entry(agent.clone()).or_default() += 1;
            if round % 9 == 4 {
                world.restart().await;
                for agent in &PEOPLE[..4] {
                    world.online(agent).await;
                }
            }
            world.engine.close_as_agent(&agent, session.id).await.unwrap();
            let (least, most) = (received.values().min().unwrap(), received.values().max().unwrap());
            let least = if received.len() < 4 { 0 } else { *least };
            assert!(most - least <= 1, "{strategy}, round {round}: {received:?}");
        }
    }
}

#[tokio::test]
async fn the_count_begins_anew_at_the_group_s_own_midnight() {
    let mut world = world("idle-rate", &["ann", "ben"]).await;
    world.online("ann").await;
    let first = world.open("/help").await; // 17:00 in Shanghai.
    world.engine.close_as_agent(&id("ann"), first.id).await.unwrap();
    world.online("ben").await;
    let counts = |record: &DecisionRecord| record.candidates.len();
    let second = world.open("/help").await;
    assert_eq!(second.state.owner(), Some(&id("ben")), "{}", counts(&decision(&world, &second).await));
    let third = world.open("/help").await;
    assert_eq!(third.state.owner(), Some(&id("ann")), "both received one, and ann holds none");
    // Past midnight in Shanghai nobody has received any: ben and ann hold one each, so the ids decide.
    world.clock.advance(Duration::from_hours(7) + Duration::from_mins(30));
    world.engine.tick().await.unwrap();
    world.online("ann").await;
    world.online("ben").await;
    let fourth = world.open("/help").await;
    assert_eq!(fourth.state.owner(), Some(&id("ann")));
    let fifth = world.open("/help").await;
    assert_eq!(fifth.state.owner(), Some(&id("ben")));
}

/// Owners: who is in charge gets the session if in the group and free; else the next strategy does, and the trace says so.
async fn owner_of(strategy: &str, object: &str) {
    let mut world = world(&format!("[{strategy}, load]"), &["ann", "ben", "cleo"]).await;
    for agent in ["ann", "ben", "cleo", "dan"] {
        world.online(agent).await;
    }
    let open = async |world: &World, owner: Option<&str>| {
        let visitor = world.visitor().await;
        if let Some(owner) = owner {
            world.crm.put(visitor.id, object, owner);
        }
        let receipt = world.post(&visitor, "/help", "first").await.unwrap();
        let session = world.session(receipt).await;
        let record = decision(world, &session).await;
        (session.state.owner().expect("somebody is free").to_string(), record)
    };
    let (agent, record) = open(&world, Some("cleo")).await;
    assert_eq!(agent, "cleo");
    assert_eq!(record.strategies.len(), 1);

    // Not the owner's group: dan is in sales.
    let (agent, record) = open(&world, Some("dan")).await;
    assert_eq!(agent, "ann");
    assert_eq!(record.strategies[0].outcome, StrategyOutcome::NamedNobody);
    assert!(record.strategies[0].log.join("\n").contains("dan"), "{:?}", record.strategies[0].log);

    // In the group, but away.
    world.choose("cleo", Availability::Away).await;
    let (agent, record) = open(&world, Some("cleo")).await;
    assert_eq!(agent, "ben");
    assert_eq!(record.strategies[0].outcome, StrategyOutcome::NamedOnlyRefused);
    let cleo = record.candidates.iter().find(|one| one.agent == id("cleo")).unwrap();
    assert_eq!(cleo.standing, Standing::Refused { refusal: Refusal::Away, picked: true });

    // Nobody in charge at all: an anonymous visitor.
    let (_, record) = open(&world, None).await;
    assert_eq!(record.strategies[0].outcome, StrategyOutcome::NamedNobody);

    // The owner joins the group with the department.
    world.write("directory/agents.yaml", &directory(&["ann", "ben", "dan"]));
    world.reload().await;
    let (agent, _) = open(&world, Some("dan")).await;
    assert_eq!(agent, "dan");
    world.restart().await;
    world.online("dan").await;
    let (agent, _) = open(&world, Some("dan")).await;
    assert_eq!(agent, "dan");
}

#[tokio::test]
async fn a_customer_s_owner_gets_the_session() {
    owner_of("customer-owner", "account").await;
}

#[tokio::test]
async fn a_contact_s_owner_gets_the_session() {
    owner_of("contact-owner", "contact").await;
}

#[tokio::test]
async fn a_returning_visitor_gets_the_last_agent() {
    let mut world = world("[last-agent, load]", &["ann", "ben"]).await;
    world.online("ben").await;
    let visitor = world.visitor().await;
    let first = world.session(world.post(&visitor, "/help", "m-1").await.unwrap()).await;
    world.engine.close_as_agent(&id("ben"), first.id).await.unwrap();
    world.online("ann").await;
    let second = world.session(world.post(&visitor, "/help", "m-2").await.unwrap()).await;
    assert_eq!(second.state.owner(), Some(&id("ben")));
    let stranger = world.open("/help").await;
    assert_eq!(stranger.state.owner(), Some(&id("ann")));
}
