//! What proves that a call is Usher's: the signature of Standard Webhooks (<https://www.standardwebhooks.com>), which
//! libraries in most languages check.
//!
//! It is over the call's id, the moment of the try and the body, so that nobody can make another call of one that was
//! overheard, nor repeat it much later.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How secrets begin that are written as Base64.
const PREFIX: &str = "whsec_";

/// A secret that calls are signed with.
pub(super) struct Secret(Vec<u8>);

impl Secret {
    /// Reads a secret as it stands in its variable: `whsec_` and Base64, or any other bytes as they are. None where what
    /// follows `whsec_` is no Base64, or where nothing is left to sign with.
    pub(super) fn read(given: &[u8]) -> Option<Self> {
        let key = match given.strip_prefix(PREFIX.as_bytes()) {
            Some(encoded) => STANDARD.decode(encoded.trim_ascii()).ok()?,
            None => given.to_vec(),
        };
        Some(Self(key)).filter(|secret| !secret.0.is_empty())
    }

    /// The signature of one try, as its header has it: the version, and Base64 of HMAC-SHA256.
    pub(super) fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    //! Signatures that other implementations make of the same.

    use super::Secret;

    #[test]
    fn a_signature_is_the_one_of_the_standard() {
        let encoded = Secret::read(b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = encoded.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let plain = Secret::read(b"plain secret").unwrap().sign("a", 1, "{}");
        assert_eq!(plain, "v1,wxY7emgXTPJ+JqOj7p7hEkN4daWpbprzv3hCUO71RDg=");
    }

    #[test]
    fn a_secret_that_cannot_be_read_signs_nothing() {
        assert!(["whsec_", "whsec_not base64!", ""].iter().all(|given| Secret::read(given.as_bytes()).is_none()));
    }
}
