//! What is known of each kind of problem: its meaning, and its page of the guide.

use std::{collections::BTreeMap, env};
use usher_ruleset::CODES;

/// Every code with its meaning in a few words: those of rules, and those of reading and going live, which only the
/// guide lists.
pub(crate) fn meanings() -> BTreeMap<&'static str, &'static str> {
    let title = |page: &usher_guide::CodePage| {
        let title = page.title();
        title.split_once(": ").map_or(title, |(_, meaning)| meaning)
    };
    let mut meanings: BTreeMap<_, _> = usher_guide::code_pages().iter().map(|page| (page.name, title(page))).collect();
    meanings.extend(CODES.iter().map(|code| (code.name, code.meaning)));
    meanings
}

/// Where the guide is served: by one's own server.
pub(crate) fn guide_address() -> String {
    public_guide().unwrap_or_else(|| guide_of("http://127.0.0.1:8080"))
}

/// Where everybody can read the guide, if somebody said so.
pub(super) fn public_guide() -> Option<String> {
    let server = env::var("USHER_PUBLIC_URL").ok().filter(|server| !server.is_empty())?;
    Some(guide_of(&server))
}

fn guide_of(server: &str) -> String {
    format!("{}/guide", server.trim_end_matches('/'))
}
