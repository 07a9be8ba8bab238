//! Left messages: what visitors filled in to be handled later, and what became of it.

use super::statements;

/// The columns of a left message, as [`crate::columns::LeftRow`] reads them.
macro_rules! columns {
    () => {
        "id, session, visitor, channel, form, group_id, rule, reason, locale, answers, contact, status, agent, passed, \
         created_at, taken_at, answered_at, done_at, version"
    };
}

/// A list: `$driver` names the index, the groups and the status are compared besides. `$1` the id to come before or after,
/// `$2` limit, `$3` the groups or NULL (SQLite: as a JSON list), `$4` the status or NULL.
macro_rules! newest {
    (sqlite $driver:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM left_messages WHERE ",
            $driver,
            " id < $1 \
             AND ($3 IS NULL OR group_id IN (SELECT value FROM json_each($3))) AND ($4 IS NULL OR status = $4) \
             ORDER BY id DESC LIMIT $2"
        )
    };
    (postgres $driver:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM left_messages WHERE ",
            $driver,
            " id < $1 \
             AND ($3::text[] IS NULL OR group_id = ANY($3::text[])) AND ($4::text IS NULL OR status = $4::text) \
             ORDER BY id DESC LIMIT $2"
        )
    };
}
macro_rules! oldest {
    (sqlite $driver:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM left_messages WHERE ",
            $driver,
            " id > $1 \
             AND ($3 IS NULL OR group_id IN (SELECT value FROM json_each($3))) AND ($4 IS NULL OR status = $4) \
             ORDER BY id LIMIT $2"
        )
    };
    (postgres $driver:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM left_messages WHERE ",
            $driver,
            " id > $1 \
             AND ($3::text[] IS NULL OR group_id = ANY($3::text[])) AND ($4::text IS NULL OR status = $4::text) \
             ORDER BY id LIMIT $2"
        )
    };
}

