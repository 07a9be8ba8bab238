//! Mails that are still to be sent.

use super::statements;

statements! {
    /// Adds mails about a notice. SQLite: `$1` JSON list of addresses. PostgreSQL: an array. `$2` notice, `$3` when,
    /// `$4` due at.
    INSERT = "INSERT INTO mails (notice, recipient, at, due_at, attempts) SELECT $2, q.value, $3, $4, 0 \
              FROM json_each($1) AS q WHERE true ON CONFLICT (notice, recipient) DO NOTHING"
        => "INSERT INTO mails (notice, recipient, at, due_at, attempts) \
            SELECT $2::bytea, q.recipient, $3::bigint, $4::bigint, 0 FROM UNNEST($1::text[]) AS q (recipient) \
            ON CONFLICT (notice, recipient) DO NOTHING";
    /// The address of each mail that is due, the longest due first. `$1` now, `$2` limit.
    DUE_RECIPIENTS = "SELECT recipient FROM mails WHERE due_at <= $1 ORDER BY due_at, recipient LIMIT $2";
    /// What is to be told to an address, oldest first. `$1` address, `$2` limit.
    TO = "SELECT n.id, n.kind, n.session, n.left_message, n.group_id, n.waiting, n.opened_at, n.over_at, m.at AS stored_at, \
          m.attempts FROM mails m JOIN notices n ON n.id = m.notice WHERE m.recipient = $1 ORDER BY m.at, m.notice LIMIT $2";
    /// Ends telling an address. SQLite: `$2` JSON list of notices. PostgreSQL: an array. `$1` address.
    FINISH = "DELETE FROM mails WHERE recipient = $1 AND notice IN (SELECT unhex(value) FROM json_each($2))"
        => "DELETE FROM mails WHERE recipient = $1 AND notice = ANY($2::bytea[])";
    /// Puts telling an address off. SQLite: `$2` JSON list of notices. PostgreSQL: an array. `$1` address, `$3` due at.
    POSTPONE = "UPDATE mails SET due_at = $3, attempts = attempts + 1 \
                WHERE recipient = $1 AND notice IN (SELECT unhex(value) FROM json_each($2))"
        => "UPDATE mails SET due_at = $3, attempts = attempts + 1 \
            WHERE recipient = $1 AND notice = ANY($2::bytea[])";
}
