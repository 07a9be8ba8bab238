//! The engine's numbers, each with its reason.

use std::time::Duration;

/// Longest text, in characters: a long letter, and still small on the wire.
pub const MAX_TEXT_CHARS: usize = 4_000;

/// Most entries or sessions a page of a list.
pub const MAX_PAGE_LIMIT: u32 = 200;

/// How long an agent counts as present after the last sign of life: long enough for a page reload or a train tunnel,
/// short enough that a visitor does not wait for somebody who has left.
pub const PRESENCE_GRACE: Duration = Duration::from_secs(30);

/// How often leases are renewed: three tries within the grace.
pub const PRESENCE_RENEWAL: Duration = Duration::from_secs(10);

/// How often the roster is read anew from the database.
pub const ROSTER_REFRESH: Duration = Duration::from_secs(20);

/// How long a sign-in holds: a working day with overtime.
pub const SIGN_IN_LIFE: Duration = Duration::from_hours(14);

/// Password checks at once: each takes about 90 ms of a core and 19 MiB, so a flood must wait outside.
pub const PASSWORD_CHECKS: usize = 2;

/// Sessions read at once while a queue drains.
pub const DRAIN_PAGE: u32 = 64;

/// Wall time for one strategy call. Operations are the normal limit; this is for a machine that stalls.
pub const STRATEGY_TIME: Duration = Duration::from_millis(5);
