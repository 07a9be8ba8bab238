//! `usher explain`: about a stored session, or about a visitor who is not there.

use clap::Args;
use std::path::PathBuf;
use usher_model::AgentId;

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum ExplainFormat {
    /// In words.
    #[default]
    Human,
    /// As the API tells it.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A stored session, by its id. Without it: a visitor who is not there, described by the options below.
    #[arg(required_unless_present = "channel", conflicts_with = "channel")]
    pub session: Option<String>,
    /// The folder that holds the database.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// Say why this agent did not get the session.
    #[arg(long, value_name = "AGENT", conflicts_with = "channel")]
    pub why_not: Option<AgentId>,
    #[command(flatten)]
    pub visitor: WhatIfArgs,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormat,
}

/// A visitor who is not there.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "A visitor who is not there")]
pub(crate) struct WhatIfArgs {
    /// The channel that the chat is opened in.
    #[arg(long)]
    pub channel: Option<String>,
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// The page that the chat is opened on.
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    pub page: String,
    /// The language that the visitor reads [default: the workspace's].
    #[arg(long)]
    pub locale: Option<String>,
    /// What the visitor writes first.
    #[arg(long, default_value = "Hello")]
    pub says: String,
    /// A fact by its field, such as `visitor.verified=true`; may be repeated.
    #[arg(long = "fact", value_name = "FIELD=VALUE")]
    pub facts: Vec<String>,
    /// The visitor's CRM records: a JSON file such as {"account": [{"id": "1", "owner": "li", "fields": {}}]}.
    #[arg(long, value_name = "FILE")]
    pub records: Option<PathBuf>,
    /// When: local time of the workspace such as 2026-12-25T03:00, or with an offset [default: now].
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Who is online, by id and parted by commas; `none` for nobody [default: everybody].
    #[arg(long, value_name = "AGENTS", value_delimiter = ',')]
    pub online: Vec<String>,
    /// How many others wait in the group's queue.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub waiting: u32,
}
