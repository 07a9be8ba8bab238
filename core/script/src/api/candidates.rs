//! What a script sees of the candidates together, and the helpers that choose and order them.
//!
//! A script holds handles: an order of indices into the call's candidates, never the candidates themselves. So a chain of
//! helpers over a thousand agents costs microseconds, and nothing is copied into the script that it does not ask for.

use super::{
    Fallible, One,
    field::{Filter, NumberField, Operand},
    handed, order, raise,
    record::RecordHandle,
    registry::{Described, Registry},
    weighing,
};
use crate::call::{Call, Input, with_call};
use rhai::{Array, Dynamic, ImmutableString};
use std::sync::Arc;
use usher_model::Candidate;

/// Some of the call's candidates, in an order: what `candidates` is in a script.
#[derive(Debug, Clone)]
pub struct Candidates(Arc<Vec<u32>>);

/// Bytes of one candidate in a handle.
const ENTRY_BYTES: u64 = 4;

impl Candidates {
    /// All candidates of a call, in order of agent id.
    pub fn all(call: &Call<'_>) -> Self {
        Self(Arc::new((0..u32::try_from(call.candidates().len()).unwrap_or(u32::MAX)).collect()))
    }
    /// Indices into the call's candidates, in this order.
    pub fn order(&self) -> &[u32] {
        &self.0
    }

    /// A new selection, charged to the call.
    ///
    /// # Errors
    /// When the call was handed too much.
    pub fn hand_out(call: &Call<'_>, order: Vec<u32>) -> Fallible<Self> {
        call.charge(ENTRY_BYTES * handed::bytes(order.len()) + 32)?;
        Ok(Self(Arc::new(order)))
    }

    fn keep(&self, wanted: impl Fn(&Candidate) -> bool) -> Fallible<Self> {
        with_call(|call| {
            let all = call.candidates();
            Self::hand_out(call, self.0.iter().copied().filter(|at| wanted(&all[*at as usize])).collect())
        })
    }

    fn available(&mut self) -> Fallible<Self> {
        self.keep(Candidate::is_eligible)
    }

    fn with_room(&mut self) -> Fallible<Self> {
        self.keep(|candidate| candidate.load < candidate.capacity)
    }

    #[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
    fn filter(&mut self, field: &str, op: &str, operand: Dynamic) -> Fallible<Self> {
        let text = operand.read_lock::<ImmutableString>();
        let value = match (operand.as_int(), &text) {
            (Ok(number), _) => Operand::Number(number),
            (_, Some(text)) => Operand::Text(text),
            _ => Operand::Other(handed::words(&operand)),
        };
        let filter = Filter::parse(field, op, &value).map_err(raise)?;
        self.keep(|candidate| filter.holds(candidate))
    }

    fn least(&mut self, field: &str) -> Fallible<Self> {
        let field = NumberField::parse(field).map_err(raise)?;
        self.sorted(|candidate| field.of(candidate))
    }

    fn most(&mut self, field: &str) -> Fallible<Self> {
        let field = NumberField::parse(field).map_err(raise)?;
        // The complement reverses the order and, unlike the negative, cannot overflow.
        self.sorted(|candidate| !field.of(candidate))
    }

    fn sorted(&self, key: impl Fn(&Candidate) -> i64) -> Fallible<Self> {
        with_call(|call| {
            let all = call.candidates();
            Self::hand_out(call, order::by_key(self.0.iter().map(|at| (key(&all[*at as usize]), *at)).collect()))
        })
    }

