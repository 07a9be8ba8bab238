-- Left messages and their notes.
CREATE TABLE left_messages (
    id          BLOB PRIMARY KEY NOT NULL,
    session     BLOB NOT NULL REFERENCES sessions (id),
    visitor     BLOB NOT NULL REFERENCES visitors (id),
    client_id   TEXT NOT NULL,
    channel     TEXT NOT NULL,
    form        TEXT NOT NULL,
    group_id    TEXT,
    rule        TEXT,
    reason      TEXT,
    locale      TEXT NOT NULL,
    answers     TEXT NOT NULL,
    contact     TEXT,
    status      TEXT NOT NULL CHECK (status IN ('open', 'taken', 'answered', 'done')),
    agent       TEXT,
    -- Who gave it back, as a JSON list: it is not given to them again.
    passed      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    taken_at    BIGINT,
    answered_at BIGINT,
    done_at     BIGINT,
    version     BIGINT NOT NULL,
    CHECK ((status = 'open') = (agent IS NULL)),
    CHECK ((status = 'done') = (done_at IS NOT NULL)),
    -- The same message sent again is the same message.
    UNIQUE (visitor, client_id)
);
CREATE INDEX left_messages_of_visitor ON left_messages (visitor, id);
CREATE INDEX left_messages_of_session ON left_messages (session, id);
CREATE INDEX left_messages_of_agent ON left_messages (agent, id);
CREATE INDEX left_messages_so_far ON left_messages (status, id);
CREATE INDEX left_messages_of_group ON left_messages (group_id, status, id);
-- Whose turn it is to be given one.
CREATE INDEX left_messages_taken ON left_messages (agent, taken_at);
CREATE INDEX left_messages_untouched ON left_messages (agent) WHERE status = 'taken';

CREATE TABLE left_notes (
    id           BLOB PRIMARY KEY NOT NULL,
    left_message BLOB NOT NULL REFERENCES left_messages (id),
    agent        TEXT NOT NULL,
    client_id    TEXT NOT NULL,
    text         TEXT NOT NULL,
    at           BIGINT NOT NULL,
    UNIQUE (left_message, agent, client_id)
);
CREATE INDEX left_notes_in_order ON left_notes (left_message, id);
