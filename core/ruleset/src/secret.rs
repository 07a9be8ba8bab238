//! What looks like a secret among the values of a rule file: keys, tokens, passwords. Rules lie in git, and are archived
//! with every revision, so none may stand in them; and what stands there all the same must not be repeated in messages.
//!
//! Owns what a secret looks like. Must not know any rule kind.

use crate::{
    Diagnostic, Excerpt, Span,
    words::shown,
    yaml::{Content, Entry, Node, Scalar},
};
use std::ops::Range;

/// What stands for a secret in messages.
const MASK: &str = "***";
/// What is shorter cannot be told from a word.
const LEAST_BYTES: usize = 16;
/// A text that is found in a message by its beginning: messages cut long values.
const RECOGNISED: usize = 8;
/// A text that is looked for as a whole, in quotes.
const SHORT: usize = 4;

/// Something that is, or may be, a secret.
#[derive(Debug)]
pub(crate) struct Secret {
    /// Where it begins.
    pub span: Span,
    /// What it looks like; none where only its key says that it is one, which is not enough to warn of it.
    pub looks_like: Option<&'static str>,
    /// The last line of the value.
    end_line: u32,
    text: String,
}

/// Prefixes of keys that services hand out: how many characters follow at least, and whose they are.
const ISSUED: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an access key of AWS"),
    ("ASIA", 16, "an access key of AWS"),
    ("AIza", 35, "an API key of Google"),
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 36, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("rk_live_", 16, "a live key of Stripe"),
    ("sk_live_", 16, "a live key of Stripe"),
    ("sk-ant-", 32, "an API key"),
    ("sk-proj-", 32, "an API key"),
    ("whsec_", 24, "a webhook's secret"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
];

/// All that may be a secret in a file, in order of their places.
pub(crate) fn find(root: &Node) -> Vec<Secret> {
    let mut found = Vec::new();
    visit(root, "", Name::Plain, &mut found);
    found.sort_by_key(|secret| secret.span);
    found
}

/// The same for a file that cannot be parsed: line by line, and so only what is written on one. A private key counts up to
/// its end.
pub(crate) fn find_in_lines(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut lines = (1_u32..).zip(text.lines());
    while let Some((line, text)) = lines.next() {
        let known = known(text).map(|(at, _)| at.start);
        let Some(at) = known.into_iter().chain(value_of_secretive_key(text)).min() else { continue };
        let column = u32::try_from(text[..at].chars().count() + 1).unwrap_or(u32::MAX - 1);
        let span = Span { line, column, end_line: line, end_column: column + 1 };
        let mut end_line = line;
        if private_key(text).is_some() {
            end_line = lines.find(|(_, text)| text.contains("-----END ")).map_or(u32::MAX, |(line, _)| line);
        }
        found.push(Secret { span, looks_like: None, end_line, text: text[at..].to_owned() });
    }
    found
}

/// Where the value of a key begins on a line, if values of such keys are never shown.
fn value_of_secretive_key(line: &str) -> Option<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    line.match_indices(':').find_map(|(at, _)| {
        let key = line[..at].trim_end_matches(['"', '\'']).rsplit(|letter| !is_part(letter)).next()?;
        let value = line[at + 1..].trim_start_matches([' ', '\t', '"', '\'']);
        (hides(key) && !value.trim_end().is_empty()).then(|| line.len() - value.len())
    })
}

/// Takes the secrets of a file out of a problem: out of what is shown of its lines, and out of its words.
pub(crate) fn hide(problem: &mut Diagnostic, secrets: &[Secret]) {
    let place = |excerpt: Excerpt| match excerpt {
        Excerpt::Whole => (u32::MAX, u32::MAX),
        Excerpt::Until { line, column } => (line, column),
    };
    let (from, to) = (problem.span.line, problem.span.end_line);
    for secret in secrets.iter().take_while(|secret| secret.span.line <= to).filter(|secret| secret.end_line >= from) {
        let until = Excerpt::until(secret.span);
        if place(until) < place(problem.excerpt) {
            problem.excerpt = until;
        }
        let is_marked = (secret.span.line, secret.span.column) < (to, problem.span.end_column)
            && (secret.end_line > from || secret.span.end_column > problem.span.column);
        if is_marked {
            masked(&mut problem.message, &secret.text);
            if let Some(help) = &mut problem.help {
                masked(help, &secret.text);
            }
        }
    }
}

