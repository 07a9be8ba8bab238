//! The fields that a condition may name, and the type of each.

use crate::{Operator, nearest};
use std::{collections::BTreeMap, sync::Arc};

/// The type of a field: which operators and operands it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int {
        /// The least it can be.
        least: i64,
        /// The most it can be.
        most: i64,
    },
    /// A number, perhaps with a fraction.
    Number,
    /// Any text.
    Text,
    /// The path of an address: it begins with `/`.
    Path,
    /// A language tag such as `zh-CN`.
    Locale,
    /// A language such as `zh`.
    Language,
    /// One of these texts.
    Enum(Vec<Arc<str>>),
    /// A day: `2026-12-25`.
    Date,
    /// A time of day: `09:00`.
    TimeOfDay,
    /// A moment: RFC 3339 in a rule, microseconds since 1970 among the facts.
    Moment,
    /// Several texts.
    TextList,
}

impl FieldKind {
    /// The type in words, with an article.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Bool => "`true` or `false`",
            Self::Int { .. } => "a whole number",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Path => "a path that begins with `/`",
            Self::Locale => "a language tag such as `en` or `zh-CN`",
            Self::Language => "a language such as `en` or `zh`",
            Self::Enum(_) => "one of a fixed set of words",
            Self::Date => "a date such as `2026-12-25`",
            Self::TimeOfDay => "a time of day such as `\"09:00\"`",
            Self::Moment => "a moment such as `2026-12-25T09:00:00Z`",
            Self::TextList => "a list of texts",
        }
    }

    /// The operators that fields of this type take, in the order of the manual.
    pub fn operators(&self) -> &'static [Operator] {
        use Operator::{
            After, Before, Between, Contains, EndsWith, Eq, Exists, Gt, Gte, In, Lt, Lte, Matches, Ne, NotIn,
            StartsWith, Within,
        };
        match self {
            Self::Bool => &[Eq, Ne, Exists],
            Self::Int { .. } | Self::Number => &[Eq, Ne, In, NotIn, Gt, Gte, Lt, Lte, Between, Exists],
            Self::Text | Self::Path | Self::Locale | Self::Language => {
                &[Eq, Ne, In, NotIn, Contains, StartsWith, EndsWith, Matches, Exists]
            }
            Self::Enum(_) => &[Eq, Ne, In, NotIn, Exists],
            Self::Date => &[Eq, Ne, In, NotIn, Between, Exists, Before, After],
            Self::TimeOfDay => &[Between, Exists, Before, After],
            Self::Moment => &[Between, Exists, Before, After, Within],
            Self::TextList => &[Contains, Exists],
        }
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its type.
    pub kind: FieldKind,
    /// What it tells, in one sentence.
    pub description: String,
}

/// The fields by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    fields: BTreeMap<Arc<str>, FieldInfo>,
}

impl Catalogue {
    /// The fields that every rule set has.
    pub fn stock() -> Self {
        let mut catalogue = Self::default();
        for (name, kind, description) in stock_fields() {
            catalogue.insert(name, FieldInfo { kind, description: description.to_owned() });
        }
        catalogue
    }

    /// Adds a field, in place of an earlier one of the same name.
    pub fn insert(&mut self, name: &str, info: FieldInfo) {
        self.fields.insert(name.into(), info);
    }

    /// Narrows a field to the words it can hold, where they are known: `channel.id` to the channels that exist.
    #[must_use]
    pub fn with_values(mut self, name: &str, values: impl IntoIterator<Item = Arc<str>>) -> Self {
        if let Some(info) = self.fields.get_mut(name) {
            info.kind = FieldKind::Enum(values.into_iter().collect());
        }
        self
    }

    /// Looks a field up.
    pub fn get(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.get(name)
    }

    /// All fields in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldInfo)> {
        self.fields.iter().map(|(name, info)| (name.as_ref(), info))
    }

    /// The field that a wrong name most likely meant. The last part alone will do: `path` is `page.path`.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let mut by_last_part = self.fields.keys().filter(|field| field.rsplit('.').next() == Some(name));
        match (by_last_part.next(), by_last_part.next()) {
            (Some(only), None) => Some(only),
            _ => nearest(name, self.fields.keys().map(AsRef::as_ref)),
        }
    }
}

fn stock_fields() -> Vec<(&'static str, FieldKind, &'static str)> {
    use FieldKind::{Bool, Date, Language, Locale, Moment, Path, Text, TimeOfDay};
    let words = |each: &[&str]| FieldKind::Enum(each.iter().map(|word| Arc::from(*word)).collect());
    let count = || FieldKind::Int { least: 0, most: i64::MAX };
    vec![
        ("visitor.verified", Bool, "Whether the visitor has proved who they are."),
        ("visitor.name", Text, "The visitor's name, where one is known."),
        (
            "visitor.locale",
            Locale,
            "The language tag that the visitor reads in, such as `zh-CN`: the page's own, or else the browser's.",
        ),
        ("visitor.language", Language, "The first part of the visitor's language tag, such as `zh`."),
        ("visitor.returning", Bool, "Whether the visitor has had a session before this one."),
        ("visitor.sessions", count(), "How many sessions the visitor has had before this one."),
        (
            "visitor.last_agent",
            Text,
            "The agent who served the visitor in their latest session before this one, by id.",
        ),
        ("page.url", Text, "The whole address of the page that the chat was opened on."),
        ("page.host", Text, "The host name of that page, such as `shop.example.com`."),
        ("page.path", Path, "The path of that page, such as `/checkout/pay`."),
        ("page.title", Text, "The title of that page."),
        ("page.referrer", Text, "The address of the page that led there, where the browser tells it."),
        ("page.query", Text, "The query string of that page's address, as it stands there, without the `?`."),
        ("device.kind", words(&["desktop", "mobile", "tablet"]), "What kind of device the visitor uses."),
        ("device.os", Text, "The operating system of that device, such as `Android`."),
        ("device.browser", Text, "The browser on that device, such as `Firefox`."),
        ("channel.id", Text, "The channel that the chat was opened in, by its id."),
        ("time.now", Moment, "The present moment."),
        ("time.date", Date, "Today's date in the workspace's time zone."),
        ("time.of_day", TimeOfDay, "The time of day in the workspace's time zone, to the minute."),
        (
            "time.weekday",
            words(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
            "The day of the week in the workspace's time zone.",
        ),
        (
            "time.hour",
            FieldKind::Int { least: 0, most: 23 },
            "The hour of the day in the workspace's time zone, from 0 to 23.",
        ),
        ("session.first_message", Text, "What the visitor wrote first."),
    ]
}
