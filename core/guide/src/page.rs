//! The page around a chapter: where the reader is, and where to go next. Plain HTML that reads without a style sheet.

use crate::{
    Chapter, STYLESHEET_PATH, address,
    markdown::{self, Section, escaped},
};
use std::fmt::Write;

/// The page of one chapter.
pub(crate) fn page(chapters: &[Chapter], at: usize) -> String {
    let chapter = &chapters[at];
    let rendered = markdown::render(chapter.markdown, address);
    let title = escaped(chapter.title);
    let title = if at == 0 { title } else { format!("{title} · Usher guide") };
    let navigation = navigation(chapters, at, &rendered.sections);
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
         </html>\n",
        text = rendered.html,
        turn = turn(chapters, at),
    )
}

/// Twice in the page: beside the text on a wide screen, folded above it on a narrow one. Each is hidden where the other
/// is shown, for screen readers too.
fn navigation(chapters: &[Chapter], at: usize, sections: &[Section]) -> String {
    let list = list(chapters, at, sections);
    format!(
        "<nav class=\"wide\" aria-label=\"Chapters\">\n{list}</nav>\n\
         <nav class=\"narrow\" aria-label=\"Chapters\">\n<details><summary>Chapters</summary>\n{list}</details>\n</nav>\n"
    )
}

fn list(chapters: &[Chapter], at: usize, sections: &[Section]) -> String {
    let mut list = "<ol>\n".to_owned();
    for (place, chapter) in chapters.iter().enumerate() {
        let current = if place == at { " aria-current=\"page\"" } else { "" };
        let (address, title) = (address(chapter.slug), escaped(chapter.title));
        let inside = if place == at { within(sections) } else { String::new() };
        // Writing to a text cannot fail.
        let _ = writeln!(list, "<li><a href=\"{address}\"{current}>{title}</a>{inside}</li>");
    }
    list + "</ol>\n"
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

/// Back and onwards.
fn turn(chapters: &[Chapter], at: usize) -> String {
    let link = |chapter: &Chapter, relation: &str, word: &str| {
        let (address, title) = (address(chapter.slug), escaped(chapter.title));
        format!("<a rel=\"{relation}\" href=\"{address}\"><span>{word}</span>{title}</a>\n")
    };
    let previous = at.checked_sub(1).and_then(|before| chapters.get(before));
    let previous = previous.map(|chapter| link(chapter, "prev", "Previous")).unwrap_or_default();
    let next = chapters.get(at + 1).map(|chapter| link(chapter, "next", "Next")).unwrap_or_default();
    format!("<nav class=\"turn\" aria-label=\"Previous and next\">\n{previous}{next}</nav>\n")
}
