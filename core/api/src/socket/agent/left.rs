//! Left messages on an agent's connection: those of the agent's groups, as they come and change.

use super::{super::wire::Gone, Connection};
use crate::{
    error::Failure,
    view::{LeftInboxView, LeftMessageView, ToAgentFrame},
};
use usher_bus::Topic;
use usher_model::LeftMessageId;

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
        self.told_left = Some(inbox);
        Ok(inbox.into())
    }

    /// Tells what the inbox holds, where that is not what was told last.
    pub(super) async fn tell_left(&mut self) -> Result<(), Gone> {
        let told = self.told_left;
        match self.left_inbox().await {
            Ok(_) if self.told_left == told => Ok(()),
            Ok(left) => self.send(ToAgentFrame::LeftCounts { left }).await,
            Err(failure) => self.fail(failure).await,
        }
    }
}
