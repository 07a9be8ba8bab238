//! What a script sees of one candidate.

use super::{
    Fallible, field,
    field::NumberField,
    handed,
    registry::{Described, Registry},
};
use crate::call::with_call;
use rhai::Dynamic;
use usher_model::Candidate;

/// One of the call's candidates: what `for c in candidates` gives.
#[derive(Debug, Clone, Copy)]
pub struct One(u32);

impl One {
    /// The one at this index of the call's candidates.
    pub const fn new(index: u32) -> Self {
        Self(index)
    }
    /// Its index in the call's candidates.
    pub const fn index(self) -> u32 {
        self.0
    }

    fn look<R>(self, look: impl FnOnce(&Candidate) -> R) -> R {
        with_call(|call| look(&call.candidates()[self.0 as usize]))
    }

    fn id(&mut self) -> Fallible<Dynamic> {
        with_call(|call| handed::text(call, call.candidates()[self.0 as usize].id().as_str()))
    }

    fn idle_seconds(&mut self) -> Dynamic {
        with_call(|call| match call.candidates()[self.0 as usize].last_assigned {
            None => Dynamic::UNIT,
            Some(last) => i64::try_from(call.context.now.since(last).as_secs()).unwrap_or(i64::MAX).into(),
        })
    }
}

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry.kind::<One>("candidate").add(
        Described { signature: "candidate.id -> text", doc: "The agent's id.", example: "candidates[0].id" },
        One::id,
    );
    let numbers = [
        ("candidate.load -> integer", "Open sessions that the agent holds, in all groups.", "candidates[0].load < 3"),
        (
            "candidate.capacity -> integer",
            "Most sessions that this group lets the agent hold.",
            "candidates[0].capacity",
        ),
        ("candidate.room -> integer", "Sessions that the agent may still take.", "candidates[0].room > 1"),
        (
            "candidate.received_today -> integer",
            "Sessions that the agent was given today, transfers too, in all groups. The day is that of the group's time zone.",
            "candidates[0].received_today",
        ),
    ];
    let fields = [NumberField::Load, NumberField::Capacity, NumberField::Room, NumberField::ReceivedToday];
    for ((signature, doc, example), field) in numbers.into_iter().zip(fields) {
        registry
            .add(Described { signature, doc, example }, move |one: &mut One| one.look(|candidate| field.of(candidate)));
    }
    registry
        .add(
            Described {
                signature: "candidate.is_available -> bool",
                doc: "Whether the session may be given to the agent: online, connected, and with room.",
                example: "candidates[0].is_available",
            },
            |one: &mut One| one.look(Candidate::is_eligible),
        )
        .add(
            Described {
                signature: "candidate.idle_seconds -> integer or ()",
                doc: "Whole seconds since the agent was last given a session; `()` where that never happened.",
                example: "candidates[0].idle_seconds",
            },
            One::idle_seconds,
        )
        .add(
            Described {
                signature: "candidate.level(skill: text) -> integer",
                doc: "The level of a skill, 1 to 5; 0 where the agent lacks it.",
                example: "candidates[0].level(\"returns\") >= 3",
            },
            |one: &mut One, skill: &str| one.look(|candidate| field::level(candidate, skill)),
        )
        .add(
            Described {
                signature: "candidate.speaks(language: text) -> bool",
                doc: "Whether the agent answers in a language. `zh` and `zh-CN` serve each other, `zh-CN` and `zh-TW` do not.",
                example: "candidates[0].speaks(\"zh-CN\")",
            },
            |one: &mut One, tag: &str| one.look(|candidate| field::speaks(candidate, tag)),
        )
        .add(
            Described {
                signature: "candidate.in_department(id: text) -> bool",
                doc: "Whether the agent belongs to a department.",
                example: "candidates[0].in_department(\"care\")",
            },
            |one: &mut One, id: &str| one.look(|candidate| field::in_department(candidate, id)),
        );
}
