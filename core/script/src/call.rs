//! What belongs to one call of a script: its input, its operations, its bytes, its deadline, its log.
//!
//! Rhai's own operation counter starts again in every function that a native helper calls back, so the host counts for
//! itself. Callbacks of the shared engine find the running call through a scoped thread-local: a script runs on the
//! thread that asked, to its end.

use crate::{
    manifest::Limits,
    memory::{MAX_BYTES, ReadWhole},
};
use rhai::{Dynamic, EvalAltResult, Position};
use scoped_tls_hkt::scoped_thread_local;
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};
use usher_model::{Candidate, Context, HookInput, StrategyInput};

/// Most lines of a call's log; a last line then says that more were dropped.
pub const MAX_LOG_LINES: usize = 20;
/// Most characters of a line of a call's log.
pub const MAX_LOG_CHARS: usize = 200;

/// Asking for the time reads a clock, so it is asked once in so many operations. One operation works on at most a few
/// thousand values, so this many stay well under a millisecond.
const OPERATIONS_A_DEADLINE_CHECK: u64 = 16;
/// A step of a native function takes some nanoseconds, an operation of a script some hundred.
const STEPS_AN_OPERATION: usize = 1_000;

/// Why a call was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Too many operations.
    Operations,
    /// Too much time.
    Deadline,
    /// Too many bytes.
    Memory,
}

/// What a call is about, besides what every call knows.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// Candidates to order.
    Strategy(&'a StrategyInput<'a>),
    /// Nothing more: predicates, computes and expressions only look.
    Look,
    /// An event.
    Hook(&'a HookInput<'a>),
}

/// Sets the chance of one use of an offer apart from that of all others in the same decision, which has one seed: two
/// predicates that both ask `random() < 0.5` are two coins and not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// By what a use is called: its name with its parameters, or its text. The same on every machine and in every
    /// version, for a decision that is replayed draws as it drew.
    pub fn of(key: &str) -> Self {
        // FNV-1a, and then spread: keys that differ in their last letter only must differ in all bits.
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(spread(key.bytes().fold(0xcbf2_9ce4_8422_2325, hash)))
    }
    /// What every call knows, with the seed of this use's own chance.
    #[must_use]
    pub const fn within<'a>(self, context: &Context<'a>) -> Context<'a> {
        Context { seed: context.seed ^ self.0, ..*context }
    }
}

