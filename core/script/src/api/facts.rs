//! What a script sees of the facts: what is known of the visitor, the page and the channel.

use super::{
    Fallible, handed,
    registry::{Described, Registry},
};
use crate::call::with_call;
use rhai::Dynamic;

/// The call's facts: what `facts` is in a script.
#[derive(Debug, Clone, Copy)]
pub struct FactsHandle;

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry
        .kind::<FactsHandle>("facts")
        .add(
            Described {
                signature: "facts[name: text] -> value or ()",
                doc: "A fact by its name, as conditions name it; `()` where it is not known.",
                example: "facts[\"page.path\"]",
            },
            |_: &mut FactsHandle, name: &str| -> Fallible<Dynamic> {
                with_call(|call| handed::value(call, call.context.facts.get(name)))
            },
        )
        .add(
            Described {
                signature: "facts.contains(name: text) -> bool",
                doc: "Whether a fact is known. `\"visitor.name\" in facts` says the same.",
                example: "facts.contains(\"visitor.name\")",
            },
            |_: &mut FactsHandle, name: &str| with_call(|call| call.context.facts.get(name).is_some()),
        );
}
