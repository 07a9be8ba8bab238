//! Looking for sessions: the places that may fit are looked at in steps of a bounded size, and only then are the sessions
//! read that are shown.

use super::{Query, all};
use crate::{
    SqliteStore,
    command::{Command, NewWords},
    fault::Fault,
    rows,
};
use serde_json::json;
use sqlx::{Row, sqlite::SqliteRow};
use std::{collections::HashMap, time::Duration};
use usher_model::{Body, Message, Seq, Session, SessionId, Timestamp, Visitor, VisitorId};
use usher_store::{
    Excerpt, Found, Hit, Indexed, MessageWords, SearchCursor, SearchFilter, SearchPage, SearchStore, StoreError,
    Viewer, WordQuery, columns, searchable, sql,
};

/// Places that one step looks at: a few milliseconds of reading.
const STEP: u32 = 2_000;
/// Steps of one search. Whoever looks further asks again, from where it ended.
const STEPS: u32 = 10;
/// Entries told of each session.
const HITS: usize = 3;
/// Bits of a place in the index that tell the entry; those above tell the session.
const SEQ_BITS: u32 = 24;
/// Ids and openings of sessions are told the time by the same clock, one shortly after the other.
const CLOCK_STEPS: Duration = Duration::from_mins(10);

#[async_trait::async_trait]
impl SearchStore for SqliteStore {
    async fn index_messages(&self, limit: u32) -> Result<Indexed, StoreError> {
        let due = sqlx::query(sql::search::TO_INDEX.sqlite).bind(i64::from(limit));
        let due = all(&self.readers, due, |row| {
            Ok((session_of(row, "id")?, row.try_get::<Seq, _>("indexed_seq")?, row.try_get::<Seq, _>("last_seq")?))
        })
        .await?;
        let (mut room, mut reached) = (i64::from(limit), Vec::new());
        for (session, from, last) in &due {
            let to = (*last).min(from + room);
            if to <= *from {
                break;
            }
            room -= to - from;
            reached.push((hex::encode(session.to_bytes()), *from, to));
        }
        let entries = i64::from(limit) - room;
        let done = Indexed {
            entries: u32::try_from(entries).unwrap_or(u32::MAX),
            has_more: room == 0 || due.len() >= limit as usize,
        };
        if reached.is_empty() {
            return Ok(done);
        }
        let read = sqlx::query(sql::search::ENTRIES.sqlite).bind(json!(reached).to_string());
        let read = all(&self.readers, read, |row| {
            let (seq, body): (Seq, String) = (row.try_get("seq")?, row.try_get("body")?);
            Ok((session_of(row, "session")?, seq, body))
        })
        .await?;
        let mut words = Vec::new();
        for (session, seq, body) in read {
            // What cannot be read is told by whoever reads the transcript; the index goes on.
            let Ok(said) = serde_json::from_str::<Body>(&body) else { continue };
            let found = searchable(&said).map(|text| MessageWords::of(&text)).filter(|found| !found.is_empty());
            if let Some(found) = found.filter(|_| seq < 1 << SEQ_BITS) {
                words.push((hex::encode(session.to_bytes()), seq, body, found.for_sqlite()));
            }
        }
        let new = NewWords { entries: words, reached };
        let taken = self.writer.ask(new, |ask| Command::Index(Box::new(ask))).await?;
        Ok(if taken { done } else { Indexed { has_more: true, ..done } })
    }

    async fn search(
        &self,
        filter: &SearchFilter,
        before: Option<SearchCursor>,
        limit: u32,
    ) -> Result<SearchPage, StoreError> {
        let places = match &filter.words {
            Some(words) => self.places_of_words(filter, words, before, limit).await?,
            None => self.places_of_sessions(filter, before, limit).await?,
        };
        self.read_found(filter, places).await
    }
}

/// What fits: sessions with their entries, and where to go on.
struct Places {
    sessions: Vec<(SessionId, Vec<Seq>)>,
    next: Option<SearchCursor>,
}

