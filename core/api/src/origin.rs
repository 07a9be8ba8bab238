//! Where a request comes from: our own origin as browsers see it, and the address of the client behind proxies.

use crate::state::ApiConfig;
use axum::http::{HeaderMap, header};
use std::net::IpAddr;

impl ApiConfig {
    /// Our own origin as the client sees it.
    pub(crate) fn own_origin(&self, headers: &HeaderMap, peer: IpAddr) -> String {
        if let Some(url) = &self.public_url {
            return url.trim_end_matches('/').to_owned();
        }
        let forwarded = self.trusts(peer).then(|| text(headers, "x-forwarded-proto")).flatten();
        let scheme = if forwarded == Some("https") { "https" } else { "http" };
        let host = text(headers, header::HOST.as_str()).unwrap_or("localhost");
        format!("{scheme}://{host}")
    }

    /// The client's address: the peer's, or the last one in `X-Forwarded-For` that no trusted proxy put its name to.
    pub(crate) fn client_address(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        if !self.trusts(peer) {
            return peer;
        }
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> =
            hops.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
        hops.into_iter().rev().find(|hop| !self.trusts(*hop)).unwrap_or(peer)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|net| net.contains(&address))
    }
}

/// A header's text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