/// Takes a text out of words that may hold only its beginning.
fn masked(words: &mut String, secret: &str) {
    let secret = shown(secret);
    let secret = secret.trim_end_matches('…');
    let beginning = secret.char_indices().nth(RECOGNISED).map_or(secret, |(at, _)| &secret[..at]);
    if beginning.len() < SHORT {
        // Alone it may be part of any word.
        *words = words.replace(&format!("`{secret}`"), &format!("`{MASK}`"));
        return;
    }
    if !words.contains(beginning) {
        return;
    }
    let (mut rest, mut out) = (words.as_str(), String::new());
    while let Some(at) = rest.find(beginning) {
        let same = rest[at..].chars().zip(secret.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8());
        out.push_str(&rest[..at]);
        out.push_str(MASK);
        rest = rest[at + same.sum::<usize>()..].trim_start_matches('…');
    }
    out.push_str(rest);
    *words = out;
}

/// How the keys above a value are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Plain,
    /// One of them is named as those of secrets are: operators of a condition stand below the field's name.
    Secretive,
}

fn visit(node: &Node, key: &str, above: Name, found: &mut Vec<Secret>) {
    match &node.content {
        Content::Broken => {}
        Content::List(items) => items.iter().for_each(|item| visit(item, key, above, found)),
        Content::Map(entries) => {
            for Entry { key, key_span, value } in entries {
                if let Some((_, looks_like)) = known(key) {
                    let (looks_like, end_line) = (Some(looks_like), key_span.line);
                    found.push(Secret { span: *key_span, looks_like, end_line, text: key.clone() });
                }
                let name = if is_secretive(key) { Name::Secretive } else { above };
                visit(value, key, name, found);
            }
        }
        Content::Scalar(_) if node.is_null() => {}
        Content::Scalar(scalar) => found.extend(of_value(node, scalar, key, above)),
    }
}

fn of_value(node: &Node, scalar: &Scalar, key: &str, name: Name) -> Option<Secret> {
    let text = scalar.text.as_str();
    let more_lines = scalar.written.matches('\n').count();
    let end_line = node.span.line.saturating_add(u32::try_from(more_lines).unwrap_or(u32::MAX));
    let whole = |looks_like| Secret { span: node.span, looks_like, end_line, text: text.to_owned() };
    if let Some((bytes, looks_like)) = known(text) {
        let start_byte = bytes.start;
        let start = text[..start_byte].chars().count();
        let secret = &text[bytes];
        let span = node.within(&(start..start + secret.chars().count()));
        // What follows is hidden too, for it may belong to the secret.
        return Some(Secret { span, looks_like: Some(looks_like), end_line, text: text[start_byte..].to_owned() });
    }
    if name == Name::Secretive && is_random(text.trim()) {
        return Some(whole(Some("a key or password")));
    }
    hides(key).then(|| whole(None))
}

/// A secret that is known by its form wherever it stands: its bytes, and what it is.
fn known(text: &str) -> Option<(Range<usize>, &'static str)> {
    if text.len() < LEAST_BYTES {
        return None;
    }
    private_key(text).or_else(|| issued(text)).or_else(|| signed_token(text)).or_else(|| password(text))
}

/// The head of a PEM file. Certificates and public keys may be seen by everybody.
fn private_key(text: &str) -> Option<(Range<usize>, &'static str)> {
    const BEGIN: &str = "-----BEGIN ";
    text.match_indices(BEGIN).find_map(|(at, _)| {
        let (what, _) = text[at + BEGIN.len()..].split_once("-----")?;
        let head = at..at + BEGIN.len() + what.len() + "-----".len();
        (what.len() < 40 && what.ends_with("PRIVATE KEY")).then_some((head, "a private key"))
    })
}

