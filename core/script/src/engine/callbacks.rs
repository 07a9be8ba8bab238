//! Functions on lists and maps that call a function of the script for each value: `list.map(|x| x + 1)`.
//!
//! Rhai's own would run uncounted, hand out values by `this`, and some of them swallow the errors of what they call.

use crate::{
    call::with_call,
    memory::{SLOT_BYTES, Weight},
};
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, INT, Map, NativeCallContext, Position};

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// Registers them.
pub fn register(engine: &mut Engine) {
    register_looks(engine);
    register_changes(engine);
    register_orders(engine);
}

/// What gives something without changing the list.
fn register_looks(engine: &mut Engine) {
    engine
        .register_fn("map", |context: NativeCallContext, list: &mut Array, mapper: FnPtr| {
            let each = Each::of(&context, "map", &mapper, list)?;
            let mut mapped = Array::new();
            for at in 0..list.len() {
                keep(&mut mapped, each.call(list, at)?)?;
            }
            Ok::<_, Box<EvalAltResult>>(mapped)
        })
        .register_fn("filter", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            let each = Each::of(&context, "filter", &filter, list)?;
            let mut kept = Array::new();
            for at in 0..list.len() {
                if each.holds(list, at)? {
                    with_call(|call| call.charge(Weight::of(&list[at]).bytes))?;
                    keep(&mut kept, list[at].clone())?;
                }
            }
            Ok::<_, Box<EvalAltResult>>(kept)
        })
        .register_fn("find", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            Ok::<_, Box<EvalAltResult>>(match first(&context, "find", list, &filter)? {
                Some(at) => list[at].clone(),
                None => Dynamic::UNIT,
            })
        })
        .register_fn("find_map", |context: NativeCallContext, list: &mut Array, mapper: FnPtr| {
            let each = Each::of(&context, "find_map", &mapper, list)?;
            for at in 0..list.len() {
                let found = each.call(list, at)?;
                if !found.is_unit() {
                    return Ok(found);
                }
            }
            Ok::<_, Box<EvalAltResult>>(Dynamic::UNIT)
        })
        .register_fn("index_of", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            let found = first(&context, "index_of", list, &filter)?;
            Ok::<_, Box<EvalAltResult>>(found.and_then(|at| INT::try_from(at).ok()).unwrap_or(-1))
        })
        .register_fn("some", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            Ok::<_, Box<EvalAltResult>>(first(&context, "some", list, &filter)?.is_some())
        })
        .register_fn("all", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            let each = Each::of(&context, "all", &filter, list)?;
            for at in 0..list.len() {
                if !each.holds(list, at)? {
                    return Ok(false);
                }
            }
            Ok::<_, Box<EvalAltResult>>(true)
        })
        .register_fn("reduce", |context: NativeCallContext, list: &mut Array, reducer: FnPtr| {
            reduce(&context, list, &reducer, Dynamic::UNIT)
        })
        .register_fn("reduce", |context: NativeCallContext, list: &mut Array, reducer: FnPtr, initial: Dynamic| {
            reduce(&context, list, &reducer, initial)
        });
    engine.register_fn("filter", |context: NativeCallContext, map: &mut Map, filter: FnPtr| {
        let mut kept = Map::new();
        for (name, value) in map.iter() {
            with_call(|call| call.charge(Weight::of(value).bytes))?;
            let (name_of, value_of) = ([Dynamic::from(name.clone())], [value.clone()]);
            if truth(&filter.call_raw_with_extra_args("filter", &context, None, name_of, value_of, None)?) {
                kept.insert(name.clone(), value.clone());
            }
        }
        with_call(|call| call.charge(Weight::of(&Dynamic::from(kept.clone())).bytes))?;
        Ok::<_, Box<EvalAltResult>>(kept)
    });
}

/// What changes the list.
fn register_changes(engine: &mut Engine) {
    engine
        .register_fn("retain", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            let (kept, dropped) = parted(&context, "retain", list, &filter)?;
            *list = kept;
            Ok::<_, Box<EvalAltResult>>(dropped)
        })
        .register_fn("drain", |context: NativeCallContext, list: &mut Array, filter: FnPtr| {
            let (drained, kept) = parted(&context, "drain", list, &filter)?;
            *list = kept;
            Ok::<_, Box<EvalAltResult>>(drained)
        })
        .register_fn("dedup", |context: NativeCallContext, list: &mut Array, same: FnPtr| {
            let _ = Each::of(&context, "dedup", &same, list)?;
            let mut kept = Array::new();
            for value in std::mem::take(list) {
                let is_again = match kept.last() {
                    Some(last) => truth(&called(&context, "dedup", &same, [value.clone(), last.clone()])?),
                    None => false,
                };
                if !is_again {
                    keep(&mut kept, value)?;
                }
            }
            *list = kept;
            Ok::<_, Box<EvalAltResult>>(())
        });
}

