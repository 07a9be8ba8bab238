//! The full-text index, and looking for sessions.
//!
//! A search looks at so many rows and tells of each whether it fits, so that a rare answer among many sessions costs a
//! bounded step after another and never one long walk.

use super::statements;

/// Whether session `s` fits: `$4` who may see only own sessions or NULL, and where not NULL: `$5` state, `$6` cause, `$7`
/// channel, `$8` group, `$9` agent, `$10` rule, `$11` tag, `$12` visitor, `$13` opened not before, `$14` opened before.
macro_rules! fits {
    (sqlite) => {
        "(($4 IS NULL OR (s.agent = $4 AND s.state IN ('assigned', 'offered', 'closed'))) \
         AND ($5 IS NULL OR s.state = $5) AND ($6 IS NULL OR s.cause = $6) AND ($7 IS NULL OR s.channel = $7) \
         AND ($8 IS NULL OR s.group_id = $8) AND ($9 IS NULL OR s.agent = $9) AND ($10 IS NULL OR s.rule = $10) \
         AND ($11 IS NULL OR EXISTS (SELECT 1 FROM json_each(s.tags) WHERE value = $11)) \
         AND ($12 IS NULL OR s.visitor = $12) AND ($13 IS NULL OR s.opened_at >= $13) \
         AND ($14 IS NULL OR s.opened_at < $14)) AS fits"
    };
    (postgres) => {
        "(($4::text IS NULL OR (s.agent = $4::text AND s.state IN ('assigned', 'offered', 'closed'))) \
         AND ($5::text IS NULL OR s.state = $5::text) AND ($6::text IS NULL OR s.cause = $6::text) \
         AND ($7::text IS NULL OR s.channel = $7::text) AND ($8::text IS NULL OR s.group_id = $8::text) \
         AND ($9::text IS NULL OR s.agent = $9::text) AND ($10::text IS NULL OR s.rule = $10::text) \
         AND ($11::text IS NULL OR s.tags::jsonb @> to_jsonb($11::text)) \
         AND ($12::bytea IS NULL OR s.visitor = $12::bytea) AND ($13::bigint IS NULL OR s.opened_at >= $13::bigint) \
         AND ($14::bigint IS NULL OR s.opened_at < $14::bigint)) AS fits"
    };
}

/// Sessions, newest first: `$driver` names the index. `$1` the id to come before, `$2` the first id, `$3` how many to look
/// at, then as in `fits`.
macro_rules! sessions {
    ($database:ident $driver:literal) => {
        concat!(
            "SELECT s.id AS session, ",
            fits!($database),
            " FROM (SELECT id FROM sessions WHERE ",
            $driver,
            " id < $1 AND id >= $2 ORDER BY id DESC LIMIT $3) AS f JOIN sessions s ON s.id = f.id ORDER BY f.id DESC"
        )
    };
}

