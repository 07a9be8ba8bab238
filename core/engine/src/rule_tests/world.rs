//! A company at one moment: agents at work, queues with people in them, and visitors who write.

use super::fillers;
use crate::{
    CloseError, Engine, ExplainError, MessageText, Page, Parts, PostError, Presence, RecordSource, RecordsError,
    TextError, UserAgent, VisitorPost, WebhookCall, WebhookError, WebhookSender, live::LiveRules,
};
use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use usher_bus::{Bus, LocalBus, Notice, Subscription, Topic};
use usher_model::{
    Availability, ClientId, Clock, Entropy, Epoch, Locale, ManualClock, Records, SeededEntropy, Session, SessionId,
    SessionState, Timestamp, Visitor, VisitorId,
};
use usher_routing::Router;
use usher_ruleset::{Given, ScriptHost};
use usher_store::{NewVisitor, Store, StoreError};

/// The page's origin where no address is given.
const ORIGIN: &str = "https://test.example";
/// What the visitor's page calls the one message.
const CLIENT_ID: &str = "first";
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
    /// The connections of the agents: they live as long as this does.
    _present: Vec<Presence>,
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
        let parts = Parts {
            store,
            bus: heard.clone(),
            live: LiveRules::fixed(Arc::clone(router), host.clone(), given.at),
            records: Arc::new(GivenRecords(given.records.clone())),
            webhooks: Arc::new(NoWebhooks),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(given.seed)),
        };
        let engine = Engine::start(parts).await?;
        engine.revisions.keep(router).await;
        let mut present = Vec::new();
        for (agent, stands) in &given.agents {
            if stands.availability != Availability::Offline {
                present.push(engine.agent_connected(agent).await?);
            }
        }
        Ok(Self { engine, router, given, clock, entropy, heard, _present: present })
    }

    /// A visitor who was never here writes: as the widget would, with the facts that no page could tell.
    pub async fn open(&self) -> Result<SessionId, WorldError> {
        let visitor = self.visitor().await?;
        let post = VisitorPost {
            session: None,
            client_id: ClientId::try_from(CLIENT_ID.to_owned()).expect("a short word of visible characters"),
            text: MessageText::parse(&self.given.says)?,
            page: Page {
                url: self.given.page.url.clone(),
                title: self.given.page.title.clone(),
                referrer: self.given.page.referrer.clone(),
            },
            locale: visitor.locale.clone(),
            agent: UserAgent::default(),
        };
        let receipt = self.engine.post_with_facts(&visitor, post, &self.given.facts).await?;
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

    /// The sessions that agents took since this was last asked, in order.
    pub fn taken(&self) -> Vec<Arc<Session>> {
        mem::take(&mut *self.heard.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn visitor(&self) -> Result<Visitor, WorldError> {
        let set = self.router.ruleset();
        // As at the door: a channel with a language of its own goes before what the visitor reads.
        let of_channel = set.channels.get(&self.given.channel).and_then(|channel| channel.locale.clone());
        let locale: Locale =
            of_channel.or_else(|| self.given.locale.clone()).unwrap_or_else(|| set.workspace.default_locale.clone());
        let origin = url::Url::parse(&self.given.page.url).map(|url| url.origin().ascii_serialization());
        let visitor = Visitor {
            id: VisitorId::new(self.now(), &self.entropy),
            channel: self.given.channel.clone(),
            origin: origin.unwrap_or_else(|_| ORIGIN.to_owned()),
            name: self.given.name.clone(),
            locale,
            created_at: self.now(),
        };
        let new = NewVisitor { visitor: visitor.clone(), token_hash: token_hash(&self.entropy) };
        self.engine.store().create_visitor(new).await?;
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

/// The same records for everybody.
struct GivenRecords(Records);

#[async_trait::async_trait]
impl RecordSource for GivenRecords {
    async fn records_of(&self, _: VisitorId) -> Result<Records, RecordsError> {
        Ok(self.0.clone())
    }
}

/// Nobody is called.
struct NoWebhooks;

#[async_trait::async_trait]
impl WebhookSender for NoWebhooks {
    async fn send(&self, _call: WebhookCall) -> Result<(), WebhookError> {
        Err(WebhookError::Unreachable("tests call nobody".to_owned()))
    }
}

/// A bus that keeps in mind which sessions agents took.
#[derive(Default)]
struct Hearing {
    bus: LocalBus,
    taken: Mutex<Vec<Arc<Session>>>,
}

impl Bus for Hearing {
    fn publish(&self, topic: &Topic, notice: Notice) {
        if let (Topic::Agent(_), Notice::Session(session)) = (topic, &notice)
            && matches!(session.state, SessionState::Assigned { .. })
        {
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(session));
        }
        self.bus.publish(topic, notice);
    }

    fn subscribe(&self, topics: &[Topic]) -> Subscription {
        self.bus.subscribe(topics)
    }
}
