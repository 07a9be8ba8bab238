//! Where each character of a value stands in its file: an expression or a template inside a value has mistakes of its
//! own, and they are marked where they are written. Escapes, doubled quotes, folded lines and indentation are followed.
//!
//! Must not know what stands in the values.

use super::{Content, Node, Scalar, Style};
use crate::Span;
use std::ops::Range;

/// A line and a column, both from 1.
type Place = (u32, u32);

impl Node {
    /// The place of some characters of a scalar, counted from 0 and marked on their first line; the whole value where
    /// nobody can tell.
    pub fn within(&self, characters: &Range<usize>) -> Span {
        let Content::Scalar(scalar) = &self.content else { return self.span };
        let Some(places) = places(scalar, self.span) else { return self.span };
        let last = places.len() - 1;
        let (start, end) = (characters.start.min(last), characters.end.clamp(characters.start.min(last), last));
        let (line, column) = places[start];
        let end_column = if places[end].0 == line {
            places[end].1
        } else {
            let on_line = places[start..end].iter().rev().find(|place| place.0 == line);
            on_line.map_or(column, |place| place.1) + 1
        };
        Span { line, column, end_line: line, end_column: end_column.max(column + 1) }
    }

    /// The place of some columns, from 1, of a line, from 1, of a scalar's text.
    pub fn within_line(&self, line: u32, columns: &Range<u32>) -> Span {
        let Content::Scalar(scalar) = &self.content else { return self.span };
        let before = line.saturating_sub(1) as usize;
        let head: usize = scalar.text.split_inclusive('\n').take(before).map(|line| line.chars().count()).sum();
        let at = |column: u32| head + column.saturating_sub(1) as usize;
        self.within(&(at(columns.start)..at(columns.end)))
    }
}

/// A place a character of the text, and one for its end.
fn places(scalar: &Scalar, span: Span) -> Option<Vec<Place>> {
    let start = (span.line, span.column);
    match scalar.style {
        // A text that was not kept as written is on one line, letter by letter.
        Style::Plain if scalar.written.is_empty() => {
            let length = u32::try_from(scalar.text.chars().count()).ok()?;
            Some((0..=length).map(|character| (start.0, start.1 + character)).collect())
        }
        Style::Plain => Flow::new(scalar, start, None).places(),
        Style::SingleQuoted => Flow::new(scalar, start, Some('\'')).places(),
        Style::DoubleQuoted => Flow::new(scalar, start, Some('"')).places(),
        Style::Block => block(scalar, start),
    }
}

/// A text that is plain or in quotes, read beside the way it is written.
struct Flow<'s> {
    wanted: std::iter::Peekable<std::str::Chars<'s>>,
    written: &'s str,
    at: Place,
    quote: Option<char>,
    places: Vec<Place>,
}

impl<'s> Flow<'s> {
    fn new(scalar: &'s Scalar, at: Place, quote: Option<char>) -> Self {
        Self { wanted: scalar.text.chars().peekable(), written: &scalar.written, at, quote, places: Vec::new() }
    }

    fn places(mut self) -> Option<Vec<Place>> {
        if self.quote.is_some() {
            self.step()?;
        }
        while let Some(wanted) = self.wanted.peek().copied() {
            if self.line_ends() {
                let at = self.at;
                self.skip(char::is_whitespace);
                if wanted == ' ' {
                    self.found(at);
                } else {
                    // Empty lines between two stand for line breaks.
                    if wanted != '\n' {
                        return None;
                    }
                    while self.wanted.peek() == Some(&'\n') {
                        self.found(at);
                    }
                }
                continue;
            }
            let at = self.at;
            let given = self.step()?;
            match (self.quote, given) {
                (Some('"'), '\\') => {
                    if self.written.starts_with(['\n', '\r']) {
                        self.skip(char::is_whitespace);
                        continue;
                    }
                    self.escape(wanted)?;
                }
                (Some('\''), '\'') => {
                    self.step().filter(|second| *second == '\'')?;
                }
                _ if given != wanted => return None,
                _ => {}
            }
            self.found(at);
        }
        self.places.push(self.at);
        Some(self.places)
    }

