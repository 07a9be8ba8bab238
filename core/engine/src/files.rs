//! Files that visitors and agents send along: received, taken back, removed, handed out by links that run out.
//!
//! Owns who may do what with which file. The bytes are `usher_attachments`' business, where a file belongs is the store's.

mod cleaning;
mod links;

pub use links::{FileLinks, LINK_LIFE, LinkSecret};

use crate::{
    Engine,
    config::{MOST_AGENT_MESSAGES_HELD, MOST_MESSAGES_HELD},
};
use bytes::Bytes;
use futures::Stream;
use std::fmt::Display;
use usher_attachments::{Accepts, Arriving, Content, ReceiveError, StorageError, is_picture};
use usher_model::{AgentId, FileId, FilePresence, FileRef, Message, Role, Visitor};
use usher_ruleset::{FieldType, RuleSet};
use usher_store::{Doom, FileState, NewFile, Page, StoreError, StoredFile, TooMuchHeld, Uploader};

/// Files that a message takes along: made only by looking them up among those that its sender sent, so that no other
/// file can be named by mistake or by malice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentFiles(Vec<FileRef>);

impl SentFiles {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_refs(self) -> Vec<FileRef> {
        self.0
    }
}

/// A file on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The name it was given.
    pub name: &'a str,
    /// How many bytes were announced, if that was said.
    pub announced: Option<u64>,
}

