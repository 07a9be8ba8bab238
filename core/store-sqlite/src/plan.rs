//! The order in which a batch is carried out: posts and receipts of many sessions are gathered into runs of one
//! statement, and nothing that belongs to one session overtakes.
//!
//! A post must stay behind every opening, placing and closing of its session that came before it, and every end of a
//! hook's run on it, and a receipt behind its session's posts too. Everything else commutes: none of the batch's commands
//! has been answered yet.

use crate::command::{
    Ask, Command, FileChange, FileChanged, Forget, IdentityChange, Log, MarkRead, NewWords, Note, PlaceSession,
    Unblock, Warned,
};
use std::collections::HashMap;
use usher_model::{Block, Seq, SessionId};
use usher_store::{
    AcceptOffer, Accepted, ChangeLeft, ChangeTag, CloseSession, Closed, FinishHook, HookOutcome, Identified, Identify,
    KeyAdded, LeaveMessage, LeaveOutcome, LeftOutcome, NewBlock, NewKey, NewLeftNote, NewNote, NoteOutcome, Noted,
    OpenOutcome, OpenSession, PlaceOutcome, PostMessage, PostOutcome, Recall, Recalled, RecordWritten, ReopenSession,
    Tagged, WarnIdle, WriteRecords,
};

/// A part of a batch that is carried out at once.
#[derive(Debug)]
pub enum Stage<'a> {
    Posts(Vec<&'a mut Ask<PostMessage, PostOutcome>>),
    Receipts(Vec<&'a mut Ask<MarkRead, Option<Seq>>>),
    Open(&'a mut Ask<OpenSession, OpenOutcome>),
    Reopen(&'a mut Ask<ReopenSession, OpenOutcome>),
    Place(&'a mut Ask<PlaceSession, PlaceOutcome>),
    Accept(&'a mut Ask<AcceptOffer, Accepted>),
    Warn(&'a mut Ask<WarnIdle, Warned>),
    Close(&'a mut Ask<CloseSession, Closed>),
    Finish(&'a mut Ask<FinishHook, HookOutcome>),
    Leave(&'a mut Ask<LeaveMessage, LeaveOutcome>),
    ChangeLeft(&'a mut Ask<ChangeLeft, LeftOutcome>),
    AddLeftNote(&'a mut Ask<NewLeftNote, NoteOutcome>),
    Index(&'a mut Ask<NewWords, bool>),
    WriteRecords(&'a mut Ask<WriteRecords, Vec<RecordWritten>>),
    Block(&'a mut Ask<NewBlock, Block>),
    Unblock(&'a mut Ask<Unblock, Option<Block>>),
    Identify(&'a mut Ask<Identify, Identified>),
    AddKey(&'a mut Ask<NewKey, KeyAdded>),
    Identity(&'a mut Ask<IdentityChange, u64>),
    File(&'a mut Ask<FileChange, FileChanged>),
    AddNote(&'a mut Ask<NewNote, Noted>),
    Tag(&'a mut Ask<ChangeTag, Tagged>),
    Recall(&'a mut Ask<Recall, Recalled>),
    Forget(&'a mut Ask<Forget, u64>),
    Log(&'a mut Ask<Log, u64>),
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
            Command::Reopen(ask) => {
                sessions.entry(ask.question.placement.record.session).or_default().by_change = next;
                stages.push(Stage::Reopen(ask));
            }
            Command::Accept(ask) => {
                sessions.entry(ask.question.session).or_default().by_change = next;
                stages.push(Stage::Accept(ask));
            }
            Command::Warn(ask) => {
                sessions.entry(ask.question.session).or_default().by_change = next;
                stages.push(Stage::Warn(ask));
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
            Command::Leave(ask) => {
                sessions.entry(ask.question.left.session).or_default().by_change = next;
                stages.push(Stage::Leave(ask));
            }
            Command::AddNote(ask) => {
                sessions.entry(ask.question.session).or_default().by_change = next;
                stages.push(Stage::AddNote(ask));
            }
            Command::Tag(ask) => {
                sessions.entry(ask.question.session).or_default().by_change = next;
                stages.push(Stage::Tag(ask));
            }
            Command::Recall(ask) => {
                sessions.entry(ask.question.session).or_default().by_change = next;
                stages.push(Stage::Recall(ask));
            }
            Command::ChangeLeft(ask) => stages.push(Stage::ChangeLeft(ask)),
            Command::AddLeftNote(ask) => stages.push(Stage::AddLeftNote(ask)),
            Command::Index(ask) => stages.push(Stage::Index(ask)),
            Command::WriteRecords(ask) => stages.push(Stage::WriteRecords(ask)),
            Command::Block(ask) => stages.push(Stage::Block(ask)),
            Command::Unblock(ask) => stages.push(Stage::Unblock(ask)),
            Command::Identify(ask) => stages.push(Stage::Identify(ask)),
            Command::AddKey(ask) => stages.push(Stage::AddKey(ask)),
            Command::Identity(ask) => stages.push(Stage::Identity(ask)),
            Command::File(ask) => stages.push(Stage::File(ask)),
            Command::Forget(ask) => stages.push(Stage::Forget(ask)),
            Command::Log(ask) => stages.push(Stage::Log(ask)),
            Command::Note(ask) => stages.push(Stage::Note(ask)),
        }
    }
    stages
}

#[cfg(test)]
mod tests;
