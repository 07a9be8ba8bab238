//! What a call may hold: what values weigh, and what is charged for them.
//!
//! Rhai's own limits look at one value at a time, and not at what is put into a value that lies inside another. So the
//! host keeps a bill for each call. It only grows, and bounds what the call holds at any moment:
//!
//! - What a native function makes, or makes larger, is charged where it is made: see `engine::stock`,
//!   `engine::callbacks` and `api`.
//! - What the interpreter itself copies, or makes with its built-in operators, comes out of variables (there is no
//!   `this`). So reading a variable charges its weight, and a value over a limit can no more be read. A method that is
//!   then called on the variable itself copies nothing: it gives that charge back. And of a variable that no line of the
//!   script reads as a whole, only as `list[0]` or `map.name`, at most its largest part is copied.
//! - What is written out in a script is not charged. Each place of a script has at most one value alive in each call of
//!   its function. A text of [`crate::parse::MAX_SCRIPT_BYTES`] weighs at most 16 times as much (`[],` is 3 bytes and a
//!   value of 48), and its at most 256 maps 512 bytes each: 640 KiB. With 16 calls within each other and the one that
//!   the host makes that is 10.7 MiB.
//!
//! 48 MiB and 10.7 MiB leave more than 5 MiB of the 64 MiB that no call may outgrow: for the one value that a native
//! function is still making when it is charged (at most about 250 KiB: 1,024 values, 256 entries, 16 KiB of text), for
//! the log, and for the interpreter itself.

use crate::{
    call::with_call,
    engine::{MAX_ARRAY_VALUES, MAX_MAP_ENTRIES, MAX_STRING_BYTES},
};
use rhai::{AST, ASTNode, Array, Dynamic, EvalAltResult, Expr, FnPtr, ImmutableString, Map, Position};
use std::collections::BTreeSet;

/// Most bytes on the bill of one call.
pub const MAX_BYTES: u64 = 48 * 1024 * 1024;
/// Deepest nesting of lists and maps in one value: many functions go down into a value, each with a piece of the stack.
pub const MAX_NESTING: usize = 32;
/// What an error over [`MAX_NESTING`] names.
pub const TOO_NESTED: &str = "nesting";

/// A value in its list, map or variable.
pub const SLOT_BYTES: u64 = 16;
/// What a list, map or text takes besides what is in it.
const HEAD_BYTES: u64 = 40;
/// The first node of a map, with room for eleven entries.
pub const MAP_BYTES: u64 = 464;
/// An entry in a map whose nodes are as empty as they may be.
pub const ENTRY_BYTES: u64 = 112;
const FUNCTION_BYTES: u64 = 128;
/// One of our handles.
const HANDLE_BYTES: u64 = 64;

/// The variables of a script that some line of it reads as a whole, and so may copy, by their names.
#[derive(Debug, Default)]
pub struct ReadWhole(BTreeSet<String>);

impl ReadWhole {
    /// Those of a script.
    pub fn of(ast: &AST) -> Self {
        let mut names = BTreeSet::new();
        ast.walk(&mut |path| {
            if let [before @ .., ASTNode::Expr(expr @ Expr::Variable(variable, ..))] = path
                && !matches!(before.last(), Some(ASTNode::Expr(parent)) if is_root(parent, expr))
            {
                names.insert(variable.1.to_string());
            }
            true
        });
        Self(names)
    }
    /// Whether a variable of this name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Whether an expression is what a chain such as `list[0]` begins with.
fn is_root(parent: &Expr, expr: &Expr) -> bool {
    matches!(parent, Expr::Dot(link, ..) | Expr::Index(link, ..) if std::ptr::eq(&raw const link.lhs, expr))
}

/// What a value weighs, and how large it is as Rhai's limits count.
#[derive(Debug, Default, Clone, Copy)]
pub struct Weight {
    /// Bytes of its own.
    pub bytes: u64,
    /// Bytes of these that a copy does not have.
    shared: u64,
    values: usize,
    entries: usize,
    text: usize,
    depth: usize,
    /// Bytes of a copy of its largest part.
    largest: u64,
}

impl Weight {
    /// Weighs a value.
    pub fn of(value: &Dynamic) -> Self {
        let mut weight = Self::default();
        weight.add(value, 0);
        weight
    }
    /// Weighs several.
    pub fn of_all(values: &[Dynamic]) -> Self {
        let mut weight = Self::default();
        weight.add_all(values, 0);
        weight
    }

