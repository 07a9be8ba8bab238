//! What handlers share.

use crate::{limits::Limiters, limits::RateLimits};
use metrics_exporter_prometheus::PrometheusHandle;
use std::{
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};
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
}

impl ApiState {
    /// Puts the parts together.
    pub fn new(engine: Arc<Engine>, config: ApiConfig, metrics: PrometheusHandle, shutdown: Shutdown) -> Self {
        Self {
            limiters: Arc::new(Limiters::new(&config.limits)),
            config: Arc::new(config),
            engine,
            metrics,
            shutdown,
            open_sockets: Arc::default(),
        }
    }

    /// Gives back the memory of rate limits that nobody uses any more. The server calls this now and then.
    pub fn forget_idle(&self) {
        self.limiters.forget_idle();
    }
}
