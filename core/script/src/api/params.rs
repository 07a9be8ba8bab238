//! What a script sees of its parameters: the values that a rule gives, defaults filled in.

use super::{
    Fallible, handed, raise,
    registry::{Described, Registry},
    unknown,
};
use crate::call::with_call;
use rhai::Dynamic;

/// The call's parameters: what `params` is in a script.
#[derive(Debug, Clone, Copy)]
pub struct ParamsHandle;

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry.kind::<ParamsHandle>("params").add(
        Described {
            signature: "params[name: text] -> value",
            doc: "A parameter that the manifest declares: the value that the rule gives, or its default. `params.skill` says the same as `params[\"skill\"]`.",
            example: "params.skill",
        },
        get,
    );
}

fn get(_: &mut ParamsHandle, name: &str) -> Fallible<Dynamic> {
    with_call(|call| {
        if let Some(value) = call.params.get(name) {
            handed::copied(call, value)?;
            return Ok(value.clone());
        }
        let declared: Vec<&str> = call.params.keys().map(AsRef::as_ref).collect();
        Err(raise(if declared.is_empty() {
            format!("there is no parameter `{name}`: the manifest declares none")
        } else {
            unknown("parameter", name, &declared, "")
        }))
    })
}
