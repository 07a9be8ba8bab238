//! Durable messages a second, from a visitor's socket to the acknowledgement on it.

use crate::{
    client::Client,
    server::{Server, Sessions},
};
use futures::future::join_all;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

const CLIENTS: [usize; 3] = [1, 64, 256];
const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(5);

/// Prints a line for each number of clients. Each client posts its next message when the last one was acknowledged.
pub(crate) async fn measure() {
    println!("{:>12} {:>16}", "clients", "messages/s");
    for count in CLIENTS {
        println!("{count:>12} {:>16.0}", rate(count).await);
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures")]
async fn rate(count: usize) -> f64 {
    let server = Server::start(count, Sessions::Open);
    let clients = join_all(server.tokens.iter().map(|token| Client::connect(server.address, token))).await;
    let (acked, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let talking: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let (acked, is_over) = (Arc::clone(&acked), Arc::clone(&is_over));
            tokio::spawn(async move {
                let mut number = 0_u64;
                while !is_over.load(Ordering::Relaxed) {
                    number += 1;
                    client.post(&format!("n-{number}")).await;
                    acked.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    tokio::time::sleep(WARM_UP).await;
    let (from, begun) = (acked.load(Ordering::Relaxed), Instant::now());
    tokio::time::sleep(MEASURED).await;
    let (to, took) = (acked.load(Ordering::Relaxed), begun.elapsed());
    is_over.store(true, Ordering::Relaxed);
    join_all(talking).await;
    #[expect(clippy::cast_precision_loss, reason = "a table shows a few digits")]
    let posted = (to - from) as f64;
    posted / took.as_secs_f64()
}
