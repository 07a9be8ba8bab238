//! Stored decisions.

use super::statements;

statements! {
    /// `$1` id, `$2` session, `$3` decided at, `$4` the record as JSON.
    INSERT = "INSERT INTO decisions (id, session, decided_at, record) VALUES ($1, $2, $3, $4)";
    /// All decisions on a session. `$1` session.
    OF_SESSION = "SELECT id, record FROM decisions WHERE session = $1";
    /// Writes a record anew. `$1` id, `$2` the record as JSON.
    REPLACE = "UPDATE decisions SET record = $2 WHERE id = $1";
    /// The latest decisions on a session, newest first. `$1` session, `$2` limit.
    LATEST = "SELECT id, record FROM decisions WHERE session = $1 ORDER BY decided_at DESC, id DESC LIMIT $2";
}
