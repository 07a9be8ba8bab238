//! The manual: pages of text and one style sheet, for everybody. They are those of this very version, so each is made
//! once and kept.

use crate::{origin::text, route::page::policy};
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
<link rel=\"stylesheet\" href=\"/guide/guide.css\"><main><h1>There is no such page</h1>\
<p><a href=\"/guide\">To the guide</a></p></main></html>\n";

/// What is served under one address.
struct Kept {
    text: String,
    tag: String,
}

static CHAPTERS: LazyLock<BTreeMap<&str, Kept>> = LazyLock::new(|| {
    let slugs = usher_guide::chapters().iter().map(|chapter| chapter.slug);
    slugs.filter_map(|slug| Some((slug, Kept::new(usher_guide::page(slug)?)))).collect()
});
static CODES: LazyLock<BTreeMap<&str, Kept>> = LazyLock::new(|| {
    let names = usher_guide::code_pages().iter().map(|page| page.name);
    names.filter_map(|name| Some((name, Kept::new(usher_guide::code_html(name)?)))).collect()
});
static STYLES: LazyLock<Kept> = LazyLock::new(|| Kept::new(usher_guide::stylesheet().to_owned()));

/// The pages ask for nothing of the server's state.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/guide", get(async |headers: HeaderMap| chapter(FIRST, &headers)))
        .route("/guide/", get(async || Redirect::permanent("/guide")))
        .route(usher_guide::STYLESHEET_PATH, get(async |headers: HeaderMap| STYLES.answer(CSS, &headers)))
        .route("/guide/{slug}", get(async |Path(slug): Path<String>, headers: HeaderMap| chapter(&slug, &headers)))
        .route("/guide/codes/", get(async || Redirect::permanent("/guide/codes")))
        .route("/guide/codes/{name}", get(async |Path(name): Path<String>, headers: HeaderMap| code(&name, &headers)))
}

fn chapter(slug: &str, headers: &HeaderMap) -> Response {
    CHAPTERS.get(slug).map_or_else(missing, |kept| kept.answer(HTML, headers))
}

/// The page about a code. People type `e0201` too.
fn code(name: &str, headers: &HeaderMap) -> Response {
    if let Some(kept) = CODES.get(name) {
        return kept.answer(HTML, headers);
    }
    let usual = name.to_ascii_uppercase();
    if CODES.contains_key(usual.as_str()) {
        Redirect::permanent(&format!("/guide/codes/{usual}")).into_response()
    } else {
        missing()
    }
}

fn missing() -> Response {
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

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, StatusCode, header},
        response::Response,
    };
    use tower::Service;

    async fn get(path: &str, tag: &str) -> Response {
        let request = Request::get(path).header(header::IF_NONE_MATCH, tag).body(Body::empty()).expect("a request");
        super::router::<()>().call(request).await.expect("a router always answers")
    }

    #[tokio::test]
    async fn every_page_has_its_address() {
        let chapters = usher_guide::chapters().iter().map(|chapter| match chapter.slug {
            "index" => "/guide".to_owned(),
            slug => format!("/guide/{slug}"),
        });
        let codes = usher_guide::code_pages().iter().map(|page| format!("/guide/codes/{}", page.name));
        for path in chapters.chain(codes).chain([usher_guide::STYLESHEET_PATH.to_owned()]) {
            let answer = get(&path, "").await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let tag = answer.headers()[header::ETAG].to_str().expect("a tag is text").to_owned();
            assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY), "{path} has a policy");
            assert_eq!(get(&path, &tag).await.status(), StatusCode::NOT_MODIFIED, "{path}");
        }
    }

    #[tokio::test]
    async fn a_code_in_small_letters_is_led_to_its_page() {
        let answer = get("/guide/codes/e0201", "").await;
        assert_eq!(answer.headers()[header::LOCATION], "/guide/codes/E0201");
        assert_eq!(get("/guide/codes/", "").await.headers()[header::LOCATION], "/guide/codes");
    }

    #[tokio::test]
    async fn what_is_not_in_the_guide_says_so() {
        for path in ["/guide/codes/E0000", "/guide/codes/strategy", "/guide/E0201", "/guide/none"] {
            let answer = get(path, "").await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            let body = to_bytes(answer.into_body(), 10_000).await.expect("a short page");
            assert!(String::from_utf8_lossy(&body).contains("/guide"), "{path} leads back");
        }
    }
}
