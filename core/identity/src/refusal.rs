//! Why a proof does not count. Whoever brought it is told only that it does not; admins are told which and why.

use std::fmt;

/// Why a proof does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind.
    pub reason: Reason,
    /// What it is about, such as a member's name; cut to 80 characters, and never a value.
    pub about: Option<String>,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $says:literal;)*) => {
        /// The kinds of refusals, in the order in which they are come upon: a proof that fails for several keys counts as
        /// refused for the last of these.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its word, by which refusals are counted.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it means, and what to look at.
            pub const fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }
        }
    };
}

reasons! {
    /// The channel takes no proofs.
    Off = "off", "the channel's identity mode is `anonymous`: nobody can prove who they are there";
    /// It is longer than any proof.
    TooLong = "too_long", "it is longer than 8192 characters";
    /// It is neither of the two forms.
    Malformed = "malformed", "it is neither hexadecimal digits in whole blocks of 16 bytes, nor those with `.` and a signature, nor a JSON Web Token";
    /// No key of its kind lives.
    NoKey = "no_key", "there is no key that could have made it";
    /// A token names a key that is not there.
    UnknownKid = "unknown_kid", "no living key has the `kid` that the token names";
    /// A token is signed in a way that is not taken.
    Algorithm = "algorithm", "a token is signed with HS256, ES256 or EdDSA, and by a key of that kind";
    /// It was made with another key, or changed on the way.
    WrongKey = "wrong_key", "it was made with another key, or changed on the way";
    /// It is signed, but not by us both.
    Signature = "signature", "its signature is not of this key and this text";
    /// What is inside is no JSON object.
    NotAnObject = "not_an_object", "what it holds is not a JSON object in UTF-8";
    /// A member comes twice.
    Duplicate = "duplicate_member", "a member comes twice";
    /// A member or the object is too large.
    Oversized = "oversized_member", "at most 40 members, names of 64 bytes, texts of 500 characters, lists of 20";
    /// A value cannot be told of a visitor.
    BadValue = "bad_value", "a value is null, an object, or not of its field's type";
    /// A member that no visitor has.
    UnknownMember = "unknown_member", "a member is not among `fields` of identity.yaml";
    /// There is nothing in it.
    Empty = "empty", "it tells nothing of the visitor";
    /// The policy asks for a signature.
    Unsigned = "unsigned", "the channel's policy asks for a signature, or a token";
    /// The policy asks for the time.
    NoTime = "no_time", "the channel's policy asks for the time it was made at: `ts`, or of a token `exp`";
    /// The time is none.
    BadTime = "bad_time", "a time is a whole number of seconds since 1970, not of milliseconds, and not a text";
    /// It was made, or begins to hold, in the future.
    NotYet = "not_yet", "it was made in the future: a clock is wrong";
    /// It is too old.
    Expired = "expired", "it is older than the channel's `max_age`, or over";
    /// A token holds for too long.
    TooLasting = "too_lasting", "the token's `exp` is further away than the channel's `max_age`";
    /// A token is for somebody else.
    Audience = "audience", "the token's `aud` does not name this channel";
    /// It was taken before.
    Replayed = "replayed", "it was taken before: each counts once";
    /// The key was revoked while it was looked at.
    Revoked = "revoked", "its key was revoked";
}

impl Reason {
    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.word() == word)
    }

    /// Of something.
    pub fn about(self, what: &str) -> Refusal {
        Refusal { reason: self, about: Some(what.chars().take(80).collect()) }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason, about: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.about {
            Some(what) => write!(f, "{} (`{what}`)", self.reason.says()),
            None => f.write_str(self.reason.says()),
        }
    }
}
