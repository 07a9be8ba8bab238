//! Random days: agents come and go, visitors ask, rules change, the server restarts. What must hold, holds after every
//! step.

use super::world::{PATHS, World};
use proptest::{prelude::*, test_runner::Config};
use std::time::Duration;
use usher_model::{Availability, SessionState};

const AGENTS: [&str; 4] = ["ann", "ben", "cleo", "dan"];

#[derive(Debug, Clone)]
enum Step {
    Connect(usize),
    Disconnect(usize),
    Choose(usize, Availability),
    Open(usize),
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
        4 => (agent, availability).prop_map(|(agent, availability)| Step::Choose(agent, availability)),
        8 => (0..PATHS.len()).prop_map(Step::Open),
        4 => any::<usize>().prop_map(Step::CloseByAgent),
        2 => any::<usize>().prop_map(Step::CloseByVisitor),
        2 => (1_u64..60).prop_map(Step::Pass),
        1 => any::<bool>().prop_map(Step::Reload),
        1 => Just(Step::Restart),
    ]
}

async fn take(world: &mut World, step: &Step) {
    match *step {
        Step::Connect(agent) => world.connect(AGENTS[agent]).await,
        Step::Disconnect(agent) => world.disconnect(AGENTS[agent]),
        Step::Choose(agent, availability) => world.choose(AGENTS[agent], availability).await,
        Step::Open(path) => {
            let session = world.open(PATHS[path]).await;
            if let Some(agent) = session.state.owner() {
                let roster = world.engine.store().roster().await.expect("the store works");
                let row = roster.iter().find(|row| row.agent == *agent).expect("an assigned agent has a row");
                assert_eq!(row.availability, Availability::Online, "{agent} was given a session");
                assert!(row.present_until > world.engine.now(), "{agent} was given a session while gone");
            }
        }
        Step::CloseByAgent(pick) => {
            let owned: Vec<_> =
                world.open_sessions().await.into_iter().filter(|session| session.state.owner().is_some()).collect();
            if let Some(session) = owned.get(pick % owned.len().max(1)) {
                let agent = session.state.owner().expect("it is owned").clone();
                world.engine.close_as_agent(&agent, session.id).await.expect("it is owned");
            }
        }
        Step::CloseByVisitor(pick) => {
            let open = world.open_sessions().await;
            if let Some(session) = open.get(pick % open.len().max(1)) {
                let visitor = world.engine.store().visitor(session.visitor).await.expect("the store works");
                let own = crate::OwnSession::of(&visitor.expect("it is there"), session).expect("its own");
                let closed = world.engine.close_as_visitor(own).await.expect("it is there");
                assert!(matches!(closed.state, SessionState::Closed { .. }));
            }
        }
        Step::Pass(seconds) => world.pass(Duration::from_secs(seconds)).await,
        Step::Reload(circular) => world.rewrite_rules(if circular { "circular" } else { "load" }).await,
        Step::Restart => world.restart().await,
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_open_session_is_owned_queued_or_unmatched_and_nobody_holds_too_many(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut world = World::new("load").await;
            for step in &steps {
                take(&mut world, step).await;
                world.check_invariants().await;
            }
            // In the end everybody comes, and everybody is served.
            for agent in AGENTS {
                world.online(agent).await;
            }
            world.check_invariants().await;
            while let Some(session) =
                world.open_sessions().await.into_iter().find(|session| session.state.owner().is_some())
            {
                let agent = session.state.owner().expect("it is owned").clone();
                world.engine.close_as_agent(&agent, session.id).await.expect("it is owned");
                world.check_invariants().await;
            }
            assert!(world.open_sessions().await.iter().all(|session| session.state == SessionState::Unmatched));
        });
    }
}
