//! Candidates weighed against each other: by a sum of fields, or by lots.

use super::{
    Candidates, Fallible,
    candidates::in_words,
    field::NumberField,
    handed, order, raise,
    registry::{Described, Registry},
};
use crate::call::with_call;
use rhai::{Dynamic, Map};

impl Candidates {
    #[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
    fn rank_by(&mut self, weights: Map) -> Fallible<Self> {
        let mut fields = Vec::with_capacity(weights.len());
        for (field, weight) in &weights {
            let weight = number(weight).map_err(|given| {
                raise(format!("`rank_by` weighs `{field}` by a number such as `2` or `-0.5`, not by {given}"))
            })?;
            fields.push((NumberField::parse(field).map_err(raise)?, weight));
        }
        with_call(|call| {
            call.work(fields.len() * self.order().len())?;
            let all = call.candidates();
            let score = |at: &u32| {
                let of_field =
                    |(field, weight): &(NumberField<'_>, f64)| weight * as_float(field.of(&all[*at as usize]));
                fields.iter().map(of_field).fold(0.0, |sum: f64, part| sum + part)
            };
            Self::hand_out(call, order::by_score(self.order().iter().map(|at| (score(at), *at)).collect()))
        })
    }

    /// By a field. Who has none of it comes last: an empty field must not hide anybody.
    fn weighted_by_field(&mut self, field: &str) -> Fallible<Self> {
        let field = NumberField::parse(field).map_err(raise)?;
        with_call(|call| {
            let all = call.candidates();
            let keyed = self.order().iter().map(|at| (field.of(&all[*at as usize]), *at));
            let (some, none): (Vec<_>, Vec<_>) = keyed.partition(|(number, _)| *number > 0);
            let weighted: Vec<_> = some.into_iter().map(|(number, at)| (as_float(number), at)).collect();
            let mut order = order::drawn(&weighted, || call.random());
            order.extend(none.into_iter().map(|(_, at)| at));
            Self::hand_out(call, order)
        })
    }

    /// By a map of agents. Who is not in it, or has no share, is left out: the map says among whom to draw.
    #[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
    fn weighted_by_agent(&mut self, shares: Map) -> Fallible<Self> {
        for (agent, share) in &shares {
            number(share).map_err(|given| {
                raise(format!("`weighted` takes a number for each agent, and for `{agent}` it is given {given}"))
            })?;
        }
        with_call(|call| {
            let all = call.candidates();
            for agent in shares.keys() {
                if all.binary_search_by(|candidate| candidate.id().as_str().cmp(agent)).is_err() {
                    call.log(&format!("weighted: `{agent}` is not in {}", in_words(call)));
                }
            }
            let share = |at: u32| number(shares.get(all[at as usize].id().as_str())?).ok().filter(|share| *share > 0.0);
            let weighted: Vec<_> = self.order().iter().filter_map(|at| Some((share(*at)?, *at))).collect();
            Self::hand_out(call, order::drawn(&weighted, || call.random()))
        })
    }
}

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry
        .add(
            Described {
                signature: "candidates.rank_by(weights: map) -> candidates",
                doc: "In order of a sum of number fields, each times its weight, highest first; equals keep their order.",
                example: "candidates.available().rank_by(#{ \"skill:returns\": 2, load: -1 })",
            },
            Candidates::rank_by,
        )
        .add(
            Described {
                signature: "candidates.weighted(field: text) -> candidates",
                doc: "In random order, drawn by a number field: who has twice as much comes first twice as often. Who has 0 or less comes last.",
                example: "candidates.available().weighted(\"room\")",
            },
            Candidates::weighted_by_field,
        )
        .add(
            Described {
                signature: "candidates.weighted(shares: map) -> candidates",
                doc: "In random order, drawn by the share of each agent id. Who has no share, or 0, is left out; a share of somebody outside the group is noted in the log.",
                example: "candidates.available().weighted(#{ li: 60, wang: 40 })",
            },
            Candidates::weighted_by_agent,
        );
}

/// A weight, or what was given in its place.
fn number(given: &Dynamic) -> Result<f64, &'static str> {
    match (given.as_int(), given.as_float()) {
        (Ok(whole), _) => Ok(as_float(whole)),
        (_, Ok(number)) if number.is_finite() => Ok(number),
        (_, Ok(_)) => Err("a number without end"),
        _ => Err(handed::words(given)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a weight or score needs no more digits than a float has")]
const fn as_float(number: i64) -> f64 {
    number as f64
}
