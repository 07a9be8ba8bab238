//! Where a webhook's address leads, and whether a call may go there.
//!
//! `http` reaches this machine only: whoever stands between could read a call and answer in the other side's place.
//! `https` reaches the internet and a company's own network. There the certificate must be the name's, so a name that
//! suddenly stands for somebody else's address leads nowhere. Addresses that no such system has are refused all the
//! same: those of a link, where clouds keep their machines' credentials, and those that mean nobody or everybody.

use super::because;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::net::lookup_host;
use url::{Host, Position, Url};

/// A webhook's address, taken apart.
pub(super) struct Target {
    pub(super) encryption: Encryption,
    pub(super) host: Host,
    /// Host and port, as the other side is told them.
    pub(super) authority: String,
    /// Path and query.
    pub(super) path: String,
    port: u16,
}

/// Whether a call is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// `https`.
    Tls,
    /// `http`.
    None,
}

impl Target {
    /// Takes an address apart.
    ///
    /// # Errors
    /// In words, when it is none that a call could go to.
    pub(super) fn parse(address: &str) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|error| format!("the address cannot be read: {error}"))?;
        let encryption = match url.scheme() {
            "https" => Encryption::Tls,
            "http" => Encryption::None,
            other => return Err(format!("`{other}` is not `https` or `http`")),
        };
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err("the address has no host".to_owned());
        };
        Ok(Self {
            encryption,
            host: host.to_owned(),
            authority: url[Position::BeforeHost..Position::AfterPort].to_owned(),
            path: url[Position::BeforePath..Position::AfterQuery].to_owned(),
            port,
        })
    }

    /// The addresses behind its name, at least one, each of which a call may go to.
    ///
    /// # Errors
    /// In words, when the name is not known, or one of its addresses is refused.
    pub(super) async fn addresses(&self) -> Result<Vec<SocketAddr>, String> {
        let addresses: Vec<SocketAddr> = match &self.host {
            Host::Domain(name) => lookup_host((name.as_str(), self.port)).await.map_err(because)?.collect(),
            Host::Ipv4(address) => vec![SocketAddr::new((*address).into(), self.port)],
            Host::Ipv6(address) => vec![SocketAddr::new((*address).into(), self.port)],
        };
        if addresses.is_empty() {
            return Err(format!("{} has no address", self.host));
        }
        match addresses.iter().find_map(|address| self.refusal(address.ip())) {
            None => Ok(addresses),
            Some(why) => Err(why),
        }
    }

    fn refusal(&self, address: IpAddr) -> Option<String> {
        match self.encryption {
            Encryption::None if !address.to_canonical().is_loopback() => {
                Some(format!("{} is {address}, and `http` goes to this machine only: use `https`", self.host))
            }
            Encryption::Tls => Some(format!("{} is {address}, {}", self.host, nobody(address)?)),
            Encryption::None => None,
        }
    }
}

/// Why no system that could be told something has this address.
fn nobody(address: IpAddr) -> Option<&'static str> {
    let address = reached(address);
    let (is_link_local, is_this) = match address {
        IpAddr::V4(address) => (address.is_link_local(), address.octets()[0] == 0),
        IpAddr::V6(address) => (address.is_unicast_link_local(), address.is_unspecified()),
    };
    let is_everybody = matches!(address, IpAddr::V4(address) if address.is_broadcast());
    if is_link_local {
        Some("an address that is known on one link only")
    } else if is_this {
        Some("an address that means no machine")
    } else if is_everybody || address.is_multicast() {
        Some("an address that means many machines")
    } else {
        None
    }
}

/// The address that a call ends at: those of IPv4 have several forms among those of IPv6, and a network that translates
/// takes each to the same machine.
fn reached(address: IpAddr) -> IpAddr {
    let IpAddr::V6(given) = address.to_canonical() else { return address.to_canonical() };
    let inner = || {
        let [.., a, b, c, d] = given.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    match given.segments() {
        // NAT64.
        [0x64, 0xff9b, 0, 0, 0, 0, _, _] => inner().into(),
        // IPv4-compatible. The two lowest are IPv6's own: nobody, and this machine.
        [0, 0, 0, 0, 0, 0, high, low] if (high, low) > (0, 1) => inner().into(),
        _ => given.into(),
    }
}

#[cfg(test)]
mod tests {
    //! Which addresses a call may go to.

    use super::Target;

    #[tokio::test]
    async fn calls_go_to_machines_that_could_answer_and_unencrypted_ones_to_this_machine() {
        let cases = [
            ("https://127.0.0.1/", None),
            ("https://10.1.2.3/", None),
            ("https://[fd00::1]:8443/", None),
            ("https://93.184.216.34/", None),
            ("http://127.0.0.1:9000/", None),
            ("http://localhost:9000/", None),
            ("http://[::1]/", None),
            ("http://[::ffff:127.0.0.1]/", None),
            ("http://93.184.216.34/", Some("this machine only")),
            ("http://10.1.2.3/", Some("this machine only")),
            ("https://169.254.169.254/latest/meta-data", Some("one link only")),
            ("https://[::ffff:169.254.169.254]/", Some("one link only")),
            ("https://[64:ff9b::a9fe:a9fe]/", Some("one link only")),
            ("https://[::a9fe:a9fe]/", Some("one link only")),
            ("https://[64:ff9b::]/", Some("no machine")),
            ("https://[64:ff9b::5db8:d822]/", None),
            ("https://[::1]/", None),
            ("https://[fe80::1]/", Some("one link only")),
            ("https://0.0.0.0/", Some("no machine")),
            ("https://[::]/", Some("no machine")),
            ("https://224.0.0.1/", Some("many machines")),
            ("https://255.255.255.255/", Some("many machines")),
            ("https://[ff02::1]/", Some("many machines")),
        ];
        for (address, refused) in cases {
            let found = Target::parse(address).expect(address).addresses().await;
            match (found, refused) {
                (Ok(found), None) => assert!(!found.is_empty(), "{address}"),
                (Err(why), Some(part)) => assert!(why.contains(part), "{address}: {why}"),
                (found, _) => panic!("{address}: {found:?}"),
            }
        }
    }

    #[test]
    fn an_address_is_taken_apart_and_a_password_in_it_goes_nowhere() {
        let target =
            Target::parse("https://me:secret@pager.example.com:8443/hooks/usher?team=care#top").expect("an address");
        assert_eq!(target.authority, "pager.example.com:8443");
        assert_eq!(target.path, "/hooks/usher?team=care");
        let usual = Target::parse("https://pager.example.com").expect("an address");
        assert_eq!((usual.authority.as_str(), usual.path.as_str(), usual.port), ("pager.example.com", "/", 443));
        assert!(Target::parse("ftp://pager.example.com/").is_err());
        assert!(Target::parse("pager.example.com").is_err());
    }
}
