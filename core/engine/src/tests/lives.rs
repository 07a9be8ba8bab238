//! Whole lives of sessions, at random: agents come, go, accept, decline, answer, transfer and fall silent; visitors ask,
//! come back and end; hours begin and end; rules change; the server restarts. What must hold, holds after every step.

use super::world::{World, id, name, post, text};
use crate::{HandTarget, OwnSession};
use proptest::{prelude::*, test_runner::Config};
use std::{collections::HashMap, time::Duration};
use usher_model::{AgentId, Availability, ChannelId, Decision, DecisionCause, Role, Session, SessionId, SessionState};
use usher_store::{Page, SessionFilter};

const AGENTS: [&str; 4] = ["ann", "ben", "cleo", "dan"];
const PATHS: [&str; 3] = ["/help", "/offers", "/elsewhere"];

#[derive(Debug, Clone)]
enum Step {
    Connect(usize),
    Disconnect(usize),
    Choose(usize, Availability),
    Open(usize),
    Write(usize),
    Answer(usize),
    Accept(usize),
    Decline(usize),
    Transfer(usize, usize),
    Assign(usize, bool),
    CloseByAgent(usize),
    CloseByVisitor(usize),
    Pass(u64),
    Reload(bool),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let agent = 0..AGENTS.len();
    let availability =
        prop_oneof![4 => Just(Availability::Online), 1 => Just(Availability::Away), 1 => Just(Availability::Offline)];
    prop_oneof![
        4 => agent.clone().prop_map(Step::Connect),
        1 => agent.clone().prop_map(Step::Disconnect),
        4 => (agent.clone(), availability).prop_map(|(agent, availability)| Step::Choose(agent, availability)),
        8 => (0..PATHS.len()).prop_map(Step::Open),
        4 => any::<usize>().prop_map(Step::Write),
        4 => any::<usize>().prop_map(Step::Answer),
        5 => any::<usize>().prop_map(Step::Accept),
        2 => any::<usize>().prop_map(Step::Decline),
        2 => (any::<usize>(), 0..6_usize).prop_map(|(pick, to)| Step::Transfer(pick, to)),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(pick, group)| Step::Assign(pick, group)),
        4 => any::<usize>().prop_map(Step::CloseByAgent),
        2 => any::<usize>().prop_map(Step::CloseByVisitor),
        4 => (1_u64..240).prop_map(Step::Pass),
        1 => any::<bool>().prop_map(Step::Reload),
        1 => Just(Step::Restart),
    ]
}

/// Care is asked and closes for lunch; sales own at once, must write, help care out, and have a short line.
async fn company() -> World {
    let world = World::new("[load]").await;
    write(&world, true);
    world.reload().await;
    world
}

fn write(world: &World, offers: bool) {
    let mode = if offers { "offer" } else { "assign" };
    world.write("hours/day.yaml", "name: Day\ntime_zone: UTC\nweek: { mon-sun: [\"00:00-09:20\", \"09:30-24:00\"] }\n");
    world.write(
        "groups/care.yaml",
        &format!(
            "name: Care\nmembers: {{ departments: [care] }}\nhours: day\n\
             answer: {{ mode: {mode}, within: 30s, most_asked: 2, away_after: 3 }}\n"
        ),
    );
    world.write(
        "groups/sales.yaml",
        "name: Sales\nmembers: { agents: [dan, ben] }\nqueue_limit: 2\nanswer: { within: 2m }\n",
    );
    world.write("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\ncapacity: 2\n");
    world.write(
        "workspace.yaml",
        "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n\
         held_sessions: { away: { requeue_after: 1m }, offline: { requeue_after: 10s }, gone: { requeue_after: 2m } }\n\
         idle: { close_after: 10m, warn_before: 2m }\nreopen_within: 30m\n",
    );
    world.write(
        "distribution/help.yaml",
        "name: Help\npriority: 1\nwhen: { page.path: /help }\ngroup: care\nstrategy: [circular, load]\nwelcome: hello\n\
         overflow: { after: 2m, group: sales }\nwaiting: { outside_hours: { hold: false } }\n",
    );
}

/// What is remembered between two looks.
#[derive(Default)]
struct Seen {
    held: HashMap<SessionId, (AgentId, i64)>,
    names: u32,
}

impl Seen {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("m-{}", self.names)
    }
}

fn pick<T: Clone>(from: &[T], at: usize) -> Option<T> {
    from.get(at % from.len().max(1)).cloned()
}

