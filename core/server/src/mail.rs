//! Sends mails over SMTP.
//!
//! Owns the mail server's address, how it is spoken to, and how a mail looks on the wire. Must not know what is told when,
//! or what is tried again: the engine keeps the outbox.

mod address;

pub use address::{Encryption, SmtpAddress, SmtpAddressError};

use crate::webhook::because;
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{authentication::Credentials, extension::ClientId},
};
use std::time::{Duration, SystemTime};
use tokio::time::timeout;
use usher_engine::{Mail, MailError, MailSender};

/// How many answers' time a whole mail may take.
const ANSWERS: u32 = 3;

/// How mails are sent.
#[derive(Clone)]
pub struct MailConfig {
    /// The mail server.
    pub server: SmtpAddress,
    /// The password of the user that its address names; none where it names none.
    pub password: Option<String>,
    /// Who mails are from.
    pub from: Mailbox,
    /// How long the mail server may take for one answer; a whole mail may take three times as long.
    pub timeout: Duration,
}

impl MailConfig {
    /// How long a mail server may take, where nothing is said.
    pub const TIMEOUT: Duration = Duration::from_secs(15);
}

/// Why mails cannot be sent as they are set up.
#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    /// A user without a password.
    #[error("the address of the mail server names the user `{user}`, and USHER_SMTP_PASSWORD is not set")]
    NoPassword {
        /// Which user.
        user: String,
    },
    /// The certificates that the system trusts cannot be used.
    #[error("encrypted mail cannot be set up: {0}")]
    Encryption(String),
}

/// Sends mails through one mail server, over a connection of its own each.
pub(crate) struct MailClient {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
}

impl MailClient {
    /// Makes it ready. Nobody is connected to yet: a mail server that is down now may be up when a mail is due.
    pub(crate) fn new(config: MailConfig) -> Result<Self, MailConfigError> {
        let MailConfig { server, password, from, timeout } = config;
        let relay = match server.encryption {
            Encryption::FromTheStart => AsyncSmtpTransport::<Tokio1Executor>::relay(&server.host),
            Encryption::Upgraded => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&server.host),
            Encryption::OnThisMachine => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)),
        };
        let relay = relay.map_err(|error| MailConfigError::Encryption(because(error)))?;
        let name = ClientId::Domain(from.email.domain().to_owned());
        let mut relay = relay.port(server.port).hello_name(name).timeout(Some(timeout));
        if let Some(user) = server.user {
            let Some(password) = password else { return Err(MailConfigError::NoPassword { user }) };
            relay = relay.credentials(Credentials::new(user, password));
        }
        Ok(Self { transport: relay.build(), from, timeout })
    }

    fn message(&self, mail: Mail) -> Result<Message, MailError> {
        let to: Mailbox =
            mail.to.parse().map_err(|why| MailError::Refused(format!("{} is no address: {why}", mail.to)))?;
        let millis = u64::try_from(mail.at.as_millis()).unwrap_or_default();
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
            .map_err(|error| MailError::Refused(because(error)))
    }
}

#[async_trait]
impl MailSender for MailClient {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        let Ok(sent) = timeout(self.timeout * ANSWERS, self.transport.send(message)).await else {
            return Err(MailError::Timeout);
        };
        sent.map(drop).map_err(|error| {
            if error.is_timeout() {
                MailError::Timeout
            } else if error.status().is_some() {
                MailError::Refused(because(error))
            } else {
                MailError::Unreachable(because(error))
            }
        })
    }
}
