//! What one fact may be if some tests of it are to hold.
//!
//! As much as a test says is kept exactly, fact by fact type, since a fact may be of another type than its test expects,
//! or absent. Where something cannot be said exactly, a domain holds too much rather than too little.

use super::{
    Sign,
    line::{Cut, Line, Side},
    numbers::{self, Number, Numbers},
    texts::{self, Bytes, Texts},
};
use crate::{FieldKind, Op, evaluate::order};
use std::{cmp::Ordering, sync::Arc};
use usher_model::Value;

/// What one fact may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Domain {
    /// Whether it may be absent.
    absent: bool,
    /// Whether it may be `false`, and `true`.
    bools: [bool; 2],
    numbers: Numbers,
    texts: Texts,
    /// None where it may not be a list; else what its values must have among them, or must not.
    lists: Option<Vec<(Value, Sign)>>,
}

/// How well two domains were put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Exact,
    /// The result holds more than the two.
    Loose,
}

/// A single value that a fact may be, or what all of several texts begin with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Bool(bool),
    Number(u64),
    Head(Bytes),
}

impl Domain {
    /// All that a fact of this type may be; where no type is known, anything.
    pub fn every(kind: Option<&FieldKind>) -> Self {
        let absent =
            Self { absent: true, bools: [false; 2], numbers: Numbers::none(), texts: Texts::none(), lists: None };
        let words = |known: &[Arc<str>]| Line::points(known.iter().map(bytes));
        match kind {
            None => Self {
                absent: true,
                bools: [true; 2],
                numbers: Numbers { nan: true, ..Numbers::every() },
                texts: Texts::every(),
                lists: Some(Vec::new()),
            },
            Some(FieldKind::Bool) => Self { bools: [true; 2], ..absent },
            Some(FieldKind::Int { least, most }) => {
                let ends = [Op::Gte(Value::Int(*least)), Op::Lte(Value::Int(*most))];
                let mut numbers = Numbers::every();
                for end in ends.iter().filter(|end| !is_inexact(end)) {
                    numbers.line = numbers.line.and(&line(end, Number::of));
                }
                Self { numbers, ..absent }
            }
            Some(FieldKind::Number | FieldKind::Moment) => Self { numbers: Numbers::every(), ..absent },
            Some(FieldKind::Enum(known)) => Self { texts: Texts::on(words(known)), ..absent },
            Some(FieldKind::TextList) => Self { lists: Some(Vec::new()), ..absent },
            Some(
                FieldKind::Text
                | FieldKind::Path
                | FieldKind::Locale
                | FieldKind::Language
                | FieldKind::Date
                | FieldKind::TimeOfDay,
            ) => Self { texts: Texts::every(), ..absent },
        }
    }

    /// What a fact of this type may be if an operator is to hold of it, or to fail.
    pub fn of(op: &Op, sign: Sign, kind: Option<&FieldKind>) -> Self {
        let mut domain = if sign == Sign::Holds { Self::holding(op) } else { Self::holding(op).failing() };
        domain.texts.settle();
        if let Some(kind) = kind {
            domain.narrow(&Self::every(Some(kind)));
            if matches!(kind, FieldKind::Int { .. } | FieldKind::Moment) {
                domain.numbers.keep_whole();
            }
        }
        domain
    }

    fn holding(op: &Op) -> Self {
        let asked = match op {
            Op::Within(span) => Some(numbers::Asked::Within(*span)),
            _ => is_inexact(op).then_some(numbers::Asked::Inexact),
        };
        let numbers = Numbers {
            line: if asked.is_some() { Line::full() } else { line(op, Number::of) },
            nan: op.holds(&Value::Float(f64::NAN)),
            asked: asked.into_iter().map(|asked| (asked, Sign::Holds)).collect(),
        };
        let texts = match texts::Asked::of(op) {
            Some(asked) => Texts { line: Line::full(), asked: vec![(asked, Sign::Holds)] },
            None => Texts::on(line(op, text)),
        };
        let lists = match op {
            Op::Contains(value) => Some(vec![(value.clone(), Sign::Holds)]),
            _ => op.holds(&Value::List(Vec::new())).then(Vec::new),
        };
        let absent = matches!(op, Op::Ne(_) | Op::NotIn(_) | Op::Exists(false));
        let bools = [false, true].map(|value| op.holds(&Value::Bool(value)));
        Self { absent, bools, numbers, texts, lists }
    }