async fn sessions(world: &World, fits: impl Fn(&Session) -> bool) -> Vec<Session> {
    world.open_sessions().await.into_iter().filter(|session| fits(session)).collect()
}

async fn all(world: &World, session: &Session) -> VisitorOf {
    let visitor = world.engine.store().visitor(session.visitor).await.expect("the store works").expect("it is there");
    let own = OwnSession::of(&visitor, session).expect("its own");
    VisitorOf { visitor, own }
}

struct VisitorOf {
    visitor: usher_model::Visitor,
    own: OwnSession,
}

async fn take(world: &mut World, seen: &mut Seen, step: &Step) {
    match *step {
        Step::Connect(agent) => world.connect(AGENTS[agent]).await,
        Step::Disconnect(agent) => world.disconnect(AGENTS[agent]),
        Step::Choose(agent, availability) => world.choose(AGENTS[agent], availability).await,
        Step::Open(path) => drop(world.open(PATHS[path]).await),
        Step::Write(at) => {
            // Also to a session that is over: in time that begins it again.
            let mut known = world.open_sessions().await;
            for agent in AGENTS {
                let filter = SessionFilter::ClosedBy(id(agent));
                known.extend(world.engine.store().sessions(filter, None, 5).await.expect("the store works"));
            }
            if let Some(session) = pick(&known, at) {
                let VisitorOf { visitor, .. } = all(world, &session).await;
                let named = seen.name();
                world.engine.post_as_visitor(&visitor, post("/help", &named)).await.expect("it is stored somewhere");
            }
        }
        Step::Answer(at) => {
            if let Some(session) = pick(&sessions(world, |session| session.state.owner().is_some()).await, at) {
                let agent = session.state.owner().expect("it is owned").clone();
                let named = seen.name();
                world.engine.post_as_agent(&agent, session.id, name(&named), text("Yes?")).await.expect("it is owned");
            }
        }
        Step::Accept(at) | Step::Decline(at) => {
            let offered = sessions(world, |session| matches!(session.state, SessionState::Offered { .. })).await;
            if let Some(session) = pick(&offered, at) {
                let agent = session.state.slot().expect("somebody is asked").clone();
                if matches!(step, Step::Accept(_)) {
                    world.engine.accept(&agent, session.id).await.expect("it is offered");
                } else {
                    world.engine.decline(&agent, session.id).await.expect("it is offered");
                }
            }
        }
        Step::Transfer(at, to) => {
            if let Some(session) = pick(&sessions(world, |session| session.state.owner().is_some()).await, at) {
                let owner = session.state.owner().expect("it is owned").clone();
                let by = (*world.engine.rules().ruleset().agents[&owner]).clone();
                let to = match to {
                    0 => HandTarget::Group("care".parse().expect("a group")),
                    1 => HandTarget::Group("sales".parse().expect("a group")),
                    _ => HandTarget::Agent(id(AGENTS[to % AGENTS.len()])),
                };
                // Whoever cannot take it is refused: that is checked below, with everything else.
                drop(world.engine.give(&by, session.id, &to, Some("please"), None).await);
            }
        }
        Step::Assign(at, care) => {
            let group = if care { "care" } else { "sales" };
            if let Some(session) = pick(&sessions(world, |session| session.state == SessionState::Unmatched).await, at)
            {
                let admin = usher_model::Agent {
                    role: Role::Admin,
                    ..(*world.engine.rules().ruleset().agents[&id("ann")]).clone()
                };
                let to = HandTarget::Group(group.parse().expect("a group"));
                world.engine.give(&admin, session.id, &to, None, None).await.expect("a group there is");
            }
        }
        Step::CloseByAgent(at) => {
            if let Some(session) = pick(&sessions(world, |session| session.state.owner().is_some()).await, at) {
                let agent = session.state.owner().expect("it is owned").clone();
                world.engine.close_as_agent(&agent, session.id).await.expect("it is owned");
            }
        }
        Step::CloseByVisitor(at) => {
            if let Some(session) = pick(&world.open_sessions().await, at) {
                let VisitorOf { own, .. } = all(world, &session).await;
                assert!(!world.engine.close_as_visitor(own).await.expect("it is there").state.is_open());
            }
        }
        Step::Pass(seconds) => world.pass(Duration::from_secs(seconds)).await,
        Step::Reload(offers) => {
            write(world, offers);
            world.reload().await;
        }
        Step::Restart => world.restart().await,
    }
}

