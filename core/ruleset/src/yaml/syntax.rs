//! What the parser could not read, in words that lead to the mistake.

use super::{marker, too_deep};
use crate::{Span, codes, reader::Reader};
use serde_yaml::granit_parser::{ErrorKind, ScanError};

/// Reports it.
pub(super) fn syntax_error(error: &ScanError, text: &str, reader: &mut Reader) {
    let place = marker(error.marker());
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
        kind => (codes::SYNTAX, format!("this is not YAML: {kind}"), "here", None),
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
