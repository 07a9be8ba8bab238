//! What the writer is asked, and how it answers.

use crate::fault::Fault;
use tokio::sync::oneshot;
use usher_model::{
    AgentId, Availability, Block, DeliveryId, FileId, FileRef, HookRunId, KeyEvent, Message, NoticeId, OfferName,
    Party, Revision, Seq, Session, SessionId, Timestamp, VisitorId, WebhookId,
};
use usher_store::{
    AcceptOffer, Accepted, ChangeLeft, ChangeTag, CloseSession, Closed, Credential, DeliveryAttempt, Doom, FinishHook,
    HookOutcome, Identified, Identify, KeyAdded, LeaveMessage, LeaveOutcome, LeftOutcome, NewBlock, NewFile,
    NewHookRun, NewKey, NewLeftNote, NewNote, NewSignIn, NewVisitor, NoteOutcome, Noted, OpenNotice, OpenOutcome,
    OpenSession, PlaceOutcome, Placement, PostMessage, PostOutcome, Recall, Recalled, RecordShape, RecordWritten,
    RefusedProof, ReopenSession, StoreError, StoredFile, Tagged, TooMuchHeld, WarnIdle, WriteRecords, columns::Mark,
};

/// A question, and where its answer goes. The answer is kept until the commit, because a rolled back transaction is
/// tried again.
#[derive(Debug)]
pub struct Ask<Q, A> {
    pub question: Q,
    answer: Option<Result<A, StoreError>>,
    reply: oneshot::Sender<Result<A, StoreError>>,
}

impl<Q, A> Ask<Q, A> {
    pub fn new(question: Q) -> (Self, oneshot::Receiver<Result<A, StoreError>>) {
        let (reply, answer) = oneshot::channel();
        (Self { question, answer: None, reply }, answer)
    }

    /// Keeps the answer for after the commit.
    pub fn settle(&mut self, answer: Result<A, StoreError>) {
        self.answer = Some(answer);
    }

    fn send(self) {
        let answer = self.answer.unwrap_or(Err(StoreError::Closed));
        // Whoever asked may be gone; what is stored stays stored.
        drop(self.reply.send(answer));
    }
}

/// A change to the database.
#[derive(Debug)]
pub enum Command {
    Post(Ask<PostMessage, PostOutcome>),
    MarkRead(Ask<MarkRead, Option<Seq>>),
    Open(Box<Ask<OpenSession, OpenOutcome>>),
    Reopen(Box<Ask<ReopenSession, OpenOutcome>>),
    Place(Box<Ask<PlaceSession, PlaceOutcome>>),
    Accept(Box<Ask<AcceptOffer, Accepted>>),
    Warn(Box<Ask<WarnIdle, Warned>>),
    Close(Box<Ask<CloseSession, Closed>>),
    Finish(Box<Ask<FinishHook, HookOutcome>>),
    Leave(Box<Ask<LeaveMessage, LeaveOutcome>>),
    ChangeLeft(Box<Ask<ChangeLeft, LeftOutcome>>),
    AddLeftNote(Box<Ask<NewLeftNote, NoteOutcome>>),
    Index(Box<Ask<NewWords, bool>>),
    WriteRecords(Box<Ask<WriteRecords, Vec<RecordWritten>>>),
    Block(Box<Ask<NewBlock, Block>>),
    Unblock(Ask<Unblock, Option<Block>>),
    Identify(Box<Ask<Identify, Identified>>),
    AddKey(Box<Ask<NewKey, KeyAdded>>),
    Identity(Box<Ask<IdentityChange, u64>>),
    File(Box<Ask<FileChange, FileChanged>>),
    AddNote(Box<Ask<NewNote, Noted>>),
    Tag(Box<Ask<ChangeTag, Tagged>>),
    Recall(Box<Ask<Recall, Recalled>>),
    Forget(Ask<Forget, u64>),
    Log(Ask<Log, u64>),
    Note(Ask<Note, ()>),
}

impl Command {
    /// Answers, after the commit.
    pub fn send(self) {
        match self {
            Self::Post(ask) => ask.send(),
            Self::MarkRead(ask) => ask.send(),
            Self::Open(ask) => ask.send(),
            Self::Reopen(ask) => ask.send(),
            Self::Place(ask) => ask.send(),
            Self::Accept(ask) => ask.send(),
            Self::Warn(ask) => ask.send(),
            Self::Close(ask) => ask.send(),
            Self::Finish(ask) => ask.send(),
            Self::Leave(ask) => ask.send(),
            Self::ChangeLeft(ask) => ask.send(),
            Self::AddLeftNote(ask) => ask.send(),
            Self::Index(ask) => ask.send(),
            Self::WriteRecords(ask) => ask.send(),
            Self::Block(ask) => ask.send(),
            Self::Unblock(ask) => ask.send(),
            Self::Identify(ask) => ask.send(),
            Self::AddKey(ask) => ask.send(),
            Self::Identity(ask) => ask.send(),
            Self::File(ask) => ask.send(),
            Self::AddNote(ask) => ask.send(),
            Self::Tag(ask) => ask.send(),
            Self::Recall(ask) => ask.send(),
            Self::Forget(ask) => ask.send(),
            Self::Log(ask) => ask.send(),
            Self::Note(ask) => ask.send(),
        }
    }

