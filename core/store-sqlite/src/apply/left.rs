//! Left messages: stored with what they do to the visitor's session, moved on step by step, and noted upon.

use super::{blocks, closing, files, hooks::Runs, insert_messages, placing, sessions};
use crate::{fault::Fault, rows};
use sqlx::{Row, SqliteConnection};
use usher_model::{
    AgentId, AnsweredLeft, Body, ClientId, CloseCause, GroupId, LeftMessage, LeftMessageId, Message, Party,
    QueueReason, RuleId, SessionId, SessionState, Timestamp, VisitorId,
};
use usher_store::{
    ChangeLeft, CloseSession, Closed, LeaveMessage, LeaveOutcome, LeaveTo, LeftChange, LeftOutcome, MAX_LEFT_NOTES,
    NewLeftNote, NoteOutcome, OpenOutcome, StoreError, Uploader, columns, sql,
};

/// Stores a left message. An error in the answer is the caller's: the transaction goes on.
pub async fn leave(
    connection: &mut SqliteConnection,
    leave: &LeaveMessage,
    runs: &mut Runs,
) -> Result<Result<LeaveOutcome, StoreError>, Fault> {
    let left = &leave.left;
    if let Some(stored) = under(connection, left.visitor, &leave.client_id).await? {
        let same = leave.is(&stored);
        return Ok(Ok(if same { LeaveOutcome::Before { left: stored } } else { LeaveOutcome::Conflict }));
    }
    if has_said(connection, left.visitor, &leave.client_id).await? {
        return Ok(Ok(LeaveOutcome::Conflict));
    }
    if blocks::is_blocked(connection, left.visitor, left.created_at).await? {
        return Ok(Ok(LeaveOutcome::Blocked));
    }
    let taken = files::of_answers(&left.answers);
    if let Err(missing) = files::free(connection, &Uploader::Visitor(left.visitor), &taken).await? {
        return Ok(Err(missing));
    }
    let (session, messages, freed) = match &leave.to {
        LeaveTo::New(open) => match placing::open(connection, open, runs).await? {
            Ok(OpenOutcome::Opened { session, messages }) => (session, messages, None),
            Ok(OpenOutcome::AlreadyOpen { .. } | OpenOutcome::Lost(_)) => return Ok(Ok(LeaveOutcome::Lost)),
            Ok(OpenOutcome::Blocked) => return Ok(Ok(LeaveOutcome::Blocked)),
            Err(error) => return Ok(Err(error)),
        },
        LeaveTo::Over => {
            let Some(before) = own_session(connection, left).await? else { return Ok(Err(no_session(left.session))) };
            if before.state.is_open() {
                return Ok(Ok(LeaveOutcome::Lost));
            }
            let said = leave.message(before.last_seq);
            append(connection, &said).await?;
            (usher_model::Session { last_seq: said.seq, ..before }, vec![said], None)
        }
        LeaveTo::Waiting => {
            let Some(before) = own_session(connection, left).await? else { return Ok(Err(no_session(left.session))) };
            if matches!(before.state, SessionState::Assigned { .. } | SessionState::Closed { .. }) {
                return Ok(Ok(LeaveOutcome::Lost));
            }
            let said = leave.message(before.last_seq);
            append(connection, &said).await?;
            let close = CloseSession {
                session: before.id,
                cause: CloseCause::LeftMessage,
                at: left.created_at,
                owned_by: None,
                quiet_since: None,
                farewell: None,
                hooks: Vec::new(),
            };
            // It was open a moment ago, and the writer is alone in its transaction.
            let Closed::Now { session, messages, freed } = closing::close(connection, &close, runs).await? else {
                return Err(Fault::Store(no_session(before.id)));
            };
            (session, std::iter::once(said).chain(messages).collect(), freed)
        }
    };
    insert(connection, left, &leave.client_id).await?;
    if let Some(said) = messages.first() {
        let entry = files::Entry { left: Some(left.id), ..files::Entry::of(said) };
        files::attach(connection, entry, &taken).await?;
    }
    runs.note(&leave.hooks);
    Ok(Ok(LeaveOutcome::Left { left: left.clone(), session, messages, freed }))
}

