//! Rhai's own functions on texts, lists and maps, each behind a counter: what they make is charged to the call.
//!
//! They live in an engine of their own. Those that call a function of the script back are not here: they would run it on
//! that other engine. See `callbacks`.

use super::{MAX_KEY_BYTES, limit};
use crate::{
    api,
    call::with_call,
    memory::{ENTRY_BYTES, MAP_BYTES, SLOT_BYTES, Weight, address, bytes},
};
use rhai::{
    Array, Dynamic, Engine, EvalAltResult, FnPtr, FuncMetadata, FuncRegistration, ImmutableString, Map, Module,
    NativeCallContext, Position, Shared,
    packages::{
        ArithmeticPackage, BasicArrayPackage, BasicMapPackage, BasicStringPackage, LogicPackage, MoreStringPackage,
        Package,
    },
    plugin::{PluginFunc, RhaiFunc},
};
use std::{
    any::TypeId,
    sync::{Arc, LazyLock},
};

/// Registers them.
pub fn register(engine: &mut Engine) {
    // Made once: an engine takes a millisecond, and every host would make another.
    static STOCK: LazyLock<Shared<Module>> = LazyLock::new(|| counted(&Arc::new(build())).into());
    engine.register_global_module(STOCK.clone());
}

fn counted(stock: &Arc<Engine>) -> Module {
    let mut module = Module::new();
    for function in stock.collect_fn_metadata(None, |info| Some(info.metadata.clone()), true) {
        if !is_counted(&function) {
            continue;
        }
        let is_method = function.params_info.first().is_some_and(|first| first.contains("&mut"));
        let told = function.params_info.iter().map(ToString::to_string).chain([function.return_type.to_string()]);
        let registration = FuncRegistration::new(function.name.as_str()).in_global_namespace().with_params_info(told);
        let counted = Counted { stock: stock.clone(), name: function.name.to_string(), is_method };
        registration.set_into_module_raw(&mut module, &function.param_types, RhaiFunc::from(counted));
    }
    module.build_index();
    module
}

fn build() -> Engine {
    let mut stock = Engine::new_raw();
    // Values are compared and shown by functions of their own.
    api::register(&mut stock);
    stock
        .register_global_module(ArithmeticPackage::new().as_shared_module())
        .register_global_module(LogicPackage::new().as_shared_module())
        .register_global_module(BasicStringPackage::new().as_shared_module())
        .register_global_module(MoreStringPackage::new().as_shared_module())
        .register_global_module(BasicArrayPackage::new().as_shared_module())
        .register_global_module(BasicMapPackage::new().as_shared_module());
    limit(&mut stock);
    stock
}

/// Functions whose first value is a text, list or map. What `print` makes goes into the log and not to the script.
fn is_counted(function: &FuncMetadata) -> bool {
    let types = &function.param_types;
    let is = |kind: TypeId| types.first() == Some(&kind);
    let on_container = is(TypeId::of::<Array>()) || is(TypeId::of::<Map>());
    let on_text = is(TypeId::of::<ImmutableString>()) || is(TypeId::of::<char>());
    let only_looks = ["bool", "i64", "INT", "usize"].contains(&function.return_type.as_str());
    let calls_back = types.contains(&TypeId::of::<FnPtr>());
    let is_shown = matches!(function.name.as_str(), "print" | "debug");
    // `replace` has a size check of ours: see the engine.
    let is_ours = function.name == "replace";
    (on_container || (on_text && !only_looks)) && !calls_back && !is_shown && !is_ours
}

/// One of Rhai's functions.
struct Counted {
    stock: Arc<Engine>,
    name: String,
    is_method: bool,
}

impl PluginFunc for Counted {
    fn call(&self, context: Option<NativeCallContext<'_>>, args: &mut [&mut Dynamic]) -> rhai::plugin::RhaiResult {
        let Some(outer) = context else {
            return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into());
        };
        if self.name == "set" {
            check_key(args)?;
        }
        let before = self.is_method.then(|| Size::of(args[0]));
        let inner: NativeCallContext<'_> =
            (&*self.stock, self.name.as_str(), None, outer.global_runtime_state(), outer.call_position()).into();
        // Whether the first value is a variable only decides if its size is looked at again, which the caller does.
        let result = inner.call_native_fn_raw(&self.name, false, args)?;
        with_call(|call| {
            let growth = before.map_or(0, |before| {
                call.give_back_read(address(args[0]));
                before.growth(args[0])
            });
            call.charge(growth.saturating_add(if result.is_unit() { 0 } else { Weight::of(&result).bytes }))
        })?;
        Ok(result)
    }
    fn is_method_call(&self) -> bool {
        self.is_method
    }
    fn has_context(&self) -> bool {
        true
    }
}

/// The name of a map's entry: it is copied with the map, and no limit of Rhai counts it.
fn check_key(args: &[&mut Dynamic]) -> Result<(), Box<EvalAltResult>> {
    let [map, name, ..] = args else { return Ok(()) };
    let length = name.read_lock::<ImmutableString>().map_or(0, |name| name.len());
    if map.is_map() && length > MAX_KEY_BYTES {
        return Err(EvalAltResult::ErrorDataTooLarge("Name of a map's entry".to_owned(), Position::NONE).into());
    }
    Ok(())
}

/// How large a value is that a function may change.
enum Size {
    List { length: usize, capacity: usize },
    Map { length: usize },
    Text { at: usize, length: usize },
    Other,
}

impl Size {
    fn of(value: &Dynamic) -> Self {
        if let Some(list) = value.read_lock::<Array>() {
            Self::List { length: list.len(), capacity: list.capacity() }
        } else if let Some(map) = value.read_lock::<Map>() {
            Self::Map { length: map.len() }
        } else if let Some(text) = value.read_lock::<ImmutableString>() {
            Self::Text { at: text.as_ptr().addr(), length: text.len() }
        } else {
            Self::Other
        }
    }

    /// Bytes by which it grew.
    fn growth(&self, value: &Dynamic) -> u64 {
        match self {
            Self::List { length, capacity } => value.read_lock::<Array>().map_or(0, |list| {
                // New values are at the end, or were moved there by others that are no larger a part of the bill.
                let new = list.get(*length..).map_or(0, |new| Weight::of_all(new).bytes);
                new + SLOT_BYTES * bytes(list.capacity().saturating_sub(*capacity))
            }),
            Self::Map { length } => value.read_lock::<Map>().map_or(0, |map| {
                let grown = bytes(map.len().saturating_sub(*length));
                let first = if *length == 0 && grown > 0 { MAP_BYTES } else { 0 };
                first + grown * (ENTRY_BYTES + bytes(MAX_KEY_BYTES))
            }),
            Self::Text { at, length } => value.read_lock::<ImmutableString>().map_or(0, |text| {
                let is_same = text.as_ptr().addr() == *at && text.len() <= *length;
                if is_same { 0 } else { bytes(text.len()) }
            }),
            Self::Other => 0,
        }
    }
}
