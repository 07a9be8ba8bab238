//! A signed-in agent, by cookie; and the roles above.

use super::Client;
use crate::{error::Failure, state::ApiState};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, request::Parts},
};
use axum_extra::extract::CookieJar;
use std::sync::Arc;
use usher_model::{Agent, Role};

/// The cookie's name where browsers reach us by https: bound to this host and never sent in the clear.
pub(crate) const SIGN_IN_COOKIE_SECURE: &str = "__Host-usher";
/// The cookie's name on plain http, as on a developer's machine, where browsers refuse the other one.
pub(crate) const SIGN_IN_COOKIE_PLAIN: &str = "usher";

/// An agent who is signed in. Writes must come from our own pages.
#[derive(Debug, Clone)]
pub(crate) struct SignedInAgent(pub Arc<Agent>);

/// A supervisor or an admin.
#[derive(Debug, Clone)]
pub(crate) struct Supervisor;

/// An admin.
#[derive(Debug, Clone)]
pub(crate) struct Admin;

/// The token in the cookie, if there is one.
pub(crate) fn token_in(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    let cookie = jar.get(SIGN_IN_COOKIE_SECURE).or_else(|| jar.get(SIGN_IN_COOKIE_PLAIN))?;
    Some(cookie.value().to_owned())
}

impl FromRequestParts<ApiState> for SignedInAgent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        if parts.method != Method::GET || parts.headers.contains_key("upgrade") {
            let Ok(client) = Client::from_request_parts(parts, state).await;
            client.must_be_ours()?;
        }
        let token = token_in(&parts.headers).ok_or(Failure::Unauthorized("sign in first"))?;
        let agent = state.engine.signed_in(&token).await?;
        agent.map(Self).ok_or(Failure::Unauthorized("the sign-in has ended; sign in again"))
    }
}

impl FromRequestParts<ApiState> for Supervisor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let SignedInAgent(agent) = SignedInAgent::from_request_parts(parts, state).await?;
        if agent.role >= Role::Supervisor {
            Ok(Self)
        } else {
            Err(Failure::Forbidden("this is for supervisors and admins"))
        }
    }
}

impl FromRequestParts<ApiState> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let SignedInAgent(agent) = SignedInAgent::from_request_parts(parts, state).await?;
        if agent.role >= Role::Admin { Ok(Self) } else { Err(Failure::Forbidden("this is for admins")) }
    }
}
