//! JSON objects read strictly: what two parsers could read differently is refused, and so is what is larger than any
//! customer's data.

use crate::{Reason, Refusal};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{cell::RefCell, collections::BTreeMap, fmt, sync::Arc};
use usher_model::Value;

/// Most members of an object.
pub const MAX_MEMBERS: usize = 40;
/// Longest name of a member, in bytes.
pub const MAX_NAME_BYTES: usize = 64;
/// Longest text, in characters.
pub const MAX_TEXT_CHARS: usize = 500;
/// Longest list.
pub const MAX_ITEMS: usize = 20;

/// The members of an object, by name.
pub type Members = BTreeMap<Arc<str>, Value>;

/// Reads an object of texts, numbers, flags, and lists of them. Duplicate names, nulls, nested objects and oversized parts
/// are refused.
///
/// # Errors
/// What is wrong first.
pub fn parse(bytes: &[u8]) -> Result<Members, Refusal> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(Reason::NotAnObject.into()) };
    let wrong = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Object(&wrong).deserialize(&mut reader).and_then(|members| reader.end().map(|()| members));
    read.map_err(|_| wrong.into_inner().unwrap_or_else(|| Reason::NotAnObject.into()))
}

/// Where the parts leave what is wrong: the parser's own errors are texts.
type Wrong<'a> = &'a RefCell<Option<Refusal>>;

fn refuse<T, E: Error>(wrong: Wrong<'_>, refusal: impl Into<Refusal>) -> Result<T, E> {
    wrong.borrow_mut().get_or_insert(refusal.into());
    Err(E::custom("refused"))
}

struct Object<'a>(Wrong<'a>);

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Members;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Members, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Members::new();
        while let Some(name) = map.next_key::<String>()? {
            if name.len() > MAX_NAME_BYTES || members.len() == MAX_MEMBERS {
                return refuse(self.0, Reason::Oversized.about(&name));
            }
            let name: Arc<str> = name.into();
            let value = map.next_value_seed(One { wrong: self.0, name: &name, within: Within::Object })?;
            if members.contains_key(&name) {
                return refuse(self.0, Reason::Duplicate.about(&name));
            }
            members.insert(name, value);
        }
        Ok(members)
    }
}

/// Where a value stands: a list may stand in an object, but not in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Object,
    List,
}

#[derive(Clone, Copy)]
struct One<'a> {
    wrong: Wrong<'a>,
    name: &'a str,
    within: Within,
}

impl One<'_> {
    fn bad<E: Error>(self) -> Result<Value, E> {
        refuse(self.wrong, Reason::BadValue.about(self.name))
    }
}

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a plain value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map_or_else(|_| self.bad(), |value| Ok(Value::Int(value)))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        if value.len() > MAX_TEXT_CHARS && value.chars().count() > MAX_TEXT_CHARS {
            return refuse(self.wrong, Reason::Oversized.about(self.name));
        }
        Ok(Value::from(value))
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.bad()
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        self.bad()
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        if self.within == Within::List {
            return self.bad();
        }
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Self { within: Within::List, ..self })? {
            if items.len() == MAX_ITEMS {
                return refuse(self.wrong, Reason::Oversized.about(self.name));
            }
            items.push(item);
        }
        Ok(Value::List(items))
    }
}

#[cfg(test)]
mod tests;
