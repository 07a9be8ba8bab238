//! Left messages on an agent's connection: those of the agent's groups, as they come and change.

use super::{super::wire::Gone, Connection};
use crate::{
    error::Failure,
    view::{LeftInboxView, LeftMessageView, ToAgentFrame},
};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use usher_bus::Topic;
use usher_model::LeftMessageId;
use usher_store::LeftInbox;

/// Left messages that change within this are counted once: a busy inbox must not be counted at each of them.
const COUNT_AFTER: Duration = Duration::from_millis(500);

/// What a connection was told of the inbox.
#[derive(Default)]
pub(super) struct Inbox {
    told: Option<LeftInbox>,
    /// When to count anew, for left messages have changed.
    due: Option<Instant>,
}

impl Inbox {
    /// Waits until it is to be counted anew; for good, where nothing has changed.
    pub(super) async fn is_due(&self) {
        match self.due {
            Some(due) => sleep_until(due).await,
            None => std::future::pending().await,
        }
    }

    /// It is told again whether it changed or not.
    pub(super) const fn forget(&mut self) {
        self.told = None;
    }

    fn change(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + COUNT_AFTER);
    }
}

impl Connection {
    /// Follows the groups that the agent serves in by the rules that are live, and no others. Supervisors and admins hear
    /// of all left messages at once, and need no group for that.
    pub(super) fn follow_groups(&mut self) {
        let engine = &self.state.engine;
        let groups = if engine.hears_all_left(&self.agent.id) {
            self.follow.add(&Topic::LeftMessages);
            Vec::new()
        } else {
            self.follow.remove(&Topic::LeftMessages);
            engine.groups_of(&self.agent.id)
        };
        for left in self.groups.iter().filter(|group| !groups.contains(group)) {
            self.follow.remove(&Topic::Group(left.clone()));
        }
        for joined in groups.iter().filter(|group| !self.groups.contains(group)) {
            self.follow.add(&Topic::Group(joined.clone()));
        }
        self.groups = groups;
    }

    /// A left message is new or changed: the store says how it is, and whether the agent may see it.
    pub(super) async fn on_left(&mut self, left: LeftMessageId) -> Result<(), Gone> {
        self.inbox.change();
        let engine = self.state.engine.clone();
        match engine.visible_left(&self.agent, left).await {
            Ok(Some(left)) => {
                let left_message = Box::new(LeftMessageView::new(&left, &engine.rules(), &engine.file_links()));
                self.send(ToAgentFrame::LeftMessage { left_message }).await
            }
            Ok(None) => Ok(()),
            Err(error) => self.fail(error.into()).await,
        }
    }

    /// What the inbox holds, to be told now.
    pub(super) async fn left_inbox(&mut self) -> Result<LeftInboxView, Failure> {
        let inbox = self.state.engine.left_inbox(&self.agent).await?;
        self.inbox = Inbox { told: Some(inbox), due: None };
        Ok(inbox.into())
    }

    /// Tells what the inbox holds, where that is not what was told last.
    pub(super) async fn tell_left(&mut self) -> Result<(), Gone> {
        let told = self.inbox.told;
        // Where counting fails, the next heartbeat counts.
        self.inbox.due = None;
        match self.left_inbox().await {
            Ok(_) if self.inbox.told == told => Ok(()),
            Ok(left) => self.send(ToAgentFrame::LeftCounts { left }).await,
            Err(failure) => self.fail(failure).await,
        }
    }
}
