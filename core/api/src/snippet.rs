//! What a site owner pastes, and what a strict page must allow for it.

/// The snippet that embeds a channel of the server at `origin`.
pub fn snippet(origin: &str, channel: &str) -> String {
    format!("<script async src=\"{origin}/usher.js\" data-channel=\"{channel}\"></script>")
}

/// The directives that a page's `Content-Security-Policy` needs beside its own. The loader's style sheets are
/// constructed, so `style-src` needs nothing.
pub fn csp_lines(origin: &str) -> Vec<String> {
    ["script-src", "connect-src", "frame-src"].iter().map(|directive| format!("{directive} {origin}")).collect()
}