/// One call.
pub struct Call<'a> {
    /// What every call knows.
    pub context: Context<'a>,
    /// What this one is about.
    pub input: Input<'a>,
    /// The parameters that the rule gave.
    pub params: &'a rhai::Map,
    /// The variables that the script may copy.
    pub read_whole: &'a ReadWhole,
    limits: Limits,
    began: Cell<Duration>,
    operations: Cell<u64>,
    bytes: Cell<u64>,
    /// The variable that was read last, by its address, and what that was charged.
    read: Cell<(usize, u64)>,
    stopped: Cell<Option<Stop>>,
    took_turn: Cell<Turn>,
    random: Cell<u64>,
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
    pub const fn new(
        context: Context<'a>,
        input: Input<'a>,
        params: &'a rhai::Map,
        read_whole: &'a ReadWhole,
        limits: Limits,
    ) -> Self {
        Self {
            context,
            input,
            params,
            read_whole,
            limits,
            began: Cell::new(Duration::ZERO),
            operations: Cell::new(0),
            bytes: Cell::new(0),
            read: Cell::new((0, 0)),
            stopped: Cell::new(None),
            took_turn: Cell::new(Turn::Untouched),
            random: Cell::new(context.seed),
            log: RefCell::new(Vec::new()),
        }
    }
    /// Runs a script under this call, which begins now.
    pub fn run<R>(&self, script: impl FnOnce() -> R) -> R {
        self.began.set((self.context.elapsed)());
        CALL.set(self, script)
    }
    /// The candidates; none where the call is not about any.
    pub fn candidates(&self) -> &'a [Candidate] {
        match self.input {
            Input::Strategy(input) => input.candidates,
            Input::Look | Input::Hook(_) => &[],
        }
    }
    /// Why it was stopped, if it was: a script may swallow a termination, so this counts and not its result.
    pub const fn stopped(&self) -> Option<Stop> {
        self.stopped.get()
    }
    /// How much it may use.
    pub const fn limits(&self) -> Limits {
        self.limits
    }
    /// Operations used.
    pub const fn operations(&self) -> u64 {
        self.operations.get()
    }
    /// Time since it began.
    pub fn time(&self) -> Duration {
        (self.context.elapsed)().saturating_sub(self.began.get())
    }
    /// Whether the group's turn was taken.
    pub const fn turn(&self) -> Turn {
        self.took_turn.get()
    }
    /// Takes the group's turn.
    pub fn take_turn(&self) {
        self.took_turn.set(Turn::Taken);
    }
    /// The next number of the seed's sequence: the same seed gives the same numbers.
    pub fn random(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        spread(state)
    }
    /// Counts what a native function is about to do, where that may be much: an operation for a thousand steps.
    ///
    /// # Errors
    /// When there were too many operations, or the time is over.
    pub fn work(&self, steps: usize) -> Result<(), Box<EvalAltResult>> {
        let operations = u64::try_from(steps / STEPS_AN_OPERATION).unwrap_or(u64::MAX);
        if operations > 0 && self.stopped.get().is_none() {
            let operations = self.operations.get().saturating_add(operations);
            self.operations.set(operations.min(self.limits.operations));
            if operations > self.limits.operations {
                self.stopped.set(Some(Stop::Operations));
            } else if self.time() > self.limits.time {
                self.stopped.set(Some(Stop::Deadline));
            }
        }
        match self.stopped.get() {
            Some(_) => Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into()),
            None => Ok(()),
        }
    }
    /// Counts bytes that the script is handed, or is about to be. What is handed out is never given back: so the sum
    /// bounds what the script can hold.
    ///
    /// # Errors
    /// When there were too many. The call is then over, whatever the script does with the error.
    pub fn charge(&self, bytes: u64) -> Result<(), Box<EvalAltResult>> {
        let bytes = self.bytes.get().saturating_add(bytes);
        self.bytes.set(bytes);
        if bytes <= MAX_BYTES {
            return Ok(());
        }
        if self.stopped.get().is_none() {
            self.stopped.set(Some(Stop::Memory));
        }
        // A termination, which `catch` of a script does not take.
        Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into())
    }
    /// Charges the reading of a variable: the script may copy it.
    ///
    /// # Errors
    /// When there were too many bytes.
    pub fn charge_read(&self, address: usize, bytes: u64) -> Result<(), Box<EvalAltResult>> {
        self.read.set((address, bytes));
        self.charge(bytes)
    }
    /// Takes the last charge back, where it was this variable that was read last: a function was given it without a copy.
    /// Every operation in between settles the charge, because values come and go at the same address.
    pub fn give_back_read(&self, address: usize) {
        let (read, bytes) = self.read.take();
        if read == address {
            self.bytes.set(self.bytes.get().saturating_sub(bytes));
        }
    }
    /// Writes a line into the log.
    pub fn log(&self, line: &str) {
        let mut log = self.log.borrow_mut();
        match log.len() {
            lines if lines < MAX_LOG_LINES => log.push(cut(line)),
            MAX_LOG_LINES => log.push("(further lines were dropped)".to_owned()),
            _ => {}
        }
    }
    /// Lines logged.
    pub fn into_log(self) -> Vec<String> {
        self.log.into_inner()
    }

    fn tick(&self) -> Option<Stop> {
        if let Some(stop) = self.stopped.get() {
            return Some(stop);
        }
        self.read.set((0, 0));
        let operations = self.operations.get() + 1;
        let stop = if operations > self.limits.operations {
            Stop::Operations
        } else {
            self.operations.set(operations);
            if !operations.is_multiple_of(OPERATIONS_A_DEADLINE_CHECK) || self.time() <= self.limits.time {
                return None;
            }
            Stop::Deadline
        };
        self.stopped.set(Some(stop));
        Some(stop)
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
    with_call(|call| call.log(line));
}

/// The last step of `SplitMix64`: every bit of what goes in changes about half of those that come out.
const fn spread(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn cut(line: &str) -> String {
    let mut places = line.char_indices().skip(MAX_LOG_CHARS - 1);
    match (places.next(), places.next()) {
        (Some((end, _)), Some(_)) => format!("{}…", &line[..end]),
        _ => line.to_owned(),
    }
}
