//! What admins are told of, and who has read it.

use super::statements;

statements! {
    /// Opens a notice about a session that waits unmatched. No row where there is an open one. `$1` id, `$2` session,
    /// `$3` when.
    OPEN_UNMATCHED = "INSERT INTO notices (id, kind, session, opened_at) SELECT $1, 'unmatched', s.id, $3 \
                      FROM sessions s WHERE s.id = $2 AND s.state = 'unmatched' ON CONFLICT DO NOTHING"
        => "INSERT INTO notices (id, kind, session, opened_at) SELECT $1::bytea, 'unmatched', s.id, $3::bigint \
            FROM sessions s WHERE s.id = $2 AND s.state = 'unmatched' ON CONFLICT DO NOTHING";
    /// Opens a notice about a left message that nobody has and no rule leads to a group. No row where there is an open one.
    /// `$1` id, `$2` left message, `$3` when.
    OPEN_LEFT_UNMATCHED = "INSERT INTO notices (id, kind, session, left_message, opened_at) \
                           SELECT $1, 'left_unmatched', l.session, l.id, $3 FROM left_messages l \
                           WHERE l.id = $2 AND l.status = 'open' AND l.group_id IS NULL ON CONFLICT DO NOTHING"
        => "INSERT INTO notices (id, kind, session, left_message, opened_at) \
            SELECT $1::bytea, 'left_unmatched', l.session, l.id, $3::bigint FROM left_messages l \
            WHERE l.id = $2 AND l.status = 'open' AND l.group_id IS NULL ON CONFLICT DO NOTHING";
    /// Opens a notice about a group. No row where there is an open one. `$1` id, `$2` group, `$3` when, `$4` how many
    /// wait.
    OPEN_NOBODY_ONLINE = "INSERT INTO notices (id, kind, group_id, waiting, opened_at) \
                          VALUES ($1, 'nobody_online', $2, $4, $3) ON CONFLICT DO NOTHING";
    /// Ends notices. SQLite: `$1` JSON list of ids. PostgreSQL: an array. `$2` when.
    END = "UPDATE notices SET over_at = $2 WHERE over_at IS NULL AND id IN (SELECT unhex(value) FROM json_each($1))"
        => "UPDATE notices SET over_at = $2 WHERE over_at IS NULL AND id = ANY($1::bytea[])";
    /// Unmatched sessions without an open notice, oldest first. `$1` limit.
    UNTOLD = "SELECT s.id FROM sessions s WHERE s.state = 'unmatched' AND NOT EXISTS (SELECT 1 FROM notices n \
              WHERE n.session = s.id AND n.kind = 'unmatched' AND n.over_at IS NULL) ORDER BY s.id LIMIT $1";
    /// Left messages that nobody has and no rule leads to a group, without an open notice, oldest first. `$1` limit.
    UNTOLD_LEFT = "SELECT l.id FROM left_messages l WHERE l.status = 'open' AND l.group_id IS NULL AND NOT EXISTS \
                   (SELECT 1 FROM notices n WHERE n.left_message = l.id AND n.kind = 'left_unmatched' \
                   AND n.over_at IS NULL) ORDER BY l.id LIMIT $1";
    /// Open notices of left messages that somebody has, or that are done. `$1` limit.
    SETTLED_LEFT = "SELECT n.id FROM notices n WHERE n.kind = 'left_unmatched' AND n.over_at IS NULL AND NOT EXISTS \
                    (SELECT 1 FROM left_messages l WHERE l.id = n.left_message AND l.status = 'open') \
                    ORDER BY n.id LIMIT $1";
    /// Open notices of sessions that are not unmatched any more. `$1` limit.
    SETTLED = "SELECT n.id FROM notices n WHERE n.kind = 'unmatched' AND n.over_at IS NULL AND NOT EXISTS \
               (SELECT 1 FROM sessions s WHERE s.id = n.session AND s.state = 'unmatched') ORDER BY n.id LIMIT $1";
    /// Groups with an open notice.
    GROUPS = "SELECT group_id, id FROM notices WHERE kind = 'nobody_online' AND over_at IS NULL ORDER BY group_id";
    /// How many sessions wait in each queue, as `group_id` and `waiting`.
    WAITING = "SELECT group_id, COUNT(*) AS waiting FROM sessions WHERE state = 'queued' \
               GROUP BY group_id ORDER BY group_id";
    /// `$1` id, `$2` reader.
    ONE = "SELECT n.id, n.kind, n.session, n.left_message, n.group_id, n.waiting, n.opened_at, n.over_at, r.at AS read_at \
           FROM notices n LEFT JOIN notice_reads r ON r.agent = $2 AND r.notice = n.id WHERE n.id = $1";
    /// Newest first. `$1` the id they are older than, `$2` reader, `$3` limit.
    ALL = "SELECT n.id, n.kind, n.session, n.left_message, n.group_id, n.waiting, n.opened_at, n.over_at, r.at AS read_at \
           FROM notices n LEFT JOIN notice_reads r ON r.agent = $2 AND r.notice = n.id WHERE n.id < $1 \
           ORDER BY n.id DESC LIMIT $3";
    /// Those that the reader has not read, newest first. `$1` the id they are older than, `$2` reader, `$3` limit.
    UNREAD = "SELECT n.id, n.kind, n.session, n.left_message, n.group_id, n.waiting, n.opened_at, n.over_at, r.at AS read_at \
              FROM notices n LEFT JOIN notice_reads r ON r.agent = $2 AND r.notice = n.id \
              WHERE n.id < $1 AND r.at IS NULL ORDER BY n.id DESC LIMIT $3";
    /// How many the reader has not read, as `unread`. `$1` reader, `$2` the most to count.
    COUNT_UNREAD = "SELECT COUNT(*) AS unread FROM (SELECT n.id FROM notices n WHERE NOT EXISTS \
                    (SELECT 1 FROM notice_reads r WHERE r.agent = $1 AND r.notice = n.id) LIMIT $2) AS counted";
    /// `$1` notice, `$2` reader, `$3` when.
    READ = "INSERT INTO notice_reads (agent, notice, at) SELECT $2, n.id, $3 FROM notices n WHERE n.id = $1 \
            ON CONFLICT (agent, notice) DO NOTHING"
        => "INSERT INTO notice_reads (agent, notice, at) SELECT $2::text, n.id, $3::bigint FROM notices n \
            WHERE n.id = $1 ON CONFLICT (agent, notice) DO NOTHING";
    /// All up to one. `$1` the last, `$2` reader, `$3` when.
    READ_TO = "INSERT INTO notice_reads (agent, notice, at) SELECT $2, n.id, $3 FROM notices n WHERE n.id <= $1 \
               ON CONFLICT (agent, notice) DO NOTHING"
        => "INSERT INTO notice_reads (agent, notice, at) SELECT $2::text, n.id, $3::bigint FROM notices n \
            WHERE n.id <= $1 ON CONFLICT (agent, notice) DO NOTHING";
    /// Forgets mails about old notices; [`FORGET`] follows in the same transaction. `$1` the moment they were over before,
    /// `$2` limit.
    FORGET_MAILS = "DELETE FROM mails WHERE notice IN (SELECT id FROM notices \
                    WHERE over_at IS NOT NULL AND over_at < $1 ORDER BY over_at, id LIMIT $2)";
    /// Forgets who read old notices; [`FORGET`] follows in the same transaction. `$1` the moment they were over before,
    /// `$2` limit.
    FORGET_READS = "DELETE FROM notice_reads WHERE notice IN (SELECT id FROM notices \
                    WHERE over_at IS NOT NULL AND over_at < $1 ORDER BY over_at, id LIMIT $2)";
    /// Forgets old notices. `$1` the moment they were over before, `$2` limit.
    FORGET = "DELETE FROM notices WHERE id IN (SELECT id FROM notices \
              WHERE over_at IS NOT NULL AND over_at < $1 ORDER BY over_at, id LIMIT $2)";
}
