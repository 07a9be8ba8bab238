//! What a script sees of the candidates and the facts, and the helpers on them.
//!
//! A script holds handles: an order of indices into the call's candidates, never the candidates themselves. So a chain of
//! helpers over a thousand agents costs microseconds, and nothing is copied into the script that it does not ask for.

use crate::{
    call::{Call, on_print, with_call},
    field::{self, Filter, NumberField, Operand},
};
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Position};
use std::sync::Arc;
use usher_model::{Candidate, Value};

/// Some of the call's candidates, in an order: what `candidates` is in a script.
#[derive(Debug, Clone)]
pub struct Candidates(Arc<Vec<u32>>);

/// One of the call's candidates: what `for c in candidates` gives.
#[derive(Debug, Clone, Copy)]
pub struct One(u32);

/// The call's facts: what `facts` is in a script.
#[derive(Debug, Clone, Copy)]
pub struct FactsHandle;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

impl Candidates {
    /// All candidates of a call, in order of agent id.
    pub fn all(call: &Call<'_>) -> Self {
        Self(Arc::new((0..u32::try_from(call.input.candidates.len()).unwrap_or(u32::MAX)).collect()))
    }
    /// Indices into the call's candidates, in this order.
    pub fn order(&self) -> &[u32] {
        &self.0
    }

    fn keep(&self, wanted: impl Fn(&Candidate) -> bool) -> Self {
        with_call(|call| {
            let all = call.input.candidates;
            Self(Arc::new(self.0.iter().copied().filter(|at| wanted(&all[*at as usize])).collect()))
        })
    }

    fn available(&mut self) -> Self {
        self.keep(Candidate::is_eligible)
    }

    #[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
    fn filter(&mut self, field: &str, op: &str, operand: Dynamic) -> Fallible<Self> {
        let type_name = operand.type_name();
        let text = operand.read_lock::<ImmutableString>();
        let operand = match (operand.as_int(), &text) {
            (Ok(number), _) => Operand::Number(number),
            (_, Some(text)) => Operand::Text(text),
            _ => Operand::Other(type_name),
        };
        let filter = Filter::parse(field, op, &operand).map_err(raise)?;
        Ok(self.keep(|candidate| filter.holds(candidate)))
    }

    fn least(&mut self, field: &str) -> Fallible<Self> {
        let field = NumberField::parse(field).map_err(raise)?;
        Ok(self.sorted(|candidate| field.of(candidate)))
    }

    fn most(&mut self, field: &str) -> Fallible<Self> {
        let field = NumberField::parse(field).map_err(raise)?;
        // The complement reverses the order and, unlike the negative, cannot overflow.
        Ok(self.sorted(|candidate| !field.of(candidate)))
    }

    /// Sorts by a key, lowest first; equals keep their order, so that a chain of sorts works from last to first.
    fn sorted(&self, key: impl Fn(&Candidate) -> i64) -> Self {
        with_call(|call| {
            let all = call.input.candidates;
            let keyed: Vec<(i64, u32)> = self.0.iter().map(|at| (key(&all[*at as usize]), *at)).collect();
            Self(Arc::new(in_order_of_keys(keyed)))
        })
    }

    /// Those who may take a session, beginning behind whoever took the last turn, in a ring in order of agent id.
    fn next_in_turn(&mut self) -> Self {
        with_call(|call| {
            call.take_turn();
            let all = call.input.candidates;
            let mut ring: Vec<u32> = self.0.iter().copied().filter(|at| all[*at as usize].is_eligible()).collect();
            ring.sort_unstable();
            if let Some(cursor) = call.input.cursor {
                let behind = all.partition_point(|candidate| candidate.id() <= cursor);
                let start = ring.partition_point(|at| (*at as usize) < behind);
                ring.rotate_left(start);
            }
            Self(Arc::new(ring))
        })
    }

    /// In a random order that the decision's seed repeats.
    fn shuffled(&mut self) -> Self {
        let mut state = with_call(|call| call.input.seed);
        let mut order = self.0.as_ref().clone();
        for last in (1..order.len()).rev() {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            let bound = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
            order.swap(last, usize::try_from(mixed % bound).unwrap_or(0));
        }
        Self(Arc::new(order))
    }

    fn first(&mut self) -> Self {
        self.first_few(1)
    }

    fn first_few(&mut self, count: i64) -> Self {
        let count = usize::try_from(count).unwrap_or(0).min(self.0.len());
        Self(Arc::new(self.0[..count].to_vec()))
    }

