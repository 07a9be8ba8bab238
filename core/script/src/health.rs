//! How the plug-ins fare, and the switch that turns one off which fails again and again.
//!
//! Counters belong to a plug-in and outlive its revisions. The switch belongs to a plug-in's files: an edit begins with a
//! clean one, and recompiling the same files finds the one that is in use.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use usher_model::{PluginId, ScriptError, Timestamp};

/// Failures of an offer in a row after which it is switched off.
pub const TRIP_AFTER: u32 = 5;
/// How long it then stays off. The first call afterwards is a trial: where that fails, it is off for as long again.
pub const TRIP_TIME: Duration = Duration::from_mins(1);

/// How one plug-in has fared since the server started, over all revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginHealth {
    /// Which.
    pub plugin: PluginId,
    /// Calls made, those refused while it was switched off not counted.
    pub calls: u64,
    /// Failures by kind: see [`usher_model::ScriptError::kind`].
    pub failures: BTreeMap<&'static str, u64>,
    /// Script operations used.
    pub operations: u64,
    /// Time spent.
    pub time: Duration,
    /// Until when an offer of it is switched off, where one is.
    pub off_until: Option<Timestamp>,
    /// The last failure.
    pub last_failure: Option<LastFailure>,
}

/// A plug-in's last failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastFailure {
    /// When.
    pub at: Timestamp,
    /// What was called, such as `load` or `campaign/in_season`.
    pub offer: String,
    /// Why, in words.
    pub error: String,
}

/// Every plug-in that a host compiled.
#[derive(Debug, Default)]
pub struct Health(Mutex<BTreeMap<PluginId, Entry>>);

#[derive(Debug, Default)]
struct Entry {
    counters: Arc<Counters>,
    /// By fingerprint of the files and the offer, as long as something compiled from them is in use.
    switches: BTreeMap<u64, Weak<Switch>>,
}

impl Health {
    /// The health of a plug-in, with the switch of one of its offers.
    pub fn of(&self, plugin: &PluginId, fingerprint: u64) -> PluginPulse {
        let mut plugins = lock(&self.0);
        let entry = plugins.entry(plugin.clone()).or_default();
        entry.switches.retain(|_, switch| switch.strong_count() > 0);
        let switch = entry.switches.get(&fingerprint).and_then(Weak::upgrade).unwrap_or_default();
        entry.switches.insert(fingerprint, Arc::downgrade(&switch));
        PluginPulse(Some(Noted { counters: entry.counters.clone(), switch }))
    }
    /// How each plug-in that was ever called, or is in use, has fared, in order of their ids.
    pub fn snapshot(&self, now: Timestamp) -> Vec<PluginHealth> {
        let plugins = lock(&self.0);
        let told = plugins.iter().filter(|(_, entry)| {
            entry.counters.calls.load(Relaxed) > 0 || entry.switches.values().any(|switch| switch.strong_count() > 0)
        });
        told.map(|(plugin, entry)| {
            let failures = lock(&entry.counters.failures);
            let off = entry.switches.values().filter_map(Weak::upgrade).filter_map(|switch| switch.off_until(now));
            PluginHealth {
                plugin: plugin.clone(),
                calls: entry.counters.calls.load(Relaxed),
                failures: failures.by_kind.clone(),
                operations: entry.counters.operations.load(Relaxed),
                time: Duration::from_nanos(entry.counters.nanos.load(Relaxed)),
                off_until: off.max(),
                last_failure: failures.last.clone(),
            }
        })
        .collect()
    }
}

/// What the calls of one compiled plug-in report to; nothing where nobody asks how they went.
#[derive(Debug, Clone)]
pub struct PluginPulse(Option<Noted>);

#[derive(Debug, Clone)]
struct Noted {
    counters: Arc<Counters>,
    switch: Arc<Switch>,
}

#[derive(Debug, Default)]
struct Counters {
    calls: AtomicU64,
    operations: AtomicU64,
    nanos: AtomicU64,
    failures: Mutex<Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    by_kind: BTreeMap<&'static str, u64>,
    last: Option<LastFailure>,
}

impl PluginPulse {
    /// For calls that nobody counts and nothing switches off.
    pub const UNNOTED: Self = Self(None);

    /// Whether a call may run at this moment. After a pause one call may, to try; the others wait for how it ends.
    ///
    /// # Errors
    /// With [`ScriptError::Tripped`] while the offer is off.
    pub fn admit(&self, now: Timestamp) -> Result<(), ScriptError> {
        let Some(Noted { switch, .. }) = &self.0 else { return Ok(()) };
        let until = switch.off_until.load(Relaxed);
        if until == Switch::ON {
            return Ok(());
        }
        let next = now.after(TRIP_TIME).as_micros();
        if now.as_micros() >= until && switch.off_until.compare_exchange(until, next, Relaxed, Relaxed).is_ok() {
            return Ok(());
        }
        let until = Timestamp::from_micros(until.max(now.as_micros()));
        Err(ScriptError::Tripped { failures: switch.in_a_row.load(Relaxed), until, now })
    }
    /// Notes how a call went.
    pub fn note(&self, offer: &dyn std::fmt::Display, now: Timestamp, spent: Spent, failure: Option<&ScriptError>) {
        let Some(Noted { counters, switch }) = &self.0 else { return };
        counters.calls.fetch_add(1, Relaxed);
        counters.operations.fetch_add(spent.operations, Relaxed);
        counters.nanos.fetch_add(u64::try_from(spent.time.as_nanos()).unwrap_or(u64::MAX), Relaxed);
        let Some(failure) = failure else {
            // Written only where it changes: all threads share these.
            if switch.in_a_row.load(Relaxed) != 0 {
                switch.in_a_row.store(0, Relaxed);
                switch.off_until.store(Switch::ON, Relaxed);
            }
            return;
        };
        if switch.in_a_row.fetch_add(1, Relaxed) + 1 >= TRIP_AFTER {
            switch.off_until.store(now.after(TRIP_TIME).as_micros(), Relaxed);
        }
        let mut failures = lock(&counters.failures);
        *failures.by_kind.entry(failure.kind()).or_default() += 1;
        failures.last = Some(LastFailure { at: now, offer: offer.to_string(), error: failure.to_string() });
    }
}

/// What a call used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// Script operations.
    pub operations: u64,
    /// Time.
    pub time: Duration,
}

/// Turns an offer off for a while.
#[derive(Debug)]
struct Switch {
    in_a_row: AtomicU32,
    /// In microseconds, or [`Self::ON`].
    off_until: AtomicI64,
}

impl Switch {
    const ON: i64 = i64::MIN;

    fn off_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.off_until.load(Relaxed);
        (until > now.as_micros()).then(|| Timestamp::from_micros(until))
    }
}

impl Default for Switch {
    fn default() -> Self {
        Self { in_a_row: AtomicU32::new(0), off_until: AtomicI64::new(Self::ON) }
    }
}

/// What is behind the lock is whole at every moment, so a panic elsewhere spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
