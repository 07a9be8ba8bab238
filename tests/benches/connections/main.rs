//! What connections cost: memory of an idle visitor's socket, and durable messages a second through many of them.
//!
//! `cargo bench -p usher-tests --bench connections` prints two tables; `-- memory` or `-- messages` only the one. The
//! server is a process of its own, so that its memory is its own; clients and server share the machine's cores.

mod client;
mod memory;
mod messages;
mod server;

use std::{
    env,
    os::unix::process::CommandExt as _,
    process::{Command, exit},
};

/// Set once the limit of open files is as high as it may be.
const RAISED: &str = "USHER_BENCH_RAISED";

fn main() {
    if server::serve_if_asked() {
        return;
    }
    if env::var_os(RAISED).is_none() {
        raise_limit();
    }
    let asked: Vec<String> = env::args().skip(1).filter(|given| !given.starts_with("--")).collect();
    let wants = |name: &str| asked.is_empty() || asked.iter().any(|given| given == name);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    if wants("memory") {
        runtime.block_on(memory::measure());
    }
    if wants("messages") {
        runtime.block_on(messages::measure());
    }
}

/// Starts this program again under the highest limit of open files that the system allows.
fn raise_limit() {
    let program = env::current_exe().expect("this program lies somewhere");
    let failed = Command::new("sh")
        .args(["-c", "ulimit -n \"$(ulimit -Hn)\" && exec \"$0\" \"$@\""])
        .arg(program)
        .args(env::args().skip(1))
        .env(RAISED, "1")
        .exec();
    eprintln!("the limit of open files cannot be raised: {failed}");
    exit(1);
}
