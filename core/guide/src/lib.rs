//! The manual: chapters in Markdown, embedded, so that a server's guide is always the guide of its own version.
//!
//! Owns the chapters, their order, and the pages made of them. Must not know HTTP, or anything that runs: it is data.

mod markdown;
mod page;

/// One chapter of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// Its name in addresses: `/guide/strategy`. The first one, `index`, is `/guide` itself.
    pub slug: &'static str,
    /// Its title, which its first heading repeats.
    pub title: &'static str,
    /// Its text.
    pub markdown: &'static str,
}

macro_rules! chapters {
    ($($slug:literal: $title:literal,)*) => {
        &[$(Chapter { slug: $slug, title: $title, markdown: include_str!(concat!("../chapters/", $slug, ".md")) }),*]
    };
}

const CHAPTERS: &[Chapter] = chapters! {
    "index": "The Usher guide",
    "strategy": "Write a strategy in ten minutes",
    "plugins": "Plug-ins and their use in rules",
    "plugin-api": "The plug-in API",
    "limits": "Limits, and what happens when a script fails",
};

/// All chapters, in the order in which they are read.
pub const fn chapters() -> &'static [Chapter] {
    CHAPTERS
}

/// A chapter as a whole HTML page, or none where there is no such chapter. The page needs nothing but [`stylesheet`],
/// served at [`STYLESHEET_PATH`]: no script, no inline style, no picture.
pub fn page(slug: &str) -> Option<String> {
    let at = CHAPTERS.iter().position(|chapter| chapter.slug == slug)?;
    Some(page::page(CHAPTERS, at))
}

/// Where the pages expect their style sheet.
pub const STYLESHEET_PATH: &str = "/guide/guide.css";

/// The style sheet of all pages.
pub const fn stylesheet() -> &'static str {
    include_str!("guide.css")
}

/// The address of a chapter.
fn address(slug: &str) -> String {
    if slug == "index" { "/guide".to_owned() } else { format!("/guide/{slug}") }
}

#[cfg(test)]
mod tests;
