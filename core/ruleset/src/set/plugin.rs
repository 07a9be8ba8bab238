//! Plug-ins and webhooks, as far as others than the script host need to know them.

use std::time::Duration;
use usher_model::{HookKind, OfferId, PluginId, WebhookId};

/// A plug-in, as the console shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginInfo {
    /// The folder's name.
    pub id: PluginId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Whether it comes with Usher or stands in the admin's own tree.
    pub origin: PluginOrigin,
    /// What it offers.
    pub offers: Vec<OfferInfo>,
}

/// Where a plug-in comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PluginOrigin {
    /// It is embedded in Usher.
    Builtin,
    /// It stands in the tree's own `plugins/`.
    Own,
}

/// One thing that a plug-in offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferInfo {
    /// Its name.
    pub id: OfferId,
    /// `strategy`, `predicate`, `compute` or `hook`.
    pub kind: &'static str,
    /// What it does; empty where the plug-in's description says it.
    pub description: String,
}

/// `webhooks/<id>.yaml`: a system that hooks may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The file's stem.
    pub id: WebhookId,
    /// Its name, for admins.
    pub name: String,
    /// Where it listens: `https`, or `http` on this machine.
    pub url: String,
    /// How long it may take to answer.
    pub timeout: Duration,
    /// The environment variable with the secret that calls are signed with: secrets never stand in rules.
    pub secret_env: Option<String>,
    /// What it is told of without a hook's asking, each once, in order.
    pub events: Vec<WebhookEvent>,
}

/// What a webhook can be told of without a hook's asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WebhookEvent {
    /// What hooks are told of too.
    Of(HookKind),
    /// No rule matched a session.
    Unmatched,
    /// No rule leads a left message to a group.
    LeftUnmatched,
    /// A group has waiting sessions and nobody online.
    NobodyOnline,
}

impl WebhookEvent {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let alerts = [Self::Unmatched, Self::LeftUnmatched, Self::NobodyOnline];
        HookKind::ALL.iter().map(|kind| Self::Of(*kind)).chain(alerts)
    }
    /// Its word in rules and in what is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Of(kind) => kind.word(),
            Self::Unmatched => "session_unmatched",
            Self::LeftUnmatched => "left_unmatched",
            Self::NobodyOnline => "nobody_online",
        }
    }
}
