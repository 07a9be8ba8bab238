//! The life of a session, told by scenarios: over the real server with real sockets, at a set clock, each held against the
//! session's history (the events of its transcript) and its trace (the decisions and why they were made).
//!
//! | What is promised | Told in |
//! |---|---|
//! | availability, presence, held sessions | [`presence`], `life::an_offer_is_taken_declined_or_missed` |
//! | capacity by agent, group and channel | [`presence`] |
//! | answer timeout: next, queue, away and told | `life::an_offer_is_taken_declined_or_missed` |
//! | queue: place, ageing, overflow, bound, restart, opening | [`line`], `life::a_place_in_line_moves_before_the_visitors_eyes` |
//! | prompts by reason and language, off; who is back when; welcome and follow-up | [`prompts`] |
//! | left messages: while waiting, outside hours, answered | [`leaving`], `left` |
//! | files | `files` |
//! | hooks: every event, every effect | [`hooks`] |
//! | unmatched, notices until read, by hand; nobody online | [`alerts`], `told` |
//! | transfer with a note | `life::a_session_is_given_by_hand_by_those_who_may`, [`during`] |
//! | notes, tags, typing, receipts, recall | `amend`, [`during`] |
//! | idle, reopening | `life::a_silent_chat_ends_by_itself_and_begins_again_with_the_same_agent` |
//! | blocking, search, export | `history` |
//! | webhooks out, mails | `told` |

mod alerts;
mod during;
mod hooks;
mod leaving;
mod line;
mod presence;
mod prompts;

use crate::kit::{Server, VisitorClient, company};
use std::time::Duration;

/// A workspace with these lines.
fn workspace(more: &str) -> String {
    format!("name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nlocales: [en, zh]\n{more}")
}

/// The care group with these lines.
fn care(more: &str) -> String {
    format!("name: Care\nmembers: {{ departments: [care] }}\n{more}")
}

/// The rule of the help page with these lines.
fn help(more: &str) -> String {
    format!("{}{more}", company::rule("Help", company::HELP, "care"))
}

/// A visitor of the help page who asks; a second later than whoever asked before.
async fn asks(server: &Server) -> (VisitorClient, String) {
    server.jump(Duration::from_secs(1)).await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    (visitor, session)
}
