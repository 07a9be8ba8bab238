//! The guide's chapter "The plug-in API".

use super::{
    api, event_properties,
    field::{COMPARISONS, NUMBERS},
    kinds,
};
use std::fmt::Write;
use usher_model::HookKind;

/// What each group of items is, in the order of the chapter.
const OWNERS: [(&str, &str, &str); 10] = [
    (
        "candidates",
        "Candidates",
        "Some of the group's members, in an order. The helpers leave what they are given as it is and hand back a new selection, so they chain; where it does not say otherwise, the order stays. Without a helper, candidates come in order of agent id.",
    ),
    (
        "candidate",
        "One candidate",
        "One member of the group: `candidates[0]`, or each in `for candidate in candidates { … }`.",
    ),
    ("facts", "Facts", "What is known of the visitor, the page and the channel, by the names that conditions use."),
    ("records", "Records", "The visitor's CRM records by object: `account`, `contact`, `lead`, `case`."),
    ("record", "One record", "One record, from `records`."),
    (
        "params",
        "Parameters",
        "The values that a rule gives, checked against the manifest's schemas, defaults filled in. A name that the manifest does not declare is an error when the plug-in loads.",
    ),
    (
        "event",
        "The event",
        "What a hook runs after. Which properties there are depends on the event; others are errors when the plug-in loads.",
    ),
    (
        "session",
        "The session",
        "The session that the event is about. For `agent_changed` there is none: `session` is `()`.",
    ),
    (
        "effects",
        "Effects",
        "What a hook may ask for: it returns one effect, or a list. The manifest declares which ones, under `effects`.",
    ),
    ("everywhere", "Everywhere", "For every kind of offer."),
];

/// The chapter, as Markdown.
pub fn api_markdown() -> String {
    let mut text = String::from(
        "# The plug-in API\n\n\
         Everything that a script sees besides the [Rhai language](https://rhai.rs/book/) itself. This is version 1: a \
         manifest asks for it with `api: 1`.\n\n\
         A function names what it needs. Its parameters are recognised by their names, in any order, and each may be left \
         out:\n\n\
         | Kind of offer | What it is for | Its function may name | It returns |\n|---|---|---|---|\n",
    );
    for kind in kinds() {
        let parameters: Vec<_> = kind.parameters.iter().map(|name| format!("`{name}`")).collect();
        row(&mut text, &[&format!("`{}`", kind.kind), kind.doc, &parameters.join(", "), kind.returns]);
    }
    text.push_str(
        "\nA name that does not exist, a wrong number of values, a field or an effect that is not declared: all of these are \
         told when the plug-in loads, with file, line and column. Where a value can be missing, it is `()`.\n",
    );
    for (owner, title, introduction) in OWNERS {
        let _ = write!(text, "\n## {title}\n\n{introduction}\n\n| | What it does | Example |\n|---|---|---|\n");
        for item in api().iter().filter(|item| item.owner == owner) {
            row(&mut text, &[&format!("`{}`", item.signature), item.doc, &format!("`{}`", item.example)]);
        }
        match owner {
            "candidates" => fields(&mut text),
            "event" => events(&mut text),
            _ => {}
        }
    }
    text
}

/// The fields that helpers name in text.
fn fields(text: &mut String) {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let _ = write!(
        text,
        "\nNumber fields, for `least`, `most`, `rank_by`, `weighted` and `where`: {}, and `skill:NAME` for the level of a \
         skill. `where` compares them by {}. Besides, `where` asks for `skill` and `language` by `has` and `lacks`, and for \
         `department` and `id` by `is` and `is_not`.\n",
        quoted(&NUMBERS),
        quoted(&COMPARISONS),
    );
}

/// The properties of each event.
fn events(text: &mut String) {
    text.push_str("\n| A hook on | sees of its `event` |\n|---|---|\n");
    for on in HookKind::ALL {
        let names: Vec<_> = event_properties(*on).map(|name| format!("`{name}`")).collect();
        row(text, &[&format!("`{}`", on.word()), &names.join(", ")]);
    }
}

fn row(text: &mut String, cells: &[&str]) {
    text.push('|');
    for cell in cells {
        let _ = write!(text, " {} |", cell.replace('|', "\\|"));
    }
    text.push('\n');
}
