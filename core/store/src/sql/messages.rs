//! Entries of transcripts, posted and read in batches.

use super::statements;

/// What lists tell of transcripts, from rows of a session and a place. A stored body begins with its kind.
macro_rules! previews {
    ($place:literal, $rows:literal) => {
        concat!(
            "SELECT s.id AS session, \
             (SELECT m.stored_at FROM messages m WHERE m.session = s.id ORDER BY m.seq DESC LIMIT 1) AS last_at, \
             (SELECT m.body FROM messages m WHERE m.session = s.id AND m.seq > s.last_seq - $2 \
             AND (m.body LIKE '{\"kind\":\"text\",%' OR m.body LIKE '{\"kind\":\"files\",%' \
             OR m.body LIKE '{\"kind\":\"pre_chat\",%') \
             ORDER BY m.seq DESC LIMIT 1) AS body, \
             (SELECT COUNT(*) FROM messages m WHERE m.session = s.id AND m.seq > ",
            $place,
            " AND m.seq <= ",
            $place,
            " + $3 AND m.sender = 'visitor' \
             AND (m.body LIKE '{\"kind\":\"text\",%' OR m.body LIKE '{\"kind\":\"files\",%' \
             OR m.body LIKE '{\"kind\":\"pre_chat\",%')) AS unread \
             FROM ",
            $rows
        )
    };
}

statements! {
    /// What posting must know of sessions, and of whoever owns them how many sessions in a row were missed. SQLite: `$1` a JSON list of distinct ids in hexadecimal. PostgreSQL: `$1` the
    /// ids; the rows are locked in order of id, so that two batches cannot wait for each other.
    HEADS = "SELECT s.id, s.state, s.agent, s.last_seq, \
             COALESCE((SELECT a.misses FROM agents a WHERE a.id = s.agent), 0) AS misses \
             FROM json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value)"
        => "SELECT s.id, s.state, s.agent, s.last_seq, \
            COALESCE((SELECT a.misses FROM agents a WHERE a.id = s.agent), 0) AS misses \
            FROM sessions s WHERE s.id = ANY($1::bytea[]) ORDER BY s.id FOR UPDATE OF s";
    /// Entries that bear these names already. SQLite: `$1` JSON rows of session, sender, client id. PostgreSQL: the same
    /// as three arrays.
    NAMED = "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at FROM json_each($1) AS q \
             CROSS JOIN messages m ON m.session = unhex(q.value ->> 0) AND m.sender = q.value ->> 1 \
             AND m.client_id = q.value ->> 2"
        => "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at \
            FROM UNNEST($1::bytea[], $2::text[], $3::text[]) AS q (session, sender, client_id) \
            JOIN messages m USING (session, sender, client_id)";
    /// What a visitor said under a name, in whichever session. `$1` visitor, `$2` sender, `$3` client id.
    SAID = "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at \
            FROM sessions s JOIN messages m ON m.session = s.id AND m.sender = $2 AND m.client_id = $3 \
            WHERE s.visitor = $1 ORDER BY s.id DESC LIMIT 1";
    /// SQLite: `$1` JSON rows of session, seq, sender, client id, body, stored at. PostgreSQL: the same as six arrays.
    INSERT = "INSERT INTO messages (session, seq, sender, client_id, body, stored_at) \
              SELECT unhex(q.value ->> 0), q.value ->> 1, q.value ->> 2, q.value ->> 3, q.value ->> 4, q.value ->> 5 \
              FROM json_each($1) AS q"
        => "INSERT INTO messages (session, seq, sender, client_id, body, stored_at) \
            SELECT * FROM UNNEST($1::bytea[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])";
    /// Moves sessions' last places, and notes who wrote when: where an agent did, nothing is due any more. SQLite: `$1`
    /// JSON rows of session, last seq, when the visitor wrote or null, when an agent wrote or null, 1 where an agent wrote
    /// last, 0 where the visitor did, or null. PostgreSQL: the same as five arrays.
    ADVANCE = "UPDATE sessions SET last_seq = q.value ->> 1, visitor_at = COALESCE(q.value ->> 2, visitor_at), \
               agent_at = COALESCE(q.value ->> 3, agent_at), answered = COALESCE(q.value ->> 4, answered), \
               answer_by = CASE WHEN q.value ->> 3 IS NULL THEN answer_by END, \
               missed = CASE WHEN q.value ->> 3 IS NULL THEN missed ELSE '[]' END \
               FROM json_each($1) AS q WHERE sessions.id = unhex(q.value ->> 0)"
        => "UPDATE sessions SET last_seq = q.last_seq, visitor_at = COALESCE(q.visitor_at, sessions.visitor_at), \
            agent_at = COALESCE(q.agent_at, sessions.agent_at), answered = COALESCE(q.answered, sessions.answered), \
            answer_by = CASE WHEN q.agent_at IS NULL THEN sessions.answer_by END, \
            missed = CASE WHEN q.agent_at IS NULL THEN sessions.missed ELSE '[]' END \
            FROM UNNEST($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) \
            AS q (id, last_seq, visitor_at, agent_at, answered) WHERE sessions.id = q.id";
    /// What receipts must know of sessions; like `HEADS`.
    RECEIPTS = "SELECT s.id, s.agent, s.last_seq, s.visitor_read, s.agent_read, s.visitor_got, s.agent_got \
                FROM json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value)"
        => "SELECT id, agent, last_seq, visitor_read, agent_read, visitor_got, agent_got FROM sessions \
            WHERE id = ANY($1::bytea[]) ORDER BY id FOR UPDATE";
    /// Moves receipts. SQLite: `$1` JSON rows of session, what the visitor and the agent have read, what they have got.
    /// PostgreSQL: the same as five arrays.
    RAISE = "UPDATE sessions SET visitor_read = q.value ->> 1, agent_read = q.value ->> 2, \
             visitor_got = q.value ->> 3, agent_got = q.value ->> 4 \
             FROM json_each($1) AS q WHERE sessions.id = unhex(q.value ->> 0)"
        => "UPDATE sessions SET visitor_read = q.visitor_read, agent_read = q.agent_read, \
            visitor_got = q.visitor_got, agent_got = q.agent_got \
            FROM UNNEST($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) \
            AS q (id, visitor_read, agent_read, visitor_got, agent_got) WHERE sessions.id = q.id";
    /// What lists tell of transcripts, as `session`, `last_at`, `body` and `unread`: of each session the last entry with
    /// words or files, among the last `$2` entries, and how many such entries the visitor sent, among the first `$3` that
    /// come after a place. Places are dense, so neither reads more entries than that. SQLite: `$1` JSON rows of session
    /// and that place. PostgreSQL: `$1` the sessions, `$4` the places.
    PREVIEWS = previews!(
        "q.value ->> 1",
        "json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value ->> 0)"
    ) => previews!("q.place", "UNNEST($1::bytea[], $4::bigint[]) AS q (id, place) JOIN sessions s ON s.id = q.id");
    /// `$1` session, `$2` sender, `$3` the sender's own name for the entry.
    UNDER = "SELECT session, seq, sender, client_id, body, stored_at FROM messages \
             WHERE session = $1 AND sender = $2 AND client_id = $3";
    /// `$1` session, `$2` the place to come after, `$3` limit.
    AFTER = "SELECT session, seq, sender, client_id, body, stored_at FROM messages \
             WHERE session = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// `$1` session, `$2` the place to come before, `$3` limit. Newest first.
    BEFORE = "SELECT session, seq, sender, client_id, body, stored_at FROM messages \
              WHERE session = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
}
