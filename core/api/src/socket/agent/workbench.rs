//! What stands beside chats, on an agent's connection: told that it changed, never what to.

use super::{super::wire::Gone, Connection};
use crate::view::ToAgentFrame;
use usher_model::SessionId;

impl Connection {
    /// Tells that what the agent read beside a session changed, where the agent may see the session still.
    pub(super) async fn on_workbench(&mut self, session: SessionId) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        match engine.visible_session(&self.agent.id, self.agent.role, session).await {
            Ok(Some(_)) => self.send(ToAgentFrame::Workbench { session: session.to_string() }).await,
            Ok(None) => Ok(()),
            Err(error) => self.fail(error.into()).await,
        }
    }

    /// Tells it of all of the agent's sessions: some of the news was lost.
    pub(super) async fn tell_workbenches(&mut self) -> Result<(), Gone> {
        let sessions: Vec<SessionId> = self.shown.keys().copied().collect();
        for session in sessions {
            self.send(ToAgentFrame::Workbench { session: session.to_string() }).await?;
        }
        Ok(())
    }
}
