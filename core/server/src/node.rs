//! One running server: store, bus, rules, engine, API on one listener, started in order and stopped in reverse.

use crate::{
    key_file::{KeyFileError, key_encryption},
    mail::{MailClient, MailConfig, MailConfigError},
    sandbox::MemorySandbox,
    system::{OsEntropy, SystemClock},
    telemetry,
    webhook::WebhookClient,
};
use axum::serve::ListenerExt as _;
use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};
use usher_api::{ApiConfig, ApiState, Shutdown};
use usher_attachments::{Attachments, StorageError};
use usher_bus::LocalBus;
use usher_engine::{
    Engine, LinkSecret, LinkedRecords, Mailing, Parts,
    live::{LiveConfig, LiveRules},
};
use usher_model::{Clock, Entropy, Epoch};
use usher_store::{Store, StoreError};
use usher_store_sqlite::{Options, SqliteStore};

/// How long sockets and requests may take to end.
const DRAIN_TIME: Duration = Duration::from_secs(5);
/// How often the engine is asked what is due.
const TICK: Duration = Duration::from_millis(500);

/// How a node is set up.
#[derive(Clone)]
pub struct NodeConfig {
    /// The rules and how they are watched.
    pub rules: LiveConfig,
    /// Where the database lives.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The API.
    pub api: ApiConfig,
    /// How mails are sent; none for no mails.
    pub mail: Option<MailConfig>,
    /// The time; tests set their own.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl NodeConfig {
    /// A node over a folder of rules and one of data, with the wall clock.
    pub fn new(rules: LiveConfig, data: PathBuf, listen: SocketAddr) -> Self {
        Self {
            rules,
            data,
            listen,
            api: ApiConfig::default(),
            mail: None,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
        }
    }
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be made.
    #[error("the data folder {} cannot be used: {source}", path.display())]
    Data {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be opened.
    #[error("the database in {} cannot be opened: {source}", path.display())]
    Store {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The folder of files cannot be used.
    #[error("the files in {} cannot be kept: {source}", path.display())]
    Files {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: StorageError,
    },
    /// The rules are broken and there is no last good revision.
    #[error(transparent)]
    Rules(#[from] usher_engine::live::StartError),
    /// Keys of sites cannot be opened.
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    /// Mails cannot be sent as they are set up.
    #[error(transparent)]
    Mail(#[from] MailConfigError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

/// A running server.
pub struct Node {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its use cases.
    pub engine: Arc<Engine>,
    shutdown: Shutdown,
    stop: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
    ticking: JoinHandle<()>,
}

/// Opens the store in a data folder.
pub(crate) async fn open_store(
    data: &Path,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<SqliteStore, StartError> {
    std::fs::create_dir_all(data).map_err(|source| StartError::Data { path: data.to_owned(), source })?;
    let options = Options::new(Epoch::new(clock.now(), entropy));
    SqliteStore::open(&data.join("usher.db"), options)
        .await
        .map_err(|source| StartError::Store { path: data.to_owned(), source })
}

/// What links are signed with where the store has nothing of the kind yet.
fn fresh_secret(entropy: &dyn Entropy) -> [u8; 32] {
    let mut secret = [0; 32];
    secret[..16].copy_from_slice(&entropy.bytes16());
    secret[16..].copy_from_slice(&entropy.bytes16());
    secret
}

impl Node {
    /// Starts a node: listening is the last step, so that whoever can connect is served.
    ///
    /// # Errors
    /// When the data folder, the database, the rules or the address cannot be used.
    pub async fn start(config: NodeConfig) -> Result<Self, StartError> {
        let NodeConfig { mut rules, data, listen, api, mail, clock, entropy } = config;
        let mailing = mail
            .map(MailClient::new)
            .transpose()?
            .map(|client| Mailing { sender: Arc::new(client), public_url: api.public_url.clone() });
        rules.sandbox.get_or_insert_with(|| Arc::new(MemorySandbox));
        let metrics = telemetry::metrics();
        let store: Arc<dyn Store> = Arc::new(open_store(&data, &*clock, &*entropy).await?);
        let live = LiveRules::start(rules, store.clone(), Arc::clone(&clock)).await?;
        let in_store = |source| StartError::Store { path: data.clone(), source };
        let folder = data.join("files");
        let attachments =
            Attachments::in_folder(&folder).map_err(|source| StartError::Files { path: folder.clone(), source })?;
        let link_secret = LinkSecret::new(store.link_secret(fresh_secret(&*entropy)).await.map_err(in_store)?);
        let key_encryption = key_encryption(&data, &*store, &*entropy).await?;
        let parts = Parts {
            bus: Arc::new(LocalBus::default()),
            records: Arc::new(LinkedRecords::new(Arc::clone(&store), Arc::clone(&live))),
            store,
            live,
            clock,
            entropy,
            webhooks: Arc::new(WebhookClient::default()),
            mailing,
            attachments,
            link_secret,
            key_encryption,
        };
        let engine = Engine::start(parts).await.map_err(in_store)?;
        let listener =
            TcpListener::bind(listen).await.map_err(|source| StartError::Listen { address: listen, source })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen { address: listen, source })?;
        let shutdown = Shutdown::default();
        let stop = CancellationToken::new();
        let state = ApiState::new(Arc::clone(&engine), api, metrics, shutdown.clone());
        let service = usher_api::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let draining = shutdown.draining.clone();
        // A frame leaves when it is written: an acknowledgement and the message it belongs to are two small packets, and
        // the second would wait for the client's delayed answer to the first, up to 40 ms.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps collecting small packets");
            }
        });
        let serving = tokio::spawn(async move {
            axum::serve(listener, service).with_graceful_shutdown(draining.cancelled_owned()).await
        });
        let (present, due, ended) = (Arc::clone(&engine), Arc::clone(&engine), stop.clone());
        let (hooks, webhooks, timed) = (Arc::clone(&engine), Arc::clone(&engine), Arc::clone(&engine));
        let (notices, mails, index) = (Arc::clone(&engine), Arc::clone(&engine), Arc::clone(&engine));
        let (cleaned, keys) = (Arc::clone(&engine), Arc::clone(&engine));
        let ticking = tokio::spawn(async move {
            tokio::select! {
                () = ended.cancelled() => {}
                () = kept_up("presence", || keep_present(Arc::clone(&present))) => {}
                () = kept_up("timers", || do_due(Arc::clone(&timed))) => {}
                () = kept_up("files", || clean_files(Arc::clone(&cleaned))) => {}
                () = kept_up("queues", || catch_up(Arc::clone(&due), state.clone())) => {}
                () = kept_up("hooks", || run_hooks(Arc::clone(&hooks))) => {}
                () = kept_up("webhooks", || call_webhooks(Arc::clone(&webhooks))) => {}
                () = kept_up("notices", || keep_notices(Arc::clone(&notices))) => {}
                () = kept_up("search", || index_messages(Arc::clone(&index))) => {}
                () = kept_up("records", || renew_record_keys(Arc::clone(&keys))) => {}
                () = kept_up("mails", || send_mails(Arc::clone(&mails))) => {}
            }
        });
        tracing::info!(%address, revision = %engine.rules().ruleset().revision, "serving");
        Ok(Self { address, engine, shutdown, stop, serving, ticking })
    }

    /// Stops: readiness goes off, sockets are told to come back elsewhere, what waits is written, within a bound.
    pub async fn stop(self) {
        let Self { engine, shutdown, stop, serving, ticking, .. } = self;
        shutdown.draining.cancel();
        shutdown.sockets.close();
        let ended = async {
            shutdown.sockets.wait().await;
            let _served = serving.await;
        };
        if tokio::time::timeout(DRAIN_TIME, ended).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        stop.cancel();
        let _ticked = ticking.await;
        engine.live().stop().await;
        engine.store().close().await;
    }
}

/// Runs a loop as a task of its own, and begins it anew should it ever end: a fault in one must not end the others.
async fn kept_up<F: Future<Output = ()> + Send + 'static>(what: &'static str, start: impl Fn() -> F) {
    loop {
        let ended = AbortOnDropHandle::new(tokio::spawn(start())).await;
        tracing::error!(what, ?ended, "a loop ended by a fault; it is begun anew");
        tokio::time::sleep(TICK).await;
    }
}

/// Renews presence apart from everything else: however long a queue takes to be decided anew, nobody seems gone by it.
async fn keep_present(engine: Arc<Engine>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = engine.keep_present().await {
            tracing::error!(%error, "presence could not be renewed; it is tried again");
        }
    }
}