statements! {
    /// What a visitor left under a name. `$1` visitor, `$2` client id.
    UNDER = concat!("SELECT ", columns!(), " FROM left_messages WHERE visitor = $1 AND client_id = $2");
    /// `$1` to `$19`: the columns in order; `$20` client id.
    INSERT = concat!(
        "INSERT INTO left_messages (", columns!(), ", client_id) VALUES \
         ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    );
    /// `$1` id.
    ONE = concat!("SELECT ", columns!(), " FROM left_messages WHERE id = $1");
    /// `$1` id. Inside a transaction that will change it.
    ONE_TO_CHANGE = concat!("SELECT ", columns!(), " FROM left_messages WHERE id = $1")
        => concat!("SELECT ", columns!(), " FROM left_messages WHERE id = $1 FOR UPDATE");
    /// Takes a step. `$1` id, `$2` the version it has afterwards, `$3` status, `$4` agent, `$5` passed, `$6` taken at, `$7`
    /// answered at, `$8` done at.
    CHANGE = "UPDATE left_messages SET version = $2, status = $3, agent = $4, passed = $5, taken_at = $6, \
              answered_at = $7, done_at = $8 WHERE id = $1 AND version = $2 - 1"
        => "UPDATE left_messages SET version = $2, status = $3, agent = $4, passed = $5, taken_at = $6, \
            answered_at = $7, done_at = $8 WHERE id = $1 AND version = $2::bigint - 1";
    /// Adds an entry to a session, whatever its state. `$1` session, `$2` the entry's place.
    ADD_ENTRY = "UPDATE sessions SET last_seq = $2 WHERE id = $1";
    /// How many an agent has and has not answered. `$1` agent.
    UNTOUCHED = "SELECT COUNT(*) AS untouched FROM left_messages WHERE agent = $1 AND status = 'taken'";
    /// What agents have. SQLite: `$1` a JSON list of agents. PostgreSQL: `$1` the agents.
    TURNS = "SELECT q.value AS agent, \
             (SELECT COUNT(*) FROM left_messages l WHERE l.agent = q.value AND l.status = 'taken') AS untouched, \
             (SELECT MAX(l.taken_at) FROM left_messages l WHERE l.agent = q.value) AS taken_at \
             FROM json_each($1) AS q"
        => "SELECT q.agent, \
            (SELECT COUNT(*) FROM left_messages l WHERE l.agent = q.agent AND l.status = 'taken') AS untouched, \
            (SELECT MAX(l.taken_at) FROM left_messages l WHERE l.agent = q.agent) AS taken_at \
            FROM UNNEST($1::text[]) AS q (agent)";
    /// All, newest first; see the parameters of lists above.
    NEWEST = newest!(sqlite "") => newest!(postgres "");
    /// All, oldest first.
    OLDEST = oldest!(sqlite "") => oldest!(postgres "");
    /// Those of one status, newest first.
    NEWEST_SO_FAR = newest!(sqlite "status = $4 AND") => newest!(postgres "status = $4::text AND");
    /// Those of one status, oldest first.
    OLDEST_SO_FAR = oldest!(sqlite "status = $4 AND") => oldest!(postgres "status = $4::text AND");
    /// Those of one group and status, newest first. `$5` group.
    NEWEST_IN_GROUP = newest!(sqlite "group_id = $5 AND status = $4 AND")
        => newest!(postgres "group_id = $5 AND status = $4::text AND");
    /// Those of one group and status, oldest first. `$5` group.
    OLDEST_IN_GROUP = oldest!(sqlite "group_id = $5 AND status = $4 AND")
        => oldest!(postgres "group_id = $5 AND status = $4::text AND");
    /// An agent's, newest first. `$5` agent.
    NEWEST_OF_AGENT = newest!(sqlite "agent = $5 AND") => newest!(postgres "agent = $5 AND");
    /// An agent's, oldest first. `$5` agent.
    OLDEST_OF_AGENT = oldest!(sqlite "agent = $5 AND") => oldest!(postgres "agent = $5 AND");
    /// A visitor's, newest first. `$5` visitor.
    NEWEST_OF_VISITOR = newest!(sqlite "visitor = $5 AND") => newest!(postgres "visitor = $5 AND");
    /// A visitor's, oldest first. `$5` visitor.
    OLDEST_OF_VISITOR = oldest!(sqlite "visitor = $5 AND") => oldest!(postgres "visitor = $5 AND");
    /// Those in a session's transcript, newest first. `$5` session.
    NEWEST_OF_SESSION = newest!(sqlite "session = $5 AND") => newest!(postgres "session = $5 AND");
    /// Those in a session's transcript, oldest first. `$5` session.
    OLDEST_OF_SESSION = oldest!(sqlite "session = $5 AND") => oldest!(postgres "session = $5 AND");
    /// How many there are by group and status. `$1` the groups or NULL (SQLite: as a JSON list).
    COUNTS = "SELECT group_id, status, COUNT(*) AS count FROM left_messages \
              WHERE $1 IS NULL OR group_id IN (SELECT value FROM json_each($1)) GROUP BY group_id, status"
        => "SELECT group_id, status, COUNT(*) AS count FROM left_messages \
            WHERE $1::text[] IS NULL OR group_id = ANY($1::text[]) GROUP BY group_id, status";
    /// Where an answer stands. `$1` left message, `$2` session, `$3` its place.
    INSERT_ANSWER = "INSERT INTO left_answers (left_message, session, seq) VALUES ($1, $2, $3)";
    /// An answer under a name. `$1` left message, `$2` sender, `$3` client id.
    ANSWER_UNDER = "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at FROM left_answers a \
                    JOIN messages m ON m.session = a.session AND m.seq = a.seq \
                    WHERE a.left_message = $1 AND m.sender = $2 AND m.client_id = $3";
    /// Answers, the latest first. `$1` left message, `$2` limit.
    ANSWERS = "SELECT m.session, m.seq, m.sender, m.client_id, m.body, m.stored_at FROM left_answers a \
               JOIN messages m ON m.session = a.session AND m.seq = a.seq \
               WHERE a.left_message = $1 ORDER BY a.session DESC, a.seq DESC LIMIT $2";
    /// How many are open in these groups, and how many an agent has and has not answered, as `open` and `mine`; each
    /// counted up to `$3`. SQLite: `$1` a JSON list of groups. PostgreSQL: `$1` the groups. `$2` agent.
    INBOX = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM json_each($1) AS q CROSS JOIN left_messages l \
             ON l.group_id = q.value AND l.status = 'open' LIMIT $3) AS o) AS open, \
             (SELECT COUNT(*) FROM (SELECT 1 FROM left_messages WHERE agent = $2 AND status = 'taken' LIMIT $3) AS h) \
             AS mine"
        => "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM left_messages \
            WHERE group_id = ANY($1::text[]) AND status = 'open' LIMIT $3) AS o) AS open, \
            (SELECT COUNT(*) FROM (SELECT 1 FROM left_messages WHERE agent = $2 AND status = 'taken' LIMIT $3) AS h) \
            AS mine";
    /// The same over all groups and none. `$1` agent, `$2` the most to count.
    INBOX_OF_ALL = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM left_messages WHERE status = 'open' LIMIT $2) AS o) \
                    AS open, \
                    (SELECT COUNT(*) FROM (SELECT 1 FROM left_messages WHERE agent = $1 AND status = 'taken' LIMIT $2) \
                    AS h) AS mine";
    /// `$1` id, `$2` left message, `$3` agent, `$4` client id, `$5` text, `$6` at.
    INSERT_NOTE = "INSERT INTO left_notes (id, left_message, agent, client_id, text, at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// A note under a name. `$1` left message, `$2` agent, `$3` client id.
    NOTE_UNDER = "SELECT id, left_message, agent, text, at FROM left_notes \
                  WHERE left_message = $1 AND agent = $2 AND client_id = $3";
    /// How many notes a message has. `$1` left message.
    NOTE_COUNT = "SELECT COUNT(*) AS notes FROM left_notes WHERE left_message = $1";
    /// Notes, in no order. SQLite: `$1` a JSON list of left messages in hexadecimal. PostgreSQL: `$1` the messages.
    NOTES = "SELECT n.id, n.left_message, n.agent, n.text, n.at FROM json_each($1) AS q \
             JOIN left_notes n ON n.left_message = unhex(q.value)"
        => "SELECT id, left_message, agent, text, at FROM left_notes WHERE left_message = ANY($1::bytea[])";
}
