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

/// How long a visitor's CRM records may take. A visitor waits for them.
pub const RECORDS_TIME: Duration = Duration::from_secs(2);

/// Hook runs read at once.
pub const HOOK_PAGE: u32 = 64;

/// Pages of hook runs before the others have a turn again.
pub const HOOK_PAGES: u32 = 16;

/// Most runs of one hook, and most calls of one webhook, that wait; more are dropped, loudly.
pub const MOST_WAITING: u32 = 10_000;

/// How often a hook that fails closed is run before its event passes without it: over about forty seconds.
pub const MOST_HOOK_ATTEMPTS: u32 = 5;

/// How long a run may wait for a hook that is switched off: an effect that comes later would surprise everybody.
pub const HOOK_LIFE: Duration = Duration::from_hours(1);

/// Webhook calls read at once.
pub const DELIVERY_PAGE: u32 = 32;

/// How often a call of a webhook is made before it is given up: over about half an hour.
pub const MOST_DELIVERY_ATTEMPTS: u32 = 8;

/// How long a call may wait behind others that fail.
pub const DELIVERY_LIFE: Duration = Duration::from_hours(2);

/// Longest pause of a webhook that fails.
pub const MOST_LANE_PAUSE: Duration = Duration::from_mins(10);

/// How long the counts of received sessions are kept: longer than any day is.
pub const RECEIVED_LIFE: Duration = Duration::from_hours(72);

/// How long to wait before the next attempt, after so many: three times as long each time.
pub fn backoff(first: Duration, attempts: u32) -> Duration {
    first.saturating_mul(3_u32.saturating_pow(attempts.saturating_sub(1)))
}
