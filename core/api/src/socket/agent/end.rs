//! What goes wrong on an agent's connection, and how the server ends it.

use super::{super::wire::Gone, Connection};
use crate::{
    error::Failure,
    view::{ByeReason, ToAgentFrame},
};

impl Connection {
    /// Ends the connection if its sign-in ended, and learns what the directory says of the agent now.
    pub(super) async fn check_sign_in(&mut self) -> Result<(), Gone> {
        match self.state.engine.signed_in(&self.token).await {
            Ok(Some(agent)) if agent.id == self.agent.id => {
                self.agent = agent;
                Ok(())
            }
            Ok(_) => self.bye(ByeReason::Unauthorized).await,
            Err(error) => self.fail(error.into()).await,
        }
    }

    pub(super) async fn fail(&mut self, failure: Failure) -> Result<(), Gone> {
        let error = failure.view();
        self.send(ToAgentFrame::Error { error }).await
    }

    pub(super) async fn bye(&mut self, reason: ByeReason) -> Result<(), Gone> {
        let jitter = u64::from(self.state.engine.entropy().bytes16()[0]) * 8;
        self.send(ToAgentFrame::Bye { reason, retry_after_ms: 250 + jitter }).await?;
        Err(Gone)
    }
}
