//! The pages: loader, chat window, workbench and console, the demo shop; each with the headers that keep it safe.

use crate::{
    error::Failure,
    extract::{Client, parse_channel},
    origin::text,
    state::ApiState,
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use usher_web::Document;

/// How long the loader may be kept: its name never changes, so a new version must get through soon.
const LOADER_CACHE: &str = "public, max-age=300";
/// Pages are small and name hashed files: asking each time costs a 304.
const PAGE_CACHE: &str = "no-cache";

pub(crate) fn router() -> Router<ApiState> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/workbench")))
        .route("/usher.js", get(loader))
        .route("/licenses.txt", get(licenses))
        .route("/widget/{channel}", get(window))
        .route("/workbench", get(app))
        .route("/workbench/{*rest}", get(app))
        .route("/console", get(app))
        .route("/console/{*rest}", get(app))
        .merge(usher_web::assets().into_router())
        .merge(usher_web::demo().enable_clean_url(true).into_router())
}

async fn loader(headers: HeaderMap) -> Response {
    document(usher_web::LOADER_JS, &headers, LOADER_CACHE)
}

async fn licenses(headers: HeaderMap) -> Response {
    document(usher_web::LICENSES_TXT, &headers, PAGE_CACHE)
}

async fn app(headers: HeaderMap) -> Response {
    let mut response = document(usher_web::APP_HTML, &headers, PAGE_CACHE);
    policy(&mut response, usher_web::APP_POLICY);
    response
}

/// The chat window, in a frame on the channel's pages and nowhere else.
async fn window(
    State(state): State<ApiState>,
    Path(channel): Path<String>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let channel = parse_channel(&channel)?;
    let rules = state.engine.rules();
    let found = rules.ruleset().channels.get(&channel).ok_or(Failure::NotFound("the channel"))?;
    let ancestors: Vec<&str> = found
        .origins
        .iter()
        .map(|origin| if origin == "self" { client.own_origin.as_str() } else { origin.as_str() })
        .collect();
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors.join(" ") };
    let mut response = document(usher_web::WIDGET_HTML, &headers, PAGE_CACHE);
    policy(
        &mut response,
        &format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}; \
             require-trusted-types-for 'script'"
        ),
    );
    Ok(response)
}

fn document(document: &Document, headers: &HeaderMap, cache: &'static str) -> Response {
    let known = document.is_known_as(text(headers, header::IF_NONE_MATCH.as_str()));
    let encoded = document.encoded_for(text(headers, header::ACCEPT_ENCODING.as_str()));
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { encoded.bytes.into_response() };
    let to = response.headers_mut();
    to.insert(header::CONTENT_TYPE, HeaderValue::from_static(document.content_type));
    to.insert(header::ETAG, HeaderValue::from_static(document.etag));
    to.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    to.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoded.encoding.filter(|_| !known) {
        to.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

pub(super) fn policy(response: &mut Response, policy: &str) {
    if let Ok(value) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
}
