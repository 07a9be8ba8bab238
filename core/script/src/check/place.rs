//! Problems at their place in a script's text.

use crate::{
    manifest::{Offer, ScriptProblem, Severity},
    plugin::Named,
};
use rhai::Position;
use std::sync::Arc;
use usher_model::EffectKind;

/// What a problem says.
pub struct Said {
    /// What is wrong, in one line.
    pub message: String,
    /// What the marked place is.
    pub label: &'static str,
    /// How to mend it.
    pub help: Option<String>,
}

/// A problem at a place of the text; the word that stands there is marked.
pub fn problem(
    file: &Arc<str>,
    text: &str,
    position: Position,
    message: String,
    label: &str,
    help: Option<String>,
) -> ScriptProblem {
    let (line, column, end_column) = marked(text, position);
    ScriptProblem {
        severity: Severity::Error,
        file: file.clone(),
        line,
        column,
        end_column,
        message,
        label: label.to_owned(),
        help,
    }
}

/// What a script names of the rules, with the place of the text in which it does.
pub fn named(file: &Arc<str>, text: &str, position: Position, what: EffectKind, id: &str) -> Named {
    let (line, column, end_column) = marked(text, position);
    Named { file: file.clone(), line, column, end_column, what, id: id.to_owned() }
}

/// Line, column and end column of the word or text that stands at a place.
fn marked(text: &str, position: Position) -> (u32, u32, u32) {
    let line = position.line().unwrap_or_else(|| text.lines().count()).max(1);
    let content = text.lines().nth(line - 1).unwrap_or("");
    let column = position.position().unwrap_or(1).max(1);
    let marked = content.chars().skip(column - 1);
    let quoted = marked.clone().next() == Some('"');
    let length = if quoted {
        marked.skip(1).take_while(|letter| *letter != '"').count() + 2
    } else {
        marked.take_while(|letter| letter.is_alphanumeric() || *letter == '_').count().max(1)
    };
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    (number(line), number(column), number(column + length))
}

/// A problem at the name of the offer's function, where it is defined.
pub fn problem_at_function(offer: &Offer, text: &str, message: String, help: String) -> ScriptProblem {
    let heading = format!("fn {}", offer.function);
    let place = text.find(&heading).map_or(0, |at| at + "fn ".len());
    problem(&offer.file, text, position(text, place), message, "is defined here", Some(help))
}

/// Where the name of the function stands whose body begins at `body`.
pub fn of_name(text: &str, body: Position) -> Position {
    heading(text, body).map_or(body, |(name, _)| position(text, name))
}

/// Where a parameter stands in the heading of the function whose body begins at `body`.
pub fn of_parameter(text: &str, body: Position, parameter: &str) -> Position {
    let Some((name, end)) = heading(text, body) else { return body };
    let opens = text[name..end].find('(').map_or(end, |at| name + at);
    let mut from = opens;
    while let Some(at) = text[from..end].find(parameter).map(|at| from + at) {
        let inside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        let after = at + parameter.len();
        if !inside(text[..at].chars().next_back()) && !inside(text[after..].chars().next()) {
            return position(text, at);
        }
        from = after;
    }
    position(text, name)
}

/// The bytes from a function's name to its body.
fn heading(text: &str, body: Position) -> Option<(usize, usize)> {
    let line = body.line()?;
    let begins: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let content = text.get(begins..)?;
    let end = begins + content.char_indices().nth(body.position()?.checked_sub(1)?).map_or(content.len(), |(at, _)| at);
    let at = text[..end].rfind("fn ")? + "fn ".len();
    let spaces = text[at..end].len() - text[at..end].trim_start().len();
    Some((at + spaces, end))
}

/// A byte of the text as line and column.
fn position(text: &str, byte: usize) -> Position {
    let before = &text[..byte];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Position::new(u16::try_from(line).unwrap_or(u16::MAX), u16::try_from(column).unwrap_or(u16::MAX))
}