/// Takes a step.
pub async fn change(connection: &mut SqliteConnection, change: &ChangeLeft) -> Result<LeftOutcome, Fault> {
    let row = sqlx::query(sql::left::ONE_TO_CHANGE.sqlite).bind(change.id.to_bytes().to_vec());
    let row = row.fetch_optional(&mut *connection).await?;
    let Some(before) = row.as_ref().map(rows::left).transpose()? else { return Ok(LeftOutcome::Missing) };
    if let LeftChange::Answer { agent, client_id, text } = &change.change
        && let Some(said) = answered(connection, before.id, agent, client_id).await?
    {
        let same = match &said.body {
            Body::Text { text: earlier, .. } => earlier == text,
            body => *body == Body::Recalled,
        };
        return Ok(if same { LeftOutcome::Before { left: before, said } } else { LeftOutcome::Conflict });
    }
    let Some(after) = change.carry_out(&before) else { return Ok(LeftOutcome::Lost) };
    let said = match &change.change {
        LeftChange::Answer { agent, client_id, text } => {
            let Some(session) = latest_session(connection, before.visitor).await? else {
                return Err(Fault::Store(no_session(before.session)));
            };
            if said_under(connection, session.id, agent, client_id).await? {
                return Ok(LeftOutcome::Conflict);
            }
            let is_elsewhere = session.id != before.session;
            let answers = is_elsewhere.then_some(AnsweredLeft { left: before.id, left_at: before.created_at });
            Some(Message {
                session: session.id,
                seq: session.last_seq + 1,
                sender: Party::Agent(agent.clone()),
                client_id: client_id.clone(),
                body: Body::Text { text: text.clone(), answers },
                at: change.at,
            })
        }
        _ => None,
    };
    if let LeftChange::Give { agent } = &change.change
        && untouched(connection, agent).await? > 0
    {
        return Ok(LeftOutcome::Lost);
    }
    let moved = sqlx::query(sql::left::CHANGE.sqlite)
        .bind(after.id.to_bytes().to_vec())
        .bind(after.version)
        .bind(after.status.word())
        .bind(after.agent.as_ref().map(AgentId::as_str))
        .bind(columns::passed_text(&after.passed))
        .bind(after.taken_at.map(Timestamp::as_micros))
        .bind(after.answered_at.map(Timestamp::as_micros))
        .bind(after.done_at.map(Timestamp::as_micros))
        .execute(&mut *connection)
        .await?;
    if moved.rows_affected() == 0 {
        return Ok(LeftOutcome::Lost);
    }
    if let Some(said) = &said {
        append(connection, said).await?;
        sqlx::query(sql::left::INSERT_ANSWER.sqlite)
            .bind(after.id.to_bytes().to_vec())
            .bind(said.session.to_bytes().to_vec())
            .bind(said.seq)
            .execute(connection)
            .await?;
    }
    Ok(LeftOutcome::Now { left: after, said })
}

