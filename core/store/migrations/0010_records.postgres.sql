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
