//! The visitor's transcript: read in pages, written to, marked as read.

use crate::{
    error::Failure,
    extract::{Body, Client, Query, SignedVisitor, VisitorsOwn, parse_files, parse_locale},
    route::{
        finish::finish,
        sessions::{Stretch, stretch_of},
    },
    state::ApiState,
    view::{PostedView, ReadRequest, ReadView, VisitorMessageList, VisitorMessageView, VisitorPostRequest},
};
use axum::{Json, extract::State};
use usher_engine::{MessageText, VisitorPost};
use usher_model::ClientId;

/// A stretch of one of the visitor's own sessions, oldest first.
#[utoipa::path(
    get,
    path = "/widget/{channel}/sessions/{session}/messages",
    tag = "widget",
    params(("channel" = String, Path), ("session" = String, Path), Stretch),
    responses(
        (status = 200, body = VisitorMessageList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    VisitorsOwn(own): VisitorsOwn,
    Query(asked): Query<Stretch>,
) -> Result<Json<VisitorMessageList>, Failure> {
    let (found, has_more) = stretch_of(&state.engine, own.id(), &asked).await?;
    Ok(Json(VisitorMessageList {
        messages: VisitorMessageView::all(&found, &state.engine.rules(), &state.engine.file_links()),
        has_more,
    }))
}

/// Posts to the open session, or opens one. Posting again under the same `client_id` changes nothing.
#[utoipa::path(
    post,
    path = "/widget/{channel}/messages",
    tag = "widget",
    params(("channel" = String, Path)),
    request_body = VisitorPostRequest,
    responses(
        (status = 200, body = PostedView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn post(
    State(state): State<ApiState>,
    client: Client,
    visitor: SignedVisitor,
    Body(asked): Body<VisitorPostRequest>,
) -> Result<Json<PostedView>, Failure> {
    client.must_be_ours()?;
    state.limiters.message(&visitor.0, client.address)?;
    let session = match &asked.session {
        Some(id) => Some(visitor.session(&state.engine, id).await?.0),
        None => None,
    };
    let files = state.engine.files_of_visitor(&visitor.0, &parse_files(&asked.files)?).await?;
    let post = VisitorPost {
        session,
        client_id: ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?,
        text: MessageText::beside(&asked.text, &files)?,
        files,
        page: asked.page.into(),
        locale: parse_locale(&asked.locale, &visitor.0.locale),
        agent: client.browser,
    };
    let engine = state.engine.clone();
    let receipt = finish(async move { engine.post_as_visitor(&visitor.0, post).await }).await?;
    Ok(Json(PostedView::new(&receipt)))
}

/// The visitor has read up to here.
#[utoipa::path(
    post,
    path = "/widget/{channel}/sessions/{session}/read",
    tag = "widget",
    params(("channel" = String, Path), ("session" = String, Path)),
    request_body = ReadRequest,
    responses(
        (status = 200, body = ReadView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn read(
    State(state): State<ApiState>,
    VisitorsOwn(own): VisitorsOwn,
    Body(asked): Body<ReadRequest>,
) -> Result<Json<ReadView>, Failure> {
    let seq = state.engine.read_as_visitor(own, asked.seq).await?.ok_or(Failure::NotFound("the session"))?;
    Ok(Json(ReadView { seq }))
}
