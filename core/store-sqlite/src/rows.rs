//! The driver's rows as the raw rows of `usher_store::columns`.

use sqlx::{Row, sqlite::SqliteRow};
use usher_model::{
    Block, KeyEvent, LeftMessage, LeftNote, Message, RecordLink, SeenNotice, Session, Timestamp, Visitor,
    VisitorIdentity, VisitorRecord,
};
use usher_store::{
    Delivery, DueMail, HookRun, LoggedDelivery, RecordShape, Refusals, RosterRow, StoredFile, StoredRecord,
    columns::{
        self, AgentRow, BlockRow, DeliveryRow, FileRow, HookRunRow, IdentityRow, KeyEventRow, KeyRow, LeftNoteRow,
        LeftRow, LinkRow, LoggedDeliveryRow, MessageRow, NoticeRow, RecordRow, RefusalsRow, SeenRecordRow, SessionRow,
        VisitorRecordRow, VisitorRow,
    },
};

use crate::fault::Fault;

pub fn session(row: &SqliteRow) -> Result<Session, Fault> {
    Ok(SessionRow {
        id: row.try_get("id")?,
        visitor: row.try_get("visitor")?,
        channel: row.try_get("channel")?,
        state: row.try_get("state")?,
        group_id: row.try_get("group_id")?,
        agent: row.try_get("agent")?,
        reason: row.try_get("reason")?,
        cause: row.try_get("cause")?,
        rule: row.try_get("rule")?,
        opened_at: row.try_get("opened_at")?,
        closed_at: row.try_get("closed_at")?,
        last_seq: row.try_get("last_seq")?,
        visitor_read: row.try_get("visitor_read")?,
        agent_read: row.try_get("agent_read")?,
        rank: row.try_get("rank")?,
        tags: row.try_get("tags")?,
        fields: row.try_get("fields")?,
        routed: row.try_get("routed")?,
        queued_at: row.try_get("queued_at")?,
        assigned_at: row.try_get("assigned_at")?,
        answer_by: row.try_get("answer_by")?,
        missed: row.try_get("missed")?,
        visitor_at: row.try_get("visitor_at")?,
        agent_at: row.try_get("agent_at")?,
        warned_at: row.try_get("warned_at")?,
        visitor_got: row.try_get("visitor_got")?,
        agent_got: row.try_get("agent_got")?,
        version: row.try_get("version")?,
    }
    .decode()?)
}

pub fn message(row: &SqliteRow) -> Result<Message, Fault> {
    Ok(MessageRow {
        session: row.try_get("session")?,
        seq: row.try_get("seq")?,
        sender: row.try_get("sender")?,
        client_id: row.try_get("client_id")?,
        body: row.try_get("body")?,
        stored_at: row.try_get("stored_at")?,
    }
    .decode()?)
}

pub fn visitor(row: &SqliteRow) -> Result<Visitor, Fault> {
    Ok(VisitorRow {
        id: row.try_get("id")?,
        channel: row.try_get("channel")?,
        origin: row.try_get("origin")?,
        name: row.try_get("name")?,
        locale: row.try_get("locale")?,
        created_at: row.try_get("created_at")?,
        blocked_until: row.try_get("blocked_until")?,
    }
    .decode()?)
}

pub fn agent(row: &SqliteRow) -> Result<RosterRow, Fault> {
    Ok(AgentRow {
        id: row.try_get("id")?,
        availability: row.try_get("availability")?,
        present_until: row.try_get("present_until")?,
        load: row.try_get("load")?,
        last_assigned: row.try_get("last_assigned")?,
        availability_at: row.try_get("availability_at")?,
        misses: row.try_get("misses")?,
    }
    .decode()?)
}

pub fn hook_run(row: &SqliteRow) -> Result<HookRun, Fault> {
    Ok(HookRunRow {
        id: row.try_get("id")?,
        hook: row.try_get("hook")?,
        session: row.try_get("session")?,
        event: row.try_get("event")?,
        at: row.try_get("at")?,
        attempts: row.try_get("attempts")?,
    }
    .decode()?)
}

