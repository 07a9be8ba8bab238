//! Follows folders without serving what they hold: what somebody who edits rules wants to see again after each change.
//!
//! Owns when something is worth another look; what is seen is judged by whoever asked.

use super::{
    config::{DEFAULT_POLL, Folders, LiveConfig},
    reader::{PATIENCE, Reader},
    reading::Glance,
};
use std::sync::Arc;
use tokio::time::{MissedTickBehavior, interval};
use usher_model::Revision;
use usher_ruleset::{Diagnostic, SourceTree};

/// Follows the folders of rules and plug-ins as a server does: woken by events, and by a slow look for what no event
/// tells.
pub struct Follow {
    reader: Reader,
    seen: Option<Glance>,
    last: Option<Looked>,
}

/// What was seen last, so that the same is not told again.
#[derive(PartialEq, Eq)]
struct Looked {
    revision: Option<Revision>,
    problems: Vec<Diagnostic>,
}

/// The folders as they stood at one moment.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What could be read, with the built-in plug-ins.
    pub tree: Arc<SourceTree>,
    /// What could not be read.
    pub problems: Vec<Diagnostic>,
}

impl Follow {
    /// Begins to follow. Must be called within a runtime.
    pub fn new(folders: &Folders) -> Self {
        let config = LiveConfig::new(folders.rules.clone(), folders.plugins.clone());
        Self { reader: Reader::new(&config), seen: None, last: None }
    }

    /// The folders as they are: the first time at once, then whenever they say something else than before. While git is
    /// at work, or files keep changing, it waits; after ten seconds it says so. May be cancelled: what was not handed on
    /// is seen by the next call.
    pub async fn next(&mut self) -> Seen {
        let mut poll = interval(DEFAULT_POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick comes at once.
        poll.tick().await;
        if self.last.is_some() {
            self.wait(&mut poll).await;
        }
        loop {
            if let Some(seen) = self.look().await {
                return seen;
            }
            self.wait(&mut poll).await;
        }
    }

    /// Waits for a reason to look.
    async fn wait(&mut self, poll: &mut tokio::time::Interval) {
        loop {
            tokio::select! {
                () = self.reader.stirred() => return,
                _ = poll.tick() => {}
            }
            if self.seen.is_none() || self.reader.differs_from(self.seen.as_ref()).await {
                return;
            }
        }
    }

    async fn look(&mut self) -> Option<Seen> {
        let (seen, revision, glance) = match self.reader.read(PATIENCE).await {
            Ok(reading) => {
                let seen = Seen { tree: reading.tree, problems: reading.problems };
                (seen, Some(reading.revision), Some(reading.glance))
            }
            Err(problem) => (Seen { tree: Arc::default(), problems: vec![problem] }, None, None),
        };
        self.seen = glance;
        let looked = Looked { revision, problems: seen.problems.clone() };
        let is_news = self.last.as_ref() != Some(&looked);
        self.last = Some(looked);
        is_news.then_some(seen)
    }
}
