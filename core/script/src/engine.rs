//! The one engine that all scripts run on, and the limits that its stock settings leave open.

mod callbacks;
mod stock;

use crate::{
    api,
    call::{on_print, on_progress, with_call},
    memory,
};
use rhai::{
    Engine, EvalAltResult, ImmutableString, OptimizationLevel, Position,
    packages::{
        ArithmeticPackage, BasicFnPackage, BasicIteratorPackage, BasicMathPackage, BasicStringPackage, LogicPackage,
        MoreStringPackage, Package,
    },
};

/// Longest text, and the sum of all texts in one list or map. In bytes.
pub const MAX_STRING_BYTES: usize = 16 * 1024;
/// Most values in one list, those of inner lists counted.
pub const MAX_ARRAY_VALUES: usize = 1_024;
/// Most entries in one map, those of inner maps counted.
pub const MAX_MAP_ENTRIES: usize = 256;
/// Deepest calls. With [`MAX_DEPTH`] it keeps the worst script within a stack of 2 MiB, in debug builds too; Rhai's own
/// defaults differ between debug and release, and a script must not fail in one and pass in the other.
const MAX_CALLS: usize = 16;
/// Deepest nesting of an expression or statement.
const MAX_DEPTH: usize = 32;
/// Most variables alive in one function.
const MAX_VARIABLES: usize = 64;
/// Most functions in one file.
const MAX_FUNCTIONS: usize = 64;
/// Longest name in a map, in bytes. Names are copied with their map, and no limit of Rhai counts them.
pub const MAX_KEY_BYTES: usize = 256;
/// Most maps written out in one file: even a small one takes some 500 bytes.
pub const MAX_MAP_LITERALS: usize = 256;

/// An engine with everything that scripts may use, and nothing else.
pub fn build() -> Engine {
    let mut engine = Engine::new_raw();
    // Chosen packages: LanguageCore would bring `sleep`, which stays callable when its name is disabled, and `exit`.
    engine
        .register_global_module(ArithmeticPackage::new().as_shared_module())
        .register_global_module(LogicPackage::new().as_shared_module())
        .register_global_module(BasicMathPackage::new().as_shared_module())
        .register_global_module(BasicFnPackage::new().as_shared_module())
        .register_global_module(BasicIteratorPackage::new().as_shared_module())
        .register_global_module(BasicStringPackage::new().as_shared_module())
        .register_global_module(MoreStringPackage::new().as_shared_module());
    stock::register(&mut engine);
    callbacks::register(&mut engine);
    // `eval` would make text into code that nobody checked. `curry` puts values into a function, where no limit counts
    // them: a loop that curries a function into itself doubles it each round. `this` would change and copy values that
    // lie inside others, which nothing counts.
    engine.disable_symbol("eval").disable_symbol("curry").disable_symbol("this");
    engine
        .set_strict_variables(true)
        .set_optimization_level(OptimizationLevel::None) // keeps every place in the tree as it was written
        .set_max_strings_interned(0) // the interner is one lock that all calls would share
        .set_max_operations(0) // ours counts: see `call`
        .set_max_call_levels(MAX_CALLS)
        .set_max_expr_depths(MAX_DEPTH, MAX_DEPTH)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(MAX_FUNCTIONS)
        .on_print(on_print)
        .on_debug(|line, _, _| on_print(line));
    limit(&mut engine);
    charge_reads(&mut engine);
    register_replace(&mut engine);
    api::register(&mut engine);
    engine
}

/// The limits that functions of Rhai look up themselves.
fn limit(engine: &mut Engine) {
    engine
        .set_max_string_size(MAX_STRING_BYTES)
        .set_max_array_size(MAX_ARRAY_VALUES)
        .set_max_map_size(MAX_MAP_ENTRIES)
        .on_progress(on_progress);
}

#[expect(deprecated, reason = "marked so because it may change; tests of ours would tell")]
fn charge_reads(engine: &mut Engine) {
    engine.on_var(|name, index, context| {
        let scope = context.scope();
        // The index counts from the end, 1 being the last. Without one, the name is that of a function.
        let variable = match index.checked_sub(1) {
            Some(from_end) => scope.iter_raw().nth(from_end).map(|(_, _, value)| value),
            None => scope.get(name),
        };
        memory::read(name, variable).map(|()| None)
    });
}

/// The stock `replace` builds its result before anybody looks at its size. These take the stock ones' place.
fn register_replace(engine: &mut Engine) {
    engine
        .register_fn("replace", |text: &mut ImmutableString, find: &str, with: &str| replace(text, find, with))
        .register_fn("replace", |text: &mut ImmutableString, find: &str, with: char| {
            replace(text, find, with.encode_utf8(&mut [0; 4]))
        })
        .register_fn("replace", |text: &mut ImmutableString, find: char, with: &str| {
            replace(text, find.encode_utf8(&mut [0; 4]), with)
        })
        .register_fn("replace", |text: &mut ImmutableString, find: char, with: char| {
            replace(text, find.encode_utf8(&mut [0; 4]), with.encode_utf8(&mut [0; 4]))
        });
}

fn replace(text: &mut ImmutableString, find: &str, with: &str) -> Result<(), Box<EvalAltResult>> {
    let places = text.matches(find).count();
    let bytes = (text.len() - places * find.len()).saturating_add(places.saturating_mul(with.len()));
    if bytes > MAX_STRING_BYTES {
        return Err(EvalAltResult::ErrorDataTooLarge("Length of string".to_owned(), Position::NONE).into());
    }
    with_call(|call| call.charge(memory::bytes(bytes)))?;
    *text = text.replace(find, with).into();
    Ok(())
}
