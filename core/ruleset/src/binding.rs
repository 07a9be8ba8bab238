//! What the rules of one tree are bound to: the fields that conditions may read, what plug-ins offer, and the scripts
//! that several rules share.
//!
//! Must not know any rule kind.

use crate::plugins::Offered;
use std::{cell::RefCell, collections::BTreeMap, sync::Arc};
use usher_condition::{Catalogue, FieldKind};
use usher_model::Predicate;
use usher_script::{FactKind, ScriptProblem};

/// See the module.
pub(crate) struct Binding<'t> {
    pub catalogue: &'t Catalogue,
    pub offered: &'t Offered,
    predicates: RefCell<BTreeMap<String, Arc<dyn Predicate>>>,
    expressions: RefCell<BTreeMap<String, Arc<dyn Predicate>>>,
}

impl<'t> Binding<'t> {
    pub fn new(catalogue: &'t Catalogue, offered: &'t Offered) -> Self {
        Self { catalogue, offered, predicates: RefCell::default(), expressions: RefCell::default() }
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
        let fields: Vec<_> = self.catalogue.iter().map(|(field, info)| (field, held(&info.kind))).collect();
        let compiled = self.offered.host.expression(text, &fields)?;
        self.expressions.borrow_mut().insert(text.to_owned(), Arc::clone(&compiled));
        Ok(compiled)
    }
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