/// What must hold of the whole company, by the database.
async fn check(world: &World, seen: &mut Seen, step: &Step) {
    let (rules, now) = (world.engine.rules(), world.engine.now());
    let set = rules.ruleset();
    let open = world.open_sessions().await;
    let roster = world.engine.store().roster().await.expect("the store works");
    let mut held: HashMap<AgentId, u32> = HashMap::new();
    let mut of_channel: HashMap<(AgentId, ChannelId), u32> = HashMap::new();
    let mut lines: HashMap<String, u32> = HashMap::new();
    let mut holds = HashMap::new();
    for session in &open {
        match &session.state {
            SessionState::Assigned { agent, .. } | SessionState::Offered { agent, .. } => {
                *held.entry(agent.clone()).or_default() += 1;
                *of_channel.entry((agent.clone(), session.channel.clone())).or_default() += 1;
                holds.insert(session.id, (agent.clone(), session.version));
            }
            SessionState::Queued { group, .. } => *lines.entry(group.to_string()).or_default() += 1,
            SessionState::Unmatched => {}
            SessionState::Closed { .. } => panic!("a closed session is listed as open"),
        }
        if matches!(session.state, SessionState::Offered { .. }) {
            let due = session.answer_by.expect("an offer ends");
            assert!(due.after(Duration::from_secs(6)) > now, "an offer is open too long: {session:?}");
        }
    }
    for row in &roster {
        assert_eq!(row.load, held.get(&row.agent).copied().unwrap_or(0), "the load of {} drifted", row.agent);
        assert!(row.load <= set.agents[&row.agent].capacity, "{} holds {}", row.agent, row.load);
    }
    for ((agent, channel), count) in &of_channel {
        assert!(*count <= 2, "{agent} holds {count} of {channel}");
    }
    for (session, (agent, version)) in &holds {
        if seen.held.get(session).is_some_and(|(before, at)| before == agent && at == version) {
            continue;
        }
        // Whoever was just given it is there to take it, and the group serves; time that passed may have changed that.
        let decision = world.engine.store().latest_decision(*session).await.expect("the store works").expect("stored");
        let Decision::Assign { group: Some(group), agent: chosen } = &decision.decision else { continue };
        assert_eq!(chosen, agent, "the latest decision is what the session shows");
        if decision.cause != DecisionCause::Transferred {
            let hours = set.groups[group].hours.as_ref();
            assert!(hours.is_none_or(|hours| hours.at(decision.at).open), "{group} was closed at {:?}", decision.at);
        }
        if !matches!(step, Step::Pass(_) | Step::Restart | Step::Accept(_)) {
            let row = roster.iter().find(|row| row.agent == *agent).expect("a row");
            assert_eq!(row.availability, Availability::Online, "{agent} was given {session} by {step:?}");
            assert!(row.present_until > now, "{agent} was given {session} while gone");
        }
    }
    seen.held = holds;
    for session in open.iter().rev().take(3) {
        let entries = world.engine.store().messages(session.id, Page::After(0), 200).await.expect("the store works");
        let seqs: Vec<_> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (1..=i64::try_from(entries.len()).expect("few")).collect::<Vec<_>>());
        assert!(entries.len() >= 200 || entries.len() == usize::try_from(session.last_seq).expect("few"));
    }
}

proptest! {
    #![proptest_config(Config { cases: 12, max_shrink_iters: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_session_is_ever_lost_doubled_or_given_to_who_may_not_have_it(
        steps in prop::collection::vec(step(), 1..150),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut world = company().await;
            let mut seen = Seen::default();
            for step in &steps {
                take(&mut world, &mut seen, step).await;
                check(&world, &mut seen, step).await;
            }
            // In the end everybody stays and answers: nobody is left waiting but those whom no rule matches.
            for agent in AGENTS {
                world.online(agent).await;
            }
            world.pass(Duration::from_mins(15)).await;
            for _ in 0..400 {
                for agent in AGENTS {
                    world.choose(agent, Availability::Online).await;
                }
                let Some(session) =
                    world.open_sessions().await.into_iter().find(|session| session.state.slot().is_some())
                else {
                    break;
                };
                let agent = session.state.slot().expect("somebody has it").clone();
                if matches!(session.state, SessionState::Offered { .. }) {
                    world.engine.accept(&agent, session.id).await.expect("it is offered");
                }
                world.engine.close_as_agent(&agent, session.id).await.expect("it is owned");
                world.pass(Duration::from_secs(21)).await;
            }
            let left = world.open_sessions().await;
            assert!(left.iter().all(|session| session.state == SessionState::Unmatched), "{left:?}");
        });
    }
}
