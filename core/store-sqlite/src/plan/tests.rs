//! Properties of the order within a batch.

use super::{Stage, plan};
use crate::command::{Ask, Command, MarkRead};
use proptest::prelude::*;
use usher_model::{Body, ClientId, CloseCause, DecisionId, HookRunId, Party, SessionId, Timestamp};
use usher_store::{AcceptOffer, ChangeTag, CloseSession, FinishHook, PostMessage, TagStep, WarnIdle, columns::Mark};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Post,
    Read,
    Close,
    Finish,
    Accept,
    Warn,
    Tag,
}

/// A command, its session, and its place in the batch, carried in a field that the plan does not look at.
fn command(kind: Kind, session: u8, place: i64) -> Command {
    let session = SessionId::from_bytes([session; 16]);
    let at = Timestamp::from_micros(place);
    match kind {
        Kind::Post => {
            let client_id = ClientId::try_from("a".to_owned()).expect("a client id");
            let body = Body::text("");
            Command::Post(
                Ask::new(PostMessage { session, sender: Party::Visitor, client_id, body, at, hooks: Vec::new() }).0,
            )
        }
        Kind::Read => {
            Command::MarkRead(Ask::new(MarkRead { session, mark: Mark::Read, reader: Party::Visitor, seq: place }).0)
        }
        Kind::Close => {
            let hooks = Vec::new();
            Command::Close(Box::new(
                Ask::new(CloseSession {
                    session,
                    cause: CloseCause::Agent,
                    at,
                    owned_by: None,
                    quiet_since: None,
                    farewell: None,
                    hooks,
                })
                .0,
            ))
        }
        Kind::Accept => {
            let (agent, name) = ("li".parse().expect("an agent"), DecisionId::from_bytes([0; 16]));
            let (entries, hooks) = (Vec::new(), Vec::new());
            Command::Accept(Box::new(Ask::new(AcceptOffer { session, agent, at, name, entries, hooks }).0))
        }
        Kind::Warn => Command::Warn(Box::new(Ask::new(WarnIdle { session, quiet_since: at, at, warning: None }).0)),
        Kind::Tag => {
            let (by, tag) = ("li".parse().expect("an agent"), "vip".parse().expect("a tag"));
            Command::Tag(Box::new(Ask::new(ChangeTag { session, by, tag, step: TagStep::Set, at }).0))
        }
        Kind::Finish => {
            let (run, hook) = (HookRunId::from_bytes([0; 16]), "mood/angry".parse().expect("a hook"));
            let (effects, deliveries) = (Vec::new(), Vec::new());
            let finish = FinishHook { run, hook, session: Some(session), effects, deliveries, at };
            Command::Finish(Box::new(Ask::new(finish).0))
        }
    }
}

/// The places of each stage.
fn places(stages: &[Stage<'_>]) -> Vec<Vec<usize>> {
    let place = |at: i64| usize::try_from(at).expect("a place");
    stages
        .iter()
        .map(|stage| match stage {
            Stage::Posts(posts) => posts.iter().map(|ask| place(ask.question.at.as_micros())).collect(),
            Stage::Receipts(reads) => reads.iter().map(|ask| place(ask.question.seq)).collect(),
            Stage::Close(ask) => vec![place(ask.question.at.as_micros())],
            Stage::Accept(ask) => vec![place(ask.question.at.as_micros())],
            Stage::Tag(ask) => vec![place(ask.question.at.as_micros())],
            Stage::Warn(ask) => vec![place(ask.question.at.as_micros())],
            Stage::Finish(ask) => vec![place(ask.question.at.as_micros())],
            _ => panic!("the batch holds nothing else"),
        })
        .collect()
}

fn arranged(batch: &[(Kind, u8)]) -> Vec<Vec<usize>> {
    let mut commands: Vec<_> =
        (0..).zip(batch).map(|(place, (kind, session))| command(*kind, *session, place)).collect();
    places(&plan(&mut commands))
}

proptest! {
    #[test]
    fn nothing_of_a_session_overtakes(
        batch in prop::collection::vec(
            (
                prop_oneof![
                    4 => Just(Kind::Post),
                    4 => Just(Kind::Read),
                    1 => Just(Kind::Close),
                    1 => Just(Kind::Finish),
                    1 => Just(Kind::Accept),
                    1 => Just(Kind::Warn),
                    1 => Just(Kind::Tag),
                ],
                0_u8..4,
            ),
            0..60,
        )
    ) {
        let order: Vec<_> = arranged(&batch).into_iter().flatten().collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..batch.len()).collect::<Vec<_>>(), "each command is carried out once");
        for (done, place) in order.iter().enumerate() {
            for later in &order[done + 1..] {
                let ((first, session), (second, other)) = (batch[*later], batch[*place]);
                // `later` was asked before, yet is carried out after: allowed only where it makes no difference.
                let harmless = session != other || (first == Kind::Read || second == Kind::Read);
                prop_assert!(later > place || harmless, "{} ({:?}) went behind {} ({:?})", later, first, place, second);
            }
        }
        // A receipt never goes ahead of a post or a close that was asked before it.
        for (done, place) in order.iter().enumerate() {
            if batch[*place].0 == Kind::Read {
                for later in &order[done + 1..] {
                    prop_assert!(later > place || batch[*later].1 != batch[*place].1 || batch[*later].0 == Kind::Read);
                }
            }
        }
    }
}

#[test]
fn posts_and_receipts_of_many_sessions_make_one_run_each() {
    let batch: Vec<_> = (0..40).flat_map(|session| [(Kind::Post, session), (Kind::Read, session)]).collect();
    let runs: Vec<_> = arranged(&batch).iter().map(Vec::len).collect();
    assert_eq!(runs, [40, 40]);
}

#[test]
fn a_close_splits_only_its_own_session() {
    let batch = [(Kind::Post, 1), (Kind::Post, 2), (Kind::Close, 1), (Kind::Post, 1), (Kind::Post, 2), (Kind::Post, 3)];
    assert_eq!(arranged(&batch), [vec![0, 1], vec![2], vec![3, 4, 5]]);
}
