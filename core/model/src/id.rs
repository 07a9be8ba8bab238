//! Ids. Configured things are named by slugs (a file's stem), stored things by 16 time-ordered bytes.

use crate::time::{Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};
use uuid::Uuid;

/// Longest slug, in bytes: long enough for a readable name, short enough for a file name and an index key.
pub const MAX_SLUG_BYTES: usize = 64;

/// A name that cannot be a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not an id: use 1 to {MAX_SLUG_BYTES} of a-z, 0-9, `-`, `_`, beginning with a letter or digit")]
pub struct BadSlug {
    /// What was given, cut to 80 characters and without controls, which a terminal would obey.
    pub given: String,
}

fn check_slug(given: &str) -> Result<(), BadSlug> {
    let bytes = given.as_bytes();
    let inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let begins = bytes.first().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if begins && bytes.len() <= MAX_SLUG_BYTES && bytes.iter().all(inner) {
        Ok(())
    } else {
        let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        Err(BadSlug { given: given.chars().take(80).map(visible).collect() })
    }
}

macro_rules! slug {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The slug as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = BadSlug;
            fn from_str(given: &str) -> Result<Self, BadSlug> {
                check_slug(given).map(|()| Self(given.into()))
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadSlug;
            fn try_from(given: String) -> Result<Self, BadSlug> {
                given.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            // Padded where a width is asked for, as in columns for a terminal.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

slug! {
    /// A web plug-in on one or more pages: the stem of `channels/<id>.yaml`.
    ChannelId;
    /// A distribution rule: the stem of `distribution/<id>.yaml`.
    RuleId;
    /// A group of agents: the stem of `groups/<id>.yaml`.
    GroupId;
    /// An agent in the directory.
    AgentId;
    /// An org unit in the directory.
    DepartmentId;
    /// A prompt: the stem of `prompts/<id>.yaml`.
    PromptId;
    /// A plug-in: its folder's name.
    PluginId;
    /// A strategy that a plug-in offers. A plug-in's first strategy bears the plug-in's id.
    StrategyId;
    /// Anything that a plug-in offers, by its name within the plug-in.
    OfferId;
    /// A system to tell: the stem of `webhooks/<id>.yaml`.
    WebhookId;
    /// When somebody is there: the stem of `hours/<id>.yaml`.
    HoursId;
    /// What a visitor fills in: the stem of `forms/<id>.yaml`.
    FormId;
    /// What the workbench shows beside a chat: the stem of `workbench/<id>.yaml`.
    LayoutId;
    /// A sort of CRM record: the stem of `objects/<id>.yaml`.
    ObjectId;
    /// A mark on a session.
    TagName;
    /// The name of a value kept with a session.
    FieldName;
}

/// Text that is not one of our 16-byte ids.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected 32 hexadecimal digits, with or without hyphens")]
pub struct BadId;

macro_rules! stored {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id: UUID version 7, so that keys made later sort later and inserts land at the end of an index.
            pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                let random = entropy.bytes16();
                let mut tail = [0; 10];
                tail.copy_from_slice(&random[..10]);
                let millis = u64::try_from(now.as_micros() / 1_000).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
            }
            /// The stored form.
            pub fn to_bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }
            /// From the stored form.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(given: &str) -> Result<Self, BadId> {
                Uuid::try_parse(given).map(Self).map_err(|_| BadId)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    )*};
}

stored! {
    /// One engagement of one visitor, open to close.
    SessionId;
    /// The person who asks, as one browser or one proven customer.
    VisitorId;
    /// One stored decision.
    DecisionId;
    /// One run of a hook that is still to be done.
    HookRunId;
    /// One call of a webhook that is still to be made.
    DeliveryId;
    /// One file that was sent along with a message or a form.
    FileId;
    /// One left message.
    LeftMessageId;
    /// One note on a left message.
    LeftNoteId;
    /// One thing that admins are told of.
    NoticeId;
    /// One time that a visitor was kept from writing.
    BlockId;
    /// A key that proofs of who a visitor is are made with.
    KeyId;
    /// One line of the audit of those keys.
    KeyEventId;
    /// One life of a store. A restore or an unclean promotion begins another, and cursors of the old one are void.
    Epoch;
}

impl DecisionId {
    /// A fresh id that sorts after an earlier one, also where both are of one moment.
    pub fn after(earlier: Option<Self>, now: Timestamp, entropy: &dyn Entropy) -> Self {
        let fresh = Self::new(now, entropy);
        let next = earlier.map(|earlier| Self(Uuid::from_u128(earlier.0.as_u128().saturating_add(1))));
        next.map_or(fresh, |next| next.max(fresh))
    }
}

/// The hash that names one rule set: the first 16 bytes of SHA-256 over its sources, as 32 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision(Arc<str>);

impl Revision {
    /// Names a revision by its hexadecimal digits.
    pub fn new(hex: &str) -> Self {
        Self(hex.into())
    }
    /// All digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The first eight digits, for people.
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}
impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
