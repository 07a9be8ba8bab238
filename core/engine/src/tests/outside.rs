//! What stands outside the engine: a CRM, and systems that webhooks call.

use crate::{Mail, MailError, MailSender, RecordSource, RecordsError, WebhookCall, WebhookError, WebhookSender};
use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};
use usher_model::{Record, Records, VisitorId};

/// Records by visitor.
#[derive(Default)]
pub(super) struct Crm(Mutex<HashMap<VisitorId, Records>>);

impl Crm {
    /// Puts an agent in charge of a visitor's record of this object.
    pub fn put(&self, visitor: VisitorId, object: &str, owner: &str) {
        let record = Record {
            id: format!("{object}-1").into(),
            name: Some("Acme".into()),
            owner: Some(owner.parse().expect("an id")),
            fields: std::collections::BTreeMap::new(),
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(visitor).or_default().add(object, record);
    }
}

#[async_trait::async_trait]
impl RecordSource for Crm {
    async fn records_of(&self, visitor: VisitorId) -> Result<Records, RecordsError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&visitor).cloned().unwrap_or_default())
    }
}

/// The other systems: they note what they are told, and fail as often as they are asked to.
#[derive(Default)]
pub(super) struct Receivers {
    calls: Mutex<Vec<WebhookCall>>,
    failing: Mutex<usize>,
    dead: Mutex<HashSet<String>>,
}

impl Receivers {
    /// The next calls fail.
    pub fn fail(&self, times: usize) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = times;
    }
    /// One of them fails from now on.
    pub fn kill(&self, webhook: &str) {
        self.dead.lock().unwrap_or_else(PoisonError::into_inner).insert(webhook.to_owned());
    }
    /// It answers again.
    pub fn revive(&self, webhook: &str) {
        self.dead.lock().unwrap_or_else(PoisonError::into_inner).remove(webhook);
    }
    /// All calls so far, failed ones too.
    pub fn calls(&self) -> Vec<WebhookCall> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait::async_trait]
impl WebhookSender for Receivers {
    async fn send(&self, call: WebhookCall) -> Result<u16, WebhookError> {
        let dead = self.dead.lock().unwrap_or_else(PoisonError::into_inner).contains(call.webhook.id.as_str());
        // What is called poison is refused for itself, by a receiver that works.
        let poison = call.body.contains("poison");
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        if poison {
            return Err(WebhookError::Status(422));
        }
        if dead {
            return Err(WebhookError::Timeout);
        }
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        if *failing == 0 {
            return Ok(204);
        }
        *failing -= 1;
        Err(WebhookError::Status(503))
    }
}

/// A mail server: it keeps what it took, and fails as often as it is asked to.
#[derive(Default)]
pub(super) struct Postbox {
    taken: Mutex<Vec<Mail>>,
    failing: Mutex<Vec<MailError>>,
}

impl Postbox {
    /// The next tries end so.
    pub fn fail(&self, errors: impl IntoIterator<Item = MailError>) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = errors.into_iter().collect();
    }
    /// All mails so far.
    pub fn taken(&self) -> Vec<Mail> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait::async_trait]
impl MailSender for Postbox {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if let Some(error) = self.failing.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Err(error);
        }
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        Ok(())
    }
}
