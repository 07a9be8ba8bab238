//! One engine a file.

pub mod atree;
pub mod cel;
pub mod index;
pub mod scan;
pub mod zen;

use crate::rules::{Asked, Event};
use usher_model::Facts;

/// An engine that holds the rules, and the events in its own form.
pub trait Engine {
    /// The number of the first rule that matches the event of this number.
    fn first(&self, event: usize) -> Option<u32>;
}

/// The words of a language of expressions.
pub struct Words {
    pub and: &'static str,
    pub or: &'static str,
    /// `equal(name, text)` and so on.
    pub equal: fn(&str, &str) -> String,
    pub one_of: fn(&str, &[String]) -> String,
    pub under: fn(&str) -> String,
    pub always: &'static str,
}

impl Words {
    /// A rule as an expression.
    pub fn expression(&self, all: &[Asked]) -> String {
        if all.is_empty() {
            return self.always.to_owned();
        }
        let each: Vec<String> = all.iter().map(|asked| self.asked(asked)).collect();
        each.join(self.and)
    }

    fn asked(&self, asked: &Asked) -> String {
        match asked {
            Asked::Is(field, text) => (self.equal)(field.plain(), text),
            Asked::OneOf(field, texts) => (self.one_of)(field.plain(), texts),
            Asked::AtLeast(field, least) => format!("{} >= {least}", field.plain()),
            Asked::Between(field, from, to) => {
                let name = field.plain();
                format!("{name} >= {from}{}{name} <= {to}", self.and)
            }
            Asked::Under(head) => (self.under)(head),
            Asked::Verified => "verified".to_owned(),
            Asked::Either(each) => {
                let each: Vec<String> = each.iter().map(|asked| self.asked(asked)).collect();
                format!("({})", each.join(self.or))
            }
        }
    }
}

/// A list of texts in double quotes.
pub fn quoted(texts: &[String]) -> String {
    let each: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", each.join(", "))
}

/// An event as facts of ours.
pub fn facts(event: &Event) -> Facts {
    let mut facts = Facts::default();
    facts.set("channel.id", event.channel.as_str());
    facts.set("page.path", event.path.as_str());
    facts.set("visitor.level", event.level.as_str());
    facts.set("visitor.language", event.language);
    facts.set("visitor.sessions", event.sessions);
    facts.set("visitor.verified", event.verified);
    facts.set("device.kind", event.device);
    facts.set("time.hour", event.hour);
    facts
}
