//! Reading typed values out of one file's nodes, noting every problem with its place and going on.
//!
//! Owns the words of the common mistakes. Must not know any rule kind.

mod room;
mod scalars;
mod texts;

pub(crate) use room::TreeRoom;
pub(crate) use scalars::Instead;

use crate::{
    Diagnostic, Severity, Span, codes,
    codes::Code,
    limits,
    secret::{self, Secret},
    words::{listed, shown},
    yaml::{Content, Entry, Node},
};
use room::Room;
use std::{collections::HashSet, rc::Rc, str::FromStr, sync::Arc};
use texts::Texts;
use usher_condition::{BadPattern, Pattern, nearest};

/// Reads one file and keeps its problems.
pub(crate) struct Reader {
    file: Arc<str>,
    problems: Vec<Diagnostic>,
    room: Room,
    /// What must not be repeated in any message.
    secrets: Vec<Secret>,
    /// The texts by language, as they were read.
    texts: Vec<Texts>,
}

/// Whether a text may have more than one line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

/// A mapping whose keys are known.
pub(crate) struct Fields<'n> {
    entries: &'n [Entry],
    span: Span,
    /// Keys that are not there, but that a misspelt one most likely meant.
    meant: Vec<String>,
    unknown: usize,
    lost_keys: bool,
}

/// An id that something else must bear, and where it is named.
#[derive(Debug, Clone)]
pub(crate) struct Ref<T> {
    pub id: T,
    pub span: Span,
}

impl<'n> Fields<'n> {
    /// The value of a key, if it is there.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }
    /// A key with its value, if it is there.
    pub fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
    /// Whether a key is there, or may be: as a misspelt one that most likely meant it, or as one that was dropped.
    pub fn may_have(&self, key: &str) -> bool {
        self.lost_keys || self.get(key).is_some() || self.meant.iter().any(|meant| meant == key)
    }
    /// Whether a key was reported: then nobody may say that one of several is missing.
    pub fn has_unknown(&self) -> bool {
        self.unknown > 0 || self.lost_keys
    }
}

impl Reader {
    pub fn new(file: &Arc<str>) -> Self {
        Self::within(file, &Rc::default())
    }

    /// A file among others, which share the room for problems.
    pub fn within(file: &Arc<str>, room: &Rc<TreeRoom>) -> Self {
        let (file, room) = (Arc::clone(file), Room::within(room));
        Self { file, problems: Vec::new(), room, secrets: Vec::new(), texts: Vec::new() }
    }

    /// The problems of this file, in the order of their places.
    pub fn into_problems(mut self) -> Vec<Diagnostic> {
        self.problems.sort_by_key(|problem| problem.span);
        for (severity, code, what) in
            [(Severity::Error, codes::MORE, "problem"), (Severity::Warning, codes::MORE_WARNINGS, "warning")]
        {
            let unshown = self.unshown(severity);
            if unshown > 0 && !self.is_hidden(severity) {
                let shown = self.problems.iter().rev().find(|problem| problem.severity == severity);
                let place = shown.map(|problem| problem.span).unwrap_or_default();
                let message = match unshown {
                    1 => format!("this file has 1 more {what}, which is not shown"),
                    _ => format!("this file has {unshown} more {what}s, which are not shown"),
                };
                self.problems.push(Diagnostic::new(code, &self.file, place, message, "mend these first", None));
            }
        }
        for problem in &mut self.problems {
            secret::hide(problem, &self.secrets);
        }
        self.problems
    }

    /// Notes what may be secrets, so that no message repeats them. Of plug-ins none are told: what stands there is code.
    pub fn keep_secret(&mut self, secrets: impl FnOnce() -> Vec<Secret>) {
        if self.file.starts_with("rules/") {
            self.secrets = secrets();
        }
    }

    /// What may be secrets, in order of their places.
    pub fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// The path of its file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether an error was noted.
    pub fn has_errors(&self) -> bool {
        self.unshown(Severity::Error) > 0 || self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether a further error would only be counted: then no help need be looked for.
    pub fn is_full(&self) -> bool {
        self.room.is_full(Severity::Error)
    }

    /// Whether one more regular expression can be held. Where not, that is told at its place.
    pub fn holds_pattern(&mut self, span: Span) -> bool {
        let holds = self.room.holds_patterns();
        if !holds {
            let message = "all regular expressions of these rules together are too large once compiled";
            let help = "make their repetitions shorter, or use `starts_with`, `contains` or `in`".to_owned();
            self.report(codes::BUDGET, span, message, "one too many", Some(help));
        }
        holds
    }

    /// Whether it may be looked up among so many names what a wrong one meant.
    pub fn may_compare(&self, names: usize) -> bool {
        self.room.compare(names)
    }

    /// Whether one more schema can be held. Where not, that is told at its place.
    pub fn hold_schema(&mut self, span: Span) -> bool {
        let holds = self.room.hold_schema();
        if !holds {
            let message = format!("the parameters of all plug-ins have more than {} schemas", limits::SCHEMAS);
            self.report(codes::BUDGET, span, message, "one too many", Some("make them simpler".to_owned()));
        }
        holds
    }

    /// Notes that a regular expression is held. One that was too large took as long to find that out.
    pub fn hold_pattern(&mut self, compiled: Result<&Pattern, &BadPattern>) {
        self.room.hold_pattern(match compiled {
            Ok(pattern) => pattern.held_bytes(),
            Err(BadPattern::TooLarge) => Pattern::MAX_COMPILED_BYTES,
            Err(BadPattern::Syntax { .. } | BadPattern::TooLong { .. }) => 0,
        });
    }

    /// How many problems are only counted.
    pub fn unshown(&self, severity: Severity) -> usize {
        self.room.unshown(severity)
    }

    /// Whether it has problems, and none of them is shown, because other files left no room.
    pub fn is_hidden(&self, severity: Severity) -> bool {
        self.unshown(severity) > 0 && self.problems.iter().all(|problem| problem.severity != severity)
    }

    /// Notes a problem.
    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>, label: &str, help: Option<String>) {
        if self.room.take(code.severity()) {
            self.problems.push(Diagnostic::new(code, &self.file, span, message, label, help));
        }
    }

