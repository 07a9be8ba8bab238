//! The crate `a-tree`: an index over expressions that tells all that match.

use super::{Engine, Words, quoted};
use crate::rules::{Event, Rule};
use a_tree::AttributeDefinition;

pub struct ATree {
    tree: a_tree::ATree<u32>,
    events: Vec<a_tree::Event>,
}

const WORDS: Words = Words {
    and: " and ",
    or: " or ",
    equal: |name, text| format!("{name} = \"{text}\""),
    one_of: |name, texts| format!("{name} in {}", quoted(texts)),
    under: |head| format!("heads one of [\"{head}\"]"),
    always: "verified or not verified",
};

impl ATree {
    pub fn new(rules: &[Rule], events: &[Event]) -> Self {
        let mut tree = a_tree::ATree::new(&[
            AttributeDefinition::string("channel"),
            AttributeDefinition::string_list("heads"),
            AttributeDefinition::string("level"),
            AttributeDefinition::string("language"),
            AttributeDefinition::string("device"),
            AttributeDefinition::integer("sessions"),
            AttributeDefinition::integer("hour"),
            AttributeDefinition::boolean("verified"),
        ])
        .expect("the attributes are good");
        for rule in rules {
            tree.insert(&rule.number, &WORDS.expression(&rule.all)).expect("the expression is good");
        }
        let events = events.iter().map(|event| self::event(&tree, event)).collect();
        Self { tree, events }
    }
}

impl Engine for ATree {
    fn first(&self, event: usize) -> Option<u32> {
        let report = self.tree.search(&self.events[event]).expect("the event is good");
        report.matches().iter().copied().min().copied()
    }
}

fn event(tree: &a_tree::ATree<u32>, event: &Event) -> a_tree::Event {
    let ends = event.path.match_indices('/').map(|(at, _)| at + 1);
    let heads: Vec<&str> = ends.map(|end| &event.path[..end]).collect();
    let mut builder = tree.make_event();
    builder.with_string("channel", &event.channel).expect("is a text");
    builder.with_string_list("heads", &heads).expect("are texts");
    builder.with_string("level", &event.level).expect("is a text");
    builder.with_string("language", event.language).expect("is a text");
    builder.with_string("device", event.device).expect("is a text");
    builder.with_integer("sessions", event.sessions).expect("is a number");
    builder.with_integer("hour", event.hour).expect("is a number");
    builder.with_boolean("verified", event.verified).expect("is a boolean");
    builder.build().expect("the event is good")
}
