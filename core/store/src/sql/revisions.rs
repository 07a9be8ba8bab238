//! Archived rule sources.

use super::statements;

statements! {
    /// `$1` revision, `$2` sources, `$3` at. The order of going live is counted, because clocks step back.
    ARCHIVE = "INSERT INTO revisions (revision, sources, archived_at, live_at, live_order) \
               VALUES ($1, $2, $3, $3, (SELECT COALESCE(MAX(live_order), 0) + 1 FROM revisions)) \
               ON CONFLICT (revision) DO UPDATE SET live_at = excluded.live_at, live_order = excluded.live_order";
    /// `$1` revision.
    SOURCES = "SELECT sources FROM revisions WHERE revision = $1";
    /// The one that went live last.
    LATEST = "SELECT revision FROM revisions ORDER BY live_order DESC LIMIT 1";
}
