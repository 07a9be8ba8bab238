-- CRM records, what they are found by, and how far that is up to date.
--
-- A deleted record stays as an empty row, so that the feed of changes tells of it and its number is never given again.
-- `change` is the number of its latest change: the feed reads them upwards. `keys` is what stands of it in `record_keys`,
-- so that it can be taken out there without another index.
CREATE TABLE records (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object     TEXT NOT NULL,
    id         TEXT NOT NULL,
    fields     TEXT NOT NULL,
    relations  TEXT NOT NULL,
    keys       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    change     BIGINT NOT NULL,
    UNIQUE (object, id)
);
CREATE UNIQUE INDEX records_by_change ON records (change);
CREATE INDEX records_there ON records (object, number) WHERE deleted_at IS NULL;

CREATE TABLE record_keys (
    object TEXT NOT NULL,
    field  TEXT NOT NULL,
    value  TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (object, field, value, number)
);

-- What the keys of an object's records were made by, and the last record that was looked at since that changed; none where
-- all were.
CREATE TABLE record_shapes (
    object  TEXT PRIMARY KEY NOT NULL,
    shape   TEXT NOT NULL,
    reached BIGINT
);

-- Who a visitor is: a record of the visitor object. `before` is who it was until then, `choices` who it might be as well.
CREATE TABLE visitor_records (
    visitor BYTEA PRIMARY KEY NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    record  TEXT NOT NULL,
    how     TEXT NOT NULL CHECK (how IN ('created', 'matched', 'by_hand')),
    at      BIGINT NOT NULL,
    before  TEXT,
    choices TEXT NOT NULL
);
CREATE INDEX visitor_records_of ON visitor_records (record, visitor);

-- Links from a visitor's record to others. What an agent said stays, so that no match says it again.
CREATE TABLE record_links (
    of_record  TEXT NOT NULL,
    object     TEXT NOT NULL,
    record     TEXT NOT NULL,
    how        TEXT NOT NULL CHECK (how IN ('matched', 'through', 'by_hand')),
    provenance TEXT,
    state      TEXT NOT NULL CHECK (state IN ('linked', 'unlinked', 'offered')),
    agent      TEXT,
    at         BIGINT NOT NULL,
    PRIMARY KEY (of_record, object, record),
    CHECK ((how = 'by_hand') = (agent IS NOT NULL))
);
CREATE INDEX record_links_to ON record_links (object, record, of_record);
