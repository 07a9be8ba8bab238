//! Which records of a section's object are shown: a condition over the fields of that object and nothing else.

use crate::{
    binding::{Binding, is_part},
    kind::condition::{self, Subject, Words},
    reader::Reader,
    yaml::Node,
};
use usher_condition::{Catalogue, Condition};
use usher_model::ObjectId;

const WORDS: &[&str] = &["all", "any", "not"];

/// Reads a filter over the records of an object. None where something was reported, or nobody knows the object's fields.
pub(super) fn read(node: &Node, object: &ObjectId, binding: &Binding<'_>, reader: &mut Reader) -> Option<Condition> {
    let prefix = format!("{object}.");
    let stock = Catalogue::stock();
    let mut own = Catalogue::default();
    for (name, info) in binding.catalogue.iter().filter(|(name, _)| name.starts_with(&prefix)) {
        // What Usher itself knows of a visitor, and how values came to be known, no record holds.
        if stock.get(name).is_none() && !is_part(name, binding.catalogue) {
            own.insert(name, info.clone());
        }
    }
    own.iter().next()?;
    let own = Binding::new(&own, binding.offered).of_objects(&own, binding.unknowable).of_values(binding.values);
    condition::read_about(node, &own, &Records, reader)
}

/// Records of one object.
struct Records;

impl Subject for Records {
    fn words(&self) -> &'static Words {
        &Words {
            keys: WORDS,
            test: "case.state: open",
            test_with_operator: "case.state: { in: [open, waiting] }",
            whole: "this filter",
            split: "ask less, or make two sections of it",
            no_script: Some("ask the fields of this section's object, such as `case.state: open`"),
        }
    }
}
