//! Links to files: short-lived, and signed, so that they can stand in a page without anything else to prove who asks.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{fmt, time::Duration};
use usher_model::{FileId, Timestamp};

/// How long a link holds at most: long enough to open what is on the screen, short enough that one which is passed on is
/// soon worth nothing.
pub const LINK_LIFE: Duration = Duration::from_mins(15);
/// Links made within so long are the same, so that a page which is drawn again finds its pictures in its cache.
const SAME_WITHIN_MILLIS: i64 = 5 * 60 * 1_000;
/// Keeps these signatures apart from all others that a secret could make.
const PURPOSE: &[u8] = b"usher-file-v1";

/// What links are signed with.
#[derive(Clone)]
pub struct LinkSecret([u8; 32]);

impl LinkSecret {
    /// From its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret")
    }
}

/// Makes and checks links, as of a moment.
#[derive(Debug, Clone)]
pub struct FileLinks {
    secret: LinkSecret,
    now: Timestamp,
}

impl FileLinks {
    /// At a moment.
    pub const fn new(secret: LinkSecret, now: Timestamp) -> Self {
        Self { secret, now }
    }

    /// A link to a file, as a path of this server, that holds ten minutes at least and [`LINK_LIFE`] at most.
    pub fn path(&self, id: FileId) -> String {
        let latest = self.now.after(LINK_LIFE).as_millis();
        let expires = latest - latest.rem_euclid(SAME_WITHIN_MILLIS);
        let signature = hex::encode(self.mac(id, expires).finalize().into_bytes());
        format!("/api/v1/files/{id}?expires={expires}&signature={signature}")
    }

    /// Whether a link is one of ours and still holds. The signature is compared in constant time.
    pub fn holds(&self, id: FileId, expires: i64, signature: &str) -> bool {
        let Ok(given) = hex::decode(signature) else { return false };
        self.mac(id, expires).verify_slice(&given).is_ok() && self.now.as_millis() < expires
    }

    fn mac(&self, id: FileId, expires: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret.0).expect("HMAC takes keys of any length");
        mac.update(PURPOSE);
        mac.update(&id.to_bytes());
        mac.update(&expires.to_be_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    //! Links as they are made, changed, and run out.

    use super::{FileLinks, LINK_LIFE, LinkSecret};
    use std::time::Duration;
    use usher_model::{FileId, Timestamp};

    const NOW: Timestamp = Timestamp::from_millis(1_772_355_601_234);

    fn parts(path: &str) -> (i64, &str) {
        let (_, query) = path.split_once("?expires=").expect("a query");
        let (expires, signature) = query.split_once("&signature=").expect("a signature");
        (expires.parse().expect("a number"), signature)
    }

    #[test]
    fn a_link_holds_for_its_file_until_it_runs_out() {
        let (id, other) = (FileId::from_bytes([1; 16]), FileId::from_bytes([2; 16]));
        let at = |now| FileLinks::new(LinkSecret::new([7; 32]), now);
        let path = at(NOW).path(id);
        let (expires, signature) = parts(&path);
        let left = Timestamp::from_millis(expires).since(NOW);
        assert!(left <= LINK_LIFE && left > LINK_LIFE.checked_sub(Duration::from_mins(5)).unwrap(), "{left:?}");
        assert!(at(NOW).holds(id, expires, signature));
        assert!(at(Timestamp::from_millis(expires - 1)).holds(id, expires, signature));
        assert!(!at(Timestamp::from_millis(expires)).holds(id, expires, signature), "it ran out");
        assert!(!at(NOW).holds(other, expires, signature), "it is another file's");
        assert!(!at(NOW).holds(id, expires + 1, signature), "it was made to hold longer");
        assert!(!FileLinks::new(LinkSecret::new([8; 32]), NOW).holds(id, expires, signature), "another secret");
        for forged in ["", "00", "zz", &signature[..62], &format!("{signature}00"), &"0".repeat(64)] {
            assert!(!at(NOW).holds(id, expires, forged), "{forged}");
        }
        assert_eq!(at(NOW.after(Duration::from_secs(1))).path(id), path, "drawn again, it is the same");
    }
}
