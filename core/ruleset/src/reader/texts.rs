//! Texts that people read, in one language or in several.

use super::{Lines, Reader};
use crate::{
    Span, codes, locale,
    words::shown,
    yaml::{Content, Entry, Node},
};
use std::{collections::BTreeMap, iter};
use usher_model::{LocalText, Locale};

/// Texts by language that were read: where they stand, and which languages there are.
pub(crate) struct Texts {
    pub span: Span,
    pub locales: Vec<Locale>,
}

impl Reader {
    /// The texts by language of this file, as they were read.
    pub fn texts(&self) -> &[Texts] {
        &self.texts
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
        for (at, entry) in entries.iter().enumerate() {
            if let Some(earlier) = at.checked_sub(1).map(|at| &entries[at])
                && is_cut_off(entry)
            {
                // Of several commas the first is enough.
                if !is_cut_off(earlier) {
                    self.comma(earlier, &entries[at..]);
                }
                continue;
            }
            let locale = self.checked_locale(&entry.key, entry.key_span);
            let text = self.text(&entry.value, most, lines);
            if let (Some(locale), Some(text)) = (locale, text) {
                texts.insert(locale, text);
            }
        }
        self.texts.push(Texts { span: node.span, locales: texts.keys().cloned().collect() });
        (texts.len() == entries.len()).then_some(LocalText::ByLocale(texts))
    }

    /// Reports a text in braces whose comma ends it: what follows reads as languages without a text.
    fn comma(&mut self, cut: &Entry, rest: &[Entry]) {
        let Some(first) = rest.first() else { return };
        let (message, label) = ("the comma before this ends the text", "cut off");
        let whole = match &cut.value.content {
            Content::Scalar(scalar) => {
                let parts = rest.iter().take_while(|entry| is_cut_off(entry)).map(|entry| entry.key.as_str());
                iter::once(scalar.text.as_str()).chain(parts).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        };
        // What would be shown cut, or holds quotes itself, cannot be copied.
        let help = if whole.is_empty() || shown(&whole) != whole || whole.contains(['"', '\\']) {
            format!("put all of the text behind `{}:` into quotes", shown(&cut.key))
        } else {
            format!("put a text with a comma in it into quotes: `{}: \"{whole}\"`", shown(&cut.key))
        };
        self.report(codes::BAD_LOCALE, first.key_span, message, label, Some(help));
    }

    /// A language tag.
    pub fn locale(&mut self, node: &Node) -> Option<Locale> {
        let text = self.raw_text(node, "a language tag such as `en` or `zh-CN`")?;
        self.checked_locale(text, node.span)
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

/// Whether this is no language with its text, but what a comma has cut off the text before it.
fn is_cut_off(entry: &Entry) -> bool {
    let is_empty = matches!(&entry.value.content, Content::Scalar(scalar) if scalar.text.is_empty());
    is_empty && entry.value.is_null() && locale::check(&entry.key).is_err()
}
