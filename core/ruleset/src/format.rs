//! One layout for all rule files: two spaces, lines of 120, the quotes and spaces that everybody uses. Comments, the
//! order of keys, and single empty lines between entries stay.
//!
//! Owns the proof that laying out changes nothing: what comes out is read again with the parser that rules are read with,
//! and every value, the way it is written where that matters, and every comment with its place among the values must be
//! what they were. The laying out itself is a library's; whatever it gets wrong is refused here, not written.

use crate::{
    Diagnostic,
    reader::Reader,
    yaml::{self, readable},
};
use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions};
use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, Span, StructureStyle};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// Spaces a level.
const INDENT: usize = 2;
/// Widest line, where a line can be broken at all: texts are left as long as they are.
const WIDTH: usize = 120;
/// A comment line that says this keeps the layout of the entry below it; at the head of a file, of the file.
const KEEP: &str = "usher-fmt-ignore";
/// After so many rounds a layout stays as it is; nearly all do after the first.
const ROUNDS: usize = 3;

/// Why a file is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// It cannot be read.
    #[error("the file cannot be read as YAML")]
    Unreadable(Vec<Diagnostic>),
    /// It says something in a way that the layout does not know.
    #[error("the layout does not know how to write something in it")]
    Unknown,
    /// What it says would not be the same afterwards.
    #[error("in the usual layout, something from line {line} on would no longer say the same{cause}; {HOW_TO_KEEP}")]
    Changed {
        /// The first line, from 1, whose values or comments would differ.
        line: usize,
        /// Why they would.
        cause: Cause,
    },
    /// It would be laid out differently each time.
    #[error("its layout does not come to rest; {HOW_TO_KEEP}")]
    Restless,
}

const HOW_TO_KEEP: &str = "`# usher-fmt-ignore` above an entry keeps it as it is";

/// What in a text keeps it from the usual layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Lines of a block text end in blanks.
    Blanks,
    /// A block text ends in several empty lines.
    EmptyLines,
    /// Something else.
    Unknown,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blanks => ": a line of a block text ends in blanks",
            Self::EmptyLines => ": a block text ends in several empty lines",
            Self::Unknown => "",
        })
    }
}

/// The text of a rule file in the usual layout. `file` is its path in a source tree, for problems.
///
/// # Errors
/// Where the file cannot be read, or where laying it out would change what it says: then it is best left as it is.
pub fn format(file: &str, bytes: &[u8]) -> Result<String, FormatError> {
    let text = read(file, bytes).map_err(FormatError::Unreadable)?;
    let before = said(text).ok_or(FormatError::Unknown)?;
    let mut laid = lay_out(text)?;
    for _ in 0..ROUNDS {
        let again = lay_out(&laid)?;
        if again == laid {
            let after = read(file, laid.as_bytes()).ok().and_then(said).ok_or(FormatError::Unknown)?;
            if let Some((line, cause)) = first_difference(&before, &after) {
                return Err(FormatError::Changed { line, cause });
            }
            // To other readers the last line of a block text has a line break only where the file has one.
            if !text.ends_with('\n') && before.ends_in_block() {
                laid.truncate(laid.trim_end_matches('\n').len());
            }
            return Ok(laid);
        }
        laid = again;
    }
    Err(FormatError::Restless)
}

/// The text of a file that rules could be read from.
fn read<'t>(file: &str, bytes: &'t [u8]) -> Result<&'t str, Vec<Diagnostic>> {
    let mut reader = Reader::new(&Arc::from(file));
    let is_read = yaml::parse(bytes, &mut reader).is_some();
    // Nothing is told twice: a file that was read has nothing that keeps it from being text.
    let text = if is_read { readable(bytes, &mut reader) } else { None };
    let problems = reader.into_problems();
    text.filter(|_| problems.is_empty()).ok_or(problems)
}

fn lay_out(text: &str) -> Result<String, FormatError> {
    let options = FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, indent_width: INDENT, ..LayoutOptions::default() },
        language: LanguageOptions {
            trailing_comma: false,
            flow_sequence_prefer_single_line: Some(true),
            flow_map_prefer_single_line: Some(true),
            ignore_comment_directive: KEEP.to_owned(),
            ..LanguageOptions::default()
        },
    };
    let laid = pretty_yaml::format_text(text, &options).map_err(|_| FormatError::Unknown)?;
    below_their_keys(&laid).ok_or(FormatError::Unknown)
}

/// Brackets that take several lines, moved below their keys and indented under them: YAML wants the closing one
/// further in than the key, and the library sets it below the key's first letter.
fn below_their_keys(text: &str) -> Option<String> {
    let broken = broken_brackets(text)?;
    let mut out = String::with_capacity(text.len());
    let mut inside_until = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if number <= inside_until {
            // What is empty stays so.
            if !line.trim().is_empty() {
                out.extend(std::iter::repeat_n(' ', INDENT));
            }
            out.push_str(line);
            continue;
        }
        let Some(bracket) = broken.get(&number) else {
            out.push_str(line);
            continue;
        };
        let at = line.char_indices().nth(bracket.column).map_or(line.len(), |(at, _)| at);
        let (key, rest) = line.split_at(at);
        if key.trim_end().ends_with(':') {
            out.push_str(key.trim_end());
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', bracket.end_column + INDENT));
            out.push_str(rest);
            inside_until = bracket.end_line;
        } else {
            out.push_str(line);
        }
    }
    Some(out)
}

