//! The variables that are alive at a place of the walk, and what each holds.

use super::{kind::Kind, place::Said, walk::Walk};
use rhai::Position;

/// A variable that is alive.
pub struct Local {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub at: Position,
    /// What it holds.
    pub kind: Kind,
    /// Whether anything reads it.
    pub read: bool,
    /// How it came to be.
    pub form: LocalForm,
}

/// How a variable came to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LocalForm {
    /// Of a function.
    Parameter,
    /// By `let`.
    Variable,
    /// Of a loop, or of a `catch`: it must be named even where nothing reads it.
    Named,
}

impl Walk<'_> {
    pub(super) fn leave(&mut self, depth: usize) {
        for local in self.locals.split_off(depth) {
            if local.form == LocalForm::Variable && !local.read && !local.name.starts_with('_') {
                let message = format!("`{}` is never read", local.name);
                self.warn(local.at, Said { message, label: "is never read", help: None });
            }
        }
    }

    pub(super) fn declare(&mut self, name: &str, at: Position, kind: Kind, form: LocalForm) {
        let held = self.held.get(&(self.current, name.to_owned(), at)).copied().unwrap_or(Kind::Unseen);
        let known = held.or(kind);
        self.used.all_parameters |= kind == Kind::Params && known != kind;
        self.locals.push(Local { name: name.to_owned(), at, kind: known, read: false, form });
    }

    pub(super) fn hold(&mut self, name: &str, kind: Kind) {
        let Some(local) = self.locals.iter_mut().rfind(|local| local.name == name) else { return };
        let key = (self.current, name.to_owned(), local.at);
        local.kind = local.kind.or(kind);
        let held = self.held.entry(key).or_insert(Kind::Unseen);
        let known = held.or(local.kind);
        self.learnt |= known != *held;
        *held = known;
        self.used.all_parameters |= kind == Kind::Params && known != kind;
    }

    pub(super) fn read(&mut self, name: &str, position: Position) -> Kind {
        if let Some(local) = self.locals.iter_mut().rfind(|local| local.name == name) {
            local.read = true;
            return local.kind;
        }
        self.name_of_function(name, Kind::Unknown);
        self.lone_name(name, position);
        Kind::Unknown
    }
}
