//! Where a request comes from: our own origin as browsers see it, and the address of the client behind proxies.

use crate::state::ApiConfig;
use axum::http::{HeaderMap, header};
use std::net::{IpAddr, SocketAddr};

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
    /// What stands before a hop that cannot be read may be anybody's invention, so the search ends there.
    pub(crate) fn client_address(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let lines: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.trusts(nearest) {
                break;
            }
            let Some(address) = address_in(hop.trim()) else { break };
            nearest = address;
        }
        nearest
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted_proxies.iter().any(|net| net.contains(&address))
    }
}

/// An address as proxies write it, with or without a port.
fn address_in(hop: &str) -> Option<IpAddr> {
    let plain = hop.parse().ok();
    let address = plain.or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// A header's text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
