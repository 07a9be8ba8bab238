//! The versions of the schema. A version that was released never changes: the backends compare checksums.

/// One step of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its place: 1, 2, 3, ... the same on both databases.
    pub version: i64,
    /// What it does, in a few words.
    pub name: &'static str,
    /// As SQLite reads it.
    pub sqlite: &'static str,
    /// As PostgreSQL reads it.
    pub postgres: &'static str,
}

/// All steps, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "visitors, sessions, messages, decisions, agents, revisions",
        sqlite: include_str!("../../migrations/0001_base.sqlite.sql"),
        postgres: include_str!("../../migrations/0001_base.postgres.sql"),
    },
    Migration {
        version: 2,
        name: "priorities, tags, fields, received sessions, hook runs, deliveries",
        sqlite: include_str!("../../migrations/0002_hooks.sqlite.sql"),
        postgres: include_str!("../../migrations/0002_hooks.postgres.sql"),
    },
    Migration {
        version: 3,
        name: "answers due, waits, misses, receipts of delivery",
        sqlite: include_str!("../../migrations/0003_life.sqlite.sql"),
        postgres: include_str!("../../migrations/0003_life.postgres.sql"),
    },
    Migration {
        version: 4,
        name: "files that were sent along",
        sqlite: include_str!("../../migrations/0004_files.sqlite.sql"),
        postgres: include_str!("../../migrations/0004_files.postgres.sql"),
    },
    Migration {
        version: 5,
        name: "left messages and their notes",
        sqlite: include_str!("../../migrations/0005_left.sqlite.sql"),
        postgres: include_str!("../../migrations/0005_left.postgres.sql"),
    },
    Migration {
        version: 6,
        name: "notices to admins, the log of webhook calls",
        sqlite: include_str!("../../migrations/0006_notices.sqlite.sql"),
        postgres: include_str!("../../migrations/0006_notices.postgres.sql"),
    },
    Migration {
        version: 7,
        name: "full-text search, blocked visitors",
        sqlite: include_str!("../../migrations/0007_search.sqlite.sql"),
        postgres: include_str!("../../migrations/0007_search.postgres.sql"),
    },
    Migration {
        version: 8,
        name: "notices about left messages, where answers stand",
        sqlite: include_str!("../../migrations/0008_left.sqlite.sql"),
        postgres: include_str!("../../migrations/0008_left.postgres.sql"),
    },
    Migration {
        version: 9,
        name: "keys of sites, identities of visitors",
        sqlite: include_str!("../../migrations/0009_identity.sqlite.sql"),
        postgres: include_str!("../../migrations/0009_identity.postgres.sql"),
    },
    Migration {
        version: 10,
        name: "CRM records",
        sqlite: include_str!("../../migrations/0010_records.sqlite.sql"),
        postgres: include_str!("../../migrations/0010_records.postgres.sql"),
    },
];