impl SqliteStore {
    async fn places_of_words(
        &self,
        filter: &SearchFilter,
        words: &WordQuery,
        before: Option<SearchCursor>,
        limit: u32,
    ) -> Result<Places, StoreError> {
        let mut before = match before {
            None => i64::MAX,
            Some(SearchCursor::Place(place)) => place,
            Some(SearchCursor::Session(_)) => 0,
        };
        let mut found: Vec<(i64, SessionId, Vec<Seq>)> = Vec::new();
        let mut step = first_step(limit);
        for _ in 0..STEPS {
            let query = sqlx::query(sql::search::WORDS.sqlite).bind(words.for_sqlite()).bind(before).bind(step);
            let mut rows = all(&self.readers, fits(query, filter), |row| {
                Ok((row.try_get::<i64, _>("position")?, session_of(row, "session")?, row.try_get("fits")?))
            })
            .await?;
            rows.sort_unstable_by_key(|(place, ..): &(i64, SessionId, Option<bool>)| std::cmp::Reverse(*place));
            for (place, session, fits) in &rows {
                let number = place >> SEQ_BITS;
                let seq = place - (number << SEQ_BITS);
                let is_new = found.last().is_none_or(|(last, ..)| *last != number);
                if *fits != Some(true) {
                    continue;
                }
                if !is_new {
                    if let Some((.., hits)) = found.last_mut().filter(|(.., hits)| hits.len() < HITS) {
                        hits.push(seq);
                    }
                } else if found.len() >= limit as usize {
                    let next = found.last().map(|(last, ..)| SearchCursor::Place(last << SEQ_BITS));
                    return Ok(Places { sessions: without_numbers(found), next });
                } else {
                    found.push((number, *session, vec![seq]));
                }
            }
            let Some((last, ..)) = rows.last().filter(|_| rows.len() >= step as usize) else {
                return Ok(Places { sessions: without_numbers(found), next: None });
            };
            // The rest of a session is passed over where enough of it is known.
            let session = (last >> SEQ_BITS) << SEQ_BITS;
            let is_done =
                found.last().is_none_or(|(number, _, hits)| number << SEQ_BITS != session || hits.len() >= HITS);
            before = if is_done { session } else { *last };
            step = STEP;
        }
        let next = Some(SearchCursor::Place((before >> SEQ_BITS) << SEQ_BITS));
        Ok(Places { sessions: without_numbers(found), next })
    }

    async fn places_of_sessions(
        &self,
        filter: &SearchFilter,
        before: Option<SearchCursor>,
        limit: u32,
    ) -> Result<Places, StoreError> {
        let mut before = match before {
            None => [0xff; 16],
            Some(SearchCursor::Session(session)) => session.to_bytes(),
            Some(SearchCursor::Place(_)) => [0; 16],
        };
        let mut found: Vec<SessionId> = Vec::new();
        let mut step = first_step(limit);
        for _ in 0..STEPS {
            let rows = all(&self.readers, listing(filter, before, step), |row| {
                Ok((session_of(row, "session")?, row.try_get::<Option<bool>, _>("fits")?))
            })
            .await?;
            for (session, fits) in &rows {
                if *fits != Some(true) {
                    continue;
                }
                if found.len() >= limit as usize {
                    let next = found.last().copied().map(SearchCursor::Session);
                    return Ok(Places { sessions: without_hits(found), next });
                }
                found.push(*session);
            }
            let Some((last, _)) = rows.last().filter(|_| rows.len() >= step as usize) else {
                return Ok(Places { sessions: without_hits(found), next: None });
            };
            before = last.to_bytes();
            step = STEP;
        }
        let next = Some(SearchCursor::Session(SessionId::from_bytes(before)));
        Ok(Places { sessions: without_hits(found), next })
    }

    async fn read_found(&self, filter: &SearchFilter, places: Places) -> Result<SearchPage, StoreError> {
        let Places { sessions: places, next } = places;
        if places.is_empty() {
            return Ok(SearchPage { sessions: Vec::new(), next });
        }
        let ids: Vec<_> = places.iter().map(|(session, _)| hex::encode(session.to_bytes())).collect();
        let query = sqlx::query(sql::sessions::THESE.sqlite).bind(json!(ids).to_string());
        let sessions = all(&self.readers, query, rows::session).await?;
        let ids: Vec<_> = sessions.iter().map(|session| hex::encode(session.visitor.to_bytes())).collect();
        let query = sqlx::query(sql::visitors::THESE.sqlite).bind(json!(ids).to_string());
        let visitors = all(&self.readers, query, rows::visitor).await?;
        let visitors: HashMap<VisitorId, Visitor> = visitors.into_iter().map(|visitor| (visitor.id, visitor)).collect();
        let mut sessions: HashMap<SessionId, Session> =
            sessions.into_iter().map(|session| (session.id, session)).collect();
        let mut said = self.entries(&places).await?;
        let mut found = Vec::with_capacity(places.len());
        for (id, seqs) in places {
            // It may have moved on since it was found: who may see it is asked of what is shown.
            let Some(session) = sessions.remove(&id).filter(|session| filter.viewer.may_find(session)) else {
                continue;
            };
            let Some(visitor) = visitors.get(&session.visitor).cloned() else { continue };
            let messages = seqs.iter().filter_map(|seq| said.remove(&(id, *seq)));
            let hits = messages.filter_map(|message| hit(&message, filter.words.as_ref()?)).collect();
            found.push(Found { session, visitor, hits });
        }
        Ok(SearchPage { sessions: found, next })
    }

