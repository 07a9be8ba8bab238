-- Rowid tables throughout: keys of 16 bytes are stored once in the index instead of in every interior page.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
);

CREATE TABLE visitors (
    id         BLOB PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    channel    TEXT NOT NULL,
    origin     TEXT NOT NULL,
    name       TEXT,
    locale     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX visitors_by_channel ON visitors (channel, created_at);

CREATE TABLE sessions (
    id           BLOB PRIMARY KEY NOT NULL,
    visitor      BLOB NOT NULL REFERENCES visitors (id),
    channel      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('assigned', 'queued', 'unmatched', 'closed')),
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
    version      BIGINT NOT NULL,
    CHECK ((state = 'closed') = (cause IS NOT NULL AND closed_at IS NOT NULL)),
    CHECK (state <> 'assigned' OR agent IS NOT NULL),
    CHECK ((state = 'queued') = (reason IS NOT NULL)),
    CHECK (state <> 'queued' OR group_id IS NOT NULL)
);
-- One visitor holds one open session at most.
CREATE UNIQUE INDEX sessions_open_of_visitor ON sessions (visitor) WHERE state <> 'closed';
CREATE INDEX sessions_of_visitor ON sessions (visitor, id);
CREATE INDEX sessions_of_agent ON sessions (agent, id);
CREATE INDEX sessions_open ON sessions (id) WHERE state <> 'closed';
CREATE INDEX sessions_waiting ON sessions (group_id, opened_at, id) WHERE state = 'queued';

CREATE TABLE messages (
    session   BLOB NOT NULL REFERENCES sessions (id),
    seq       BIGINT NOT NULL CHECK (seq > 0),
    sender    TEXT NOT NULL,
    client_id TEXT NOT NULL,
    body      TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (session, seq),
    UNIQUE (session, sender, client_id)
);

CREATE TABLE decisions (
    id         BLOB PRIMARY KEY NOT NULL,
    session    BLOB NOT NULL REFERENCES sessions (id),
    decided_at BIGINT NOT NULL,
    record     TEXT NOT NULL
);
CREATE INDEX decisions_of_session ON decisions (session, decided_at, id);

CREATE TABLE agents (
    id              TEXT PRIMARY KEY NOT NULL,
    availability    TEXT NOT NULL CHECK (availability IN ('online', 'away', 'offline')),
    availability_at BIGINT,
    present_until   BIGINT NOT NULL,
    load            BIGINT NOT NULL CHECK (load >= 0),
    last_assigned   BIGINT
);

CREATE TABLE cursors (
    group_id TEXT PRIMARY KEY NOT NULL,
    agent    TEXT NOT NULL
);

CREATE TABLE credentials (
    agent         TEXT PRIMARY KEY NOT NULL,
    password_hash TEXT NOT NULL
);

CREATE TABLE sign_ins (
    token_hash BLOB PRIMARY KEY NOT NULL,
    agent      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_of_agent ON sign_ins (agent, expires_at);

CREATE TABLE revisions (
    revision    TEXT PRIMARY KEY NOT NULL,
    sources     BLOB NOT NULL,
    archived_at BIGINT NOT NULL,
    live_at     BIGINT NOT NULL,
    live_order  BIGINT NOT NULL
);
CREATE INDEX revisions_by_turn ON revisions (live_order);
