//! What people write who come from other languages, and what is written here.

use rhai::{LexError, ParseError, ParseErrorType, Position};

/// Words of other languages that are none here, with what stands for them.
const WORDS: [(&str, &str); 16] = [
    ("and", "&&"),
    ("or", "||"),
    ("not", "!"),
    ("null", "()"),
    ("nil", "()"),
    ("undefined", "()"),
    ("None", "()"),
    ("True", "true"),
    ("False", "false"),
    ("var", "let"),
    ("function", "fn"),
    ("def", "fn"),
    ("func", "fn"),
    ("elif", "else if"),
    ("elsif", "else if"),
    ("elseif", "else if"),
];

/// Where the text is in another language's words: the place, what is wrong, and what to write.
pub fn of(text: &str, error: &ParseError) -> Option<(Position, String, String)> {
    if let ParseErrorType::BadInput(LexError::MalformedChar(inside)) = error.err_type() {
        let help = format!("texts stand in double quotes: `\"{}\"`", inside.escape_debug());
        return Some((error.position(), "single quotes hold one character only".to_owned(), help));
    }
    let (line, column) = (error.position().line()?, error.position().position()?);
    let content = text.lines().nth(line - 1)?;
    let words = words_of(content);
    let here = words.iter().rposition(|(at, _)| *at <= column)?;
    // The error is at such a word, or at what follows it: `not` alone could be a variable.
    let suspects = [Some(here), here.checked_sub(1)];
    for (at, word) in suspects.into_iter().flatten().map(|place| &words[place]) {
        if let Some((_, instead)) = WORDS.iter().find(|(habit, _)| habit == word) {
            let at = Position::new(u16::try_from(line).ok()?, u16::try_from(*at).ok()?);
            return Some((at, format!("`{word}` is not part of the scripts' language"), format!("write `{instead}`")));
        }
    }
    None
}

/// Whether a constant or variable of this name stands outside of all functions.
pub fn is_outside(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let declared = line.strip_prefix("const ").or_else(|| line.strip_prefix("let "));
        let named = declared.and_then(|rest| rest.trim_start().strip_prefix(name));
        named.is_some_and(|after| after.trim_start().starts_with(['=', ';']))
    })
}

/// The words of a line that stand outside of texts, each with its column, counted from 1.
fn words_of(line: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let (mut quoted, mut goes_on) = (false, false);
    for (at, letter) in line.chars().enumerate() {
        quoted ^= letter == '"';
        let is_inside = !quoted && (letter.is_alphanumeric() || letter == '_');
        match words.last_mut() {
            Some((_, word)) if is_inside && goes_on => word.push(letter),
            _ if is_inside => words.push((at + 1, letter.to_string())),
            _ => {}
        }
        goes_on = is_inside;
    }
    words
}
