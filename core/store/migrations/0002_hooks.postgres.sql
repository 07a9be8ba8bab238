-- Sessions are ordered by rank, the negated priority: a queue is then in ascending order of all that orders it.
ALTER TABLE sessions ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sessions ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
DROP INDEX sessions_waiting;
CREATE INDEX sessions_waiting ON sessions (group_id, rank, opened_at, id) WHERE state = 'queued';

-- Sessions that agents received, by quarters of an hour since 1970: every time zone's midnight falls on one. Counting
-- begins here; the days before are over.
CREATE TABLE received (
    agent    TEXT NOT NULL,
    quarter  BIGINT NOT NULL,
    sessions BIGINT NOT NULL CHECK (sessions > 0),
    PRIMARY KEY (agent, quarter)
);

CREATE TABLE hook_runs (
    id       BYTEA PRIMARY KEY NOT NULL,
    hook     TEXT NOT NULL,
    session  BYTEA,
    event    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    due_at   BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- 1 behind an earlier run of the same hook on the same session, so that looking for due runs never meets it.
    behind   BIGINT NOT NULL CHECK (behind IN (0, 1))
);
CREATE INDEX hook_runs_due ON hook_runs (due_at, id) WHERE behind = 0;
CREATE INDEX hook_runs_in_turn ON hook_runs (session, hook, id);
CREATE INDEX hook_runs_of_hook ON hook_runs (hook, due_at);

CREATE TABLE deliveries (
    id       BYTEA PRIMARY KEY NOT NULL,
    webhook  TEXT NOT NULL,
    body     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    due_at   BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (webhook, due_at, id);
CREATE INDEX deliveries_by_age ON deliveries (webhook, at);
