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
    columns::{self, Receipt, ReceiptColumns},
    sql,
};

type ReadAsk = Ask<MarkRead, Option<Seq>>;

#[derive(Debug)]
struct Receipts {
    agent: Option<String>,
    last_seq: Seq,
    visitor_read: Seq,
    agent_read: Seq,
    moved: bool,
}

pub async fn raise(connection: &mut SqliteConnection, mut reads: Vec<&mut ReadAsk>) -> Result<(), Fault> {
    let mut sessions = sessions(connection, &reads).await?;
    for ask in &mut reads {
        let read = &ask.question;
        let outcome = sessions.get_mut(&read.session).map(|receipts| {
            let columns = ReceiptColumns {
                agent: receipts.agent.as_deref(),
                last_seq: receipts.last_seq,
                visitor_read: receipts.visitor_read,
                agent_read: receipts.agent_read,
            };
            let receipt = columns::raised_receipt(&columns, &read.reader, read.seq);
            if let Receipt::Rises(seq) = receipt {
                match read.reader {
                    Party::Agent(_) => receipts.agent_read = seq,
                    Party::Visitor | Party::System => receipts.visitor_read = seq,
                }
                receipts.moved = true;
            }
            receipt.seq()
        });
        ask.settle(Ok(outcome));
    }
    let moved: Vec<_> = sessions
        .iter()
        .filter(|(_, receipts)| receipts.moved)
        .map(|(id, receipts)| (id_text(*id), receipts.visitor_read, receipts.agent_read))
        .collect();
    if !moved.is_empty() {
        sqlx::query(sql::messages::RAISE.sqlite).bind(json!(moved).to_string()).execute(connection).await?;
    }
    Ok(())
}

async fn sessions(
    connection: &mut SqliteConnection,
    reads: &[&mut ReadAsk],
) -> Result<HashMap<SessionId, Receipts>, Fault> {
    let mut ids: Vec<_> = reads.iter().map(|ask| ask.question.session).collect();
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
                moved: false,
            };
            Ok((id, receipts))
        })
        .collect()
}