/// Does what the time alone makes due, such as answers that did not come: apart from the queues, which may take long.
async fn do_due(engine: Arc<Engine>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = engine.do_due().await {
            tracing::error!(%error, "what is due could not be done; it is tried again");
        }
    }
}

/// Removes files that nobody keeps: apart from everything else, because there may be many.
async fn clean_files(engine: Arc<Engine>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = engine.clean_files().await {
            tracing::error!(%error, "files could not be cleaned away; it is tried again");
        }
    }
}

/// Runs hooks as their events come, and those that were put off when they are due.
async fn run_hooks(engine: Arc<Engine>) {
    loop {
        if let Err(error) = engine.run_due_hooks().await {
            tracing::error!(%error, "hooks could not be run; they are tried again");
        }
        let _come_or_due = tokio::time::timeout(TICK, engine.hooks_stored()).await;
    }
}

/// Calls webhooks. Each round is a task of its own: a receiver that is slow to answer holds its own lane, and no other.
async fn call_webhooks(engine: Arc<Engine>) {
    let mut rounds = tokio::task::JoinSet::new();
    loop {
        let round = Arc::clone(&engine);
        rounds.spawn(async move {
            if let Err(error) = round.deliver_due().await {
                tracing::error!(%error, "webhooks could not be called; they are tried again");
            }
        });
        let _come_or_due = tokio::time::timeout(TICK, engine.deliveries_stored()).await;
        while rounds.try_join_next().is_some() {}
    }
}

