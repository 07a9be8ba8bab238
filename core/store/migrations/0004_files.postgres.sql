-- Files that were sent along: what is known of them. Their bytes are elsewhere, under the id.

CREATE TABLE files (
    id           BYTEA PRIMARY KEY NOT NULL,
    -- `visitor:` or `agent:` and the id.
    uploaded_by  TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('arriving', 'ready', 'doomed', 'gone')),
    name         TEXT NOT NULL,
    media        TEXT NOT NULL,
    -- While they are coming, the most that may come.
    bytes        BIGINT NOT NULL CHECK (bytes >= 0),
    width        BIGINT,
    height       BIGINT,
    created_at   BIGINT NOT NULL,
    session      BYTEA REFERENCES sessions (id),
    seq          BIGINT,
    left_message BYTEA,
    attached_at  BIGINT,
    CHECK ((width IS NULL) = (height IS NULL)),
    CHECK ((session IS NULL) = (seq IS NULL) AND (session IS NULL) = (attached_at IS NULL)),
    CHECK (left_message IS NULL OR session IS NOT NULL),
    CHECK (session IS NULL OR state <> 'arriving'),
    CHECK (session IS NOT NULL OR state <> 'gone')
);
-- What belongs nowhere is little beside all that was ever sent.
CREATE INDEX files_loose_of ON files (uploaded_by) WHERE session IS NULL;
CREATE INDEX files_loose ON files (created_at, id) WHERE session IS NULL;
CREATE INDEX files_doomed ON files (id) WHERE state = 'doomed';
CREATE INDEX files_kept ON files (attached_at, id) WHERE state = 'ready';
CREATE INDEX files_of_entry ON files (session, seq) WHERE session IS NOT NULL;
