//! The engine's numbers, each with its reason.

use std::time::Duration;
use usher_store::PreviewDepth;

/// Longest text, in characters: a long letter, and still small on the wire.
pub const MAX_TEXT_CHARS: usize = 4_000;

/// Most entries or sessions a page of a list.
pub const MAX_PAGE_LIMIT: u32 = 200;

/// How far lists look into transcripts: back over many entries of hooks for the last words, and on to as many unread ones
/// as anybody counts.
pub const PREVIEW_DEPTH: PreviewDepth = PreviewDepth { latest: 110, unread: 100 };

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

/// How often lines are looked at from which sessions flow over after a while.
pub const OVERFLOW_BEAT: Duration = Duration::from_secs(5);

/// How often sessions are looked for that nobody writes in any more.
pub const IDLE_BEAT: Duration = Duration::from_secs(10);

/// Sessions read at once whose answers are due, or that nobody writes in.
pub const DUE_PAGE: u32 = 64;

/// How often those who wait are told that their place changed, at most.
pub const LINE_BEAT: Duration = Duration::from_secs(2);

/// How often those who wait are told how long it takes, though nobody came or went.
pub const WAIT_BEAT: Duration = Duration::from_secs(20);

/// How often a hook's transfer is tried where others move the session at the same moment.
pub const MOVES_OF_HOOK: usize = 5;

/// How long whoever gave a session to a group is left out of it there where nobody else of the group is online.
pub const GIVER_RESTS: Duration = Duration::from_mins(1);

/// How often one connection tells that somebody writes, at most: clients show it a little longer than that.
pub const TYPING_BEAT: Duration = Duration::from_secs(2);

/// Most who wait in one line and know their place; those behind know how long the line is.
pub const MOST_IN_LINE: u32 = 10_000;

/// How long ago sessions may have left a line to tell how fast it moves.
pub const PACE_WINDOW: Duration = Duration::from_mins(30);

/// How many sessions that left a line tell how fast it moves.
pub const PACE_SESSIONS: u32 = 20;

/// Fewer than these tell nothing.
pub const LEAST_PACE_SESSIONS: usize = 3;

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

/// How often a call of a webhook is made before it is given up where the receiver refuses it alone, and before those behind
/// it go first where the receiver fails: over about half an hour.
pub const MOST_DELIVERY_ATTEMPTS: u32 = 8;

/// Longest pause of a call that others went before.
pub const MOST_CALL_PAUSE: Duration = Duration::from_hours(1);

/// How long a call is tried: a receiver that was down over a week-end loses nothing.
pub const DELIVERY_LIFE: Duration = Duration::from_hours(72);

/// Longest pause of a webhook that fails.
pub const MOST_LANE_PAUSE: Duration = Duration::from_mins(10);

/// How long it is kept what a call told, once it is over: long enough to make it again after a week-end.
pub const CALL_BODY_LIFE: Duration = Duration::from_hours(7 * 24);

/// How long the log of calls is kept, and notices that are over.
pub const LOG_LIFE: Duration = Duration::from_hours(30 * 24);

/// Most rows of the log that are forgotten at once, so that nobody's write waits for it.
pub const LOG_PAGE: u32 = 5_000;

/// How often it is looked at what admins should be told of, where nothing hints at it.
pub const NOTICE_BEAT: Duration = Duration::from_secs(3);

/// Most notices opened or ended at once.
pub const NOTICE_PAGE: u32 = 200;

/// How long a mail waits for other notices to join it.
pub const MAIL_GATHERING: Duration = Duration::from_mins(1);

/// How long a notice is tried to be mailed: then everybody who could be told has seen it in the console.
pub const MAIL_LIFE: Duration = Duration::from_hours(6);

/// Most notices that one mail tells of; those beyond come with the next.
pub const MAIL_NOTICES: u32 = 50;

/// Most characters of what a visitor wrote that a mail repeats.
pub const MAIL_WORDS: usize = 200;

/// How long the counts of received sessions are kept: longer than any day is.
pub const RECEIVED_LIFE: Duration = Duration::from_hours(72);

/// How many messages' worth of files a visitor may have that were not sent yet: one to write and one to change it into.
pub const MOST_MESSAGES_HELD: u32 = 2;

/// The same of an agent, who writes to many visitors at once.
pub const MOST_AGENT_MESSAGES_HELD: u32 = 20;

/// How long a file may take to come. The rim ends an upload long before.
pub const ARRIVING_LIFE: Duration = Duration::from_mins(15);

/// How long a file is kept that nobody sends.
pub const LOOSE_LIFE: Duration = Duration::from_hours(24);

/// How often files are looked for that are due to end.
pub const FILE_BEAT: Duration = Duration::from_mins(1);

/// Files looked at, at once.
pub const FILE_PAGE: u32 = 64;

/// How long what a proof told counts: a day, then the page brings another. A visitor who stays signed in there hardly
/// notices; a token that was left behind on a shared computer tells nobody's name for ever.
pub const IDENTITY_LIFE: Duration = Duration::from_hours(24);

/// How long it is kept how many proofs were refused, in days.
pub const REFUSALS_DAYS: i64 = 30;

/// Most proofs that are forgotten at once, so that nobody's write waits for it.
pub const PROOF_PAGE: u32 = 5_000;

/// How long to wait before the next attempt, after so many: three times as long each time.
pub fn backoff(first: Duration, attempts: u32) -> Duration {
    first.saturating_mul(3_u32.saturating_pow(attempts.saturating_sub(1)))
}
