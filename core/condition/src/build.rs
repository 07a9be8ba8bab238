//! From a field's name, an operator and a value to a typed test, or to what is wrong with them.

use crate::{
    BadPattern, Catalogue, FieldKind, Op, Operator, Pattern, Test,
    evaluate::order,
    nearest,
    operand::{is_date, is_time_of_day, moment, span},
};
use std::{cmp::Ordering, ops::Range, sync::Arc};
use usher_model::{Locale, Value};

/// Most values in one list: longer ones belong into the customer's record.
const MAX_ITEMS: usize = 1_000;
/// Longest text of an operand, in characters.
const MAX_TEXT_CHARS: usize = 2_000;

/// A test that cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadTest {
    /// No field has this name.
    #[error("there is no field `{field}`")]
    UnknownField {
        /// The name given.
        field: String,
        /// The field it most likely meant.
        nearest: Option<String>,
    },
    /// The field's type does not take this operator.
    #[error("`{operator}` does not fit `{field}`, which is {kind}")]
    OperatorDoesNotFit {
        /// The field.
        field: String,
        /// The operator given.
        operator: Operator,
        /// The field's type in words.
        kind: &'static str,
        /// The operators that the field takes.
        allowed: Vec<Operator>,
    },
    /// The operand is wrong.
    #[error("{problem}")]
    Operand {
        /// Which part of it.
        place: Place,
        /// What is wrong.
        problem: BadOperand,
    },
}

/// Which part of an operand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// This value of the list, counted from 0.
    Item(usize),
    /// These characters of the text.
    Characters(Range<usize>),
}

/// What is wrong with an operand.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadOperand {
    /// Another type is wanted.
    #[error("expected {expected}, found {given}")]
    WrongType {
        /// What is wanted, in words.
        expected: String,
        /// What is there, in words.
        given: String,
    },
    /// A list where one value is wanted.
    #[error("`{operator}` compares with one value, and this is a list")]
    ListForOne {
        /// The operator.
        operator: Operator,
    },
    /// One value where a list is wanted.
    #[error("`{operator}` wants a list, found {given}")]
    OneForList {
        /// The operator.
        operator: Operator,
        /// What is there, in words.
        given: String,
    },
    /// A list without a value.
    #[error("the list is empty, so this could never be decided")]
    EmptyList,
    /// A list with too many values.
    #[error("a list has at most {MAX_ITEMS} values, this one has {given}")]
    LongList {
        /// Values given.
        given: usize,
    },
    /// A value that stands in the list already.
    #[error("{value} stands in the list twice")]
    Twice {
        /// The value.
        value: String,
    },
    /// An empty text, which every text contains.
    #[error("`{operator}` with an empty text holds of every text")]
    EmptyText {
        /// The operator.
        operator: Operator,
    },
    /// A text that is too long.
    #[error("a text to compare with has at most {MAX_TEXT_CHARS} characters, this one has {given}")]
    LongText {
        /// Characters given.
        given: usize,
    },
    /// A word that the field never holds.
    #[error("`{given}` is none of the values of `{field}`")]
    UnknownValue {
        /// The field.
        field: String,
        /// The word given.
        given: String,
        /// The word it most likely meant.
        nearest: Option<String>,
        /// All words it may be.
        known: Vec<Arc<str>>,
    },
    /// A number that the field never holds.
    #[error("`{field}` is from {least} to {most}, so it is never {given}")]
    OutOfRange {
        /// The field.
        field: String,
        /// The least it can be.
        least: i64,
        /// The most it can be.
        most: i64,
        /// The number given.
        given: i64,
    },
    /// `between` without exactly two ends.
    #[error("`between` wants two values, from and to; this list has {given}")]
    NotTwo {
        /// Values given.
        given: usize,
    },
    /// `between` that ends before it begins.
    #[error("`between` runs from {from} down to {to}, so nothing is between them")]
    Reversed {
        /// The first value.
        from: String,
        /// The second value.
        to: String,
    },
    /// A regular expression that cannot be used.
    #[error(transparent)]
    Pattern(BadPattern),
}

