//! Where the parts of a condition stand in its file, by the paths that conditions give their parts.

use crate::{
    Span,
    yaml::{Content, Entry, Node},
};
use std::collections::BTreeMap;

/// The places by path, such as `all[1].not`; the path of the whole condition is empty.
#[derive(Debug, Default)]
pub(crate) struct Places(BTreeMap<String, Span>);

impl Places {
    /// The places of a condition that was read without a problem.
    pub fn of(node: &Node) -> Self {
        let mut places = Self::default();
        places.note(node, "");
        places
    }

    /// The place of a part: a test with its operand, or the word `all`, `any` or `not` alone.
    pub fn at(&self, path: &str) -> Option<Span> {
        self.0.get(path).copied()
    }

    fn note(&mut self, node: &Node, path: &str) {
        let Content::Map(entries) = &node.content else { return };
        let [entry] = entries.as_slice() else { return };
        let under = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
        match (entry.key.as_str(), &entry.value.content) {
            (word @ ("all" | "any"), Content::List(items)) => {
                self.0.insert(path.to_owned(), entry.key_span);
                self.0.insert(under(word), entry.key_span);
                for (index, item) in items.iter().enumerate() {
                    self.note(item, &under(&format!("{word}[{index}]")));
                }
            }
            ("not", _) => {
                self.0.insert(path.to_owned(), entry.key_span);
                self.note(&entry.value, &under("not"));
            }
            _ => drop(self.0.insert(path.to_owned(), whole(entry))),
        }
    }
}

fn whole(Entry { key_span, value, .. }: &Entry) -> Span {
    Span { end_line: value.span.end_line, end_column: value.span.end_column, ..*key_span }
}
