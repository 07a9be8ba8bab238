//! The broker within one process: topic -> the few who follow it.
//!
//! Ten thousand idle visitors follow a topic or two each, so a subscriber costs no buffer until a notice waits for it.

use crate::{Bus, Notice, Received, Topic};
use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Most notices that wait for one subscriber: a burst of a busy chat, not the backlog of a dead one.
const MOST_WAITING: usize = 256;

/// Shards of the table, so that publishers on different topics rarely meet.
const SHARDS: usize = 64;

/// The broker.
#[derive(Default)]
pub struct LocalBus {
    table: Arc<Table>,
}

struct Table {
    shards: Vec<Mutex<HashMap<Topic, Vec<Arc<Mailbox>>>>>,
    hasher: RandomState,
}

impl Default for Table {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }
}

#[derive(Default)]
struct Mailbox {
    waiting: Mutex<Waiting>,
    arrived: Notify,
}

#[derive(Default)]
struct Waiting {
    notices: VecDeque<Notice>,
    lagged: bool,
}

/// What one follower gets. Dropping it unsubscribes.
pub struct Subscription {
    table: Arc<Table>,
    mailbox: Arc<Mailbox>,
    topics: Vec<Topic>,
}

impl Bus for LocalBus {
    fn publish(&self, topic: &Topic, notice: Notice) {
        let shard = self.table.shard(topic);
        let Some(followers) = shard.get(topic) else { return };
        for follower in followers {
            follower.put(notice.clone());
        }
    }

    fn subscribe(&self, topics: &[Topic]) -> Subscription {
        let mut subscription =
            Subscription { table: Arc::clone(&self.table), mailbox: Arc::default(), topics: Vec::new() };
        for topic in topics {
            subscription.add(topic);
        }
        subscription
    }
}

impl LocalBus {
    /// How many topics are followed.
    pub fn topics(&self) -> usize {
        self.table.shards.iter().map(|shard| lock(shard).len()).sum()
    }
}

impl Subscription {
    /// The next notice. Cancelling the wait loses nothing.
    pub async fn recv(&mut self) -> Received {
        loop {
            if let Some(received) = self.mailbox.take() {
                return received;
            }
            self.mailbox.arrived.notified().await;
        }
    }

    /// Follows another topic. Following one twice changes nothing.
    pub fn add(&mut self, topic: &Topic) {
        if self.topics.contains(topic) {
            return;
        }
        self.table.shard(topic).entry(topic.clone()).or_default().push(Arc::clone(&self.mailbox));
        self.topics.push(topic.clone());
    }

    /// Follows a topic no more. Notices that wait already still come.
    pub fn remove(&mut self, topic: &Topic) {
        if let Some(at) = self.topics.iter().position(|followed| followed == topic) {
            self.topics.swap_remove(at);
            self.table.forget(topic, &self.mailbox);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        for topic in &self.topics {
            self.table.forget(topic, &self.mailbox);
        }
    }
}

impl Table {
    fn shard(&self, topic: &Topic) -> MutexGuard<'_, HashMap<Topic, Vec<Arc<Mailbox>>>> {
        let at = usize::try_from(self.hasher.hash_one(topic) % SHARDS as u64).unwrap_or(0);
        lock(&self.shards[at])
    }

    fn forget(&self, topic: &Topic, mailbox: &Arc<Mailbox>) {
        let mut shard = self.shard(topic);
        if let Some(followers) = shard.get_mut(topic) {
            followers.retain(|follower| !Arc::ptr_eq(follower, mailbox));
            if followers.is_empty() {
                shard.remove(topic);
            }
        }
    }
}

impl Mailbox {
    fn put(&self, notice: Notice) {
        let mut waiting = lock(&self.waiting);
        if waiting.notices.len() >= MOST_WAITING {
            // What waits is stale by now; the store tells all of it at once.
            waiting.notices = VecDeque::new();
            waiting.lagged = true;
        } else if !waiting.lagged {
            waiting.notices.push_back(notice);
        }
        drop(waiting);
        self.arrived.notify_one();
    }

    fn take(&self) -> Option<Received> {
        let mut waiting = lock(&self.waiting);
        if waiting.lagged {
            waiting.lagged = false;
            return Some(Received::Lagged);
        }
        let notice = waiting.notices.pop_front()?;
        if waiting.notices.is_empty() {
            // An idle follower keeps no buffer.
            waiting.notices = VecDeque::new();
        }
        Some(Received::Notice(notice))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
