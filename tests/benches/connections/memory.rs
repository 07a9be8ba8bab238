//! Memory of an idle visitor's connection.

use crate::{
    client::Client,
    server::{Server, Sessions},
};
use futures::future::join_all;
use std::time::Duration;
use tokio::task::JoinSet;

const CONNECTIONS: usize = 10_000;
/// At once: fewer than the kernel keeps for a server that is busy.
const BATCH: usize = 100;
/// Past the heartbeat, so that each connection has once compared itself with the store.
const SETTLED: Duration = Duration::from_secs(25);

/// Prints one line for visitors who only look, one for those with an open session; each on a fresh server, because
/// what a process has once taken it does not give back.
pub(crate) async fn measure() {
    println!(
        "{:>12} {:>9} {:>12} {:>12} {:>16}",
        "connections", "sessions", "before MiB", "after MiB", "KiB a connection"
    );
    for sessions in [Sessions::None, Sessions::Open] {
        let server = Server::start(CONNECTIONS, sessions);
        let before = server.resident_bytes();
        let mut idling = JoinSet::new();
        for tokens in server.tokens.chunks(BATCH) {
            for client in join_all(tokens.iter().map(|token| Client::connect(server.address, token))).await {
                idling.spawn(client.idle());
            }
        }
        tokio::time::sleep(SETTLED).await;
        assert!(idling.try_join_next().is_none(), "the server ended a socket");
        let after = server.resident_bytes();
        let word = if sessions == Sessions::Open { "open" } else { "none" };
        println!(
            "{:>12} {word:>9} {:>12.1} {:>12.1} {:>16.2}",
            idling.len(),
            kib(before) / 1_024.0,
            kib(after) / 1_024.0,
            kib(after.saturating_sub(before)) / kib(1_024 * CONNECTIONS as u64)
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "a table shows four digits")]
fn kib(bytes: u64) -> f64 {
    bytes as f64 / 1_024.0
}
