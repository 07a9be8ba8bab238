//! Scalars: texts, words, numbers and operands, and what helps where one of another type stands.

use super::Reader;
use crate::{
    codes,
    scalar::{Class, classify, is_quoted_value},
    words::{listed, meant, shown, with_article},
    yaml::{Content, Node, is_old_boolean},
};
use std::ops::RangeInclusive;
use usher_model::Value;

/// What helps where a value without quotes is none that could stand there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Instead<'w> {
    /// The same in quotes.
    Quotes,
    /// One of these words.
    Words(&'w [&'w str]),
    /// Something like this, which bears its own marks.
    Such(&'w str),
    /// A number in plain digits.
    Number,
    /// Yes or no.
    Flag,
    /// A time of day in quotes, with all its digits.
    Time,
}

impl Instead<'_> {
    /// In words, for what stands there.
    fn help(self, text: &str) -> String {
        match self {
            Self::Words(words) => match meant(text, words) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", listed(words)),
            },
            Self::Such(example) => format!("write it such as {example}"),
            Self::Number => match text.replace(['_', '+'], "").parse::<i64>() {
                Ok(number) => format!("write `{number}`"),
                Err(_) if text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit()) => {
                    "write a smaller number".to_owned()
                }
                Err(_) => "write a number in plain digits".to_owned(),
            },
            Self::Flag => "write `true` or `false`".to_owned(),
            Self::Time if text.find(':') == Some(1) => format!("write \"0{}\" in quotes", shown(text)),
            Self::Quotes | Self::Time => format!("write \"{}\" in quotes", shown(text)),
        }
    }
}

impl Reader {
    /// The text of a scalar that can be nothing but text.
    pub fn raw_text<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n str> {
        self.text_or(node, expected, Instead::Quotes)
    }

    /// A text of a kind whose texts never look like numbers or booleans: of these, quotes would make nothing better.
    pub fn text_such_as<'n>(&mut self, node: &'n Node, what: &str, example: &str) -> Option<&'n str> {
        self.text_or(node, &format!("{what} such as {example}"), Instead::Such(example))
    }

    fn text_or<'n>(&mut self, node: &'n Node, expected: &str, instead: Instead<'_>) -> Option<&'n str> {
        match &node.content {
            Content::Scalar(_) if node.is_null() => self.wrong(node, expected),
            Content::Scalar(scalar) => match classify(scalar) {
                Class::Text => Some(&scalar.text),
                class => {
                    let code = if matches!(class, Class::Odd(_)) { codes::AMBIGUOUS } else { codes::WRONG_TYPE };
                    let message = format!("expected {expected}, found {}", class.words(&scalar.text));
                    let help = instead.help(&scalar.text);
                    self.report(code, node.span, message, "not a text without quotes", Some(help));
                    None
                }
            },
            _ => self.wrong(node, expected),
        }
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
        let expected = format!("{}, one of {}", with_article(what), listed(&names));
        let text = self.text_or(node, &expected, Instead::Words(&names))?;
        let found = words.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let help = Instead::Words(&names).help(text);
            let message = format!("there is no {what} `{}`", shown(text));
            self.report(codes::UNKNOWN_WORD, node.span, message, "unknown", Some(help));
        }
        found
    }

    /// The value of a condition's operand, typed as it is written.
    pub fn value(&mut self, node: &Node) -> Option<Value> {
        self.value_or(node, Instead::Quotes)
    }

    /// The same, where it is known what could stand there.
    pub fn value_or(&mut self, node: &Node, instead: Instead<'_>) -> Option<Value> {
        match &node.content {
            Content::Broken => None,
            Content::List(items) => {
                let values: Vec<Value> = items.iter().filter_map(|item| self.value_or(item, instead)).collect();
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
                    let (message, help) = match instead {
                        Instead::Quotes if is_old_boolean(&text) => {
                            let help = format!("write `true` or `false`, or \"{text}\" in quotes if the text is meant");
                            (message, help)
                        }
                        Instead::Quotes => (message, format!("write \"{text}\" in quotes if the text is meant")),
                        Instead::Time => (message, instead.help(&scalar.text)),
                        _ => (class.words(&scalar.text), instead.help(&scalar.text)),
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
                    let instead = match expected {
                        _ if expected.starts_with("`true`") => Some(Instead::Flag),
                        _ if expected.contains("number") => Some(Instead::Number),
                        _ => None,
                    };
                    let help = instead.map(|instead| instead.help(&scalar.text));
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
}
