//! Keys of sites, what their proofs told of visitors, and what was refused.

use super::statements;

/// The columns of a key without what it is made of, as [`crate::columns::KeyRow`] reads them.
macro_rules! key {
    () => {
        "id, kind, kid, label, fingerprint, bits, created_at, used_at, revoked_at"
    };
}

/// The columns of a line of the audit, as [`crate::columns::KeyEventRow`] reads them.
macro_rules! event {
    () => {
        "id, key_id, action, actor, at"
    };
}

statements! {
    /// `$1` to `$8`: id, kind, kid, label, fingerprint, bits, sealed, created at.
    ADD_KEY = "INSERT INTO identity_keys (id, kind, kid, label, fingerprint, bits, sealed, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// How many keys live, as `live`, and how many of them bear a name, as `named`. `$1` kid.
    LIVING = "SELECT COUNT(*) AS live, COUNT(CASE WHEN kid = $1 THEN 1 END) AS named \
              FROM identity_keys WHERE revoked_at IS NULL";
    /// Forgets what a key is made of. `$1` id, `$2` at. No row where it does not live.
    REVOKE = "UPDATE identity_keys SET revoked_at = $2, sealed = NULL WHERE id = $1 AND revoked_at IS NULL";
    /// `$1` id, `$2` at. No row where it does not live.
    USED = "UPDATE identity_keys SET used_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    /// Newest first. `$1` the id to come before, `$2` limit.
    KEYS = concat!("SELECT ", key!(), " FROM identity_keys WHERE id < $1 ORDER BY id DESC LIMIT $2");
    /// One with what it is made of. `$1` id.
    KEY = concat!("SELECT ", key!(), ", sealed FROM identity_keys WHERE id = $1");
    /// Those that live, with what they are made of. `$1` limit.
    LIVE = concat!("SELECT ", key!(), ", sealed FROM identity_keys WHERE revoked_at IS NULL ORDER BY kid LIMIT $1");
    /// `$1` to `$5`: id, key, action, actor, at.
    NOTE = "INSERT INTO identity_key_events (id, key_id, action, actor, at) VALUES ($1, $2, $3, $4, $5)";
    /// The audit, newest first. `$1` the id to come before, `$2` limit.
    EVENTS = concat!("SELECT ", event!(), " FROM identity_key_events WHERE id < $1 ORDER BY id DESC LIMIT $2");
    /// The audit of one key, newest first. `$1` the id to come before, `$2` limit, `$3` key.
    EVENTS_OF = concat!(
        "SELECT ", event!(), " FROM identity_key_events WHERE key_id = $3 AND id < $1 ORDER BY id DESC LIMIT $2"
    );
    /// Whom a proof was taken for. `$1` hash.
    TAKEN_FOR = "SELECT visitor FROM identity_proofs WHERE hash = $1";
    /// `$1` hash, `$2` visitor, `$3` until.
    TAKE = "INSERT INTO identity_proofs (hash, visitor, until) VALUES ($1, $2, $3)";
    /// Forgets proofs that are too old anyway, some at once. `$1` now, `$2` limit.
    FORGET_TAKEN = "DELETE FROM identity_proofs WHERE hash IN \
                    (SELECT hash FROM identity_proofs WHERE until < $1 ORDER BY until LIMIT $2)";
    /// `$1` visitor, `$2` fields, `$3` provenance, `$4` key, `$5` at, `$6` until.
    TELL = "INSERT INTO visitor_identities (visitor, fields, provenance, key_id, at, until) \
            VALUES ($1, $2, $3, $4, $5, $6) \
            ON CONFLICT (visitor) DO UPDATE SET fields = excluded.fields, provenance = excluded.provenance, \
            key_id = excluded.key_id, at = excluded.at, until = excluded.until";
    /// What the last proof told of a visitor, unless its key was revoked. `$1` visitor.
    TOLD = "SELECT i.visitor, i.fields, i.provenance, i.key_id, i.at, i.until FROM visitor_identities i \
            JOIN identity_keys k ON k.id = i.key_id WHERE i.visitor = $1 AND k.revoked_at IS NULL";
    /// `$1` visitor, `$2` hash of a token that nobody has. No row where there is no such visitor.
    PART = "UPDATE visitors SET token_hash = $2 WHERE id = $1";
    /// `$1` day, `$2` channel, `$3` reason, `$4` about, `$5` at.
    REFUSED = "INSERT INTO identity_refusals (day, channel, reason, count, about, last_at) VALUES ($1, $2, $3, 1, $4, $5) \
               ON CONFLICT (day, channel, reason) DO UPDATE SET count = identity_refusals.count + 1, \
               about = excluded.about, last_at = excluded.last_at";
    /// The counts, newest first. `$1` to `$3` day, channel and reason to come before, `$4` limit.
    REFUSALS = "SELECT day, channel, reason, count, about, last_at FROM identity_refusals \
                WHERE (day, channel, reason) < ($1, $2, $3) ORDER BY day DESC, channel DESC, reason DESC LIMIT $4";
    /// `$1` the first day to keep.
    FORGET_REFUSED = "DELETE FROM identity_refusals WHERE day < $1";
}
