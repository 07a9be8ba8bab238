//! What stands beside a chat: what the rules' layouts show of the visitor's records, and what they let agents change.

use crate::{
    error::Failure,
    extract::{Body, SignedInAgent, parse_session},
    route::{finish::finish, records::parse_record, sessions::Visible},
    state::ApiState,
    view::{EditRequest, ShownRecordView, WorkbenchView},
};
use axum::{
    Json,
    extract::{Path, State},
};
use std::sync::Arc;
use usher_engine::RecordEdit;

/// What the most specific layout that is for the session and the asker's role shows of the visitor's records: the values of
/// its fields and nothing else. When something of it changes, the asker's sockets are told so by a frame `workbench`.
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
    let found = state.engine.workbench(&seen.agent, &seen.session).await?;
    Ok(Json(WorkbenchView::new(&found)))
}

/// Changes fields of a record that the layout shows beside the session and lets be edited. Sending it again changes nothing.
#[utoipa::path(
    patch,
    path = "/sessions/{session}/workbench/{object}/{record}",
    tag = "agent",
    params(("session" = String, Path), ("object" = String, Path), ("record" = String, Path)),
    request_body = EditRequest,
    responses(
        (status = 200, body = ShownRecordView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, description = "nothing of it is shown here", body = crate::view::ErrorBody),
        (status = 409, description = "`record_changed`: what it is now", body = crate::view::ErrorBody),
        (status = 422, description = "`invalid_record`: all that is wrong with it", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn edit(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path((session, object, record)): Path<(String, String, String)>,
    Body(asked): Body<EditRequest>,
) -> Result<Json<ShownRecordView>, Failure> {
    state.limiters.agent_message(&agent.id)?;
    let session = state.engine.visible_session(&agent.id, agent.role, parse_session(&session)?).await?;
    let session = session.ok_or(Failure::NotFound("the session"))?;
    let record = parse_record(&record)?;
    let seen = asked.version.parse();
    let seen = seen.map_err(|_| Failure::bad("version", "give back the `version` that the record was shown with"))?;
    let engine = Arc::clone(&state.engine);
    let edited = finish(async move {
        let edit = RecordEdit { object: &object, record: &record, seen, fields: &asked.fields };
        engine.edit_shown(&agent, &session, edit).await
    });
    Ok(Json(ShownRecordView::edited(&edited.await?)))
}
