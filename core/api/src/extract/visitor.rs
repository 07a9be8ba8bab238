//! A visitor, by bearer token; and the sessions that are the visitor's own.

use super::{Client, parse_channel, parse_session};
use crate::{
    error::{Failure, IdentityFailure},
    origin::text,
    state::ApiState,
};
use axum::{
    extract::{FromRequestParts, Path},
    http::{Method, header, request::Parts},
};
use std::collections::HashMap;
use usher_engine::{Engine, OwnSession};
use usher_model::{Session, Visitor};

/// A visitor who proved to be one by a token of this channel. The token is bound to the page's origin too: once the
/// channel is closed to that origin, the token no longer opens anything.
#[derive(Debug, Clone)]
pub(crate) struct SignedVisitor(pub Visitor);

impl SignedVisitor {
    /// Checks a token of a channel, and that the visitor has proved who it is where the channel requires that.
    pub(crate) async fn check(engine: &Engine, channel: &str, token: &str, own_origin: &str) -> Result<Self, Failure> {
        let known = Self::known(engine, channel, token, own_origin).await?;
        if engine.must_identify(&known.0).await? {
            return Err(Failure::Identity(IdentityFailure::Required));
        }
        Ok(known)
    }

    /// Checks a token of a channel alone: for whoever is about to prove something, or to go.
    pub(crate) async fn known(engine: &Engine, channel: &str, token: &str, own_origin: &str) -> Result<Self, Failure> {
        const REFUSED: Failure = Failure::Unauthorized("the visitor token is not valid here; ask for a new one");
        let channel = parse_channel(channel)?;
        let visitor = engine.visitor_by_token(&channel, token).await?.ok_or(REFUSED)?;
        let rules = engine.rules();
        let allowed =
            rules.ruleset().channels.get(&channel).is_some_and(|found| found.allows(&visitor.origin, own_origin));
        if allowed { Ok(Self(visitor)) } else { Err(REFUSED) }
    }

    /// One of the visitor's own sessions.
    pub(crate) async fn session(&self, engine: &Engine, id: &str) -> Result<(OwnSession, Session), Failure> {
        let id = parse_session(id)?;
        engine.own_session(&self.0, id).await?.ok_or(Failure::NotFound("the session"))
    }
}

/// One of the visitor's own sessions, named in the path. Writes must come from our own pages.
pub(crate) struct VisitorsOwn(pub OwnSession);

impl FromRequestParts<ApiState> for VisitorsOwn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        if parts.method != Method::GET {
            let Ok(client) = Client::from_request_parts(parts, state).await;
            client.must_be_ours()?;
        }
        let visitor = SignedVisitor::from_request_parts(parts, state).await?;
        let Path(path) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::NotFound("the session"))?;
        let id = path.get("session").map_or("", String::as_str);
        Ok(Self(visitor.session(&state.engine, id).await?.0))
    }
}

impl FromRequestParts<ApiState> for SignedVisitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let Ok(client) = Client::from_request_parts(parts, state).await;
        let Path(path) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::NotFound("the channel"))?;
        let channel = path.get("channel").map_or("", String::as_str);
        let token = text(&parts.headers, header::AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Failure::Unauthorized("send the visitor token as `Authorization: Bearer`"))?;
        let visitor = Self::check(&state.engine, channel, token, &client.own_origin).await?;
        state.limiters.visitor_request(visitor.0.id)?;
        Ok(visitor)
    }
}