/// Adds a note, up to as many as a message may have.
pub async fn add_note(connection: &mut SqliteConnection, new: &NewLeftNote) -> Result<NoteOutcome, Fault> {
    let note = &new.note;
    let left = note.left.to_bytes().to_vec();
    let row = sqlx::query(sql::left::ONE.sqlite).bind(left.clone()).fetch_optional(&mut *connection).await?;
    if row.is_none() {
        return Ok(NoteOutcome::Missing);
    }
    let earlier = sqlx::query(sql::left::NOTE_UNDER.sqlite)
        .bind(left.clone())
        .bind(note.agent.as_str())
        .bind(new.client_id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = earlier {
        let stored = rows::left_note(&row)?;
        return Ok(if stored.text == note.text { NoteOutcome::Stored { note: stored } } else { NoteOutcome::Conflict });
    }
    let row = sqlx::query(sql::left::NOTE_COUNT.sqlite).bind(left.clone()).fetch_one(&mut *connection).await?;
    if row.try_get::<i64, _>("notes")? >= i64::from(MAX_LEFT_NOTES) {
        return Ok(NoteOutcome::Full);
    }
    sqlx::query(sql::left::INSERT_NOTE.sqlite)
        .bind(note.id.to_bytes().to_vec())
        .bind(left)
        .bind(note.agent.as_str())
        .bind(new.client_id.as_str())
        .bind(note.text.as_str())
        .bind(note.at.as_micros())
        .execute(connection)
        .await?;
    Ok(NoteOutcome::Stored { note: note.clone() })
}

async fn under(
    connection: &mut SqliteConnection,
    visitor: VisitorId,
    client_id: &ClientId,
) -> Result<Option<LeftMessage>, Fault> {
    let query = sqlx::query(sql::left::UNDER.sqlite).bind(visitor.to_bytes().to_vec()).bind(client_id.as_str());
    query.fetch_optional(connection).await?.as_ref().map(rows::left).transpose()
}

/// Whether the visitor said something else under this name, in whichever session.
async fn has_said(connection: &mut SqliteConnection, visitor: VisitorId, client_id: &ClientId) -> Result<bool, Fault> {
    let query = sqlx::query(sql::sessions::SAID.sqlite)
        .bind(visitor.to_bytes().to_vec())
        .bind(columns::party_text(&Party::Visitor).into_owned())
        .bind(client_id.as_str());
    Ok(query.fetch_optional(connection).await?.is_some())
}

/// What an agent answered under this name, in whichever session.
async fn answered(
    connection: &mut SqliteConnection,
    left: LeftMessageId,
    agent: &AgentId,
    client_id: &ClientId,
) -> Result<Option<Message>, Fault> {
    let query = sqlx::query(sql::left::ANSWER_UNDER.sqlite)
        .bind(left.to_bytes().to_vec())
        .bind(columns::party_text(&Party::Agent(agent.clone())).into_owned())
        .bind(client_id.as_str());
    query.fetch_optional(connection).await?.as_ref().map(rows::message).transpose()
}

/// Whether an agent said something else in a session under this name.
async fn said_under(
    connection: &mut SqliteConnection,
    session: SessionId,
    agent: &AgentId,
    client_id: &ClientId,
) -> Result<bool, Fault> {
    let query = sqlx::query(sql::messages::UNDER.sqlite)
        .bind(session.to_bytes().to_vec())
        .bind(columns::party_text(&Party::Agent(agent.clone())).into_owned())
        .bind(client_id.as_str());
    Ok(query.fetch_optional(connection).await?.is_some())
}

/// The visitor's latest session: what the visitor's page shows.
async fn latest_session(
    connection: &mut SqliteConnection,
    visitor: VisitorId,
) -> Result<Option<usher_model::Session>, Fault> {
    let query = sqlx::query(sql::sessions::LATEST_OF.sqlite).bind(visitor.to_bytes().to_vec());
    query.fetch_optional(connection).await?.as_ref().map(rows::session).transpose()
}

async fn untouched(connection: &mut SqliteConnection, agent: &AgentId) -> Result<i64, Fault> {
    let row = sqlx::query(sql::left::UNTOUCHED.sqlite).bind(agent.as_str()).fetch_one(connection).await?;
    Ok(row.try_get("untouched")?)
}

/// The session that the message speaks of, if it is the visitor's own.
async fn own_session(
    connection: &mut SqliteConnection,
    left: &LeftMessage,
) -> Result<Option<usher_model::Session>, Fault> {
    let found = sessions::session(connection, left.session).await?;
    Ok(found.filter(|session| session.visitor == left.visitor))
}

/// Adds an entry, and moves the session's last place with it.
async fn append(connection: &mut SqliteConnection, said: &Message) -> Result<(), Fault> {
    sqlx::query(sql::left::ADD_ENTRY.sqlite)
        .bind(said.session.to_bytes().to_vec())
        .bind(said.seq)
        .execute(&mut *connection)
        .await?;
    insert_messages(connection, std::iter::once(said)).await
}

async fn insert(connection: &mut SqliteConnection, left: &LeftMessage, client_id: &ClientId) -> Result<(), Fault> {
    sqlx::query(sql::left::INSERT.sqlite)
        .bind(left.id.to_bytes().to_vec())
        .bind(left.session.to_bytes().to_vec())
        .bind(left.visitor.to_bytes().to_vec())
        .bind(left.channel.as_str())
        .bind(left.form.as_str())
        .bind(left.group.as_ref().map(GroupId::as_str))
        .bind(left.rule.as_ref().map(RuleId::as_str))
        .bind(left.reason.map(QueueReason::word))
        .bind(left.locale.as_str())
        .bind(columns::answers_text(&left.answers))
        .bind(left.contact.as_deref())
        .bind(left.status.word())
        .bind(left.agent.as_ref().map(AgentId::as_str))
        .bind(columns::passed_text(&left.passed))
        .bind(left.created_at.as_micros())
        .bind(left.taken_at.map(Timestamp::as_micros))
        .bind(left.answered_at.map(Timestamp::as_micros))
        .bind(left.done_at.map(Timestamp::as_micros))
        .bind(left.version)
        .bind(client_id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

fn no_session(id: SessionId) -> StoreError {
    StoreError::Missing { what: "session", id: id.to_string() }
}
