//! What may stand in a channel's `origins`.

use crate::{limits, words::shown};

/// What is wrong with an origin, and how to mend it.
pub(crate) struct BadOrigin {
    pub message: String,
    pub help: String,
}

/// Checks an origin: `https://host` or `https://host:port`, exactly as a browser sends it. `http` is for the own machine
/// only. `self` stands for the pages that Usher serves itself.
pub(crate) fn check(text: &str) -> Result<(), BadOrigin> {
    let bad = |message: &str, help: String| Err(BadOrigin { message: format!("`{}` {message}", shown(text)), help });
    if text == "self" {
        return Ok(());
    }
    if text.len() > limits::ORIGIN {
        return bad("is too long for an origin", "write `https://` and a host name".to_owned());
    }
    if text.contains('*') {
        return bad("has a `*` in it, and an origin is one exact address", "list each origin by itself".to_owned());
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        let help = if text.contains('.') && !text.contains(char::is_whitespace) {
            format!("write `https://{}`", shown(text.trim_end_matches('/')))
        } else {
            "write an origin such as `https://shop.example.com`, or `self` for the pages that Usher serves".to_owned()
        };
        return bad("is not an origin", help);
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if !path.is_empty() {
        return bad("has more than scheme, host and port", format!("write `{scheme}://{authority}`"));
    }
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        return bad(
            "has capitals, and browsers send origins in small letters",
            format!("write `{}`", text.to_ascii_lowercase()),
        );
    }
    if authority.contains('@') {
        return bad("names a user", "leave out everything up to `@`".to_owned());
    }
    let (host, port) = split_port(authority);
    let is_local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match scheme {
        "https" => {}
        "http" if is_local => {}
        "http" => return bad("is not encrypted; `http` is for localhost only", format!("write `https://{authority}`")),
        _ => return bad("does not begin with `https://`", format!("write `https://{authority}`")),
    }
    if let Some(port) = port {
        let is_number = !port.starts_with('0') && port.bytes().all(|b| b.is_ascii_digit());
        if !is_number || port.parse::<u16>().is_err() {
            return bad("has a port that is no number from 1 to 65535", format!("write `{scheme}://{host}`"));
        }
        if matches!((scheme, port), ("https", "443") | ("http", "80")) {
            return bad("names the usual port, which browsers leave out", format!("write `{scheme}://{host}`"));
        }
    }
    if !host.is_ascii() {
        return bad("has letters beyond ASCII", "write the host name in its `xn--` form".to_owned());
    }
    if host != "[::1]" && !is_host(host) {
        return bad("has no valid host name", "write an origin such as `https://shop.example.com`".to_owned());
    }
    Ok(())
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}
