-- Notices about left messages that no rule leads to a group; where answers stand.
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices DROP CONSTRAINT notices_check;
ALTER TABLE notices ADD COLUMN left_message BYTEA;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check
    CHECK (kind IN ('unmatched', 'left_unmatched', 'nobody_online'));
ALTER TABLE notices ADD CONSTRAINT notices_session_check
    CHECK ((kind IN ('unmatched', 'left_unmatched')) = (session IS NOT NULL));
ALTER TABLE notices ADD CONSTRAINT notices_left_check
    CHECK ((kind = 'left_unmatched') = (left_message IS NOT NULL));
-- One open notice about a thing at most.
CREATE UNIQUE INDEX notices_open_of_left ON notices (left_message) WHERE kind = 'left_unmatched' AND over_at IS NULL;

CREATE INDEX left_messages_unmatched ON left_messages (id) WHERE status = 'open' AND group_id IS NULL;

-- Where the answers to a left message stand: in the visitor's latest session at that time, which may be a later one.
CREATE TABLE left_answers (
    left_message BYTEA NOT NULL REFERENCES left_messages (id),
    session      BYTEA NOT NULL,
    seq          BIGINT NOT NULL,
    PRIMARY KEY (left_message, session, seq)
);
