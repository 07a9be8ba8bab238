//! The guide holds together, its pages keep to the strict policy they are served under, and what it copies is fresh.

mod blocks;
mod chapters;
mod codes;
mod examples;
mod fresh;
mod numbers;
mod tables;
mod tested;

use crate::{Part, chapters, code_html, code_pages, page, stylesheet};
use std::collections::BTreeSet;

/// Every page, under the name of its file.
fn pages() -> Vec<(&'static str, String)> {
    let chapters = chapters().iter().map(|chapter| (chapter.slug, page(chapter.slug).expect("it has a page")));
    chapters.chain(code_pages().iter().map(|code| (code.name, code_html(code.name).expect("it has a page")))).collect()
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, before: &'t str, after: char) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(move |rest| rest.split_once(after).map(|(inside, _)| inside))
}

#[test]
fn there_is_a_page_for_each_chapter_and_for_nothing_else() {
    let slugs: Vec<&str> = chapters().iter().map(|chapter| chapter.slug).collect();
    assert_eq!(slugs[0], "index", "the first one is the guide itself");
    assert_eq!(slugs.iter().collect::<BTreeSet<_>>().len(), slugs.len(), "each slug once");
    assert!(chapters().is_sorted_by_key(|chapter| chapter.part), "chapters stand by their parts");
    assert!(chapters().iter().all(|chapter| (chapter.slug == "index") == (chapter.part == Part::Start)));
    for chapter in chapters() {
        let slug = chapter.slug;
        assert!(chapter.markdown.starts_with(&format!("# {}\n", chapter.title)), "{slug}: begins with its title");
    }
    for (slug, html) in pages() {
        assert_eq!(html.matches("<h1 ").count(), 1, "{slug}: one title");
        assert_eq!(html.matches("aria-current").count(), 2, "{slug}: is where the reader is, in both navigations");
    }
    for nothing in ["", "guide.css", "Strategy", "../strategy", "strategy.md", "E0101", "e0101"] {
        assert_eq!(page(nothing), None, "{nothing}");
    }
    assert_eq!((code_html("E0000"), code_html("e0101"), code_html("index")), (None, None, None));
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let targets: BTreeSet<String> = pages
        .iter()
        .flat_map(|(slug, html)| {
            let address = crate::address(slug);
            let anchors = between(html, "id=\"", '"').map(|id| format!("{address}#{id}")).collect::<Vec<_>>();
            anchors.into_iter().chain([address.clone()])
        })
        .collect();
    for (slug, html) in &pages {
        for link in between(html, "<a ", '>').flat_map(|tag| between(tag, "href=\"", '"')) {
            let full = if link.starts_with('#') { crate::address(slug) + link } else { link.to_owned() };
            assert!(link.starts_with("https://") || targets.contains(&full), "{slug}: {link} leads nowhere");
        }
    }
}

#[test]
fn anchors_are_unique_in_a_page() {
    for (slug, html) in pages() {
        let mut seen = BTreeSet::new();
        for id in between(&html, "id=\"", '"') {
            assert!(seen.insert(id.to_owned()), "{slug}: two places are called {id}");
        }
    }
}

#[test]
fn pages_need_nothing_that_their_policy_refuses() {
    for (slug, html) in pages() {
        for refused in ["<script", " style=", "<style", "<img", " onclick", "javascript:", "<iframe"] {
            assert!(!html.contains(refused), "{slug}: has {refused}");
        }
    }
    let sheet = stylesheet();
    assert!(!sheet.contains("url(") && !sheet.contains("@import"), "the sheet stands alone");
}

#[test]
fn markdown_cannot_bring_markup_of_its_own() {
    let rendered = crate::markdown::render(
        "# A\n\n<script>alert(1)</script>\n\nb <i onclick='x'>c</i> & d\n\n<!-- kept out -->\n\n```yaml <b>\n<x>\n```\n",
        crate::address,
    );
    assert_eq!(
        rendered.html,
        "<h1 id=\"a\">A</h1>\n\
         &lt;script&gt;alert(1)&lt;/script&gt;\n\
         <p>b &lt;i onclick='x'&gt;c&lt;/i&gt; &amp; d</p>\n\
         <figure><figcaption>&lt;b&gt;</figcaption><pre tabindex=\"0\"><code>&lt;x&gt;\n</code></pre></figure>\n"
    );
}

#[test]
fn links_between_chapters_become_addresses() {
    let rendered = crate::markdown::render(
        "[a](limits.md#x) [b](../chapters/index.md) [c](https://e.example/a.md) [d](../codes/E0101.md) [e](E0101.md)",
        crate::address,
    );
    let links: Vec<&str> = between(&rendered.html, "href=\"", '"').collect();
    assert_eq!(
        links,
        ["/guide/limits#x", "/guide", "https://e.example/a.md", "/guide/codes/E0101", "/guide/codes/E0101"]
    );
}
