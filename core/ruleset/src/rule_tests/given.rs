//! What holds when a session is opened.

use crate::Span;
use std::collections::BTreeMap;
use usher_model::{
    AgentId, Availability, ChannelId, Facts, GroupId, Locale, OfferName, Records, StrategyId, Timestamp,
};

/// What holds when a session is opened.
#[derive(Debug, Clone)]
pub struct Given {
    /// The moment: the clock stands still there.
    pub at: Timestamp,
    /// What the randomness begins with.
    pub seed: u64,
    /// How the agents stand. Whoever is not named is offline and holds nothing.
    pub agents: BTreeMap<AgentId, AgentGiven>,
    /// How many sessions wait in the queues of groups already.
    pub queues: BTreeMap<GroupId, u32>,
    /// Where the session is opened.
    pub channel: ChannelId,
    /// The visitor's name.
    pub name: Option<String>,
    /// The language that the visitor reads; none leaves it to the channel, or else to the workspace.
    pub locale: Option<Locale>,
    /// The address, title and referrer of the page, as a browser tells them; empty where nothing is said.
    pub page: PageGiven,
    /// Facts that are laid over those that are gathered: what is said of visitor, page and device and does not follow
    /// from anything else here.
    pub facts: Facts,
    /// The visitor's CRM records.
    pub records: Records,
    /// The first message.
    pub says: String,
}

/// The page of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageGiven {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where the visitor came from.
    pub referrer: String,
}

/// How an agent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentGiven {
    /// The agent's choice. Whoever chose anything but offline is connected.
    pub availability: Availability,
    /// Sessions held.
    pub load: u32,
    /// Sessions received today.
    pub received_today: u32,
}

/// Scripts that answer otherwise than they would.
#[derive(Debug, Clone, Default)]
pub struct Mocks {
    /// By the name of the predicate, whatever its parameters.
    pub predicates: BTreeMap<OfferName, MockedPredicate>,
    /// By the name of the strategy.
    pub strategies: BTreeMap<StrategyId, MockedStrategy>,
}

impl Mocks {
    /// Whether every script answers as it would.
    pub fn is_empty(&self) -> bool {
        self.predicates.is_empty() && self.strategies.is_empty()
    }
}

/// What a predicate answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MockedPredicate {
    /// Yes or no.
    Holds(bool),
    /// Nothing: it fails. What that counts as is up to the offer.
    Fails(Span),
}

/// What a strategy answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MockedStrategy {
    /// These agents, best first; an empty list names nobody. Agents who are not in the group are passed over.
    Names(Vec<AgentId>),
    /// Nothing: it fails. What that counts as is up to the offer.
    Fails(Span),
}
