//! How the plug-ins fare, for the console and the metrics.

use crate::Engine;
use metrics::{counter, describe_counter, describe_gauge, gauge};
use usher_ruleset::PluginHealth;

impl Engine {
    /// How each plug-in has fared since this engine started.
    pub fn plugin_health(&self) -> Vec<PluginHealth> {
        self.live.plugin_health(self.clock.now())
    }

    /// Brings the metrics to how the plug-ins stand. Scripts count into atomics while a visitor waits; what reads a name
    /// or a label is done here.
    pub(crate) fn tell_plugin_metrics(&self) {
        for health in self.plugin_health() {
            let plugin = health.plugin.to_string();
            let micros = u64::try_from(health.time.as_micros()).unwrap_or(u64::MAX);
            counter!("plugin_calls_total", "plugin" => plugin.clone()).absolute(health.calls);
            counter!("plugin_operations_total", "plugin" => plugin.clone()).absolute(health.operations);
            counter!("plugin_time_us_total", "plugin" => plugin.clone()).absolute(micros);
            gauge!("plugin_off", "plugin" => plugin.clone()).set(if health.off_until.is_some() { 1.0 } else { 0.0 });
            for (kind, count) in health.failures {
                counter!("plugin_failures_total", "plugin" => plugin.clone(), "kind" => kind).absolute(count);
            }
        }
    }
}

/// Tells the metrics what they mean.
pub(crate) fn describe() {
    describe_counter!("plugin_calls_total", "Calls of a plug-in's scripts");
    describe_counter!("plugin_operations_total", "Script operations that a plug-in used");
    describe_counter!("plugin_time_us_total", "Microseconds that a plug-in's scripts ran");
    describe_counter!("plugin_failures_total", "Failed calls of a plug-in's scripts, by kind");
    describe_gauge!("plugin_off", "1 while a plug-in is switched off after failing again and again, else 0");
    describe_counter!("hook_runs_total", "Hook runs, by hook and outcome");
    describe_counter!("hook_runs_dropped_total", "Hook runs that were not stored because too many wait");
    describe_gauge!("hook_runs_waiting", "Hook runs that wait");
    describe_counter!("webhook_calls_total", "Calls of webhooks, by webhook and outcome");
    describe_gauge!("webhook_calls_waiting", "Calls of webhooks that wait");
    describe_counter!("records_failed_total", "Times that a visitor's CRM records could not be had in time");
}
