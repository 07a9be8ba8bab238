//! What the parser could not read, in words that lead to the mistake.

use super::{marker, too_deep};
use crate::{Span, codes, reader::Reader};
use serde_yaml::granit_parser::{ErrorKind, ScanError};

/// A bracket or brace that was not closed yet, and where it stands.
pub(super) type OpenBracket = (char, Span);

/// Reports it. `open` is the innermost bracket that was open when it was met.
pub(super) fn syntax_error(error: &ScanError, text: &str, open: Option<OpenBracket>, reader: &mut Reader) {
    let place = marker(error.marker());
    // What the parser stumbles over on a later line is mostly that the bracket was to be closed before.
    if let Some((bracket, at)) = open.filter(|(_, at)| at.line < place.line && is_about_layout(error.kind())) {
        let place = Span { end_line: at.line, end_column: line_end(text, at.line), ..at };
        let help = Some("close it, or indent the lines that belong into it".to_owned());
        reader.report(codes::SYNTAX, place, format!("`{bracket}` is not closed"), "open from here on", help);
        return;
    }
    if let ErrorKind::SimpleKeyExpected = error.kind() {
        let place = Span { end_line: place.line, end_column: line_end(text, place.line), ..place };
        let help = Some("write `key: value`".to_owned());
        reader.report(codes::SYNTAX, place, "a key needs a colon behind it", "no colon", help);
        return;
    }
    let (code, message, label, help) = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => {
            (codes::TAB, "a tab cannot stand here".to_owned(), "a tab", Some("indent with spaces"))
        }
        ErrorKind::RecursionLimitExceeded => (codes::BUDGET, too_deep(), "too deep", None),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::UnexpectedEof => {
            (codes::SYNTAX, "a quotation mark is not closed".to_owned(), "still open at this point", None)
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            (codes::SYNTAX, format!("`{open}` is not closed"), "still open at this point", None)
        }
        ErrorKind::MappingValueNotAllowed => (
            codes::SYNTAX,
            "a second `key: value` cannot begin on this line".to_owned(),
            "this colon",
            Some("put a text that has `: ` in it into quotes, or begin a new line"),
        ),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => (
            codes::SYNTAX,
            "this line stands inside quotes that an earlier line opened".to_owned(),
            "still inside the quotes",
            Some("close the quotes, or indent this line if it belongs to the text"),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            codes::SYNTAX,
            "no such escape exists in double quotes".to_owned(),
            "unknown escape",
            Some("use single quotes: there a backslash is a backslash"),
        ),
        ErrorKind::DirectiveDisallowed => (
            codes::INDIRECTION,
            "a `%` directive may not stand in a rule file".to_owned(),
            "not allowed in rules",
            None,
        ),
        kind => match tab_before(text, place.line) {
            Some(tab) => {
                let help = Some("indent with spaces".to_owned());
                return reader.report(codes::TAB, tab, "a tab cannot stand here", "a tab", help);
            }
            None => (codes::SYNTAX, format!("this is not YAML: {kind}"), "here", None),
        },
    };
    // Tabs before the mark are the cause where the parser stops just after them.
    let place = if code == codes::TAB { tab_on_line(text, place) } else { place };
    reader.report(code, place, message, label, help.map(str::to_owned));
}

fn tab_on_line(text: &str, place: Span) -> Span {
    let line = text.lines().nth(place.line.saturating_sub(1) as usize).unwrap_or_default();
    let tab = line.chars().position(|c| c == '\t').and_then(|at| u32::try_from(at).ok());
    tab.map_or(place, |at| Span { column: at + 1, end_line: place.line, end_column: at + 2, ..place })
}

/// Whether the parser lost its way in indentation, rather than met something that can stand nowhere.
const fn is_about_layout(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidIndentation
            | ErrorKind::InvalidFlowScalarIndent
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::UnclosedFlowCollection { .. }
    )
}

/// The column behind the last character of a line that is no blank.
fn line_end(text: &str, line: u32) -> u32 {
    let line = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
    super::number(line.trim_end().chars().count() + 1)
}

/// The tab that a line, or the last one before it that says something, is indented with.
fn tab_before(text: &str, line: u32) -> Option<Span> {
    let lines = (1..=line).zip(text.lines());
    let said: Vec<(u32, &str)> = lines.filter(|(_, text)| !text.trim().is_empty()).collect();
    said.into_iter().rev().take(2).find_map(|(line, text)| {
        let blanks = text.chars().take_while(|c| c.is_whitespace());
        let column = super::number(blanks.collect::<Vec<_>>().iter().position(|c| *c == '\t')?) + 1;
        Some(Span { line, column, end_line: line, end_column: column + 1 })
    })
}
