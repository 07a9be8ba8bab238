//! Names and texts of a file as messages show them.

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
