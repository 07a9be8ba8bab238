//! The person who asks.

use crate::{AgentId, BlockId, ChannelId, Locale, Timestamp, VisitorId};

/// A visitor as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Which one.
    pub id: VisitorId,
    /// Where the visitor first came in. A visitor's token is bound to this channel.
    pub channel: ChannelId,
    /// The host page's origin that the token is bound to, such as `https://shop.example.com`.
    pub origin: String,
    /// A name to show, where one is known.
    pub name: Option<String>,
    /// The language the visitor reads.
    pub locale: Locale,
    /// First seen.
    pub created_at: Timestamp,
    /// Until when the visitor may not write; none where nothing keeps the visitor from it. [`FOR_EVER`] where nobody set
    /// an end.
    pub blocked_until: Option<Timestamp>,
}

/// The end of what has none.
pub const FOR_EVER: Timestamp = Timestamp::from_micros(i64::MAX);

impl Visitor {
    /// Whether the visitor may not write now.
    pub fn is_blocked(&self, now: Timestamp) -> bool {
        self.blocked_until.is_some_and(|until| until > now)
    }
}

/// One time that a visitor was kept from writing: who did so, when and why is kept when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Which one.
    pub id: BlockId,
    /// Who may not write.
    pub visitor: VisitorId,
    /// Who said so.
    pub by: AgentId,
    /// Why, in that agent's words. Never told to the visitor.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
    /// Until when; [`FOR_EVER`] where nobody set an end.
    pub until: Timestamp,
    /// When it was lifted, or another took its place.
    pub lifted_at: Option<Timestamp>,
    /// Who lifted it, or set the other.
    pub lifted_by: Option<AgentId>,
}

impl Block {
    /// Whether it keeps the visitor from writing now.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.lifted_at.is_none() && self.until > now
    }
}
