-- The life of a session: who is asked and by when, who missed it, how long it waited, who wrote last.
--
-- Rank becomes the moment of opening, moved by a minute for each point of priority; it was the negated priority.
DROP INDEX sessions_waiting;
ALTER TABLE sessions
    DROP CONSTRAINT sessions_state_check,
    ALTER COLUMN rank DROP DEFAULT,
    ADD COLUMN routed      TEXT NOT NULL DEFAULT 'by_rules' CHECK (routed IN ('by_rules', 'by_hand')),
    ADD COLUMN queued_at   BIGINT,
    ADD COLUMN assigned_at BIGINT,
    ADD COLUMN answer_by   BIGINT,
    ADD COLUMN missed      TEXT NOT NULL DEFAULT '[]',
    ADD COLUMN visitor_at  BIGINT,
    ADD COLUMN agent_at    BIGINT,
    ADD COLUMN warned_at   BIGINT,
    ADD COLUMN visitor_got BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN agent_got   BIGINT NOT NULL DEFAULT 0,
    -- 1 while the last who wrote was an agent: the moments alone cannot tell where a clock stepped back.
    ADD COLUMN answered    BIGINT NOT NULL DEFAULT 0 CHECK (answered IN (0, 1));
UPDATE sessions s SET
    rank = s.opened_at + s.rank * 60000000,
    queued_at = CASE WHEN s.state = 'queued' THEN s.opened_at END,
    assigned_at = CASE WHEN s.state = 'assigned'
        THEN COALESCE((SELECT MAX(d.decided_at) FROM decisions d WHERE d.session = s.id), s.opened_at) END,
    visitor_at = COALESCE(
        (SELECT MAX(m.stored_at) FROM messages m WHERE m.session = s.id AND m.sender = 'visitor'), s.opened_at),
    agent_at = (SELECT MAX(m.stored_at) FROM messages m WHERE m.session = s.id AND m.sender LIKE 'agent:%'),
    answered = COALESCE((SELECT CASE WHEN m.sender LIKE 'agent:%' THEN 1 ELSE 0 END FROM messages m
        WHERE m.session = s.id AND m.sender <> 'system' ORDER BY m.seq DESC LIMIT 1), 0);
ALTER TABLE sessions
    ALTER COLUMN visitor_at SET NOT NULL,
    ADD CONSTRAINT sessions_state_check CHECK (state IN ('assigned', 'offered', 'queued', 'unmatched', 'closed')),
    ADD CHECK (state <> 'offered' OR (agent IS NOT NULL AND group_id IS NOT NULL)),
    ADD CHECK (answer_by IS NULL OR state IN ('assigned', 'offered'));

CREATE INDEX sessions_waiting ON sessions (group_id, rank, id) WHERE state = 'queued';
-- What an agent holds is little beside all that the agent ever had.
CREATE INDEX sessions_held ON sessions (agent, id) WHERE state IN ('assigned', 'offered');
CREATE INDEX sessions_held_on ON sessions (agent, channel) WHERE state IN ('assigned', 'offered');
CREATE INDEX sessions_answer_due ON sessions (answer_by, id) WHERE answer_by IS NOT NULL;
-- Those that left a line. Who is only asked has not left it yet, but that passes.
CREATE INDEX sessions_departed ON sessions (group_id, assigned_at) WHERE queued_at IS NOT NULL AND assigned_at IS NOT NULL;

ALTER TABLE agents ADD COLUMN misses BIGINT NOT NULL DEFAULT 0 CHECK (misses >= 0);
