//! What an agent does on the socket besides talking: offers taken or declined, notes, marks, taking back, receipts of
//! delivery, typing.

use super::{Connection, Gone};
use crate::{
    error::Failure,
    extract::parse_session,
    view::{PartyWord, ToAgentFrame},
};
use usher_engine::{MessageText, Receipt};
use usher_model::{ClientId, Party, SessionId, TagName};
use usher_store::TagStep;

impl Connection {
    pub(super) async fn accept(&mut self, session: &str) -> Result<(), Failure> {
        self.state.engine.accept(&self.agent.id, parse_session(session)?).await?;
        Ok(())
    }

    pub(super) async fn decline(&mut self, session: &str) -> Result<(), Failure> {
        Ok(self.state.engine.decline(&self.agent.id, parse_session(session)?).await?)
    }

    pub(super) async fn on_note(&mut self, session: String, client_id: String, text: &str) -> Result<(), Gone> {
        let noted = self.note(&session, &client_id, text).await;
        self.acknowledge(session, client_id, noted).await
    }

    async fn note(&mut self, session: &str, client_id: &str, text: &str) -> Result<Receipt, Failure> {
        self.state.limiters.agent_message(&self.agent.id)?;
        let session = parse_session(session)?;
        let client_id = ClientId::try_from(client_id.to_owned()).map_err(|why| Failure::bad("client_id", why))?;
        let text = MessageText::parse(text)?;
        Ok(self.state.engine.add_note(&self.agent, session, client_id, text).await?)
    }

    /// Says whether something that bears a name of the client's is stored.
    pub(super) async fn acknowledge(
        &mut self,
        session: String,
        client_id: String,
        done: Result<Receipt, Failure>,
    ) -> Result<(), Gone> {
        let frame = match done {
            Ok(receipt) => ToAgentFrame::Ack { client_id, session, seq: receipt.seq, at_ms: receipt.at.as_millis() },
            Err(failure) => {
                ToAgentFrame::Nack { client_id: client_id.chars().take(64).collect(), error: failure.view() }
            }
        };
        self.send(frame).await
    }

    pub(super) async fn got(&mut self, session: &str, seq: i64) -> Result<(), Failure> {
        let session = parse_session(session)?;
        Ok(self.state.engine.got_as_agent(&self.agent.id, session, seq).await.map(drop)?)
    }

    pub(super) async fn types(&mut self, session: &str) -> Result<(), Failure> {
        if !self.typing.may_tell(self.state.engine.now()) {
            return Ok(());
        }
        let session = parse_session(session)?;
        self.state.engine.typing_as_agent(&self.agent, session).await?.ok_or(Failure::NotFound("the session"))
    }

    pub(super) async fn recall(&mut self, session: &str, seq: i64) -> Result<(), Failure> {
        self.state.limiters.agent_message(&self.agent.id)?;
        let session = parse_session(session)?;
        Ok(self.state.engine.recall_as_agent(&self.agent, session, seq).await?)
    }

    pub(super) async fn tag(&mut self, session: &str, tag: String, step: TagStep) -> Result<(), Failure> {
        self.state.limiters.agent_message(&self.agent.id)?;
        let session = parse_session(session)?;
        let tag = tag.parse::<TagName>().map_err(|why| Failure::bad("tag", why.to_string()))?;
        Ok(self.state.engine.change_tag(&self.agent, session, tag, step).await.map(drop)?)
    }

    /// Agents are told of the visitor only.
    pub(super) async fn on_typing(&mut self, session: SessionId, party: &Party) -> Result<(), Gone> {
        match party {
            Party::Visitor => {
                let party = PartyWord::from(party);
                self.send(ToAgentFrame::Typing { session: session.to_string(), party }).await
            }
            Party::Agent(_) | Party::System => Ok(()),
        }
    }
}
