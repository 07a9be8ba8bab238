//! The person who asks.

use crate::{ChannelId, Locale, Timestamp, VisitorId};

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
}