impl Catalogue {
    /// Builds a typed test.
    ///
    /// # Errors
    /// When the field is unknown, or does not take the operator, or the operator does not take the operand.
    pub fn test(&self, field: &str, operator: Operator, operand: &Value) -> Result<Test, BadTest> {
        let Some(info) = self.get(field) else {
            return Err(BadTest::UnknownField {
                field: field.to_owned(),
                nearest: self.nearest(field).map(str::to_owned),
            });
        };
        // The present moment is always within any span: nothing but a slip would ask that.
        let pointless = |asked: &Operator| field == "time.now" && *asked == Operator::Within;
        let allowed = || info.kind.operators().iter().copied().filter(|asked| !pointless(asked));
        if !allowed().any(|asked| asked == operator) {
            return Err(BadTest::OperatorDoesNotFit {
                field: field.to_owned(),
                operator,
                kind: info.kind.words(),
                allowed: allowed().collect(),
            });
        }
        let op = Builder { field, kind: &info.kind, operator }.op(operand)?;
        Ok(Test { field: field.into(), op })
    }
}

struct Builder<'a> {
    field: &'a str,
    kind: &'a FieldKind,
    operator: Operator,
}

impl Builder<'_> {
    fn op(&self, operand: &Value) -> Result<Op, BadTest> {
        Ok(match self.operator {
            Operator::Eq => Op::Eq(self.one(operand)?),
            Operator::Ne => Op::Ne(self.one(operand)?),
            Operator::Gt => Op::Gt(self.one(operand)?),
            Operator::Gte => Op::Gte(self.one(operand)?),
            Operator::Lt => Op::Lt(self.one(operand)?),
            Operator::Lte => Op::Lte(self.one(operand)?),
            Operator::Before => Op::Before(self.one(operand)?),
            Operator::After => Op::After(self.one(operand)?),
            Operator::In => Op::In(self.several(operand)?),
            Operator::NotIn => Op::NotIn(self.several(operand)?),
            Operator::Between => self.between(operand)?,
            Operator::Contains => Op::Contains(Value::Text(self.part(operand, Place::Whole)?)),
            Operator::StartsWith => Op::StartsWith(self.parts(operand)?),
            Operator::EndsWith => Op::EndsWith(self.parts(operand)?),
            Operator::Matches => self.matches(operand)?,
            Operator::Exists => match operand {
                Value::Bool(wanted) => Op::Exists(*wanted),
                other => return Err(wrong("`true` or `false`", other, Place::Whole)),
            },
            Operator::Within => match operand {
                Value::Text(text) if span(text).is_some() => Op::Within(span(text).unwrap_or_default()),
                other => return Err(wrong("a span of time such as `30s`, `5m`, `2h` or `7d`", other, Place::Whole)),
            },
        })
    }

    fn one(&self, operand: &Value) -> Result<Value, BadTest> {
        if matches!(operand, Value::List(_)) {
            return Err(bad(Place::Whole, BadOperand::ListForOne { operator: self.operator }));
        }
        self.typed(operand, Place::Whole)
    }

    fn several(&self, operand: &Value) -> Result<Vec<Value>, BadTest> {
        let items = self.list(operand)?;
        let mut values: Vec<Value> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let value = self.typed(item, Place::Item(index))?;
            if values.iter().any(|earlier| order(earlier, &value) == Some(Ordering::Equal)) {
                return Err(bad(Place::Item(index), BadOperand::Twice { value: in_words(item) }));
            }
            values.push(value);
        }
        Ok(values)
    }

    fn between(&self, operand: &Value) -> Result<Op, BadTest> {
        let items = self.list(operand)?;
        let [from, to] = items else {
            return Err(bad(Place::Whole, BadOperand::NotTwo { given: items.len() }));
        };
        let (low, high) = (self.typed(from, Place::Item(0))?, self.typed(to, Place::Item(1))?);
        if order(&low, &high) == Some(Ordering::Greater) && *self.kind != FieldKind::TimeOfDay {
            return Err(bad(Place::Whole, BadOperand::Reversed { from: in_words(from), to: in_words(to) }));
        }
        Ok(Op::Between(low, high))
    }

    fn parts(&self, operand: &Value) -> Result<Vec<Arc<str>>, BadTest> {
        if !matches!(operand, Value::List(_)) {
            return Ok(vec![self.part(operand, Place::Whole)?]);
        }
        let mut parts: Vec<Arc<str>> = Vec::new();
        for (index, item) in self.list(operand)?.iter().enumerate() {
            let part = self.part(item, Place::Item(index))?;
            if parts.contains(&part) {
                return Err(bad(Place::Item(index), BadOperand::Twice { value: in_words(item) }));
            }
            parts.push(part);
        }
        Ok(parts)
    }

    /// A text that the field's text has in it: any text but the empty one. A path begins with `/` where it begins.
    fn part(&self, operand: &Value, place: Place) -> Result<Arc<str>, BadTest> {
        match operand {
            Value::Text(text) if text.is_empty() => Err(bad(place, BadOperand::EmptyText { operator: self.operator })),
            Value::Text(text) if text.chars().count() > MAX_TEXT_CHARS => {
                Err(bad(place, BadOperand::LongText { given: text.chars().count() }))
            }
            Value::Text(text) => {
                let begins = self.operator == Operator::StartsWith && *self.kind == FieldKind::Path;
                if begins && !text.starts_with('/') {
                    return Err(wrong(self.kind.words(), operand, place));
                }
                Ok(Arc::clone(text))
            }
            Value::List(_) => Err(bad(place, BadOperand::ListForOne { operator: self.operator })),
            other => Err(wrong("a text", other, place)),
        }
    }

    fn matches(&self, operand: &Value) -> Result<Op, BadTest> {
        let text = self.part(operand, Place::Whole)?;
        Pattern::new(&text).map(Op::Matches).map_err(|problem| {
            let place = match &problem {
                BadPattern::Syntax { at, .. } => Place::Characters(at.clone()),
                BadPattern::TooLong { .. } | BadPattern::TooLarge => Place::Whole,
            };
            bad(place, BadOperand::Pattern(problem))
        })
    }

    fn list<'v>(&self, operand: &'v Value) -> Result<&'v [Value], BadTest> {
        match operand {
            Value::List(items) if items.is_empty() => Err(bad(Place::Whole, BadOperand::EmptyList)),
            Value::List(items) if items.len() > MAX_ITEMS => {
                Err(bad(Place::Whole, BadOperand::LongList { given: items.len() }))
            }
            Value::List(items) => Ok(items),
            other => {
                let problem = BadOperand::OneForList { operator: self.operator, given: in_words(other) };
                Err(bad(Place::Whole, problem))
            }
        }
    }

    /// The value in the field's own type.
    fn typed(&self, value: &Value, place: Place) -> Result<Value, BadTest> {
        match (self.kind, value) {
            (FieldKind::Int { least, most }, Value::Int(given)) if given < least || given > most => {
                let field = self.field.to_owned();
                Err(bad(place, BadOperand::OutOfRange { field, least: *least, most: *most, given: *given }))
            }
            (FieldKind::Bool, Value::Bool(_))
            | (FieldKind::Int { .. } | FieldKind::Number, Value::Int(_))
            | (FieldKind::Number, Value::Float(_)) => Ok(value.clone()),
            (_, Value::Text(text)) if text.chars().count() > MAX_TEXT_CHARS => {
                Err(bad(place, BadOperand::LongText { given: text.chars().count() }))
            }
            (FieldKind::Moment, Value::Text(text)) => {
                moment(text).map(Value::Int).ok_or_else(|| wrong(self.kind.words(), value, place))
            }
            (FieldKind::Enum(known), Value::Text(text)) if !known.contains(text) => {
                let problem = BadOperand::UnknownValue {
                    field: self.field.to_owned(),
                    given: text.to_string(),
                    nearest: nearest(text, known.iter().map(AsRef::as_ref)).map(str::to_owned),
                    known: known.clone(),
                };
                Err(bad(place, problem))
            }
            (kind, Value::Text(text)) if fits(kind, text) => Ok(value.clone()),
            _ => Err(wrong(self.kind.words(), value, place)),
        }
    }
}

