//! Who a session's visitor is, and the records it is linked to: told, made and undone by hand.

use crate::{
    error::Failure,
    extract::Body,
    route::{finish::finish, records::known, records::parse_record, sessions::Visible},
    state::ApiState,
    view::{LinkRequest, NewRecordRequest, RecordRequest, VisitorLinksView},
};
use axum::{Json, extract::State};
use std::sync::Arc;
use usher_engine::HandLink;
use usher_model::{ClientId, LinkState, VisitorId};

/// Who the visitor is, and which records it is linked to. For whoever may see the session.
#[utoipa::path(
    get,
    path = "/sessions/{session}/links",
    tag = "records",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(State(state): State<ApiState>, seen: Visible) -> Result<Json<VisitorLinksView>, Failure> {
    view(&state, seen.session.visitor).await
}

/// Links a record to the visitor by hand, or takes a link away. A record of the object `visitor` is who the visitor is from
/// then on. What an agent said no match changes. Saying it again changes nothing.
#[utoipa::path(
    post,
    path = "/sessions/{session}/links",
    tag = "records",
    params(("session" = String, Path)),
    request_body = LinkRequest,
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn set(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<LinkRequest>,
) -> Result<Json<VisitorLinksView>, Failure> {
    let (_, object) = known(&state, &asked.object)?;
    let record = parse_record(&asked.record)?;
    let linked = if asked.linked { LinkState::Linked } else { LinkState::Unlinked };
    let link = HandLink { object: object.id.clone(), record, state: linked };
    let (engine, visitor) = (Arc::clone(&state.engine), seen.session.visitor);
    finish(async move { engine.link_by_hand(&seen.agent.id, visitor, link).await }).await?;
    view(&state, visitor).await
}

/// Makes the visitor the record again that it was before it turned out to be another.
#[utoipa::path(
    post,
    path = "/sessions/{session}/links/undo",
    tag = "records",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, description = "`nothing_before`", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn undo(State(state): State<ApiState>, seen: Visible) -> Result<Json<VisitorLinksView>, Failure> {
    let (engine, visitor) = (Arc::clone(&state.engine), seen.session.visitor);
    finish(async move { engine.undo_recognition(visitor).await }).await?;
    view(&state, visitor).await
}

/// Makes a record by hand, such as a contact, a lead or a work order, and links it to the visitor. Whoever makes it is in
/// charge of it, unless something else is said.
#[utoipa::path(
    post,
    path = "/sessions/{session}/records",
    tag = "records",
    params(("session" = String, Path)),
    request_body = NewRecordRequest,
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`invalid_record`: all that is wrong with it", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn create(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<NewRecordRequest>,
) -> Result<Json<VisitorLinksView>, Failure> {
    state.limiters.agent_message(&seen.agent.id)?;
    let (_, object) = known(&state, &asked.object)?;
    let client_id = ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?;
    let sent = RecordRequest { fields: asked.fields, relations: asked.relations }.sent(&object, String::new());
    let (engine, visitor, of) =
        (Arc::clone(&state.engine), seen.session.visitor, (seen.session.id, seen.session.visitor));
    finish(async move { engine.create_by_hand(&seen.agent.id, of, &object, &client_id, sent).await }).await?;
    view(&state, visitor).await
}

async fn view(state: &ApiState, visitor: VisitorId) -> Result<Json<VisitorLinksView>, Failure> {
    let found = state.engine.visitor_links(visitor).await?;
    Ok(Json(VisitorLinksView::new(&found, &state.engine.rules())))
}
