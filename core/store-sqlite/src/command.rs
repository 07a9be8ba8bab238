//! What the writer is asked, and how it answers.

use crate::fault::Fault;
use tokio::sync::oneshot;
use usher_model::{
    AgentId, Availability, DeliveryId, HookRunId, OfferName, Party, Revision, Seq, SessionId, Timestamp, VisitorId,
    WebhookId,
};
use usher_store::{
    CloseSession, Closed, Credential, FinishHook, HookOutcome, NewHookRun, NewSignIn, NewVisitor, OpenOutcome,
    OpenSession, PlaceOutcome, Placement, PostMessage, PostOutcome, StoreError,
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
    Place(Box<Ask<PlaceSession, PlaceOutcome>>),
    Close(Ask<CloseSession, Closed>),
    Finish(Box<Ask<FinishHook, HookOutcome>>),
    Forget(Ask<Forget, u64>),
    Note(Ask<Note, ()>),
}

impl Command {
    /// Answers, after the commit.
    pub fn send(self) {
        match self {
            Self::Post(ask) => ask.send(),
            Self::MarkRead(ask) => ask.send(),
            Self::Open(ask) => ask.send(),
            Self::Place(ask) => ask.send(),
            Self::Close(ask) => ask.send(),
            Self::Finish(ask) => ask.send(),
            Self::Forget(ask) => ask.send(),
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
            Self::Place(ask) => ask.settle(Err(error)),
            Self::Close(ask) => ask.settle(Err(error)),
            Self::Finish(ask) => ask.settle(Err(error)),
            Self::Forget(ask) => ask.settle(Err(error)),
            Self::Note(ask) => ask.settle(Err(error)),
        }
    }
}

/// A receipt to raise.
#[derive(Debug)]
pub struct MarkRead {
    pub session: SessionId,
    pub reader: Party,
    pub seq: Seq,
}

/// A waiting session to place.
#[derive(Debug)]
pub struct PlaceSession {
    pub placement: Placement,
    pub expected_version: i64,
}

/// What to forget of what was stored before a moment. The answer is how much that was.
#[derive(Debug)]
pub enum Forget {
    HooksOf { hook: OfferName, before: Timestamp },
    Deliveries { webhook: WebhookId, before: Timestamp },
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
    FinishDelivery(DeliveryId),
    PostponeDelivery { delivery: DeliveryId, due_at: Timestamp, attempts: u32 },
    ForgetReceived { before: Timestamp },
    Touch,
}
