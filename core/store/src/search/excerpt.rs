//! What was said around the words that were found.

use super::WordQuery;

/// Longest excerpt, in characters, without what says that it is cut.
const EXCERPT_CHARS: usize = 200;
/// How much stands before the first word that was found.
const BEFORE_CHARS: usize = 60;
/// Says that the text goes on.
const CUT: char = '\u{2026}';

/// A piece of what was said: plain text, never markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, with `…` where it is cut.
    pub text: String,
    /// Where in it the words are, in order, and none within another.
    pub marks: Vec<Mark>,
}

/// A place in an excerpt, in units of UTF-16, as pages count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The first unit.
    pub start: usize,
    /// The unit behind the last.
    pub end: usize,
}

impl Excerpt {
    /// The piece of a text around the first of the words.
    pub fn of(text: &str, words: &WordQuery) -> Self {
        let places = words.places(text);
        let begins: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let chars = begins.len() - 1;
        let first = places.first().map_or(0, |place| begins.partition_point(|at| *at < place.start));
        let from =
            if chars <= EXCERPT_CHARS { 0 } else { first.saturating_sub(BEFORE_CHARS).min(chars - EXCERPT_CHARS) };
        let to = chars.min(from + EXCERPT_CHARS);
        let (start, end) = (begins[from], begins[to]);
        let mut excerpt = String::with_capacity(end - start + 2 * CUT.len_utf8());
        excerpt.extend((from > 0).then_some(CUT));
        let shift = excerpt.len();
        excerpt.push_str(&text[start..end]);
        excerpt.extend((to < chars).then_some(CUT));
        let units = |at: usize| excerpt[..at - start + shift].encode_utf16().count();
        let marks = places
            .iter()
            .filter(|place| place.start >= start && place.end <= end)
            .map(|place| Mark { start: units(place.start), end: units(place.end) })
            .collect();
        Self { text: excerpt, marks }
    }
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, Mark, WordQuery};

    fn excerpt(text: &str, query: &str) -> Excerpt {
        Excerpt::of(text, &WordQuery::parse(query).expect("words"))
    }

    #[test]
    fn marks_count_as_pages_do() {
        let found = excerpt("😀 café <b>", "cafe");
        assert_eq!(found, Excerpt { text: "😀 café <b>".to_owned(), marks: vec![Mark { start: 3, end: 7 }] });
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let text = format!("{} parcel {}", "x".repeat(500), "y".repeat(500));
        let found = excerpt(&text, "parcel");
        assert_eq!(found.text.chars().count(), 202);
        assert!(found.text.starts_with('…') && found.text.ends_with('…'));
        let [mark] = found.marks.as_slice() else { panic!("one mark: {found:?}") };
        assert_eq!(&found.text.chars().skip(mark.start).take(mark.end - mark.start).collect::<String>(), "parcel");
        let tail = excerpt(&format!("{} end", "x ".repeat(300)), "end");
        assert!(tail.text.ends_with(" end") && tail.text.chars().count() == 201);
    }
}
