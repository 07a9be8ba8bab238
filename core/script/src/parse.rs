//! From a script's text to its tree, or to the one thing that ends the reading.

mod habits;

use crate::{
    check,
    engine::{MAX_KEY_BYTES, MAX_MAP_LITERALS},
    manifest::{ScriptProblem, Severity},
    nearest::nearest,
};
use rhai::{AST, ASTNode, Engine, Expr, ParseError, ParseErrorType, Position};
use std::sync::Arc;

/// Longest script, in bytes: a strategy is a few lines, a load must not take long, and what is written out in a script
/// is part of what a call can hold.
pub const MAX_SCRIPT_BYTES: usize = 32 * 1024;

/// Reads the text of a file.
///
/// # Errors
/// With all that stands in the way.
pub fn script(engine: &Engine, file: &Arc<str>, text: &str) -> Result<AST, Vec<ScriptProblem>> {
    if text.len() > MAX_SCRIPT_BYTES {
        return Err(vec![ScriptProblem {
            severity: Severity::Error,
            file: file.clone(),
            line: 1,
            column: 1,
            end_column: 2,
            message: format!("the script has {} bytes, {MAX_SCRIPT_BYTES} are allowed", text.len()),
            label: "begins here".to_owned(),
            help: None,
        }]);
    }
    let known = ["candidates", "facts", "records", "params", "event", "session"];
    let otherwise = "a function sees its own parameters and variables only";
    let ast = engine.compile(text).map_err(|error| vec![problem(file, text, &error, &known, otherwise)])?;
    let wrong = written_out(&ast, file, text);
    if wrong.is_empty() { Ok(ast) } else { Err(wrong) }
}

/// What Rhai says of a text, in our words. `known` are the names that stand for something before the text begins, and
/// `otherwise` helps where a name is unlike all of them.
pub fn problem(file: &Arc<str>, text: &str, error: &ParseError, known: &[&str], otherwise: &str) -> ScriptProblem {
    if let Some((position, message, help)) = habits::of(text, error) {
        return check::problem(file, text, position, message, "is of another language", Some(help));
    }
    let (message, label, help) = match error.err_type() {
        ParseErrorType::VariableUndefined(name) if habits::is_outside(text, name) => {
            let help = format!(
                "only functions stand at the top of a file, and a function sees its own parameters and variables only: put `{name}` into the function"
            );
            (format!("there is no variable `{name}` in this function"), "is not defined here", Some(help))
        }
        ParseErrorType::VariableUndefined(name) => {
            // Where the very same name stood before, it is another function's.
            let words = words_before(text, error.position().line(), known).filter(|word| word != name);
            let help =
                nearest(name, words).map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"));
            (format!("there is no variable `{name}`"), "is not defined here", Some(help))
        }
        ParseErrorType::Reserved(word) => unavailable(word),
        ParseErrorType::BadInput(_) if disabled(error).is_some() => unavailable(&disabled(error).unwrap_or_default()),
        ParseErrorType::ExprTooDeep => (
            "this is nested too deeply".to_owned(),
            "goes too deep",
            Some("put parts of it into variables or functions of their own".to_owned()),
        ),
        other => (lower_first(&other.to_string()), "cannot be read", None),
    };
    check::problem(file, text, error.position(), message, label, help)
}

fn unavailable(word: &str) -> (String, &'static str, Option<String>) {
    let (label, help) = match word {
        "import" | "export" => {
            ("is not part of the scripts' language", Some("a script stands alone: put what it needs into its own file"))
        }
        "eval" => ("would run text that nobody checked", None),
        "this" => (
            "is not part of the scripts' language",
            Some("give a function what it needs as parameters, and return what it makes"),
        ),
        _ => ("is not part of the scripts' language", None),
    };
    (format!("`{word}` is not available"), label, help.map(ToOwned::to_owned))
}

/// The word of a symbol that the engine has switched off.
fn disabled(error: &ParseError) -> Option<String> {
    let said = error.to_string();
    let (before, _) = said.split_once("' is disabled")?;
    before.rsplit_once('\'').map(|(_, word)| word.to_owned())
}

/// Maps that are written out: how many, and the lengths of their keys. No limit of Rhai counts either.
pub fn written_out(ast: &AST, file: &Arc<str>, text: &str) -> Vec<ScriptProblem> {
    let (mut maps, mut wrong) = (0, Vec::new());
    let mut say = |position: Position, message: String, label: &str, help: Option<&str>| {
        wrong.push(check::problem(file, text, position, message, label, help.map(ToOwned::to_owned)));
    };
    ast.walk(&mut |path| {
        let Some(ASTNode::Expr(Expr::Map(parts, position))) = path.last() else { return true };
        maps += 1;
        if maps == MAX_MAP_LITERALS + 1 {
            let message = format!("more than {MAX_MAP_LITERALS} maps are written out in this file");
            say(*position, message, "is one too many", Some("make them in a loop, or make them parameters"));
        }
        for (key, _) in parts.0.iter().filter(|(key, _)| key.name.len() > MAX_KEY_BYTES) {
            let message = format!("a name in a map has at most {MAX_KEY_BYTES} bytes, this one has {}", key.name.len());
            say(key.pos, message, "is too long", None);
        }
        true
    });
    wrong
}

/// The words of a text up to a line: where a name was misspelt, the right one stood before it.
fn words_before<'a>(text: &'a str, line: Option<usize>, known: &[&'a str]) -> impl Iterator<Item = &'a str> {
    text.lines()
        .take(line.map_or(0, |line| line.saturating_sub(1)))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| word.chars().next().is_some_and(char::is_alphabetic))
        .chain(known.to_vec())
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