/// Whether a text can be a value of the type.
fn fits(kind: &FieldKind, text: &str) -> bool {
    match kind {
        FieldKind::Text | FieldKind::Enum(_) | FieldKind::TextList => true,
        FieldKind::Path => text.starts_with('/'),
        FieldKind::Locale => text.parse::<Locale>().is_ok(),
        FieldKind::Language => text.parse::<Locale>().is_ok_and(|locale| locale.language() == text),
        FieldKind::Date => is_date(text),
        FieldKind::TimeOfDay => is_time_of_day(text),
        FieldKind::Bool | FieldKind::Int { .. } | FieldKind::Number | FieldKind::Moment => false,
    }
}

fn wrong(expected: &str, given: &Value, place: Place) -> BadTest {
    bad(place, BadOperand::WrongType { expected: expected.to_owned(), given: in_words(given) })
}

fn bad(place: Place, problem: BadOperand) -> BadTest {
    BadTest::Operand { place, problem }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Bool(value) => format!("`{value}`"),
        Value::Int(value) => format!("the number {value}"),
        Value::Float(value) => format!("the number {value}"),
        Value::Text(text) => {
            // Whoever prints this must not print what a terminal would obey.
            let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
            let cut: String = text.chars().take(60).map(visible).collect();
            let more = if text.chars().nth(60).is_some() { "…" } else { "" };
            format!("the text `{cut}{more}`")
        }
        Value::List(_) => "a list".to_owned(),
    }
}
