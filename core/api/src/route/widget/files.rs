//! The visitor's files: uploaded, renewed, taken back.

use crate::{
    error::Failure,
    extract::{OurPage, Query, SignedVisitor, parse_file},
    route::{
        files::{Named, announced, in_time},
        finish::finish,
    },
    state::ApiState,
    view::{FileLinkView, FileView},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use usher_engine::Upload;
use usher_store::Uploader;

/// Uploads a file: its bytes are the body. It goes along with a message or a form that names it.
#[utoipa::path(
    post,
    path = "/widget/{channel}/files",
    tag = "widget",
    params(("channel" = String, Path), Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = FileView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 413, body = crate::view::ErrorBody),
        (status = 415, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn post(
    State(state): State<ApiState>,
    OurPage(client): OurPage,
    visitor: SignedVisitor,
    Query(asked): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<FileView>), Failure> {
    let announced = announced(&headers);
    let most = state.engine.rules().ruleset().workspace.uploads.file_bytes;
    // What does not say how large it is may be as large as any, and what is larger is refused for that.
    let bytes = announced.filter(|bytes| *bytes <= most).unwrap_or(most);
    let place = state.limiters.upload(visitor.0.id, client.address, bytes)?;
    let engine = state.engine.clone();
    let file = finish(async move {
        let _place = place;
        let upload = Upload { name: &asked.name, announced };
        engine.receive_from_visitor(&visitor.0, upload, in_time(body)).await
    });
    Ok((StatusCode::CREATED, Json(FileView::new(&file.await?, &state.engine.file_links()))))
}

/// A new link to a file of one of the visitor's own sessions, or that the visitor uploaded.
#[utoipa::path(
    get,
    path = "/widget/{channel}/files/{file}/link",
    tag = "widget",
    params(("channel" = String, Path), ("file" = String, Path)),
    responses(
        (status = 200, body = FileLinkView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 410, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn link(
    State(state): State<ApiState>,
    visitor: SignedVisitor,
    Path((_, file)): Path<(String, String)>,
) -> Result<Json<FileLinkView>, Failure> {
    let file = state.engine.file_for_visitor(&visitor.0, parse_file(&file)?).await?;
    Ok(Json(FileLinkView { url: state.engine.file_links().path(file.id) }))
}

/// Takes back an own file that was not sent.
#[utoipa::path(
    delete,
    path = "/widget/{channel}/files/{file}",
    tag = "widget",
    params(("channel" = String, Path), ("file" = String, Path)),
    responses(
        (status = 204),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn delete(
    State(state): State<ApiState>,
    _: OurPage,
    visitor: SignedVisitor,
    Path((_, file)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let (engine, id) = (state.engine.clone(), parse_file(&file)?);
    finish(async move { engine.take_back_file(&Uploader::Visitor(visitor.0.id), id).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
