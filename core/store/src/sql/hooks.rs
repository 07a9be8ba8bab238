//! Hook runs and webhook calls.

use super::statements;

statements! {
    /// Adds runs, due at once; those that are there already stay as they are. Those about sessions stand behind all others
    /// until [`TURN`] follows in the same transaction. SQLite: `$1` JSON rows of id, hook, session, event, at; the
    /// condition `true` keeps it from reading `ON` as part of a join. PostgreSQL: the same as five arrays.
    INSERT = "INSERT INTO hook_runs (id, hook, session, event, at, due_at, attempts, behind) \
              SELECT unhex(q.value ->> 0), q.value ->> 1, unhex(q.value ->> 2), q.value ->> 3, q.value ->> 4, \
              q.value ->> 4, 0, CASE WHEN q.value ->> 2 IS NULL THEN 0 ELSE 1 END \
              FROM json_each($1) AS q WHERE true ON CONFLICT (id) DO NOTHING"
        => "INSERT INTO hook_runs (id, hook, session, event, at, due_at, attempts, behind) \
            SELECT q.id, q.hook, q.session, q.event, q.at, q.at, 0, CASE WHEN q.session IS NULL THEN 0 ELSE 1 END \
            FROM UNNEST($1::bytea[], $2::text[], $3::bytea[], $4::text[], $5::bigint[]) \
            AS q (id, hook, session, event, at) ORDER BY q.id ON CONFLICT (id) DO NOTHING";
    /// Gives the earliest run of a hook on a session its turn. It belongs into every transaction that adds or removes such
    /// runs, behind the statements that do; where transactions run side by side, it must hold the session's row by then,
    /// or keep others from writing runs. SQLite: `$1` JSON rows of session, hook. PostgreSQL: the same as two arrays.
    TURN = "UPDATE hook_runs SET behind = 0 WHERE behind = 1 AND id IN (SELECT (SELECT e.id FROM hook_runs e \
            WHERE e.session = unhex(q.value ->> 0) AND e.hook = q.value ->> 1 ORDER BY e.id LIMIT 1) \
            FROM json_each($1) AS q)"
        => "UPDATE hook_runs SET behind = 0 WHERE behind = 1 AND id IN (SELECT (SELECT e.id FROM hook_runs e \
            WHERE e.session = q.session AND e.hook = q.hook ORDER BY e.id LIMIT 1) \
            FROM UNNEST($1::bytea[], $2::text[]) AS q (session, hook))";
    /// Runs that are due, the longest due first. A run that had its turn before an earlier one was stored waits for that
    /// one. `$1` now, `$2` limit.
    DUE = "SELECT r.id, r.hook, r.session, r.event, r.at, r.attempts FROM hook_runs r \
           WHERE r.behind = 0 AND r.due_at <= $1 \
           AND NOT EXISTS (SELECT 1 FROM hook_runs e WHERE e.session = r.session AND e.hook = r.hook AND e.id < r.id) \
           ORDER BY r.due_at, r.id LIMIT $2";
    /// `$1` id. Answers whose turn is next by `session` and `hook`; no row where somebody else ended it.
    FINISH = "DELETE FROM hook_runs WHERE id = $1 RETURNING session, hook";
    /// `$1` id, `$2` due at, `$3` attempts.
    POSTPONE = "UPDATE hook_runs SET due_at = $2, attempts = $3 WHERE id = $1";
    /// Puts a hook's runs off. `$1` hook, `$2` until.
    POSTPONE_OF = "UPDATE hook_runs SET due_at = $2 WHERE hook = $1 AND due_at < $2";
    /// Forgets a hook's runs. `$1` hook, `$2` the moment they were stored before. Answers whose turn is next by `session`
    /// and `hook`, a row for each run.
    FORGET_OF = "DELETE FROM hook_runs WHERE hook = $1 AND at < $2 RETURNING session, hook";
    /// What effects leave of a session. The version stays: a placement decided meanwhile is still right. `$1` id, `$2`
    /// rank, `$3` tags, `$4` fields, `$5` last seq.
    APPLY = "UPDATE sessions SET rank = $2, tags = $3, fields = $4, last_seq = $5 WHERE id = $1";
    /// How many runs of each hook wait, as `name` and `waiting`.
    BACKLOG = "SELECT hook AS name, COUNT(*) AS waiting FROM hook_runs GROUP BY hook ORDER BY hook";
    /// How many calls of each webhook wait, as `name` and `waiting`.
    DELIVERY_BACKLOG = "SELECT webhook AS name, COUNT(*) AS waiting FROM deliveries WHERE outcome = 'waiting' \
                        GROUP BY webhook ORDER BY webhook";
    /// Adds calls, due at once; those that are there already stay as they are. SQLite: `$1` JSON rows of id, webhook, body,
    /// at. PostgreSQL: the same as four arrays.
    INSERT_DELIVERIES = "INSERT INTO deliveries (id, webhook, body, at, due_at, since, attempts) \
                         SELECT unhex(q.value ->> 0), q.value ->> 1, q.value ->> 2, q.value ->> 3, q.value ->> 3, \
                         q.value ->> 3, 0 \
                         FROM json_each($1) AS q WHERE true ON CONFLICT (id) DO NOTHING"
        => "INSERT INTO deliveries (id, webhook, body, at, due_at, since, attempts) \
            SELECT q.id, q.webhook, q.body, q.at, q.at, q.at, 0 \
            FROM UNNEST($1::bytea[], $2::text[], $3::text[], $4::bigint[]) AS q (id, webhook, body, at) \
            ORDER BY q.id ON CONFLICT (id) DO NOTHING";
    /// Webhooks with a call that is due. Goes from name to name, so that its work grows with the webhooks and not with
    /// their calls. `$1` now.
    DUE_WEBHOOKS = "WITH RECURSIVE names (webhook) AS \
                    (SELECT MIN(webhook) FROM deliveries WHERE outcome = 'waiting' UNION ALL \
                    SELECT (SELECT MIN(d.webhook) FROM deliveries d \
                    WHERE d.outcome = 'waiting' AND d.webhook > names.webhook) FROM names \
                    WHERE names.webhook IS NOT NULL) SELECT webhook FROM names WHERE webhook IS NOT NULL \
                    AND (SELECT MIN(d.due_at) FROM deliveries d \
                    WHERE d.outcome = 'waiting' AND d.webhook = names.webhook) <= $1";
    /// A webhook's calls that are due, the longest due first. `$1` webhook, `$2` now, `$3` limit.
    DUE_DELIVERIES = "SELECT id, webhook, body, at, since, attempts FROM deliveries \
                      WHERE outcome = 'waiting' AND webhook = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3";
}
