//! For whoever runs the server: alive, ready, metrics.

use crate::state::ApiState;
use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;

pub(crate) fn router() -> Router<ApiState> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(metrics))
}

/// What readiness rests on. A rejected edit does not make a node unready: the last good rules serve. It is said all the
/// same, with its place.
#[derive(Serialize)]
struct Readiness {
    ready: bool,
    draining: bool,
    store: &'static str,
    rules: RuleReadiness,
}

#[derive(Serialize)]
struct RuleReadiness {
    revision: String,
    last_reload_successful: bool,
    from_cache: bool,
    problems: Vec<String>,
}

async fn healthz() -> &'static str {
    "ok\n"
}

async fn readyz(State(state): State<ApiState>) -> Response {
    let status = state.engine.live().status();
    let store = state.store_answers().await;
    let draining = state.shutdown.draining.is_cancelled();
    let ready = store && !draining;
    let problems = if status.last_reload_successful {
        Vec::new()
    } else {
        let place = |p: &usher_ruleset::Diagnostic| {
            format!("{}:{}:{}: {} {}", p.file, p.span.line, p.span.column, p.code, p.message)
        };
        status.diagnostics.iter().map(place).collect()
    };
    let body = Readiness {
        ready,
        draining,
        store: if store { "ok" } else { "does not answer" },
        rules: RuleReadiness {
            revision: status.revision.to_string(),
            last_reload_successful: status.last_reload_successful,
            from_cache: status.from_cache,
            problems,
        },
    };
    let code = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(body)).into_response()
}

async fn metrics(State(state): State<ApiState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render())
}