    /// Steps over what follows a backslash.
    fn escape(&mut self, wanted: char) -> Option<()> {
        let digits = match self.step()? {
            'x' => 2,
            // Two escapes, as JSON writes what lies beyond four digits.
            'u' if u32::from(wanted) > 0xffff => 4 + "\\u".len() + 4,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        for _ in 0..digits {
            self.step()?;
        }
        Some(())
    }

    fn found(&mut self, at: Place) {
        self.wanted.next();
        self.places.push(at);
    }

    /// Whether nothing but blanks stands before the end of the line.
    fn line_ends(&self) -> bool {
        self.written.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
    }

    fn skip(&mut self, unwanted: fn(char) -> bool) {
        while self.written.starts_with(unwanted) && self.step().is_some() {}
    }

    fn step(&mut self) -> Option<char> {
        let given = self.written.chars().next()?;
        self.written = &self.written[given.len_utf8()..];
        match given {
            '\n' => self.at = (self.at.0 + 1, 1),
            _ => self.at.1 += 1,
        }
        Some(given)
    }
}

/// A block under `|` or `>`. It is given from the first character of its content, so the column tells its indentation.
fn block(scalar: &Scalar, start: Place) -> Option<Vec<Place>> {
    let mut wanted = scalar.text.chars().peekable();
    let mut places = Vec::new();
    while wanted.next_if_eq(&'\n').is_some() {
        places.push(start);
    }
    let mut at = start;
    for (number, line) in (0..).zip(scalar.written.split('\n')) {
        if number > 0 && wanted.peek().is_none() {
            break;
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if number == 0 { line } else { unindented(line, start.1 - 1) };
        at = (start.0 + number, start.1);
        for given in line.chars() {
            if wanted.next() != Some(given) {
                return None;
            }
            places.push(at);
            at.1 += 1;
        }
        // A folded line ends with a space; an empty one may stand for no character of its own.
        let ends = |next: &char| *next == '\n' || (*next == ' ' && !line.is_empty());
        if wanted.next_if(ends).is_some() {
            places.push(at);
        }
    }
    places.push(at);
    wanted.peek().is_none().then_some(places)
}

fn unindented(line: &str, indent: u32) -> &str {
    let spaces = line.bytes().zip(0..indent).take_while(|(byte, _)| *byte == b' ').count();
    &line[spaces..]
}

#[cfg(test)]
mod tests {
    use crate::{
        reader::Reader,
        yaml::{self, Content},
    };
    use proptest::prelude::*;

    /// Every `@` of the values must be found where it stands in the file.
    #[track_caller]
    fn check(file: &str) {
        let mut reader = Reader::new(&"a.yaml".into());
        let root = yaml::parse(file.as_bytes(), &mut reader).expect("YAML");
        let Content::Map(entries) = &root.content else { panic!("a mapping") };
        let mut found = Vec::new();
        for entry in entries {
            let Content::Scalar(scalar) = &entry.value.content else { panic!("a scalar") };
            for (character, _) in scalar.text.chars().enumerate().filter(|(_, c)| *c == '@') {
                let span = entry.value.within(&(character..character + 1));
                found.push((span.line, span.column, span.end_column));
            }
        }
        let stands: Vec<(u32, u32, u32)> = (1..)
            .zip(file.split('\n'))
            .flat_map(|(line, text)| {
                (1..).zip(text.chars()).filter(|(_, c)| *c == '@').map(move |(column, _)| (line, column, column + 1))
            })
            .collect();
        assert_eq!(found, stands, "{file}");
    }

    #[test]
    fn each_way_of_writing_a_value_keeps_its_places() {
        check("a: x @ y@\nb: '@ it''s @'\nc: \"@ \\\"\\u00e9\\x41\\ud83d\\ude00\\t@ 你@\"\n");
        check("a: one @\n  two @\n\n\n  three @\n");
        check("a: 'one @\n  two  @ \n\n  it''s @'\n");
        check("a: \"one @  \n  two \\\n  @ \\n @\n\n  three@\"\n");
        check("a: |\n  @ one\n    @ two\n\n  @ three\n\nb: |-\n    @\n");
        check(
            "a: >\n\n  @ one\n  @ two\n\n  @ three\n    @ deeper\n\n\n  @ last\nb: >- # @folded\n  @ x\n"
                .replace("@folded", "folded")
                .as_str(),
        );
        check("a: |2\n    @ one\n   @ two\n");
        check("a: |\r\n  @ one\r\n  @ two\r\nb: \"x\r\n  @ y\"\r\n");
    }

    #[test]
    fn a_line_of_a_text_is_found_too() {
        let mut reader = Reader::new(&"a.yaml".into());
        let root = yaml::parse(b"a: |\n  one\n  two three\n", &mut reader).expect("YAML");
        let Content::Map(entries) = &root.content else { panic!("a mapping") };
        let span = entries[0].value.within_line(2, &(5..10));
        assert_eq!((span.line, span.column, span.end_line, span.end_column), (3, 7, 3, 12));
        let behind = entries[0].value.within_line(9, &(1..2));
        assert_eq!((behind.line, behind.column), (3, 12), "at the end");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_keeps_its_places(text in "[a-c@ '\"\\\\é你\n]{0,40}@[a-c@ '\"\\\\é你\n]{0,40}@") {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('é', "\\u00e9");
            let line = text.replace('\n', "b");
            let lines = text.replace('\n', "\n  ");
            check(&format!("a: \"{escaped}\"\nb: '{}'\nc: |2-\n  {lines}\nd: >2-\n  {lines}\n", line.replace('\'', "''")));
        }
    }
}
