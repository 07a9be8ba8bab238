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
const SIGN_IN_COOKIE_SECURE: &str = "__Host-usher";
/// The cookie's name on plain http, as on a developer's machine, where browsers refuse the other one.
const SIGN_IN_COOKIE_PLAIN: &str = "usher";

/// An agent who is signed in. Writes must come from our own pages.
#[derive(Debug, Clone)]
pub(crate) struct SignedInAgent(pub Arc<Agent>);

/// A supervisor or an admin.
#[derive(Debug, Clone)]
pub(crate) struct Supervisor;

/// An admin.
#[derive(Debug, Clone)]
pub(crate) struct Admin;

/// The token in the cookie, if there is one. On https only the cookie that is bound to this host counts: any page of a
/// sibling domain could set the other.
pub(crate) fn token_in(headers: &HeaderMap, own_origin: &str) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    Some(jar.get(sign_in_cookie(own_origin))?.value().to_owned())
}

/// The cookie's name at this origin.
pub(crate) fn sign_in_cookie(own_origin: &str) -> &'static str {
    if own_origin.starts_with("https://") { SIGN_IN_COOKIE_SECURE } else { SIGN_IN_COOKIE_PLAIN }
}

impl FromRequestParts<ApiState> for SignedInAgent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let Ok(client) = Client::from_request_parts(parts, state).await;
        if parts.method != Method::GET || parts.headers.contains_key("upgrade") {
            client.must_be_ours()?;
        }
        let token = token_in(&parts.headers, &client.own_origin).ok_or(Failure::Unauthorized("sign in first"))?;
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
