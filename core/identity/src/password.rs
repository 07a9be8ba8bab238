//! Passwords: Argon2id at its default cost, in PHC form. Hashing takes about a tenth of a second of one core and 19 MiB,
//! on purpose: callers keep it off their async threads and let few run at once.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc},
};
use std::{fmt, hint::black_box};

/// A password somebody typed. It is never printed.
#[derive(Clone)]
pub struct Password(String);

/// A password that could not be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed: {reason}")]
pub struct HashError {
    /// Why.
    pub reason: String,
}

/// The salt of the hash that is made for nobody. It guards nothing.
const NOBODYS_SALT: [u8; 16] = [0x5a; 16];

impl Password {
    /// What somebody typed. How long it must be is the caller's policy.
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// What is stored of it: algorithm, cost, salt and hash in PHC form. The salt is sixteen random bytes, fresh for each
    /// password.
    ///
    /// # Errors
    /// When Argon2 refuses, which it does for more than 4 GiB of password.
    pub fn hash(&self, salt: [u8; 16]) -> Result<String, HashError> {
        let hash: phc::PasswordHash = Argon2::default()
            .hash_password_with_salt(self.0.as_bytes(), &salt)
            .map_err(|reason| HashError { reason: reason.to_string() })?;
        Ok(hash.to_string())
    }

    /// Whether the stored hash is this password's. A text that is no hash fits no password.
    pub fn verify(&self, stored: &str) -> bool {
        match phc::PasswordHash::new(stored) {
            Ok(hash) => Argon2::default().verify_password(self.0.as_bytes(), &hash).is_ok(),
            Err(_) => self.verify_against_nothing(),
        }
    }

    /// Does the work of [`Password::verify`] for an account that is not there, so that the time of the answer does not
    /// tell whether it is. Never fits.
    pub fn verify_against_nothing(&self) -> bool {
        // The compiler must not see that the result goes unused.
        drop(black_box(self.hash(NOBODYS_SALT)));
        false
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests;
