//! What the rules of one tree are bound to: the fields that conditions may read, what plug-ins offer, and the scripts
//! that several rules share.
//!
//! Must not know any rule kind.

use crate::{
    kind::object::{Unknowable, Values},
    plugins::Offered,
};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use usher_condition::{Catalogue, FieldKind};
use usher_model::Predicate;
use usher_script::{FactKind, ScriptProblem};

/// See the module.
pub(crate) struct Binding<'t> {
    pub catalogue: &'t Catalogue,
    /// The same fields, and no word of which channels there are.
    pub any_channel: &'t Catalogue,
    /// The fields of which nobody knows whether they exist.
    pub unknowable: &'t Unknowable,
    pub offered: &'t Offered,
    /// The texts that fields can hold, where more is known of them than their types tell.
    pub values: &'t Values,
    predicates: RefCell<BTreeMap<String, Arc<dyn Predicate>>>,
    expressions: RefCell<BTreeMap<String, Arc<dyn Predicate>>>,
}

impl<'t> Binding<'t> {
    pub fn new(catalogue: &'t Catalogue, offered: &'t Offered) -> Self {
        static ALL_KNOWN: LazyLock<Unknowable> = LazyLock::new(Unknowable::default);
        static ANY: LazyLock<Values> = LazyLock::new(Values::default);
        let (any_channel, unknowable, values) = (catalogue, &*ALL_KNOWN, &*ANY);
        let (predicates, expressions) = (RefCell::default(), RefCell::default());
        Self { catalogue, any_channel, unknowable, offered, values, predicates, expressions }
    }

    /// With what is known of the objects besides the catalogue.
    #[must_use]
    pub fn of_objects(mut self, any_channel: &'t Catalogue, unknowable: &'t Unknowable) -> Self {
        (self.any_channel, self.unknowable) = (any_channel, unknowable);
        self
    }

    /// With what is known of the texts that fields can hold.
    #[must_use]
    pub fn of_values(mut self, values: &'t Values) -> Self {
        self.values = values;
        self
    }

    /// The predicate itself, or the same one with the same parameters where another rule has it already.
    pub fn shared(&self, predicate: Arc<dyn Predicate>) -> Arc<dyn Predicate> {
        let key = predicate.key().to_owned();
        Arc::clone(self.predicates.borrow_mut().entry(key).or_insert(predicate))
    }

    /// An expression, compiled once however many rules have it.
    pub fn expression(&self, text: &str) -> Result<Arc<dyn Predicate>, Vec<ScriptProblem>> {
        if let Some(known) = self.expressions.borrow().get(text) {
            return Ok(Arc::clone(known));
        }
        // A value is no map in a script: how it came to be known only conditions can ask.
        let fields = self.catalogue.iter().filter(|(field, _)| !is_part(field, self.catalogue));
        let fields: Vec<_> = fields.map(|(field, info)| (field, held(&info.kind))).collect();
        let compiled = self.offered.host.expression(text, &fields)?;
        self.expressions.borrow_mut().insert(text.to_owned(), Arc::clone(&compiled));
        Ok(compiled)
    }
}

/// Whether a field tells something about another one, as `visitor.phone.source` does about `visitor.phone`.
pub(crate) fn is_part(field: &str, catalogue: &Catalogue) -> bool {
    field.rsplit_once('.').is_some_and(|(whole, _)| catalogue.get(whole).is_some())
}

/// What scripts are given of a field.
const fn held(kind: &FieldKind) -> FactKind {
    match kind {
        FieldKind::Bool => FactKind::Bool,
        FieldKind::Int { .. } | FieldKind::Number | FieldKind::Moment => FactKind::Number,
        FieldKind::TextList => FactKind::List,
        FieldKind::Text
        | FieldKind::Path
        | FieldKind::Locale
        | FieldKind::Language
        | FieldKind::Enum(_)
        | FieldKind::Date
        | FieldKind::TimeOfDay => FactKind::Text,
    }
}
