//! Mails to those whom the workspace names, about what admins are told of.
//!
//! A mail is stored with its notice, for each address, and sent a while later, so that several notices are one mail. One
//! that cannot be sent is tried again, and given up after some hours, loudly. What stands in it is written when it is
//! sent: it tells how things are by then.

mod text;

use crate::{
    Engine,
    config::{MAIL_LIFE, MAIL_NOTICES, backoff},
};
use std::{sync::Arc, time::Duration};
use usher_model::{AdminNotice, NoticeId, Timestamp};
use usher_store::{DueMail, StoreError};

/// The first pause after a mail could not be sent.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// The longest.
const MOST_PAUSE: Duration = Duration::from_mins(30);
/// Mails that are looked at for whom they go to, before the others have a turn.
const DUE_MAILS: u32 = 1_000;

/// How mails are sent.
#[derive(Clone)]
pub struct Mailing {
    /// What sends them.
    pub sender: Arc<dyn MailSender>,
    /// The address that browsers use, for links; none for mails without.
    pub public_url: Option<String>,
}

/// A mail to one address, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Names the mail: a repetition bears the same name.
    pub id: NoticeId,
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Lines, each ended by `\n`.
    pub text: String,
    /// When it is sent.
    pub at: Timestamp,
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The mail server cannot be spoken to.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("the mail server did not answer in time")]
    Timeout,
    /// The mail server does not take it.
    #[error("the mail server refused it: {0}")]
    Refused(String),
}

/// Sends mails, each within a bounded time.
#[async_trait::async_trait]
pub trait MailSender: Send + Sync {
    /// Sends one.
    ///
    /// # Errors
    /// When the mail server did not take it; it is sent again later.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

impl Engine {
    /// Sends the mails that are due: to each address one, which tells of all that waits to be told there.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn send_due_mails(&self) -> Result<(), StoreError> {
        let Some(mailing) = &self.mailing else { return Ok(()) };
        let mut is_reached = true;
        for recipient in self.store.due_recipients(self.clock.now(), DUE_MAILS).await? {
            let mails = self.still_to_tell(&recipient).await?;
            let attempts = mails.iter().map(|mail| mail.attempts).max().unwrap_or_default() + 1;
            let told: Vec<AdminNotice> = mails.into_iter().map(|mail| mail.notice).collect();
            let notices: Vec<NoticeId> = told.iter().map(|notice| notice.id).collect();
            let Some(mail) = self.written(mailing, &recipient, &told).await? else { continue };
            // A server that nobody reached a moment ago is not tried once for each address.
            let sent = if is_reached { mailing.sender.send(mail).await } else { Err(MailError::Timeout) };
            let Err(error) = sent else {
                metrics::counter!("mails_total", "outcome" => "sent").increment(1);
                self.store.finish_mails(&recipient, notices).await?;
                continue;
            };
            is_reached &= matches!(error, MailError::Refused(_));
            let due_at = self.clock.now().after(backoff(FIRST_PAUSE, attempts).min(MOST_PAUSE));
            metrics::counter!("mails_total", "outcome" => "failed").increment(1);
            tracing::warn!(%recipient, %error, attempts, notices = notices.len(), "a mail was not sent; it is tried again");
            self.store.postpone_mails(&recipient, notices, due_at).await?;
        }
        Ok(())
    }

    /// What is to be told to an address, without what nobody could tell for hours.
    async fn still_to_tell(&self, recipient: &str) -> Result<Vec<DueMail>, StoreError> {
        let too_old = self.clock.now().before(MAIL_LIFE);
        loop {
            let mails = self.store.mails_to(recipient, MAIL_NOTICES).await?;
            let (old, fresh): (Vec<_>, Vec<_>) = mails.into_iter().partition(|mail| mail.at < too_old);
            if old.is_empty() {
                return Ok(fresh);
            }
            metrics::counter!("mails_total", "outcome" => "given_up").increment(1);
            tracing::error!(%recipient, notices = old.len(), "mails were given up: they could not be sent for hours");
            self.store.finish_mails(recipient, old.into_iter().map(|mail| mail.notice.id).collect()).await?;
        }
    }
}
