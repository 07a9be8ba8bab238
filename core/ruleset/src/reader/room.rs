//! How many problems are shown: so many of one file, so many of a whole tree. The others are counted. And how many
//! regular expressions and schemas are held, which are small to write and large to hold.
//!
//! Errors and warnings have room of their own: doubts must not keep out what is wrong, nor count as such.

use crate::{Severity, limits};
use std::{cell::Cell, rc::Rc};

/// What a tree has room for, shared by the readers of its files.
#[derive(Debug, Default)]
pub(crate) struct TreeRoom {
    errors: Cell<usize>,
    warnings: Cell<usize>,
    /// Bytes of regular expressions.
    patterns: Cell<usize>,
    /// Schemas within the schemas of parameters, each counted.
    schemas: Cell<usize>,
    /// Names that a wrong one was compared with.
    compared: Cell<usize>,
}

/// What one file has room for.
#[derive(Debug, Default)]
pub(crate) struct Room {
    tree: Rc<TreeRoom>,
    errors: Taken,
    warnings: Taken,
}

#[derive(Debug, Default)]
struct Taken {
    shown: usize,
    unshown: usize,
}

impl Room {
    /// Of a file of a tree.
    pub fn within(tree: &Rc<TreeRoom>) -> Self {
        Self { tree: Rc::clone(tree), ..Self::default() }
    }

    /// Whether a problem would only be counted.
    pub fn is_full(&self, severity: Severity) -> bool {
        self.of(severity).shown >= limits::PROBLEMS || self.tree.of(severity).get() >= limits::TREE_PROBLEMS
    }

    /// Takes room for a problem, or counts it where there is none.
    pub fn take(&mut self, severity: Severity) -> bool {
        let is_full = self.is_full(severity);
        let taken = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if is_full {
            taken.unshown += 1;
        } else {
            taken.shown += 1;
            let in_all = self.tree.of(severity);
            in_all.set(in_all.get() + 1);
        }
        !is_full
    }

    /// How many were only counted.
    pub fn unshown(&self, severity: Severity) -> usize {
        self.of(severity).unshown
    }

    /// Whether more regular expressions can be held.
    pub fn holds_patterns(&self) -> bool {
        self.tree.patterns.get() < limits::PATTERN_BYTES
    }

    /// Whether a wrong name may be compared with so many more.
    pub fn compare(&self, names: usize) -> bool {
        let compared = self.tree.compared.get();
        self.tree.compared.set(compared.saturating_add(names));
        compared < limits::COMPARED
    }

    /// Takes room for a schema, if there is any.
    pub fn hold_schema(&self) -> bool {
        let schemas = self.tree.schemas.get();
        self.tree.schemas.set(schemas + 1);
        schemas < limits::SCHEMAS
    }

    /// Notes that one is held.
    pub fn hold_pattern(&self, bytes: usize) {
        self.tree.patterns.set(self.tree.patterns.get() + bytes);
    }

    fn of(&self, severity: Severity) -> &Taken {
        match severity {
            Severity::Error => &self.errors,
            Severity::Warning => &self.warnings,
        }
    }
}

impl TreeRoom {
    fn of(&self, severity: Severity) -> &Cell<usize> {
        match severity {
            Severity::Error => &self.errors,
            Severity::Warning => &self.warnings,
        }
    }
}
