//! Those who play in the tests: a server, visitors and agents, each over real connections. Must not know how the server
//! is made: only what stands on the wire.

mod agent;
pub(crate) mod company;
mod http;
mod process;
mod receiver;
mod server;
mod socket;
mod visitor;

pub(crate) use agent::AgentClient;
pub(crate) use http::{Answer, Http};
pub(crate) use process::ServerProcess;
pub(crate) use receiver::{Mood, Receiver, until};
pub(crate) use server::{Server, limits};
pub(crate) use socket::{Line, OpenError, Socket};
pub(crate) use visitor::VisitorClient;

use serde_json::Value;
use std::time::Duration;

/// How long something may take that will come. Generous: a busy machine must not fail a test.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A text of a JSON value.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// A whole number of a JSON value.
pub(crate) fn int(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("not a whole number: {value}"))
}

/// The `seq` of each entry of a list of messages.
pub(crate) fn seqs(messages: &Value) -> Vec<i64> {
    messages.as_array().expect("messages are a list").iter().map(|message| int(&message["seq"])).collect()
}

/// The texts that somebody typed, in order.
pub(crate) fn texts(messages: &Value) -> Vec<String> {
    let typed = messages.as_array().expect("messages are a list").iter().filter(|one| one["body"]["kind"] == "text");
    typed.map(|message| text(&message["body"]["text"]).to_owned()).collect()
}
