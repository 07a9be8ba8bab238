//! A visitor's message comes in, and is acknowledged or refused by its own name.

use super::{super::wire::Gone, Connection};
use crate::{error::Failure, extract::parse_files, view::ToVisitorFrame};
use usher_engine::{MessageText, Receipt, VisitorPost};
use usher_model::ClientId;

impl Connection {
    pub(super) async fn on_post(
        &mut self,
        client_id: String,
        session: Option<String>,
        text: &str,
        files: &[String],
    ) -> Result<(), Gone> {
        match self.post(&client_id, session, text, files).await {
            Ok(receipt) => {
                let ack = ToVisitorFrame::Ack {
                    client_id,
                    session: receipt.session.to_string(),
                    seq: receipt.seq,
                    at_ms: receipt.at.as_millis(),
                };
                self.send(ack).await
            }
            Err(failure) => {
                let error = failure.view();
                self.send(ToVisitorFrame::Nack { client_id: client_id.chars().take(64).collect(), error }).await
            }
        }
    }

    async fn post(
        &mut self,
        client_id: &str,
        session: Option<String>,
        text: &str,
        files: &[String],
    ) -> Result<Receipt, Failure> {
        let state = &self.state;
        state.limiters.message(&self.visitor.0, self.address)?;
        let session = match session {
            // The session that is followed is known to be the visitor's own.
            Some(id) => Some(match self.own {
                Some(own) if own.id().to_string() == id => own,
                _ => self.visitor.session(&state.engine, &id).await?.0,
            }),
            None => None,
        };
        let files = state.engine.files_of_visitor(&self.visitor.0, &parse_files(files)?).await?;
        let post = VisitorPost {
            session,
            client_id: ClientId::try_from(client_id.to_owned()).map_err(|why| Failure::bad("client_id", why))?,
            text: MessageText::beside(text, &files)?,
            files,
            page: self.page.clone(),
            locale: self.locale.clone(),
            agent: self.browser.clone(),
        };
        Ok(state.engine.post_as_visitor(&self.visitor.0, post).await?)
    }
}
