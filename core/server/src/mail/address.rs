//! The address of a mail server, as it is given at the command line.

use std::str::FromStr;
use url::{Host, Url};

/// A mail server: `smtps://user@host:465` or `smtp://user@host:587`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpAddress {
    /// Its name, which its certificate must bear, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub encryption: Encryption,
    /// Who signs in there; none where nobody must.
    pub user: Option<String>,
}

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// From its first byte: `smtps`.
    FromTheStart,
    /// Before anything is said that matters, or not at all: `smtp`.
    Upgraded,
    /// Not, because it stays on this machine: `smtp` to `localhost`.
    OnThisMachine,
}

/// A text that is not the address of a mail server. A password in it is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpAddressError {
    /// It cannot be read.
    #[error("write it as `smtps://user@mail.example.com` or `smtp://user@mail.example.com:587`")]
    NotAnAddress,
    /// A password stands in it.
    #[error("leave the password out and set it as USHER_SMTP_PASSWORD: everybody on this machine sees command lines")]
    HasPassword,
}

impl FromStr for SmtpAddress {
    type Err = SmtpAddressError;
    fn from_str(given: &str) -> Result<Self, SmtpAddressError> {
        let url = Url::parse(given).map_err(|_| SmtpAddressError::NotAnAddress)?;
        if url.password().is_some() {
            return Err(SmtpAddressError::HasPassword);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SmtpAddressError::NotAnAddress)?;
        let encryption = match url.scheme() {
            "smtps" => Encryption::FromTheStart,
            "smtp" if is_this_machine(host) => Encryption::OnThisMachine,
            "smtp" => Encryption::Upgraded,
            _ => return Err(SmtpAddressError::NotAnAddress),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(SmtpAddressError::NotAnAddress);
        }
        let usual = match encryption {
            Encryption::FromTheStart => 465,
            Encryption::Upgraded => 587,
            Encryption::OnThisMachine => 25,
        };
        let user = (!url.username().is_empty()).then(|| decoded(url.username()));
        let user = user.map(|user| user.ok_or(SmtpAddressError::NotAnAddress)).transpose()?;
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(usual), encryption, user })
    }
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

/// A user's name, in which `%40` stands for `@`.
fn decoded(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            bytes.extend(hex::decode(behind.get(..2)?).ok()?);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    //! Which texts are addresses of mail servers.

    use super::{Encryption, SmtpAddress, SmtpAddressError};

    fn check(given: &str, expected: Result<(&str, u16, Encryption, Option<&str>), SmtpAddressError>) {
        let expected = expected.map(|(host, port, encryption, user)| SmtpAddress {
            host: host.to_owned(),
            port,
            encryption,
            user: user.map(ToOwned::to_owned),
        });
        assert_eq!(given.parse::<SmtpAddress>(), expected, "{given}");
    }

    #[test]
    fn an_address_says_who_where_and_how() {
        use Encryption::{FromTheStart, OnThisMachine, Upgraded};
        use SmtpAddressError::{HasPassword, NotAnAddress};
        check("smtps://mail.example.com", Ok(("mail.example.com", 465, FromTheStart, None)));
        check("smtps://usher@mail.example.com:8465", Ok(("mail.example.com", 8465, FromTheStart, Some("usher"))));
        check("smtp://me%40a.example@mail.example.com/", Ok(("mail.example.com", 587, Upgraded, Some("me@a.example"))));
        check("smtp://localhost", Ok(("localhost", 25, OnThisMachine, None)));
        check("smtp://127.0.0.1:2525", Ok(("127.0.0.1", 2525, OnThisMachine, None)));
        check("smtp://[::1]:2525", Ok(("::1", 2525, OnThisMachine, None)));
        check("smtps://me:secret@mail.example.com", Err(HasPassword));
        for given in
            ["mail.example.com", "https://mail.example.com", "smtps://", "smtps://m.example/a", "smtp://%4@m.example"]
        {
            check(given, Err(NotAnAddress));
        }
    }
}
