//! What agents and visitors do to a session besides talking: notes, marks, taking back, receipts of delivery.
//!
//! Owns what each of them makes of a session and of its transcript, for every backend alike. Must not know how that is
//! stored. None of it is talk: nobody counts as having written, nothing that is due is done by it, and it is taken by
//! sessions that are over too.

use crate::{StoreError, placing::system_name};
use usher_model::{
    AgentId, Body, ClientId, Event, FileRef, MAX_TAGS, Message, Party, Seq, Session, SessionId, TagName, Timestamp,
};

/// A note to store.
#[derive(Debug, Clone, PartialEq)]
pub struct NewNote {
    /// In which session.
    pub session: SessionId,
    /// Who writes it. Whether this agent may see the session is the caller's to check.
    pub agent: AgentId,
    /// The agent's name for it, of those that the agent's messages bear too.
    pub client_id: ClientId,
    /// The words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// How noting went.
#[derive(Debug, Clone, PartialEq)]
pub enum Noted {
    /// It is stored.
    Stored {
        /// As stored: of a repeated note, as it stands now, which is empty where it was taken back meanwhile.
        message: Message,
        /// Whether this very call stored it.
        fresh: bool,
    },
    /// The same name stands for something else.
    Conflict {
        /// Where that is.
        seq: Seq,
    },
    /// There is no such session.
    Missing,
}

/// What is done with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TagStep {
    /// It is put on.
    Set,
    /// It is taken away.
    Unset,
}

/// A mark to put on a session, or to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeTag {
    /// Which session.
    pub session: SessionId,
    /// Who does it. Whether this agent may is the caller's to check.
    pub by: AgentId,
    /// Which mark.
    pub tag: TagName,
    /// What is done with it.
    pub step: TagStep,
    /// When.
    pub at: Timestamp,
}

/// How marking went.
#[derive(Debug, Clone, PartialEq)]
pub enum Tagged {
    /// The session is changed.
    Now {
        /// As stored.
        session: Session,
        /// The entry that tells of it.
        message: Message,
    },
    /// It was so already.
    Before {
        /// As stored.
        session: Session,
    },
    /// The session has [`MAX_TAGS`] already.
    Full,
    /// There is no such session.
    Missing,
}

/// An entry to take back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// In whose transcript.
    pub session: SessionId,
    /// Which entry.
    pub seq: Seq,
    /// Who takes it back: only whoever sent it may.
    pub by: Party,
    /// Only where it was stored at this moment or later.
    pub since: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// How taking back went.
#[derive(Debug, Clone, PartialEq)]
pub enum Recalled {
    /// What it said is gone from the store.
    Now {
        /// Its files. They are doomed in the same transaction, and their bytes are to be removed.
        files: Vec<FileRef>,
        /// The new entry that tells of it.
        told: Message,
    },
    /// It was taken back before. Doing so twice is no mistake.
    Before,
    /// Somebody else sent it.
    NotSender,
    /// It is no text, no file and no note: nothing else can be taken back.
    NotWords,
    /// It was sent too long ago.
    TooLate {
        /// When it was.
        sent_at: Timestamp,
    },
    /// There is no such session, or no such entry in it.
    Missing,
}

impl NewNote {
    /// What its entry says.
    pub fn body(&self) -> Body {
        Body::Note { text: self.text.clone() }
    }

    /// The entry it makes behind `last_seq`.
    pub fn message(&self, last_seq: Seq) -> Message {
        Message {
            session: self.session,
            seq: last_seq + 1,
            sender: Party::Agent(self.agent.clone()),
            client_id: self.client_id.clone(),
            body: self.body(),
            at: self.at,
        }
    }

    /// How it fares where its name stands for an entry already.
    pub fn against(&self, earlier: Message) -> Noted {
        if earlier.body == self.body() || earlier.body == Body::RecalledNote {
            Noted::Stored { message: earlier, fresh: false }
        } else {
            Noted::Conflict { seq: earlier.seq }
        }
    }
}

impl ChangeTag {
    /// Carries it out on a session as it stands.
    pub fn carry_out(&self, before: Session) -> Tagged {
        let mut session = before;
        let is_set = session.tags.contains(&self.tag);
        match self.step {
            TagStep::Set if !is_set && session.tags.len() >= MAX_TAGS => return Tagged::Full,
            TagStep::Set if !is_set => session.tags.insert(self.tag.clone()),
            TagStep::Unset if is_set => session.tags.remove(&self.tag),
            TagStep::Set | TagStep::Unset => return Tagged::Before { session },
        };
        session.last_seq += 1;
        let set = self.step == TagStep::Set;
        let event = Event::Tagged { by: self.by.clone(), tag: self.tag.clone(), set };
        let message = Message {
            session: session.id,
            seq: session.last_seq,
            sender: Party::System,
            // Marks come and go: only the place makes a name that is used once.
            client_id: system_name(format!("tagged.{}", session.last_seq)),
            body: Body::Event { event },
            at: self.at,
        };
        Tagged::Now { session, message }
    }
}

impl Recall {
    /// Carries it out on an entry of a session whose last place is `last_seq`: what becomes of the entry's body, where
    /// anything does, and how it went.
    pub fn carry_out(&self, entry: &Message, last_seq: Seq) -> (Option<Body>, Recalled) {
        if entry.sender != self.by {
            return (None, Recalled::NotSender);
        }
        let seq = entry.seq;
        let (body, event, files) = match &entry.body {
            Body::Text { .. } => (Body::Recalled, Event::Recalled { seq }, Vec::new()),
            Body::Files { files, .. } => (Body::Recalled, Event::Recalled { seq }, files.clone()),
            Body::Note { .. } => (Body::RecalledNote, Event::NoteRecalled { seq }, Vec::new()),
            Body::Recalled | Body::RecalledNote => return (None, Recalled::Before),
            Body::Left { .. } | Body::PreChat { .. } | Body::Prompt { .. } | Body::Event { .. } => {
                return (None, Recalled::NotWords);
            }
        };
        if entry.at < self.since {
            return (None, Recalled::TooLate { sent_at: entry.at });
        }
        let told = Message {
            session: entry.session,
            seq: last_seq + 1,
            sender: Party::System,
            client_id: system_name(format!("recalled.{seq}")),
            body: Body::Event { event },
            at: self.at,
        };
        (Some(body), Recalled::Now { files, told })
    }
}

/// What agents and visitors do to a session besides talking: notes, marks, taking back, receipts of delivery.
#[async_trait::async_trait]
pub trait AmendStore {
    /// Stores a note, in an open session or in one that is over. The same name and words again are the first note.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where too many writes wait, else when the database fails.
    async fn add_note(&self, note: NewNote) -> Result<Noted, StoreError>;

    /// Puts a mark on a session, or takes it away. What is so already is left alone, and no entry tells of it.
    ///
    /// # Errors
    /// When the database fails.
    async fn change_tag(&self, change: ChangeTag) -> Result<Tagged, StoreError>;

    /// Takes an entry back: its words are overwritten, its place stays, and a new entry tells of it. Its name stays
    /// taken: posting it again answers its place and says nothing anew.
    ///
    /// # Errors
    /// When the database fails.
    async fn recall(&self, recall: Recall) -> Result<Recalled, StoreError>;

    /// Raises what has reached a party's pages. Like [`mark_read`](crate::SessionStore::mark_read), which raises it too:
    /// who has read an entry has got it.
    ///
    /// # Errors
    /// When the database fails.
    async fn mark_got(&self, session: SessionId, party: Party, seq: Seq) -> Result<Option<Seq>, StoreError>;
}
