//! What admins ask about the rules: status, reload, channels, snippets.

use crate::{
    error::Failure,
    extract::{Admin, Client, Supervisor, parse_channel},
    state::ApiState,
    view::{
        ChannelList, ChannelSummary, DiagnosticView, GitView, ProblemCounts, RejectedView, RuleCounts, RuleSummary,
        RulesStatus, SnippetView,
    },
};
use axum::{
    Json,
    extract::{Path, State},
};
use usher_engine::{Engine, live::LiveStatus};
use usher_ruleset::{Diagnostic, Severity, Style, render_human};

/// Most problems told: nobody reads more before mending the first.
const MAX_SHOWN: usize = 500;

/// Which rules serve, and whether the latest edit is among them.
#[utoipa::path(
    get,
    path = "/rules/status",
    tag = "rules",
    responses(
        (status = 200, body = RulesStatus),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn status(State(state): State<ApiState>, _: Supervisor) -> Json<RulesStatus> {
    Json(status_view(&state.engine, &state.engine.live().status()))
}

/// Reads the rules again now. Answers once that is done; a tree with errors changes nothing.
#[utoipa::path(
    post,
    path = "/rules/reload",
    tag = "rules",
    responses(
        (status = 200, body = RulesStatus),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn reload(State(state): State<ApiState>, _: Admin) -> Json<RulesStatus> {
    let status = state.engine.live().reload().await;
    Json(status_view(&state.engine, &status))
}

/// All channels, with when a visitor was last let in.
#[utoipa::path(
    get,
    path = "/channels",
    tag = "rules",
    responses(
        (status = 200, body = ChannelList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn channels(State(state): State<ApiState>, _: Supervisor) -> Result<Json<ChannelList>, Failure> {
    let rules = state.engine.rules();
    let mut channels = Vec::new();
    for channel in rules.ruleset().channels.values() {
        let last_seen = state.engine.store().last_seen(&channel.id).await?;
        channels.push(ChannelSummary {
            id: channel.id.to_string(),
            name: channel.name.clone(),
            origins: channel.origins.clone(),
            theme_color: channel.look.theme_color.clone(),
            last_seen_ms: last_seen.map(usher_model::Timestamp::as_millis),
        });
    }
    Ok(Json(ChannelList { channels }))
}

/// The snippet that embeds a channel, and what a page's Content-Security-Policy needs for it.
#[utoipa::path(
    get,
    path = "/channels/{channel}/snippet",
    tag = "rules",
    params(("channel" = String, Path)),
    responses(
        (status = 200, body = SnippetView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn snippet(
    State(state): State<ApiState>,
    _: Admin,
    client: Client,
    Path(channel): Path<String>,
) -> Result<Json<SnippetView>, Failure> {
    let channel = parse_channel(&channel)?;
    if !state.engine.rules().ruleset().channels.contains_key(&channel) {
        return Err(Failure::NotFound("the channel"));
    }
    let origin = client.own_origin;
    Ok(Json(SnippetView {
        channel: channel.to_string(),
        html: crate::snippet::snippet(&origin, channel.as_str()),
        csp: crate::snippet::csp_lines(&origin),
    }))
}

fn status_view(engine: &Engine, status: &LiveStatus) -> RulesStatus {
    let rules = engine.rules();
    let set = rules.ruleset();
    RulesStatus {
        revision: status.revision.to_string(),
        generation: status.generation,
        loaded_at_ms: status.loaded_at.as_millis(),
        last_reload_successful: status.last_reload_successful,
        from_cache: status.from_cache,
        rejected: status.rejected.as_ref().map(|rejected| RejectedView {
            revision: rejected.revision.as_ref().map(ToString::to_string),
            at_ms: rejected.at.as_millis(),
            git: rejected.git.as_ref().map(GitView::new),
        }),
        problems: ProblemCounts { errors: count(status, Severity::Error), warnings: count(status, Severity::Warning) },
        diagnostics: shown(status).map(|problem| diagnostic_view(problem, status)).collect(),
        counts: RuleCounts {
            channels: set.channels.len(),
            rules: set.rules.len(),
            groups: set.groups.len(),
            agents: set.agents.len(),
            prompts: set.prompts.len(),
            strategies: set.plugins.iter().flat_map(|plugin| &plugin.offers).filter(|o| o.kind == "strategy").count(),
        },
        rules: set
            .rules
            .iter()
            .map(|rule| RuleSummary {
                id: rule.id.to_string(),
                name: rule.name.clone(),
                priority: rule.priority,
                channels: rule.channels.as_ref().map(|ids| ids.iter().map(ToString::to_string).collect()),
                group: rule.group.to_string(),
                strategies: rule.strategies.iter().map(|strategy| strategy.id().to_string()).collect(),
            })
            .collect(),
        git: status.git.as_ref().map(GitView::new),
    }
}

fn count(status: &LiveStatus, severity: Severity) -> usize {
    status.diagnostics.iter().filter(|problem| problem.severity == severity).count()
}

fn shown(status: &LiveStatus) -> impl Iterator<Item = &Diagnostic> {
    let mut problems: Vec<&Diagnostic> = status.diagnostics.iter().collect();
    if problems.len() > MAX_SHOWN {
        // What keeps the edit from going live must not be what is left out.
        problems.sort_by_key(|problem| problem.severity == Severity::Warning);
    }
    problems.into_iter().take(MAX_SHOWN)
}

fn diagnostic_view(problem: &Diagnostic, status: &LiveStatus) -> DiagnosticView {
    let source = status.sources.files.get(&problem.file);
    let source = source.and_then(|bytes| std::str::from_utf8(bytes).ok());
    DiagnosticView {
        severity: problem.severity.into(),
        code: problem.code.to_owned(),
        file: problem.file.to_string(),
        line: problem.span.line,
        column: problem.span.column,
        message: problem.message.clone(),
        help: problem.help.clone(),
        rendered: render_human(problem, source, Style::Plain),
    }
}
