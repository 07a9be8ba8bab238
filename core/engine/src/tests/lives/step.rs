//! The steps of random lives, and how each is taken. Must not know what has to hold afterwards.

use super::{AGENTS, Seen, rules};
use crate::{
    HandError, HandTarget, LeaveError, OwnSession, Page as HostPage, PostError, SentForm, UserAgent,
    tests::world::{World, id, name, post, text},
};
use proptest::prelude::*;
use serde_json::json;
use std::time::Duration;
use usher_model::{Agent, Availability, Role, Session, SessionState, Visitor};
use usher_store::SessionFilter;

const PATHS: [&str; 3] = ["/help", "/offers", "/elsewhere"];

/// Something that happens. Whom or what it happens to is picked among those there are, by a number.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Connect(usize),
    Disconnect(usize),
    Choose(usize, Availability),
    Open(usize),
    Write(usize),
    Answer(usize),
    Accept(usize),
    Decline(usize),
    Transfer(usize, usize),
    /// A person with the role gives what no rule matched to a group.
    Assign(usize, bool),
    /// A person with the role gives any session to an agent, able or not.
    GiveTo(usize, usize),
    CloseByAgent(usize),
    CloseByVisitor(usize),
    Leave(usize),
    LeaveAnew,
    Block(usize),
    Unblock(usize),
    /// Time passes, and what is due is looked at all along.
    Pass(u64),
    /// The clock jumps: nothing was looked at in between.
    Jump(u64),
    Reload(rules::Variant),
    Restart,
}

impl Step {
    /// Whether time passes in it, so that several things may happen one after another.
    pub(super) const fn takes_time(&self) -> bool {
        matches!(self, Self::Pass(_) | Self::Jump(_) | Self::Restart)
    }
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let agent = 0..AGENTS.len();
    let availability =
        prop_oneof![4 => Just(Availability::Online), 1 => Just(Availability::Away), 1 => Just(Availability::Offline)];
    let people = prop_oneof![
        5 => agent.clone().prop_map(Step::Connect),
        1 => agent.clone().prop_map(Step::Disconnect),
        5 => (agent.clone(), availability).prop_map(|(agent, availability)| Step::Choose(agent, availability)),
        4 => any::<usize>().prop_map(Step::Answer),
        5 => any::<usize>().prop_map(Step::Accept),
        2 => any::<usize>().prop_map(Step::Decline),
        2 => (any::<usize>(), 0..6_usize).prop_map(|(pick, to)| Step::Transfer(pick, to)),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(pick, group)| Step::Assign(pick, group)),
        1 => (any::<usize>(), agent).prop_map(|(pick, to)| Step::GiveTo(pick, to)),
        4 => any::<usize>().prop_map(Step::CloseByAgent),
        1 => any::<usize>().prop_map(Step::Block),
        1 => any::<usize>().prop_map(Step::Unblock),
    ];
    let visitors = prop_oneof![
        8 => (0..PATHS.len()).prop_map(Step::Open),
        4 => any::<usize>().prop_map(Step::Write),
        2 => any::<usize>().prop_map(Step::CloseByVisitor),
        2 => any::<usize>().prop_map(Step::Leave),
        1 => Just(Step::LeaveAnew),
    ];
    let world = prop_oneof![
        4 => (1_u64..120).prop_map(Step::Pass),
        3 => (1_u64..3_600).prop_map(Step::Jump),
        2 => any::<[bool; 4]>().prop_map(|variant| Step::Reload(rules::Variant::from(variant))),
        1 => Just(Step::Restart),
    ];
    prop_oneof![33 => people, 17 => visitors, 8 => world]
}

fn pick<T: Clone>(from: &[T], at: usize) -> Option<T> {
    from.get(at % from.len().max(1)).cloned()
}

async fn one(world: &World, at: usize, fits: impl Fn(&Session) -> bool) -> Option<Session> {
    let fitting: Vec<_> = world.open_sessions().await.into_iter().filter(fits).collect();
    pick(&fitting, at)
}

async fn owned(world: &World, at: usize) -> Option<(Session, Agent)> {
    let session = one(world, at, |session| session.state.owner().is_some()).await?;
    let owner = session.state.owner().expect("it is owned");
    let owner = (*world.engine.rules().ruleset().agents[owner]).clone();
    Some((session, owner))
}

async fn visitor_of(world: &World, session: &Session) -> Visitor {
    world.engine.store().visitor(session.visitor).await.expect("the store works").expect("it is there")
}

/// Somebody who may give anything to anybody.
fn admin(world: &World) -> Agent {
    Agent { role: Role::Admin, ..(*world.engine.rules().ruleset().agents[&id("ann")]).clone() }
}

fn group(name: &str) -> HandTarget {
    HandTarget::Group(name.parse().expect("a group"))
}

