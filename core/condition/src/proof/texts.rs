//! Which texts pass some tests. Equality, order and beginnings are a line in the order of bytes; what a text has in it,
//! at its end or by its pattern is kept beside the line, and tried on single values.

use super::{
    Sign,
    line::{Line, Side, Stretch},
};
use crate::{Op, Pattern};
use std::{str, sync::Arc};
use usher_model::Value;

pub(super) type Bytes = Arc<[u8]>;

/// Something that no line can say.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    Contains(Arc<str>),
    EndsWith(Vec<Arc<str>>),
    Matches(Pattern),
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Contains(one), Self::Contains(other)) => one == other,
            (Self::EndsWith(one), Self::EndsWith(other)) => one == other,
            (Self::Matches(one), Self::Matches(other)) => one.as_str() == other.as_str(),
            _ => false,
        }
    }
}

impl Asked {
    /// What an operator asks of a text beyond its order.
    pub fn of(op: &Op) -> Option<Self> {
        match op {
            Op::Contains(Value::Text(part)) => Some(Self::Contains(Arc::clone(part))),
            Op::EndsWith(tails) => Some(Self::EndsWith(tails.clone())),
            Op::Matches(pattern) => Some(Self::Matches(pattern.clone())),
            _ => None,
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Contains(part) => text.contains(&**part),
            Self::EndsWith(tails) => tails.iter().any(|tail| text.ends_with(&**tail)),
            Self::Matches(pattern) => pattern.is_match(text),
        }
    }

    /// Whether every text of which this holds is one of which the other holds.
    fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Contains(one), Self::Contains(part)) => one.contains(&**part),
            (Self::EndsWith(tails), Self::Contains(part)) => tails.iter().all(|tail| tail.contains(&**part)),
            (Self::EndsWith(tails), Self::EndsWith(others)) => {
                tails.iter().all(|tail| others.iter().any(|other| tail.ends_with(&**other)))
            }
            (Self::Matches(_), Self::Matches(_)) => self == other,
            _ => false,
        }
    }

    /// Whether no text is one of which both hold.
    fn excludes(&self, other: &Self) -> bool {
        let (Self::EndsWith(tails), Self::EndsWith(others)) = (self, other) else { return false };
        tails.iter().all(|one| others.iter().all(|other| !one.ends_with(&**other) && !other.ends_with(&**one)))
    }
}

/// The texts on the line of which all the rest holds too.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Texts {
    pub line: Line<Bytes>,
    pub asked: Vec<(Asked, Sign)>,
}

impl Texts {
    pub const fn none() -> Self {
        Self { line: Line::empty(), asked: Vec::new() }
    }

    pub const fn every() -> Self {
        Self { line: Line::full(), asked: Vec::new() }
    }

    /// Those on a line.
    pub const fn on(line: Line<Bytes>) -> Self {
        Self { line, asked: Vec::new() }
    }

    /// What passes neither this nor the other is gone.
    pub fn narrow(&mut self, other: &Self) {
        self.line = self.line.and(&other.line);
        for one in &other.asked {
            if !self.asked.contains(one) {
                self.asked.push(one.clone());
            }
        }
        self.settle();
    }

    /// Whether the other holds all that this holds.
    pub fn is_within(&self, other: &Self) -> bool {
        self.line.is_within(&other.line)
            && other.asked.iter().all(|(asked, sign)| {
                let own = self.asked.iter().any(|(own, own_sign)| match (own_sign, sign) {
                    (Sign::Holds, Sign::Holds) => own.implies(asked),
                    (Sign::Fails, Sign::Fails) => asked.implies(own),
                    (Sign::Holds, Sign::Fails) => own.excludes(asked),
                    (Sign::Fails, Sign::Holds) => false,
                });
                own || self.line.stretches().all(|stretch| told(&stretch, asked) == Some(*sign))
            })
    }

    /// Takes out the values and stretches that what is asked refuses, and forgets what it has nothing more to say on.
    pub fn settle(&mut self) {
        if self.asked.is_empty() || self.line.is_empty() {
            return;
        }
        let clash = |at: usize, (one, sign): &(Asked, Sign)| {
            self.asked[at + 1..].iter().any(|(other, other_sign)| match (sign, other_sign) {
                (Sign::Holds, Sign::Holds) => one.excludes(other),
                (Sign::Holds, Sign::Fails) => one.implies(other),
                (Sign::Fails, Sign::Holds) => other.implies(one),
                (Sign::Fails, Sign::Fails) => false,
            })
        };
        if self.asked.iter().enumerate().any(|(at, one)| clash(at, one)) {
            *self = Self::none();
            return;
        }
        let refused = |stretch: &Stretch<'_, Bytes>| {
            self.asked.iter().any(|(asked, sign)| told(stretch, asked).is_some_and(|told| told != *sign))
        };
        let kept = self.line.stretches().filter(|stretch| !refused(stretch));
        self.line = Line::between(kept.map(|stretch| (stretch.from.cloned(), stretch.to.cloned())));
        if self.line.stretches().all(|stretch| stretch.point().is_some()) {
            self.asked.clear();
        }
    }
}

/// Whether something holds of all texts of a stretch, or fails of all of them; none where that is not known.
fn told(stretch: &Stretch<'_, Bytes>, asked: &Asked) -> Option<Sign> {
    if let Some(text) = stretch.point().and_then(|point| str::from_utf8(point).ok()) {
        return Some(if asked.holds(text) { Sign::Holds } else { Sign::Fails });
    }
    match asked {
        Asked::Contains(part) => {
            let head = head(stretch);
            let part = part.as_bytes();
            let has = part.is_empty() || head.windows(part.len()).any(|window| window == part);
            has.then_some(Sign::Holds)
        }
        Asked::EndsWith(tails) => tails.is_empty().then_some(Sign::Fails),
        Asked::Matches(_) => None,
    }
}

/// What every text of a stretch begins with.
pub(super) fn head<'l>(stretch: &Stretch<'l, Bytes>) -> &'l [u8] {
    if let (Some(from), true) = (stretch.from, stretch.point().is_some()) {
        return &from.at;
    }
    let (Some(from), Some(to)) = (stretch.from, stretch.to) else { return &[] };
    let is_head = |length: &usize| match behind(&from.at[..*length]) {
        Some(end) => *to.at < *end || *to.at == *end && to.side == Side::Before,
        None => true,
    };
    // Not one of a long text's many beginnings is worth more than a few looks.
    let length = (0..=from.at.len()).rev().take(64).find(is_head).unwrap_or(0);
    &from.at[..length]
}

/// The first text in the order of bytes behind all that begin with this; none where there is no such text.
pub(super) fn behind(head: &[u8]) -> Option<Bytes> {
    let kept = head.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut end = head[..=kept].to_vec();
    end[kept] += 1;
    Some(end.into())
}
