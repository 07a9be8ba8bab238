//! The one place through which a function becomes visible to scripts: with its signature, a sentence and an example.
//!
//! The name that is registered is the one in the signature, so the two cannot drift apart.

use rhai::{Engine, FuncRegistration, RhaiNativeFunc, Variant};
use usher_model::HookKind;

/// One thing that scripts see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiItem {
    /// What it belongs to: a type of value, such as `candidates`, or else `effects` or `everywhere`.
    pub owner: &'static str,
    /// Its name; empty for what stands in brackets.
    pub name: &'static str,
    /// How it is written.
    pub form: Form,
    /// What it takes, the value before the dot not counted.
    pub parameters: Vec<Parameter>,
    /// The type of what it gives; empty for nothing.
    pub returns: &'static str,
    /// What it does, in a sentence or two.
    pub doc: &'static str,
    /// How it is used.
    pub example: &'static str,
    /// The events that have it; empty where it is not about events.
    pub events: &'static [HookKind],
    /// All of it as it is written, such as `candidates.least(field: text) -> candidates`.
    pub signature: &'static str,
}

/// How something is written in a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `name(…)`
    Function,
    /// `owner.name(…)`
    Method,
    /// `owner.name`
    Property,
    /// `owner[…]`
    Index,
}

/// One parameter of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// The type of its value.
    pub kind: &'static str,
}

/// What a function is for: every registration has one.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// How it is written: `candidates.least(field: text) -> candidates`, `candidates.group -> text`,
    /// `facts[name: text] -> value`, `log(value: any)`.
    pub signature: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// How it is used: an expression.
    pub example: &'static str,
}

/// Registers functions with their documentation.
pub struct Registry<'e> {
    engine: &'e mut Engine,
    items: Vec<ApiItem>,
}

impl<'e> Registry<'e> {
    /// Nothing is registered yet.
    pub const fn new(engine: &'e mut Engine) -> Self {
        Self { engine, items: Vec::new() }
    }
    /// What was registered.
    pub fn into_items(self) -> Vec<ApiItem> {
        self.items
    }
    /// Names a type of value.
    pub fn kind<T: Variant + Clone>(&mut self, name: &'static str) -> &mut Self {
        self.engine.register_type_with_name::<T>(name);
        self
    }
    /// Lets `for` go through a type of value.
    pub fn iterator<T>(&mut self) -> &mut Self
    where
        T: Variant + Clone + IntoIterator,
        <T as IntoIterator>::Item: Variant + Clone,
    {
        self.engine.register_iterator::<T>();
        self
    }
    /// Registers a function.
    pub fn add<A: 'static, const N: usize, const X: bool, R: Variant + Clone, const F: bool>(
        &mut self,
        doc: Described,
        function: impl RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    ) -> &mut Self {
        self.add_for(doc, &[], function)
    }
    /// Registers what was added last for another type of value, where Rhai would take a stock function for it.
    pub fn also<A: 'static, const N: usize, const X: bool, R: Variant + Clone, const F: bool>(
        &mut self,
        function: impl RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    ) -> &mut Self {
        if let Some(item) = self.items.last() {
            FuncRegistration::new(item.name).register_into_engine(self.engine, function);
        }
        self
    }
    /// Registers a property that only events of some kinds have.
    pub fn add_for<A: 'static, const N: usize, const X: bool, R: Variant + Clone, const F: bool>(
        &mut self,
        doc: Described,
        events: &'static [HookKind],
        function: impl RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    ) -> &mut Self {
        let item = read(doc, events);
        let registration = match item.form {
            Form::Function | Form::Method => FuncRegistration::new(item.name),
            Form::Property => FuncRegistration::new_getter(item.name),
            Form::Index => FuncRegistration::new_index_getter(),
        };
        registration.register_into_engine(self.engine, function);
        self.items.push(item);
        self
    }
}

/// Takes a signature apart.
fn read(Described { signature, doc, example }: Described, events: &'static [HookKind]) -> ApiItem {
    let (head, returns) = signature.split_once(" -> ").unwrap_or((signature, ""));
    let opens = head.find(['(', '[']);
    let (path, inside) = opens.map_or((head, ""), |at| (&head[..at], &head[at + 1..head.len() - 1]));
    let (owner, name) = path.split_once('.').unwrap_or(("", path));
    let form = match (opens.map(|at| head.as_bytes()[at]), owner) {
        (Some(b'['), _) => Form::Index,
        (None, _) => Form::Property,
        (Some(_), "") => Form::Function,
        (Some(_), _) => Form::Method,
    };
    let (owner, name) = match form {
        Form::Index => (path, ""),
        Form::Function if returns == "effect" => ("effects", name),
        Form::Function => ("everywhere", name),
        Form::Method | Form::Property => (owner, name),
    };
    let parameters = inside
        .split(", ")
        .filter_map(|parameter| parameter.split_once(": "))
        .map(|(name, kind)| Parameter { name, kind })
        .collect();
    ApiItem { owner, name, form, parameters, returns, doc, example, events, signature }
}
