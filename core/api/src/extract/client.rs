//! The client of a request, as far as the connection tells.

use crate::{error::Failure, origin::text, state::ApiState};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};
use usher_engine::UserAgent;

/// Address, origins and browser of a request.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// The address that limits count by.
    pub address: IpAddr,
    /// Our own origin as this client sees it.
    pub own_origin: String,
    /// The `Origin` header.
    pub origin: Option<String>,
    /// The browser.
    pub browser: UserAgent,
}

impl Client {
    /// Whether the request comes from one of our own pages. A browser always says where a write comes from; a request
    /// without an `Origin` is not from a browser's page and carries no cookie that a page could misuse.
    pub(crate) fn must_be_ours(&self) -> Result<(), Failure> {
        match &self.origin {
            Some(origin) if *origin != self.own_origin => Err(Failure::OriginNotAllowed(format!(
                "{} is not a page of this server ({})",
                origin.chars().take(200).collect::<String>(),
                self.own_origin
            ))),
            _ => Ok(()),
        }
    }
}

/// A request that comes from one of our own pages: asked before who asks.
pub(crate) struct OurPage(pub Client);

impl FromRequestParts<ApiState> for OurPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let Ok(client) = Client::from_request_parts(parts, state).await;
        client.must_be_ours()?;
        Ok(Self(client))
    }
}

impl FromRequestParts<ApiState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let headers = &parts.headers;
        Ok(Self {
            address: state.config.client_address(headers, peer),
            own_origin: state.config.own_origin(headers, peer),
            origin: text(headers, header::ORIGIN.as_str()).map(str::to_owned),
            browser: UserAgent::new(text(headers, header::USER_AGENT.as_str()).unwrap_or("")),
        })
    }
}