    /// The opposite of what one operator says.
    fn failing(self) -> Self {
        let Self { absent, bools, mut numbers, mut texts, lists } = self;
        match numbers.asked.first_mut() {
            Some((_, sign)) => *sign = sign.opposite(),
            None => numbers.line = numbers.line.complement(),
        }
        numbers.nan = !numbers.nan;
        match texts.asked.first_mut() {
            Some((_, sign)) => *sign = sign.opposite(),
            None => texts.line = texts.line.complement(),
        }
        let lists = match lists {
            None => Some(Vec::new()),
            Some(asked) if asked.is_empty() => None,
            Some(asked) => Some(asked.into_iter().map(|(value, sign)| (value, sign.opposite())).collect()),
        };
        Self { absent: !absent, bools: bools.map(|holds| !holds), numbers, texts, lists }
    }

    /// Keeps what the other holds too.
    pub fn narrow(&mut self, other: &Self) {
        self.absent &= other.absent;
        for (own, one) in self.bools.iter_mut().zip(other.bools) {
            *own &= one;
        }
        self.numbers.narrow(&other.numbers);
        self.texts.narrow(&other.texts);
        self.lists = match (self.lists.take(), &other.lists) {
            (Some(mut asked), Some(more)) => {
                asked.extend(more.iter().filter(|one| !asked.contains(one)).cloned().collect::<Vec<_>>());
                let clashes = |(value, sign): &(Value, Sign)| {
                    let opposite = |(other, other_sign): &(Value, Sign)| other_sign != sign && is_same(value, other);
                    *sign == Sign::Holds && asked.iter().any(opposite)
                };
                (!asked.iter().any(clashes)).then_some(asked)
            }
            _ => None,
        };
    }

    /// Adds what the other holds.
    pub fn widen(&mut self, other: &Self) -> Fit {
        self.absent |= other.absent;
        for (own, one) in self.bools.iter_mut().zip(other.bools) {
            *own |= one;
        }
        self.numbers.nan |= other.numbers.nan;
        let numbers = join(
            (&mut self.numbers.line, &mut self.numbers.asked),
            (&other.numbers.line, other.numbers.asked.as_slice()),
        );
        let texts =
            join((&mut self.texts.line, &mut self.texts.asked), (&other.texts.line, other.texts.asked.as_slice()));
        let lists = match (&mut self.lists, &other.lists) {
            (_, None) => Fit::Exact,
            (own @ None, _) => {
                own.clone_from(&other.lists);
                Fit::Exact
            }
            (Some(own), Some(asked)) if own == asked => Fit::Exact,
            (Some(own), Some(_)) => {
                own.clear();
                Fit::Loose
            }
        };
        if [numbers, texts, lists].contains(&Fit::Loose) { Fit::Loose } else { Fit::Exact }
    }

    /// Whether nothing is left that the fact may be.
    pub fn is_empty(&self) -> bool {
        !self.absent
            && self.bools == [false; 2]
            && self.numbers.is_empty()
            && self.texts.line.is_empty()
            && self.lists.is_none()
    }

    /// Whether the other holds all that this holds. No is said also where it is not known.
    pub fn is_within(&self, other: &Self) -> bool {
        let lists = match (&self.lists, &other.lists) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(wanted)) => wanted
                .iter()
                .all(|(value, sign)| own.iter().any(|(one, one_sign)| one_sign == sign && is_same(one, value))),
        };
        lists
            && (!self.absent || other.absent)
            && self.bools.iter().zip(other.bools).all(|(own, one)| !own || one)
            && self.numbers.is_within(&other.numbers)
            && self.texts.is_within(&other.texts)
    }

    /// The values that the fact may be, texts by what they begin with; none where these are without number, or where it
    /// may be absent.
    pub fn keys(&self) -> Option<Vec<Key>> {
        if self.absent || self.lists.is_some() || self.numbers.nan {
            return None;
        }
        let bools = [false, true].into_iter().zip(self.bools).filter(|(_, may_be)| *may_be);
        let mut keys: Vec<Key> = bools.map(|(value, _)| Key::Bool(value)).collect();
        for stretch in self.numbers.line.stretches() {
            keys.push(Key::Number(stretch.point()?.bits()));
        }
        for stretch in self.texts.line.stretches() {
            let head = texts::head(&stretch);
            if head.is_empty() && stretch.point().is_none() {
                return None;
            }
            keys.push(Key::Head(head.into()));
        }
        Some(keys)
    }

    /// One of the values that the fact may be, a text by what it begins with; none where no domain with keys holds all
    /// of this one. One that does has this key, or a beginning of it.
    pub fn first_key(&self) -> Option<Key> {
        if self.absent || self.lists.is_some() || self.numbers.nan {
            return None;
        }
        if let Some((value, _)) = [false, true].into_iter().zip(self.bools).find(|(_, may_be)| *may_be) {
            return Some(Key::Bool(value));
        }
        if let Some(stretch) = self.numbers.line.stretches().next() {
            return Some(Key::Number(stretch.point()?.bits()));
        }
        self.texts.line.stretches().next().map(|stretch| Key::Head(texts::head(&stretch).into()))
    }

    /// What it costs to look at it, in small steps.
    pub fn weight(&self) -> usize {
        let asked = self.numbers.asked.len() + self.texts.asked.len() + self.lists.as_ref().map_or(0, Vec::len);
        1 + self.numbers.line.weight() + self.texts.line.weight() * (1 + 8 * self.texts.asked.len()) + asked
    }
}

