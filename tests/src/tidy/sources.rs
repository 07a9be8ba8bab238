//! What every file of ours looks like.

use super::{
    none_of,
    tree::{File, files},
};

/// Longest file: one use case, one endpoint, one idea.
const MAX_LINES: usize = 400;
/// Longer ones, with the reason.
const LONGER: &[(&str, &str)] = &[];

/// Written by people.
const CODE: &[&str] = &["rs", "ts", "tsx", "mjs", "js", "css", "rhai"];
/// Written by people, and not only code.
const TEXT: &[&str] =
    &["rs", "ts", "tsx", "mjs", "js", "css", "rhai", "html", "md", "sh", "sql", "toml", "yaml", "yml", "grit"];

/// Generated and committed; a test of their own keeps them fresh.
fn is_generated(file: &File) -> bool {
    let head: String = file.text.chars().take(300).collect();
    file.path.starts_with("schemas/") || head.contains(concat!("@", "generated"))
}

fn ours(extensions: &'static [&str]) -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.has_extension(extensions) && !is_generated(file))
}

/// Each line with its number.
fn lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

#[test]
fn every_module_begins_with_what_it_owns() {
    let findings: Vec<_> = ours(&["rs"])
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{}: does not begin with `//!`", file.path))
        .collect();
    none_of(&findings);
}

#[test]
fn no_file_is_too_long() {
    let mut findings = Vec::new();
    for file in ours(CODE) {
        let count = file.text.lines().count();
        let is_excepted = LONGER.iter().any(|(path, _)| *path == file.path);
        if count > MAX_LINES && !is_excepted {
            findings.push(format!("{}: has {count} lines; is it still one thing?", file.path));
        } else if count <= MAX_LINES && is_excepted {
            findings.push(format!("{}: is short enough now, take it off the list", file.path));
        }
    }
    none_of(&findings);
}

#[test]
fn nothing_is_switched_off_or_left_for_later() {
    // In halves, so that this file does not find itself.
    let banned = [
        (concat!("#[", "ignore"), "a test runs or is not there"),
        (concat!("#[", "should_panic"), "check the error instead"),
        (concat!("#[", "allow("), "write `expect` with a reason"),
        (concat!("#![", "allow("), "write `expect` with a reason"),
        (concat!("todo", "!("), "do it"),
        (concat!("unimplemented", "!("), "do it"),
        (concat!("FIX", "ME"), "do it"),
        (concat!("@ts-", "ignore"), "mend the type"),
        (concat!("@ts-", "nocheck"), "mend the types"),
        (concat!("biome-", "ignore-all"), "mend it, or name the one line"),
        (concat!("describe.", "skip("), "a test runs or is not there"),
        (concat!("test.", "skip("), "a test runs or is not there"),
        (concat!("it.", "skip("), "a test runs or is not there"),
        (concat!("test.", "only("), "all tests run"),
        (concat!("it.", "only("), "all tests run"),
    ];
    none_of(&matches(CODE, &banned));
}

#[test]
fn no_text_knows_the_machine_it_was_written_on() {
    let banned = [
        (concat!("registry.", "npmjs"), "name no registry"),
        (concat!("static.", "crates.io"), "name no registry"),
        (concat!("index.", "crates.io"), "name no registry"),
        (concat!("deb.", "debian.org"), "name no registry"),
        (concat!("pypi", ".org"), "name no registry"),
        (concat!("pythonhosted", ".org"), "name no registry"),
        (concat!("/ro", "ot/"), "a path of one machine"),
    ];
    let mut findings = matches(TEXT, &banned);
    findings.extend(matches(&["json", "lock"], &banned));
    // Part of many honest paths, so only where it begins one.
    let workplace = concat!("/wo", "rk/");
    for file in ours(TEXT) {
        for (number, line) in lines(file) {
            let begins = |(at, _): (usize, &str)| {
                line[..at]
                    .chars()
                    .next_back()
                    .is_none_or(|before| !before.is_alphanumeric() && !"._-}/".contains(before))
            };
            if line.match_indices(workplace).any(begins) {
                findings.push(format!("{}:{number}: a path of one machine", file.path));
            }
        }
    }
    none_of(&findings);
}

#[test]
fn no_line_ends_in_blanks_and_every_file_ends_in_a_line() {
    let mut findings = Vec::new();
    for file in ours(TEXT) {
        for (number, line) in lines(file) {
            if line.ends_with([' ', '\t', '\r']) {
                findings.push(format!("{}:{number}: ends in blanks", file.path));
            }
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            findings.push(format!("{}: does not end in a line break", file.path));
        }
    }
    none_of(&findings);
}

fn matches(extensions: &'static [&str], banned: &[(&str, &str)]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in ours(extensions) {
        for (number, line) in lines(file) {
            for (word, instead) in banned {
                if line.contains(word) {
                    findings.push(format!("{}:{number}: has `{word}`: {instead}", file.path));
                }
            }
        }
    }
    findings
}
