//! How long the texts are that an expression matches, as far as that can be told without looking at them.

use regex_syntax::hir::{Hir, HirKind, Look};

/// Fewest and most characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLengths {
    /// No shorter text is matched.
    pub least: usize,
    /// No longer text is matched; none where there is no such bound.
    pub most: Option<usize>,
}

/// The lengths of texts in which the expression matches somewhere.
pub(super) fn of(hir: &Hir) -> TextLengths {
    let inner = matched(hir);
    let edges = hir.properties();
    // Before and behind a match anything may stand, unless the match is held at both ends of the text.
    let is_whole = edges.look_set_prefix().contains(Look::Start) && edges.look_set_suffix().contains(Look::End);
    TextLengths { least: inner.least, most: inner.most.filter(|_| is_whole) }
}

/// The lengths of what is matched itself.
fn matched(hir: &Hir) -> TextLengths {
    let exactly = |length| TextLengths { least: length, most: Some(length) };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => exactly(0),
        // Bytes that are no text cannot be matched in one.
        HirKind::Literal(literal) => exactly(String::from_utf8_lossy(&literal.0).chars().count()),
        HirKind::Class(_) => exactly(1),
        HirKind::Capture(capture) => matched(&capture.sub),
        HirKind::Repetition(repetition) => {
            let each = matched(&repetition.sub);
            let times = |length: usize, count: u32| length.saturating_mul(count as usize);
            let most = match (each.most, repetition.max) {
                (Some(0), _) | (_, Some(0)) => Some(0),
                (Some(most), Some(count)) => Some(times(most, count)),
                _ => None,
            };
            TextLengths { least: times(each.least, repetition.min), most }
        }
        HirKind::Concat(parts) => parts.iter().map(matched).fold(exactly(0), |sum, part| TextLengths {
            least: sum.least.saturating_add(part.least),
            most: sum.most.zip(part.most).map(|(sum, part)| sum.saturating_add(part)),
        }),
        HirKind::Alternation(parts) => {
            let lengths = parts.iter().map(matched);
            let either = |a: TextLengths, b: TextLengths| TextLengths {
                least: a.least.min(b.least),
                most: a.most.zip(b.most).map(|(a, b)| a.max(b)),
            };
            lengths.reduce(either).unwrap_or_else(|| exactly(0))
        }
    }
}

#[cfg(test)]
mod tests {
    //! No text of another length is matched.

    use super::TextLengths;
    use crate::Pattern;
    use proptest::prelude::*;

    const PARTS: &[&str] = &["^", "$", "a", "b", "é", ".", "(a|bé)", "(a|)*", "a?", "b+", "[aé]{2}", "|", "(^a|b$)"];

    #[test]
    fn what_can_be_told() {
        let check = |pattern: &str, least: usize, most: Option<usize>| {
            let lengths = Pattern::new(pattern).expect("a pattern").text_lengths();
            assert_eq!(lengths, TextLengths { least, most }, "{pattern}");
        };
        check("^[0-9]{8}$", 8, Some(8));
        check("[0-9]{8}", 8, None);
        check("^[0-9]{8}", 8, None);
        check("^(ab|c)+$", 1, None);
        check("^(ab|cde){2,3}$", 4, Some(9));
        check("^(?:ab|c$)", 1, None);
        check("^(a*|)$", 0, None);
        check(r"^(\b)*$", 0, Some(0));
        check("^[一-龥]{2}$", 2, Some(2));
        check("^你好$", 2, Some(2));
        check("(?m)^a$", 1, None);
        check("(?i)^straße$", 6, Some(6));
        check("^a|b$", 1, None);
        check("", 0, None);
    }

    proptest! {
        #[test]
        fn a_matched_text_is_within_them(
            parts in prop::collection::vec(prop::sample::select(PARTS), 1..6),
            text in "[abé]{0,6}",
        ) {
            let Ok(pattern) = Pattern::new(&parts.concat()) else { return Ok(()) };
            if pattern.is_match(&text) {
                let (lengths, length) = (pattern.text_lengths(), text.chars().count());
                prop_assert!(length >= lengths.least, "{pattern:?} {text:?} {lengths:?}");
                prop_assert!(lengths.most.is_none_or(|most| length <= most), "{pattern:?} {text:?} {lengths:?}");
            }
        }
    }
}
