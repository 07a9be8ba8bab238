//! The manual: pages of text and one style sheet, for everybody. They are those of this very version, so each is made
//! once and kept.

use crate::{origin::text, route::page::policy, state::ApiState};
use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::LazyLock};

/// The pages change with the version and their addresses do not.
const CACHE: &str = "public, max-age=300";
/// Text, and the style sheet beside it.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
/// The chapter that `/guide` itself shows.
const FIRST: &str = "index";

const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not in the guide</title>\
<link rel=\"stylesheet\" href=\"/guide/guide.css\"><main><h1>There is no such chapter</h1>\
<p><a href=\"/guide\">To the guide</a></p></main></html>\n";

/// What is served under one address.
struct Kept {
    text: String,
    tag: String,
}

static PAGES: LazyLock<BTreeMap<&str, Kept>> = LazyLock::new(|| {
    let slugs = usher_guide::chapters().iter().map(|chapter| chapter.slug);
    slugs.filter_map(|slug| Some((slug, Kept::new(usher_guide::page(slug)?)))).collect()
});
static STYLES: LazyLock<Kept> = LazyLock::new(|| Kept::new(usher_guide::stylesheet().to_owned()));

pub(crate) fn router() -> Router<ApiState> {
    Router::new()
        .route("/guide", get(async |headers: HeaderMap| page(FIRST, &headers)))
        .route("/guide/", get(async || Redirect::permanent("/guide")))
        .route(usher_guide::STYLESHEET_PATH, get(async |headers: HeaderMap| STYLES.answer(CSS, &headers)))
        .route("/guide/{slug}", get(async |Path(slug): Path<String>, headers: HeaderMap| page(&slug, &headers)))
}

fn page(slug: &str, headers: &HeaderMap) -> Response {
    if let Some(kept) = PAGES.get(slug) {
        return kept.answer(HTML, headers);
    }
    let mut response = (StatusCode::NOT_FOUND, Html(MISSING)).into_response();
    policy(&mut response, POLICY);
    response
}

impl Kept {
    fn new(text: String) -> Self {
        let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&text)[..12]));
        Self { text, tag }
    }

    fn answer(&'static self, content_type: &'static str, headers: &HeaderMap) -> Response {
        let known = text(headers, header::IF_NONE_MATCH.as_str()).is_some_and(|tags| tags.contains(&self.tag));
        let mut response =
            if known { StatusCode::NOT_MODIFIED.into_response() } else { self.text.as_str().into_response() };
        policy(&mut response, POLICY);
        let to = response.headers_mut();
        to.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        to.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
        to.insert(header::ETAG, HeaderValue::from_static(&self.tag));
        response
    }
}
