//! HTTP and WebSocket: routes, extractors, frames, error mapping, OpenAPI.
//!
//! Owns the shape of everything on the wire. Must not know SQL or rule files: it asks the engine. One policy for every
//! transport: whatever a request or a frame may do is decided by the same extractor types.

mod error;
mod extract;
mod limits;
mod origin;
mod route;
mod snippet;
mod socket;
mod state;
#[cfg(test)]
mod tests;
mod view;

pub use limits::RateLimits;
pub use route::{openapi, router};
pub use snippet::{csp_lines, snippet};
pub use state::{ApiConfig, ApiState, Shutdown};

/// A session's explanation in the API's own form, as pretty JSON, for the command line.
pub fn explanation_json(explained: &usher_engine::Explained) -> String {
    serde_json::to_string_pretty(&view::Explanation::new(explained)).unwrap_or_default()
}

/// A decision that nobody made, in the API's own form, as pretty JSON, for the command line.
pub fn decision_json(explained: &usher_engine::ExplainedDecision) -> String {
    serde_json::to_string_pretty(&view::DecisionView::new(explained)).unwrap_or_default()
}
