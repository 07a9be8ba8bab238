//! Sets of values along one order, held as the places where membership changes: exact for equality, lists, ranges and
//! beginnings of texts, and for all that is made of them by and, or and not.

use std::{cmp::Ordering, iter, slice};

/// A place between values: right before a value, or right after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cut<T> {
    pub at: T,
    pub side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Before,
    After,
}

/// A set of values. At each cut what was inside becomes outside, and the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<T> {
    /// Whether what lies before the first cut is inside.
    begins: bool,
    /// Ascending, each once.
    cuts: Vec<Cut<T>>,
}

/// A stretch of a set without a gap; an end that is none is open for ever.
pub(super) struct Stretch<'l, T> {
    pub from: Option<&'l Cut<T>>,
    pub to: Option<&'l Cut<T>>,
}

impl<T: PartialEq> Stretch<'_, T> {
    /// The value, where it holds one only.
    pub fn point(&self) -> Option<&T> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from.at == to.at => Some(&from.at),
            _ => None,
        }
    }
}

impl<T> Line<T> {
    pub const fn empty() -> Self {
        Self { begins: false, cuts: Vec::new() }
    }

    pub const fn full() -> Self {
        Self { begins: true, cuts: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        !self.begins && self.cuts.is_empty()
    }

    /// What lies behind a cut.
    pub fn above(cut: Cut<T>) -> Self {
        Self { begins: false, cuts: vec![cut] }
    }

    /// What lies before a cut.
    pub fn below(cut: Cut<T>) -> Self {
        Self { begins: true, cuts: vec![cut] }
    }

    /// What this does not hold.
    #[must_use]
    pub fn complement(mut self) -> Self {
        self.begins = !self.begins;
        self
    }

    /// How much there is to look at.
    pub fn weight(&self) -> usize {
        self.cuts.len()
    }

    /// Its stretches, ascending.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch<'_, T>> {
        let (first, rest) = if self.begins {
            let (head, rest) = self.cuts.split_at(self.cuts.len().min(1));
            (Some(Stretch { from: None, to: head.first() }), rest)
        } else {
            (None, self.cuts.as_slice())
        };
        let pairs = rest.chunks(2).map(|pair| Stretch { from: pair.first(), to: pair.get(1) });
        first.into_iter().chain(pairs)
    }
}

impl<T: Ord + Clone> Line<T> {
    /// One value.
    pub fn point(at: T) -> Self {
        let after = Cut { at: at.clone(), side: Side::After };
        Self { begins: false, cuts: vec![Cut { at, side: Side::Before }, after] }
    }

    /// These values.
    pub fn points(values: impl Iterator<Item = T>) -> Self {
        let mut values: Vec<T> = values.collect();
        values.sort();
        values.dedup();
        let cuts = values.into_iter().flat_map(|at| {
            let after = Cut { at: at.clone(), side: Side::After };
            [Cut { at, side: Side::Before }, after]
        });
        Self { begins: false, cuts: cuts.collect() }
    }

    /// What lies between cuts that ascend: from the first to the second, from the third to the fourth, and so on.
    pub fn between(ends: impl Iterator<Item = (Option<Cut<T>>, Option<Cut<T>>)>) -> Self {
        let mut line = Self::empty();
        for (from, to) in ends {
            match from {
                None => line.begins = true,
                Some(from) => line.cuts.push(from),
            }
            line.cuts.extend(to);
        }
        line
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.combined(other, |here, there| here && there)
    }

    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.combined(other, |here, there| here || there)
    }

    /// Whether the other holds all that this holds.
    pub fn is_within(&self, other: &Self) -> bool {
        regions(self, other).all(|(_, here, there)| !here || there)
    }

    fn combined(&self, other: &Self, keep: impl Fn(bool, bool) -> bool) -> Self {
        let mut line = Self::empty();
        let mut inside = false;
        for (cut, here, there) in regions(self, other) {
            let now = keep(here, there);
            match cut {
                None => line.begins = now,
                Some(cut) if now != inside => line.cuts.push(cut.clone()),
                Some(_) => {}
            }
            inside = now;
        }
        line
    }
}

/// Along both sets at once: where each region begins, and which of the two hold it. The first begins nowhere.
fn regions<'l, T: Ord>(
    left: &'l Line<T>,
    right: &'l Line<T>,
) -> impl Iterator<Item = (Option<&'l Cut<T>>, bool, bool)> {
    let next = |cuts: &mut slice::Iter<'l, Cut<T>>| cuts.next();
    let (mut lefts, mut rights) = (left.cuts.iter(), right.cuts.iter());
    let (mut ahead_left, mut ahead_right) = (next(&mut lefts), next(&mut rights));
    let (mut in_left, mut in_right) = (left.begins, right.begins);
    let first = (None, in_left, in_right);
    iter::once(first).chain(iter::from_fn(move || {
        let order = match (ahead_left, ahead_right) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let cut = if order.is_le() { ahead_left } else { ahead_right };
        if order.is_le() {
            in_left = !in_left;
            ahead_left = next(&mut lefts);
        }
        if order.is_ge() {
            in_right = !in_right;
            ahead_right = next(&mut rights);
        }
        Some((cut, in_left, in_right))
    }))
}
