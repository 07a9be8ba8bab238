//! What handlers share.

use crate::{limits::Limiters, limits::RateLimits};
use metrics_exporter_prometheus::PrometheusHandle;
use std::{
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use usher_engine::Engine;

/// How the API is set up.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// The origin that browsers see, such as `https://chat.example.com`; none takes `http://` and the `Host` header.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// How much is allowed of each.
    pub limits: RateLimits,
    /// How often a widget or workbench should ping, and how often a connection compares itself with the store.
    pub heartbeat: Duration,
    /// Most sockets at once on this node; more are refused with 503.
    pub max_sockets: usize,
}

impl Default for ApiConfig {
    fn default() -> Self {
        Self {
            public_url: None,
            trusted_proxies: Vec::new(),
            limits: RateLimits::default(),
            heartbeat: Duration::from_secs(20),
            max_sockets: 20_000,
        }
    }
}

/// How sockets learn of the end, and how the server learns that they are gone.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    /// Cancelled when the node drains: readiness goes off, sockets say goodbye.
    pub draining: CancellationToken,
    /// The sockets' tasks.
    pub sockets: TaskTracker,
}

/// What handlers share.
#[derive(Clone)]
pub struct ApiState {
    pub(crate) engine: Arc<Engine>,
    pub(crate) config: Arc<ApiConfig>,
    pub(crate) limiters: Arc<Limiters>,
    pub(crate) metrics: PrometheusHandle,
    pub(crate) shutdown: Shutdown,
    pub(crate) open_sockets: Arc<AtomicUsize>,
    pinged: Arc<tokio::sync::Mutex<Option<(Instant, bool)>>>,
}

/// How long an answer of the store counts: a ping is a durable write, and anybody may ask for readiness.
const PING_KEPT: Duration = Duration::from_secs(1);
/// How long the store may take to answer.
const PING_TIME: Duration = Duration::from_secs(5);

impl ApiState {
    /// Whether the store answers and takes writes, as of the last second.
    pub(crate) async fn store_answers(&self) -> bool {
        let mut pinged = self.pinged.lock().await;
        if let Some((at, answered)) = *pinged
            && at.elapsed() < PING_KEPT
        {
            return answered;
        }
        let answered = match tokio::time::timeout(PING_TIME, self.engine.store().ping()).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "the store does not answer");
                false
            }
            Err(_) => {
                tracing::error!(after_ms = PING_TIME.as_millis(), "the store does not answer in time");
                false
            }
        };
        *pinged = Some((Instant::now(), answered));
        answered
    }

    /// Puts the parts together.
    pub fn new(engine: Arc<Engine>, config: ApiConfig, metrics: PrometheusHandle, shutdown: Shutdown) -> Self {
        Self {
            limiters: Arc::new(Limiters::new(&config.limits)),
            config: Arc::new(config),
            engine,
            metrics,
            shutdown,
            open_sockets: Arc::default(),
            pinged: Arc::default(),
        }
    }

    /// Gives back the memory of rate limits that nobody uses any more. The server calls this now and then.
    pub fn forget_idle(&self) {
        self.limiters.forget_idle();
    }
}
