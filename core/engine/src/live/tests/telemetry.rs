//! What the metrics say, and that looking at files causes no further look.

use super::fixture::{Place, broken_text, rule_text, until, until_names};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Keeps what is recorded, by name and labels.
#[derive(Default)]
struct Recorded(Mutex<BTreeMap<String, Arc<AtomicU64>>>);

impl Recorded {
    fn at(&self, key: &Key) -> Arc<AtomicU64> {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let name = format!("{}{{{}}}", key.name(), labels.join(","));
        Arc::clone(self.0.lock().unwrap().entry(name).or_default())
    }
    fn counter(&self, name: &str) -> u64 {
        self.0.lock().unwrap().get(name).map_or(0, |value| value.load(Ordering::SeqCst))
    }
    fn gauge(&self, name: &str) -> Option<f64> {
        self.0.lock().unwrap().get(name).map(|value| f64::from_bits(value.load(Ordering::SeqCst)))
    }
    /// How often the folders were read.
    fn reads(&self) -> u64 {
        let values = self.0.lock().unwrap();
        let reads = values.iter().filter(|(name, _)| name.starts_with("rules_reloads_total{"));
        reads.map(|(_, value)| value.load(Ordering::SeqCst)).sum()
    }
}

impl Recorder for Recorded {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.at(key))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.at(key))
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

/// Runs on one thread, so that the recorder sees the loop's work too.
fn recorded(run: impl AsyncFnOnce(&Recorded)) {
    let recorded = Recorded::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&recorded, || runtime.block_on(run(&recorded)));
}

#[test]
fn metrics_tell_what_serves_and_what_was_refused() {
    recorded(async |recorded| {
        let place = Place::new("old", 1);
        let live = place.start().await;
        let first = format!("rules_info{{revision={},git_sha=,git_dirty=}}", live.status().revision);
        assert_eq!(recorded.gauge(&first), Some(1.0));
        assert_eq!(recorded.gauge("rules_last_reload_successful{}"), Some(1.0));
        assert_eq!(recorded.gauge("rules_generation{}"), Some(1.0));

        fs::write(place.rule(0), broken_text("bad")).unwrap();
        until(&live, |status| !status.last_reload_successful).await;
        live.reload().await;
        assert_eq!(recorded.gauge("rules_last_reload_successful{}"), Some(0.0));
        assert_eq!(recorded.gauge(&first), Some(1.0));
        assert!(recorded.counter("rules_reloads_total{outcome=rejected}") >= 1);

        fs::write(place.rule(0), rule_text("new")).unwrap();
        until_names(&live, &["new"]).await;
        live.reload().await;
        let second = format!("rules_info{{revision={},git_sha=,git_dirty=}}", live.status().revision);
        assert_eq!(recorded.gauge("rules_last_reload_successful{}"), Some(1.0));
        assert_eq!(recorded.gauge("rules_generation{}"), Some(2.0));
        assert_eq!((recorded.gauge(&first), recorded.gauge(&second)), (Some(0.0), Some(1.0)));
        assert_eq!(recorded.counter("rules_reloads_total{outcome=live}"), 1);
        assert!(recorded.counter("rules_reloads_total{outcome=unchanged}") >= 1);
    });
}

#[test]
fn reading_files_causes_no_reload() {
    recorded(async |recorded| {
        let place = Place::new("old", 3);
        let live = place.start().await;
        live.reload().await;
        assert_eq!(recorded.reads(), 1, "the recorder sees the loop");
        for _ in 0..20 {
            for at in 0..3 {
                fs::read(place.rule(at)).unwrap();
            }
            // A file beside the folders is none of ours either.
            fs::write(place.root.path().join("database"), "changes").unwrap();
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(recorded.reads(), 1);
        assert_eq!(live.status().generation, 1);
    });
}
