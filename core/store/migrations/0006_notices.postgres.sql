-- Notices to admins, the log of webhook calls, mails that are still to be sent.

CREATE TABLE notices (
    id        BYTEA PRIMARY KEY NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('unmatched', 'nobody_online')),
    session   BYTEA,
    group_id  TEXT,
    waiting   BIGINT,
    opened_at BIGINT NOT NULL,
    over_at   BIGINT,
    CHECK ((kind = 'unmatched') = (session IS NOT NULL)),
    CHECK ((kind = 'nobody_online') = (group_id IS NOT NULL AND waiting IS NOT NULL))
);
-- One open notice about a thing at most.
CREATE UNIQUE INDEX notices_open_of_session ON notices (session) WHERE kind = 'unmatched' AND over_at IS NULL;
CREATE UNIQUE INDEX notices_open_of_group ON notices (group_id) WHERE kind = 'nobody_online' AND over_at IS NULL;
CREATE INDEX notices_over ON notices (over_at, id) WHERE over_at IS NOT NULL;

CREATE TABLE notice_reads (
    agent  TEXT NOT NULL,
    notice BYTEA NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (agent, notice)
);
CREATE INDEX notice_reads_of_notice ON notice_reads (notice);

CREATE INDEX sessions_unmatched ON sessions (id) WHERE state = 'unmatched';

-- A mail tells one address of one notice, or of several that were opened within a minute: they are put together when it
-- is sent.
CREATE TABLE mails (
    notice    BYTEA NOT NULL,
    recipient TEXT NOT NULL,
    at        BIGINT NOT NULL,
    due_at    BIGINT NOT NULL,
    attempts  BIGINT NOT NULL,
    PRIMARY KEY (notice, recipient)
);
CREATE INDEX mails_due ON mails (due_at, recipient);
CREATE INDEX mails_of_recipient ON mails (recipient, at, notice);

-- A call that was made or given up stays for a while: as a log, and to be made again. `since` is when it last began to
-- wait; a body that is no longer kept is empty.
ALTER TABLE deliveries ADD COLUMN outcome TEXT NOT NULL DEFAULT 'waiting'
    CHECK (outcome IN ('waiting', 'delivered', 'given_up'));
ALTER TABLE deliveries ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN tried_at BIGINT;
ALTER TABLE deliveries ADD COLUMN ended_at BIGINT;
ALTER TABLE deliveries ADD COLUMN status BIGINT;
ALTER TABLE deliveries ADD COLUMN error TEXT;
UPDATE deliveries SET since = at;
DROP INDEX deliveries_due;
DROP INDEX deliveries_by_age;
CREATE INDEX deliveries_due ON deliveries (webhook, due_at, id) WHERE outcome = 'waiting';
CREATE INDEX deliveries_by_age ON deliveries (webhook, since) WHERE outcome = 'waiting';
CREATE INDEX deliveries_log ON deliveries (webhook, id);
CREATE INDEX deliveries_log_by_outcome ON deliveries (webhook, outcome, id);
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX deliveries_kept ON deliveries (ended_at) WHERE ended_at IS NOT NULL AND body <> '';

-- How each webhook fares.
CREATE TABLE webhook_health (
    webhook      TEXT PRIMARY KEY NOT NULL,
    succeeded_at BIGINT,
    failed_at    BIGINT,
    failure      TEXT
);
