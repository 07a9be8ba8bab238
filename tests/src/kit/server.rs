//! A server in this process, over a company of its own.

use super::{AgentClient, VisitorClient, company};
use std::{net::SocketAddr, num::NonZeroU32, path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use usher_api::{ApiConfig, RateLimits};
use usher_engine::{Engine, live::LiveConfig};
use usher_model::{AgentId, ManualClock, Timestamp};
use usher_server::{Node, NodeConfig};

/// A running server.
pub(crate) struct Server {
    node: Node,
    config: NodeConfig,
    clock: Option<Arc<ManualClock>>,
    folder: TempDir,
}

/// Limits that are all this high.
pub(crate) fn limits(each: u32) -> RateLimits {
    RateLimits::uniform(NonZeroU32::new(each).expect("a limit lets something through"))
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts with limits that nobody meets, and what else is asked for.
    pub(crate) async fn with(adjust: impl FnOnce(&mut ApiConfig)) -> Self {
        Self::prepared(|_| {}, |config| adjust(&mut config.api)).await
    }

    /// Starts at a set clock, with these files in place of the company's own.
    pub(crate) async fn lived(files: &[(&str, &str)]) -> Self {
        // Monday, 2026-03-02T09:00:00Z.
        let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1_772_442_000_000)));
        let add = |rules: &Path| files.iter().for_each(|(path, text)| company::put(rules, path, text));
        let set = clock.clone();
        let server = Self::prepared(add, |config| config.clock = set).await;
        Self { clock: Some(clock), ..server }
    }

    /// Starts over rules that something is added to, set up as is asked for.
    pub(crate) async fn prepared(add: impl FnOnce(&Path), adjust: impl FnOnce(&mut NodeConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let rules = folder.path().join("rules");
        company::write(&rules);
        add(&rules);
        let listen = "127.0.0.1:0".parse().expect("an address");
        let plugins = rules.with_file_name("plugins");
        let mut config = NodeConfig::new(LiveConfig::new(rules, Some(plugins)), folder.path().join("data"), listen);
        config.api.limits = limits(1_000_000);
        adjust(&mut config);
        let node = Node::start(config.clone()).await.unwrap_or_else(|error| panic!("the server starts: {error}"));
        Self { node, config, clock: None, folder }
    }

    /// Stops, and starts again over the same data: at another port, with nobody connected.
    pub(crate) async fn restart(self) -> Self {
        let Self { node, config, clock, folder } = self;
        node.stop().await;
        let node = Node::start(config.clone()).await.unwrap_or_else(|error| panic!("the server starts: {error}"));
        Self { node, config, clock, folder }
    }

    /// Edits rules, and has them live.
    pub(crate) async fn edit(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            company::put(&self.folder.path().join("rules"), path, text);
        }
        let status = self.engine().live().reload().await;
        assert!(status.last_reload_successful, "{:?}", status.diagnostics);
        self.engine().tick().await.expect("the store works");
    }

    /// The clock jumps: nothing was looked at in between.
    pub(crate) async fn jump(&self, time: Duration) {
        self.clock.as_ref().expect("the server lives at a set clock").advance(time);
        self.engine().tick().await.expect("the store works");
    }

    /// Lets time pass, as the server does: what may be due is looked at every few seconds.
    pub(crate) async fn pass(&self, time: Duration) {
        let clock = self.clock.as_ref().expect("the server lives at a set clock");
        let mut left = time;
        while !left.is_zero() {
            let now = left.min(Duration::from_secs(5));
            clock.advance(now);
            left -= now;
            self.engine().tick().await.expect("the store works");
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.node.address
    }

    pub(crate) fn engine(&self) -> &Arc<Engine> {
        &self.node.engine
    }

    /// A new visitor on this page.
    pub(crate) async fn visitor(&self, path: &str) -> VisitorClient {
        VisitorClient::admitted(self.address(), path).await
    }

    /// Gives an agent a password.
    pub(crate) async fn let_in(&self, agent: &str) {
        let agent: AgentId = agent.parse().expect("an agent's id");
        self.engine().set_password(&agent, AgentClient::PASSWORD).await.expect("the password is fine");
    }

    /// Signs an agent in.
    pub(crate) async fn agent(&self, agent: &str) -> AgentClient {
        self.let_in(agent).await;
        AgentClient::signed_in(self.address(), agent).await
    }

    pub(crate) async fn stop(self) {
        self.node.stop().await;
    }
}