pub fn delivery(row: &SqliteRow) -> Result<Delivery, Fault> {
    Ok(DeliveryRow {
        id: row.try_get("id")?,
        webhook: row.try_get("webhook")?,
        body: row.try_get("body")?,
        at: row.try_get("at")?,
        since: row.try_get("since")?,
        attempts: row.try_get("attempts")?,
    }
    .decode()?)
}

pub fn left(row: &SqliteRow) -> Result<LeftMessage, Fault> {
    Ok(LeftRow {
        id: row.try_get("id")?,
        session: row.try_get("session")?,
        visitor: row.try_get("visitor")?,
        channel: row.try_get("channel")?,
        form: row.try_get("form")?,
        group_id: row.try_get("group_id")?,
        rule: row.try_get("rule")?,
        reason: row.try_get("reason")?,
        locale: row.try_get("locale")?,
        answers: row.try_get("answers")?,
        contact: row.try_get("contact")?,
        status: row.try_get("status")?,
        agent: row.try_get("agent")?,
        passed: row.try_get("passed")?,
        created_at: row.try_get("created_at")?,
        taken_at: row.try_get("taken_at")?,
        answered_at: row.try_get("answered_at")?,
        done_at: row.try_get("done_at")?,
        version: row.try_get("version")?,
    }
    .decode()?)
}

pub fn left_note(row: &SqliteRow) -> Result<LeftNote, Fault> {
    Ok(LeftNoteRow {
        id: row.try_get("id")?,
        left_message: row.try_get("left_message")?,
        agent: row.try_get("agent")?,
        text: row.try_get("text")?,
        at: row.try_get("at")?,
    }
    .decode()?)
}

pub fn block(row: &SqliteRow) -> Result<Block, Fault> {
    Ok(BlockRow {
        id: row.try_get("id")?,
        visitor: row.try_get("visitor")?,
        agent: row.try_get("agent")?,
        reason: row.try_get("reason")?,
        at: row.try_get("at")?,
        until: row.try_get("until")?,
        lifted_at: row.try_get("lifted_at")?,
        lifted_by: row.try_get("lifted_by")?,
    }
    .decode()?)
}

pub fn file(row: &SqliteRow) -> Result<StoredFile, Fault> {
    Ok(FileRow {
        id: row.try_get("id")?,
        uploaded_by: row.try_get("uploaded_by")?,
        state: row.try_get("state")?,
        name: row.try_get("name")?,
        media: row.try_get("media")?,
        bytes: row.try_get("bytes")?,
        width: row.try_get("width")?,
        height: row.try_get("height")?,
        created_at: row.try_get("created_at")?,
        session: row.try_get("session")?,
        seq: row.try_get("seq")?,
        left_message: row.try_get("left_message")?,
        attached_at: row.try_get("attached_at")?,
    }
    .decode()?)
}

pub fn record(row: &SqliteRow) -> Result<StoredRecord, Fault> {
    Ok(RecordRow {
        number: row.try_get("number")?,
        object: row.try_get("object")?,
        id: row.try_get("id")?,
        fields: row.try_get("fields")?,
        relations: row.try_get("relations")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        deleted_at: row.try_get("deleted_at")?,
        change: row.try_get("change")?,
    }
    .decode()?)
}

pub fn visitor_record(row: &SqliteRow) -> Result<VisitorRecord, Fault> {
    Ok(VisitorRecordRow {
        visitor: row.try_get("visitor")?,
        record: row.try_get("record")?,
        how: row.try_get("how")?,
        at: row.try_get("at")?,
        before: row.try_get("before")?,
        choices: row.try_get("choices")?,
    }
    .decode()?)
}

