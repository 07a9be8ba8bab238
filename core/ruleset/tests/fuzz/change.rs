//! Changes that keep some of a text's structure: whole lines, values and keys are moved about, and characters here and
//! there.

use arbtest::arbitrary::{Result, Unstructured};

/// Values that are taken for something else, or for nothing, by somebody.
const VALUES: &[&str] = &[
    "",
    "~",
    "null",
    "''",
    "\"\"",
    "yes",
    "off",
    "true",
    "0",
    "-1",
    "1e999",
    ".inf",
    ".nan",
    "0x10",
    "0o7",
    "1_000",
    "1.10",
    "9223372036854775808",
    "2026-02-30",
    "2026-11-23T02:30",
    "24:00",
    "\"25:61\"",
    "5m",
    "5",
    "10MB",
    "[]",
    "{}",
    "[[]]",
    "[a, a]",
    "{ a: b }",
    "[~]",
    "&a x",
    "*a",
    "!t x",
    "| x",
    ">-",
    "'it''s'",
    "\"\\u001b[31m\"",
    "\"\\ud800\"",
    "字",
    "\"{{ visitor.name }}\"",
    "\"{% for a in b %}\"",
    "'{{ 1/0 }}'",
    "'(?i)(a|'",
    "\\",
    "#",
    "a: b: c",
    "- x",
    "? x",
    "@",
    "`",
    "en",
    "xx-YY-zz",
    "mall",
    "team",
    "bo",
    "hello",
    "load",
    "self",
    "https://a.example",
    "a@b.cc",
    "#ffffff",
    "Europe/Berlin",
];
/// Characters that YAML, templates or expressions give a meaning.
const SIGNS: &[u8] = b":-{}[]#&*!|>'\"%@`,? \n\t<\\()+^$.~=/";

/// The text with one to six changes. The others are where lines, keys and values are taken from.
pub fn changed(text: &[u8], others: &[Vec<u8>], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    for _ in 0..u.int_in_range(1..=6)? {
        one(&mut lines, others, u)?;
        if lines.is_empty() {
            lines.push(Vec::new());
        }
    }
    Ok(lines.join(&b'\n'))
}

fn one(lines: &mut Vec<Vec<u8>>, others: &[Vec<u8>], u: &mut Unstructured<'_>) -> Result<()> {
    let at = u.choose_index(lines.len())?;
    let to = (at + 1 + u.int_in_range(0..=4)?).min(lines.len());
    match u.int_in_range(0..=11)? {
        0 => drop(lines.drain(at..to)),
        1 => {
            let again = lines[at..to].to_vec();
            lines.splice(at..at, again);
        }
        2 => {
            let other = u.choose_index(lines.len())?;
            lines.swap(at, other);
        }
        3 => lines[at].insert(0, b' '),
        4 => {
            let spaces = lines[at].iter().take_while(|byte| **byte == b' ').count();
            lines[at].drain(..spaces.min(u.int_in_range(1..=4)?));
        }
        5 => {
            // Lines of another text, at the depth of this one.
            let other: Vec<&[u8]> = u.choose(others)?.split(|byte| *byte == b'\n').collect();
            let from = u.choose_index(other.len())?;
            let most = (from + 1 + u.int_in_range(0..=5)?).min(other.len());
            let depth = lines[at].iter().take_while(|byte| **byte == b' ').count();
            let indented =
                other[from..most].iter().map(|line| [vec![b' '; depth], line.trim_ascii_start().to_vec()].concat());
            let indented: Vec<Vec<u8>> = indented.collect();
            lines.splice(at..at, indented);
        }
        6 | 7 => {
            let value = if u.ratio(2, 3)? { u.choose(VALUES)?.as_bytes().to_vec() } else { value_of(u, others)? };
            if let Some(colon) = lines[at].iter().rposition(|byte| *byte == b':') {
                lines[at].truncate(colon + 1);
                lines[at].push(b' ');
            }
            lines[at].extend(value);
        }
        8 => {
            let colon = lines[at].iter().position(|byte| *byte == b':').unwrap_or(0);
            let key = key_of(u, others)?;
            let start = lines[at].iter().take_while(|byte| b" -".contains(byte)).count().min(colon);
            lines[at].splice(start..colon, key);
        }
        9 => {
            let byte = *u.choose(SIGNS)?;
            let column = u.int_in_range(0..=lines[at].len())?;
            lines[at].insert(column, byte);
        }
        10 => {
            if !lines[at].is_empty() {
                let column = u.choose_index(lines[at].len())?;
                lines[at].remove(column);
            }
        }
        _ => {
            let byte = u.arbitrary()?;
            let column = u.int_in_range(0..=lines[at].len())?;
            lines[at].truncate(column);
            lines[at].push(byte);
        }
    }
    Ok(())
}

/// What stands behind a colon somewhere.
fn value_of(u: &mut Unstructured<'_>, others: &[Vec<u8>]) -> Result<Vec<u8>> {
    let line = line_of(u, others)?;
    Ok(line.iter().position(|byte| *byte == b':').map_or(line, |colon| &line[colon + 1..]).trim_ascii().to_vec())
}

/// What stands before a colon somewhere.
fn key_of(u: &mut Unstructured<'_>, others: &[Vec<u8>]) -> Result<Vec<u8>> {
    let line = line_of(u, others)?;
    Ok(line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii().to_vec())
}

fn line_of<'o>(u: &mut Unstructured<'_>, others: &'o [Vec<u8>]) -> Result<&'o [u8]> {
    let lines: Vec<&[u8]> = u.choose(others)?.split(|byte| *byte == b'\n').collect();
    Ok(lines[u.choose_index(lines.len())?])
}
