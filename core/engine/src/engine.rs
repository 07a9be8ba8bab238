//! What the use cases share.

use crate::{
    LinkSecret,
    config::{
        CALL_BODY_LIFE, IDLE_BEAT, LOG_LIFE, LOG_PAGE, PASSWORD_CHECKS, PRESENCE_GRACE, PRESENCE_RENEWAL,
        RECEIVED_LIFE, ROSTER_REFRESH,
    },
    drain::Drains,
    hooks::Hooks,
    line::Lines,
    live::{LiveRules, RevisionCache},
    mail::Mailing,
    notices::Notices,
    plugins,
    presence::Connections,
    records::{Beside, RecordSource},
    roster::Roster,
    webhook::{Lanes, WebhookSender},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use usher_attachments::Attachments;
use usher_bus::{Bus, Notice, Topic};
use usher_identity::KeyEncryptionKey;
use usher_model::{Clock, Entropy, SessionId, Timestamp};
use usher_routing::Router;
use usher_store::{Store, StoreError};

/// What an engine is made of.
pub struct Parts {
    /// The truth.
    pub store: Arc<dyn Store>,
    /// The hint.
    pub bus: Arc<dyn Bus>,
    /// The rules.
    pub live: Arc<LiveRules>,
    /// The visitors' CRM records.
    pub records: Arc<dyn RecordSource>,
    /// What calls other systems.
    pub webhooks: Arc<dyn WebhookSender>,
    /// What sends mails; none where no mail server is known.
    pub mailing: Option<Mailing>,
    /// The bytes of files.
    pub attachments: Attachments,
    /// What links to files are signed with: the same on every node, and for ever.
    pub link_secret: LinkSecret,
    /// What the keys of sites are sealed with in the store: the same on every node.
    pub key_encryption: KeyEncryptionKey,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids, tokens and seeds.
    pub entropy: Arc<dyn Entropy>,
}

/// The use cases, over one store, one bus and the live rules.
pub struct Engine {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) live: Arc<LiveRules>,
    pub(crate) records: Arc<dyn RecordSource>,
    pub(crate) beside: Beside,
    pub(crate) webhooks: Arc<dyn WebhookSender>,
    pub(crate) mailing: Option<Mailing>,
    pub(crate) notices: Notices,
    pub(crate) attachments: Attachments,
    pub(crate) link_secret: LinkSecret,
    pub(crate) key_encryption: KeyEncryptionKey,
    pub(crate) hooks: Hooks,
    pub(crate) lanes: Lanes,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) roster: Roster,
    pub(crate) drains: Drains,
    pub(crate) lines: Lines,
    pub(crate) connections: Connections,
    pub(crate) revisions: RevisionCache,
    pub(crate) password_checks: Arc<tokio::sync::Semaphore>,
    /// Held over store, roster and notice, so that two choices at once end the same everywhere.
    pub(crate) choosing: tokio::sync::Mutex<()>,
    /// Nobody could be connected before.
    pub(crate) started_at: Timestamp,
    /// Sessions that could not be decided anew when other rules went live: tried again at the slow beat.
    pub(crate) undecided: Mutex<BTreeSet<SessionId>>,
    timers: Mutex<Timers>,
    /// Held while the engine catches up: whoever asks for it meanwhile waits until that is done, and then finds it done.
    catching_up: tokio::sync::Mutex<()>,
}

#[derive(Default)]
pub(crate) struct Timers {
    renewed: Timestamp,
    refreshed: Timestamp,
    idle: Timestamp,
    pub(crate) cleaned: Timestamp,
    generation: u64,
}

