//! Agents at work and their sign-ins.

use super::statements;

statements! {
    /// All rows.
    ROSTER = "SELECT id, availability, present_until, load, last_assigned, availability_at, misses FROM agents \
              ORDER BY id";
    /// Whoever chooses has missed none in a row. `$1` agent, `$2` availability, `$3` at.
    SET_AVAILABILITY = "INSERT INTO agents (id, availability, availability_at, present_until, load) \
                        VALUES ($1, $2, $3, 0, 0) ON CONFLICT (id) DO UPDATE \
                        SET availability = excluded.availability, availability_at = excluded.availability_at, \
                        misses = 0";
    /// SQLite: `$1` a JSON list of distinct agents, `$2` until. PostgreSQL: `$1` the agents, `$2` until. The condition
    /// `true` keeps SQLite from reading `ON` as part of a join.
    RENEW_PRESENCE = "INSERT INTO agents (id, availability, present_until, load) \
                      SELECT q.value, 'offline', $2, 0 FROM json_each($1) AS q WHERE true \
                      ON CONFLICT (id) DO UPDATE SET present_until = excluded.present_until \
                      WHERE excluded.present_until > agents.present_until"
        => "INSERT INTO agents (id, availability, present_until, load) \
            SELECT q.agent, 'offline', $2, 0 FROM UNNEST($1::text[]) AS q (agent) ORDER BY q.agent \
            ON CONFLICT (id) DO UPDATE SET present_until = excluded.present_until \
            WHERE excluded.present_until > agents.present_until";
    /// Takes a slot. `$1` agent, `$2` at, `$3` capacity. No row where the agent is away, not present, or full.
    TAKE_SLOT = "UPDATE agents SET load = load + 1, last_assigned = $2 \
                 WHERE id = $1 AND availability = 'online' AND present_until > $2 AND load < $3";
    /// Takes a slot, where the agent also holds fewer than so many sessions of a channel. Where transactions run side by
    /// side, the agent's row must be locked beforehand. `$1` agent, `$2` at, `$3` capacity, `$4` channel, `$5` most of the
    /// channel. No row where the agent is away, not present, or full.
    TAKE_SLOT_ON = "UPDATE agents SET load = load + 1, last_assigned = $2 \
                    WHERE id = $1 AND availability = 'online' AND present_until > $2 AND load < $3 \
                    AND (SELECT COUNT(*) FROM sessions s WHERE s.agent = $1 AND s.channel = $4 \
                    AND s.state IN ('assigned', 'offered')) < $5";
    /// Takes a slot whatever holds of the agent, also of one never seen. `$1` agent, `$2` at.
    TAKE_SLOT_BY_HAND = "INSERT INTO agents (id, availability, present_until, load, last_assigned) \
                         VALUES ($1, 'offline', 0, 1, $2) ON CONFLICT (id) DO UPDATE \
                         SET load = agents.load + 1, last_assigned = excluded.last_assigned";
    /// An agent accepts what was offered: it is given now, and none was missed in a row. `$1` agent, `$2` at.
    ACCEPT = "UPDATE agents SET misses = 0, last_assigned = $2 WHERE id = $1";
    /// Agents who answered have missed none in a row. SQLite: `$1` a JSON list of agents. PostgreSQL: `$1` the agents.
    FORGET_MISSES = "UPDATE agents SET misses = 0 WHERE misses > 0 AND id IN (SELECT q.value FROM json_each($1) AS q)"
        => "UPDATE agents SET misses = 0 WHERE misses > 0 AND id = ANY($1::text[])";
    /// Counts a session that an agent received. `$1` agent, `$2` quarter.
    COUNT_RECEIVED = "INSERT INTO received (agent, quarter, sessions) VALUES ($1, $2, 1) \
                      ON CONFLICT (agent, quarter) DO UPDATE SET sessions = received.sessions + 1";
    /// What each agent received, as `agent` and `sessions`. Whoever received one is in `agents`, so each agent's quarters
    /// are one range of the primary key. `$1` the first quarter.
    RECEIVED_SINCE = "SELECT a.id AS agent, CAST(SUM(r.sessions) AS BIGINT) AS sessions FROM agents a \
                      CROSS JOIN received r WHERE r.agent = a.id AND r.quarter >= $1 GROUP BY a.id ORDER BY a.id";
    /// Forgets what agents received, by each agent's range of the primary key. `$1` the first quarter to keep.
    FORGET_RECEIVED = "DELETE FROM received WHERE agent IN (SELECT id FROM agents) AND quarter < $1";
    /// Frees a slot. `$1` agent.
    FREE_SLOT = "UPDATE agents SET load = load - 1 WHERE id = $1 AND load > 0";
    /// Frees the slot of an agent who did not answer, and counts that. `$1` agent. Answers `misses`.
    FREE_MISSED_SLOT = "UPDATE agents SET load = CASE WHEN load > 0 THEN load - 1 ELSE 0 END, misses = misses + 1 \
                        WHERE id = $1 RETURNING misses";
    /// Every group's turn.
    CURSORS = "SELECT group_id, agent FROM cursors ORDER BY group_id";
    /// One group's turn. `$1` group.
    CURSOR = "SELECT agent FROM cursors WHERE group_id = $1";
    /// A group's first turn. `$1` group, `$2` agent. No row where somebody took it.
    START_CURSOR = "INSERT INTO cursors (group_id, agent) VALUES ($1, $2) ON CONFLICT (group_id) DO NOTHING";
    /// A group's next turn. `$1` group, `$2` where it must stand, `$3` where it moves. No row where it stands elsewhere.
    MOVE_CURSOR = "UPDATE cursors SET agent = $3 WHERE group_id = $1 AND agent = $2";
    /// `$1` agent, `$2` hash.
    SET_CREDENTIAL = "INSERT INTO credentials (agent, password_hash) VALUES ($1, $2) \
                      ON CONFLICT (agent) DO UPDATE SET password_hash = excluded.password_hash";
    /// `$1` agent.
    CREDENTIAL = "SELECT agent, password_hash FROM credentials WHERE agent = $1";
    /// `$1` hash of the token, `$2` agent, `$3` created at, `$4` expires at.
    CREATE_SIGN_IN = "INSERT INTO sign_ins (token_hash, agent, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    /// `$1` agent, `$2` now.
    FORGET_EXPIRED = "DELETE FROM sign_ins WHERE agent = $1 AND expires_at <= $2";
    /// `$1` hash of the token, `$2` now.
    SIGN_IN = "SELECT agent, expires_at FROM sign_ins WHERE token_hash = $1 AND expires_at > $2";
    /// `$1` hash of the token.
    END_SIGN_IN = "DELETE FROM sign_ins WHERE token_hash = $1";
    /// `$1` agent.
    END_SIGN_INS_OF = "DELETE FROM sign_ins WHERE agent = $1";
}
