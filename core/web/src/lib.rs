//! The pages of Usher, built and embedded: the loader and chat window that sites embed, the workbench and the console,
//! and the demo shop. It owns their bytes and how long they may be kept; it must not know addresses, channels or policies:
//! who serves a page adds its headers.

use memory_serve::{CacheControl, MemoryServe};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}
#[cfg(test)]
mod tests;

/// The chat window. The server sends it with a policy that names the channel's origins.
pub static WIDGET_HTML: &Document = &embedded::WIDGET_HTML;
/// The workbench and the console: one page for every address under `/workbench` and `/console`.
pub static APP_HTML: &Document = &embedded::APP_HTML;
/// The loader, `/usher.js`: the one file that a site's page asks for. Its name never changes, so it may be kept for
/// minutes only.
pub static LOADER_JS: &Document = &embedded::LOADER_JS;
/// The licences of the packages in the pages.
pub static LICENSES_TXT: &Document = &embedded::LICENSES_TXT;

/// The `Content-Security-Policy` that [`APP_HTML`] runs under.
pub const APP_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// One embedded file that is served under headers of its own.
#[derive(Debug)]
pub struct Document {
    /// The file, UTF-8.
    pub text: &'static str,
    /// For the header of that name.
    pub content_type: &'static str,
    /// A strong validator of `text`, with its quotes, ready for the header.
    pub etag: &'static str,
    /// `text` compressed; none where the pages were built without.
    pub brotli: Option<&'static [u8]>,
    /// `text` compressed; none where the pages were built without.
    pub gzip: Option<&'static [u8]>,
}

/// A document in the form that a client accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoded {
    /// What to send.
    pub bytes: &'static [u8],
    /// For the header `Content-Encoding`; none for plain text. Either way the answer needs `Vary: Accept-Encoding`.
    pub encoding: Option<&'static str>,
}

impl Document {
    /// The smallest form that `accept_encoding`, the request's header of that name, allows.
    pub fn encoded_for(&self, accept_encoding: Option<&str>) -> Encoded {
        let accepted = accept_encoding.unwrap_or_default();
        let forms = [("br", self.brotli), ("gzip", self.gzip)];
        forms
            .into_iter()
            .filter(|(name, _)| accepts(accepted, name))
            .find_map(|(name, form)| form.map(|bytes| Encoded { bytes, encoding: Some(name) }))
            .unwrap_or(Encoded { bytes: self.text.as_bytes(), encoding: None })
    }

    /// Whether `if_none_match`, the request's header of that name, already names this document.
    pub fn is_known_as(&self, if_none_match: Option<&str>) -> bool {
        let tags = if_none_match.unwrap_or_default().split(',').map(str::trim);
        tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == "*" || tag == self.etag)
    }
}

/// Everything under `/assets/`. The names carry a hash of the content, so that browsers may keep them for a year. The
/// routes are absolute: merge the router, do not nest it.
pub fn assets() -> MemoryServe {
    MemoryServe::new(embedded::ASSETS)
        .index_file(None)
        .enable_brotli(true)
        .enable_gzip(true)
        .cache_control(CacheControl::Long)
}

/// The demo shop, under `/demo` and `/demo/`; `/demo/checkout` is its `checkout.html`. Its files change with the product and their names do not, so that browsers
/// ask each time. The routes are absolute: merge the router, do not nest it.
pub fn demo() -> MemoryServe {
    MemoryServe::new(embedded::DEMO)
        .index_file(None)
        .enable_clean_url(true)
        .add_alias("/demo", "/demo/index.html")
        .add_alias("/demo/", "/demo/index.html")
        .html_cache_control(CacheControl::NoCache)
        .cache_control(CacheControl::NoCache)
}

/// Whether a header like `gzip, br;q=0.5` allows a coding. A weight of zero forbids it.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let forbidden = parts.filter_map(|part| part.strip_prefix("q=")).any(|weight| weight.parse() == Ok(0.0_f32));
        named && !forbidden
    })
}