    async fn entries(
        &self,
        places: &[(SessionId, Vec<Seq>)],
    ) -> Result<HashMap<(SessionId, Seq), Message>, StoreError> {
        let wanted: Vec<_> = places
            .iter()
            .flat_map(|(session, seqs)| seqs.iter().map(|seq| (hex::encode(session.to_bytes()), *seq)))
            .collect();
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let query = sqlx::query(sql::search::THESE.sqlite).bind(json!(wanted).to_string());
        let messages = all(&self.readers, query, rows::message).await?;
        Ok(messages.into_iter().map(|message| ((message.session, message.seq), message)).collect())
    }
}

/// The first step looks at little: most searches are over with it.
fn first_step(limit: u32) -> u32 {
    (limit + 1).clamp(64, STEP)
}

fn without_numbers(found: Vec<(i64, SessionId, Vec<Seq>)>) -> Vec<(SessionId, Vec<Seq>)> {
    found.into_iter().map(|(_, session, hits)| (session, hits)).collect()
}

fn without_hits(found: Vec<SessionId>) -> Vec<(SessionId, Vec<Seq>)> {
    found.into_iter().map(|session| (session, Vec::new())).collect()
}

/// What an entry says around the words; none where it was taken back a moment ago.
fn hit(message: &Message, words: &WordQuery) -> Option<Hit> {
    let excerpt = Excerpt::of(&searchable(&message.body)?, words);
    Some(Hit { seq: message.seq, sender: message.sender.clone(), at: message.at, excerpt })
}

/// The statement whose index leads straightest to what may fit.
fn listing(filter: &SearchFilter, before: [u8; 16], step: u32) -> Query {
    let agent = match &filter.viewer {
        Viewer::Agent(agent) => Some(agent),
        Viewer::All => filter.agent.as_ref(),
    };
    let texts = (filter.visitor, agent, filter.state.is_some_and(|state| state != "closed"));
    let text = match texts {
        (Some(_), ..) => sql::search::OF_VISITOR.sqlite,
        (None, Some(_), _) => sql::search::OF_AGENT.sqlite,
        (None, None, true) => sql::search::OPEN.sqlite,
        (None, None, false) => sql::search::ALL.sqlite,
    };
    let from = filter.from.map_or([0; 16], |from| first_id(from.before(CLOCK_STEPS)));
    let to = filter.to.map_or([0xff; 16], |to| first_id(to.after(CLOCK_STEPS)));
    let query = sqlx::query(text).bind(before.min(to).to_vec()).bind(from.to_vec()).bind(step);
    let query = fits(query, filter);
    match (filter.visitor, agent) {
        (Some(visitor), _) => query.bind(visitor.to_bytes().to_vec()),
        (None, Some(agent)) => query.bind(agent.as_str().to_owned()),
        (None, None) => query,
    }
}

/// The smallest id of a moment: ids begin with it.
fn first_id(at: Timestamp) -> [u8; 16] {
    let mut id = [0; 16];
    let millis = u64::try_from(at.as_millis()).unwrap_or(0).min((1 << 48) - 1);
    id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    id
}

fn fits(query: Query, filter: &SearchFilter) -> Query {
    let text = |text: Option<&str>| text.map(ToOwned::to_owned);
    let viewer = match &filter.viewer {
        Viewer::All => None,
        Viewer::Agent(agent) => Some(agent.as_str().to_owned()),
    };
    query
        .bind(viewer)
        .bind(filter.state)
        .bind(filter.cause.map(usher_model::CloseCause::word))
        .bind(text(filter.channel.as_ref().map(usher_model::ChannelId::as_str)))
        .bind(text(filter.group.as_ref().map(usher_model::GroupId::as_str)))
        .bind(text(filter.agent.as_ref().map(usher_model::AgentId::as_str)))
        .bind(text(filter.rule.as_ref().map(usher_model::RuleId::as_str)))
        .bind(text(filter.tag.as_ref().map(usher_model::TagName::as_str)))
        .bind(filter.visitor.map(|one| one.to_bytes().to_vec()))
        .bind(filter.from.map(Timestamp::as_micros))
        .bind(filter.to.map(Timestamp::as_micros))
}

fn session_of(row: &SqliteRow, column: &'static str) -> Result<SessionId, Fault> {
    Ok(SessionId::from_bytes(columns::id16("sessions", column, row.try_get(column)?)?))
}
