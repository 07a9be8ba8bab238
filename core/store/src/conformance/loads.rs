//! Whatever happens to sessions, in whatever order: what agents hold is what the sessions say.

use super::{
    Backend,
    world::{World, assign, hour, id, post, queue},
};
use crate::{CloseSession, OpenOutcome, PlaceOutcome, ReopenSession, SessionFilter, Slot, SlotCheck, Take};
use std::collections::BTreeMap;
use usher_model::{
    AgentId, ChannelId, CloseCause, Decision, DecisionCause, Entropy as _, Party, SeededEntropy, Session, SessionState,
};

const STEPS: usize = 600;

/// After each of many random steps, each agent's load, the sessions listed, and the counts by channel are those of the
/// sessions one by one.
pub async fn loads_stay_true_whatever_happens(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let dice = SeededEntropy::new(23);
    let mut agents: Vec<AgentId> = Vec::new();
    for name in ["a", "b", "c"] {
        agents.push(world.agent(name).await);
    }
    let mut sessions: Vec<Session> = Vec::new();
    let (mut wins, mut losses) = (0, 0);
    for step in 0..STEPS {
        let [kind, which, who, into, cause, check, ..] = dice.bytes16();
        let agent = &agents[usize::from(who) % agents.len()];
        let decision = match into % 4 {
            0 => queue("care"),
            1 => Decision::Unmatched,
            _ => assign(agent),
        };
        let picked = (!sessions.is_empty()).then(|| usize::from(which) % sessions.len());
        let place = |placement: &mut crate::Placement| {
            let check = match check % 4 {
                0 => SlotCheck::ByHand,
                1 => SlotCheck::Able { capacity: 4, channel: Some((id("mall"), 2)) },
                _ => SlotCheck::Able { capacity: 3, channel: None },
            };
            placement.slot = placement.slot.is_some().then(|| Slot { agent: agent.clone(), check });
            if check_asks(cause) && placement.slot.is_some() {
                (placement.take, placement.answer_by) = (Take::Asked, Some(hour()));
            }
            placement.queue_limit = Some(3);
        };
        let won = match (kind % 8, picked) {
            (0 | 1, _) | (_, None) => {
                let mut opening = world.opening(world.visitor().await, decision);
                opening.session.channel = id(if which % 2 == 0 { "mall" } else { "shop" });
                place(&mut opening.placement);
                let outcome = world.store.open_session(opening).await.expect("answered");
                if let OpenOutcome::Opened { session, .. } = &outcome {
                    sessions.push(session.clone());
                }
                matches!(outcome, OpenOutcome::Opened { .. })
            }
            (2..5, Some(at)) => {
                let causes = [
                    DecisionCause::Drained,
                    DecisionCause::Missed,
                    DecisionCause::Declined,
                    DecisionCause::Transferred,
                    DecisionCause::ByHand,
                ];
                let cause = causes[usize::from(cause) % causes.len()];
                let mut placement = world.placement_because(cause, sessions[at].id, decision);
                place(&mut placement);
                let outcome = world.place(placement, sessions[at].version).await;
                matches!(outcome, PlaceOutcome::Placed { .. })
            }
            (5, Some(at)) => {
                let accepting = world.accepting(sessions[at].id, agent);
                let outcome = world.store.accept_offer(accepting).await.expect("answered");
                matches!(outcome, crate::Accepted::Now { .. })
            }
            (6, Some(at)) => {
                let mut placement = world.placement_because(DecisionCause::Reopened, sessions[at].id, decision);
                place(&mut placement);
                let first = post(sessions[at].id, Party::Visitor, &step.to_string(), "again");
                let again = ReopenSession { placement, expected_version: sessions[at].version, first, ends: None };
                let outcome = world.store.reopen_session(again).await.expect("answered");
                matches!(outcome, OpenOutcome::Opened { .. })
            }
            (_, Some(at)) => {
                let close = CloseSession {
                    session: sessions[at].id,
                    cause: CloseCause::Agent,
                    at: world.later(),
                    owned_by: (who % 2 == 0).then(|| agent.clone()),
                    quiet_since: None,
                    farewell: None,
                    hooks: Vec::new(),
                };
                let outcome = world.store.close_session(close).await.expect("answered");
                matches!(outcome, crate::Closed::Now { .. })
            }
        };
        *(if won { &mut wins } else { &mut losses }) += 1;
        if let Some(at) = picked {
            sessions[at] = world.session(sessions[at].id).await;
        }
        assert_true(&world, &agents, &sessions, step).await;
    }
    assert!(wins > STEPS / 4 && losses > STEPS / 8, "{wins} of {STEPS} came about");
    let seen = |word| sessions.iter().any(|session| session.state.word() == word);
    assert!(["assigned", "queued", "closed"].into_iter().all(seen), "every state should be met");
}

fn check_asks(cause: u8) -> bool {
    cause >= 128
}

async fn assert_true(world: &World, agents: &[AgentId], sessions: &[Session], step: usize) {
    let mut held: BTreeMap<(AgentId, ChannelId), u32> = BTreeMap::new();
    let mut waiting = 0;
    for session in sessions {
        if let Some(agent) = session.state.slot() {
            *held.entry((agent.clone(), session.channel.clone())).or_default() += 1;
        }
        waiting += u32::from(matches!(session.state, SessionState::Queued { .. }));
        assert_eq!(session.answer_by.is_some(), matches!(session.state, SessionState::Offered { .. }), "step {step}");
    }
    let mut told = world.store.held_by_channel().await.expect("answered");
    told.sort_unstable();
    let expected: Vec<_> =
        held.iter().map(|((agent, channel), held)| (agent.clone(), channel.clone(), *held)).collect();
    assert_eq!(told, expected, "step {step}");
    for agent in agents {
        let held: u32 = held.iter().filter(|((of, _), _)| of == agent).map(|(_, held)| held).sum();
        assert_eq!(world.load(agent).await, held, "{agent} at step {step}");
        let listed = world.store.sessions(SessionFilter::OwnedBy(agent.clone()), None, 1_000).await.expect("listed");
        assert_eq!(u32::try_from(listed.len()), Ok(held), "{agent} at step {step}");
    }
    assert_eq!(world.store.queue_length(&id("care"), None).await.expect("answered"), waiting, "step {step}");
    assert!(waiting <= 3, "step {step}");
}
