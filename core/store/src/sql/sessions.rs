//! Sessions: opened, placed, closed, listed.

use super::statements;

/// The columns of a session, as [`crate::columns::SessionRow`] reads them.
macro_rules! columns {
    () => {
        "id, visitor, channel, state, group_id, agent, reason, cause, rule, opened_at, closed_at, last_seq, \
         visitor_read, agent_read, rank, tags, fields, version"
    };
}

statements! {
    /// Whether a visitor is there as `visitor`, and its open session as `session`. `$1` visitor.
    STANDING = "SELECT v.id AS visitor, s.id AS session FROM visitors v \
                LEFT JOIN sessions s ON s.visitor = v.id AND s.state <> 'closed' WHERE v.id = $1";
    /// Where a visitor said something under a name before: a session that is over as it opens leaves none open. `$1`
    /// visitor, `$2` sender, `$3` client id.
    SAID = "SELECT s.id FROM sessions s JOIN messages m ON m.session = s.id AND m.sender = $2 AND m.client_id = $3 \
            WHERE s.visitor = $1 ORDER BY s.id DESC LIMIT 1";
    /// `$1` to `$18`: the columns in order.
    INSERT = concat!(
        "INSERT INTO sessions (", columns!(), ") \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    );
    /// Moves a waiting session on. `$1` id, `$2` version it must have, `$3` state, `$4` group, `$5` agent, `$6` reason,
    /// `$7` rule, `$8` how many entries follow. No row where the session is no longer where it was.
    PLACE = concat!(
        "UPDATE sessions SET state = $3, group_id = $4, agent = $5, reason = $6, rule = $7, \
         last_seq = last_seq + $8, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state IN ('queued', 'unmatched') RETURNING ", columns!()
    );
    /// Ends an open session and makes room for its last entries. `$1` id, `$2` version it must have, `$3` cause, `$4` at,
    /// `$5` how many entries follow.
    CLOSE = concat!(
        "UPDATE sessions SET state = 'closed', reason = NULL, cause = $3, closed_at = $4, last_seq = last_seq + $5, \
         version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'closed' RETURNING ", columns!()
    );
    /// `$1` id.
    ONE = concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1");
    /// `$1` id. Inside a transaction that will change the session.
    ONE_TO_CHANGE = concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1")
        => concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1 FOR UPDATE");
    /// `$1` visitor.
    OPEN_OF = concat!("SELECT ", columns!(), " FROM sessions WHERE visitor = $1 AND state <> 'closed'");
    /// `$1` visitor.
    LATEST_OF = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE id = COALESCE(\
         (SELECT id FROM sessions WHERE visitor = $1 AND state <> 'closed'), \
         (SELECT id FROM sessions WHERE visitor = $1 ORDER BY id DESC LIMIT 1))"
    );
    /// `$1` the id to come before, `$2` limit, `$3` agent.
    OWNED_BY = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE agent = $3 AND state = 'assigned' AND id < $1 \
         ORDER BY id DESC LIMIT $2"
    );
    /// `$1` the id to come before, `$2` limit, `$3` agent.
    CLOSED_BY = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE agent = $3 AND state = 'closed' AND id < $1 \
         ORDER BY id DESC LIMIT $2"
    );
    /// `$1` the id to come before, `$2` limit, `$3` visitor.
    OF_VISITOR = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE visitor = $3 AND id < $1 ORDER BY id DESC LIMIT $2"
    );
    /// `$1` the id to come before, `$2` limit. The first condition names the index of open sessions.
    QUEUED = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE state <> 'closed' AND state = 'queued' AND id < $1 \
         ORDER BY id DESC LIMIT $2"
    );
    /// `$1` the id to come before, `$2` limit. The first condition names the index of open sessions.
    UNMATCHED = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE state <> 'closed' AND state = 'unmatched' AND id < $1 \
         ORDER BY id DESC LIMIT $2"
    );
    /// `$1` the id to come before, `$2` limit.
    OPEN = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE state <> 'closed' AND id < $1 ORDER BY id DESC LIMIT $2"
    );
    /// A group's queue from its head. `$1` group, `$2` limit.
    QUEUE = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE group_id = $1 AND state = 'queued' \
         ORDER BY rank, opened_at, id LIMIT $2"
    );
    /// A group's queue behind a place. `$1` group, `$2` limit, `$3` rank, `$4` opened at, `$5` session.
    QUEUE_AFTER = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE group_id = $1 AND state = 'queued' \
         AND (rank, opened_at, id) > ($3, $4, $5) \
         ORDER BY rank, opened_at, id LIMIT $2"
    );
    /// How long a group's queue is. `$1` group.
    QUEUE_LENGTH = "SELECT COUNT(*) AS length FROM sessions WHERE group_id = $1 AND state = 'queued'";
    /// How many wait before a place. `$1` group, `$2` rank, `$3` opened at, `$4` session.
    QUEUE_LENGTH_BEFORE = "SELECT COUNT(*) AS length FROM sessions WHERE group_id = $1 AND state = 'queued' \
                           AND (rank, opened_at, id) < ($2, $3, $4)";
    /// Places of sessions. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the ids.
    LAST_SEQS = "SELECT s.id, s.last_seq FROM json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value)"
        => "SELECT id, last_seq FROM sessions WHERE id = ANY($1::bytea[])";
}
