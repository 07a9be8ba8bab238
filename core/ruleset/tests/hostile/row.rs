//! One tree: what stands in it beside a small good company, and how compiling it must end.

use std::{
    fmt::Write,
    sync::{Arc, LazyLock},
};
use usher_ruleset::SourceTree;

/// The most that a tree may have.
pub const MEBIBYTE: usize = 1 << 20;
/// What trees of one thing again and again are filled up to. Without optimisation they would take many minutes, and what
/// grows with the square of its input shows at an eighth too; `USHER_HOSTILE_WHOLE=1` fills them all the same.
pub fn full() -> usize {
    static FULL: LazyLock<usize> = LazyLock::new(|| {
        let is_whole = !cfg!(debug_assertions) || std::env::var_os("USHER_HOSTILE_WHOLE").is_some();
        if is_whole { MEBIBYTE } else { MEBIBYTE / 8 }
    });
    *FULL
}
/// The small company, and what stands around what is repeated.
const ROOM: usize = 4 * 1024;

/// How a tree must end.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// With this problem, among others.
    Refused(&'static str),
    /// As a rule set.
    Good,
    /// As one or the other: that it ends is what matters.
    Either,
}

/// One tree.
pub struct Row {
    pub name: String,
    pub end: End,
    files: Box<dyn Fn() -> Vec<(String, Vec<u8>)>>,
}

const COMPANY: &[(&str, &str)] = &[
    ("rules/workspace.yaml", "name: Acme\ntime_zone: Europe/Berlin\ndefault_locale: en\n"),
    ("rules/directory/agents.yaml", "agents:\n  bo: { name: Bo, email: bo@acme.example }\n"),
    ("rules/directory/departments.yaml", "departments:\n  office: { name: Office }\n"),
    ("rules/groups/team.yaml", "name: Team\nmembers: { agents: [bo] }\n"),
    ("rules/distribution/rest.yaml", "name: Rest\npriority: 200\ngroup: team\nstrategy: load\n"),
];

impl Row {
    /// Files beside those of the company, or in place of them.
    pub fn new(name: impl Into<String>, end: End, files: impl Fn() -> Vec<(String, Vec<u8>)> + 'static) -> Self {
        Self { name: name.into(), end, files: Box::new(files) }
    }
    /// One file.
    pub fn file(name: impl Into<String>, end: End, path: &'static str, text: impl Fn() -> String + 'static) -> Self {
        Self::new(name, end, move || vec![(path.to_owned(), text().into_bytes())])
    }
    pub fn tree(&self) -> SourceTree {
        let company = COMPANY.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let files = company.chain((self.files)());
        SourceTree { files: files.map(|(path, bytes)| (Arc::from(path), Arc::from(bytes))).collect() }
    }
}

/// A head, then units by their numbers until the mebibyte is full, then a foot.
pub fn filled(head: &str, unit: impl Fn(usize) -> String, foot: &str) -> String {
    filled_to(full() - ROOM, head, unit, foot)
}

/// The same, up to a size.
pub fn filled_to(most: usize, head: &str, unit: impl Fn(usize) -> String, foot: &str) -> String {
    let mut text = head.to_owned();
    for at in 0.. {
        let unit = unit(at);
        if text.len() + unit.len() + foot.len() > most {
            break;
        }
        write!(text, "{unit}").expect("a string");
    }
    text + foot
}

/// Files by their numbers until the mebibyte is full, paths included, or there are as many as a folder may have.
pub fn files(unit: impl Fn(usize) -> (String, String)) -> Vec<(String, Vec<u8>)> {
    files_to(full() - ROOM, unit)
}

/// The same, up to a size.
pub fn files_to(most: usize, unit: impl Fn(usize) -> (String, String)) -> Vec<(String, Vec<u8>)> {
    const MOST_FILES: usize = 9_900;
    let mut bytes = 0;
    let mut files = Vec::new();
    for at in 0..MOST_FILES {
        let (path, text) = unit(at);
        bytes += path.len() + text.len();
        if bytes > most {
            break;
        }
        files.push((path, text.into_bytes()));
    }
    files
}