pub fn link(row: &SqliteRow) -> Result<RecordLink, Fault> {
    Ok(LinkRow {
        of_record: row.try_get("of_record")?,
        object: row.try_get("object")?,
        record: row.try_get("record")?,
        how: row.try_get("how")?,
        provenance: row.try_get("provenance")?,
        state: row.try_get("state")?,
        agent: row.try_get("agent")?,
        at: row.try_get("at")?,
    }
    .decode()?)
}

pub fn seen_record(row: &SqliteRow) -> Result<SeenRecordRow, Fault> {
    Ok(SeenRecordRow { number: row.try_get("number")?, keys: row.try_get("keys")?, change: row.try_get("change")? })
}

pub fn record_shape(row: &SqliteRow) -> Result<RecordShape, Fault> {
    let object: String = row.try_get("object")?;
    Ok(columns::record_shape(&object, row.try_get("shape")?, row.try_get("reached")?)?)
}

pub fn logged_delivery(row: &SqliteRow) -> Result<LoggedDelivery, Fault> {
    Ok(LoggedDeliveryRow {
        id: row.try_get("id")?,
        webhook: row.try_get("webhook")?,
        at: row.try_get("at")?,
        outcome: row.try_get("outcome")?,
        attempts: row.try_get("attempts")?,
        tried_at: row.try_get("tried_at")?,
        ended_at: row.try_get("ended_at")?,
        status: row.try_get("status")?,
        error: row.try_get("error")?,
        body: row.try_get("body")?,
    }
    .decode()?)
}

pub fn notice(row: &SqliteRow) -> Result<SeenNotice, Fault> {
    Ok(notice_row(row, row.try_get("read_at")?)?.decode()?)
}

pub fn due_mail(row: &SqliteRow) -> Result<DueMail, Fault> {
    let attempts: i64 = row.try_get("attempts")?;
    let SeenNotice { notice, .. } = notice_row(row, None)?.decode()?;
    Ok(DueMail {
        notice,
        at: Timestamp::from_micros(row.try_get("stored_at")?),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
    })
}

fn notice_row(row: &SqliteRow, read_at: Option<i64>) -> Result<NoticeRow, Fault> {
    Ok(NoticeRow {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        session: row.try_get("session")?,
        left_message: row.try_get("left_message")?,
        group_id: row.try_get("group_id")?,
        waiting: row.try_get("waiting")?,
        opened_at: row.try_get("opened_at")?,
        over_at: row.try_get("over_at")?,
        read_at,
    })
}

pub fn key(row: &SqliteRow) -> Result<KeyRow, Fault> {
    Ok(KeyRow {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        kid: row.try_get("kid")?,
        label: row.try_get("label")?,
        fingerprint: row.try_get("fingerprint")?,
        bits: row.try_get("bits")?,
        created_at: row.try_get("created_at")?,
        used_at: row.try_get("used_at")?,
        revoked_at: row.try_get("revoked_at")?,
    })
}

pub fn key_event(row: &SqliteRow) -> Result<KeyEvent, Fault> {
    Ok(KeyEventRow {
        id: row.try_get("id")?,
        key_id: row.try_get("key_id")?,
        action: row.try_get("action")?,
        actor: row.try_get("actor")?,
        at: row.try_get("at")?,
    }
    .decode()?)
}

pub fn identity(row: &SqliteRow) -> Result<VisitorIdentity, Fault> {
    Ok(IdentityRow {
        visitor: row.try_get("visitor")?,
        fields: row.try_get("fields")?,
        provenance: row.try_get("provenance")?,
        key_id: row.try_get("key_id")?,
        at: row.try_get("at")?,
        until: row.try_get("until")?,
    }
    .decode()?)
}

pub fn refusals(row: &SqliteRow) -> Result<Refusals, Fault> {
    Ok(RefusalsRow {
        day: row.try_get("day")?,
        channel: row.try_get("channel")?,
        reason: row.try_get("reason")?,
        count: row.try_get("count")?,
        about: row.try_get("about")?,
        last_at: row.try_get("last_at")?,
    }
    .decode()?)
}