    #[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
    fn owner_of(&mut self, record: Dynamic) -> Fallible<Self> {
        if record.is_unit() {
            return with_call(|call| Self::hand_out(call, Vec::new()));
        }
        let Some(handle) = record.read_lock::<RecordHandle>() else {
            let given = handed::words(&record);
            return Err(raise(format!("`owner_of` takes a record such as `records.account`, not {given}")));
        };
        with_call(|call| {
            let all = call.candidates();
            let Some(record) = handle.of(call) else { return Self::hand_out(call, Vec::new()) };
            let Some(owner) = &record.owner else {
                call.log(&format!("owner_of: {} `{}` has no owner", handle.object(), record.id));
                return Self::hand_out(call, Vec::new());
            };
            let found = all.binary_search_by(|candidate| candidate.id().cmp(owner));
            if found.is_err() {
                let (object, id, group) = (handle.object(), &record.id, in_words(call));
                call.log(&format!("owner_of: {object} `{id}` belongs to `{owner}`, who is not in {group}"));
            }
            let found = found.ok().and_then(|at| u32::try_from(at).ok());
            Self::hand_out(call, self.0.iter().copied().filter(|at| Some(*at) == found).collect())
        })
    }

    /// Those who may take a session, beginning behind whoever took the last turn, in a ring in order of agent id.
    fn next_in_turn(&mut self) -> Fallible<Self> {
        with_call(|call| {
            call.take_turn();
            let all = call.candidates();
            let mut ring: Vec<u32> = self.0.iter().copied().filter(|at| all[*at as usize].is_eligible()).collect();
            ring.sort_unstable();
            if let Input::Strategy(input) = call.input
                && let Some(cursor) = input.cursor
            {
                let behind = all.partition_point(|candidate| candidate.id() <= cursor);
                let start = ring.partition_point(|at| (*at as usize) < behind);
                ring.rotate_left(start);
            }
            Self::hand_out(call, ring)
        })
    }

    fn shuffled(&mut self) -> Fallible<Self> {
        with_call(|call| Self::hand_out(call, order::shuffled(self.0.as_ref().clone(), || call.random())))
    }

    fn first(&mut self) -> Fallible<Self> {
        self.first_few(1)
    }

    fn first_few(&mut self, count: i64) -> Fallible<Self> {
        let count = usize::try_from(count).unwrap_or(0).min(self.0.len());
        with_call(|call| Self::hand_out(call, self.0[..count].to_vec()))
    }

    #[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
    fn then(&mut self, other: Self) -> Fallible<Self> {
        with_call(|call| {
            call.work(self.0.len() + other.0.len())?;
            let mut order = self.0.as_ref().clone();
            let mut named = vec![false; call.candidates().len()];
            for at in &order {
                named[*at as usize] = true;
            }
            order.extend(other.0.iter().filter(|at| !named[**at as usize]));
            Self::hand_out(call, order)
        })
    }

    fn count(&mut self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    fn is_empty(&mut self) -> bool {
        self.0.is_empty()
    }

    fn ids(&mut self) -> Fallible<Array> {
        with_call(|call| {
            let all = call.candidates();
            handed::texts(call, self.0.iter().map(|at| all[*at as usize].id().as_str()))
        })
    }

    fn at(&mut self, index: i64) -> Fallible<One> {
        let found = usize::try_from(index).ok().and_then(|index| self.0.get(index)).map(|at| One::new(*at));
        with_call(|call| handed::handles(call, 1))?;
        found.ok_or_else(|| {
            raise(format!("there is no candidate {index}: the list has {}, counted from 0", self.0.len()))
        })
    }
}

impl IntoIterator for Candidates {
    type Item = One;
    type IntoIter = std::vec::IntoIter<One>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|at| One::new(*at)).collect::<Vec<_>>().into_iter()
    }
}

fn group<'a>(call: &Call<'a>) -> Option<&'a str> {
    match call.input {
        Input::Strategy(input) => Some(input.group.as_str()),
        Input::Look | Input::Hook(_) => None,
    }
}