    fn count(&mut self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    fn is_empty(&mut self) -> bool {
        self.0.is_empty()
    }

    fn ids(&mut self) -> Array {
        with_call(|call| {
            self.0
                .iter()
                .map(|at| Dynamic::from(call.input.candidates[*at as usize].id().as_str().to_owned()))
                .collect()
        })
    }

    fn at(&mut self, index: i64) -> Fallible<One> {
        let found = usize::try_from(index).ok().and_then(|index| self.0.get(index)).map(|at| One(*at));
        let missing = || format!("there is no candidate {index}: the list has {}, counted from 0", self.0.len());
        found.ok_or_else(|| raise(missing()).into())
    }
}

impl IntoIterator for Candidates {
    type Item = One;
    type IntoIter = std::vec::IntoIter<One>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|at| One(*at)).collect::<Vec<_>>().into_iter()
    }
}

impl One {
    /// Its index in the call's candidates.
    pub const fn index(self) -> u32 {
        self.0
    }

    fn look<R>(self, look: impl FnOnce(&Candidate) -> R) -> R {
        with_call(|call| look(&call.input.candidates[self.0 as usize]))
    }

    /// Whole seconds since the last assignment, or nothing where there was none.
    fn idle_seconds(self) -> Dynamic {
        with_call(|call| match call.input.candidates[self.0 as usize].last_assigned {
            None => Dynamic::UNIT,
            Some(last) => i64::try_from(call.input.now.since(last).as_secs()).unwrap_or(i64::MAX).into(),
        })
    }
}

/// Registers what scripts may ask of candidates and facts.
pub fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Candidates>("candidates")
        .register_fn("available", Candidates::available)
        .register_fn("where", Candidates::filter)
        .register_fn("least", Candidates::least)
        .register_fn("most", Candidates::most)
        .register_fn("next_in_turn", Candidates::next_in_turn)
        .register_fn("shuffled", Candidates::shuffled)
        .register_fn("first", Candidates::first)
        .register_fn("first", Candidates::first_few)
        .register_fn("count", Candidates::count)
        .register_fn("is_empty", Candidates::is_empty)
        .register_fn("ids", Candidates::ids)
        .register_get("group", |_: &mut Candidates| with_call(|call| call.input.group.as_str().to_owned()))
        .register_indexer_get(Candidates::at)
        .register_iterator::<Candidates>();
    engine
        .register_type_with_name::<One>("candidate")
        .register_get("id", |one: &mut One| one.look(|candidate| candidate.id().as_str().to_owned()))
        .register_get("load", |one: &mut One| one.look(|candidate| NumberField::Load.of(candidate)))
        .register_get("capacity", |one: &mut One| one.look(|candidate| NumberField::Capacity.of(candidate)))
        .register_get("room", |one: &mut One| one.look(|candidate| NumberField::Room.of(candidate)))
        .register_get("is_available", |one: &mut One| one.look(Candidate::is_eligible))
        .register_get("idle_seconds", |one: &mut One| one.idle_seconds())
        .register_fn("level", |one: &mut One, skill: &str| one.look(|candidate| field::level(candidate, skill)))
        .register_fn("speaks", |one: &mut One, tag: &str| one.look(|candidate| field::speaks(candidate, tag)))
        .register_fn("in_department", |one: &mut One, id: &str| {
            one.look(|candidate| field::in_department(candidate, id))
        });
    engine
        .register_type_with_name::<FactsHandle>("facts")
        .register_indexer_get(|_: &mut FactsHandle, name: &str| {
            with_call(|call| call.input.facts.get(name).map_or(Dynamic::UNIT, to_dynamic))
        })
        .register_fn("contains", |_: &mut FactsHandle, name: &str| {
            with_call(|call| call.input.facts.get(name).is_some())
        });
    engine.register_fn("log", on_print);
}

/// Stable; counts where the keys lie close together, as loads and levels do, which takes one pass instead of a sort.
fn in_order_of_keys(mut keyed: Vec<(i64, u32)>) -> Vec<u32> {
    let lowest = keyed.iter().map(|(key, _)| *key).min().unwrap_or(0);
    let highest = keyed.iter().map(|(key, _)| *key).max().unwrap_or(0);
    let spread = highest.checked_sub(lowest).and_then(|spread| usize::try_from(spread).ok());
    match spread {
        Some(spread) if spread <= 2 * keyed.len() => {
            let slot = |key: i64| usize::try_from(key - lowest).expect("no key is below the lowest");
            let mut starts = vec![0_u32; spread + 2];
            for (key, _) in &keyed {
                starts[slot(*key) + 1] += 1;
            }
            for at in 1..starts.len() {
                starts[at] += starts[at - 1];
            }
            let mut order = vec![0; keyed.len()];
            for (key, at) in keyed {
                let start = &mut starts[slot(key)];
                order[*start as usize] = at;
                *start += 1;
            }
            order
        }
        _ => {
            keyed.sort_by_key(|(key, _)| *key);
            keyed.into_iter().map(|(_, at)| at).collect()
        }
    }
}

fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.as_ref().to_owned().into(),
        Value::List(values) => values.iter().map(to_dynamic).collect::<Array>().into(),
    }
}

fn raise(message: String) -> EvalAltResult {
    EvalAltResult::ErrorRuntime(message.into(), Position::NONE)
}
