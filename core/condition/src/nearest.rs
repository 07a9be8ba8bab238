//! Which known name a wrong one most likely meant.

use std::mem::swap;

/// The nearest of the known names, or none where nothing is near enough to be a slip of the finger. Case, `-`, `_` and
/// `.` count for nothing: `startsWith` is `starts_with`.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name far longer than any of ours is no slip, and comparing it would only cost time.
    const LONGEST: usize = 128;
    if wanted.len() > LONGEST {
        return None;
    }
    let (mut given, mut rows) = (Vec::new(), Rows::default());
    bare_into(wanted, &mut given);
    let wanted = given.clone();
    // One slip in short names, one in three letters in longer ones: beyond that a suggestion misleads.
    let mut most = (wanted.len() / 3).max(1);
    let mut best = None;
    for name in known {
        bare_into(name, &mut given);
        let Some(slips) = rows.slips(&wanted, &given, most) else { continue };
        best = Some(name);
        // Only a nearer one is of interest from here on.
        let Some(fewer) = slips.checked_sub(1) else { break };
        most = fewer;
    }
    best
}

/// The letters that count, in small ones.
fn bare_into(name: &str, letters: &mut Vec<char>) {
    letters.clear();
    for letter in name.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' ')) {
        if letter.is_ascii() {
            letters.push(letter.to_ascii_lowercase());
        } else {
            letters.extend(letter.to_lowercase());
        }
    }
}

/// The last three rows of a comparison, kept from one to the next: names are compared by the thousand.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    above: Vec<usize>,
    row: Vec<usize>,
}

impl Rows {
    /// How many letters were left out, put in, changed, or swapped with the next one (no letter twice), if not more than
    /// `most`.
    fn slips(&mut self, a: &[char], b: &[char], most: usize) -> Option<usize> {
        if a.len().abs_diff(b.len()) > most {
            return None;
        }
        // What is the same at both ends costs nothing, and is most of what is compared.
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[same..], &b[same..]);
        let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
        self.above.clear();
        self.above.extend(0..=b.len());
        self.before.clone_from(&self.above);
        for (at, letter) in a.iter().enumerate() {
            self.row.clear();
            self.row.push(at + 1);
            for (other_at, other) in b.iter().enumerate() {
                let changed = self.above[other_at] + usize::from(letter != other);
                let mut least = changed.min(self.above[other_at + 1] + 1).min(self.row[other_at] + 1);
                if at > 0 && other_at > 0 && *letter == b[other_at - 1] && a[at - 1] == *other {
                    least = least.min(self.before[other_at - 1] + 1);
                }
                self.row.push(least);
            }
            // What is too far in two rows is not near again.
            if self.row.iter().chain(&self.above).min().is_some_and(|least| *least > most) {
                return None;
            }
            swap(&mut self.before, &mut self.above);
            swap(&mut self.above, &mut self.row);
        }
        self.above.last().copied().filter(|slips| *slips <= most)
    }
}

#[cfg(test)]
mod tests {
    //! The nearest name is what the plain distance says.

    use super::{Rows, nearest};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_plain_distance(a in "[a-d]{0,9}", b in "[a-d]{0,9}", most in 0_usize..6) {
            let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let plain = strsim::osa_distance(&a, &b);
            let mut rows = Rows::default();
            // Whatever was compared before makes no difference.
            for _ in 0..2 {
                prop_assert_eq!(rows.slips(&left, &right, most), (plain <= most).then_some(plain));
                rows.slips(&right, &['x'; 7], 3);
            }
        }

        #[test]
        fn no_other_name_is_nearer(wanted in "[a-c_]{1,9}", known in prop::collection::vec("[a-c.]{1,9}", 0..8)) {
            let plain = |name: &str| {
                let bare = |text: &str| text.replace(['_', '.'], "");
                (strsim::osa_distance(&bare(&wanted), &bare(name)), bare(&wanted).chars().count())
            };
            let near = known.iter().filter(|name| {
                let (distance, length) = plain(name);
                distance <= (length / 3).max(1)
            });
            let first = near.min_by_key(|name| plain(name).0);
            prop_assert_eq!(nearest(&wanted, known.iter().map(String::as_str)), first.map(String::as_str));
        }
    }
}
