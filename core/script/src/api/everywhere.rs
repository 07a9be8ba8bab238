//! What every script may use, whatever kind of offer it is: the log, the decision's moment, and repeatable chance.

use super::{
    Fallible, raise,
    registry::{Described, Registry},
};
use crate::call::with_call;
use rhai::Dynamic;

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry
        .add(
            Described {
                signature: "log(value: any)",
                doc: "Writes a line into the call's log, which the decision's trace and plug-in tests show: at most 20 lines of 200 characters. `print` does the same.",
                example: "log(\"nobody speaks Spanish\")",
            },
            log,
        )
        // Rhai's own `log` of a number with a fraction is the logarithm.
        .also(|value: f64| log(value.into()))
        .add(
            Described {
                signature: "now() -> integer",
                doc: "The moment of the decision, in seconds since 1970. It stands still while the script runs; a replayed decision sees the same moment again.",
                example: "now() % 86400 < 43200",
            },
            now,
        )
        .add(
            Described {
                signature: "random() -> number",
                doc: "A number from 0 up to, but not including, 1. It comes from the decision's seed, so the same decision sees the same numbers again.",
                example: "random() < 0.1",
            },
            random,
        )
        .add(
            Described {
                signature: "random(from: integer, to: integer) -> integer",
                doc: "A whole number between two others, both included, from the decision's seed.",
                example: "random(1, 6)",
            },
            random_between,
        );
}

#[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
fn log(value: Dynamic) {
    let line = value.to_string();
    with_call(|call| call.log(&line));
}

fn now() -> i64 {
    with_call(|call| call.context.now.as_micros().div_euclid(1_000_000))
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds exactly")]
fn random() -> f64 {
    let bits = drawn() >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

fn random_between(from: i64, to: i64) -> Fallible<i64> {
    let span = i128::from(to) - i128::from(from) + 1;
    if span < 1 {
        return Err(raise(format!("`random` goes from the lower number to the higher: {from} is more than {to}")));
    }
    // Below 2^64 times at most 2^64: without a sign it fits.
    let place = (u128::from(drawn()) * span.unsigned_abs()) >> 64;
    Ok(place.try_into().ok().and_then(|place: u64| from.checked_add_unsigned(place)).unwrap_or(to))
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself is for one lifetime only")]
fn drawn() -> u64 {
    with_call(|call| call.random())
}
