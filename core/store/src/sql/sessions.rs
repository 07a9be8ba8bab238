//! Sessions: opened, placed, closed, listed.

use super::statements;

/// The columns of a session, as [`crate::columns::SessionRow`] reads them.
macro_rules! columns {
    () => {
        "id, visitor, channel, state, group_id, agent, reason, cause, rule, opened_at, closed_at, last_seq, \
         visitor_read, agent_read, rank, tags, fields, routed, queued_at, assigned_at, answer_by, missed, visitor_at, \
         agent_at, warned_at, visitor_got, agent_got, version"
    };
}

statements! {
    /// Whether a visitor is there as `visitor`, until when it may not write, and its open session as `session`. `$1`
    /// visitor.
    STANDING = "SELECT v.id AS visitor, v.blocked_until, s.id AS session FROM visitors v \
                LEFT JOIN sessions s ON s.visitor = v.id AND s.state <> 'closed' WHERE v.id = $1";
    /// Where a visitor said something under a name before: a session that is over as it opens leaves none open. `$1`
    /// visitor, `$2` sender, `$3` client id.
    SAID = "SELECT s.id FROM sessions s JOIN messages m ON m.session = s.id AND m.sender = $2 AND m.client_id = $3 \
            WHERE s.visitor = $1 ORDER BY s.id DESC LIMIT 1";
    /// `$1` to `$28`: the columns in order.
    INSERT = concat!(
        "INSERT INTO sessions (", columns!(), ") \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, $28)"
    );
    /// Moves a session to another state, or into the same one anew. `$1` id, `$2` version it must have, `$3` state, `$4`
    /// group, `$5` agent, `$6` reason, `$7` cause, `$8` rule, `$9` closed at, `$10` last seq, `$11` routed, `$12` queued
    /// at, `$13` assigned at, `$14` answer by, `$15` missed, `$16` visitor at, `$17` warned at, `$18` 0 where the visitor
    /// wrote with it or another agent has it, else null, `$19` opened at, `$20` rank. No row where the session is no longer where it was.
    MOVE = "UPDATE sessions SET state = $3, group_id = $4, agent = $5, reason = $6, cause = $7, rule = $8, \
            closed_at = $9, last_seq = $10, routed = $11, queued_at = $12, assigned_at = $13, answer_by = $14, \
            missed = $15, visitor_at = $16, warned_at = $17, version = version + 1, \
            answered = COALESCE($18, answered), opened_at = $19, rank = $20 \
            WHERE id = $1 AND version = $2";
    /// Ends an open session and makes room for its last entries. Who was only asked to take it had it never. `$1` id,
    /// `$2` version it must have, `$3` cause, `$4` at, `$5` how many entries follow.
    CLOSE = concat!(
        "UPDATE sessions SET state = 'closed', reason = NULL, cause = $3, closed_at = $4, last_seq = last_seq + $5, \
         agent = CASE WHEN state = 'offered' THEN NULL ELSE agent END, \
         assigned_at = CASE WHEN state = 'offered' THEN NULL ELSE assigned_at END, \
         answer_by = NULL, missed = '[]', version = version + 1 \
         WHERE id = $1 AND version = $2 AND state <> 'closed' RETURNING ", columns!()
    );
    /// Notes a warning; the version stays. `$1` id, `$2` at, `$3` last seq.
    WARN = "UPDATE sessions SET warned_at = $2, last_seq = $3 WHERE id = $1";
    /// `$1` id.
    ONE = concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1");
    /// `$1` id. Inside a transaction that will change the session.
    ONE_TO_CHANGE = concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1")
        => concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1 FOR UPDATE");
    /// Sessions by their ids, in no order. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the ids.
    THESE = concat!("SELECT ", columns!(), " FROM sessions WHERE id IN (SELECT unhex(value) FROM json_each($1))")
        => concat!("SELECT ", columns!(), " FROM sessions WHERE id = ANY($1::bytea[])");
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
        "SELECT ", columns!(), " FROM sessions WHERE agent = $3 AND state IN ('assigned', 'offered') AND id < $1 \
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
        "SELECT ", columns!(), " FROM sessions WHERE group_id = $1 AND state = 'queued' ORDER BY rank, id LIMIT $2"
    );
    /// A group's queue behind a place. `$1` group, `$2` limit, `$3` rank, `$4` session.
    QUEUE_AFTER = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE group_id = $1 AND state = 'queued' AND (rank, id) > ($3, $4) \
         ORDER BY rank, id LIMIT $2"
    );
    /// How long a group's queue is. `$1` group.
    QUEUE_LENGTH = "SELECT COUNT(*) AS length FROM sessions WHERE group_id = $1 AND state = 'queued'";
    /// How many wait before a place. `$1` group, `$2` rank, `$3` session.
    QUEUE_LENGTH_BEFORE = "SELECT COUNT(*) AS length FROM sessions WHERE group_id = $1 AND state = 'queued' \
                           AND (rank, id) < ($2, $3)";
    /// Who waits in a group's queue. `$1` group, `$2` limit.
    LINE = "SELECT id FROM sessions WHERE group_id = $1 AND state = 'queued' ORDER BY rank, id LIMIT $2";
    /// When sessions left a group's line for an agent, newest first. `$1` group, `$2` since, `$3` limit.
    DEPARTURES = "SELECT assigned_at FROM sessions WHERE group_id = $1 AND queued_at IS NOT NULL \
                  AND assigned_at IS NOT NULL AND assigned_at >= $2 AND state <> 'offered' \
                  ORDER BY assigned_at DESC LIMIT $3";
    /// Sessions whose agent should have answered, the longest due first. `$1` now, `$2` limit.
    ANSWERS_DUE = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE answer_by IS NOT NULL AND answer_by <= $1 \
         ORDER BY answer_by, id LIMIT $2"
    );
    /// Gives answers that are due earlier time. `$1` until when.
    ALLOW_ANSWERS = "UPDATE sessions SET answer_by = $1 WHERE answer_by IS NOT NULL AND answer_by < $1";
    /// Assigned sessions in which an agent wrote last, and nobody after a moment. `$1` that moment, `$2` the id to come
    /// after, `$3` limit. The first condition names the index of open sessions.
    IDLE = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE state <> 'closed' AND state = 'assigned' AND answered = 1 \
         AND agent_at <= $1 AND visitor_at <= $1 AND id > $2 ORDER BY id LIMIT $3"
    );
    /// How many sessions of each channel each agent holds, as `agent`, `channel` and `held`.
    HELD_BY_CHANNEL = "SELECT agent, channel, COUNT(*) AS held FROM sessions WHERE state IN ('assigned', 'offered') \
                       GROUP BY agent, channel ORDER BY agent, channel";
    /// Places of sessions. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the ids.
    LAST_SEQS = "SELECT s.id, s.last_seq FROM json_each($1) AS q JOIN sessions s ON s.id = unhex(q.value)"
        => "SELECT id, last_seq FROM sessions WHERE id = ANY($1::bytea[])";
}