    /// A mapping with these keys. Others are reported.
    pub fn fields<'n>(&mut self, node: &'n Node, what: &str, keys: &[&str]) -> Option<Fields<'n>> {
        let entries = self.map(node, &format!("the keys of {what}"))?;
        let mut meant = Vec::new();
        let mut unknown = 0;
        for entry in entries {
            if !keys.contains(&entry.key.as_str()) {
                unknown += 1;
                if self.is_full() {
                    self.room.take(Severity::Error);
                    continue;
                }
                let words = entry.key.split_once(' ').filter(|(key, _)| entry.value.is_null() && keys.contains(key));
                let help = match nearest(&entry.key, keys.iter().copied()) {
                    _ if let Some((key, value)) = words => {
                        meant.push(key.to_owned());
                        format!("put a colon behind the key: `{key}: {}`", shown(value))
                    }
                    Some(near) => {
                        meant.push(near.to_owned());
                        format!("did you mean `{near}`?")
                    }
                    None if keys.len() == 1 => format!("{what} has the key {} only", listed(keys)),
                    None => format!("{what} has the keys {}", listed(keys)),
                };
                let message = format!("{what} has no key `{}`", shown(&entry.key));
                self.report(codes::UNKNOWN_KEY, entry.key_span, message, "unknown key", Some(help));
            }
        }
        Some(Fields { entries, span: node.span, meant, unknown, lost_keys: node.lost_keys })
    }

    /// The value of a key that must be there. A misspelt one was reported already, and is not missing as well.
    pub fn required<'n>(&mut self, fields: &Fields<'n>, what: &str, key: &str) -> Option<&'n Node> {
        let found = fields.get(key);
        if found.is_none() && !fields.lost_keys && !fields.meant.iter().any(|meant| meant == key) {
            let message = format!("{what} needs the key `{key}`");
            self.report(codes::MISSING_KEY, fields.span, message, &format!("`{key}` is missing"), None);
        }
        found
    }

    /// A mapping with any keys.
    pub fn map<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n [Entry]> {
        if let Content::Map(entries) = &node.content { Some(entries) } else { self.wrong(node, expected) }
    }

    /// A list, perhaps empty.
    pub fn list<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n [Node]> {
        if let Content::List(items) = &node.content { Some(items) } else { self.wrong(node, expected) }
    }

    /// A list with something in it.
    pub fn full_list<'n>(&mut self, node: &'n Node, expected: &str, help: &str) -> Option<&'n [Node]> {
        let items = self.list(node, expected)?;
        if items.is_empty() {
            self.report(codes::EMPTY, node.span, "this list is empty", "nothing in it", Some(help.to_owned()));
            return None;
        }
        Some(items)
    }

    /// An id that something else must bear.
    pub fn reference<T: FromStr<Err: std::fmt::Display>>(&mut self, node: &Node, what: &str) -> Option<Ref<T>> {
        let text = self.raw_text(node, &format!("the id of {what}"))?;
        self.id(text, node.span).map(|id| Ref { id, span: node.span })
    }

    /// Ids, each named once.
    pub fn references<T>(&mut self, items: &[Node], what: &str) -> Vec<Ref<T>>
    where
        T: FromStr<Err: std::fmt::Display> + std::fmt::Display,
    {
        let mut each: Vec<Ref<T>> = Vec::with_capacity(items.len());
        let mut seen = HashSet::new();
        for item in items {
            let Some(one) = self.reference::<T>(item, what) else { continue };
            let name = one.id.to_string();
            if seen.contains(&name) {
                self.twice(one.span, &name);
            } else {
                seen.insert(name);
                each.push(one);
            }
        }
        each
    }

    /// Reports a value that stands in a list already.
    pub fn twice(&mut self, span: Span, value: &str) {
        let message = format!("`{value}` stands in this list twice");
        self.report(codes::TWICE, span, message, "the second one", Some("remove it".to_owned()));
    }

    /// A text that names something.
    pub fn id<T: FromStr<Err: std::fmt::Display>>(&mut self, text: &str, span: Span) -> Option<T> {
        match text.parse() {
            Ok(id) => Some(id),
            Err(error) => {
                self.report(codes::BAD_ID, span, error.to_string(), "not an id", None);
                None
            }
        }
    }
}
