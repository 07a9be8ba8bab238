//! The first match among the same rules by several engines, in one process. See the README beside the manifest.

#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

mod engines;
mod rules;

use engines::{Engine, atree::ATree, cel::Cel, index::Index, scan::Scan, zen::Zen};
use rules::{Event, Rule};
use std::{
    hint::black_box,
    time::{Duration, Instant},
};
use usher_condition::{Catalogue, Condition, Cover, Requirements};

const SIZES: [u32; 3] = [100, 1_000, 10_000];
/// Enough to meet many rules, and few enough that a slow engine comes through them several times.
const EVENTS: u32 = 100;
/// Measured at most so long a cell, and so many passes.
const MEASURED: Duration = Duration::from_secs(3);
const PASSES: usize = 501;
/// Slower is not measured.
const SLOWEST_DECISION: Duration = Duration::from_millis(100);
const LONGEST_LOAD: Duration = Duration::from_mins(1);

fn main() {
    let loads: [(&str, Load); 5] = [
        ("index", |rules, events| Box::new(Index::new(rules, events))),
        ("scan", |rules, events| Box::new(Scan::new(rules, events))),
        ("a-tree", |rules, events| Box::new(ATree::new(rules, events))),
        ("zen-expression", |rules, events| Box::new(Zen::new(rules, events))),
        ("cel", |rules, events| Box::new(Cel::new(rules, events))),
    ];
    let events = rules::events(EVENTS);
    let mut rows: Vec<Row> = loads.iter().map(|(name, _)| Row { name, cells: Vec::new() }).collect();
    let mut winners_seen = Vec::new();
    for size in SIZES {
        let rules = rules::rules(size);
        let winners: Vec<Option<u32>> = {
            let scan = Scan::new(&rules, &events);
            (0..events.len()).map(|event| scan.first(event)).collect()
        };
        winners_seen.push(spread(&winners));
        for ((name, load), row) in loads.iter().zip(&mut rows) {
            let cell = row.may_go_on().then(|| measure(name, *load, &rules, &events, &winners)).flatten();
            row.cells.push(cell);
        }
    }
    print_table("a decision", &rows, |cell| cell.decision);
    print_table("load", &rows, |cell| cell.load);
    println!("\nWinners: {}.", winners_seen.join("; "));
    print!("Rules that no visitor reaches, checked among");
    for (at, size) in SIZES.into_iter().enumerate() {
        print!("{} {size} in {}", if at == 0 { "" } else { "," }, shown(check_reach(&rules::rules(size))));
    }
    println!(".");
}

type Load = fn(&[Rule], &[Event]) -> Box<dyn Engine>;

struct Row {
    name: &'static str,
    cells: Vec<Option<Cell>>,
}

#[derive(Clone, Copy)]
struct Cell {
    load: Duration,
    decision: Duration,
}

impl Row {
    /// Whether the next size, ten times as large, can be expected to keep within the bounds.
    fn may_go_on(&self) -> bool {
        self.cells.last().is_none_or(|last| {
            last.is_some_and(|cell| cell.load * 10 <= LONGEST_LOAD && cell.decision * 10 <= SLOWEST_DECISION)
        })
    }
}

/// Loads an engine, holds it against the winners, and measures it; none where it is too slow.
fn measure(name: &str, load: Load, rules: &[Rule], events: &[Event], winners: &[Option<u32>]) -> Option<Cell> {
    let start = Instant::now();
    let engine = load(rules, events);
    let load = start.elapsed();
    if load > LONGEST_LOAD {
        return None;
    }
    let start = Instant::now();
    for (event, winner) in winners.iter().enumerate() {
        assert_eq!(engine.first(event), *winner, "{name} among {} rules: {:?}", rules.len(), events[event]);
        if start.elapsed() > SLOWEST_DECISION * (u32::try_from(event).expect("few events") + 5) {
            return None;
        }
    }
    let mut passes = Vec::new();
    let begun = Instant::now();
    while passes.len() < PASSES && (begun.elapsed() < MEASURED || passes.len() < 3) {
        let start = Instant::now();
        for event in 0..events.len() {
            black_box(engine.first(black_box(event)));
        }
        passes.push(start.elapsed());
    }
    passes.sort();
    let decision = passes[passes.len() / 2] / u32::try_from(events.len()).expect("few events");
    (decision <= SLOWEST_DECISION).then_some(Cell { load, decision })
}

/// What `usher check` does to find rules that can never match, or that an earlier one shadows.
fn check_reach(rules: &[Rule]) -> Duration {
    let conditions: Vec<Condition> = rules.iter().map(Rule::whole_condition).collect();
    let catalogue = Catalogue::stock();
    let mut taken: Vec<Duration> = (0..5)
        .map(|_| {
            let start = Instant::now();
            let mut cover = Cover::new();
            for condition in &conditions {
                let requirements = Requirements::of(condition, &catalogue);
                black_box(requirements.are_impossible());
                black_box(cover.first_implied_by(&requirements));
                cover.push(requirements);
            }
            start.elapsed()
        })
        .collect();
    taken.sort();
    taken[taken.len() / 2]
}

/// How far down the winners stand.
fn spread(winners: &[Option<u32>]) -> String {
    let mut numbers: Vec<u32> = winners.iter().copied().flatten().collect();
    numbers.sort_unstable();
    format!(
        "from rule {} to {}, half of them behind {}",
        numbers[0],
        numbers[numbers.len() - 1],
        numbers[numbers.len() / 2]
    )
}

fn print_table(what: &str, rows: &[Row], of: impl Fn(&Cell) -> Duration) {
    print!("\n| {what} |");
    for size in SIZES {
        print!(" {size} rules |");
    }
    println!("\n|---|{}", "---:|".repeat(SIZES.len()));
    for row in rows {
        print!("| {} |", row.name);
        for cell in &row.cells {
            print!(" {} |", cell.as_ref().map_or("-".to_owned(), |cell| shown(of(cell))));
        }
        println!();
    }
}

/// Three digits, in the unit that fits.
fn shown(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    match nanos {
        0..10_000 => format!("{nanos} ns"),
        10_000..1_000_000 => format!("{:.1} µs", duration.as_secs_f64() * 1e6),
        _ => format!("{:.1} ms", duration.as_secs_f64() * 1e3),
    }
}
