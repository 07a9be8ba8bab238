//! The order in which a batch is carried out: posts and receipts of many sessions are gathered into runs of one
//! statement, and nothing that belongs to one session overtakes.
//!
//! A post must stay behind every opening, placing and closing of its session that came before it, and every end of a
//! hook's run on it, and a receipt behind its session's posts too. Everything else commutes: none of the batch's commands
//! has been answered yet.

use crate::command::{Ask, Command, Forget, MarkRead, Note, PlaceSession};
use std::collections::HashMap;
use usher_model::{Seq, SessionId};
use usher_store::{
    CloseSession, Closed, FinishHook, HookOutcome, OpenOutcome, OpenSession, PlaceOutcome, PostMessage, PostOutcome,
};

/// A part of a batch that is carried out at once.
#[derive(Debug)]
pub enum Stage<'a> {
    Posts(Vec<&'a mut Ask<PostMessage, PostOutcome>>),
    Receipts(Vec<&'a mut Ask<MarkRead, Option<Seq>>>),
    Open(&'a mut Ask<OpenSession, OpenOutcome>),
    Place(&'a mut Ask<PlaceSession, PlaceOutcome>),
    Close(&'a mut Ask<CloseSession, Closed>),
    Finish(&'a mut Ask<FinishHook, HookOutcome>),
    Forget(&'a mut Ask<Forget, u64>),
    Note(&'a mut Ask<Note, ()>),
}

/// The stages of a session so far, by index and one: zero is none.
#[derive(Debug, Default, Clone, Copy)]
struct Touched {
    by_post: usize,
    by_change: usize,
}

/// Arranges a batch.
pub fn plan(commands: &mut [Command]) -> Vec<Stage<'_>> {
    let mut stages: Vec<Stage<'_>> = Vec::new();
    let mut sessions: HashMap<SessionId, Touched> = HashMap::new();
    let (mut last_posts, mut last_receipts) = (0_usize, 0_usize);
    for command in commands {
        let next = stages.len() + 1;
        match command {
            Command::Post(ask) => {
                let touched = sessions.entry(ask.question.session).or_default();
                match stages.get_mut(last_posts.wrapping_sub(1)) {
                    Some(Stage::Posts(posts)) if last_posts > touched.by_change => posts.push(ask),
                    _ => {
                        stages.push(Stage::Posts(vec![ask]));
                        last_posts = next;
                    }
                }
                touched.by_post = last_posts;
            }
            Command::MarkRead(ask) => {
                let touched = sessions.get(&ask.question.session).copied().unwrap_or_default();
                match stages.get_mut(last_receipts.wrapping_sub(1)) {
                    Some(Stage::Receipts(receipts)) if last_receipts > touched.by_change.max(touched.by_post) => {
                        receipts.push(ask);
                    }
                    _ => {
                        stages.push(Stage::Receipts(vec![ask]));
                        last_receipts = next;
                    }
                }
            }
            Command::Open(ask) => {
                sessions.entry(ask.question.session.id).or_default().by_change = next;
                stages.push(Stage::Open(ask));
            }
            Command::Place(ask) => {
                sessions.entry(ask.question.placement.record.session).or_default().by_change = next;
                stages.push(Stage::Place(ask));
            }
            Command::Close(ask) => {
                sessions.entry(ask.question.session).or_default().by_change = next;
                stages.push(Stage::Close(ask));
            }
            Command::Finish(ask) => {
                if let Some(session) = ask.question.session {
                    sessions.entry(session).or_default().by_change = next;
                }
                stages.push(Stage::Finish(ask));
            }
            Command::Forget(ask) => stages.push(Stage::Forget(ask)),
            Command::Note(ask) => stages.push(Stage::Note(ask)),
        }
    }
    stages
}

#[cfg(test)]
mod tests;
