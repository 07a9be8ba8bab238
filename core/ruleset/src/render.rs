//! A diagnostic as people read it at a terminal: the message, the excerpt, the help.

use crate::{Diagnostic, Excerpt, Severity, Span};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::{borrow::Cow, ops::Range};

/// How a diagnostic is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Plain text.
    #[default]
    Plain,
    /// With the colours of a terminal.
    Colored,
}

/// Most bytes of an excerpt before its mark, and from there on. A terminal shows fewer, and a line may be a whole file.
const AROUND: usize = 1_000;
/// What stands for a secret.
const MASK: &str = "***";

/// Renders a diagnostic, without a line break at its end. `source` is the text of its file, if it is text at all.
pub fn render_human(diagnostic: &Diagnostic, source: Option<&str>, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
    let excerpt = source.and_then(|source| excerpt(source, diagnostic.span));
    let excerpt = excerpt.map(|(text, range)| match diagnostic.excerpt {
        Excerpt::Whole => (Cow::Borrowed(text), range),
        Excerpt::Until { line, column } => masked(text, range, line.checked_sub(diagnostic.span.line), column),
    });
    let (line, column) = (diagnostic.span.line as usize, diagnostic.span.column as usize);
    let group = if let Some((text, range)) = &excerpt {
        let (text, range, from) = around(text, range.clone());
        let mark = AnnotationKind::Primary.span(range).label(&diagnostic.label);
        let snippet = Snippet::source(text).line_start(line).annotation(mark);
        match from {
            0 => title.element(snippet.path(&*diagnostic.file)),
            // The excerpt's own columns begin in the middle of the line.
            _ => title.element(Origin::path(&*diagnostic.file).line(line).char_column(column)).element(snippet),
        }
    } else {
        title.element(Origin::path(&*diagnostic.file).line(line).char_column(column))
    };
    let group = match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    renderer.render(&[group])
}

/// What of an excerpt is near its mark, the mark there, and how many bytes were cut off before it.
fn around(text: &str, mark: Range<usize>) -> (&str, Range<usize>, usize) {
    let start = if mark.start > AROUND && !text[..mark.start].contains('\n') {
        text.floor_char_boundary(mark.start - AROUND)
    } else {
        0
    };
    let end = text.ceil_char_boundary((mark.start + AROUND).min(text.len()));
    (&text[start..end], mark.start - start..mark.end.min(end) - start, start)
}

/// The excerpt with nothing from a place on, not even how much there is, and the mark where it was or on the mask. The line
/// is counted from 0; none stands before the excerpt.
fn masked(text: &str, mark: Range<usize>, line: Option<u32>, column: u32) -> (Cow<'static, str>, Range<usize>) {
    let shown = line.map_or("", |line| before(text, line, column));
    let mask = shown.len()..shown.len() + MASK.len();
    let mark = if mark.start < mask.start { mark.start..mark.end.min(mask.start) } else { mask };
    (Cow::Owned(format!("{shown}{MASK}")), mark)
}

/// What stands before a line, from 0, and a column, from 1.
fn before(text: &str, line: u32, column: u32) -> &str {
    let start = match usize::try_from(line).unwrap_or(usize::MAX) {
        0 => 0,
        line => text.match_indices('\n').nth(line - 1).map_or(text.len(), |(at, _)| at + 1),
    };
    &text[..start + byte_of(&text[start..], column)]
}

/// The byte of a column, from 1, of a text's first line; its end where the line is shorter.
fn byte_of(text: &str, column: u32) -> usize {
    let line = text.lines().next().unwrap_or_default();
    let characters = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    line.char_indices().nth(characters).map_or(line.len(), |(at, _)| at)
}

/// The lines of a span, and the span's bytes among them. Only these are handed on: a file may have many thousands.
fn excerpt(source: &str, span: Span) -> Option<(&str, Range<usize>)> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let line_start = |line: u32| -> Option<usize> {
        let before = usize::try_from(line.checked_sub(1)?).ok()?;
        if before == 0 { Some(0) } else { source.match_indices('\n').nth(before - 1).map(|(at, _)| at + 1) }
    };
    let first = line_start(span.line)?;
    let last = line_start(span.end_line)?;
    let end = source[last..].find('\n').map_or(source.len(), |at| last + at);
    let text = source.get(first..end)?;
    let text = text.strip_suffix('\r').unwrap_or(text);
    let from = byte_of(&source[first..], span.column);
    let to = last - first + byte_of(&source[last..], span.end_column);
    Some((text, from.min(text.len())..to.max(from).min(text.len())))
}
