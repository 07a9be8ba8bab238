//! Visitors at the door: admitted with a token, known again by it, and confined to sessions of their own.

use crate::Engine;
use usher_identity::Token;
use usher_model::{ChannelId, Locale, Session, SessionId, Visitor, VisitorId};
use usher_ruleset::IdentityMode;
use usher_store::{NewVisitor, StoreError};

/// A session that belongs to the visitor at hand: made only by looking it up among the visitor's own, so that no other
/// session can be named by mistake or by malice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnSession(SessionId);

impl OwnSession {
    /// Which.
    pub const fn id(self) -> SessionId {
        self.0
    }

    /// A session at hand, if it is the visitor's own.
    pub fn of(visitor: &Visitor, session: &Session) -> Option<Self> {
        (session.visitor == visitor.id).then_some(Self(session.id))
    }
}

/// A visitor just let in.
#[derive(Debug)]
pub struct Admitted {
    /// Who.
    pub visitor: Visitor,
    /// What stands for the visitor from now on.
    pub token: Token,
}

/// Why a visitor is not let in.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// There is no such channel.
    #[error("there is no channel {channel}")]
    UnknownChannel {
        /// The one asked for.
        channel: ChannelId,
    },
    /// The page's origin is not among the channel's.
    #[error("the channel {channel} may not be embedded on {origin}; add it to `origins` in channels/{channel}.yaml")]
    OriginNotAllowed {
        /// The channel asked for.
        channel: ChannelId,
        /// Where it is embedded.
        origin: String,
    },
    /// The channel lets nobody in who has not proved who it is.
    #[error("prove first who you are: this channel requires it")]
    IdentityRequired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Lets a new visitor in on a channel's page.
    ///
    /// # Errors
    /// When the channel is unknown or closed to that origin.
    pub async fn admit(
        &self,
        channel: &ChannelId,
        origin: &str,
        own_origin: &str,
        locale: Locale,
    ) -> Result<Admitted, AdmitError> {
        let router = self.rules();
        let Some(found) = router.ruleset().channels.get(channel) else {
            return Err(AdmitError::UnknownChannel { channel: channel.clone() });
        };
        if !found.allows(origin, own_origin) {
            return Err(AdmitError::OriginNotAllowed {
                channel: channel.clone(),
                origin: origin.chars().take(200).collect(),
            });
        }
        if found.identity.mode == IdentityMode::Required {
            return Err(AdmitError::IdentityRequired);
        }
        let now = self.clock.now();
        let visitor = Visitor {
            id: VisitorId::new(now, &*self.entropy),
            channel: channel.clone(),
            origin: origin.to_owned(),
            name: None,
            locale: found.locale.clone().unwrap_or(locale),
            created_at: now,
            blocked_until: None,
        };
        let token = self.new_token();
        self.store.create_visitor(NewVisitor { visitor: visitor.clone(), token_hash: token.hash() }).await?;
        Ok(Admitted { visitor, token })
    }

    /// The visitor a token stands for, if it was given on this channel.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visitor_by_token(&self, channel: &ChannelId, token: &str) -> Result<Option<Visitor>, StoreError> {
        let Some(token) = Token::parse(token) else { return Ok(None) };
        let found = self.store.visitor_by_token(token.hash()).await?;
        Ok(found.filter(|visitor| visitor.channel == *channel))
    }

    /// The visitor's latest session, open or closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_session(&self, visitor: &Visitor) -> Result<Option<Session>, StoreError> {
        self.store.latest_session_of(visitor.id).await
    }

    /// A session by id, if it is the visitor's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_session(
        &self,
        visitor: &Visitor,
        id: SessionId,
    ) -> Result<Option<(OwnSession, Session)>, StoreError> {
        let found = self.store.session(id).await?;
        Ok(found.and_then(|session| OwnSession::of(visitor, &session).map(|own| (own, session))))
    }

    /// Thirty-two random bytes as a token.
    pub(crate) fn new_token(&self) -> Token {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.entropy.bytes16());
        bytes[16..].copy_from_slice(&self.entropy.bytes16());
        Token::new(bytes)
    }
}