/// An outermost pair of brackets; lines count from 1, columns from 0.
struct Brackets {
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// Those that take more than one line, by their first.
fn broken_brackets(text: &str) -> Option<BTreeMap<usize, Brackets>> {
    let mut broken = BTreeMap::new();
    let mut open: Vec<Option<(usize, usize)>> = Vec::new();
    let mut options = Options::default();
    options.set_emit_comments(false);
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.ok()?;
        match event {
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                // A mapping of one key in a list needs no braces of its own: it has no closing one either.
                let has_bracket = style == StructureStyle::Flow && !is_empty(&span);
                open.push(has_bracket.then(|| (span.start.line(), span.start.col())));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let begun = open.pop().flatten();
                let is_outermost = open.iter().all(Option::is_none);
                if let Some((line, column)) = begun.filter(|(line, _)| is_outermost && *line < span.start.line()) {
                    let (end_line, end_column) = (span.start.line(), span.start.col());
                    broken.insert(line, Brackets { column, end_line, end_column });
                }
            }
            _ => {}
        }
    }
    Some(broken)
}

/// What a text says, in two views: its values with their structure, and its values with the comments among them. The
/// parser tells comments when it meets them, which is not always where they stand; so the second view goes by places.
struct Said {
    structure: Vec<(usize, Part)>,
    order: Vec<(usize, Part)>,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    List,
    Map,
    End,
    Value(Written, String),
    Comment(String),
}

/// How a value is written, as far as that can change what it means or how it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Plain,
    Quoted,
    Literal,
    Folded,
}

fn said(text: &str) -> Option<Said> {
    let mut options = Options::default();
    options.set_emit_comments(true);
    // How many a file may have is decided elsewhere.
    options.max_buffered_comment_events = usize::MAX;
    let mut structure = Vec::new();
    let mut placed: Vec<((usize, usize), Part)> = Vec::new();
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.ok()?;
        let place = (span.start.line(), span.start.col());
        match event {
            Event::Comment(comment, _) => placed.push((place, Part::Comment(comment.trim_end().to_owned()))),
            Event::SequenceStart(..) => structure.push((place.0, Part::List)),
            Event::MappingStart(..) => structure.push((place.0, Part::Map)),
            Event::SequenceEnd | Event::MappingEnd => structure.push((place.0, Part::End)),
            Event::Scalar(value, style, ..) => {
                let written = written(style);
                structure.push((place.0, Part::Value(written, value.to_string())));
                // Where nothing is written there is no place either.
                if !is_empty(&span) {
                    placed.push((place, Part::Value(written, value.into_owned())));
                }
            }
            _ => {}
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    let order = placed.into_iter().map(|((line, _), part)| (line, part)).collect();
    Some(Said { structure, order })
}

fn is_empty(span: &Span) -> bool {
    (span.start.line(), span.start.col()) == (span.end.line(), span.end.col())
}

fn written(style: ScalarStyle) -> Written {
    match style {
        ScalarStyle::Plain => Written::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Written::Quoted,
        ScalarStyle::Literal => Written::Literal,
        ScalarStyle::Folded => Written::Folded,
    }
}

impl Said {
    /// Whether a block text is the last thing, and a line break at its end would be part of it.
    fn ends_in_block(&self) -> bool {
        let last = self.order.last().map(|(_, part)| part);
        matches!(last, Some(Part::Value(Written::Literal | Written::Folded, text)) if text.ends_with('\n'))
    }
}

impl Part {
    fn cause(&self) -> Cause {
        let Self::Value(Written::Literal | Written::Folded, text) = self else { return Cause::Unknown };
        if text.lines().any(|line| line.ends_with([' ', '\t'])) {
            Cause::Blanks
        } else if text.ends_with("\n\n\n") {
            Cause::EmptyLines
        } else {
            Cause::Unknown
        }
    }
}

/// The line, in the text before, of the first part that is not the same, and why it is not.
fn first_difference(before: &Said, after: &Said) -> Option<(usize, Cause)> {
    let differ = |before: &[(usize, Part)], after: &[(usize, Part)]| {
        let at = before.iter().zip(after).position(|((_, before), (_, after))| before != after);
        let at = at.or_else(|| (before.len() != after.len()).then(|| before.len().min(after.len())))?;
        let first = before.get(at).or(before.last());
        Some(first.map_or((1, Cause::Unknown), |(line, part)| (*line, part.cause())))
    };
    differ(&before.structure, &after.structure).or_else(|| differ(&before.order, &after.order))
}
