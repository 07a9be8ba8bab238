//! The index of `usher-routing`.

use super::{Engine, facts};
use crate::rules::{Event, Rule};
use std::sync::Arc;
use usher_model::{Context, Facts, LocalText, Revision};
use usher_routing::Router;
use usher_ruleset::{RuleSet, Waiting, Workspace};

pub struct Index {
    router: Router,
    events: Vec<Facts>,
}

impl Index {
    pub fn new(rules: &[Rule], events: &[Event]) -> Self {
        let workspace = Workspace::new(
            LocalText::Same("Bench".to_owned()),
            jiff::tz::TimeZone::UTC,
            "en".parse().expect("is a locale"),
        );
        let rules = rules.iter().map(rule).collect();
        let set = RuleSet { rules, ..RuleSet::empty(Revision::new("bench"), workspace) };
        Self { router: Router::new(Arc::new(set)), events: events.iter().map(facts).collect() }
    }
}

impl Engine for Index {
    fn first(&self, event: usize) -> Option<u32> {
        let rule = self.router.matching(&Context::of_facts(&self.events[event]))?;
        u32::try_from(rule.priority).ok()
    }
}

fn rule(rule: &Rule) -> usher_ruleset::Rule {
    usher_ruleset::Rule {
        id: format!("r{}", rule.number).parse().expect("is a slug"),
        name: String::new(),
        priority: i64::from(rule.number),
        channels: rule.channel().map(|channel| vec![channel.parse().expect("is a slug")]),
        condition: rule.condition(),
        group: "care".parse().expect("is a slug"),
        strategies: Vec::new(),
        overflow: None,
        waiting: Waiting::default(),
        welcome: None,
        follow_up: None,
        closed: None,
    }
}
