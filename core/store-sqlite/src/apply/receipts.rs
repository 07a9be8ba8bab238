//! Raising a run of receipts: two statements, however many receipts and sessions.

use super::id_text;
use crate::{
    command::{Ask, MarkRead},
    fault::Fault,
};
use serde_json::json;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;
use usher_model::{Party, Seq, SessionId};
use usher_store::{
    columns::{self, Mark, Receipt, ReceiptColumns},
    sql,
};

type MarkAsk = Ask<MarkRead, Option<Seq>>;

#[derive(Debug)]
struct Receipts {
    agent: Option<String>,
    last_seq: Seq,
    visitor_read: Seq,
    agent_read: Seq,
    visitor_got: Seq,
    agent_got: Seq,
    moved: bool,
}

impl Receipts {
    fn raise(&mut self, ask: &MarkRead) -> Seq {
        let columns = ReceiptColumns {
            agent: self.agent.as_deref(),
            last_seq: self.last_seq,
            visitor_read: self.visitor_read,
            agent_read: self.agent_read,
            visitor_got: self.visitor_got,
            agent_got: self.agent_got,
        };
        let receipt = columns::raised_receipt(&columns, ask.mark, &ask.reader, ask.seq);
        if let Receipt::Rises(seq) = receipt {
            let (read, got) = match ask.reader {
                Party::Agent(_) => (&mut self.agent_read, &mut self.agent_got),
                Party::Visitor | Party::System => (&mut self.visitor_read, &mut self.visitor_got),
            };
            if ask.mark == Mark::Read {
                *read = seq;
            }
            // Who has read an entry has got it.
            *got = seq.max(*got);
            self.moved = true;
        }
        receipt.seq()
    }
}

pub async fn raise(connection: &mut SqliteConnection, mut marks: Vec<&mut MarkAsk>) -> Result<(), Fault> {
    let mut sessions = sessions(connection, &marks).await?;
    for ask in &mut marks {
        let outcome = sessions.get_mut(&ask.question.session).map(|receipts| receipts.raise(&ask.question));
        ask.settle(Ok(outcome));
    }
    let moved: Vec<_> = sessions
        .iter()
        .filter(|(_, receipts)| receipts.moved)
        .map(|(id, raised)| {
            (id_text(*id), raised.visitor_read, raised.agent_read, raised.visitor_got, raised.agent_got)
        })
        .collect();
    if !moved.is_empty() {
        sqlx::query(sql::messages::RAISE.sqlite).bind(json!(moved).to_string()).execute(connection).await?;
    }
    Ok(())
}

async fn sessions(
    connection: &mut SqliteConnection,
    marks: &[&mut MarkAsk],
) -> Result<HashMap<SessionId, Receipts>, Fault> {
    let mut ids: Vec<_> = marks.iter().map(|ask| ask.question.session).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<_> = ids.into_iter().map(id_text).collect();
    let rows = sqlx::query(sql::messages::RECEIPTS.sqlite).bind(json!(ids).to_string()).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let id = SessionId::from_bytes(columns::id16("sessions", "id", row.try_get("id")?)?);
            let receipts = Receipts {
                agent: row.try_get("agent")?,
                last_seq: row.try_get("last_seq")?,
                visitor_read: row.try_get("visitor_read")?,
                agent_read: row.try_get("agent_read")?,
                visitor_got: row.try_get("visitor_got")?,
                agent_got: row.try_get("agent_got")?,
                moved: false,
            };
            Ok((id, receipts))
        })
        .collect()
}
