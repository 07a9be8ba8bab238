//! What scripts see: the values that functions are given, and every function on them.
//!
//! Owns the handles, the functions, and what the guide and editors say of them: nothing is registered without its
//! documentation. Must not know how a script is found, compiled or called. All that it hands to a script it charges to
//! the running call.

mod candidate;
mod candidates;
mod definitions;
mod effect;
mod event;
mod everywhere;
mod facts;
mod field;
mod handed;
mod kinds;
mod markdown;
mod order;
mod params;
mod record;
mod registry;
mod session;
mod weighing;

pub use candidate::One;
pub use candidates::Candidates;
pub use definitions::definitions;
pub use effect::{EffectValue, Written, check_argument, kind_of as effect_kind_of};
pub use event::EventHandle;
pub use facts::FactsHandle;
pub use field::{Filter, NumberField, Operand, check_field_and_op};
pub use handed::{type_words, words as value_words};
pub use kinds::{KindDoc, event_properties, kinds, parameter_names};
pub use markdown::api_markdown;
pub use params::ParamsHandle;
pub use record::RecordsHandle;
pub use registry::{ApiItem, Form, Parameter as ApiParameter};
pub use session::SessionHandle;

use registry::Registry;
use rhai::{Engine, EvalAltResult, Position};
use std::sync::LazyLock;

/// What our functions give back.
type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// Gives an engine everything that scripts see besides the language, and tells what that is.
pub fn register(engine: &mut Engine) -> Vec<ApiItem> {
    let mut registry = Registry::new(engine);
    candidates::register(&mut registry);
    candidate::register(&mut registry);
    facts::register(&mut registry);
    record::register(&mut registry);
    params::register(&mut registry);
    event::register(&mut registry);
    session::register(&mut registry);
    effect::register(&mut registry);
    everywhere::register(&mut registry);
    registry.into_items()
}

/// Everything that scripts see besides the language, grouped by what it belongs to.
pub fn api() -> &'static [ApiItem] {
    static ITEMS: LazyLock<Vec<ApiItem>> = LazyLock::new(|| register(&mut Engine::new_raw()));
    &ITEMS
}

/// An error of a script that used something wrongly. The engine adds the place.
#[expect(clippy::unnecessary_box_returns, reason = "the engine's results hold boxed errors")]
fn raise(message: impl Into<String>) -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime(message.into().into(), Position::NONE).into()
}

/// What would do where a name does not: the nearest one, and all of them.
fn unknown(what: &str, given: &str, known: &[&str], more: &str) -> String {
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let given: String = given.chars().take(80).collect();
    match crate::nearest::nearest(&given, known.iter().copied()) {
        Some(name) => format!("`{given}` is no {what}: did you mean `{name}`? There are {list}{more}"),
        None => format!("`{given}` is no {what}: there are {list}{more}"),
    }
}