impl Engine {
    /// Starts over what the store holds: the roster is read, and what waits is looked at by the first tick.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(parts: Parts) -> Result<Arc<Self>, StoreError> {
        plugins::describe();
        let Parts {
            store,
            bus,
            live,
            records,
            webhooks,
            mailing,
            attachments,
            link_secret,
            key_encryption,
            clock,
            entropy,
        } = parts;
        let engine = Arc::new(Self {
            roster: Roster::default(),
            drains: Drains::default(),
            lines: Lines::default(),
            connections: Connections::default(),
            revisions: RevisionCache::new(store.clone()),
            password_checks: Arc::new(tokio::sync::Semaphore::new(PASSWORD_CHECKS)),
            choosing: tokio::sync::Mutex::default(),
            started_at: clock.now(),
            undecided: Mutex::default(),
            timers: Mutex::default(),
            catching_up: tokio::sync::Mutex::default(),
            hooks: Hooks::default(),
            lanes: Lanes::default(),
            notices: Notices::default(),
            beside: Beside::default(),
            store,
            bus,
            live,
            records,
            webhooks,
            mailing,
            attachments,
            link_secret,
            key_encryption,
            clock,
            entropy,
        });
        engine.refresh_roster().await?;
        // Nobody could answer while there was no server: whoever was asked has time to come back, and misses nothing.
        engine.store.allow_answers(engine.started_at.after(PRESENCE_GRACE)).await?;
        // Until a queue was seen empty, somebody may wait in it: nobody overtakes right after a restart.
        for group in engine.rules().ruleset().groups.keys() {
            engine.roster.note_waiting(group);
        }
        Ok(engine)
    }

    /// The rules that serve.
    pub fn rules(&self) -> Arc<Router> {
        self.live.current()
    }

    /// The live rules themselves: status and reload.
    pub fn live(&self) -> &Arc<LiveRules> {
        &self.live
    }

    /// Tells open pages that another rule set serves.
    pub fn announce_rules(&self) {
        let revision = self.rules().ruleset().revision.clone();
        self.bus.publish(&Topic::Rules, Notice::Rules { revision });
    }

    /// The store, for reading lists.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The bus, for following.
    pub fn bus(&self) -> &Arc<dyn Bus> {
        &self.bus
    }

    /// The engine's time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The engine's randomness, for ids and tokens made at the rim.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// Does what is due: [`Self::keep_present`], [`Self::catch_up`], [`Self::do_due`], notices, hooks, webhooks and mails.
    /// Tests call it whenever they moved the clock; nothing here depends on how often.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn tick(&self) -> Result<(), StoreError> {
        self.keep_present().await?;
        self.catch_up().await?;
        self.do_due().await?;
        self.clean_files().await?;
        self.keep_notices().await?;
        self.index_messages().await?;
        self.renew_record_keys().await?;
        self.run_due_hooks().await?;
        self.deliver_due().await?;
        self.send_due_mails().await
    }

    /// Renews the leases of the agents who are connected here, when that is due. Apart from the rest, because a long
    /// queue to decide anew must not make everybody seem gone.
    ///
    /// # Errors
    /// When the database fails; the renewal stays due.
    pub async fn keep_present(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        if is_due(self.timers().renewed, now, PRESENCE_RENEWAL) {
            self.renew_presence().await?;
            self.timers().renewed = now;
        }
        Ok(())
    }

    /// Decides anew on what waits when other rules are live, and now and then reads the roster and drains every queue.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let _turn = self.catching_up.lock().await;
        let now = self.clock.now();
        self.tell_plugin_metrics();
        let generation = self.live.status().generation;
        if generation != self.timers().generation {
            // Other groups may have other days, whose counts are not in memory yet.
            self.refresh_roster().await?;
            self.redecide_waiting().await?;
            self.timers().generation = generation;
        }
        if is_due(self.timers().refreshed, now, ROSTER_REFRESH) {
            self.refresh_roster().await?;
            // Leases that lapsed and slots that another node freed show up here.
            self.redecide_left_over().await?;
            self.drain_all().await;
            self.hook_backlog().await?;
            self.store.forget_received(now.before(RECEIVED_LIFE)).await?;
            self.forget_notices(now).await?;
            self.forget_proofs(now).await?;
            self.store.forget_log(now.before(CALL_BODY_LIFE), now.before(LOG_LIFE), LOG_PAGE).await?;
            self.timers().refreshed = now;
        }
        Ok(())
    }

    /// Does what the time alone makes due: answers that did not come, sessions of agents who left, chats that fell
    /// silent, hours that began, places in line to tell.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn do_due(&self) -> Result<(), StoreError> {
        // Each for itself: one that fails must not keep the others.
        let unanswered = self.take_back_unanswered().await;
        self.take_back_held().await;
        let now = self.clock.now();
        let mut idle = Ok(());
        if is_due(self.timers().idle, now, IDLE_BEAT) {
            idle = self.close_idle().await;
            self.timers().idle = now;
        }
        self.drain_due().await;
        self.tell_lines();
        unanswered.and(idle)
    }

    pub(crate) fn timers(&self) -> MutexGuard<'_, Timers> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether something done at `last` is due again. A clock that stepped back makes everything due.
pub(crate) fn is_due(last: Timestamp, now: Timestamp, every: Duration) -> bool {
    now < last || now.since(last) >= every
}
