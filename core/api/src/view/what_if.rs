//! A visitor who is not there, about whom somebody asks.

use super::PageInfo;
use serde::Deserialize;
use std::collections::BTreeMap;
use usher_model::Records;
use utoipa::ToSchema;

/// What would be decided about this visitor?
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhatIfRequest {
    /// Where the chat is opened.
    pub channel: String,
    /// On which page.
    #[serde(default)]
    pub page: PageInfo,
    /// What the visitor reads; the workspace's language where nothing is said.
    pub locale: Option<String>,
    /// With which browser: its `User-Agent`.
    #[serde(default)]
    pub user_agent: String,
    /// What the visitor writes first.
    #[serde(default)]
    pub says: String,
    /// Facts by field, such as `visitor.verified`, in place of those that follow from the rest.
    #[serde(default)]
    pub facts: BTreeMap<String, serde_json::Value>,
    /// The visitor's CRM records by object.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub records: Records,
    /// When: local time of the workspace such as `2026-12-25T03:00`, or with an offset; now where nothing is said.
    pub at: Option<String>,
    /// How many others wait in the group's queue.
    #[serde(default)]
    pub others_waiting: u32,
    /// Who is there.
    #[serde(default)]
    pub present: PresentWord,
}

/// Who is there.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PresentWord {
    /// Whoever is there now, with the sessions that they hold.
    #[default]
    Live,
    /// Everybody, without a session.
    Everybody,
    /// Nobody.
    Nobody,
}
