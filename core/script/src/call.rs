//! What belongs to one call of a script: its input, its operations, its deadline, its log.
//!
//! Rhai's own operation counter starts again in every function that a native helper calls back, so the host counts for
//! itself. Callbacks of the shared engine find the running call through a scoped thread-local: a script runs on the
//! thread that asked, to its end.

use rhai::Dynamic;
use scoped_tls_hkt::scoped_thread_local;
use std::cell::{Cell, RefCell};
use usher_model::StrategyInput;

/// Most operations of one call: about ten milliseconds of plain script.
pub const MAX_OPERATIONS: u64 = 100_000;
/// Most lines of a call's log; a last line then says that more were dropped.
pub const MAX_LOG_LINES: usize = 20;
/// Most characters of a line of a call's log.
pub const MAX_LOG_CHARS: usize = 200;

/// Asking for the deadline reads a clock, so it is asked once in so many operations. One operation works on at most a
/// few thousand values, so this many stay well under a millisecond.
const OPERATIONS_A_DEADLINE_CHECK: u64 = 16;

/// Why a call was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Too many operations.
    Operations,
    /// Too much time.
    Deadline,
}

/// One call.
pub struct Call<'a> {
    /// What the strategy was asked with.
    pub input: &'a StrategyInput<'a>,
    operations: Cell<u64>,
    stopped: Cell<Option<Stop>>,
    took_turn: Cell<Turn>,
    log: RefCell<Vec<String>>,
}

/// Whether a call took its group's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nobody asked whose turn it is.
    Untouched,
    /// The script did.
    Taken,
}

scoped_thread_local!(static CALL: for<'a> &'a Call<'a>);

impl<'a> Call<'a> {
    /// A call that has not begun.
    pub const fn new(input: &'a StrategyInput<'a>) -> Self {
        Self {
            input,
            operations: Cell::new(0),
            stopped: Cell::new(None),
            took_turn: Cell::new(Turn::Untouched),
            log: RefCell::new(Vec::new()),
        }
    }
    /// Runs a script under this call.
    pub fn run<R>(&self, script: impl FnOnce() -> R) -> R {
        CALL.set(self, script)
    }
    /// Why it was stopped, if it was: a script may swallow a termination, so this counts and not its result.
    pub const fn stopped(&self) -> Option<Stop> {
        self.stopped.get()
    }
    /// Operations used.
    pub const fn operations(&self) -> u64 {
        self.operations.get()
    }
    /// Whether the group's turn was taken.
    pub const fn turn(&self) -> Turn {
        self.took_turn.get()
    }
    /// Takes the group's turn.
    pub fn take_turn(&self) {
        self.took_turn.set(Turn::Taken);
    }
    /// Lines logged.
    pub fn into_log(self) -> Vec<String> {
        self.log.into_inner()
    }

    fn tick(&self) -> Option<Stop> {
        if let Some(stop) = self.stopped.get() {
            return Some(stop);
        }
        let operations = self.operations.get() + 1;
        let stop = if operations > MAX_OPERATIONS {
            Stop::Operations
        } else {
            self.operations.set(operations);
            if !operations.is_multiple_of(OPERATIONS_A_DEADLINE_CHECK) || !(self.input.expired)() {
                return None;
            }
            Stop::Deadline
        };
        self.stopped.set(Some(stop));
        Some(stop)
    }

    fn write(&self, line: &str) {
        let mut log = self.log.borrow_mut();
        match log.len() {
            lines if lines < MAX_LOG_LINES => log.push(cut(line)),
            MAX_LOG_LINES => log.push("(further lines were dropped)".to_owned()),
            _ => {}
        }
    }
}

/// Looks at the running call.
pub fn with_call<R>(look: impl FnOnce(&Call<'_>) -> R) -> R {
    CALL.with(|call| look(call))
}

/// Counts one operation; a value stops the script.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself is for one lifetime only")]
pub fn on_progress(_operations: u64) -> Option<Dynamic> {
    with_call(|call| call.tick()).map(|_| Dynamic::UNIT)
}

/// Writes a line into the call's log.
pub fn on_print(line: &str) {
    with_call(|call| call.write(line));
}

fn cut(line: &str) -> String {
    let mut places = line.char_indices().skip(MAX_LOG_CHARS - 1);
    match (places.next(), places.next()) {
        (Some((end, _)), Some(_)) => format!("{}…", &line[..end]),
        _ => line.to_owned(),
    }
}
