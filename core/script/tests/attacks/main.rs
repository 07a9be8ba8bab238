//! Scripts that try to hang, outgrow, crash or leave the server. Each ends as an error with a name, within its operations
//! and within 64 MiB. In a process of its own: the allocator is watched.

mod at_load;
mod growth;
mod hosts;
mod loops;
mod row;
mod ways_out;

use peak_alloc::PeakAlloc;
use row::{End, Row};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that one call may hold.
const MAX_HELD_BYTES: usize = 64 * 1024 * 1024;

/// One test: two at once would measure each other.
#[test]
fn every_attack_ends_within_its_limits() {
    let tables: [fn() -> Vec<Row>; 5] = [loops::rows, growth::rows, at_load::rows, ways_out::rows, hosts::rows];
    let rows: Vec<Row> = tables.iter().flat_map(|rows| rows()).collect();
    assert!(rows.len() >= 150, "the table has {} rows", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let prepared = row.prepare();
        let held_before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let began = now();
        let ended = prepared.run();
        let time = now().saturating_sub(began);
        let bytes = MEMORY.peak_usage().saturating_sub(held_before);
        println!(
            "{:>9.3} ms {:>8} operations {:>9} KiB  {}: {}",
            time.as_secs_f64() * 1_000.0,
            ended.operations,
            bytes / 1024,
            row.name,
            ended.said
        );
        if !row.end.fits(&ended) {
            wrong.push(format!("{}: expected {:?}, got {}", row.name, row.end, ended.said));
        }
        if ended.operations > ended.limit {
            wrong.push(format!("{}: used {} operations of {}", row.name, ended.operations, ended.limit));
        }
        if bytes > MAX_HELD_BYTES {
            wrong.push(format!("{}: held {bytes} bytes", row.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The thread that ran all of this still runs what is honest.
    let honest = Row::strategy("honest", "candidates.first()", End::Answers);
    assert!(honest.end.fits(&honest.prepare().run()), "an honest script runs afterwards");
}

/// What a watch would show: it is printed, and nothing is held against it.
fn now() -> std::time::Duration {
    std::time::UNIX_EPOCH.elapsed().unwrap_or_default()
}
