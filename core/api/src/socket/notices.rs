//! Notices on an agent's connection: those that the agent has not read, as the store has them.
//!
//! Whatever hints at a change, the store is read and compared with what was sent: so nothing is missed where the bus lost
//! a hint, and one that was read on another page disappears from this one.

use crate::{error::Failure, state::ApiState, view::NoticeView};
use std::collections::BTreeMap;
use usher_model::{Agent, NoticeId, Role, SeenNotice};
use usher_store::NoticeFilter;

/// Unread notices that a connection is sent, the newest.
const MOST_SHOWN: u32 = 50;

/// What a connection was sent and has not been told to be read.
#[derive(Debug, Default)]
pub(super) struct ShownNotices(BTreeMap<NoticeId, Stage>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Holds,
    Over,
}

impl ShownNotices {
    /// What is to be sent, oldest first. Nothing to those who are not told of notices.
    pub(super) async fn news(&mut self, state: &ApiState, agent: &Agent) -> Result<Vec<NoticeView>, Failure> {
        if agent.role < Role::Supervisor {
            self.0.clear();
            return Ok(Vec::new());
        }
        let engine = &state.engine;
        let unread = engine.notices(&agent.id, NoticeFilter::Unread, None, MOST_SHOWN).await?;
        let rules = engine.rules();
        let mut news = Vec::new();
        for seen in unread.iter().rev() {
            let stage = if seen.notice.over_at.is_some() { Stage::Over } else { Stage::Holds };
            if self.0.insert(seen.notice.id, stage) != Some(stage) {
                news.push(NoticeView::new(seen, rules.ruleset()));
            }
        }
        for gone in self.without(&unread) {
            // One that many newer ones pushed out of sight is unread all the same.
            let Some(seen) = engine.store().notice(gone, &agent.id).await? else { continue };
            if seen.read_at.is_some() {
                news.push(NoticeView::new(&seen, rules.ruleset()));
            }
        }
        Ok(news)
    }

    /// Takes out those that are not among these.
    fn without(&mut self, unread: &[SeenNotice]) -> Vec<NoticeId> {
        let is_unread = |id: &NoticeId| unread.iter().any(|seen| seen.notice.id == *id);
        let gone: Vec<NoticeId> = self.0.keys().filter(|id| !is_unread(id)).copied().collect();
        for id in &gone {
            self.0.remove(id);
        }
        gone
    }
}
