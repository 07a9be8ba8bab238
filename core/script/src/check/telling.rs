//! What a walk tells: problems at their places, and what the script names of the rules.

use super::{
    place::{self, Said},
    softened,
    walk::{Voice, Walk},
};
use crate::manifest::ScriptProblem;
use rhai::Position;
use usher_model::EffectKind;

impl Walk<'_> {
    /// What was told.
    pub fn into_problems(self) -> Vec<ScriptProblem> {
        self.problems
    }

    /// How many problems were told, while they are told at all.
    pub(super) fn told(&self) -> Option<usize> {
        (self.voice == Voice::Aloud).then_some(self.problems.len())
    }
    /// Something of the rules that the script names.
    pub(super) fn name(&mut self, what: EffectKind, id: &str, at: Position) {
        if self.voice == Voice::Aloud {
            self.used.named.push(place::named(self.file, self.text, at, what, id));
        }
    }
    /// Tells an error.
    pub fn tell(&mut self, position: Position, said: Said) {
        if self.voice == Voice::Aloud {
            self.problems.push(place::problem(self.file, self.text, position, said.message, said.label, said.help));
        }
    }
    /// Tells a warning.
    pub fn warn(&mut self, position: Position, said: Said) {
        if self.voice == Voice::Aloud {
            let problem = place::problem(self.file, self.text, position, said.message, said.label, said.help);
            self.problems.push(softened(problem));
        }
    }
}
