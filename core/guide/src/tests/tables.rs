//! Tables of the chapters, made of what the code says.

use super::fresh;
use std::fs;
use usher_condition::{Catalogue, FieldKind, Operator};

/// The facts that every workspace has.
pub(super) fn facts() -> String {
    let catalogue = Catalogue::stock();
    let rows = catalogue.iter().map(|(name, info)| format!("| `{name}` | {} |\n", info.description));
    format!("| Fact | Tells |\n|---|---|\n{}", rows.collect::<String>())
}

/// The same as fields of conditions, with their types.
pub(super) fn fields() -> String {
    let catalogue = Catalogue::stock();
    let rows =
        catalogue.iter().map(|(name, info)| format!("| `{name}` | {} | {} |\n", kind(&info.kind), info.description));
    format!("| Field | Type | Tells |\n|---|---|---|\n{}", rows.collect::<String>())
}

/// A type in a word, or the words that it may be.
fn kind(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Enum(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        FieldKind::Int { least: 0, most: i64::MAX } => "whole number from 0".to_owned(),
        FieldKind::Int { least, most } => format!("whole number, {least} to {most}"),
        other => name(other).to_owned(),
    }
}

const fn name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Bool => "yes or no",
        FieldKind::Int { .. } => "whole number",
        FieldKind::Number => "number",
        FieldKind::Text => "text",
        FieldKind::Path => "path",
        FieldKind::Locale => "language tag",
        FieldKind::Language => "language",
        FieldKind::Enum(_) => "word",
        FieldKind::Date => "date",
        FieldKind::TimeOfDay => "time of day",
        FieldKind::Moment => "moment",
        FieldKind::TextList => "list of texts",
    }
}

/// One of each type. The match in [`name`] fails to compile when one is added.
fn kinds() -> [FieldKind; 12] {
    [
        FieldKind::Text,
        FieldKind::Path,
        FieldKind::Locale,
        FieldKind::Language,
        FieldKind::Enum(Vec::new()),
        FieldKind::TextList,
        FieldKind::Int { least: 0, most: 1 },
        FieldKind::Number,
        FieldKind::Bool,
        FieldKind::Date,
        FieldKind::TimeOfDay,
        FieldKind::Moment,
    ]
}

/// Which operators each type takes.
pub(super) fn types() -> String {
    let rows = kinds().map(|kind| {
        let operators = kind.operators().iter().map(|operator| format!("`{operator}`")).collect::<Vec<_>>().join(", ");
        format!("| {} | {} | {operators} |\n", name(&kind), kind.words())
    });
    format!("| Type | Its values | Takes |\n|---|---|---|\n{}", rows.concat())
}

/// What each operator asks, with an example that is built.
pub(super) fn operators() -> String {
    let rows = Operator::ALL.map(|operator| {
        let (asks, example) = operator_in_words(operator);
        let example = example.replace('|', "\\|");
        format!("| `{operator}` | {asks} | `{example}` |\n")
    });
    format!("| Operator | Holds when the field | Example |\n|---|---|---|\n{}", rows.concat())
}

/// What an operator asks, and a test with it.
pub(super) const fn operator_in_words(operator: Operator) -> (&'static str, &'static str) {
    match operator {
        Operator::Eq => (
            "is this; the short form `page.host: shop.example.com` says the same",
            "page.host: { eq: shop.example.com }",
        ),
        Operator::Ne => ("is anything else, or not known", "visitor.language: { ne: zh }"),
        Operator::In => ("is one of these", "visitor.language: { in: [en, de] }"),
        Operator::NotIn => ("is none of these, or not known", "device.kind: { not_in: [mobile, tablet] }"),
        Operator::Gt => ("is greater", "visitor.sessions: { gt: 3 }"),
        Operator::Gte => ("is greater or equal", "time.hour: { gte: 9 }"),
        Operator::Lt => ("is less", "time.hour: { lt: 18 }"),
        Operator::Lte => ("is less or equal", "visitor.sessions: { lte: 1 }"),
        Operator::Between => (
            "lies between the two, both of them included; a time of day may run past midnight",
            "time.of_day: { between: [\"22:00\", \"05:59\"] }",
        ),
        Operator::Contains => ("has this in it: a text a part, a list a value", "page.query: { contains: utm_source }"),
        Operator::StartsWith => {
            ("begins with this, or with one of a list", "page.path: { starts_with: [/cart, /checkout] }")
        }
        Operator::EndsWith => ("ends with this, or with one of a list", "page.path: { ends_with: .pdf }"),
        Operator::Matches => (
            "has a place that the regular expression matches",
            "session.first_message: { matches: '(?i)\\b(refund|return)s?\\b' }",
        ),
        Operator::Exists => ("is known, or with `false` is not", "visitor.name: { exists: true }"),
        Operator::Before => ("is earlier", "time.date: { before: 2026-12-24 }"),
        Operator::After => ("is later", "time.of_day: { after: \"18:00\" }"),
        Operator::Within => ("is a moment no longer ago than this", "account.ordered_at: { within: 7d }"),
    }
}

/// Each strategy that comes with Usher, with what its manifest says of it.
pub(super) fn built_ins() -> String {
    let entries = fs::read_dir(fresh::folder("../../plugins")).expect("the built-in plug-ins are there");
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
