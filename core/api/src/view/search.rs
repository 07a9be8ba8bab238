//! Sessions that were found, and visitors' earlier ones.

use super::{
    CauseWord, NamedAgent, SessionStateWord, VisitorSessionView, VisitorView, agent::GroupView, transcript::PartyView,
};
use serde::Serialize;
use usher_model::{Session, SessionId, SessionState, Timestamp, Visitor};
use usher_routing::Router;
use usher_store::{Found, SearchCursor};
use utoipa::ToSchema;

/// Sessions that were found, the latest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SearchView {
    /// There may be fewer than asked for, even none, though more follow.
    pub sessions: Vec<FoundSessionView>,
    /// Opaque: ask with `before` = this for what follows; none at the end.
    #[schema(required)]
    pub next: Option<String>,
}

/// A session that was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FoundSessionView {
    pub session: SessionSummary,
    pub visitor: VisitorView,
    /// The latest entries that hold the words, the latest first, at most three.
    pub hits: Vec<HitView>,
}

/// What a list says of a session.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SessionSummary {
    pub id: String,
    pub channel: String,
    pub state: SessionStateWord,
    /// Why it ended.
    #[schema(required)]
    pub cause: Option<CauseWord>,
    #[schema(required)]
    pub group: Option<GroupView>,
    /// Who has it, is asked to take it, or had it at the end.
    #[schema(required)]
    pub agent: Option<NamedAgent>,
    #[schema(required)]
    pub rule: Option<String>,
    pub opened_at_ms: i64,
    #[schema(required)]
    pub closed_at_ms: Option<i64>,
    pub tags: Vec<String>,
}

/// An entry that holds the words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HitView {
    pub seq: i64,
    pub sender: PartyView,
    pub at_ms: i64,
    /// What was said around the words: plain text, never markup.
    pub text: String,
    /// Where in `text` the words are.
    pub marks: Vec<MarkView>,
}

/// A place in a text, in units of UTF-16: `text.slice(start, end)` is what is marked.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct MarkView {
    pub start: usize,
    pub end: usize,
}

/// A visitor's sessions, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorHistoryView {
    pub visitor: VisitorView,
    /// Whether the visitor may not write now.
    pub is_blocked: bool,
    /// Until when, where it has an end.
    #[schema(required)]
    pub blocked_until_ms: Option<i64>,
    pub sessions: Vec<SessionSummary>,
    /// Whether there are older ones: ask with `before` = the last one's id.
    pub has_more: bool,
}

/// A visitor's own sessions, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorSessionList {
    pub sessions: Vec<VisitorSessionView>,
    /// Whether there are older ones: ask with `before` = the last one's id.
    pub has_more: bool,
}

impl SessionSummary {
    pub(crate) fn new(session: &Session, rules: &Router) -> Self {
        let (cause, agent) = match &session.state {
            SessionState::Assigned { agent, .. } | SessionState::Offered { agent, .. } => (None, Some(agent)),
            SessionState::Queued { .. } | SessionState::Unmatched => (None, None),
            SessionState::Closed { cause, agent, .. } => (Some((*cause).into()), agent.as_ref()),
        };
        Self {
            id: session.id.to_string(),
            channel: session.channel.to_string(),
            state: (&session.state).into(),
            cause,
            group: session.state.group().map(|group| GroupView::new(group, rules)),
            agent: agent.map(|agent| NamedAgent::new(agent, rules)),
            rule: session.rule.as_ref().map(ToString::to_string),
            opened_at_ms: session.opened_at.as_millis(),
            closed_at_ms: session.closed_at.map(Timestamp::as_millis),
            tags: session.tags.iter().map(ToString::to_string).collect(),
        }
    }
}

impl FoundSessionView {
    pub(crate) fn new(found: &Found, rules: &Router) -> Self {
        let hits = found.hits.iter().map(|hit| HitView {
            seq: hit.seq,
            sender: PartyView::new(&hit.sender, rules),
            at_ms: hit.at.as_millis(),
            text: hit.excerpt.text.clone(),
            marks: hit.excerpt.marks.iter().map(|mark| MarkView { start: mark.start, end: mark.end }).collect(),
        });
        Self {
            session: SessionSummary::new(&found.session, rules),
            visitor: VisitorView::new(&found.visitor),
            hits: hits.collect(),
        }
    }
}

impl VisitorHistoryView {
    pub(crate) fn new(visitor: &Visitor, sessions: &[Session], has_more: bool, now: Timestamp, rules: &Router) -> Self {
        let holds = visitor.blocked_until.filter(|_| visitor.is_blocked(now));
        Self {
            visitor: VisitorView::new(visitor),
            is_blocked: holds.is_some(),
            blocked_until_ms: holds.and_then(super::block::end_of),
            sessions: sessions.iter().map(|session| SessionSummary::new(session, rules)).collect(),
            has_more,
        }
    }
}

impl VisitorView {
    pub(crate) fn new(visitor: &Visitor) -> Self {
        Self { id: visitor.id.to_string(), name: visitor.name.clone(), locale: visitor.locale.to_string() }
    }
}

/// A cursor as clients keep it.
pub(crate) fn cursor_text(cursor: SearchCursor) -> String {
    match cursor {
        SearchCursor::Session(session) => format!("s{}", hex::encode(session.to_bytes())),
        SearchCursor::Place(place) => format!("p{place:x}"),
    }
}

/// A cursor as it was given out; none where it is none of ours.
pub(crate) fn parse_cursor(given: &str) -> Option<SearchCursor> {
    match given.split_at_checked(1)? {
        ("s", rest) => {
            let bytes = hex::decode(rest).ok()?;
            Some(SearchCursor::Session(SessionId::from_bytes(bytes.try_into().ok()?)))
        }
        ("p", rest) => {
            let is_ours = (1..=16).contains(&rest.len()) && rest.bytes().all(|digit| digit.is_ascii_hexdigit());
            i64::from_str_radix(rest, 16).ok().filter(|_| is_ours).map(SearchCursor::Place)
        }
        _ => None,
    }
}
