//! Through the public face, over rule sets built by hand.

mod deciding;
mod explaining;
mod matching;
mod scripted;

use std::{collections::BTreeMap, sync::Arc};
use usher_condition::{Condition, Op, Test};
use usher_model::{Agent, GroupId, LocalText, Revision, Role, Value};
use usher_ruleset::{Group, Rule, RuleSet, Workspace};

fn rule(id: &str, channels: Option<&[&str]>, condition: Condition) -> Rule {
    Rule {
        id: id.parse().unwrap(),
        name: format!("Rule {id}"),
        priority: 10,
        channels: channels.map(|list| list.iter().map(|one| one.parse().unwrap()).collect()),
        condition,
        group: care(),
        strategies: Vec::new(),
        welcome: None,
    }
}

fn rules(rules: Vec<Rule>, members: &[&str]) -> Arc<RuleSet> {
    let group = Group {
        id: care(),
        name: LocalText::Same("Care".to_owned()),
        members: members.iter().map(|id| agent(id)).collect(),
        capacity: None,
        time_zone: jiff::tz::TimeZone::UTC,
    };
    Arc::new(RuleSet {
        revision: Revision::new("test"),
        workspace: Workspace {
            name: LocalText::Same("Test".to_owned()),
            time_zone: jiff::tz::TimeZone::UTC,
            default_locale: "en".parse().unwrap(),
        },
        channels: BTreeMap::new(),
        agents: BTreeMap::new(),
        departments: BTreeMap::new(),
        groups: BTreeMap::from([(care(), Arc::new(group))]),
        rules,
        prompts: BTreeMap::new(),
        webhooks: BTreeMap::new(),
        hooks: Vec::new(),
        plugins: Vec::new(),
    })
}

fn care() -> GroupId {
    "care".parse().unwrap()
}

fn agent(id: &str) -> Arc<Agent> {
    Arc::new(Agent {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        email: format!("{id}@example.com"),
        role: Role::Agent,
        departments: Vec::new(),
        capacity: 5,
        languages: Vec::new(),
        skills: BTreeMap::new(),
    })
}

fn test(field: &str, op: Op) -> Condition {
    Condition::Test(Test { field: field.into(), op })
}

fn eq(field: &str, value: impl Into<Value>) -> Condition {
    test(field, Op::Eq(value.into()))
}
