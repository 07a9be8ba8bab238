//! Reading typed values out of one file's nodes, noting every problem with its place and going on.
//!
//! Owns the words of the common mistakes. Must not know any rule kind.

use crate::{
    Diagnostic, Severity, Span, codes,
    codes::Code,
    limits, locale,
    scalar::{Class, classify, is_quoted_value},
    words::{listed, shown},
    yaml::{Content, Entry, Node, is_old_boolean},
};
use std::{
    collections::{BTreeMap, HashSet},
    ops::RangeInclusive,
    str::FromStr,
    sync::Arc,
};
use usher_condition::nearest;
use usher_model::{LocalText, Locale, Value};

/// Reads one file and keeps its problems.
pub(crate) struct Reader {
    file: Arc<str>,
    problems: Vec<Diagnostic>,
    unshown: usize,
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
    /// Whether a key was reported: then nobody may say that one of several is missing.
    pub fn has_unknown(&self) -> bool {
        self.unknown > 0 || self.lost_keys
    }
}

impl Reader {
    pub fn new(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), problems: Vec::new(), unshown: 0 }
    }

    /// The problems of this file, in the order of their places.
    pub fn into_problems(mut self) -> Vec<Diagnostic> {
        self.problems.sort_by_key(|problem| problem.span);
        if self.unshown > 0 {
            let place = self.problems.last().map(|problem| problem.span).unwrap_or_default();
            let message = format!("this file has {} more problems, which are not shown", self.unshown);
            let problem = Diagnostic::new(codes::MORE, &self.file, place, message, "mend these first", None);
            self.problems.push(problem);
        }
        self.problems
    }

    /// Whether an error was noted.
    pub fn has_errors(&self) -> bool {
        self.unshown > 0 || self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether a further problem would only be counted: then no help need be looked for.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= limits::PROBLEMS
    }

    /// Notes a problem.
    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>, label: &str, help: Option<String>) {
        if self.is_full() {
            self.unshown += 1;
        } else {
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
                    self.unshown += 1;
                    continue;
                }
                let help = match nearest(&entry.key, keys.iter().copied()) {
                    Some(near) => {
                        meant.push(near.to_owned());
                        format!("did you mean `{near}`?")
                    }
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

    /// The text of a scalar that can be nothing but text.
    pub fn raw_text<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n str> {
        match &node.content {
            Content::Scalar(_) if node.is_null() => self.wrong(node, expected),
            Content::Scalar(scalar) => match classify(scalar) {
                Class::Text => Some(&scalar.text),
                class => {
                    let code = if matches!(class, Class::Odd(_)) { codes::AMBIGUOUS } else { codes::WRONG_TYPE };
                    let message = format!("expected {expected}, found {}", class.words(&scalar.text));
                    let help = format!("write \"{}\" in quotes", shown(&scalar.text));
                    self.report(code, node.span, message, "not a text without quotes", Some(help));
                    None
                }
            },
            _ => self.wrong(node, expected),
        }
    }

    /// A text that people read: not empty, not too long, nothing invisible in it.
    pub fn text(&mut self, node: &Node, most: usize, lines: Lines) -> Option<String> {
        let text = self.raw_text(node, "a text")?;
        self.checked_text(node, text, most, lines)
    }

    /// A text, or one a locale.
    pub fn local_text(&mut self, node: &Node, most: usize, lines: Lines) -> Option<LocalText> {
        let Content::Map(entries) = &node.content else {
            let text = self.raw_text(node, "a text, or texts by language such as `en: Hello`")?;
            return self.checked_text(node, text, most, lines).map(LocalText::Same);
        };
        if entries.is_empty() && node.lost_keys {
            return None;
        }
        if entries.is_empty() {
            let help = "write a text, or one a language such as `en: Hello`".to_owned();
            self.report(codes::EMPTY, node.span, "there is no text here", "no language in it", Some(help));
            return None;
        }
        let mut texts = BTreeMap::new();
        for entry in entries {
            let locale = self.checked_locale(&entry.key, entry.key_span);
            let text = self.text(&entry.value, most, lines);
            if let (Some(locale), Some(text)) = (locale, text) {
                texts.insert(locale, text);
            }
        }
        (texts.len() == entries.len()).then_some(LocalText::ByLocale(texts))
    }

    /// A language tag.
    pub fn locale(&mut self, node: &Node) -> Option<Locale> {
        let text = self.raw_text(node, "a language tag such as `en` or `zh-CN`")?;
        self.checked_locale(text, node.span)
    }

    /// A whole number in a range.
    pub fn whole(&mut self, node: &Node, range: &RangeInclusive<i64>) -> Option<i64> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let Content::Scalar(scalar) = &node.content else { return self.wrong(node, &expected) };
        match classify(scalar) {
            Class::Int(number) if range.contains(&number) => Some(number),
            Class::Int(_) | Class::Odd("a number that is too large") => {
                let message = format!("expected {expected}, found {}", shown(&scalar.text));
                self.report(codes::OUT_OF_RANGE, node.span, message, "out of range", None);
                None
            }
            _ => self.wrong(node, &expected),
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, node: &Node) -> Option<bool> {
        let Content::Scalar(scalar) = &node.content else { return self.wrong(node, "`true` or `false`") };
        match classify(scalar) {
            Class::Bool(flag) => Some(flag),
            _ => self.wrong(node, "`true` or `false`"),
        }
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let text = self.raw_text(node, &format!("{what}, one of {}", listed(&names)))?;
        let found = words.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let help = match nearest(text, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", listed(&names)),
            };
            let message = format!("there is no {what} `{}`", shown(text));
            self.report(codes::UNKNOWN_WORD, node.span, message, "unknown", Some(help));
        }
        found
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

    /// The value of a condition's operand, typed as it is written.
    pub fn value(&mut self, node: &Node) -> Option<Value> {
        match &node.content {
            Content::Broken => None,
            Content::List(items) => {
                let values: Vec<Value> = items.iter().filter_map(|item| self.value(item)).collect();
                (values.len() == items.len()).then_some(Value::List(values))
            }
            Content::Map(_) => self.wrong(node, "a value or a list of values"),
            Content::Scalar(_) if node.is_null() => self.wrong(node, "a value"),
            Content::Scalar(scalar) => match classify(scalar) {
                Class::Text => Some(Value::from(scalar.text.as_str())),
                Class::Bool(flag) => Some(flag.into()),
                Class::Int(number) => Some(number.into()),
                Class::Float(number) => Some(Value::Float(number)),
                class @ Class::Odd(_) => {
                    let text = shown(&scalar.text);
                    let message = format!("{}, needs quotes", class.words(&scalar.text));
                    let help = if is_old_boolean(&text) {
                        format!("write `true` or `false`, or \"{text}\" in quotes if the text is meant")
                    } else {
                        format!("write \"{text}\" in quotes if the text is meant")
                    };
                    self.report(codes::AMBIGUOUS, node.span, message, "unclear without quotes", Some(help));
                    None
                }
            },
        }
    }

    /// Reports a value of the wrong type, unless it was reported already.
    pub fn wrong<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        let (code, found, help) = match &node.content {
            Content::Broken => return None,
            Content::List(_) => (codes::WRONG_TYPE, "a list".to_owned(), None),
            Content::Map(_) => (codes::WRONG_TYPE, "a mapping".to_owned(), None),
            Content::Scalar(_) if node.is_null() => (codes::EMPTY, "nothing".to_owned(), None),
            Content::Scalar(scalar) => match classify(scalar) {
                class @ Class::Odd(_) => {
                    let help = is_old_boolean(&scalar.text).then(|| "write `true` or `false`".to_owned());
                    (codes::AMBIGUOUS, class.words(&scalar.text), help)
                }
                class => {
                    let help = is_quoted_value(scalar).then(|| "remove the quotes".to_owned());
                    (codes::WRONG_TYPE, class.words(&scalar.text), help)
                }
            },
        };
        let label = if code == codes::EMPTY { "nothing stands here" } else { "wrong type" };
        self.report(code, node.span, format!("expected {expected}, found {found}"), label, help);
        None
    }

    fn checked_locale(&mut self, text: &str, span: Span) -> Option<Locale> {
        match locale::check(text) {
            Ok(locale) => Some(locale),
            Err(problem) => {
                self.report(codes::BAD_LOCALE, span, problem.message, "not a known language tag", problem.help);
                None
            }
        }
    }

    fn checked_text(&mut self, node: &Node, text: &str, most: usize, lines: Lines) -> Option<String> {
        // A block ends with a line break that nobody means.
        let text = text.trim_end_matches('\n');
        let length = text.chars().count();
        if text.trim().is_empty() {
            self.report(codes::EMPTY, node.span, "this text is empty", "nothing stands here", None);
        } else if length > most {
            let message = format!("this text has {length} characters; at most {most} fit here");
            self.report(codes::TOO_LONG, node.span, message, "too long", None);
        } else if lines == Lines::One && text.contains(['\n', '\r']) {
            let help = Some("write it on one line".to_owned());
            self.report(codes::WRONG_TYPE, node.span, "this text must be a single line", "several lines", help);
        } else if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.report(codes::NOT_TEXT, node.span, "this text holds an invisible control character", "in here", None);
        } else {
            return Some(text.to_owned());
        }
        None
    }
}
