//! What admins see of the rules: their state, the reasons of decisions, channels and snippets.

use serde::Serialize;
use usher_engine::live::{GitState, WorkTree};
use usher_ruleset::Severity;
use utoipa::ToSchema;

/// Which rules serve, and whether the latest edit is among them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RulesStatus {
    pub revision: String,
    /// Counts the rule sets that went live since the start.
    pub generation: u64,
    pub loaded_at_ms: i64,
    /// False: the last good revision serves, and `diagnostics` say why the newer edit does not.
    pub last_reload_successful: bool,
    /// Whether the serving revision came from the archive at start, because the tree was broken.
    pub from_cache: bool,
    #[schema(required)]
    pub rejected: Option<RejectedView>,
    /// How many problems the rejected edit has, or the serving rules where none is rejected.
    pub problems: ProblemCounts,
    /// What they are, in order of their places: 500 at most, the errors first where there are more.
    pub diagnostics: Vec<DiagnosticView>,
    pub counts: RuleCounts,
    pub rules: Vec<RuleSummary>,
    /// None where the rules are in no git repository.
    #[schema(required)]
    pub git: Option<GitView>,
}

/// How many problems there are, shown or not.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct ProblemCounts {
    pub errors: usize,
    pub warnings: usize,
}

/// An edit that did not go live. The status's `diagnostics` are its problems.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RejectedView {
    /// None where the files could not be read as one whole.
    #[schema(required)]
    pub revision: Option<String>,
    /// When it was first refused.
    pub at_ms: i64,
    /// None where the rules are in no git repository, or could not be read.
    #[schema(required)]
    pub git: Option<GitView>,
}

/// One problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DiagnosticView {
    pub severity: SeverityWord,
    pub code: String,
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub message: String,
    #[schema(required)]
    pub help: Option<String>,
    /// The excerpt as `usher check` prints it.
    pub rendered: String,
}

/// How bad a problem is. Only errors keep an edit from going live.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SeverityWord {
    Error,
    Warning,
}

/// How much there is of each kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleCounts {
    pub channels: usize,
    pub rules: usize,
    pub groups: usize,
    pub agents: usize,
    pub prompts: usize,
    pub strategies: usize,
}

/// One distribution rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleSummary {
    pub id: String,
    pub name: String,
    pub priority: i64,
    /// None: all channels.
    #[schema(required)]
    pub channels: Option<Vec<String>>,
    pub group: String,
    pub strategies: Vec<String>,
}

/// The commit the tree was at when it was read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GitView {
    pub commit: String,
    /// Whether the files differ from that commit's, new ones included. None: nobody can tell.
    #[schema(required)]
    pub dirty: Option<bool>,
}

impl GitView {
    pub(crate) fn new(git: &GitState) -> Self {
        let dirty = match git.tree {
            WorkTree::Clean => Some(false),
            WorkTree::Changed => Some(true),
            WorkTree::Unknown => None,
        };
        Self { commit: git.commit.clone(), dirty }
    }
}

/// One channel, for admins.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChannelSummary {
    pub id: String,
    pub name: String,
    pub origins: Vec<String>,
    pub theme_color: String,
    /// When a visitor was last let in there.
    #[schema(required)]
    pub last_seen_ms: Option<i64>,
}

/// All channels.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChannelList {
    pub channels: Vec<ChannelSummary>,
}

/// What a site owner pastes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SnippetView {
    pub channel: String,
    pub html: String,
    /// The lines a `Content-Security-Policy` of the page needs.
    pub csp: Vec<String>,
}

impl From<Severity> for SeverityWord {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}
