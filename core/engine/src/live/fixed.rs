//! Rules that never change, without folders and without an archive: for engines that try a set out.

use super::{LiveRules, LiveStatus, Shared, Snapshot};
use arc_swap::ArcSwap;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, watch};
use usher_model::Timestamp;
use usher_routing::Router;
use usher_ruleset::ScriptHost;

impl LiveRules {
    /// Serves this one set for ever; a reload changes nothing. Its generation is 0: it never went live.
    pub(crate) fn fixed(router: Arc<Router>, host: ScriptHost, now: Timestamp) -> Arc<Self> {
        let status = LiveStatus {
            revision: router.ruleset().revision.clone(),
            generation: 0,
            loaded_at: now,
            last_reload_successful: true,
            from_cache: false,
            rejected: None,
            diagnostics: Vec::new(),
            git: None,
            sources: Arc::default(),
        };
        let snapshot = Snapshot { router, status: Arc::new(status) };
        let shared = Arc::new(Shared { now: ArcSwap::from_pointee(snapshot), generation: watch::Sender::new(0) });
        // Nobody listens, so that a request is answered at once.
        let (requests, _) = mpsc::channel(1);
        Arc::new(Self { shared, host, requests, task: Mutex::new(None) })
    }
}
