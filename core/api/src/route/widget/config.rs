//! How a channel looks and what it says: asked by the loader on the host page, so the one answer that crosses origins.

use crate::{
    error::Failure,
    extract::{Client, Query, parse_channel, parse_locale},
    origin::text,
    state::ApiState,
    view::ChannelConfig,
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    locale: String,
}

/// A channel's look and texts, in one locale.
#[utoipa::path(
    get,
    path = "/widget/{channel}/config",
    tag = "widget",
    params(("channel" = String, Path), ("locale" = Option<String>, Query)),
    responses(
        (status = 200, body = ChannelConfig),
        (status = 304, description = "Not changed since the ETag"),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Path(channel): Path<String>,
    Query(asked): Query<Asked>,
    client: Client,
    headers: HeaderMap,
) -> Response {
    let mut response = answer(&state, &channel, &asked, &client, &headers).into_response();
    let to = response.headers_mut();
    to.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    to.insert(header::VARY, HeaderValue::from_static("origin"));
    // A refusal is told to any page: it holds no secret, and without it the loader could not tell a channel that is
    // closed to this page from a server that cannot be reached.
    if let Some(Ok(origin)) = client.origin.as_deref().map(HeaderValue::from_str) {
        to.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        to.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    }
    response
}

fn answer(
    state: &ApiState,
    channel: &str,
    asked: &Asked,
    client: &Client,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let rules = state.engine.rules();
    let set = rules.ruleset();
    let channel = parse_channel(channel)?;
    let found = set.channels.get(&channel).ok_or(Failure::NotFound("the channel"))?;
    // A page of our own origin sends no `Origin` with a GET.
    let origin = client.origin.as_deref().unwrap_or(&client.own_origin);
    let own_window = origin == client.own_origin;
    if !own_window && !found.allows(origin, &client.own_origin) {
        return Err(Failure::OriginNotAllowed(format!(
            "the channel {channel} may not be embedded on {}; add it to `origins` in channels/{channel}.yaml",
            origin.chars().take(200).collect::<String>()
        )));
    }
    let fallback = &set.workspace.default_locale;
    let config = ChannelConfig::new(found, set, &parse_locale(&asked.locale, fallback));
    let body = serde_json::to_vec(&config).map_err(|error| Failure::Internal(Box::new(error)))?;
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..12]));
    let fresh = text(headers, header::IF_NONE_MATCH.as_str()) == Some(tag.as_str());
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let to = response.headers_mut();
    to.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        to.insert(header::ETAG, tag);
    }
    Ok(response)
}