/// Adds the values of a line and what is asked of them to another; keeps what is asked in both where they differ.
fn join<T: Ord + Clone, A: PartialEq + Clone>(
    (line, asked): (&mut Line<T>, &mut Vec<(A, Sign)>),
    (more, more_asked): (&Line<T>, &[(A, Sign)]),
) -> Fit {
    if more.is_empty() {
        return Fit::Exact;
    }
    if line.is_empty() {
        line.clone_from(more);
        *asked = more_asked.to_vec();
        return Fit::Exact;
    }
    *line = line.or(more);
    if asked.as_slice() == more_asked {
        return Fit::Exact;
    }
    asked.retain(|one| more_asked.contains(one));
    Fit::Loose
}

/// The values of one type that an operator accepts by their order.
fn line<T: Heads + Ord + Clone>(op: &Op, key: impl Fn(&Value) -> Option<T> + Copy) -> Line<T> {
    let cut = |value: &Value, side| key(value).map(|at| Cut { at, side });
    let above = |value, side| cut(value, side).map_or_else(Line::empty, Line::above);
    let below = |value, side| cut(value, side).map_or_else(Line::empty, Line::below);
    match op {
        Op::Eq(value) => key(value).map_or_else(Line::empty, Line::point),
        Op::Ne(value) => key(value).map_or_else(Line::empty, Line::point).complement(),
        Op::In(values) => Line::points(values.iter().filter_map(key)),
        Op::NotIn(values) => Line::points(values.iter().filter_map(key)).complement(),
        Op::Gt(bound) | Op::After(bound) => above(bound, Side::After),
        Op::Gte(bound) => above(bound, Side::Before),
        Op::Lt(bound) | Op::Before(bound) => below(bound, Side::Before),
        Op::Lte(bound) => below(bound, Side::After),
        Op::Between(from, to) => {
            let (after, before) = (above(from, Side::Before), below(to, Side::After));
            // As in the evaluator: ends that are reversed run past midnight.
            if order(from, to) == Some(Ordering::Greater) { after.or(&before) } else { after.and(&before) }
        }
        Op::StartsWith(heads) => beginning_with_one_of(heads),
        Op::Exists(true) => Line::full(),
        Op::Exists(false) | Op::Contains(_) | Op::EndsWith(_) | Op::Matches(_) | Op::Within(_) => Line::empty(),
    }
}

/// Put together by halves: one by one, a long list would be gone through as often as it is long.
fn beginning_with_one_of<T: Heads + Ord + Clone>(heads: &[Arc<str>]) -> Line<T> {
    match heads {
        [] => Line::empty(),
        [head] => T::beginning_with(head),
        _ => {
            let (left, right) = heads.split_at(heads.len() / 2);
            beginning_with_one_of(left).or(&beginning_with_one_of(right))
        }
    }
}

/// Values that may begin with a text.
trait Heads: Sized {
    fn beginning_with(head: &str) -> Line<Self>;
}

impl Heads for Number {
    fn beginning_with(_: &str) -> Line<Self> {
        Line::empty()
    }
}

impl Heads for Bytes {
    fn beginning_with(head: &str) -> Line<Self> {
        let from = Line::above(Cut { at: head.as_bytes().into(), side: Side::Before });
        match texts::behind(head.as_bytes()) {
            Some(end) => from.and(&Line::below(Cut { at: end, side: Side::Before })),
            None => from,
        }
    }
}

fn text(value: &Value) -> Option<Bytes> {
    if let Value::Text(text) = value { Some(bytes(text)) } else { None }
}

fn bytes(text: &Arc<str>) -> Bytes {
    Arc::clone(text).into()
}

/// Whether it compares with a number whose order beside others is not exact.
fn is_inexact(op: &Op) -> bool {
    match op {
        Op::Eq(one)
        | Op::Ne(one)
        | Op::Gt(one)
        | Op::Gte(one)
        | Op::Lt(one)
        | Op::Lte(one)
        | Op::Before(one)
        | Op::After(one) => numbers::is_inexact(one),
        Op::In(each) | Op::NotIn(each) => each.iter().any(numbers::is_inexact),
        Op::Between(from, to) => numbers::is_inexact(from) || numbers::is_inexact(to),
        _ => false,
    }
}

/// Whether a list with one among its values has the other too. Of texts alone that is certain: numbers of two types that
/// equal a third need not equal each other.
fn is_same(one: &Value, other: &Value) -> bool {
    matches!((one, other), (Value::Text(one), Value::Text(other)) if one == other)
}
