//! The page around a text: where the reader is, and where to go next. Plain HTML that reads without a style sheet.

use crate::{
    CHAPTERS, Chapter, CodePage, Part, STYLESHEET_PATH, address, code_pages,
    markdown::{self, Section, escaped},
};
use std::fmt::Write;

/// The chapter that lists all codes.
const CODES: &str = "codes";

/// The page of one chapter.
pub(crate) fn chapter(at: usize) -> String {
    let chapter = &CHAPTERS[at];
    let rendered = markdown::render(chapter.markdown, address);
    let title = escaped(chapter.title);
    let name = |chapter: &Chapter| (address(chapter.slug), chapter.title.to_owned());
    let (previous, next) = (at.checked_sub(1).and_then(|before| CHAPTERS.get(before)), CHAPTERS.get(at + 1));
    // The first chapter's sections are the parts, which stand in the navigation anyway.
    let sections = if at == 0 { &[] } else { rendered.sections.as_slice() };
    page(&Page {
        title: if at == 0 { title } else { format!("{title} · Usher guide") },
        navigation: navigation(&Here::At(chapter.slug, sections)),
        text: rendered.html,
        turn: turn(previous.map(name), next.map(name)),
    })
}

/// The page about one code.
pub(crate) fn code(at: usize) -> String {
    let pages = code_pages();
    let rendered = markdown::render(pages[at].markdown, address);
    let (previous, next) = (at.checked_sub(1).and_then(|before| pages.get(before)), pages.get(at + 1));
    // Outside the text a heading is plain words.
    let title = |page: &CodePage| page.title().replace('`', "");
    let name = |page: &CodePage| (address(page.name), title(page));
    page(&Page {
        title: format!("{} · Usher guide", escaped(&title(&pages[at]))),
        navigation: navigation(&Here::Below(CODES)),
        text: rendered.html,
        turn: turn(previous.map(name), next.map(name)),
    })
}

/// What differs from page to page, as HTML.
struct Page {
    title: String,
    navigation: String,
    text: String,
    turn: String,
}

/// Where the reader is.
enum Here<'a> {
    /// In this chapter, which has these sections.
    At(&'a str, &'a [Section]),
    /// On a page that this chapter leads to.
    Below(&'a str),
}

fn page(page: &Page) -> String {
    let Page { title, navigation, text, turn } = page;
    format!(
        "<!doctype html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLESHEET_PATH}\">\n\
         </head>\n\
         <body>\n\
         <a class=\"skip\" href=\"#content\">Skip to the text</a>\n\
         <header><a href=\"/guide\">Usher <span>guide</span></a></header>\n\
         {navigation}\
         <main id=\"content\">\n{text}{turn}</main>\n\
         </body>\n\
         </html>\n"
    )
}

/// Twice in the page: beside the text on a wide screen, folded above it on a narrow one. Each is hidden where the other
/// is shown, for screen readers too.
fn navigation(here: &Here<'_>) -> String {
    let list = list(here);
    format!(
        "<nav class=\"wide\" aria-label=\"Chapters\">\n{list}</nav>\n\
         <nav class=\"narrow\" aria-label=\"Chapters\">\n<details><summary>Chapters</summary>\n{list}</details>\n</nav>\n"
    )
}

fn list(here: &Here<'_>) -> String {
    let mut list = String::new();
    for part in [Part::Start, Part::Admins, Part::Developers, Part::Reference] {
        if let Some(title) = part.title() {
            // Writing to a text cannot fail.
            let _ = writeln!(list, "<p>{title}</p>");
        }
        list += "<ol>\n";
        for chapter in CHAPTERS.iter().filter(|chapter| chapter.part == part) {
            let (current, inside) = match here {
                Here::At(slug, sections) if *slug == chapter.slug => (" aria-current=\"page\"", within(sections)),
                Here::Below(slug) if *slug == chapter.slug => (" aria-current=\"true\"", String::new()),
                _ => ("", String::new()),
            };
            let (address, title) = (address(chapter.slug), escaped(chapter.title));
            let _ = writeln!(list, "<li><a href=\"{address}\"{current}>{title}</a>{inside}</li>");
        }
        list += "</ol>\n";
    }
    list
}

fn within(sections: &[Section]) -> String {
    if sections.is_empty() {
        return String::new();
    }
    let mut list = "\n<ul>\n".to_owned();
    for Section { id, title } in sections {
        let _ = writeln!(list, "<li><a href=\"#{id}\">{}</a></li>", escaped(title));
    }
    list + "</ul>\n"
}

/// Back and onwards: addresses and titles.
fn turn(previous: Option<(String, String)>, next: Option<(String, String)>) -> String {
    let link = |relation: &str, word: &str, (address, title): (String, String)| {
        format!("<a rel=\"{relation}\" href=\"{address}\"><span>{word}</span>{}</a>\n", escaped(&title))
    };
    let previous = previous.map(|to| link("prev", "Previous", to)).unwrap_or_default();
    let next = next.map(|to| link("next", "Next", to)).unwrap_or_default();
    format!("<nav class=\"turn\" aria-label=\"Previous and next\">\n{previous}{next}</nav>\n")
}
