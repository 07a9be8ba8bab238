//! The log of webhook calls. Calls that wait are in [`super::hooks`].

use super::statements;

statements! {
    /// A try ended a call. `$1` id, `$2` when, `$3` attempts, `$4` status, `$5` error, `$6` outcome.
    END = "UPDATE deliveries SET outcome = $6, tried_at = $2, ended_at = $2, attempts = $3, status = $4, error = $5 \
           WHERE id = $1 AND outcome = 'waiting'";
    /// A try failed. `$1` id, `$2` when, `$3` attempts, `$4` status, `$5` error, `$6` due at.
    FAIL = "UPDATE deliveries SET due_at = $6, tried_at = $2, attempts = $3, status = $4, error = $5 \
            WHERE id = $1 AND outcome = 'waiting'";
    /// A webhook's call succeeded. `$1` webhook, `$2` when.
    SUCCEEDED = "INSERT INTO webhook_health (webhook, succeeded_at) VALUES ($1, $2) \
                 ON CONFLICT (webhook) DO UPDATE SET succeeded_at = excluded.succeeded_at";
    /// A webhook's call failed. `$1` webhook, `$2` when, `$3` why.
    FAILED = "INSERT INTO webhook_health (webhook, failed_at, failure) VALUES ($1, $2, $3) \
              ON CONFLICT (webhook) DO UPDATE SET failed_at = excluded.failed_at, failure = excluded.failure";
    /// Gives up a webhook's calls. `$1` webhook, `$2` the moment they began to wait before, `$3` when, `$4` why.
    GIVE_UP = "UPDATE deliveries SET outcome = 'given_up', ended_at = $3, error = $4 \
               WHERE outcome = 'waiting' AND webhook = $1 AND since < $2";
    /// A webhook's calls, newest first. `$1` webhook, `$2` the id they are older than, `$3` limit.
    OF_WEBHOOK = "SELECT id, webhook, at, outcome, attempts, tried_at, ended_at, status, error, body FROM deliveries \
                  WHERE webhook = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// The same of one outcome. `$1` webhook, `$2` the id they are older than, `$3` limit, `$4` outcome.
    OF_OUTCOME = "SELECT id, webhook, at, outcome, attempts, tried_at, ended_at, status, error, body FROM deliveries \
                  WHERE webhook = $1 AND outcome = $4 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// `$1` webhook, `$2` id.
    ONE = "SELECT id, webhook, at, outcome, attempts, tried_at, ended_at, status, error, body FROM deliveries \
           WHERE webhook = $1 AND id = $2";
    /// Has a call made once more. No row where its body is no longer kept. `$1` webhook, `$2` id, `$3` when.
    REPLAY = "UPDATE deliveries SET outcome = 'waiting', due_at = $3, since = $3, attempts = 0, ended_at = NULL \
              WHERE webhook = $1 AND id = $2 AND body <> ''";
    /// How webhooks fare.
    HEALTH = "SELECT webhook, succeeded_at, failed_at, failure FROM webhook_health ORDER BY webhook";
    /// Forgets what calls told. `$1` the moment they were over before, `$2` limit.
    FORGET_BODIES = "UPDATE deliveries SET body = '' WHERE id IN (SELECT id FROM deliveries \
                     WHERE ended_at IS NOT NULL AND body <> '' AND ended_at < $1 ORDER BY ended_at LIMIT $2)";
    /// Forgets calls. `$1` the moment they were over before, `$2` limit.
    FORGET = "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries \
              WHERE ended_at IS NOT NULL AND ended_at < $1 ORDER BY ended_at LIMIT $2)";
}
