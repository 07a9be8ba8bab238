-- Keys that sites prove with who their visitors are, and what the proofs told.
--
-- What a key is made of is sealed with a key that is not in the database. Of a revoked key it is forgotten; the row stays,
-- because the audit and earlier proofs name it.
CREATE TABLE identity_keys (
    id          BLOB PRIMARY KEY NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('aes', 'hs256', 'es256', 'eddsa')),
    kid         TEXT NOT NULL,
    label       TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    bits        BIGINT NOT NULL,
    sealed      BLOB,
    created_at  BIGINT NOT NULL,
    used_at     BIGINT,
    revoked_at  BIGINT,
    CHECK ((sealed IS NULL) = (revoked_at IS NOT NULL))
);
-- Tokens name their key by it.
CREATE UNIQUE INDEX identity_keys_live ON identity_keys (kid) WHERE revoked_at IS NULL;

CREATE TABLE identity_key_events (
    id     BLOB PRIMARY KEY NOT NULL,
    key_id BLOB NOT NULL REFERENCES identity_keys (id),
    action TEXT NOT NULL,
    actor  TEXT NOT NULL,
    at     BIGINT NOT NULL
);
CREATE INDEX identity_key_events_of_key ON identity_key_events (key_id, id);

-- What the last proof told of a visitor.
CREATE TABLE visitor_identities (
    visitor    BLOB PRIMARY KEY NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    fields     TEXT NOT NULL,
    provenance TEXT NOT NULL CHECK (provenance IN ('proven', 'asserted')),
    key_id     BLOB NOT NULL REFERENCES identity_keys (id),
    at         BIGINT NOT NULL,
    until      BIGINT NOT NULL
);

-- Proofs that were taken, for as long as they would count again.
CREATE TABLE identity_proofs (
    hash    BLOB PRIMARY KEY NOT NULL,
    visitor BLOB NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    until   BIGINT NOT NULL
);
CREATE INDEX identity_proofs_until ON identity_proofs (until);
CREATE INDEX identity_proofs_of_visitor ON identity_proofs (visitor);

-- Proofs that were refused, counted by channel, day and reason.
CREATE TABLE identity_refusals (
    day     BIGINT NOT NULL,
    channel TEXT NOT NULL,
    reason  TEXT NOT NULL,
    count   BIGINT NOT NULL,
    about   TEXT,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (day, channel, reason)
);