statements! {
    /// Transcripts that have entries which are not in the index. `$1` limit.
    TO_INDEX = "SELECT id, indexed_seq, last_seq FROM sessions WHERE last_seq > indexed_seq ORDER BY id LIMIT $1";
    /// Their entries. SQLite: `$1` JSON rows of session, the place to come after, the last place. PostgreSQL: the same as
    /// three arrays.
    ENTRIES = "SELECT m.session, m.seq, m.body FROM json_each($1) AS q CROSS JOIN messages m \
               ON m.session = unhex(q.value ->> 0) AND m.seq > q.value ->> 1 AND m.seq <= q.value ->> 2"
        => "SELECT m.session, m.seq, m.body FROM UNNEST($1::bytea[], $2::bigint[], $3::bigint[]) AS q (session, past, last) \
            JOIN messages m ON m.session = q.session AND m.seq > q.past AND m.seq <= q.last";
    /// How many of some entries still say the same. SQLite: `$1` JSON rows of session, seq, body, words. PostgreSQL: the
    /// first three as arrays.
    UNCHANGED = "SELECT COUNT(*) AS unchanged FROM json_each($1) AS q CROSS JOIN messages m \
                 ON m.session = unhex(q.value ->> 0) AND m.seq = q.value ->> 1 AND m.body = q.value ->> 2"
        => "SELECT COUNT(*) AS unchanged FROM UNNEST($1::bytea[], $2::bigint[], $3::text[]) AS q (session, seq, body) \
            JOIN messages m USING (session, seq, body)";
    /// Gives sessions their numbers, in this order, where they have none. The parameters are as above; PostgreSQL takes
    /// the sessions.
    NUMBER = "INSERT OR IGNORE INTO search_sessions (session) SELECT unhex(q.value ->> 0) FROM json_each($1) AS q"
        => "INSERT INTO search_sessions (session) SELECT * FROM UNNEST($1::bytea[]) ON CONFLICT (session) DO NOTHING";
    /// Puts entries into the index. SQLite: as above. PostgreSQL: sessions, places, and words as `tsvector` in text.
    INDEX = "INSERT OR REPLACE INTO search_words (rowid, words) \
             SELECT (n.number << 24) | (q.value ->> 1), q.value ->> 3 FROM json_each($1) AS q \
             CROSS JOIN search_sessions n ON n.session = unhex(q.value ->> 0)"
        => "INSERT INTO search_words (position, words) SELECT (n.number << 24) | q.seq, q.words::tsvector \
            FROM UNNEST($1::bytea[], $2::bigint[], $3::text[]) AS q (session, seq, words) \
            JOIN search_sessions n USING (session) \
            ON CONFLICT (position) DO UPDATE SET words = EXCLUDED.words";
    /// Notes how far transcripts are in the index, unless somebody moved that meanwhile. SQLite: `$1` JSON rows of session,
    /// from, to. PostgreSQL: the same as three arrays.
    REACHED = "UPDATE sessions SET indexed_seq = q.value ->> 2 FROM json_each($1) AS q \
               WHERE sessions.id = unhex(q.value ->> 0) AND sessions.indexed_seq = q.value ->> 1"
        => "UPDATE sessions SET indexed_seq = q.upto \
            FROM UNNEST($1::bytea[], $2::bigint[], $3::bigint[]) AS q (id, past, upto) \
            WHERE sessions.id = q.id AND sessions.indexed_seq = q.past";
    /// Entries that hold words, newest sessions first. `$1` what to find in the database's own form, `$2` the place to come
    /// before, `$3` how many to look at, then as in `fits`.
    WORDS = concat!(
        "SELECT f.position, n.session, ", fits!(sqlite), " FROM (SELECT rowid AS position FROM search_words \
         WHERE search_words MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3) AS f \
         CROSS JOIN search_sessions n ON n.number = f.position >> 24 CROSS JOIN sessions s ON s.id = n.session"
    ) => concat!(
        "SELECT f.position, n.session, ", fits!(postgres), " FROM (SELECT position FROM search_words \
         WHERE words @@ $1::text::tsquery AND position < $2 ORDER BY position DESC LIMIT $3) AS f \
         JOIN search_sessions n ON n.number = f.position >> 24 JOIN sessions s ON s.id = n.session \
         ORDER BY f.position DESC"
    );
    /// All sessions.
    ALL = sessions!(sqlite "") => sessions!(postgres "");
    /// Open ones.
    OPEN = sessions!(sqlite "state <> 'closed' AND") => sessions!(postgres "state <> 'closed' AND");
    /// An agent's, now or at the end. `$15` agent.
    OF_AGENT = sessions!(sqlite "agent = $15 AND") => sessions!(postgres "agent = $15 AND");
    /// A visitor's. `$15` visitor.
    OF_VISITOR = sessions!(sqlite "visitor = $15 AND") => sessions!(postgres "visitor = $15 AND");
    /// Entries by their places. SQLite: `$1` JSON rows of session, seq. PostgreSQL: the same as two arrays.
    THESE = "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at FROM json_each($1) AS q \
             CROSS JOIN messages m ON m.session = unhex(q.value ->> 0) AND m.seq = q.value ->> 1"
        => "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at \
            FROM UNNEST($1::bytea[], $2::bigint[]) AS q (session, seq) JOIN messages m USING (session, seq)";
}