/// Tells admins what they should know, at once where something hints at it.
async fn keep_notices(engine: Arc<Engine>) {
    loop {
        if let Err(error) = engine.keep_notices().await {
            tracing::error!(%error, "notices could not be looked at; they are tried again");
        }
        let _hinted_or_due = tokio::time::timeout(TICK, engine.notices_hinted()).await;
    }
}

/// Brings what was said into the index of words, apart from everything else: a long backlog takes its time.
async fn index_messages(engine: Arc<Engine>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = engine.index_messages().await {
            tracing::error!(%error, "messages could not be brought into the index; they are tried again");
        }
    }
}

/// Makes keys of records anew that an edit of the rules made stale: apart from everything else, because there may be many.
async fn renew_record_keys(engine: Arc<Engine>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = engine.renew_record_keys().await {
            tracing::error!(%error, "keys of records could not be made anew; it is tried again");
        }
    }
}

/// Sends mails apart from everything else: a mail server may take its time.
async fn send_mails(engine: Arc<Engine>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = engine.send_due_mails().await {
            tracing::error!(%error, "mails could not be sent; they are tried again");
        }
    }
}

async fn catch_up(engine: Arc<Engine>, state: ApiState) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut generations = engine.live().subscribe();
    loop {
        tokio::select! {
            _ = interval.tick() => state.forget_idle(),
            Ok(()) = generations.changed() => engine.announce_rules(),
        }
        if let Err(error) = engine.catch_up().await {
            tracing::error!(%error, "what was due could not be done; it is tried again");
        }
    }
}
