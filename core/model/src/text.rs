//! Texts that people read, by locale.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr, sync::Arc};

/// A language tag such as `en` or `zh-CN`: a language of two or three letters, optionally a script or region.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(Arc<str>);

impl Locale {
    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The language alone: `zh` of `zh-CN`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl FromStr for Locale {
    type Err = String;
    fn from_str(given: &str) -> Result<Self, String> {
        let mut parts = given.split('-');
        let language = parts.next().unwrap_or("");
        let language_fits = (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase());
        let rest_fits = parts.clone().count() <= 2
            && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if language_fits && rest_fits {
            Ok(Self(given.into()))
        } else {
            Err("not a locale: write a language tag such as `en`, `zh-CN` or `pt-BR`".to_owned())
        }
    }
}
impl TryFrom<String> for Locale {
    type Error = String;
    fn try_from(given: String) -> Result<Self, String> {
        given.parse()
    }
}
impl From<Locale> for String {
    fn from(locale: Locale) -> String {
        locale.0.as_ref().to_owned()
    }
}
impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is the same everywhere, or one a locale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LocalText {
    /// One text for all.
    Same(String),
    /// A text a locale; never empty.
    ByLocale(BTreeMap<Locale, String>),
}

impl LocalText {
    /// The text for a reader: the exact locale, else the same language, else the fallback locale, else the first.
    pub fn get(&self, wanted: &Locale, fallback: &Locale) -> &str {
        match self {
            Self::Same(text) => text,
            Self::ByLocale(texts) => texts
                .get(wanted)
                .or_else(|| texts.iter().find(|(l, _)| l.language() == wanted.language()).map(|(_, t)| t))
                .or_else(|| texts.get(fallback))
                .or_else(|| texts.iter().find(|(l, _)| l.language() == fallback.language()).map(|(_, t)| t))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }
}
