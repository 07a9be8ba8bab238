//! What stands beside a chat: what the rules' layouts show of the visitor's records.

use crate::{error::Failure, route::sessions::Visible, state::ApiState, view::WorkbenchView};
use axum::{Json, extract::State};

/// What the first layout that is for the session and the asker's role shows of the visitor's records: the values of its
/// fields and nothing else.
#[utoipa::path(
    get,
    path = "/sessions/{session}/workbench",
    tag = "agent",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = WorkbenchView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(State(state): State<ApiState>, seen: Visible) -> Result<Json<WorkbenchView>, Failure> {
    let found = state.engine.workbench(seen.agent.role, &seen.session).await?;
    Ok(Json(WorkbenchView::new(found.as_ref(), &state.engine.rules())))
}
