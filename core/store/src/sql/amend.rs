//! What agents and visitors do to a session besides talking: notes, marks, taking back, receipts of delivery.

use super::statements;

statements! {
    /// Makes room for an entry that is no talk. `$1` session, `$2` the entry's place.
    ADD_ENTRY = "UPDATE sessions SET last_seq = $2 WHERE id = $1";
    /// `$1` session, `$2` its marks, `$3` its last place.
    TAG = "UPDATE sessions SET tags = $2, last_seq = $3 WHERE id = $1";
    /// One entry. `$1` session, `$2` its place.
    ENTRY = "SELECT session, seq, sender, client_id, body, stored_at FROM messages WHERE session = $1 AND seq = $2";
    /// What is decided on the session as it was is decided anew. `$1` session.
    TOUCH = "UPDATE sessions SET version = version + 1 WHERE id = $1";
    /// Overwrites what an entry says. `$1` session, `$2` its place, `$3` the body in its stead.
    REPLACE = "UPDATE messages SET body = $3 WHERE session = $1 AND seq = $2";
}
