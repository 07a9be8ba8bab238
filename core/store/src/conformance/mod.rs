//! The stories that every backend must pass, told through the traits alone.
//!
//! Owns what a store promises, as tests. A backend makes one test of each story with [`conformance_tests!`].
//!
//! [`conformance_tests!`]: crate::conformance_tests

#![expect(clippy::missing_panics_doc, reason = "a story that does not hold panics: it is a test")]

mod agents;
mod amending;
mod answers;
mod assigning;
mod batches;
mod blocks;
mod deliveries;
mod effects;
mod files;
mod hooks;
mod identity;
mod left;
mod lines;
mod loads;
mod messages;
mod moving;
mod notices;
mod offers;
mod received;
mod records;
mod reopening;
mod search;
mod sessions;
mod turned_away;
mod visitors;
mod waiting;
mod world;

pub use agents::{
    a_lease_only_grows, credentials_are_replaced, revisions_are_archived_and_the_latest_is_known, sign_ins_expire,
    unknown_agents_are_offline_without_load,
};
pub use amending::{
    marks_are_set_and_taken_away, notes_are_stored_beside_the_talk, previews_tell_what_lists_need,
    what_was_read_was_got, what_was_sent_is_taken_back_by_its_sender, what_was_taken_back_is_not_said_again,
};
pub use answers::{
    a_quiet_end_needs_silence, a_silent_visitor_is_warned_once, answers_are_due_until_they_are_written,
    silent_sessions_are_told_by_pages, who_wrote_last_is_known,
};
pub use assigning::{
    a_slot_is_taken_only_while_the_agent_can_serve, a_turn_is_taken_once, assignments_must_name_their_slot,
    placing_needs_the_version_it_was_decided_on, sixty_four_openings_win_no_more_than_the_capacity,
    sixty_four_turns_are_taken_one_by_one, the_load_is_the_count_of_owned_open_sessions,
};
pub use batches::{a_failing_write_does_not_hurt_its_neighbours, a_post_behind_a_close_is_refused};
pub use blocks::{a_block_ends_and_is_remembered, who_is_blocked_begins_and_leaves_nothing};
pub use deliveries::{a_call_is_made_once_more, calls_are_logged};
pub use effects::{
    a_run_stored_again_writes_nothing_twice, a_session_that_is_over_takes_tags_and_fields,
    effects_are_written_with_their_entries, effects_keep_within_their_limits,
};
pub use files::{
    a_file_goes_with_its_entry_or_not_at_all, files_are_taken_along_once_by_who_sent_them, files_end_in_two_steps,
    files_go_with_left_messages, files_that_belong_nowhere_are_bounded, links_are_signed_with_one_secret_for_ever,
    only_what_is_due_ends,
};
pub use hooks::{
    a_run_ends_once, hook_runs_are_stored_only_by_the_write_that_counts, hook_runs_are_stored_with_their_events,
    hook_runs_of_a_session_take_turns, runs_of_messages_posted_at_once_are_stored_once,
    webhook_calls_wait_until_they_are_made,
};
pub use identity::{
    a_parted_visitor_is_not_known_by_the_token, a_proof_is_taken_once, keys_live_until_they_are_revoked,
    of_sixty_four_replays_one_is_taken, refusals_are_counted_and_old_proofs_forgotten,
};
pub use left::{
    a_left_message_is_added_or_opens_a_session, a_left_message_of_no_group_is_noticed,
    a_message_left_while_waiting_ends_the_session, left_messages_are_listed_counted_and_noted,
    left_messages_move_by_compare_and_set,
};
pub use lines::{no_more_wait_than_may, who_waits_long_enough_comes_before_a_priority};
pub use loads::loads_stay_true_whatever_happens;
pub use messages::{
    a_visitors_words_are_found_by_their_name, only_the_owner_posts_as_an_agent, places_are_dense_under_many_posters,
    posting_again_changes_nothing, receipts_only_rise, transcripts_are_read_both_ways,
};
pub use moving::{
    a_session_given_to_its_owner_anew_needs_room, a_transfer_moves_the_slot, by_hand_a_slot_is_always_given,
    misses_are_counted_in_a_row, only_some_causes_take_a_session_away, waits_begin_with_the_line,
};
pub use notices::{
    a_group_is_told_of_once, an_unmatched_session_is_told_once, mails_wait_until_they_are_sent,
    notices_stay_until_they_are_read,
};
pub use offers::{
    a_channel_bounds_what_an_agent_holds, accepting_and_missing_exclude_each_other, an_offer_goes_on_to_the_next,
    an_offer_is_accepted_once, an_offered_session_that_ends_was_nobodys,
};
pub use received::received_sessions_are_counted_by_quarters;
pub use records::{
    a_key_that_nobody_bore_is_taken_once, a_visitor_is_bound_over_what_was_seen_and_what_agents_said_stays,
    deleted_records_are_told_and_not_found, records_are_written_over_what_was_seen, shapes_of_keys_are_remembered,
};
pub use reopening::{
    a_post_behind_a_return_is_stored, a_return_may_be_turned_away, a_session_begins_again,
    many_returns_begin_one_session, what_cannot_begin_again_stays_over,
};
pub use search::{
    hostile_queries_are_only_words, messages_are_found_by_their_words, search_goes_on_after_a_stop,
    search_pages_neither_skip_nor_repeat, sessions_are_found_by_filters, what_may_not_be_seen_is_not_found,
};
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
            a_block_ends_and_is_remembered
            a_channel_bounds_what_an_agent_holds
            a_call_is_made_once_more
            a_failing_write_does_not_hurt_its_neighbours
            a_farewell_comes_before_the_end
            a_file_goes_with_its_entry_or_not_at_all
            a_group_is_told_of_once
            a_key_that_nobody_bore_is_taken_once
            a_visitor_is_bound_over_what_was_seen_and_what_agents_said_stays
            a_lease_only_grows
            a_left_message_is_added_or_opens_a_session
            a_left_message_of_no_group_is_noticed
            a_message_left_while_waiting_ends_the_session
            a_parted_visitor_is_not_known_by_the_token
            a_post_behind_a_close_is_refused
            a_post_behind_a_return_is_stored
            a_priority_that_changes_between_pages_moves_nobody_else
            a_proof_is_taken_once
            a_quiet_end_needs_silence
            a_return_may_be_turned_away
            a_run_ends_once
            a_run_stored_again_writes_nothing_twice
            a_session_begins_again
            a_session_given_to_its_owner_anew_needs_room
            a_session_may_be_over_as_it_opens
            a_session_that_is_over_takes_tags_and_fields
            a_silent_visitor_is_warned_once
            a_slot_is_taken_only_while_the_agent_can_serve
            a_transfer_moves_the_slot
            a_turn_is_taken_once
            a_visitor_holds_one_open_session
            a_visitors_history_counts_closed_sessions
            accepting_and_missing_exclude_each_other
            an_offer_goes_on_to_the_next
            an_offer_is_accepted_once
            an_offered_session_that_ends_was_nobodys
            an_unmatched_session_is_told_once
            answers_are_due_until_they_are_written
            assignments_must_name_their_slot
            by_hand_a_slot_is_always_given
            calls_are_logged
            closing_frees_the_slot_once
            credentials_are_replaced
            decisions_are_stored_with_their_trace
            deleted_records_are_told_and_not_found
            due_runs_are_those_a_plain_list_names
            each_webhook_has_its_own_calls
            effects_are_written_with_their_entries
            effects_keep_within_their_limits
            files_are_taken_along_once_by_who_sent_them
            files_end_in_two_steps
            files_go_with_left_messages
            files_that_belong_nowhere_are_bounded
            hostile_queries_are_only_words
            hook_runs_are_stored_only_by_the_write_that_counts
            hook_runs_of_a_session_take_turns
            keys_live_until_they_are_revoked
            left_messages_are_listed_counted_and_noted
            left_messages_move_by_compare_and_set
            loads_stay_true_whatever_happens
            many_returns_begin_one_session
            marks_are_set_and_taken_away
            messages_are_found_by_their_words
            misses_are_counted_in_a_row
            no_more_wait_than_may
            notes_are_stored_beside_the_talk
            of_sixty_four_replays_one_is_taken
            only_some_causes_take_a_session_away
            only_what_is_due_ends
            mails_wait_until_they_are_sent
            notices_stay_until_they_are_read
            only_the_owner_posts_as_an_agent
            places_are_dense_under_many_posters
            placing_needs_the_version_it_was_decided_on
            a_visitors_words_are_found_by_their_name
            posting_again_changes_nothing
            previews_tell_what_lists_need
            queues_are_first_in_first_out
            queues_serve_the_highest_priority_first
            queues_tell_their_length
            receipts_only_rise
            received_sessions_are_counted_by_quarters
            refusals_are_counted_and_old_proofs_forgotten
            revisions_are_archived_and_the_latest_is_known
            runs_of_a_hook_are_forgotten_together
            runs_of_a_hook_are_put_off_together
            runs_of_messages_posted_at_once_are_stored_once
            records_are_written_over_what_was_seen
            search_pages_neither_skip_nor_repeat
            sessions_are_found_by_filters
            shapes_of_keys_are_remembered
            sessions_are_listed_newest_first
            sign_ins_expire
            silent_sessions_are_told_by_pages
            sixty_four_openings_win_no_more_than_the_capacity
            sixty_four_turns_are_taken_one_by_one
            the_load_is_the_count_of_owned_open_sessions
            transcripts_are_read_both_ways
            unknown_agents_are_offline_without_load
            visitors_are_known_by_their_tokens
            waits_begin_with_the_line
            webhook_calls_wait_until_they_are_made
            what_cannot_begin_again_stays_over
            what_was_read_was_got
            what_was_sent_is_taken_back_by_its_sender
            what_was_taken_back_is_not_said_again
            what_may_not_be_seen_is_not_found
            who_is_blocked_begins_and_leaves_nothing
            who_waits_long_enough_comes_before_a_priority
            who_wrote_last_is_known
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
        $crate::conformance_tests! { @each $backend,
            hook_runs_are_stored_with_their_events links_are_signed_with_one_secret_for_ever reopening_keeps_everything
            search_goes_on_after_a_stop
        }
    };
}
