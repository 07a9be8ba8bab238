//! The manual: chapters and pages about problems, in Markdown, embedded, so that a server's guide is always the guide of
//! its own version.
//!
//! Owns the texts, their order, and the pages made of them. Must not know HTTP, or anything that runs: it is data.

mod codes;
mod markdown;
mod page;

pub use codes::{CodePage, code_page, code_pages};

/// One chapter of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// Its name in addresses: `/guide/strategy`. The first one, `index`, is `/guide` itself.
    pub slug: &'static str,
    /// Its title, which its first heading repeats.
    pub title: &'static str,
    /// Whom it is for.
    pub part: Part,
    /// Its text.
    pub markdown: &'static str,
}

/// A part of the guide: chapters for the same readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The way in.
    Start,
    /// For those who write rules.
    Admins,
    /// For those who write plug-ins.
    Developers,
    /// To look things up.
    Reference,
}

impl Part {
    /// Its heading among the chapters; the way in has none.
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::Start => None,
            Self::Admins => Some("For admins"),
            Self::Developers => Some("For developers"),
            Self::Reference => Some("Reference"),
        }
    }
}

macro_rules! chapters {
    ($($part:ident { $($slug:literal: $title:literal,)* })*) => {
        &[$($(Chapter {
            slug: $slug,
            title: $title,
            part: Part::$part,
            markdown: include_str!(concat!("../chapters/", $slug, ".md")),
        }),*),*]
    };
}

const CHAPTERS: &[Chapter] = chapters! {
    Start {
        "index": "The Usher guide",
    }
    Admins {
        "rules": "The rule tree, and how it goes live",
        "workspace": "Workspace and channels",
        "people": "People, groups and hours",
        "distribution": "Distribution rules",
        "conditions": "Conditions",
        "waiting": "Waiting, and what visitors are told",
        "sessions": "During a session",
        "forms": "Forms",
        "history": "History: search, exports, blocked visitors",
        "objects": "Objects and identity",
        "layouts": "Layouts: what agents see beside a chat",
        "identity": "Proving who a visitor is",
        "records": "Records: customers, visitors and what belongs to them",
        "notices": "Being told: notices, mail and webhooks",
        "testing": "Test your rules",
        "tools": "Tools at the command line",
    }
    Developers {
        "strategy": "Write a strategy in ten minutes",
        "plugins": "Plug-ins and their use in rules",
    }
    Reference {
        "plugin-api": "The plug-in API",
        "limits": "Limits, and what happens when a script fails",
        "codes": "Problems by their codes",
    }
};

/// All chapters, in the order in which they are read.
pub const fn chapters() -> &'static [Chapter] {
    CHAPTERS
}

/// A chapter as a whole HTML page, or none where there is no such chapter. The page needs nothing but [`stylesheet`],
/// served at [`STYLESHEET_PATH`]: no script, no inline style, no picture.
pub fn page(slug: &str) -> Option<String> {
    let at = CHAPTERS.iter().position(|chapter| chapter.slug == slug)?;
    Some(page::chapter(at))
}

/// The page about a kind of problem, such as `E0201`, as HTML like [`page`]; it is served at `/guide/codes/E0201`.
pub fn code_html(name: &str) -> Option<String> {
    let at = code_pages().iter().position(|page| page.name == name)?;
    Some(page::code(at))
}

/// Where the pages expect their style sheet.
pub const STYLESHEET_PATH: &str = "/guide/guide.css";

/// The style sheet of all pages.
pub const fn stylesheet() -> &'static str {
    include_str!("guide.css")
}

/// The address of a text by its file without the ending: `limits` and `../chapters/limits` for a chapter,
/// `../codes/E0201` and `E0201` for a code.
fn address(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    if name == "index" {
        "/guide".to_owned()
    } else if code_page(name).is_some() {
        format!("/guide/codes/{name}")
    } else {
        format!("/guide/{name}")
    }
}

#[cfg(test)]
mod tests;