    fn add(&mut self, value: &Dynamic, depth: usize) {
        self.depth = self.depth.max(depth);
        if value.is_int() || value.is_unit() || value.is_bool() || value.is_float() {
        } else if value.is_string() {
            let length = value.read_lock::<ImmutableString>().map_or(0, |text| text.len());
            self.text += length;
            self.bytes += HEAD_BYTES + bytes(length);
            self.shared += HEAD_BYTES;
        } else if value.is_array() {
            self.bytes += HEAD_BYTES;
            if let Some(values) = value.read_lock::<Array>() {
                let spare = SLOT_BYTES * bytes(values.capacity() - values.len());
                self.bytes += spare;
                self.shared += spare;
                self.add_all(&values, depth + 1);
            }
        } else if value.is_map() {
            self.bytes += HEAD_BYTES;
            if let Some(entries) = value.read_lock::<Map>() {
                self.entries += entries.len();
                if !entries.is_empty() {
                    self.bytes += MAP_BYTES + ENTRY_BYTES * bytes(entries.len());
                }
                for (name, value) in entries.iter() {
                    self.bytes += bytes(name.len());
                    self.add_part(value, depth + 1);
                }
            }
        } else if value.is_fnptr() {
            self.bytes += FUNCTION_BYTES + of_curried(value);
        } else {
            self.bytes += HANDLE_BYTES;
        }
    }

    fn add_all(&mut self, values: &[Dynamic], depth: usize) {
        self.values += values.len();
        self.bytes += SLOT_BYTES * bytes(values.len());
        for value in values {
            self.add_part(value, depth);
        }
    }

    fn add_part(&mut self, value: &Dynamic, depth: usize) {
        let before = self.copied();
        self.add(value, depth);
        // Parts of parts come first, and are smaller.
        self.largest = self.largest.max(self.copied() - before);
    }

    /// Bytes of a copy: it shares its texts and has no room to spare. Their letters count all the same: operators make
    /// new texts of them.
    const fn copied(&self) -> u64 {
        self.bytes - self.shared
    }

    /// Whether a variable may still be read.
    fn check(&self) -> Result<(), Box<EvalAltResult>> {
        let what = if self.depth > MAX_NESTING {
            TOO_NESTED
        } else if self.values > MAX_ARRAY_VALUES {
            "Size of array/BLOB"
        } else if self.entries > MAX_MAP_ENTRIES {
            "Size of object map"
        } else if self.text > MAX_STRING_BYTES {
            "Length of string"
        } else {
            return Ok(());
        };
        Err(EvalAltResult::ErrorDataTooLarge(what.to_owned(), Position::NONE).into())
    }
}

/// Called before a variable of this name is read; none where the name is that of a function.
///
/// # Errors
/// When the value is over a limit, or the bill is.
pub fn read(name: &str, variable: Option<&Dynamic>) -> Result<(), Box<EvalAltResult>> {
    let Some(value) = variable else { return with_call(|call| call.charge(FUNCTION_BYTES)) };
    if value.is_int() || value.is_unit() || value.is_bool() {
        return Ok(());
    }
    let weight = Weight::of(value);
    weight.check()?;
    with_call(|call| {
        let whole = value.is_string() || call.read_whole.contains(name);
        call.charge_read(address(value), if whole { weight.copied() } else { SLOT_BYTES + weight.largest })
    })
}

/// Where a value lies: tells whether a function was given a variable or a copy of it.
pub fn address(value: &Dynamic) -> usize {
    std::ptr::from_ref(value).addr()
}

/// A length as it is charged.
pub fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Scripts cannot fill in a function's first arguments, but values that came in with it are weighed all the same.
fn of_curried(value: &Dynamic) -> u64 {
    value.read_lock::<FnPtr>().map_or(0, |function| SLOT_BYTES * bytes(function.curry().len()))
}