#[expect(clippy::too_many_lines, reason = "one arm a step")]
pub(super) async fn take(world: &mut World, seen: &mut Seen, step: &Step) {
    match *step {
        Step::Connect(agent) => world.connect(AGENTS[agent]).await,
        Step::Disconnect(agent) => world.disconnect(AGENTS[agent]),
        Step::Choose(agent, availability) => world.choose(AGENTS[agent], availability).await,
        Step::Open(path) => drop(world.open(PATHS[path]).await),
        Step::Write(at) => write(world, seen, at).await,
        Step::Answer(at) => {
            if let Some((session, owner)) = owned(world, at).await {
                let said = name(&seen.name());
                world.engine.post_as_agent(&owner.id, session.id, said, text("Yes?")).await.expect("it is owned");
            }
        }
        Step::Accept(at) | Step::Decline(at) => {
            let is_offered = |session: &Session| matches!(session.state, SessionState::Offered { .. });
            if let Some(session) = one(world, at, is_offered).await {
                let agent = session.state.slot().expect("somebody is asked").clone();
                if matches!(step, Step::Accept(_)) {
                    world.engine.accept(&agent, session.id).await.expect("it is offered");
                } else {
                    world.engine.decline(&agent, session.id).await.expect("it is offered");
                    let after = world.again(&session).await;
                    assert_ne!(after.state.slot(), Some(&agent), "who declined is asked again at once");
                }
            }
        }
        Step::Transfer(at, to) => {
            if let Some((session, owner)) = owned(world, at).await {
                let to = match to {
                    0 => group("care"),
                    1 => group("sales"),
                    _ => HandTarget::Agent(id(AGENTS[to % AGENTS.len()])),
                };
                // Whoever cannot take it is refused: what was given is looked at with everything else.
                let given = world.engine.give(&owner, session.id, &to, Some("please"), None).await;
                assert!(matches!(given, Ok(_) | Err(HandError::Unable { .. })), "{given:?}");
            }
        }
        Step::Assign(at, is_care) => {
            if let Some(session) = one(world, at, |session| session.state == SessionState::Unmatched).await {
                let to = group(if is_care { "care" } else { "sales" });
                world.engine.give(&admin(world), session.id, &to, None, None).await.expect("a group there is");
            }
        }
        Step::GiveTo(at, agent) => {
            if let Some(session) = one(world, at, |_| true).await {
                let to = HandTarget::Agent(id(AGENTS[agent]));
                world.engine.give(&admin(world), session.id, &to, None, None).await.expect("an agent there is");
            }
        }
        Step::CloseByAgent(at) => {
            if let Some((session, owner)) = owned(world, at).await {
                world.engine.close_as_agent(&owner.id, session.id).await.expect("it is owned");
            }
        }
        Step::CloseByVisitor(at) => {
            if let Some(session) = one(world, at, |_| true).await {
                let visitor = visitor_of(world, &session).await;
                let own = OwnSession::of(&visitor, &session).expect("its own");
                assert!(!world.engine.close_as_visitor(own).await.expect("it is there").state.is_open());
            }
        }
        Step::Leave(at) => {
            if let Some(session) = one(world, at, |_| true).await {
                let visitor = visitor_of(world, &session).await;
                let left = world.engine.leave(&visitor, &leaving(&seen.name())).await;
                if session.state.owner().is_some() {
                    assert!(matches!(left, Err(LeaveError::Answering)), "{left:?}");
                } else {
                    let left = left.expect("whoever waits may leave a message");
                    assert_eq!((left.session.id, left.session.state.is_open()), (session.id, false));
                    seen.left += 1;
                }
            }
        }
        Step::LeaveAnew => {
            let visitor = world.visitor().await;
            let left = world.engine.leave(&visitor, &leaving(&seen.name())).await.expect("it is left");
            assert!(!left.session.state.is_open());
            seen.left += 1;
        }
        Step::Block(at) => {
            if let Some(session) = one(world, at, |_| true).await {
                let until = world.engine.now().after(Duration::from_hours(2));
                world.engine.block_visitor(&admin(world), session.visitor, Some(until), "rude").await.expect("allowed");
                assert!(!world.again(&session).await.state.is_open(), "it is over for who is blocked");
                seen.blocked.push((session, until));
            }
        }
        Step::Unblock(at) => {
            if let Some((session, _)) = pick(&seen.blocked, at) {
                world.engine.unblock_visitor(&admin(world), session.visitor).await.expect("allowed");
                seen.blocked.retain(|(other, _)| other.visitor != session.visitor);
            }
        }
        Step::Pass(seconds) => world.pass(Duration::from_secs(seconds)).await,
        Step::Jump(seconds) => world.jump(Duration::from_secs(seconds)).await,
        Step::Reload(variant) => {
            rules::write(world, variant);
            world.reload().await;
        }
        Step::Restart => world.restart().await,
    }
}

/// A visitor writes, also to a session that is over, which in time begins that again; one who is blocked cannot.
async fn write(world: &World, seen: &mut Seen, at: usize) {
    let mut known = world.open_sessions().await;
    for agent in AGENTS {
        let filter = SessionFilter::ClosedBy(id(agent));
        known.extend(world.engine.store().sessions(filter, None, 5).await.expect("the store works"));
    }
    let Some(session) = pick(&known, at) else { return };
    let visitor = visitor_of(world, &session).await;
    let said = world.engine.post_as_visitor(&visitor, post("/help", &seen.name())).await;
    if seen.is_blocked(&session, world.engine.now()) {
        assert!(matches!(said, Err(PostError::Blocked)), "{said:?}");
    } else {
        said.expect("it is stored somewhere");
    }
}

fn leaving(named: &str) -> SentForm {
    SentForm {
        client_id: name(named),
        form: "leave".parse().expect("a form"),
        answers: json!({ "message": "Call me" }).as_object().expect("an object").clone(),
        page: HostPage { url: "https://shop.example.com/help".to_owned(), ..HostPage::default() },
        locale: "en".parse().expect("a locale"),
        agent: UserAgent::default(),
    }
}
