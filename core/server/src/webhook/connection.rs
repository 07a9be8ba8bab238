//! A connection to a webhook's host, encrypted where its address says so. With ring alone: see `deny.toml`.

use super::{
    address::{Encryption, Target},
    because,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::OnceCell,
    task::spawn_blocking,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use url::Host;

/// What goes to and fro.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Whom an encrypted connection trusts: the authorities of the system, read once, when the first one is made.
#[derive(Default)]
pub(super) struct Tls(OnceCell<TlsConnector>);

impl Tls {
    /// Trusts these authorities, whatever the system does.
    #[cfg(test)]
    pub(super) fn trusting(roots: RootCertStore) -> Self {
        Self(OnceCell::new_with(Some(connector(roots).expect("ring has the usual algorithms"))))
    }

    async fn connector(&self) -> Result<&TlsConnector, String> {
        // Where nothing is found the next call looks again: certificates may be installed meanwhile.
        let read = || async { spawn_blocking(system_roots).await.map_err(because)?.and_then(connector) };
        self.0.get_or_try_init(read).await
    }
}

/// Connects. Where a name has several addresses, each gets its part of the time.
///
/// # Errors
/// In words, when nobody is there, or not the one that the address names.
pub(super) async fn open(target: &Target, tls: &Tls, patience: Duration) -> Result<Box<dyn Stream>, String> {
    let stream = connect(target, patience).await?;
    if target.encryption == Encryption::None {
        return Ok(Box::new(stream));
    }
    let name = match &target.host {
        Host::Domain(name) => ServerName::try_from(name.clone()).map_err(because)?,
        Host::Ipv4(address) => ServerName::from(*address),
        Host::Ipv6(address) => ServerName::from(*address),
    };
    let stream = tls.connector().await?.connect(name, stream).await;
    Ok(Box::new(stream.map_err(|error| format!("no encrypted connection: {}", because(error)))?))
}

async fn connect(target: &Target, patience: Duration) -> Result<TcpStream, String> {
    let addresses = target.addresses().await?;
    let each = patience / u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    let mut failure = String::new();
    for address in addresses {
        failure = match timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true).map_err(because)?;
                return Ok(stream);
            }
            Ok(Err(error)) => format!("{address}: {}", because(error)),
            Err(_elapsed) => format!("{address}: no answer"),
        };
    }
    Err(failure)
}

fn system_roots() -> Result<RootCertStore, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let mut why =
            "the system trusts no authority: install its CA certificates, or name them in SSL_CERT_FILE".to_owned();
        for error in found.errors {
            why = format!("{why}; {error}");
        }
        return Err(why);
    }
    Ok(roots)
}

fn connector(roots: RootCertStore) -> Result<TlsConnector, String> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(because)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
