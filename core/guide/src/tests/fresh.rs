//! What the texts copy from the code: the whole chapter on the API, and tables between marks in others.
//! `UPDATE_SCHEMAS=1 cargo test -p usher-guide` writes all of it anew.

use super::{examples, numbers, tables};
use crate::code_pages;
use std::{env, fmt::Write, fs, path::PathBuf};

/// A folder of this crate.
pub(super) fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares a text with what it should say, or writes it.
pub(super) fn holds(name: &str, wanted: &str) {
    let path = folder(name);
    let is = fs::read_to_string(&path).unwrap_or_default();
    if is == wanted {
        return;
    }
    assert!(
        env::var_os("UPDATE_SCHEMAS").is_some(),
        "core/guide/{name} is stale: run `UPDATE_SCHEMAS=1 cargo test -p usher-guide`"
    );
    fs::write(path, wanted).expect("the text can be written");
}

/// Compares the generated parts of a chapter with what they should say, or writes them.
fn holds_parts(slug: &str, parts: &[(&str, String)]) {
    let name = format!("chapters/{slug}.md");
    let text = fs::read_to_string(folder(&name)).expect("the chapter can be read");
    let wanted = parts.iter().fold(text, |text, (part, content)| with_part(&text, part, content));
    holds(&name, &wanted);
}

/// Puts a generated part between its marks.
fn with_part(text: &str, part: &str, content: &str) -> String {
    let opens = format!("<!-- generated: {part} -->\n");
    let (before, rest) = text.split_once(&opens).unwrap_or_else(|| panic!("there is no `{}`", opens.trim_end()));
    let (_, after) = rest.split_once("<!-- end -->").expect("the part ends");
    format!("{before}{opens}\n{content}\n<!-- end -->{after}")
}

#[test]
fn the_chapter_on_the_api_is_fresh() {
    holds("chapters/plugin-api.md", &usher_script::api_markdown());
}

#[test]
fn the_chapter_on_strategies_is_fresh() {
    holds_parts("strategy", &[("explain", examples::explained())]);
}

#[test]
fn the_chapter_on_limits_is_fresh() {
    holds_parts("limits", &[("limits", numbers::limits()), ("trip", numbers::trip())]);
}

#[test]
fn the_chapter_on_plugins_is_fresh() {
    holds_parts("plugins", &[("facts", tables::facts()), ("built-ins", tables::built_ins())]);
}

#[test]
fn the_chapter_on_the_rule_tree_is_fresh() {
    holds_parts("rules", &[("limits", numbers::tree())]);
}

#[test]
fn the_chapter_on_conditions_is_fresh() {
    let parts = [("operators", tables::operators()), ("types", tables::types()), ("fields", tables::fields())];
    holds_parts("conditions", &parts);
}

#[test]
fn the_chapter_on_codes_is_fresh() {
    holds_parts("codes", &[("codes", codes())]);
}

/// The families of codes, by the first code of each.
const FAMILIES: &[(&str, &str)] = &[
    ("E0101", "How files are written"),
    ("E0201", "Keys and values"),
    ("E0301", "Ids, people and departments"),
    ("E0401", "Conditions"),
    ("E0501", "Plug-ins"),
    ("E0601", "Prompts and webhooks"),
    ("E0701", "Hours"),
    ("E0711", "Workspace, groups and distribution rules"),
    ("E0721", "Forms"),
    ("E0731", "Channels, and variables of prompts"),
    ("E0741", "Objects"),
    ("E0751", "Identity"),
    ("E0761", "Layouts"),
    ("E0781", "Tests of rules"),
    ("E0901", "Reading the files, and going live"),
    ("W0101", "Warnings about rules"),
    ("W0201", "Warnings about plug-ins"),
];

/// Every code with its title, by family.
fn codes() -> String {
    let mut text = String::new();
    let mut last = "";
    for page in code_pages() {
        let family = FAMILIES.iter().rev().find(|(first, _)| *first <= page.name).expect("every code has a family").1;
        if family != last {
            last = family;
            write!(text, "\n## {family}\n\n| Code | Means |\n|---|---|\n").expect("a text");
        }
        let (_, title) = page.title().split_once(": ").expect("a title has the code before it");
        writeln!(text, "| [{name}](../codes/{name}.md) | {title} |", name = page.name).expect("a text");
    }
    text.trim_start().to_owned()
}
