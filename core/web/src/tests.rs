//! The documents as they are embedded: the form a client gets, their tags, and that pages name only what is served.

use super::{APP_HTML, Document, Encoded, LICENSES_TXT, LOADER_JS, WIDGET_HTML, embedded};
use std::collections::BTreeSet;

static SAMPLE: Document = Document {
    text: "plain",
    content_type: "text/plain",
    etag: "\"abc\"",
    brotli: Some(b"brotli"),
    gzip: Some(b"gzip"),
};

fn check(accept_encoding: Option<&str>, expected: Option<&str>) {
    let Encoded { bytes, encoding } = SAMPLE.encoded_for(accept_encoding);
    assert_eq!(encoding, expected, "for {accept_encoding:?}");
    let form: &[u8] = match encoding {
        Some("br") => b"brotli",
        Some("gzip") => b"gzip",
        _ => b"plain",
    };
    assert_eq!(bytes, form, "for {accept_encoding:?}");
}

#[test]
fn a_client_gets_the_smallest_form_it_accepts() {
    check(None, None);
    check(Some(""), None);
    check(Some("identity"), None);
    check(Some("gzip"), Some("gzip"));
    check(Some("gzip, deflate, br, zstd"), Some("br"));
    check(Some("BR;q=0.1"), Some("br"));
    check(Some("br;q=0, gzip;q=0.5"), Some("gzip"));
    check(Some("br; q=0.0, gzip;q=0"), None);
    check(Some("brotli"), None);
}

#[test]
fn a_known_document_is_recognised() {
    assert!(SAMPLE.is_known_as(Some("\"abc\"")));
    assert!(SAMPLE.is_known_as(Some("\"x\", W/\"abc\"")));
    assert!(SAMPLE.is_known_as(Some("*")));
    assert!(!SAMPLE.is_known_as(Some("\"abcd\"")));
    assert!(!SAMPLE.is_known_as(None));
}

/// Every address of ours that a page names must be served, or the page is blank for its readers.
#[test]
fn pages_name_only_assets_that_are_there() {
    let served: BTreeSet<&str> = embedded::ASSETS.iter().map(|asset| asset.route).collect();
    for page in [WIDGET_HTML, APP_HTML] {
        for named in page.text.split('"').filter(|text| text.starts_with("/assets/")) {
            assert!(served.contains(named), "{named} is named by a page and not served");
        }
    }
}

#[test]
fn pages_need_no_inline_code() {
    for page in [WIDGET_HTML, APP_HTML] {
        assert!(!page.text.contains("<style"), "a strict policy blocks inline styles");
        for script in page.text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains("src="), "a strict policy blocks `<script{tag}>`");
        }
    }
}

#[test]
fn tags_differ_where_texts_do() {
    let tags: BTreeSet<&str> = [WIDGET_HTML, APP_HTML, LOADER_JS, LICENSES_TXT].map(|document| document.etag).into();
    let texts: BTreeSet<&str> = [WIDGET_HTML, APP_HTML, LOADER_JS, LICENSES_TXT].map(|document| document.text).into();
    assert_eq!(tags.len(), texts.len());
}

#[test]
fn the_demo_shop_is_there() {
    let routes: BTreeSet<&str> = embedded::DEMO.iter().map(|asset| asset.route).collect();
    assert!(routes.contains("/demo/index.html"), "{routes:?}");
}