/// Why a file is not received.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is not what may be sent, or it did not come whole.
    #[error(transparent)]
    Refused(#[from] ReceiveError),
    /// Visitors of this channel send no files.
    #[error("files cannot be sent here")]
    NotOffered,
    /// Too many files lie about that were not sent with a message.
    #[error("send what you added before adding more; at most {limit} files can wait")]
    TooManyHeld {
        /// How many may.
        limit: u32,
    },
    /// Too many bytes lie about that were not sent with a message.
    #[error("send what you added before adding more; at most {limit} bytes can wait")]
    TooMuchHeld {
        /// How many may.
        limit: u64,
    },
    /// The visitor's channel is gone from the rules.
    #[error("this chat is closed: its channel is no longer offered")]
    ChannelGone,
    /// The visitor may not write.
    #[error("you cannot write here at the moment")]
    Blocked,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a file is not taken along, handed out or removed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none that the asker may know of.
    #[error("there is no such file")]
    Missing,
    /// It is another's, or it was sent already, or it is not there any more.
    #[error("one of the files is not yours to send, or not any more; add it again")]
    NotYours,
    /// It was deleted.
    #[error("the file was deleted")]
    Deleted,
    /// It was sent: what was said stays, unless a supervisor removes it.
    #[error("the file was sent already; a supervisor can delete it")]
    Sent,
    /// More files than a message takes.
    #[error("a message takes at most {limit} files")]
    TooMany {
        /// How many it takes.
        limit: u32,
    },
    /// Something that visitors of this channel may not send.
    #[error("files of this type ({media}) cannot be sent here")]
    TypeNotAllowed {
        /// What it is.
        media: String,
    },
    /// The link is forged, or it ran out. Which of them is not told.
    #[error("the link is not valid any more; ask for a new one")]
    LinkExpired,
    /// The bytes cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Receives a file of a visitor, to be sent with a message or a form afterwards.
    ///
    /// # Errors
    /// When it may not be sent, or does not come whole. Nothing of it is left.
    pub async fn receive_from_visitor<E: Display>(
        &self,
        visitor: &Visitor,
        upload: Upload<'_>,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<FileRef, UploadError> {
        if self.may_not_write(visitor).await? {
            return Err(UploadError::Blocked);
        }
        let rules = self.rules();
        let accepts = accepted_from(rules.ruleset(), visitor)?;
        self.receive(Uploader::Visitor(visitor.id), accepts, upload, bytes).await
    }

    /// Receives a file of an agent, to be sent with a message afterwards.
    ///
    /// # Errors
    /// When it does not come whole or is too large. Nothing of it is left.
    pub async fn receive_from_agent<E: Display>(
        &self,
        agent: &AgentId,
        upload: Upload<'_>,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<FileRef, UploadError> {
        self.receive(Uploader::Agent(agent.clone()), Accepts::Everything, upload, bytes).await
    }

    /// The files that a visitor's message takes along, in order.
    ///
    /// # Errors
    /// When there are too many, or one is not the visitor's to send here.
    pub async fn files_of_visitor(&self, visitor: &Visitor, ids: &[FileId]) -> Result<SentFiles, FileError> {
        let files = self.sent_by(&Uploader::Visitor(visitor.id), ids).await?;
        let rules = self.rules();
        // A channel that is gone is the message's own refusal.
        let Some(channel) = rules.ruleset().channels.get(&visitor.channel) else { return Ok(files) };
        let offered = |file: &FileRef| {
            if is_picture(&file.media) { channel.features.pictures } else { channel.features.attachments }
        };
        match files.0.iter().find(|file| !offered(file)) {
            Some(refused) => Err(FileError::TypeNotAllowed { media: refused.media.clone() }),
            None => Ok(files),
        }
    }

    /// The files that an agent's message takes along, in order.
    ///
    /// # Errors
    /// When there are too many, or one is not the agent's to send.
    pub async fn files_of_agent(&self, agent: &AgentId, ids: &[FileId]) -> Result<SentFiles, FileError> {
        self.sent_by(&Uploader::Agent(agent.clone()), ids).await
    }

    /// Takes back a file that was not sent yet. Taking it back twice is no mistake.
    ///
    /// # Errors
    /// When it is another's, or was sent.
    pub async fn take_back_file(&self, by: &Uploader, id: FileId) -> Result<(), FileError> {
        if self.store.doom_file(id, Doom::TakenBack { by: by.clone() }).await?.is_some() {
            self.remove_bytes(id).await;
            return Ok(());
        }
        match self.file(id).await? {
            Some(file) if file.uploader == *by && file.attached.is_some() => Err(FileError::Sent),
            Some(file) if file.uploader == *by => Ok(()),
            _ => Err(FileError::Missing),
        }
    }

    /// A supervisor or an admin removes a file, wherever it belongs: its entry stays, and says that it was deleted.
    ///
    /// # Errors
    /// When there is no such file.
    pub async fn remove_file(&self, id: FileId) -> Result<FileRef, FileError> {
        let Some(doomed) = self.store.doom_file(id, Doom::Removed).await? else { return Err(FileError::Missing) };
        self.remove_bytes(id).await;
        Ok(doomed.file)
    }

    /// A file as its visitor may see it: sent by the visitor, or part of one of the visitor's sessions and shown there.
    ///
    /// # Errors
    /// When the visitor may not, or it was deleted.
    pub async fn file_for_visitor(&self, visitor: &Visitor, id: FileId) -> Result<FileRef, FileError> {
        let file = self.file(id).await?.ok_or(FileError::Missing)?;
        let own = file.uploader == Uploader::Visitor(visitor.id);
        let shown = match &file.attached {
            None => false,
            Some(attached) => {
                let session = self.store.session(attached.session).await?;
                let of_visitor = session.is_some_and(|session| session.visitor == visitor.id);
                of_visitor && self.names(&file).await?
            }
        };
        if own || shown { there(file) } else { Err(FileError::Missing) }
    }

    /// A file as an agent may see it: sent by the agent, or part of a session that the agent may read.
    ///
    /// # Errors
    /// When the agent may not, or it was deleted.
    pub async fn file_for_agent(&self, agent: &AgentId, role: Role, id: FileId) -> Result<FileRef, FileError> {
        let file = self.file(id).await?.ok_or(FileError::Missing)?;
        let own = file.uploader == Uploader::Agent(agent.clone());
        let seen = match &file.attached {
            None => false,
            Some(attached) => self.readable_session(agent, role, attached.session).await?.is_some(),
        };
        if own || seen { there(file) } else { Err(FileError::Missing) }
    }

    /// What links to files are made with, as of now.
    pub fn file_links(&self) -> FileLinks {
        FileLinks::new(self.link_secret.clone(), self.clock.now())
    }

    /// A file by a link, which is all that is asked for: whoever has it was given it.
    ///
    /// # Errors
    /// When the link is forged or ran out, or the file was deleted.
    pub async fn open_file(&self, id: FileId, expires: i64, signature: &str) -> Result<(FileRef, Content), FileError> {
        if !self.file_links().holds(id, expires, signature) {
            return Err(FileError::LinkExpired);
        }
        let file = self.file(id).await?.ok_or(FileError::Deleted)?;
        let file = there(file)?;
        // Doomed a moment ago, it may be gone already.
        let content = self.attachments.open(id).await?.ok_or(FileError::Deleted)?;
        Ok((file, content))
    }

    async fn receive<E: Display>(
        &self,
        uploader: Uploader,
        accepts: Accepts,
        upload: Upload<'_>,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<FileRef, UploadError> {
        let limits = self.rules().ruleset().workspace.uploads;
        if upload.announced.is_some_and(|announced| announced > limits.file_bytes) {
            return Err(ReceiveError::TooLarge { limit: limits.file_bytes }.into());
        }
        let most_bytes = upload.announced.unwrap_or(limits.file_bytes);
        let messages = match &uploader {
            Uploader::Visitor(_) => MOST_MESSAGES_HELD,
            Uploader::Agent(_) => MOST_AGENT_MESSAGES_HELD,
        };
        let id = FileId::new(self.clock.now(), &*self.entropy);
        let new = NewFile {
            id,
            uploader,
            name: usher_attachments::clean_name(upload.name),
            bytes: most_bytes,
            at: self.clock.now(),
            most_files: limits.files.saturating_mul(messages),
            most_bytes: limits.file_bytes.saturating_mul(u64::from(limits.files)).saturating_mul(u64::from(messages)),
        };
        match self.store.begin_file(new).await? {
            Ok(_) => {}
            Err(TooMuchHeld::Files { limit }) => return Err(UploadError::TooManyHeld { limit }),
            Err(TooMuchHeld::Bytes { limit }) => return Err(UploadError::TooMuchHeld { limit }),
        }
        let arriving = Arriving { id, name: upload.name, most_bytes, accepts };
        let arrived = match self.attachments.receive(arriving, bytes).await {
            Ok(arrived) => arrived,
            Err(refused) => {
                // Its place is free at once: who lost the connection tries again soon.
                self.store.doom_file(id, Doom::Removed).await?;
                self.remove_bytes(id).await;
                return Err(refused.into());
            }
        };
        let file = FileRef {
            id,
            name: arrived.name,
            media: arrived.media.to_owned(),
            bytes: arrived.bytes,
            pixels: arrived.pixels,
            presence: FilePresence::There,
        };
        if self.store.file_arrived(file.clone()).await?.is_none() {
            // It took so long that nobody expected it any more.
            self.remove_bytes(id).await;
            return Err(ReceiveError::CutOff { reason: "it took too long".to_owned() }.into());
        }
        metrics::counter!("files_received_total", "media" => arrived.media).increment(1);
        Ok(file)
    }

    /// Files of a sender by ids: each once, in order.
    async fn sent_by(&self, uploader: &Uploader, ids: &[FileId]) -> Result<SentFiles, FileError> {
        let limit = self.rules().ruleset().workspace.uploads.files;
        if ids.len() > limit as usize {
            return Err(FileError::TooMany { limit });
        }
        if ids.is_empty() {
            return Ok(SentFiles::default());
        }
        let mut found = self.store.files(ids).await?;
        let mut files = Vec::with_capacity(ids.len());
        for id in ids {
            let place = found.iter().position(|file| file.file.id == *id).ok_or(FileError::NotYours)?;
            let file = found.swap_remove(place);
            // One that belongs somewhere may be named again by the very message that took it along: the store knows.
            let may = file.attached.is_some() || file.state == FileState::Ready;
            if file.uploader != *uploader || !may {
                return Err(FileError::NotYours);
            }
            files.push(file.file);
        }
        Ok(SentFiles(files))
    }

    async fn file(&self, id: FileId) -> Result<Option<StoredFile>, StoreError> {
        Ok(self.store.files(&[id]).await?.pop())
    }

    /// Whether the entry that a file belongs to still speaks of it: what was taken back does not.
    async fn names(&self, file: &StoredFile) -> Result<bool, StoreError> {
        let Some(attached) = &file.attached else { return Ok(false) };
        let entry = self.store.messages(attached.session, Page::After(attached.seq - 1), 1).await?;
        Ok(entry.first().is_some_and(|Message { seq, body, .. }| {
            use usher_model::Body;
            *seq == attached.seq && matches!(body, Body::Files { .. } | Body::Left { .. } | Body::PreChat { .. })
        }))
    }
}

/// What a visitor may send: in messages by what the channel offers, and whatever it is where a form asks for files.
fn accepted_from(set: &RuleSet, visitor: &Visitor) -> Result<Accepts, UploadError> {
    let channel = set.channels.get(&visitor.channel).ok_or(UploadError::ChannelGone)?;
    let asked_for = || {
        let mut fields = set.forms.values().flat_map(|form| &form.fields);
        fields.any(|field| matches!(field.kind, FieldType::File { .. }))
    };
    match (channel.features.pictures, channel.features.attachments) {
        (true, true) => Ok(Accepts::Everything),
        _ if asked_for() => Ok(Accepts::Everything),
        (true, false) => Ok(Accepts::Pictures),
        (false, true) => Ok(Accepts::Downloads),
        (false, false) => Err(UploadError::NotOffered),
    }
}

/// A file that can be handed out.
fn there(file: StoredFile) -> Result<FileRef, FileError> {
    match file.state {
        FileState::Ready => Ok(file.file),
        FileState::Arriving => Err(FileError::Missing),
        FileState::Doomed | FileState::Gone => Err(FileError::Deleted),
    }
}
