//! Trees of a mebibyte that try to hang, outgrow or crash whoever compiles them. Each ends as a rule set or as
//! diagnostics, within 256 MiB and within its budgets. In a process of its own: the allocator is watched.
//!
//! `cargo test --release -p usher-ruleset --test hostile -- --nocapture` prints the table of whole mebibytes. Without
//! `--release` most trees are smaller. `USHER_HOSTILE=words` runs the rows whose name holds these words.

mod characters;
mod conditions;
mod many;
mod nesting;
mod people;
mod row;
mod scalars;
mod scripts;
mod texts;

use peak_alloc::PeakAlloc;
use row::{End, Row};
use usher_ruleset::{ScriptHost, Severity, Style, compile, render_human};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that compiling may hold at any time, the tree and everything else in the process included.
const MAX_HELD_BYTES: usize = 256 * 1024 * 1024;
/// The most that all problems of a tree may have to say, as `usher check` prints them.
const MAX_SAID_BYTES: usize = 16 * 1024 * 1024;

/// One test: two at once would measure each other.
#[test]
fn every_tree_ends_within_its_budgets() {
    let tables: [fn() -> Vec<Row>; 8] = [
        characters::rows,
        scalars::rows,
        nesting::rows,
        many::rows,
        people::rows,
        conditions::rows,
        texts::rows,
        scripts::rows,
    ];
    let wanted = std::env::var("USHER_HOSTILE").unwrap_or_default();
    let rows: Vec<Row> = tables.iter().flat_map(|rows| rows()).filter(|row| row.name.contains(&wanted)).collect();
    assert!(rows.len() >= 100 || !wanted.is_empty(), "the table has {} rows", rows.len());
    let mut wrong = Vec::new();
    let mut slowest = (std::time::Duration::ZERO, String::new());
    for row in rows {
        let tree = row.tree();
        let bytes: usize = tree.files.iter().map(|(path, bytes)| path.len() + bytes.len()).sum();
        let tree = tree.with_builtins();
        MEMORY.reset_peak_usage();
        let began = now();
        let compiled = compile(&tree, &ScriptHost::new());
        let said: usize = compiled
            .diagnostics
            .iter()
            .map(|problem| {
                let source = tree.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
                render_human(problem, source, Style::Plain).len()
            })
            .sum();
        let time = now().saturating_sub(began);
        let peak = MEMORY.peak_usage();
        let first = compiled.diagnostics.first();
        println!(
            "{:>9.1} ms {:>7} KiB held {:>5} KiB in {:>5} files {:>5} problems {:>6} KiB said  {}: {}",
            time.as_secs_f64() * 1_000.0,
            peak / 1024,
            bytes / 1024,
            tree.files.len(),
            compiled.diagnostics.len(),
            said / 1024,
            row.name,
            first.map_or_else(|| "good".to_owned(), |first| format!("{} {}", first.code, first.message)),
        );
        let has_errors = compiled.diagnostics.iter().any(|problem| problem.severity == Severity::Error);
        if has_errors == compiled.ruleset.is_some() {
            wrong.push(format!("{}: neither a set nor errors, or both", row.name));
        }
        let fits = match row.end {
            End::Refused(code) => compiled.diagnostics.iter().any(|problem| problem.code == code),
            End::Good => !has_errors,
            End::Either => true,
        };
        if !fits {
            wrong.push(format!("{}: expected {:?}, got {first:?}", row.name, row.end));
        }
        if peak > MAX_HELD_BYTES {
            wrong.push(format!("{}: held {peak} bytes", row.name));
        }
        if said > MAX_SAID_BYTES {
            wrong.push(format!("{}: said {said} bytes", row.name));
        }
        if bytes > row::MEBIBYTE || bytes < row::full() / 2 {
            wrong.push(format!("{}: the tree has {bytes} bytes", row.name));
        }
        if time > slowest.0 {
            slowest = (time, row.name.clone());
        }
    }
    println!("the slowest took {:.2} s: {}", slowest.0.as_secs_f64(), slowest.1);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a watch would show: it is printed, and nothing is held against it.
fn now() -> std::time::Duration {
    std::time::UNIX_EPOCH.elapsed().unwrap_or_default()
}
