//! Which numbers pass some tests.

use super::{
    Sign,
    line::{Cut, Line, Side},
};
use std::{cmp::Ordering, time::Duration};
use usher_model::Value;

/// Whole numbers below this are fractions without loss, so that both kinds of number have one order.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number with its place in the order: never NaN, and one zero only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number(f64);

impl Eq for Number {}
impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Number {
    /// The number that a value is, unless it is so large that its order beside others is not exact.
    pub fn of(value: &Value) -> Option<Self> {
        // Adding zero makes the negative zero the usual one.
        #[expect(clippy::cast_precision_loss, reason = "what is not exact is refused below")]
        let number = match value {
            Value::Int(whole) => *whole as f64,
            Value::Float(number) => number + 0.0,
            _ => return None,
        };
        (number.abs() < EXACT).then_some(Self(number))
    }

    pub fn bits(self) -> u64 {
        self.0.to_bits()
    }
}

/// Whether a value is a number whose order beside others is not exact.
pub(super) fn is_inexact(value: &Value) -> bool {
    let is_nan = matches!(value, Value::Float(number) if number.is_nan());
    matches!(value, Value::Int(_) | Value::Float(_)) && !is_nan && Number::of(value).is_none()
}

/// Something that no line can say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asked {
    /// A moment no longer ago than this; it holds of whole numbers only.
    Within(Duration),
    /// A comparison with a number that is too large: nothing is known of it.
    Inexact,
}

/// The numbers on the line of which all the rest holds too.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers {
    pub line: Line<Number>,
    /// Whether the value that is no number passes.
    pub nan: bool,
    pub asked: Vec<(Asked, Sign)>,
}

impl Numbers {
    pub const fn none() -> Self {
        Self { line: Line::empty(), nan: false, asked: Vec::new() }
    }

    pub const fn every() -> Self {
        Self { line: Line::full(), nan: false, asked: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.line.is_empty() && !self.nan
    }

    /// What passes neither this nor the other is gone.
    pub fn narrow(&mut self, other: &Self) {
        self.line = self.line.and(&other.line);
        self.nan &= other.nan;
        for one in &other.asked {
            if !self.asked.contains(one) {
                self.asked.push(one.clone());
            }
        }
        let clashes = |(asked, sign): &(Asked, Sign)| *sign == Sign::Fails && self.proves(asked, Sign::Holds);
        if self.asked.iter().any(clashes) {
            self.line = Line::empty();
        }
    }

    /// Whether the other holds all that this holds.
    pub fn is_within(&self, other: &Self) -> bool {
        (!self.nan || other.nan)
            && self.line.is_within(&other.line)
            && (self.line.is_empty() || other.asked.iter().all(|(asked, sign)| self.proves(asked, *sign)))
    }

    fn proves(&self, asked: &Asked, sign: Sign) -> bool {
        let Asked::Within(wanted) = asked else { return false };
        self.asked.iter().any(|(own, own_sign)| match (own, sign) {
            (Asked::Within(known), Sign::Holds) => *own_sign == sign && known <= wanted,
            (Asked::Within(known), Sign::Fails) => *own_sign == sign && known >= wanted,
            (Asked::Inexact, _) => false,
        })
    }

    /// Where only whole numbers occur: each stretch from its first whole number to its last.
    pub fn keep_whole(&mut self) {
        let first = |cut: &Cut<Number>| {
            let after = cut.side == Side::After && cut.at.0.fract() == 0.0;
            Cut { at: Number(if after { cut.at.0 + 1.0 } else { cut.at.0.ceil() } + 0.0), side: Side::Before }
        };
        let last = |cut: &Cut<Number>| {
            let before = cut.side == Side::Before && cut.at.0.fract() == 0.0;
            Cut { at: Number(if before { cut.at.0 - 1.0 } else { cut.at.0.floor() } + 0.0), side: Side::After }
        };
        let stretches = self.line.stretches().map(|stretch| (stretch.from.map(first), stretch.to.map(last)));
        let holds_some = |ends: &(Option<Cut<Number>>, Option<Cut<Number>>)| match ends {
            (Some(from), Some(to)) => from.at <= to.at,
            _ => true,
        };
        self.line = Line::between(stretches.filter(holds_some));
        self.nan = false;
    }
}
