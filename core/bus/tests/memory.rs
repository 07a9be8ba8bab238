//! What an idle connection costs in the bus. Alone in its binary, so that nothing else moves the figure.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(target_os = "linux")]

use usher_bus::{Bus as _, LocalBus, Notice, Received, Topic};
use usher_model::{Revision, SessionId, VisitorId};

const CONNECTIONS: u32 = 10_000;
const BURST: usize = 20;

#[tokio::test]
async fn an_idle_connection_costs_less_than_a_kibibyte() {
    let bus = LocalBus::default();
    let before = resident();
    let mut connections = Vec::new();
    for n in 0..u128::from(CONNECTIONS) {
        let visitor = Topic::Visitor(VisitorId::from_bytes(n.to_be_bytes()));
        let session = Topic::Session(SessionId::from_bytes(n.to_be_bytes()));
        let mut connection = bus.subscribe(&[visitor.clone(), session]);
        // A burst that was read must not leave its buffer behind.
        for _ in 0..BURST {
            bus.publish(&visitor, Notice::Rules { revision: Revision::new("ab12") });
        }
        for _ in 0..BURST {
            assert!(matches!(connection.recv().await, Received::Notice(_)));
        }
        connections.push(connection);
    }
    let each = resident().saturating_sub(before) / u64::from(CONNECTIONS);
    assert!((1..1024).contains(&each), "{each} bytes an idle connection");
}

/// Resident bytes of this process.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
