//! A company at one moment: agents at work, queues with people in them, and visitors who write.

use super::fillers;
use crate::{
    CloseError, Engine, ExplainError, LinkSecret, MessageText, Page, Parts, PostError, Presence, RecordSource,
    RecordsError, SentFiles, TextError, UserAgent, VisitorPost, WebhookCall, WebhookError, WebhookSender,
    identity::ProofCheck, live::LiveRules, post::Door,
};
use std::{
    collections::{BTreeMap, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use usher_attachments::Attachments;
use usher_bus::{Bus, LocalBus, Notice, Subscription, Topic};
use usher_identity::KeyEncryptionKey;
use usher_model::{
    AgentId, Availability, ClientId, Clock, Entropy, Epoch, FormId, Locale, ManualClock, Records, SeededEntropy,
    Session, SessionId, SessionState, Timestamp, Visitor, VisitorId,
};
use usher_routing::Router;
use usher_ruleset::{Given, PageGiven, ScriptHost};
use usher_store::{NewVisitor, Store, StoreError};

/// The page's origin where no address is given.
const ORIGIN: &str = "https://test.example";
/// What the visitor's page calls the first message.
const CLIENT_ID: &str = "first";
/// What passes between two things that happen one after another: less than any rule counts.
const MOMENT: Duration = Duration::from_millis(1);
/// Keeps the fixtures' ids apart from those that the engine makes of the same seed.
const FIXTURES: u64 = 0x5eed_f111_e500_0000;

/// Why a case could not be run.
#[derive(Debug, thiserror::Error)]
pub(super) enum WorldError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Post(#[from] PostError),
    #[error(transparent)]
    Close(#[from] CloseError),
    #[error(transparent)]
    Explain(#[from] ExplainError),
    #[error("the session is not in the store")]
    Lost,
}

/// The epoch of a case's store.
pub(super) fn epoch(given: &Given) -> Epoch {
    Epoch::new(given.at, &SeededEntropy::new(given.seed))
}

/// A company at one moment, with the engine that serves it.
pub(super) struct World<'a> {
    pub engine: Arc<Engine>,
    pub router: &'a Arc<Router>,
    pub given: &'a Given,
    clock: Arc<ManualClock>,
    entropy: SeededEntropy,
    heard: Arc<Hearing>,
    records: Arc<GivenRecords>,
    /// The connections of the agents.
    present: Mutex<BTreeMap<AgentId, Presence>>,
}

impl<'a> World<'a> {
    /// Stages what is given, in an empty store, and starts the engine over it.
    pub async fn new(
        router: &'a Arc<Router>,
        given: &'a Given,
        store: Arc<dyn Store>,
        host: &ScriptHost,
    ) -> Result<Self, WorldError> {
        let clock = Arc::new(ManualClock::new(given.at));
        let entropy = SeededEntropy::new(given.seed ^ FIXTURES);
        let filling = fillers::Filling { set: router.ruleset(), given, store: &*store, entropy: &entropy };
        filling.fill().await?;
        let heard = Arc::new(Hearing::default());
        let records = Arc::new(GivenRecords::default());
        let parts = Parts {
            store,
            bus: heard.clone(),
            live: LiveRules::fixed(Arc::clone(router), host.clone(), given.at),
            records: records.clone(),
            webhooks: Arc::new(NoWebhooks),
            mailing: None,
            attachments: Attachments::in_memory(),
            link_secret: LinkSecret::new([0; 32]),
            key_encryption: KeyEncryptionKey::generate(&SeededEntropy::new(given.seed)),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(given.seed)),
        };
        let engine = Engine::start(parts).await?;
        engine.revisions.keep(router).await;
        let world = Self { engine, router, given, clock, entropy, heard, records, present: Mutex::default() };
        for (agent, stands) in &given.agents {
            if stands.availability != Availability::Offline {
                world.connect(agent).await?;
            }
        }
        Ok(world)
    }

    /// An agent's page is open from now on.
    pub async fn connect(&self, agent: &AgentId) -> Result<(), StoreError> {
        let is_there = self.connections().contains_key(agent);
        if !is_there {
            let presence = self.engine.agent_connected(agent).await?;
            self.connections().insert(agent.clone(), presence);
        }
        Ok(())
    }

    /// An agent's page is closed from now on.
    pub fn disconnect(&self, agent: &AgentId) {
        self.connections().remove(agent);
    }

    fn connections(&self) -> MutexGuard<'_, BTreeMap<AgentId, Presence>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A visitor who was never here writes. What a form would tell is among the facts, so none is asked for.
    pub async fn open(&self) -> Result<SessionId, WorldError> {
        let visitor = self.visitor(self.given).await?;
        self.write(&visitor, self.given, CLIENT_ID, None).await
    }

    /// A visitor writes: as the widget would, with the facts that no page could tell. No session is opened where a form is
    /// asked for.
    pub async fn write(
        &self,
        visitor: &Visitor,
        given: &Given,
        client_id: &str,
        asks: Option<FormId>,
    ) -> Result<SessionId, WorldError> {
        let post = VisitorPost {
            session: None,
            files: SentFiles::default(),
            client_id: named(client_id),
            text: MessageText::parse(&given.says)?,
            page: page(given),
            locale: visitor.locale.clone(),
            agent: UserAgent::default(),
        };
        let receipt = self
            .engine
            .post_with_facts(visitor, post, Door { form: asks, proof: ProofCheck::Skipped }, &given.facts)
            .await?;
        Ok(receipt.session)
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass, in steps no longer than this, and has the engine do what is due at each. Hooks are not run: what
    /// they tell others must not leave a test.
    pub async fn pass_until(&self, moment: Timestamp, step: Duration) -> Result<(), WorldError> {
        while self.now() < moment {
            self.clock.set(moment.min(self.now().after(step)));
            self.engine.keep_present().await?;
            self.engine.catch_up().await?;
        }
        Ok(())
    }

    /// The same, and has the engine do what the time alone makes due: answers that did not come, chats that fell silent.
    pub async fn live_until(&self, moment: Timestamp, step: Duration) -> Result<(), WorldError> {
        while self.now() < moment {
            self.pass_until(moment.min(self.now().after(step)), step).await?;
            self.engine.do_due().await?;
        }
        Ok(())
    }

    /// A moment passes, so that what happens next is later than what happened before.
    pub fn go_on(&self) {
        self.clock.set(self.now().after(MOMENT));
    }

    /// Sessions that agents were asked to take since this was last asked, in order.
    pub fn offered(&self) -> Vec<Arc<Session>> {
        mem::take(&mut *self.heard.offered.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The sessions that agents took since this was last asked, in order.
    pub fn taken(&self) -> Vec<Arc<Session>> {
        mem::take(&mut *self.heard.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A visitor who was never here, with the records that are given.
    pub async fn visitor(&self, given: &Given) -> Result<Visitor, WorldError> {
        let set = self.router.ruleset();
        // As at the door: a channel with a language of its own goes before what the visitor reads.
        let of_channel = set.channels.get(&given.channel).and_then(|channel| channel.locale.clone());
        let locale: Locale =
            of_channel.or_else(|| given.locale.clone()).unwrap_or_else(|| set.workspace.default_locale.clone());
        let origin = url::Url::parse(&given.page.url).map(|url| url.origin().ascii_serialization());
        let visitor = Visitor {
            id: VisitorId::new(self.now(), &self.entropy),
            channel: given.channel.clone(),
            origin: origin.unwrap_or_else(|_| ORIGIN.to_owned()),
            name: given.name.clone(),
            locale,
            created_at: self.now(),
            blocked_until: None,
        };
        let new = NewVisitor { visitor: visitor.clone(), token_hash: token_hash(&self.entropy) };
        self.engine.store().create_visitor(new).await?;
        self.records.keep(visitor.id, given.records.clone());
        Ok(visitor)
    }
}

/// The hash of a token that nobody has.
pub(super) fn token_hash(entropy: &dyn Entropy) -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(&entropy.bytes16());
    hash[16..].copy_from_slice(&entropy.bytes16());
    hash
}

/// What a page calls a message: a short word of visible characters.
pub(super) fn named(word: &str) -> ClientId {
    ClientId::try_from(word.to_owned()).expect("a short word of visible characters")
}

/// The page that is given.
pub(super) fn page(given: &Given) -> Page {
    let PageGiven { url, title, referrer } = &given.page;
    Page { url: url.clone(), title: title.clone(), referrer: referrer.clone() }
}

/// The records of each visitor.
#[derive(Default)]
struct GivenRecords(Mutex<HashMap<VisitorId, Records>>);

impl GivenRecords {
    fn keep(&self, visitor: VisitorId, records: Records) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(visitor, records);
    }
}

#[async_trait::async_trait]
impl RecordSource for GivenRecords {
    async fn records_of(&self, visitor: VisitorId) -> Result<Records, RecordsError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(known.get(&visitor).cloned().unwrap_or(Records::NONE))
    }
}

/// Nobody is called.
struct NoWebhooks;

#[async_trait::async_trait]
impl WebhookSender for NoWebhooks {
    async fn send(&self, _call: WebhookCall) -> Result<u16, WebhookError> {
        Err(WebhookError::Unreachable("tests call nobody".to_owned()))
    }
}

/// A bus that keeps in mind which sessions agents took, or were asked to take.
#[derive(Default)]
struct Hearing {
    bus: LocalBus,
    taken: Mutex<Vec<Arc<Session>>>,
    offered: Mutex<Vec<Arc<Session>>>,
}

impl Bus for Hearing {
    fn publish(&self, topic: &Topic, notice: Notice) {
        if let (Topic::Agent(_), Notice::Session(session)) = (topic, &notice) {
            let kept = match session.state {
                SessionState::Assigned { .. } => Some(&self.taken),
                SessionState::Offered { .. } => Some(&self.offered),
                _ => None,
            };
            if let Some(kept) = kept {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(session));
            }
        }
        self.bus.publish(topic, notice);
    }

    fn subscribe(&self, topics: &[Topic]) -> Subscription {
        self.bus.subscribe(topics)
    }
}
