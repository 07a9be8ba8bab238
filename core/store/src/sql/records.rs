//! CRM records, what they are found by, and their feed of changes.

use super::statements;

/// The columns of a record, as [`crate::columns::RecordRow`] reads them.
macro_rules! columns {
    () => {
        "r.number, r.object, r.id, r.fields, r.relations, r.created_at, r.updated_at, r.deleted_at, r.change"
    };
}

statements! {
    /// Records by object and id, deleted ones too. SQLite: `$1` JSON rows of object, id. PostgreSQL: the same as two arrays.
    THESE = concat!(
        "SELECT ", columns!(), " FROM json_each($1) AS q CROSS JOIN records r \
         ON r.object = q.value ->> 0 AND r.id = q.value ->> 1"
    ) => concat!(
        "SELECT ", columns!(), " FROM UNNEST($1::text[], $2::text[]) AS q (object, id) JOIN records r USING (object, id)"
    );
    /// What a write must know of those that are there. The parameters are as above; on PostgreSQL the rows are locked.
    SEEN = "SELECT r.object, r.id, r.number, r.keys, r.change FROM json_each($1) AS q CROSS JOIN records r \
            ON r.object = q.value ->> 0 AND r.id = q.value ->> 1"
        => "SELECT r.object, r.id, r.number, r.keys, r.change FROM records r \
            JOIN UNNEST($1::text[], $2::text[]) AS q (object, id) USING (object, id) ORDER BY r.number FOR UPDATE OF r";
    /// The number of the latest change of all. On PostgreSQL whoever writes holds an advisory lock, so that the feed never
    /// passes a change that is not there yet.
    LAST_CHANGE = "SELECT COALESCE(MAX(change), 0) AS last FROM records";
    /// Writes records. SQLite: `$1` JSON rows of object, id, fields, relations, keys, `deleted_at`, change; `$2` now.
    /// PostgreSQL: the first seven as arrays, `$8` now.
    WRITE = "INSERT INTO records (object, id, fields, relations, keys, created_at, updated_at, deleted_at, change) \
             SELECT q.value ->> 0, q.value ->> 1, q.value ->> 2, q.value ->> 3, q.value ->> 4, $2, $2, q.value ->> 5, \
             q.value ->> 6 FROM json_each($1) AS q WHERE true \
             ON CONFLICT (object, id) DO UPDATE SET fields = excluded.fields, relations = excluded.relations, \
             keys = excluded.keys, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, \
             created_at = CASE WHEN records.deleted_at IS NULL THEN records.created_at ELSE excluded.created_at END, \
             change = excluded.change RETURNING object, id, number"
        => "INSERT INTO records (object, id, fields, relations, keys, created_at, updated_at, deleted_at, change) \
            SELECT q.object, q.id, q.fields, q.relations, q.keys, $8, $8, q.deleted_at, q.change \
            FROM UNNEST($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]) \
            AS q (object, id, fields, relations, keys, deleted_at, change) \
            ON CONFLICT (object, id) DO UPDATE SET fields = excluded.fields, relations = excluded.relations, \
            keys = excluded.keys, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, \
            created_at = CASE WHEN records.deleted_at IS NULL THEN records.created_at ELSE excluded.created_at END, \
            change = excluded.change RETURNING object, id, number";
    /// Takes keys out. SQLite: `$1` JSON rows of object, field, value, number. PostgreSQL: the same as four arrays.
    DROP_KEYS = "DELETE FROM record_keys WHERE (object, field, value, number) IN \
                 (SELECT q.value ->> 0, q.value ->> 1, q.value ->> 2, q.value ->> 3 FROM json_each($1) AS q)"
        => "DELETE FROM record_keys k USING UNNEST($1::text[], $2::text[], $3::text[], $4::bigint[]) \
            AS q (object, field, value, number) \
            WHERE k.object = q.object AND k.field = q.field AND k.value = q.value AND k.number = q.number";
    /// Puts keys in. The parameters are as above.
    ADD_KEYS = "INSERT OR IGNORE INTO record_keys (object, field, value, number) \
                SELECT q.value ->> 0, q.value ->> 1, q.value ->> 2, q.value ->> 3 FROM json_each($1) AS q"
        => "INSERT INTO record_keys (object, field, value, number) \
            SELECT * FROM UNNEST($1::text[], $2::text[], $3::text[], $4::bigint[]) ON CONFLICT DO NOTHING";
    /// An object's records upwards. `$1` object, `$2` the number to come after, `$3` limit.
    WALK = concat!(
        "SELECT ", columns!(), " FROM records r WHERE r.object = $1 AND r.number > $2 AND r.deleted_at IS NULL \
         ORDER BY r.number LIMIT $3"
    );
    /// Those that bear a key. `$1` object, `$2` the number to come after, `$3` limit, `$4` field, `$5` value.
    WALK_KEY = concat!(
        "SELECT ", columns!(), " FROM record_keys k CROSS JOIN records r ON r.number = k.number \
         WHERE k.object = $1 AND k.field = $4 AND k.value = $5 AND k.number > $2 ORDER BY k.number LIMIT $3"
    ) => concat!(
        "SELECT ", columns!(), " FROM record_keys k JOIN records r ON r.number = k.number \
         WHERE k.object = $1 AND k.field = $4 AND k.value = $5 AND k.number > $2 ORDER BY k.number LIMIT $3"
    );
    /// The numbers of those that bear a key. `$1` object, `$2` field, `$3` value, `$4` limit.
    BEARERS = "SELECT number FROM record_keys WHERE object = $1 AND field = $2 AND value = $3 ORDER BY number LIMIT $4";
    /// Changes upwards. `$1` the change to come after, `$2` limit.
    CHANGES = concat!("SELECT ", columns!(), " FROM records r WHERE r.change > $1 ORDER BY r.change LIMIT $2");
    /// What the keys of all objects were made by.
    SHAPES = "SELECT object, shape, reached FROM record_shapes ORDER BY object";
    /// `$1` object, `$2` shape, `$3` reached.
    SET_SHAPE = "INSERT INTO record_shapes (object, shape, reached) VALUES ($1, $2, $3) \
                 ON CONFLICT (object) DO UPDATE SET shape = excluded.shape, reached = excluded.reached";
}
