//! What admins see of plug-ins: what each offers, how it has fared, and what of hooks and webhooks still waits.

use serde::Serialize;
use std::collections::BTreeMap;
use usher_model::Timestamp;
use usher_ruleset::{OfferInfo, PluginHealth, PluginInfo, PluginOrigin};
use usher_store::HookBacklog;
use utoipa::ToSchema;

/// Waiting runs and calls are told up to here: more is "more".
const BACKLOG_COUNTED: u32 = 10_000;

/// The plug-ins of the rules that serve: all of them, for a rule tree has dozens at the most.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PluginList {
    /// In order of their ids.
    pub plugins: Vec<PluginView>,
    /// A plug-in is switched off for a while after so many failures in a row.
    pub off_after_failures: u32,
    pub backlog: BacklogView,
}

/// One plug-in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PluginView {
    pub id: String,
    pub name: String,
    pub description: String,
    pub origin: PluginOriginWord,
    pub offers: Vec<OfferView>,
    pub health: PluginHealthView,
}

/// Whether a plug-in comes with Usher or stands in the company's own tree.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PluginOriginWord {
    Builtin,
    Own,
}

/// One thing that a plug-in offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OfferView {
    pub id: String,
    pub kind: OfferKindWord,
    /// Empty where the plug-in's own description says it.
    pub description: String,
}

/// The kinds of offers.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OfferKindWord {
    Strategy,
    Predicate,
    Compute,
    Hook,
}

/// How a plug-in has fared on this node, since the server started or the plug-in's files changed.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct PluginHealthView {
    /// Those refused while it was switched off are not counted.
    pub calls: u64,
    /// By kind: `failed`, `operations`, `deadline`, `size`, `memory`, `wrong_return`, `panicked`.
    pub failures: BTreeMap<String, u64>,
    pub operations: u64,
    pub time_us: u64,
    /// Until when it is switched off; none where it is on.
    #[schema(required)]
    pub off_until_ms: Option<i64>,
    #[schema(required)]
    pub last_failure: Option<LastFailureView>,
}

/// A plug-in's last failure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LastFailureView {
    pub at_ms: i64,
    /// What was called, such as `load` or `campaign/in_season`.
    pub offer: String,
    /// Why, with its place.
    pub error: String,
}

/// What is due of hooks and webhooks, and not done yet: on all nodes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BacklogView {
    pub runs: u32,
    pub deliveries: u32,
    /// Either is counted up to here; there may be more.
    pub counted_up_to: u32,
}

impl PluginView {
    /// `health`: none for a plug-in that was never called.
    pub(crate) fn new(info: &PluginInfo, health: Option<&PluginHealth>, now: Timestamp) -> Self {
        Self {
            id: info.id.to_string(),
            name: info.name.clone(),
            description: info.description.clone(),
            origin: match info.origin {
                PluginOrigin::Builtin => PluginOriginWord::Builtin,
                PluginOrigin::Own => PluginOriginWord::Own,
            },
            offers: info.offers.iter().map(OfferView::new).collect(),
            health: health.map(|health| PluginHealthView::new(health, now)).unwrap_or_default(),
        }
    }
}

impl OfferView {
    fn new(offer: &OfferInfo) -> Self {
        Self {
            id: offer.id.to_string(),
            kind: match offer.kind {
                "strategy" => OfferKindWord::Strategy,
                "predicate" => OfferKindWord::Predicate,
                "compute" => OfferKindWord::Compute,
                _ => OfferKindWord::Hook,
            },
            description: offer.description.clone(),
        }
    }
}

impl PluginHealthView {
    fn new(health: &PluginHealth, now: Timestamp) -> Self {
        Self {
            calls: health.calls,
            failures: health.failures.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
            operations: health.operations,
            time_us: u64::try_from(health.time.as_micros()).unwrap_or(u64::MAX),
            // What was off until a moment ago is on again: its next call is a trial.
            off_until_ms: health.off_until.filter(|until| *until > now).map(Timestamp::as_millis),
            last_failure: health.last_failure.as_ref().map(|last| LastFailureView {
                at_ms: last.at.as_millis(),
                offer: last.offer.clone(),
                error: last.error.clone(),
            }),
        }
    }
}

impl From<HookBacklog> for BacklogView {
    fn from(backlog: HookBacklog) -> Self {
        let counted = |counts: &mut dyn Iterator<Item = u32>| counts.fold(0, u32::saturating_add).min(BACKLOG_COUNTED);
        Self {
            runs: counted(&mut backlog.runs.iter().map(|(_, count)| *count)),
            deliveries: counted(&mut backlog.deliveries.iter().map(|(_, count)| *count)),
            counted_up_to: BACKLOG_COUNTED,
        }
    }
}
