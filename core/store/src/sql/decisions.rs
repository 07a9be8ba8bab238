//! Stored decisions.

use super::statements;

statements! {
    /// `$1` id, `$2` session, `$3` decided at, `$4` the record as JSON.
    INSERT = "INSERT INTO decisions (id, session, decided_at, record) VALUES ($1, $2, $3, $4)";
    /// The latest decisions on a session, newest first. `$1` session, `$2` limit.
    LATEST = "SELECT id, record FROM decisions WHERE session = $1 ORDER BY decided_at DESC, id DESC LIMIT $2";
}
