//! Looking for sessions: by what was said in them, and by what is known of them.
//!
//! The index of words is filled behind the writes: a message is found once [`SearchStore::index_messages`] came by, and
//! what was taken back or erased is not found from that very moment on.

mod excerpt;
mod words;

pub use excerpt::{Excerpt, Mark};
pub use words::{BadQuery, MAX_QUERY_CHARS, MAX_QUERY_WORDS, MessageWords, WordQuery};

use crate::StoreError;
use std::borrow::Cow;
use usher_model::{
    AgentId, Body, ChannelId, CloseCause, GroupId, Party, RuleId, Seq, Session, SessionId, SessionState, TagName,
    Timestamp, Visitor, VisitorId,
};

/// Whose sessions may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// All: supervisors and admins.
    All,
    /// Those that the agent has or is asked to take, and those that it had at the end.
    Agent(AgentId),
}

impl Viewer {
    /// Whether a session may be found.
    pub fn may_find(&self, session: &Session) -> bool {
        match (self, &session.state) {
            (Self::All, _) => true,
            (
                Self::Agent(viewer),
                SessionState::Assigned { agent, .. }
                | SessionState::Offered { agent, .. }
                | SessionState::Closed { agent: Some(agent), .. },
            ) => agent == viewer,
            (Self::Agent(_), _) => false,
        }
    }
}

/// Which sessions. Each filter that is set must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchFilter {
    /// Who looks.
    pub viewer: Viewer,
    /// What was said.
    pub words: Option<WordQuery>,
    /// The word of a state, such as `queued`.
    pub state: Option<&'static str>,
    /// Why it ended.
    pub cause: Option<CloseCause>,
    /// Where it was opened.
    pub channel: Option<ChannelId>,
    /// The group that it is in, came through, or was in at the end.
    pub group: Option<GroupId>,
    /// Who has it, is asked to take it, or had it at the end.
    pub agent: Option<AgentId>,
    /// The rule that matched.
    pub rule: Option<RuleId>,
    /// A mark that it bears.
    pub tag: Option<TagName>,
    /// Whose it is.
    pub visitor: Option<VisitorId>,
    /// Opened not before.
    pub from: Option<Timestamp>,
    /// Opened before.
    pub to: Option<Timestamp>,
}

impl SearchFilter {
    /// All that somebody may find.
    pub const fn of(viewer: Viewer) -> Self {
        Self {
            viewer,
            words: None,
            state: None,
            cause: None,
            channel: None,
            group: None,
            agent: None,
            rule: None,
            tag: None,
            visitor: None,
            from: None,
            to: None,
        }
    }
}

/// Where the next page begins. Words are found in another order than sessions are listed in, so each has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchCursor {
    /// Before this session.
    Session(SessionId),
    /// Before this place in the index of words.
    Place(i64),
}

/// Sessions that were found, the latest first.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// The sessions. There may be fewer than asked for, even none, though more follow: a search looks at so much at once.
    pub sessions: Vec<Found>,
    /// Where to go on; none at the end.
    pub next: Option<SearchCursor>,
}

/// A session that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The session.
    pub session: Session,
    /// Whose.
    pub visitor: Visitor,
    /// The latest entries that hold the words, the latest first, at most three; none where no words were looked for.
    pub hits: Vec<Hit>,
}

/// An entry that holds the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Where in the transcript.
    pub seq: Seq,
    /// Who spoke.
    pub sender: Party,
    /// When.
    pub at: Timestamp,
    /// What was said around the words.
    pub excerpt: Excerpt,
}

/// What a step of filling the index did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexed {
    /// How many entries it looked at.
    pub entries: u32,
    /// Whether there is more to do.
    pub has_more: bool,
}

/// What of an entry can be found: words that people wrote, and names of files. Prompts and events cannot.
pub fn searchable(body: &Body) -> Option<Cow<'_, str>> {
    match body {
        Body::Text { text, .. } | Body::Note { text } => Some(Cow::Borrowed(text)),
        Body::Files { text, files } => {
            let names = files.iter().map(|file| file.name.as_str());
            let lines: Vec<_> = std::iter::once(text.as_str()).chain(names).filter(|line| !line.is_empty()).collect();
            Some(Cow::Owned(lines.join("\n")))
        }
        Body::Left { answers, .. } => {
            let lines: Vec<_> = answers.iter().map(|(_, answer)| answer.as_str()).collect();
            Some(Cow::Owned(lines.join("\n")))
        }
        Body::PreChat { answers, .. } => {
            let lines: Vec<_> = answers.iter().map(|answer| answer.value.to_string()).collect();
            Some(Cow::Owned(lines.join("\n")))
        }
        Body::Recalled | Body::RecalledNote | Body::Prompt { .. } | Body::Event { .. } => None,
    }
}

/// Looking for sessions.
#[async_trait::async_trait]
pub trait SearchStore {
    /// Brings up to `limit` entries into the index of words. What is not there yet is kept in the database: nothing is
    /// passed over by a stop in between, and doing it twice changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    async fn index_messages(&self, limit: u32) -> Result<Indexed, StoreError>;

    /// Sessions that fit, the latest first, at most `limit`. A cursor of another kind of search begins at the end.
    ///
    /// # Errors
    /// When the database fails.
    async fn search(
        &self,
        filter: &SearchFilter,
        before: Option<SearchCursor>,
        limit: u32,
    ) -> Result<SearchPage, StoreError>;
}
