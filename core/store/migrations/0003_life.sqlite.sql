-- The life of a session: who is asked and by when, who missed it, how long it waited, who wrote last.
--
-- SQLite cannot change a CHECK, so the table is built anew; foreign keys are off on the connection that does this, and
-- checked at the end. Rank becomes the moment of opening, moved by a minute for each point of priority; it was the
-- negated priority.
CREATE TABLE sessions_new (
    id           BLOB PRIMARY KEY NOT NULL,
    visitor      BLOB NOT NULL REFERENCES visitors (id),
    channel      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('assigned', 'offered', 'queued', 'unmatched', 'closed')),
    group_id     TEXT,
    agent        TEXT,
    reason       TEXT,
    cause        TEXT,
    rule         TEXT,
    opened_at    BIGINT NOT NULL,
    closed_at    BIGINT,
    last_seq     BIGINT NOT NULL,
    visitor_read BIGINT NOT NULL,
    agent_read   BIGINT NOT NULL,
    rank         BIGINT NOT NULL,
    tags         TEXT NOT NULL DEFAULT '[]',
    fields       TEXT NOT NULL DEFAULT '{}',
    routed       TEXT NOT NULL DEFAULT 'by_rules' CHECK (routed IN ('by_rules', 'by_hand')),
    queued_at    BIGINT,
    assigned_at  BIGINT,
    answer_by    BIGINT,
    missed       TEXT NOT NULL DEFAULT '[]',
    visitor_at   BIGINT NOT NULL,
    agent_at     BIGINT,
    warned_at    BIGINT,
    visitor_got  BIGINT NOT NULL DEFAULT 0,
    agent_got    BIGINT NOT NULL DEFAULT 0,
    version      BIGINT NOT NULL,
    -- 1 while the last who wrote was an agent: the moments alone cannot tell where a clock stepped back.
    answered     BIGINT NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
    CHECK ((state = 'closed') = (cause IS NOT NULL AND closed_at IS NOT NULL)),
    CHECK (state <> 'assigned' OR agent IS NOT NULL),
    CHECK (state <> 'offered' OR (agent IS NOT NULL AND group_id IS NOT NULL)),
    CHECK ((state = 'queued') = (reason IS NOT NULL)),
    CHECK (state <> 'queued' OR group_id IS NOT NULL),
    CHECK (answer_by IS NULL OR state IN ('assigned', 'offered'))
);
INSERT INTO sessions_new (id, visitor, channel, state, group_id, agent, reason, cause, rule, opened_at, closed_at,
                          last_seq, visitor_read, agent_read, rank, tags, fields, queued_at, assigned_at, visitor_at,
                          agent_at, version, answered)
SELECT s.id, s.visitor, s.channel, s.state, s.group_id, s.agent, s.reason, s.cause, s.rule, s.opened_at, s.closed_at,
       s.last_seq, s.visitor_read, s.agent_read, s.opened_at + s.rank * 60000000, s.tags, s.fields,
       CASE WHEN s.state = 'queued' THEN s.opened_at END,
       CASE WHEN s.state = 'assigned'
            THEN COALESCE((SELECT MAX(d.decided_at) FROM decisions d WHERE d.session = s.id), s.opened_at) END,
       COALESCE((SELECT MAX(m.stored_at) FROM messages m WHERE m.session = s.id AND m.sender = 'visitor'), s.opened_at),
       (SELECT MAX(m.stored_at) FROM messages m WHERE m.session = s.id AND m.sender LIKE 'agent:%'),
       s.version,
       COALESCE((SELECT CASE WHEN m.sender LIKE 'agent:%' THEN 1 ELSE 0 END FROM messages m
                 WHERE m.session = s.id AND m.sender <> 'system' ORDER BY m.seq DESC LIMIT 1), 0)
FROM sessions s;
DROP TABLE sessions;
ALTER TABLE sessions_new RENAME TO sessions;

-- One visitor holds one open session at most.
CREATE UNIQUE INDEX sessions_open_of_visitor ON sessions (visitor) WHERE state <> 'closed';
CREATE INDEX sessions_of_visitor ON sessions (visitor, id);
CREATE INDEX sessions_of_agent ON sessions (agent, id);
CREATE INDEX sessions_open ON sessions (id) WHERE state <> 'closed';
CREATE INDEX sessions_waiting ON sessions (group_id, rank, id) WHERE state = 'queued';
-- What an agent holds is little beside all that the agent ever had.
CREATE INDEX sessions_held ON sessions (agent, id) WHERE state IN ('assigned', 'offered');
CREATE INDEX sessions_held_on ON sessions (agent, channel) WHERE state IN ('assigned', 'offered');
CREATE INDEX sessions_answer_due ON sessions (answer_by, id) WHERE answer_by IS NOT NULL;
-- Those that left a line. Who is only asked has not left it yet, but that passes.
CREATE INDEX sessions_departed ON sessions (group_id, assigned_at) WHERE queued_at IS NOT NULL AND assigned_at IS NOT NULL;

ALTER TABLE agents ADD COLUMN misses BIGINT NOT NULL DEFAULT 0 CHECK (misses >= 0);

-- Fails the whole step where a row now refers to a session that is not there.
CREATE TEMPORARY TABLE broken_references (number BIGINT NOT NULL CHECK (number = 0));
INSERT INTO broken_references SELECT COUNT(*) FROM pragma_foreign_key_check;
DROP TABLE broken_references;
