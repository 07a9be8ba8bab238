//! A diagnostic as people read it at a terminal: the message, the excerpt, the help.

use crate::{Diagnostic, Severity, Span, codes};
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
    let excerpt =
        excerpt.map(
            |(text, range)| {
                if holds_secret(diagnostic) { masked(text, &range) } else { (Cow::Borrowed(text), range) }
            },
        );
    let group = if let Some((text, range)) = &excerpt {
        let mark = AnnotationKind::Primary.span(range.clone()).label(&diagnostic.label);
        let snippet = Snippet::source(text.as_ref()).path(&*diagnostic.file).line_start(diagnostic.span.line as usize);
        title.element(snippet.annotation(mark))
    } else {
        let (line, column) = (diagnostic.span.line as usize, diagnostic.span.column as usize);
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

/// Whether a secret stands at the place, or may: logs and pull requests keep what is printed.
fn holds_secret(diagnostic: &Diagnostic) -> bool {
    [codes::SECRET.name, codes::BAD_VARIABLE.name].contains(&diagnostic.code)
}

/// The excerpt with nothing of what it marks, not even its length, and nothing of what follows.
fn masked(text: &str, range: &Range<usize>) -> (Cow<'static, str>, Range<usize>) {
    let head = text.get(..range.start).unwrap_or_default();
    (Cow::Owned(format!("{head}{MASK}")), head.len()..head.len() + MASK.len())
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
    let byte = |start: usize, column: u32| {
        let chars = usize::try_from(column.saturating_sub(1)).ok()?;
        let line = source[start..].lines().next().unwrap_or_default();
        Some(start - first + line.char_indices().nth(chars).map_or(line.len(), |(at, _)| at))
    };
    let (from, to) = (byte(first, span.column)?, byte(last, span.end_column)?);
    Some((text, from.min(text.len())..to.max(from).min(text.len())))
}
