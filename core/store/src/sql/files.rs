//! Files that were sent along with messages and forms: what is known of them. Their bytes are elsewhere.

use super::statements;

/// The columns of a file, as [`crate::columns::FileRow`] reads them.
macro_rules! columns {
    () => {
        "id, uploaded_by, state, name, media, bytes, width, height, created_at, session, seq, left_message, attached_at"
    };
}

statements! {
    /// What an uploader holds that belongs nowhere, as `files` and `bytes`. `$1` uploader.
    HELD = "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM files \
            WHERE uploaded_by = $1 AND session IS NULL";
    /// `$1` id, `$2` uploader, `$3` name, `$4` bytes, `$5` created at.
    BEGIN = concat!(
        "INSERT INTO files (id, uploaded_by, state, name, media, bytes, created_at) \
         VALUES ($1, $2, 'arriving', $3, '', $4, $5) RETURNING ", columns!()
    );
    /// `$1` id, `$2` name, `$3` media, `$4` bytes, `$5` width, `$6` height. No row where it is not expected.
    ARRIVED = concat!(
        "UPDATE files SET state = 'ready', name = $2, media = $3, bytes = $4, width = $5, height = $6 \
         WHERE id = $1 AND state = 'arriving' RETURNING ", columns!()
    );
    /// `$1` id.
    ONE = concat!("SELECT ", columns!(), " FROM files WHERE id = $1");
    /// `$1` id. Inside a transaction that will change the file.
    ONE_TO_CHANGE = concat!("SELECT ", columns!(), " FROM files WHERE id = $1")
        => concat!("SELECT ", columns!(), " FROM files WHERE id = $1 FOR UPDATE");
    /// Files. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the ids.
    MANY = concat!("SELECT ", columns!(), " FROM files WHERE id IN (SELECT unhex(q.value) FROM json_each($1) AS q)")
        => concat!("SELECT ", columns!(), " FROM files WHERE id = ANY($1::bytea[])");
    /// Those of the files that may be taken along. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the
    /// ids; the rows are locked in order of id. `$2` uploader.
    LOOSE = "SELECT id FROM files WHERE id IN (SELECT unhex(q.value) FROM json_each($1) AS q) \
             AND uploaded_by = $2 AND state = 'ready' AND session IS NULL"
        => "SELECT id FROM files WHERE id = ANY($1::bytea[]) AND uploaded_by = $2 AND state = 'ready' \
            AND session IS NULL ORDER BY id FOR UPDATE";
    /// Takes files along. SQLite: `$1` a JSON list of ids in hexadecimal. PostgreSQL: `$1` the ids. `$2` session, `$3`
    /// seq, `$4` left message or null, `$5` attached at.
    ATTACH = "UPDATE files SET session = $2, seq = $3, left_message = $4, attached_at = $5 \
              WHERE id IN (SELECT unhex(q.value) FROM json_each($1) AS q)"
        => "UPDATE files SET session = $2, seq = $3, left_message = $4, attached_at = $5 WHERE id = ANY($1::bytea[])";
    /// Whose session it is. `$1` session.
    VISITOR_OF = "SELECT visitor FROM sessions WHERE id = $1";
    /// `$1` id.
    DOOM = concat!("UPDATE files SET state = 'doomed' WHERE id = $1 RETURNING ", columns!());
    /// The files of an entry that are not doomed yet. `$1` session, `$2` seq.
    OF_ENTRY = "SELECT id FROM files WHERE session = $1 AND seq = $2 AND state = 'ready'";
    /// What an entry says. `$1` session, `$2` seq.
    BODY = "SELECT body FROM messages WHERE session = $1 AND seq = $2";
    /// `$1` session, `$2` seq, `$3` body.
    SET_BODY = "UPDATE messages SET body = $3 WHERE session = $1 AND seq = $2";
    /// What a left message says. `$1` its id.
    ANSWERS = "SELECT answers FROM left_messages WHERE id = $1";
    /// `$1` left message, `$2` answers.
    SET_ANSWERS = "UPDATE left_messages SET answers = $2 WHERE id = $1";
    /// Forgets a doomed file that belongs nowhere. `$1` id.
    FORGET = "DELETE FROM files WHERE id = $1 AND state = 'doomed' AND session IS NULL";
    /// Notes that a doomed file's bytes are removed. `$1` id.
    GONE = "UPDATE files SET state = 'gone' WHERE id = $1 AND state = 'doomed'";
    /// Files that belong nowhere and are due to end. `$1` the moment that those which are coming began before, `$2` the
    /// moment that the others came before, `$3` limit.
    DUE_LOOSE = "SELECT id, state FROM files WHERE session IS NULL AND ((state = 'arriving' AND created_at < $1) \
                 OR (state = 'ready' AND created_at < $2)) ORDER BY created_at, id LIMIT $3";
    /// Files that were kept long enough. `$1` the moment that they were attached before, `$2` limit.
    DUE_ATTACHED = "SELECT id FROM files WHERE state = 'ready' AND attached_at < $1 ORDER BY attached_at, id LIMIT $2";
    /// Files whose bytes are to be removed. `$1` the id to come after, `$2` limit.
    DOOMED = "SELECT id FROM files WHERE state = 'doomed' AND id > $1 ORDER BY id LIMIT $2";
    /// `$1` the secret; no row where there is one already.
    BEGIN_SECRET = "INSERT INTO meta (name, value) VALUES ('link_secret', $1) ON CONFLICT (name) DO NOTHING";
    /// The secret that links are signed with, as `value`.
    SECRET = "SELECT value FROM meta WHERE name = 'link_secret'";
}
