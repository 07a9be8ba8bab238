//! The stories that every backend must pass, told through the traits alone.
//!
//! Owns what a store promises, as tests. A backend makes one test of each story with [`conformance_tests!`].
//!
//! [`conformance_tests!`]: crate::conformance_tests

#![expect(clippy::missing_panics_doc, reason = "a story that does not hold panics: it is a test")]

mod agents;
mod assigning;
mod batches;
mod effects;
mod hooks;
mod messages;
mod received;
mod sessions;
mod turned_away;
mod visitors;
mod waiting;
mod world;

pub use agents::{
    a_lease_only_grows, credentials_are_replaced, revisions_are_archived_and_the_latest_is_known, sign_ins_expire,
    unknown_agents_are_offline_without_load,
};
pub use assigning::{
    a_slot_is_taken_only_while_the_agent_can_serve, a_turn_is_taken_once, assignments_must_name_their_slot,
    placing_needs_the_version_it_was_decided_on, sixty_four_openings_win_no_more_than_the_capacity,
    sixty_four_turns_are_taken_one_by_one, the_load_is_the_count_of_owned_open_sessions,
};
pub use batches::{a_failing_write_does_not_hurt_its_neighbours, a_post_behind_a_close_is_refused};
pub use effects::{
    a_run_stored_again_writes_nothing_twice, a_session_that_is_over_takes_tags_and_fields,
    effects_are_written_with_their_entries, effects_keep_within_their_limits,
};
pub use hooks::{
    a_run_ends_once, hook_runs_are_stored_only_by_the_write_that_counts, hook_runs_are_stored_with_their_events,
    hook_runs_of_a_session_take_turns, runs_of_messages_posted_at_once_are_stored_once,
    webhook_calls_wait_until_they_are_made,
};
pub use messages::{
    only_the_owner_posts_as_an_agent, places_are_dense_under_many_posters, posting_again_changes_nothing,
    receipts_only_rise, transcripts_are_read_both_ways,
};
pub use received::received_sessions_are_counted_by_quarters;
pub use sessions::{
    a_priority_that_changes_between_pages_moves_nobody_else, a_visitor_holds_one_open_session,
    closing_frees_the_slot_once, decisions_are_stored_with_their_trace, queues_are_first_in_first_out,
    queues_serve_the_highest_priority_first, reopening_keeps_everything, sessions_are_listed_newest_first,
};
pub use turned_away::{a_farewell_comes_before_the_end, a_session_may_be_over_as_it_opens, queues_tell_their_length};
pub use visitors::{a_visitors_history_counts_closed_sessions, visitors_are_known_by_their_tokens};
pub use waiting::{
    due_runs_are_those_a_plain_list_names, each_webhook_has_its_own_calls, runs_of_a_hook_are_forgotten_together,
    runs_of_a_hook_are_put_off_together,
};

use crate::Store;
use std::sync::Arc;

/// One database of a backend, empty at first.
#[async_trait::async_trait]
pub trait Backend: Send + Sync {
    /// Opens it. Whoever opens it again has closed it before, and finds everything still there.
    async fn open(&self) -> Arc<dyn Store>;
}

/// Makes a test of each story. The expression makes a [`conformance::Backend`](crate::conformance::Backend) with an
/// empty database of its own, and may await. `passing` stands before one whose data pass away when it is closed: the
/// stories that open it again are left out.
#[macro_export]
macro_rules! conformance_tests {
    (passing $backend:expr) => {
        $crate::conformance_tests! { @each $backend,
            a_failing_write_does_not_hurt_its_neighbours
            a_farewell_comes_before_the_end
            a_lease_only_grows
            a_post_behind_a_close_is_refused
            a_priority_that_changes_between_pages_moves_nobody_else
            a_run_ends_once
            a_run_stored_again_writes_nothing_twice
            a_session_that_is_over_takes_tags_and_fields
            a_session_may_be_over_as_it_opens
            a_slot_is_taken_only_while_the_agent_can_serve
            a_turn_is_taken_once
            a_visitor_holds_one_open_session
            a_visitors_history_counts_closed_sessions
            assignments_must_name_their_slot
            closing_frees_the_slot_once
            credentials_are_replaced
            decisions_are_stored_with_their_trace
            due_runs_are_those_a_plain_list_names
            each_webhook_has_its_own_calls
            effects_are_written_with_their_entries
            effects_keep_within_their_limits
            hook_runs_are_stored_only_by_the_write_that_counts
            hook_runs_of_a_session_take_turns
            only_the_owner_posts_as_an_agent
            places_are_dense_under_many_posters
            placing_needs_the_version_it_was_decided_on
            posting_again_changes_nothing
            queues_are_first_in_first_out
            queues_serve_the_highest_priority_first
            queues_tell_their_length
            receipts_only_rise
            received_sessions_are_counted_by_quarters
            revisions_are_archived_and_the_latest_is_known
            runs_of_a_hook_are_forgotten_together
            runs_of_a_hook_are_put_off_together
            runs_of_messages_posted_at_once_are_stored_once
            sessions_are_listed_newest_first
            sign_ins_expire
            sixty_four_openings_win_no_more_than_the_capacity
            sixty_four_turns_are_taken_one_by_one
            the_load_is_the_count_of_owned_open_sessions
            transcripts_are_read_both_ways
            unknown_agents_are_offline_without_load
            visitors_are_known_by_their_tokens
            webhook_calls_wait_until_they_are_made
        }
    };
    (@each $backend:expr, $($story:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            $crate::conformance::$story(&$backend).await;
        }
    )*};
    ($backend:expr) => {
        $crate::conformance_tests! { passing $backend }
        $crate::conformance_tests! { @each $backend, hook_runs_are_stored_with_their_events reopening_keeps_everything }
    };
}
