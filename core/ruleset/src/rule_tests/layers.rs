//! What is said for all cases of a file and what one case says, laid over each other when the case is run: maps are merged
//! by key, all else is one or the other. Until then what is said for all is there once, however many cases there are.

use crate::{AgentGiven, Given, Mocks, PageGiven};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{AgentId, ChannelId, Facts, GroupId, Record, Records, Timestamp, Value};

/// What a visitor says where nothing is said of it.
const SAYS: &str = "Hello";

/// What one place of a file says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layer {
    pub at: Option<Timestamp>,
    pub seed: Option<u64>,
    pub agents: BTreeMap<AgentId, AgentGiven>,
    pub queues: BTreeMap<GroupId, u32>,
    pub channel: Option<ChannelId>,
    /// By their full names, such as `page.url`.
    pub facts: BTreeMap<Arc<str>, Value>,
    /// By object.
    pub records: BTreeMap<Arc<str>, Vec<Record>>,
    pub says: Option<String>,
    pub mocks: Mocks,
}

impl Layer {
    /// This, with another's words over it.
    pub(crate) fn with(&self, own: Self) -> Self {
        let mut all = self.clone();
        all.agents.extend(own.agents);
        all.queues.extend(own.queues);
        all.facts.extend(own.facts);
        all.records.extend(own.records);
        all.mocks.predicates.extend(own.mocks.predicates);
        all.mocks.strategies.extend(own.mocks.strategies);
        Self {
            at: own.at.or(all.at),
            seed: own.seed.or(all.seed),
            channel: own.channel.or(all.channel),
            says: own.says.or(all.says),
            ..all
        }
    }
}

/// What holds for one case.
#[derive(Debug, Clone)]
pub struct Layers {
    base: Arc<Layer>,
    own: Layer,
}

impl Layers {
    /// A case's own words over those for all. None where neither tells the moment or the channel.
    pub(crate) fn new(base: &Arc<Layer>, own: Layer) -> Option<Self> {
        let is_whole = own.at.or(base.at).is_some() && (own.channel.is_some() || base.channel.is_some());
        is_whole.then(|| Self { base: Arc::clone(base), own })
    }

    /// What is given.
    ///
    /// # Panics
    /// Never: whoever made it has seen to it that moment and channel are there.
    pub fn given(&self) -> Given {
        let (base, own) = (&*self.base, &self.own);
        let mut said: BTreeMap<&str, &Value> =
            merged(&base.facts, &own.facts).map(|(name, value)| (name.as_ref(), value)).collect();
        let mut text = |name: &str| match said.remove(name) {
            Some(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let name = text("visitor.name");
        // Whoever says the language alone has said the locale.
        let locale = text("visitor.locale").or_else(|| text("visitor.language"));
        let page = PageGiven {
            url: text("page.url").unwrap_or_default(),
            title: text("page.title").unwrap_or_default(),
            referrer: text("page.referrer").unwrap_or_default(),
        };
        let mut facts = Facts::default();
        for (name, value) in &said {
            facts.set(name, Value::clone(value));
        }
        follow(&mut facts);
        let mut records = Records::NONE;
        for (object, each) in merged(&base.records, &own.records) {
            for record in each {
                records.add(object, record.clone());
            }
        }
        Given {
            at: own.at.or(base.at).expect("one of them tells the moment"),
            seed: own.seed.or(base.seed).unwrap_or(0),
            agents: merged(&base.agents, &own.agents).map(|(id, agent)| (id.clone(), *agent)).collect(),
            queues: merged(&base.queues, &own.queues).map(|(id, waiting)| (id.clone(), *waiting)).collect(),
            channel: own.channel.as_ref().or(base.channel.as_ref()).expect("one of them tells the channel").clone(),
            name,
            locale: locale.and_then(|locale| locale.parse().ok()),
            page,
            facts,
            records,
            says: own.says.as_ref().or(base.says.as_ref()).map_or_else(|| SAYS.to_owned(), Clone::clone),
        }
    }

    /// The scripts that answer otherwise than they would.
    pub fn mocks(&self) -> Mocks {
        let (base, own) = (&self.base.mocks, &self.own.mocks);
        let predicates = merged(&base.predicates, &own.predicates);
        let strategies = merged(&base.strategies, &own.strategies);
        Mocks {
            predicates: predicates.map(|(name, mock)| (name.clone(), *mock)).collect(),
            strategies: strategies.map(|(name, mock)| (name.clone(), mock.clone())).collect(),
        }
    }
}

/// A visitor who had sessions comes back, and one who comes back had some.
fn follow(facts: &mut Facts) {
    let returning = facts.get("visitor.returning").cloned();
    let sessions = facts.get("visitor.sessions").cloned();
    match (returning, sessions) {
        (Some(Value::Bool(returning)), None) => facts.set("visitor.sessions", i64::from(returning)),
        (None, Some(Value::Int(sessions))) => facts.set("visitor.returning", sessions > 0),
        _ => {}
    }
}

/// Both maps, where a key of the second goes before the same of the first.
fn merged<'m, K: Ord, V>(base: &'m BTreeMap<K, V>, own: &'m BTreeMap<K, V>) -> impl Iterator<Item = (&'m K, &'m V)> {
    let all: BTreeMap<&K, &V> = base.iter().chain(own).collect();
    all.into_iter()
}
