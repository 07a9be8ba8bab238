//! Names and texts of a file as messages show them, and the words that were most likely meant.

use usher_condition::nearest;

/// What others call what has a name of ours, in small letters alone. Of several names of ours the one that is possible is
/// meant.
const ELSEWHERE: &[(&[&str], &[&str])] = &[
    (&["textarea", "multiline", "multilinetext"], &["long_text"]),
    (&["string", "str", "varchar", "input"], &["text"]),
    (&["bool", "boolean", "checkbox", "switch", "toggle"], &["flag", "consent"]),
    (&["select", "dropdown", "radio", "enum", "picklist", "option", "options"], &["choice"]),
    (&["multiselect", "checkboxes", "tags", "list", "array"], &["choices"]),
    (&["int", "long"], &["integer", "number"]),
    (&["float", "double", "decimal", "currency", "money"], &["number"]),
    (&["datetime", "timestamp", "time"], &["moment"]),
    (&["tel", "telephone", "mobile"], &["phone"]),
    (&["mail"], &["email"]),
    (&["link", "uri", "website"], &["url"]),
    (&["user", "owner", "employee"], &["agent"]),
    (&["upload", "attachment", "image", "picture"], &["file"]),
];

/// Which of a few words was most likely meant: a near one, what others call it, or one that it begins with, as `monday`
/// begins with `mon`. Case counts for nothing.
pub(crate) fn meant<'w>(given: &str, words: &[&'w str]) -> Option<&'w str> {
    let bare: String = given.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    let ours = ELSEWHERE.iter().filter(|(theirs, _)| theirs.contains(&bare.as_str())).flat_map(|(_, ours)| *ours);
    let known = ours.into_iter().find_map(|our| words.iter().find(|word| *word == our));
    let begins = || words.iter().find(|word| word.len() > 2 && bare.starts_with(**word));
    words
        .iter()
        .find(|word| word.eq_ignore_ascii_case(given))
        .or(known)
        .copied()
        .or_else(|| nearest(given, words.iter().copied()))
        .or_else(|| begins().copied())
}

/// A name with `a` or `an` before it.
pub(crate) fn with_article(what: &str) -> String {
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {what}")
}

/// A text of the file, short enough for a message.
pub(crate) fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    // Escapes in quotes can hold anything, and a terminal must not obey it.
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut cut: String = line.chars().take(60).map(visible).collect();
    if text.chars().count() > cut.chars().count() {
        cut.push('…');
    }
    cut
}

/// Names for a message: `` `a`, `b` and `c` ``.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
