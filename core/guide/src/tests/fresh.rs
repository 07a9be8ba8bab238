//! What the chapters copy from the code: the whole chapter on the API, and tables between marks in others.
//! `UPDATE_SCHEMAS=1 cargo test -p usher-guide` writes all of it anew.

use super::numbers;
use std::{env, fs, path::PathBuf};
use usher_condition::Catalogue;

fn chapter(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("chapters").join(format!("{name}.md"))
}

/// Compares a chapter with what it should say, or writes it.
fn holds(name: &str, wanted: &str) {
    let path = chapter(name);
    let is = fs::read_to_string(&path).unwrap_or_default();
    if is == wanted {
        return;
    }
    assert!(
        env::var_os("UPDATE_SCHEMAS").is_some(),
        "chapters/{name}.md is stale: run `UPDATE_SCHEMAS=1 cargo test -p usher-guide`"
    );
    fs::write(path, wanted).expect("the chapter can be written");
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
    holds("plugin-api", &usher_script::api_markdown());
}

#[test]
fn the_chapter_on_limits_is_fresh() {
    let text = fs::read_to_string(chapter("limits")).expect("the chapter can be read");
    let text = with_part(&text, "limits", &numbers::limits());
    holds("limits", &with_part(&text, "trip", &numbers::trip()));
}

#[test]
fn the_chapter_on_plugins_is_fresh() {
    let text = fs::read_to_string(chapter("plugins")).expect("the chapter can be read");
    let text = with_part(&text, "facts", &facts());
    holds("plugins", &with_part(&text, "built-ins", &built_ins()));
}

fn facts() -> String {
    let catalogue = Catalogue::stock();
    let rows = catalogue.iter().map(|(name, info)| format!("| `{name}` | {} |\n", info.description));
    format!("| Fact | Tells |\n|---|---|\n{}", rows.collect::<String>())
}

/// Each strategy that comes with Usher, with what its manifest says of it.
fn built_ins() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let entries = fs::read_dir(folder).expect("the built-in plug-ins are there");
    let mut rows: Vec<String> = entries
        .map(|entry| entry.expect("the folder can be listed"))
        .filter_map(|entry| {
            let manifest = fs::read_to_string(entry.path().join("plugin.yaml")).ok()?;
            Some(row(&entry.file_name().to_string_lossy(), &manifest))
        })
        .collect();
    rows.sort();
    format!("| Strategy | Names | Parameters |\n|---|---|---|\n{}", rows.concat())
}

fn row(id: &str, manifest: &str) -> String {
    let description = manifest.lines().find_map(|line| line.strip_prefix("description: ")).unwrap_or_default();
    let (_, parameters) = manifest.split_once("      parameters:\n").unwrap_or_default();
    let names = parameters.lines().filter_map(|line| line.strip_prefix("        ")?.strip_suffix(':'));
    let names = names.filter(|name| !name.starts_with(' ')).map(|name| format!("`{name}`"));
    format!("| `{id}` | {description} | {} |\n", names.collect::<Vec<_>>().join(", "))
}