fn issued(text: &str) -> Option<(Range<usize>, &'static str)> {
    let is_part = |letter: &u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
    let bytes = text.as_bytes();
    ISSUED.iter().find_map(|(prefix, least, what)| {
        text.match_indices(prefix).find_map(|(at, _)| {
            let is_apart = at == 0 || !is_part(&bytes[at - 1]);
            let behind = &bytes[at + prefix.len()..];
            let is_long = behind.len() >= *least && behind[..*least].iter().all(is_part);
            // A name such as `sk_live_` and words has no digit.
            let is_mixed = || behind[..*least].iter().any(u8::is_ascii_digit) || prefix.starts_with('A');
            let end = || at + prefix.len() + behind.iter().take_while(|letter| is_part(letter)).count();
            (is_apart && is_long && is_mixed()).then(|| (at..end(), *what))
        })
    })
}

/// A JSON Web Token: two objects and a signature, each in Base64.
fn signed_token(text: &str) -> Option<(Range<usize>, &'static str)> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let mut next = 0;
    text.split_inclusive(|letter| !is_part(letter)).find_map(|piece| {
        let at = next;
        next += piece.len();
        let word = piece.trim_end_matches(|letter| !is_part(letter));
        let mut parts = word.split('.');
        let (head, body, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let is_object = |part: &str| part.starts_with("eyJ") && part.len() >= 10;
        (is_object(head) && is_object(body) && signature.len() >= 16).then_some((at..at + word.len(), "a signed token"))
    })
}

/// The user and password within an address.
fn password(text: &str) -> Option<(Range<usize>, &'static str)> {
    text.match_indices("://").find_map(|(at, mark)| {
        let start = at + mark.len();
        let is_end =
            |letter: char| letter.is_whitespace() || matches!(letter, '/' | '?' | '#' | '"' | '\'' | '{' | '<');
        let host = text[start..].split(is_end).next()?;
        let (user, _) = host.rsplit_once('@')?;
        let (_, password) = user.split_once(':')?;
        (!password.is_empty()).then_some((start..start + user.len(), "a password in an address"))
    })
}

/// The words of a key: `apiKey` and `api_key` have two.
fn words_of(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in key.chars().take(100) {
        if !letter.is_alphanumeric() || letter.is_uppercase() && was_small {
            words.push(String::new());
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

const SECRETIVE: &[&str] = &[
    "apikey",
    "credential",
    "credentials",
    "key",
    "keys",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pwd",
    "secret",
    "secrets",
    "token",
    "tokens",
];

/// Whether a key is named as those of secrets are.
fn is_secretive(key: &str) -> bool {
    words_of(key).iter().any(|word| SECRETIVE.contains(&word.as_str()))
}

/// Whether the value of a key is never shown, whatever it looks like. Keys alone are not enough: `match_keys` are none.
fn hides(key: &str) -> bool {
    let words = words_of(key);
    let mut last = words.iter().rev().map(String::as_str);
    match (last.next(), last.next()) {
        (Some("key" | "keys"), before) => matches!(before, Some("api" | "private" | "access" | "signing" | "secret")),
        (Some(word), _) => SECRETIVE.contains(&word),
        (None, _) => false,
    }
}

/// Whether a text is made of digits and letters as if by lot: in hexadecimal, or in Base64.
fn is_random(text: &str) -> bool {
    let has = |test: fn(&u8) -> bool| text.bytes().any(|letter| test(&letter));
    let is_hex = text.len() >= 32 && text.bytes().all(|letter| letter.is_ascii_hexdigit());
    let is_base64 = || {
        let is_part = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/' | b'=' | b'_' | b'-');
        text.len() >= 40 && text.bytes().all(is_part)
    };
    if is_hex && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) {
        // Of 32 random digits it is about 3.6; 4 is the most.
        bits_a_letter(text) >= 3.0
    } else if is_base64() && has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) {
        // Of 40 random letters it is about 4.8; words written together have up to 4.3.
        bits_a_letter(text) >= 4.5
    } else {
        false
    }
}

/// Shannon's entropy of a text's letters.
fn bits_a_letter(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|letter| counts[usize::from(letter)] += 1);
    let all: f64 = counts.iter().copied().map(f64::from).sum();
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / all)
        .map(|share| -share * share.log2())
        .sum()
}
