-- Notices about left messages that no rule leads to a group; where answers stand. A constraint cannot be changed: the table is made anew.
CREATE TABLE notices_now (
    id           BLOB PRIMARY KEY NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('unmatched', 'left_unmatched', 'nobody_online')),
    session      BLOB,
    left_message BLOB,
    group_id     TEXT,
    waiting      BIGINT,
    opened_at    BIGINT NOT NULL,
    over_at      BIGINT,
    CHECK ((kind IN ('unmatched', 'left_unmatched')) = (session IS NOT NULL)),
    CHECK ((kind = 'left_unmatched') = (left_message IS NOT NULL)),
    CHECK ((kind = 'nobody_online') = (group_id IS NOT NULL AND waiting IS NOT NULL))
);
INSERT INTO notices_now (id, kind, session, group_id, waiting, opened_at, over_at)
SELECT id, kind, session, group_id, waiting, opened_at, over_at FROM notices;
DROP TABLE notices;
ALTER TABLE notices_now RENAME TO notices;
-- One open notice about a thing at most.
CREATE UNIQUE INDEX notices_open_of_session ON notices (session) WHERE kind = 'unmatched' AND over_at IS NULL;
CREATE UNIQUE INDEX notices_open_of_left ON notices (left_message) WHERE kind = 'left_unmatched' AND over_at IS NULL;
CREATE UNIQUE INDEX notices_open_of_group ON notices (group_id) WHERE kind = 'nobody_online' AND over_at IS NULL;
CREATE INDEX notices_over ON notices (over_at, id) WHERE over_at IS NOT NULL;

CREATE INDEX left_messages_unmatched ON left_messages (id) WHERE status = 'open' AND group_id IS NULL;

-- Where the answers to a left message stand: in the visitor's latest session at that time, which may be a later one.
CREATE TABLE left_answers (
    left_message BLOB NOT NULL REFERENCES left_messages (id),
    session      BLOB NOT NULL,
    seq          BIGINT NOT NULL,
    PRIMARY KEY (left_message, session, seq)
);
