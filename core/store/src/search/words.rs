//! Words as the index holds them, and what somebody looks for. Pure text in, pure text out.
//!
//! Words are folded: case, accents and widths do not count. Scripts that write no spaces between words are cut into
//! overlapping pairs, so that any two characters in a row are found; the last character of a run stands alone behind its
//! pairs, so that a single one is found as the beginning of a word. Every database gets words of letters and digits only:
//! nothing that somebody types is ever read as its query language.

use std::{fmt::Write as _, ops::Range};
use unicode_normalization::{
    UnicodeNormalization as _,
    char::{compose, is_combining_mark},
};

/// Longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 200;
/// Most words of a query; a run without spaces counts as one.
pub const MAX_QUERY_WORDS: usize = 16;
/// Characters of a word that count: longer ones are no words.
const WORD_CHARS: usize = 40;

/// Why somebody cannot look for a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadQuery {
    /// There is no letter and no digit in it.
    #[error("there is no word in it: give a letter or a digit to look for")]
    NoWord,
    /// It is too long.
    #[error("it has {given} characters; at most {MAX_QUERY_CHARS} are allowed")]
    TooLong {
        /// How long it is.
        given: usize,
    },
    /// It has too many words.
    #[error("it has {given} words; at most {MAX_QUERY_WORDS} are allowed")]
    TooManyWords {
        /// How many it has.
        given: usize,
    },
}

/// What somebody looks for: an entry must hold every word, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordQuery {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    /// A word that begins so.
    Begins(String),
    /// A single letter or digit, which must be the whole word: otherwise it would be nearly every word.
    Is(String),
    /// A single character of a script without spaces.
    One(String),
    /// Pairs in a row.
    Run(Vec<String>),
}

impl WordQuery {
    /// Takes what somebody typed.
    ///
    /// # Errors
    /// Where there is nothing to look for, or too much.
    pub fn parse(given: &str) -> Result<Self, BadQuery> {
        let chars = given.chars().count();
        if chars > MAX_QUERY_CHARS {
            return Err(BadQuery::TooLong { given: chars });
        }
        let mut terms: Vec<Term> = Vec::new();
        for run in runs(given) {
            let term = match run.as_slice() {
                [only] if only.kind == Kind::Unspaced => Term::One(only.letter.to_string()),
                [_, ..] if run[0].kind == Kind::Unspaced => {
                    Term::Run(run.windows(2).map(|pair| pair.iter().map(|one| one.letter).collect()).collect())
                }
                [only] => Term::Is(only.letter.to_string()),
                _ => Term::Begins(run.iter().take(WORD_CHARS).map(|one| one.letter).collect()),
            };
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        match terms.len() {
            0 => Err(BadQuery::NoWord),
            given if given > MAX_QUERY_WORDS => Err(BadQuery::TooManyWords { given }),
            _ => Ok(Self { terms }),
        }
    }

    /// As SQLite's full-text index reads it. Words hold letters and digits only, so that no quote can end early.
    pub fn for_sqlite(&self) -> String {
        let term = |term: &Term| match term {
            Term::Begins(word) | Term::One(word) => format!("\"{word}\" *"),
            Term::Is(word) => format!("\"{word}\""),
            Term::Run(pairs) => format!("\"{}\"", pairs.join(" ")),
        };
        self.terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
    }

    /// As PostgreSQL's `tsquery` reads it.
    pub fn for_postgres(&self) -> String {
        let quoted = |words: &[String]| words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" <-> ");
        let term = |term: &Term| match term {
            Term::Begins(word) | Term::One(word) => format!("'{word}':*"),
            Term::Is(word) => format!("'{word}'"),
            Term::Run(pairs) => format!("({})", quoted(pairs)),
        };
        self.terms.iter().map(term).collect::<Vec<_>>().join(" & ")
    }

    /// Where in a text the words are, in bytes: in order, and none within another.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let found: Vec<Word> = words(text);
        let mut places: Vec<Range<usize>> = Vec::new();
        for term in &self.terms {
            match term {
                Term::Begins(begin) => {
                    places.extend(found.iter().filter(|one| one.word.starts_with(begin)).map(|one| one.place.clone()));
                }
                Term::Is(word) => {
                    places.extend(found.iter().filter(|one| one.word == *word).map(|one| one.place.clone()));
                }
                Term::One(word) => {
                    let begins = found.iter().filter(|one| one.word.starts_with(word));
                    places.extend(begins.map(|one| one.place.start..one.first_ends));
                }
                Term::Run(pairs) => places.extend(
                    found
                        .windows(pairs.len())
                        .filter(|row| row.iter().zip(pairs).all(|(one, pair)| one.word == *pair))
                        .map(|row| row[0].place.start..row[row.len() - 1].place.end),
                ),
            }
        }
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(places.len());
        for place in places {
            match joined.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => joined.push(place),
            }
        }
        joined
    }

    /// Whether a text holds all the words: what every index must answer.
    pub fn holds(&self, text: &str) -> bool {
        self.terms.iter().all(|term| !Self { terms: vec![term.clone()] }.places(text).is_empty())
    }
}

