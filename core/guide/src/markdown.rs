//! Markdown to HTML, as the guide's pages need it: headings that can be linked to, links between chapters, wide things
//! that scroll by themselves. Must not know which chapters there are.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::collections::BTreeSet;

/// A chapter's text as HTML.
pub(crate) struct Rendered {
    /// What goes into the page.
    pub html: String,
    /// Its second-level headings.
    pub sections: Vec<Section>,
}

/// A part of a chapter that can be linked to.
pub(crate) struct Section {
    /// Its anchor.
    pub id: String,
    /// Its heading, as plain text.
    pub title: String,
}

/// Renders a text. `link` turns the target of a link to another chapter, such as `limits.md`, into its address.
pub(crate) fn render(markdown: &str, link: impl Fn(&str) -> String) -> Rendered {
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut sections = Vec::new();
    let mut ids = BTreeSet::new();
    let mut heading: Option<usize> = None;
    let mut has_caption = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                heading = Some(events.len());
                events.push(event);
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some(start) = heading.take() {
                    let title = plain_text(&events[start..]);
                    let id = unique(&anchor(&title), &mut ids);
                    if let Event::Start(Tag::Heading { id: place, .. }) = &mut events[start] {
                        *place = Some(id.clone().into());
                    }
                    if level == HeadingLevel::H2 {
                        sections.push(Section { id, title });
                    }
                }
                events.push(event);
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = to_chapter(&dest_url, &link).map_or(dest_url, CowStr::from);
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let caption = caption(&kind);
                has_caption = caption.is_some();
                let figure = caption.map(|name| format!("<figure><figcaption>{}</figcaption>", escaped(name)));
                let open = format!("{}<pre tabindex=\"0\"><code>", figure.unwrap_or_default());
                events.push(Event::Html(open.into()));
            }
            Event::End(TagEnd::CodeBlock) => {
                let close = if has_caption { "</code></pre></figure>\n" } else { "</code></pre>\n" };
                events.push(Event::Html(close.into()));
            }
            Event::Start(Tag::Table(columns)) => {
                events.push(Event::Html("<div class=\"table\" tabindex=\"0\">".into()));
                // An aligned column would bring an inline style, which the pages' policy refuses.
                events.push(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
            }
            // A header that heads nothing is no header: screen readers would announce it empty.
            Event::End(TagEnd::TableCell) if matches!(events.last(), Some(Event::Start(Tag::TableCell))) => {
                events.pop();
                events.push(Event::Html("<td></td>".into()));
            }
            Event::End(TagEnd::Table) => events.extend([event, Event::Html("</div>\n".into())]),
            // The chapters are Markdown alone; comments mark generated parts.
            Event::Html(raw) | Event::InlineHtml(raw) if raw.starts_with("<!--") => {}
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            other => events.push(other),
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut html, events.into_iter());
    Rendered { html, sections }
}

/// Text that is safe between tags and in attributes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn plain_text(events: &[Event<'_>]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}

/// `What it returns` is `what-it-returns`.
fn anchor(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn unique(anchor: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = anchor.to_owned();
    let mut count = 1;
    while !taken.insert(id.clone()) {
        count += 1;
        id = format!("{anchor}-{count}");
    }
    id
}

/// Chapters name each other by file, so that links work where the Markdown itself is read.
fn to_chapter(target: &str, link: &impl Fn(&str) -> String) -> Option<String> {
    if target.contains("://") {
        return None;
    }
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let address = link(file.strip_suffix(".md")?);
    Some(anchor.map_or_else(|| address.clone(), |anchor| format!("{address}#{anchor}")))
}

/// What stands behind the language of a fence: the file that the block is.
fn caption<'a>(kind: &'a CodeBlockKind<'_>) -> Option<&'a str> {
    match kind {
        CodeBlockKind::Fenced(info) => {
            info.split_once(' ').map(|(_, name)| name.trim()).filter(|name| !name.is_empty())
        }
        CodeBlockKind::Indented => None,
    }
}
