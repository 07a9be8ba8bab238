//! Entries of transcripts, posted and read in batches.

use super::statements;

statements! {
    /// What posting must know of sessions. SQLite: `$1` a JSON list of distinct ids in hexadecimal. PostgreSQL: `$1` the
    /// ids; the rows are locked in order of id, so that two batches cannot wait for each other.
    HEADS = "SELECT s.id, s.state, s.agent, s.last_seq FROM json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value)"
        => "SELECT id, state, agent, last_seq FROM sessions WHERE id = ANY($1::bytea[]) ORDER BY id FOR UPDATE";
    /// Entries that bear these names already. SQLite: `$1` JSON rows of session, sender, client id. PostgreSQL: the same
    /// as three arrays.
    NAMED = "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at FROM json_each($1) AS q \
             CROSS JOIN messages m ON m.session = unhex(q.value ->> 0) AND m.sender = q.value ->> 1 \
             AND m.client_id = q.value ->> 2"
        => "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at \
            FROM UNNEST($1::bytea[], $2::text[], $3::text[]) AS q (session, sender, client_id) \
            JOIN messages m USING (session, sender, client_id)";
    /// SQLite: `$1` JSON rows of session, seq, sender, client id, body, stored at. PostgreSQL: the same as six arrays.
    INSERT = "INSERT INTO messages (session, seq, sender, client_id, body, stored_at) \
              SELECT unhex(q.value ->> 0), q.value ->> 1, q.value ->> 2, q.value ->> 3, q.value ->> 4, q.value ->> 5 \
              FROM json_each($1) AS q"
        => "INSERT INTO messages (session, seq, sender, client_id, body, stored_at) \
            SELECT * FROM UNNEST($1::bytea[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])";
    /// Moves sessions' last places. SQLite: `$1` JSON rows of session, last seq. PostgreSQL: the same as two arrays.
    ADVANCE = "UPDATE sessions SET last_seq = q.value ->> 1 FROM json_each($1) AS q \
               WHERE sessions.id = unhex(q.value ->> 0)"
        => "UPDATE sessions SET last_seq = q.last_seq FROM UNNEST($1::bytea[], $2::bigint[]) AS q (id, last_seq) \
            WHERE sessions.id = q.id";
    /// What receipts must know of sessions; like `HEADS`.
    RECEIPTS = "SELECT s.id, s.agent, s.last_seq, s.visitor_read, s.agent_read \
                FROM json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value)"
        => "SELECT id, agent, last_seq, visitor_read, agent_read FROM sessions WHERE id = ANY($1::bytea[]) \
            ORDER BY id FOR UPDATE";
    /// Moves receipts. SQLite: `$1` JSON rows of session, visitor's, agent's. PostgreSQL: the same as three arrays.
    RAISE = "UPDATE sessions SET visitor_read = q.value ->> 1, agent_read = q.value ->> 2 FROM json_each($1) AS q \
             WHERE sessions.id = unhex(q.value ->> 0)"
        => "UPDATE sessions SET visitor_read = q.visitor_read, agent_read = q.agent_read \
            FROM UNNEST($1::bytea[], $2::bigint[], $3::bigint[]) AS q (id, visitor_read, agent_read) \
            WHERE sessions.id = q.id";
    /// `$1` session, `$2` the place to come after, `$3` limit.
    AFTER = "SELECT session, seq, sender, client_id, body, stored_at FROM messages \
             WHERE session = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// `$1` session, `$2` the place to come before, `$3` limit. Newest first.
    BEFORE = "SELECT session, seq, sender, client_id, body, stored_at FROM messages \
              WHERE session = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
}
