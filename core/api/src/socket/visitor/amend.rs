//! What a visitor does on the socket besides talking: receipts, typing, taking back, ending.

use super::{Connection, Gone};
use crate::{
    error::Failure,
    view::{PartyWord, ToVisitorFrame},
};
use usher_model::{Party, Seq, SessionId};

/// What is done to one of the visitor's own sessions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Amendment {
    /// Read up to here.
    Read(Seq),
    /// What is up to here has reached the page.
    Got(Seq),
    /// The visitor is writing.
    Typing,
    /// This entry is taken back.
    Recall(Seq),
    /// It is over.
    End,
}

impl Connection {
    /// Does it, and tells a refusal. Of what was done the bus brings the news, to this connection as to the others.
    pub(super) async fn amend(&mut self, session: &str, amendment: Amendment) -> Result<(), Gone> {
        match self.carry_out(session, amendment).await {
            Ok(()) => Ok(()),
            Err(failure) => self.fail(failure).await,
        }
    }

    async fn carry_out(&mut self, session: &str, amendment: Amendment) -> Result<(), Failure> {
        let engine = self.state.engine.clone();
        let (own, _) = self.visitor.session(&engine, session).await?;
        match amendment {
            Amendment::Read(seq) => drop(engine.read_as_visitor(own, seq).await?),
            Amendment::Got(seq) => drop(engine.got_as_visitor(own, seq).await?),
            Amendment::Typing => engine.typing_as_visitor(own).await?,
            Amendment::Recall(seq) => engine.recall_as_visitor(own, seq).await?,
            Amendment::End => drop(engine.close_as_visitor(own).await?),
        }
        Ok(())
    }

    /// Visitors are told of agents only.
    pub(super) async fn on_typing(&mut self, session: SessionId, party: &Party) -> Result<(), Gone> {
        match party {
            Party::Agent(_) => {
                let party = PartyWord::from(party);
                self.send(ToVisitorFrame::Typing { session: session.to_string(), party }).await
            }
            Party::Visitor | Party::System => Ok(()),
        }
    }
}
