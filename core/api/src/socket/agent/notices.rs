//! Notices on an agent's connection: told to supervisors and admins, and read by them.

use super::{super::wire::Gone, Connection};
use crate::{error::Failure, route::parse_notice, view::ToAgentFrame};
use usher_model::Role;

impl Connection {
    /// Sends what is new among the notices.
    pub(super) async fn tell_notices(&mut self) -> Result<(), Gone> {
        match self.notices.news(&self.state, &self.agent).await {
            Ok(news) => {
                for notice in news {
                    self.send(ToAgentFrame::Notice { notice }).await?;
                }
                Ok(())
            }
            Err(failure) => self.fail(failure).await,
        }
    }

    pub(super) async fn read_notice(&mut self, notice: &str) -> Result<(), Failure> {
        if self.agent.role < Role::Supervisor {
            return Err(Failure::Forbidden("this is for supervisors and admins"));
        }
        let notice = parse_notice(notice)?;
        Ok(self.state.engine.read_notice(&self.agent.id, notice).await.map(drop)?)
    }
}
