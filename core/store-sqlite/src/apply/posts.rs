//! Posting a run of messages: four statements, however many messages and sessions. A fifth comes only where an agent writes
//! who missed sessions before.

use super::{files, hooks::Runs, id_text, insert_messages};
use crate::{command::Ask, fault::Fault, rows};
use serde_json::json;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;
use usher_model::{Body, ClientId, Message, Party, Seq, SessionId};
use usher_store::{PostMessage, PostOutcome, Posted, columns, sql};

type PostAsk = Ask<PostMessage, PostOutcome>;
/// A name is unique for ever within its session and sender.
type Name = (SessionId, Party, ClientId);

/// What posting must know of a session.
#[derive(Debug)]
struct Head {
    takes_posts: TakesPosts,
    last_seq: Seq,
    stored_seq: Seq,
    /// How many sessions in a row the owner has missed.
    misses: i64,
    visitor_at: Option<i64>,
    agent_at: Option<i64>,
    /// 1 where an agent wrote last, 0 where the visitor did.
    answered: Option<u8>,
}

impl Head {
    /// Notes who wrote. Usher's own entries, and what is not said to the visitor, are no writing.
    fn note(&mut self, post: &PostMessage) {
        match (&post.sender, &post.body) {
            (Party::Visitor, _) => (self.visitor_at, self.answered) = (Some(post.at.as_micros()), Some(0)),
            (Party::Agent(_), Body::Text { .. } | Body::Files { .. }) => {
                (self.agent_at, self.answered) = (Some(post.at.as_micros()), Some(1));
            }
            (Party::Agent(_) | Party::System, _) => {}
        }
    }
}

#[derive(Debug)]
enum TakesPosts {
    /// It is over.
    No,
    /// From the visitor, Usher, and this owner.
    From(Option<String>),
}

impl TakesPosts {
    fn owner(&self) -> Option<&str> {
        match self {
            Self::From(owner) => owner.as_deref(),
            Self::No => None,
        }
    }
}

pub async fn post(
    connection: &mut SqliteConnection,
    mut posts: Vec<&mut PostAsk>,
    runs: &mut Runs,
) -> Result<(), Fault> {
    let mut heads = heads(connection, &posts).await?;
    let mut named = named(connection, &posts).await?;
    let mut fresh = Vec::with_capacity(posts.len());
    for ask in &mut posts {
        let post = &ask.question;
        let name = (post.session, post.sender.clone(), post.client_id.clone());
        let outcome = match named.get(&name) {
            // What was taken back cannot be compared any more, and is not said again.
            Some(earlier) if earlier.body == post.body || earlier.body == Body::Recalled => {
                PostOutcome::Stored(Posted { message: earlier.clone(), fresh: false })
            }
            Some(earlier) => PostOutcome::Conflict { seq: earlier.seq },
            None => match next_seq(heads.get(&post.session), post) {
                Next::Refused(refused) => refused,
                Next::Seq(seq) => {
                    let taken = files::of_post(&post.body);
                    if !taken.is_empty()
                        && let Err(missing) = files::take_along(connection, post, seq, &taken).await?
                    {
                        ask.settle(Err(missing));
                        continue;
                    }
                    if let Some(head) = heads.get_mut(&post.session) {
                        head.last_seq = seq;
                        head.note(post);
                    }
                    let message = stored(post, seq);
                    named.insert(name.clone(), message.clone());
                    fresh.push(name);
                    runs.note(&post.hooks);
                    PostOutcome::Stored(Posted { message, fresh: true })
                }
            },
        };
        ask.settle(Ok(outcome));
    }
    insert_messages(connection, fresh.iter().filter_map(|name| named.get(name))).await?;
    advance(connection, &heads).await
}

/// What comes of a post that was not stored before.
enum Next {
    Seq(Seq),
    Refused(PostOutcome),
}

fn next_seq(head: Option<&Head>, post: &PostMessage) -> Next {
    let Some(head) = head else { return Next::Refused(PostOutcome::Missing) };
    let TakesPosts::From(owner) = &head.takes_posts else { return Next::Refused(PostOutcome::SessionClosed) };
    if let Party::Agent(agent) = &post.sender
        && owner.as_deref() != Some(agent.as_str())
    {
        return Next::Refused(PostOutcome::NotOwner);
    }
    Next::Seq(head.last_seq + 1)
}

fn stored(post: &PostMessage, seq: Seq) -> Message {
    Message {
        session: post.session,
        seq,
        sender: post.sender.clone(),
        client_id: post.client_id.clone(),
        body: post.body.clone(),
        at: post.at,
    }
}

async fn heads(connection: &mut SqliteConnection, posts: &[&mut PostAsk]) -> Result<HashMap<SessionId, Head>, Fault> {
    let mut ids: Vec<_> = posts.iter().map(|ask| ask.question.session).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<_> = ids.into_iter().map(id_text).collect();
    let rows = sqlx::query(sql::messages::HEADS.sqlite).bind(json!(ids).to_string()).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let id = SessionId::from_bytes(columns::id16("sessions", "id", row.try_get("id")?)?);
            let state: &str = row.try_get("state")?;
            let owner: Option<String> = row.try_get("agent")?;
            let takes_posts = match state {
                "closed" => TakesPosts::No,
                "assigned" => TakesPosts::From(owner),
                _ => TakesPosts::From(None),
            };
            let last_seq = row.try_get("last_seq")?;
            let head = Head {
                takes_posts,
                last_seq,
                stored_seq: last_seq,
                misses: row.try_get("misses")?,
                visitor_at: None,
                agent_at: None,
                answered: None,
            };
            Ok((id, head))
        })
        .collect()
}

/// The entries that bear the posts' names already.
async fn named(connection: &mut SqliteConnection, posts: &[&mut PostAsk]) -> Result<HashMap<Name, Message>, Fault> {
    let names: Vec<_> = posts
        .iter()
        .map(|ask| {
            let post = &ask.question;
            (id_text(post.session), columns::party_text(&post.sender), post.client_id.as_str())
        })
        .collect();
    let rows = sqlx::query(sql::messages::NAMED.sqlite).bind(json!(names).to_string()).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let message = rows::message(row)?;
            Ok(((message.session, message.sender.clone(), message.client_id.clone()), message))
        })
        .collect()
}

async fn advance(connection: &mut SqliteConnection, heads: &HashMap<SessionId, Head>) -> Result<(), Fault> {
    let moved: Vec<_> = heads
        .iter()
        .filter(|(_, head)| head.last_seq > head.stored_seq)
        .map(|(id, head)| (id_text(*id), head.last_seq, head.visitor_at, head.agent_at, head.answered))
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    sqlx::query(sql::messages::ADVANCE.sqlite).bind(json!(moved).to_string()).execute(&mut *connection).await?;
    let answering = heads.values().filter(|head| head.misses > 0 && head.agent_at.is_some());
    let answering: Vec<_> = answering.filter_map(|head| head.takes_posts.owner()).collect();
    if !answering.is_empty() {
        sqlx::query(sql::agents::FORGET_MISSES.sqlite).bind(json!(answering).to_string()).execute(connection).await?;
    }
    Ok(())
}
