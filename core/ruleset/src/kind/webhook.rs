//! `webhooks/<id>.yaml`: a system that is told of what happens, by hooks or at all.

use crate::{
    Webhook, WebhookEvent, codes, duration, limits,
    reader::{Lines, Reader},
    words::shown,
    yaml::Node,
};
use url::{Host, Url};
use usher_model::WebhookId;

pub(crate) const KEYS: &[&str] = &["name", "url", "timeout", "secret_env", "events"];
const WHAT: &str = "a webhook";

pub(crate) fn read(root: &Node, id: WebhookId, reader: &mut Reader) -> Option<Webhook> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let url = reader.required(&fields, WHAT, "url").and_then(|node| url(node, reader));
    let timeout = match fields.get("timeout") {
        Some(node) => duration::read(node, &limits::WEBHOOK_TIMEOUT, reader),
        None => Some(limits::DEFAULT_WEBHOOK_TIMEOUT),
    };
    let secret_env = fields.get("secret_env").map(|node| variable(node, reader));
    let secret_env = match secret_env {
        Some(named) => Some(named?),
        None => None,
    };
    let events = match fields.get("events") {
        Some(node) => events(node, reader),
        None => Some(Vec::new()),
    };
    Some(Webhook { id, name: name?, url: url?, timeout: timeout?, secret_env, events: events? })
}

/// What it is told of without a hook's asking.
fn events(node: &Node, reader: &mut Reader) -> Option<Vec<WebhookEvent>> {
    let help = "name what it is told of, such as `session_unmatched`, or leave `events` out";
    let items = reader.full_list(node, "a list of events", help)?;
    let words: Vec<(&str, WebhookEvent)> = WebhookEvent::all().map(|event| (event.word(), event)).collect();
    let mut events = Vec::with_capacity(items.len());
    for item in items {
        let event = reader.word(item, "event", &words)?;
        if events.contains(&event) {
            reader.twice(item.span, event.word());
        } else {
            events.push(event);
        }
    }
    Some(events)
}

fn url(node: &Node, reader: &mut Reader) -> Option<String> {
    let text = reader.text_such_as(node, "an address", "`https://pager.example.com/usher`")?;
    let usual = || "write an address such as `https://pager.example.com/usher`".to_owned();
    if text.len() > limits::URL {
        let message = format!("this address has {} bytes; at most {} fit here", text.len(), limits::URL);
        reader.report(codes::TOO_LONG, node.span, message, "too long", None);
        return None;
    }
    // The address itself is not repeated: it holds a secret.
    if has_user(text) {
        let help = "leave out everything up to `@`, and name the environment variable that holds the secret as \
                    `secret_env`: calls are signed with it";
        let message = "this address has a user or password in it, and secrets never stand in rules";
        reader.report(codes::SECRET, node.span, message, "a secret", Some(help.to_owned()));
        return None;
    }
    let (message, help) = match Url::parse(text) {
        Err(_) if text.contains(char::is_whitespace) => (format!("`{}` is not an address", shown(text)), usual()),
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            let help = if text.contains('.') { format!("write `https://{}`", shown(text)) } else { usual() };
            (format!("`{}` is not a whole address", shown(text)), help)
        }
        Err(problem) => (format!("`{}` is not an address: {problem}", shown(text)), usual()),
        Ok(url) if url.scheme() == "http" && !is_own_machine(&url) => (
            format!("`{}` is not encrypted; `http` is for this machine only", shown(text)),
            format!("write `https://{}`", shown(text.split_once("://").map_or(text, |(_, rest)| rest))),
        ),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            (format!("`{}` does not begin with `https://`", shown(text)), usual())
        }
        Ok(url) if url.fragment().is_some() => {
            (format!("`{}` has a `#` in it, and what follows is never sent", shown(text)), "remove it".to_owned())
        }
        Ok(_) if text.contains(char::is_whitespace) => {
            (format!("`{}` has blanks in it", shown(text)), "write `%20` for a blank".to_owned())
        }
        Ok(url) => return Some(url.to_string()),
    };
    reader.report(codes::BAD_URL, node.span, message, "not an address to call", Some(help));
    None
}

/// Whether something stands before an `@` in the host's place, be the rest an address or not.
fn has_user(text: &str) -> bool {
    let rest = text.split_once("//").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    host.contains('@') || Url::parse(text).is_ok_and(|url| !url.username().is_empty() || url.password().is_some())
}

fn is_own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        None => false,
    }
}

/// The name of an environment variable. What stands there instead is not repeated: it may be the secret itself.
fn variable(node: &Node, reader: &mut Reader) -> Option<String> {
    let text = reader.text_such_as(node, "the name of an environment variable", "`PAGER_SECRET`")?;
    let begins = text.starts_with(|c: char| c.is_ascii_uppercase());
    let is_plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    if begins && text.len() <= limits::VARIABLE && text.bytes().all(is_plain) {
        return Some(text.to_owned());
    }
    let help = "write the name of the variable that holds the secret, such as `PAGER_SECRET`; the secret itself never \
                stands in rules";
    let message = "this is not the name of an environment variable";
    reader.report(codes::BAD_VARIABLE, node.span, message, "not a name", Some(help.to_owned()));
    None
}
