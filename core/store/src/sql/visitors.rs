//! Visitors.

use super::statements;

statements! {
    /// `$1` id, `$2` hash of the token, `$3` channel, `$4` origin, `$5` name, `$6` locale, `$7` created at.
    CREATE = "INSERT INTO visitors (id, token_hash, channel, origin, name, locale, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// `$1` hash of the token.
    BY_TOKEN = "SELECT id, channel, origin, name, locale, created_at, blocked_until FROM visitors WHERE token_hash = $1";
    /// `$1` id.
    BY_ID = "SELECT id, channel, origin, name, locale, created_at, blocked_until FROM visitors WHERE id = $1";
    /// Visitors by their ids, in no order. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the ids.
    THESE = "SELECT id, channel, origin, name, locale, created_at, blocked_until FROM visitors \
             WHERE id IN (SELECT unhex(value) FROM json_each($1))"
        => "SELECT id, channel, origin, name, locale, created_at, blocked_until FROM visitors WHERE id = ANY($1::bytea[])";
    /// `$1` id, `$2` name. No row where there is no such visitor.
    NAME = "UPDATE visitors SET name = $2 WHERE id = $1";
    /// Who owned the visitor's closed sessions, the latest first; null where nobody did. Those that were over as they
    /// opened do not count: nobody served them. `$1` visitor, `$2` limit.
    HISTORY = "SELECT agent FROM sessions WHERE visitor = $1 AND state = 'closed' AND cause <> 'not_held' \
               ORDER BY id DESC LIMIT $2";
    /// `$1` channel. Answers `last_seen`, null where nobody came.
    LAST_SEEN = "SELECT MAX(created_at) AS last_seen FROM visitors WHERE channel = $1";
}