/// The group, as a message names it.
pub fn in_words(call: &Call<'_>) -> String {
    group(call).map_or_else(|| "the group".to_owned(), |group| format!("group `{group}`"))
}

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry.kind::<Candidates>("candidates").iterator::<Candidates>();
    registry
        .add(
            Described {
                signature: "candidates.available() -> candidates",
                doc: "Those who may be given the session: online, connected, and with room.",
                example: "candidates.available()",
            },
            Candidates::available,
        )
        .add(
            Described {
                signature: "candidates.with_room() -> candidates",
                doc: "Those whose load is below their capacity, whether or not they are available now.",
                example: "candidates.with_room().count()",
            },
            Candidates::with_room,
        )
        .add(
            Described {
                signature: "candidates.where(field: text, op: text, value: text or integer) -> candidates",
                doc: "Those of whom it holds. Number fields compare by `eq`, `ne`, `lt`, `lte`, `gt`, `gte`; `skill` and `language` by `has` and `lacks`; `department` and `id` by `is` and `is_not`.",
                example: "candidates.where(\"skill\", \"has\", \"returns\")",
            },
            Candidates::filter,
        )
        .add(
            Described {
                signature: "candidates.least(field: text) -> candidates",
                doc: "In order of a number field, lowest first; equals keep their order.",
                example: "candidates.available().least(\"load\")",
            },
            Candidates::least,
        )
        .add(
            Described {
                signature: "candidates.most(field: text) -> candidates",
                doc: "In order of a number field, highest first; equals keep their order.",
                example: "candidates.available().most(\"skill:returns\")",
            },
            Candidates::most,
        )
        .add(
            Described {
                signature: "candidates.owner_of(record: record or ()) -> candidates",
                doc: "The one in charge of a record: one candidate, or none. Where the record has no owner, or the owner is not in the group, a line of the log says so.",
                example: "candidates.owner_of(records.account)",
            },
            Candidates::owner_of,
        )
        .add(
            Described {
                signature: "candidates.next_in_turn() -> candidates",
                doc: "Those who may be given the session, one after the other: beginning behind whoever took the group's last turn.",
                example: "candidates.next_in_turn()",
            },
            Candidates::next_in_turn,
        )
        .add(
            Described {
                signature: "candidates.shuffled() -> candidates",
                doc: "In random order, from the decision's seed.",
                example: "candidates.available().shuffled()",
            },
            Candidates::shuffled,
        )
        .add(
            Described {
                signature: "candidates.then(other: candidates) -> candidates",
                doc: "These, then those: the others follow behind, each agent once.",
                example: "candidates.owner_of(records.account).then(candidates.available().least(\"load\"))",
            },
            Candidates::then,
        );
    weighing::register(registry);
    register_looks(registry);
}

/// What tells something of the candidates and leaves them as they are.
fn register_looks(registry: &mut Registry<'_>) {
    registry
        .add(
            Described {
                signature: "candidates.first() -> candidates",
                doc: "The first one only, or none.",
                example: "candidates.available().first()",
            },
            Candidates::first,
        )
        .add(
            Described {
                signature: "candidates.first(count: integer) -> candidates",
                doc: "So many from the front.",
                example: "candidates.available().first(3)",
            },
            Candidates::first_few,
        )
        .add(
            Described {
                signature: "candidates.count() -> integer",
                doc: "How many there are.",
                example: "candidates.available().count()",
            },
            Candidates::count,
        )
        .add(
            Described {
                signature: "candidates.is_empty() -> bool",
                doc: "Whether there is none.",
                example: "candidates.available().is_empty()",
            },
            Candidates::is_empty,
        )
        .add(
            Described {
                signature: "candidates.ids() -> list of texts",
                doc: "Their ids. A list holds at most 1,024.",
                example: "candidates.ids()",
            },
            Candidates::ids,
        )
        .add(
            Described {
                signature: "candidates.group -> text",
                doc: "The id of the group that serves.",
                example: "candidates.group == \"care\"",
            },
            |_: &mut Candidates| with_call(|call| handed::optional(call, group(call))),
        )
        .add(
            Described {
                signature: "candidates[index: integer] -> candidate",
                doc: "One of them, counted from 0. `for candidate in candidates { … }` goes through all.",
                example: "candidates[0]",
            },
            Candidates::at,
        );
}
