//! Imports generated contacts and looks some of them up by telephone: rows a second, peak memory, microseconds a match.
//!
//! `cargo bench -p usher-server --bench import` takes 1,000,000 contacts; `-- 20000` as many as it says. Nothing is gated on
//! what it prints.

#![expect(clippy::print_stdout, reason = "it prints figures")]
#![expect(clippy::expect_used, reason = "a bench that cannot go on ends")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    io::{BufWriter, Write as _},
    time::Instant,
};
use usher_model::{Epoch, Value};
use usher_records::{CallingCode, key_of};
use usher_ruleset::{ScriptHost, SourceTree, compile};
use usher_server::{
    SystemClock,
    import::{Earlier, ImportOptions, RowFormat, import},
};
use usher_store::{RecordStore as _, RecordsOf, Store as _};
use usher_store_sqlite::{Options, SqliteStore};

const CONTACT: &str = "name: Contact\napi_name: ContactObj\nfields:\n  full_name: { type: text }\n  phone: { type: phone }\n  \
                       email: { type: email }\n  owner: { type: agent }\nname_field: full_name\nowner_field: owner\n\
                       match_keys: [phone, email]\n";
const WORKSPACE: &str = "name: Bench\ntime_zone: UTC\ndefault_locale: en\ncalling_code: \"+86\"\n";
/// Matches that are timed.
const LOOKED_UP: usize = 2_000;

fn phone(row: u64) -> String {
    // Spread over the numbers there are, so that neighbours in the file are no neighbours in the index.
    format!("1{:010}", row.wrapping_mul(7_368_787) % 10_000_000_000)
}

#[tokio::main]
async fn main() {
    let rows: u64 = std::env::args().filter_map(|arg| arg.parse().ok()).next_back().unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("contacts.csv");
    let mut out = BufWriter::new(std::fs::File::create(&file).expect("a file"));
    out.write_all(b"id,full_name,phone,email,owner\n").expect("written");
    for row in 0..rows {
        writeln!(out, "c-{row},Contact {row},{},c{row}@example.com,agent-{}", phone(row), row % 100).expect("written");
    }
    out.flush().expect("written");
    drop(out);
    let mut tree = SourceTree::default();
    for (path, text) in [("rules/workspace.yaml", WORKSPACE), ("rules/objects/contact.yaml", CONTACT)] {
        tree.files.insert(path.into(), text.as_bytes().into());
    }
    let set = compile(&tree, &ScriptHost::new()).ruleset.expect("rules");
    let object = set.objects.values().next().expect("an object");
    let database = folder.path().join("usher.db");
    let store = SqliteStore::open(&database, Options::new(Epoch::from_bytes([1; 16]))).await.expect("a store");
    let options = ImportOptions {
        file,
        format: RowFormat::Csv,
        encoding: "utf-8".to_owned(),
        id: "id".to_owned(),
        map: Vec::new(),
        errors: None,
        dry_run: false,
        earlier: Earlier::Ask,
    };
    let before = Instant::now();
    let counts = import(&store, &set, object, &options, &SystemClock, |counts| {
        println!("{:>9} rows {:>9.0} rows/s", counts.rows, per_second(counts.rows, before));
    });
    let counts = counts.await.expect("imported");
    println!(
        "{} rows, {} created, {} refused: {:.0} rows/s, peak memory {}",
        counts.rows,
        counts.created,
        counts.refused,
        per_second(counts.rows, before),
        peak()
    );
    let mut micros = Vec::with_capacity(LOOKED_UP);
    for number in 0..LOOKED_UP {
        let row = number as u64 * rows / LOOKED_UP as u64;
        let before = Instant::now();
        let value = Value::from(format!("+86 {}", phone(row)));
        let key = key_of(object, "phone", &value, CallingCode(Some("86"))).expect("a match key");
        let found = store.walk_records(RecordsOf::Key(object.id.clone(), key), 0, 50).await.expect("answered");
        micros.push(before.elapsed().as_micros());
        assert!(found.iter().any(|record| record.id.as_str() == format!("c-{row}")), "{row} is found");
    }
    micros.sort_unstable();
    println!("match by telephone: median {} µs, 99 % {} µs", micros[LOOKED_UP / 2], micros[LOOKED_UP * 99 / 100]);
    store.close().await;
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn per_second(rows: u64, since: Instant) -> f64 {
    rows as f64 / since.elapsed().as_secs_f64()
}

/// The most memory that the process held, as Linux tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
