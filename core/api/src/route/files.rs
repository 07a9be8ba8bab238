//! Files: uploaded by agents, opened by links, renewed, deleted.

use crate::{
    error::Failure,
    extract::{Query, SignedInAgent, parse_file},
    route::finish::finish,
    state::ApiState,
    view::{FileLinkView, FileView},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use std::{fmt::Write as _, time::Duration};
use tokio::time::Instant;
use usher_attachments::{UNKNOWN_MEDIA, is_picture};
use usher_engine::{FileError, Upload};
use usher_model::{FileRef, Role};
use usher_store::Uploader;
use utoipa::IntoParams;

/// Longest an upload may take: a large file over a slow line, and not for ever.
const UPLOAD_TIME: Duration = Duration::from_mins(2);
/// Longest that nothing may come of it.
const PIECE_TIME: Duration = Duration::from_secs(10);

/// What an upload says of its file besides the bytes.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// The file's name. Its type is found by looking at its bytes.
    #[serde(default)]
    pub(super) name: String,
}

/// What a link says. Without it, it is no link.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Linked {
    /// Until when it holds, in Unix milliseconds.
    expires: Option<String>,
    /// That it is one of ours.
    signature: Option<String>,
}

/// Uploads a file: its bytes are the body. It goes along with a message that names it.
#[utoipa::path(
    post,
    path = "/files",
    tag = "agent",
    params(Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = FileView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 413, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn post(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Query(asked): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<FileView>), Failure> {
    state.limiters.agent_upload(&agent.id)?;
    let (engine, announced) = (state.engine.clone(), announced(&headers));
    let file = finish(async move {
        let upload = Upload { name: &asked.name, announced };
        engine.receive_from_agent(&agent.id, upload, in_time(body)).await
    });
    Ok((StatusCode::CREATED, Json(FileView::new(&file.await?, &state.engine.file_links()))))
}

/// A file's bytes, by a link. A picture that was made anew here is shown where it stands; everything else is a download.
#[utoipa::path(
    get,
    path = "/files/{file}",
    tag = "files",
    params(("file" = String, Path), Linked),
    responses(
        (status = 200, description = "The bytes"),
        (status = 403, body = crate::view::ErrorBody),
        (status = 410, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Path(file): Path<String>,
    Query(linked): Query<Linked>,
) -> Result<Response, Failure> {
    // Whatever is wrong with a link is told alike.
    let expires = linked.expires.and_then(|expires| expires.parse().ok());
    let (Ok(id), Some(expires), Some(signature)) = (parse_file(&file), expires, linked.signature) else {
        return Err(FileError::LinkExpired.into());
    };
    let (file, content) = state.engine.open_file(id, expires, &signature).await?;
    let kept_ms = u64::try_from(expires - state.engine.now().as_millis()).unwrap_or(0);
    let length = content.bytes;
    let mut response = Response::new(Body::from_stream(content.stream));
    handed_out(response.headers_mut(), &file, length, kept_ms / 1_000);
    Ok(response)
}

/// A new link to a file of a session that the agent may see, or that the agent uploaded.
#[utoipa::path(
    get,
    path = "/files/{file}/link",
    tag = "agent",
    params(("file" = String, Path)),
    responses(
        (status = 200, body = FileLinkView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 410, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn link(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(file): Path<String>,
) -> Result<Json<FileLinkView>, Failure> {
    let file = state.engine.file_for_agent(&agent.id, agent.role, parse_file(&file)?).await?;
    Ok(Json(FileLinkView { url: state.engine.file_links().path(file.id) }))
}

/// Deletes a file: an own one that was not sent, or, for supervisors and admins, one of any session. Its entry stays and
/// says so.
#[utoipa::path(
    delete,
    path = "/files/{file}",
    tag = "agent",
    params(("file" = String, Path)),
    responses(
        (status = 204),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn delete(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(file): Path<String>,
) -> Result<StatusCode, Failure> {
    let (engine, id) = (state.engine.clone(), parse_file(&file)?);
    finish(async move {
        if agent.role >= Role::Supervisor {
            engine.remove_file(id).await.map(drop)
        } else {
            engine.take_back_file(&Uploader::Agent(agent.id.clone()), id).await
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many bytes a request says that it brings.
pub(super) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body's bytes, until the time is over or nothing comes any more.
pub(super) fn in_time(body: Body) -> impl Stream<Item = Result<Bytes, String>> + Send {
    let until = Instant::now() + UPLOAD_TIME;
    stream::unfold(Some(body.into_data_stream()), move |coming| async move {
        let mut coming = coming?;
        match tokio::time::timeout_at(until.min(Instant::now() + PIECE_TIME), coming.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some(coming))),
            Ok(Some(Err(error))) => Some((Err(error.to_string()), None)),
            Err(_) => Some((Err("it took too long".to_owned()), None)),
        }
    })
    .fuse()
}

/// How a file's bytes are handed out: nothing in them may act, and nobody else's page may use them.
fn handed_out(to: &mut HeaderMap, file: &FileRef, length: u64, kept_seconds: u64) {
    let shown = is_picture(&file.media);
    let media = if shown { file.media.as_str() } else { UNKNOWN_MEDIA };
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            to.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media);
    set(header::CONTENT_LENGTH, &length.to_string());
    set(header::CONTENT_DISPOSITION, &disposition(&file.name, if shown { "inline" } else { "attachment" }));
    set(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(header::CACHE_CONTROL, &format!("private, max-age={kept_seconds}, immutable"));
}

/// How a file is named in a header: plain letters for old clients, and all of it as RFC 5987 says.
fn disposition(name: &str, how: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_. ()".contains(c) { c } else { '_' };
    let mut value = format!("{how}; filename=\"{}\"; filename*=UTF-8''", name.chars().map(plain).collect::<String>());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            value.push(char::from(byte));
        } else {
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}