    /// Keeps a failure as the answer.
    pub fn fail(&mut self, fault: Fault) {
        let error = fault.into();
        match self {
            Self::Post(ask) => ask.settle(Err(error)),
            Self::MarkRead(ask) => ask.settle(Err(error)),
            Self::Open(ask) => ask.settle(Err(error)),
            Self::Reopen(ask) => ask.settle(Err(error)),
            Self::Place(ask) => ask.settle(Err(error)),
            Self::Accept(ask) => ask.settle(Err(error)),
            Self::Warn(ask) => ask.settle(Err(error)),
            Self::Close(ask) => ask.settle(Err(error)),
            Self::Finish(ask) => ask.settle(Err(error)),
            Self::Leave(ask) => ask.settle(Err(error)),
            Self::ChangeLeft(ask) => ask.settle(Err(error)),
            Self::AddLeftNote(ask) => ask.settle(Err(error)),
            Self::Index(ask) => ask.settle(Err(error)),
            Self::WriteRecords(ask) => ask.settle(Err(error)),
            Self::Block(ask) => ask.settle(Err(error)),
            Self::Unblock(ask) => ask.settle(Err(error)),
            Self::Identify(ask) => ask.settle(Err(error)),
            Self::AddKey(ask) => ask.settle(Err(error)),
            Self::Identity(ask) => ask.settle(Err(error)),
            Self::File(ask) => ask.settle(Err(error)),
            Self::AddNote(ask) => ask.settle(Err(error)),
            Self::Tag(ask) => ask.settle(Err(error)),
            Self::Recall(ask) => ask.settle(Err(error)),
            Self::Forget(ask) => ask.settle(Err(error)),
            Self::Log(ask) => ask.settle(Err(error)),
            Self::Note(ask) => ask.settle(Err(error)),
        }
    }
}

/// A receipt to raise.
#[derive(Debug)]
pub struct MarkRead {
    pub session: SessionId,
    pub mark: Mark,
    pub reader: Party,
    pub seq: Seq,
}

/// The session that was warned, and what it was told; none where there was nothing to warn of.
pub type Warned = Option<(Session, Vec<Message>)>;

/// A session to place.
#[derive(Debug)]
pub struct PlaceSession {
    pub placement: Placement,
    pub expected_version: i64,
}

/// What is noted of a file.
#[derive(Debug)]
pub enum FileChange {
    Begin(NewFile),
    Arrived(FileRef),
    Doom { id: FileId, doom: Doom },
    Removed(FileId),
}

/// The file as it is now; none where there is nothing to change.
pub type FileChanged = Result<Option<StoredFile>, TooMuchHeld>;

/// Entries for the index of words, in rows of session, place, body as it was read, and words; and how far each transcript
/// then is in the index, in rows of session, from, to. The answer is whether they were still as they were read.
#[derive(Debug)]
pub struct NewWords {
    pub entries: Vec<(String, Seq, String, String)>,
    pub reached: Vec<(String, Seq, Seq)>,
}

/// A visitor who may write again.
#[derive(Debug)]
pub struct Unblock {
    pub visitor: VisitorId,
    pub by: AgentId,
    pub at: Timestamp,
}

/// A change to keys, their audit, or what their proofs left. The answer is how many rows it was about.
#[derive(Debug)]
pub enum IdentityChange {
    Revoke(KeyEvent),
    NoteEvent(KeyEvent),
    Part { visitor: VisitorId, nobodys_hash: [u8; 32] },
    Refused(RefusedProof),
    Forget { now: Timestamp, first_day: i64, limit: u32 },
}

/// What to forget of what was stored before a moment. The answer is how much that was.
#[derive(Debug)]
pub enum Forget {
    HooksOf { hook: OfferName, before: Timestamp },
}

/// A change to notices, the mails about them, or the log of webhook calls. The answer is how many rows it was about.
#[derive(Debug)]
pub enum Log {
    OpenNotice(OpenNotice),
    EndNotices { notices: Vec<NoticeId>, at: Timestamp },
    ReadNotice { notice: NoticeId, reader: AgentId, at: Timestamp },
    ReadNotices { last: NoticeId, reader: AgentId, at: Timestamp },
    ForgetNotices { before: Timestamp, limit: u32 },
    FinishMails { recipient: String, notices: Vec<NoticeId> },
    PostponeMails { recipient: String, notices: Vec<NoticeId>, due_at: Timestamp },
    Attempt(DeliveryAttempt),
    GiveUp { webhook: WebhookId, before: Timestamp, at: Timestamp, why: String },
    Replay { webhook: WebhookId, delivery: DeliveryId, at: Timestamp },
    Forget { bodies_before: Timestamp, calls_before: Timestamp, limit: u32 },
}

/// A change that nobody competes for: it answers nothing but that it is stored.
#[derive(Debug)]
pub enum Note {
    CreateVisitor(NewVisitor),
    NameVisitor { visitor: VisitorId, name: Option<String> },
    SetAvailability { agent: AgentId, availability: Availability, at: Timestamp, hooks: Vec<NewHookRun> },
    RenewPresence { agents: Vec<AgentId>, until: Timestamp },
    SetCredential(Credential),
    CreateSignIn(NewSignIn),
    EndSignIn { token_hash: [u8; 32] },
    EndSignInsOf(AgentId),
    ArchiveRevision { revision: Revision, sources: Vec<u8>, at: Timestamp },
    PostponeHook { run: HookRunId, due_at: Timestamp, attempts: u32 },
    PostponeHooksOf { hook: OfferName, until: Timestamp },
    ForgetReceived { before: Timestamp },
    AllowAnswers { until: Timestamp },
    BeginLinkSecret([u8; 32]),
    SetRecordShape(RecordShape),
    Touch,
}
