//! What a connection has shown of a session, and what it still has to: strictly by `seq`, repaired from the store.

use crate::error::Failure;
use usher_engine::Engine;
use usher_model::{Message, Seq, SessionId};
use usher_store::Page;

/// Entries of a first look at a session; earlier ones are asked for in pages.
const SNAPSHOT: u32 = 50;
/// Entries a resuming client is caught up with at most; further behind it begins anew.
const MOST_BEHIND: u32 = 200;

/// One followed session: everything up to `shown` was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    pub session: SessionId,
    pub shown: Seq,
}

/// Entries to send, in order.
pub(super) struct Stretch {
    pub reset: bool,
    pub has_earlier: bool,
    pub messages: Vec<Message>,
}

/// What a message on the bus means for a follower.
pub(super) enum Step {
    /// It is the next one.
    Next,
    /// It was sent already.
    Old,
    /// Some before it are missing: read the store.
    Gap,
}

impl Followed {
    /// Begins to follow, for a client that shows nothing yet.
    pub(super) async fn from_start(engine: &Engine, session: SessionId) -> Result<(Self, Stretch), Failure> {
        let found = engine.transcript(session, Page::Last, SNAPSHOT).await?;
        let shown = found.last().map_or(0, |message| message.seq);
        let has_earlier = found.first().is_some_and(|message| message.seq > 1);
        Ok((Self { session, shown }, Stretch { reset: true, has_earlier, messages: found }))
    }

    /// Goes on after what the client shows; begins anew where that is too far behind, or ahead of the store.
    pub(super) async fn resume(
        engine: &Engine,
        session: SessionId,
        shown: Seq,
        last_seq: Seq,
    ) -> Result<(Self, Stretch), Failure> {
        if shown < 0 || shown > last_seq || last_seq - shown > i64::from(MOST_BEHIND) {
            return Self::from_start(engine, session).await;
        }
        let mut followed = Self { session, shown };
        let messages = followed.catch_up(engine).await?;
        Ok((followed, Stretch { reset: false, has_earlier: shown > 0, messages }))
    }

    /// What is in the store after what was sent, now counted as sent.
    pub(super) async fn catch_up(&mut self, engine: &Engine) -> Result<Vec<Message>, Failure> {
        let mut all = Vec::new();
        loop {
            let found = engine.transcript(self.session, Page::After(self.shown), MOST_BEHIND).await?;
            let Some(last) = found.last() else { return Ok(all) };
            self.shown = last.seq;
            all.extend(found);
        }
    }

    /// Compares a message on the bus with what was sent.
    pub(super) fn step(&mut self, message: &Message) -> Step {
        match message.seq {
            seq if seq <= self.shown => Step::Old,
            seq if seq == self.shown + 1 => {
                self.shown = seq;
                Step::Next
            }
            _ => Step::Gap,
        }
    }
}
