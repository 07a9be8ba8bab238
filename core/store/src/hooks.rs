//! Hooks that are still to run, what they did, and webhooks that are still to be called.
//!
//! An event and the runs it causes are one transaction; a run's end and its effects are another. So a hook runs at least
//! once, and its effects are there exactly once.

use crate::StoreError;
use usher_model::{
    DeliveryId, Effect, HookEvent, HookRunId, Message, OfferName, Session, SessionId, Timestamp, WebhookId,
};

/// A run that an event causes, stored with the event.
#[derive(Debug, Clone, PartialEq)]
pub struct NewHookRun {
    /// Its id: runs are done in order of it.
    pub id: HookRunId,
    /// Which hook.
    pub hook: OfferName,
    /// The session that the event is about; none for events about an agent.
    pub session: Option<SessionId>,
    /// What happened.
    pub event: HookEvent,
    /// When.
    pub at: Timestamp,
}

/// A run that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct HookRun {
    /// As it was stored.
    pub run: NewHookRun,
    /// How often it failed already.
    pub attempts: u32,
}

/// An effect with everything that writing it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedEffect {
    /// What is asked for.
    pub effect: Effect,
    /// The text that a prompt came to.
    pub prompt_text: Option<String>,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishHook {
    /// Which run.
    pub run: HookRunId,
    /// Which hook.
    pub hook: OfferName,
    /// The session that the effects are for.
    pub session: Option<SessionId>,
    /// What it asks for, in order.
    pub effects: Vec<PlannedEffect>,
    /// Webhooks to call.
    pub deliveries: Vec<NewDelivery>,
    /// When.
    pub at: Timestamp,
}

/// What became of a run's end.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is handed over a write, and the large one is the common one")]
pub enum HookOutcome {
    /// The run is done, and its webhooks are to be called. What its effects did is told by [`FinishHook::carry_out`]: a
    /// session that is over still takes tags and fields, and one that is not there nothing.
    Done {
        /// The session as it is now, if the run was about one and it is there.
        session: Option<Session>,
        /// The entries written: for each effect that changed something one that says so, and the prompts.
        messages: Vec<Message>,
    },
    /// Somebody else finished it before: nothing was written.
    Gone,
}

/// A call of a webhook, stored with what caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Its id: the receiver knows a repetition by it.
    pub id: DeliveryId,
    /// Which webhook.
    pub webhook: WebhookId,
    /// What it is told, as JSON.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

/// A call that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// As it was stored.
    pub delivery: NewDelivery,
    /// When it last began to wait: when it was stored, or was to be made once more.
    pub since: Timestamp,
    /// How often it failed since.
    pub attempts: u32,
}

/// Hook runs, and webhook calls that wait.
#[async_trait::async_trait]
pub trait HookStore {
    /// The runs that are due by `now`, in order of their ids, at most `limit`: where more are due, those that have been
    /// for longest. A run of a session is not due while an earlier run of the same hook on the same session is not done.
    ///
    /// # Errors
    /// When the database fails.
    async fn due_hooks(&self, now: Timestamp, limit: u32) -> Result<DueHooks, StoreError>;

    /// Ends a run and writes its effects, in one transaction. The session's version stays: a placement that was decided
    /// meanwhile is not lost.
    ///
    /// # Errors
    /// When the database fails.
    async fn finish_hook(&self, finish: FinishHook) -> Result<HookOutcome, StoreError>;

    /// Puts a run off. One that is done already stays done.
    ///
    /// # Errors
    /// When the database fails.
    async fn postpone_hook(&self, run: HookRunId, due_at: Timestamp, attempts: u32) -> Result<(), StoreError>;

    /// Puts off every run of a hook that would be due before `until`, in one statement; attempts stay as they are.
    ///
    /// # Errors
    /// When the database fails.
    async fn postpone_hooks_of(&self, hook: &OfferName, until: Timestamp) -> Result<(), StoreError>;

    /// Forgets every run of a hook that was stored before a moment, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    async fn forget_hooks_of(&self, hook: &OfferName, before: Timestamp) -> Result<u64, StoreError>;

    /// How many runs wait of each hook, and how many calls of each webhook; those with none are left out.
    ///
    /// # Errors
    /// When the database fails.
    async fn hook_backlog(&self) -> Result<HookBacklog, StoreError>;

    /// The webhooks with a call that is due by `now`.
    ///
    /// # Errors
    /// When the database fails.
    async fn due_webhooks(&self, now: Timestamp) -> Result<Vec<WebhookId>, StoreError>;

    /// A webhook's calls that are due by `now`, at most `limit`: those that have been for longest, in order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    async fn due_deliveries(
        &self,
        webhook: &WebhookId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError>;
}

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HookBacklog {
    /// Hook runs, by hook.
    pub runs: Vec<(OfferName, u32)>,
    /// Webhook calls, by webhook.
    pub deliveries: Vec<(WebhookId, u32)>,
}

/// Runs that are due.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DueHooks {
    /// Those to run.
    pub runs: Vec<HookRun>,
    /// Those that cannot be read, as after a step back to an earlier version, with why. They must not hold up the others.
    pub unreadable: Vec<(HookRunId, String)>,
}