/// The words of an entry, for an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageWords {
    words: Vec<String>,
}

impl MessageWords {
    /// The words of a text.
    pub fn of(text: &str) -> Self {
        Self { words: words(text).into_iter().map(|word| word.word).collect() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// With spaces between, as SQLite's index takes them.
    pub fn for_sqlite(&self) -> String {
        self.words.join(" ")
    }

    /// As the text of a `tsvector`: each word with its place.
    pub fn for_postgres(&self) -> String {
        self.words.iter().zip(1..).fold(String::new(), |mut text, (word, place)| {
            // Places end at 16,383; those behind count as there, which only a longest text could notice.
            let _ = write!(text, "'{word}':{} ", place.min(16_383));
            text
        })
    }
}

/// A word in a text.
#[expect(clippy::struct_field_names, reason = "a word is what it is made of")]
struct Word {
    word: String,
    /// Where it is, in bytes.
    place: Range<usize>,
    /// Where its first character ends.
    first_ends: usize,
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for run in runs(text) {
        let word = |letters: &[Letter]| Word {
            word: letters.iter().take(WORD_CHARS).map(|one| one.letter).collect(),
            place: letters[0].place.start..letters[letters.len() - 1].place.end,
            first_ends: letters[0].place.end,
        };
        if run[0].kind == Kind::Unspaced {
            words.extend(run.windows(2).map(word));
            words.extend(run.last().map(|last| word(std::slice::from_ref(last))));
        } else {
            words.push(word(&run));
        }
    }
    words
}

/// What a folded character is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of a script with spaces between words.
    Spaced,
    /// Of a script without.
    Unspaced,
}

/// A folded character, and where it came from.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "a letter is what it is made of")]
struct Letter {
    letter: char,
    kind: Kind,
    place: Range<usize>,
}

/// Runs of one kind, each with at least one letter.
fn runs(text: &str) -> Vec<Vec<Letter>> {
    let mut runs: Vec<Vec<Letter>> = Vec::new();
    let mut joins = false;
    for (start, given) in text.char_indices() {
        let place = start..start + given.len_utf8();
        for plain in std::iter::once(given).nfkc() {
            // What was written in parts, as file names on some systems are, is put together again.
            if joins
                && let Some(last) = runs.last_mut().and_then(|run| run.last_mut())
                && let Some(whole) = compose(last.letter, plain).filter(|whole| is_unspaced(*whole))
            {
                (last.letter, last.kind, last.place.end) = (whole, Kind::Unspaced, place.end);
                continue;
            }
            if is_unspaced(plain) {
                push(&mut runs, joins, Letter { letter: plain, kind: Kind::Unspaced, place: place.clone() });
                joins = true;
                continue;
            }
            for letter in std::iter::once(plain).nfd().flat_map(char::to_lowercase) {
                if is_accent(letter) {
                    if joins && let Some(last) = runs.last_mut().and_then(|run| run.last_mut()) {
                        last.place.end = place.end;
                    }
                } else if letter.is_alphanumeric() || (joins && is_combining_mark(letter)) {
                    for one in folded(letter) {
                        push(&mut runs, joins, Letter { letter: one, kind: Kind::Spaced, place: place.clone() });
                        joins = true;
                    }
                } else {
                    joins = false;
                }
            }
        }
    }
    runs
}

fn push(runs: &mut Vec<Vec<Letter>>, joins: bool, letter: Letter) {
    match runs.last_mut() {
        Some(run) if joins && run.last().is_some_and(|last| last.kind == letter.kind) => run.push(letter),
        _ => runs.push(vec![letter]),
    }
}

/// Letters that are not made of a plain one and an accent, but are written as such where the letter is not at hand.
fn folded(letter: char) -> impl Iterator<Item = char> {
    let plain = match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(letter))
}

/// Accents of Latin, Greek and Cyrillic letters.
const fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Characters of scripts that write no spaces, or whose words are looked for by their parts: Chinese, Japanese, Korean,
/// Thai, Lao, Khmer, Burmese.
const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e01}'..='\u{0e3a}' | '\u{0e40}'..='\u{0e4e}' | '\u{0e81}'..='\u{0ece}' | '\u{0edc}'..='\u{0edf}'
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17d3}'
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{309a}'
        | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{1aff0}'..='\u{1b16f}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests;