/// What orders a list.
fn register_orders(engine: &mut Engine) {
    for name in ["sort", "sort_by"] {
        engine.register_fn(name, |context: NativeCallContext, list: &mut Array, comparer: FnPtr| {
            *list = sorted(&context, list, &comparer)?;
            Ok::<_, Box<EvalAltResult>>(())
        });
    }
    for name in ["order", "order_by"] {
        engine.register_fn(name, |context: NativeCallContext, list: &mut Array, comparer: FnPtr| {
            with_call(|call| call.charge(Weight::of_all(list).bytes))?;
            sorted(&context, list, &comparer)
        });
    }
}

/// A function of the script that is called for each value of a list: with the value, or with its index too.
struct Each<'a> {
    context: &'a NativeCallContext<'a>,
    name: &'a str,
    function: &'a FnPtr,
}

impl<'a> Each<'a> {
    /// The function is given copies, one value at a time: together they are no larger than the list.
    fn of(context: &'a NativeCallContext<'a>, name: &'a str, function: &'a FnPtr, list: &[Dynamic]) -> Fallible<Self> {
        with_call(|call| call.charge(Weight::of_all(list).bytes))?;
        Ok(Self { context, name, function })
    }
    fn call(&self, list: &[Dynamic], at: usize) -> Fallible<Dynamic> {
        let index = INT::try_from(at).unwrap_or(INT::MAX);
        let (value, index) = ([list[at].clone()], [Dynamic::from(index)]);
        self.function.call_raw_with_extra_args(self.name, self.context, None, value, index, None)
    }
    fn holds(&self, list: &[Dynamic], at: usize) -> Fallible<bool> {
        self.call(list, at).map(|value| truth(&value))
    }
}

/// Anything but `true` counts as no.
fn truth(value: &Dynamic) -> bool {
    value.as_bool().unwrap_or(false)
}

fn called<const N: usize>(
    context: &NativeCallContext<'_>,
    name: &str,
    function: &FnPtr,
    values: [Dynamic; N],
) -> Fallible<Dynamic> {
    function.call_raw_with_extra_args(name, context, None, values, [], None)
}

fn keep(list: &mut Array, value: Dynamic) -> Fallible<()> {
    // A list grows by doubling.
    with_call(|call| call.charge(2 * SLOT_BYTES))?;
    list.push(value);
    Ok(())
}

fn first(context: &NativeCallContext<'_>, name: &str, list: &[Dynamic], filter: &FnPtr) -> Fallible<Option<usize>> {
    let each = Each::of(context, name, filter, list)?;
    for at in 0..list.len() {
        if each.holds(list, at)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn reduce(context: &NativeCallContext<'_>, list: &[Dynamic], reducer: &FnPtr, initial: Dynamic) -> Fallible<Dynamic> {
    let each = Each::of(context, "reduce", reducer, list)?;
    let mut result = initial;
    for (at, value) in list.iter().enumerate() {
        let index = Dynamic::from(INT::try_from(at).unwrap_or(INT::MAX));
        let both = [std::mem::take(&mut result), value.clone()];
        result = each.function.call_raw_with_extra_args(each.name, each.context, None, both, [index], None)?;
    }
    Ok(result)
}

/// The values for which it holds, and the others.
fn parted(context: &NativeCallContext<'_>, name: &str, list: &[Dynamic], filter: &FnPtr) -> Fallible<(Array, Array)> {
    let each = Each::of(context, name, filter, list)?;
    let (mut chosen, mut others) = (Array::new(), Array::new());
    for at in 0..list.len() {
        let part = if each.holds(list, at)? { &mut chosen } else { &mut others };
        keep(part, list[at].clone())?;
    }
    Ok((chosen, others))
}

/// By a comparer that gives a negative number where its first value comes first. Equals keep their order, and a comparer
/// that contradicts itself gives some order.
fn sorted(context: &NativeCallContext<'_>, list: &[Dynamic], comparer: &FnPtr) -> Fallible<Array> {
    let each = Each::of(context, "sort", comparer, list)?;
    let mut runs: Vec<Vec<usize>> = (0..list.len()).map(|at| vec![at]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            merged.push(match rest.next() {
                Some(right) => merge(&each, list, &left, &right)?,
                None => left,
            });
        }
        runs = merged;
    }
    Ok(runs.into_iter().flatten().map(|at| list[at].clone()).collect())
}

fn merge(each: &Each<'_>, list: &[Dynamic], left: &[usize], right: &[usize]) -> Fallible<Vec<usize>> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut l, mut r) = (0, 0);
    while l < left.len() && r < right.len() {
        let both = [list[right[r]].clone(), list[left[l]].clone()];
        let compared = called(each.context, each.name, each.function, both)?;
        let right_first = match (compared.as_int(), compared.as_float(), compared.as_bool()) {
            (Ok(number), ..) => number < 0,
            (_, Ok(number), _) => number < 0.0,
            (_, _, Ok(is_first)) => is_first,
            _ => {
                let message = "a comparer gives a number: negative where its first value comes first";
                return Err(EvalAltResult::ErrorRuntime(message.into(), Position::NONE).into());
            }
        };
        if right_first {
            merged.push(right[r]);
            r += 1;
        } else {
            merged.push(left[l]);
            l += 1;
        }
    }
    merged.extend(&left[l..]);
    merged.extend(&right[r..]);
    Ok(merged)
}
