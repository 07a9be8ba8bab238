//! How rules name what plug-ins offer: a plain name such as `load` or `campaign/in_season`, or the name with
//! parameters, `{ use: weighted-skill, with: { skill: es } }`.
//!
//! What comes back is ready to be called. Nothing comes back where something was reported: here, or in the plug-in's own
//! files, whose mistakes have no echo in the rules.

use crate::{
    Span, codes,
    kind::plugin::Sort,
    parameters,
    plugins::{Found, Offered},
    reader::Reader,
    words::{listed, shown},
    yaml::{Content, Node},
};
use std::sync::Arc;
use usher_condition::nearest;
use usher_model::{Compute, Predicate, Strategy};
use usher_script::{Bound, Params};

pub(crate) const KEYS: &[&str] = &["use", "with"];
/// More names than these say nothing in a help text.
const FEW: usize = 8;

/// Something that a plug-in offers, as one place of the rules uses it.
pub(crate) struct UseOf<T: ?Sized> {
    /// Where its name stands.
    pub span: Span,
    /// Its parameters, defaults filled in.
    pub params: Params,
    /// Ready to be called.
    pub bound: Arc<T>,
}

/// A strategy.
pub(crate) fn strategy(node: &Node, offered: &Offered, reader: &mut Reader) -> Option<UseOf<dyn Strategy>> {
    match read(node, Sort::Strategy, offered, reader)? {
        (span, params, Bound::Strategy(bound)) => Some(UseOf { span, params, bound }),
        _ => None,
    }
}

/// A predicate: what stands behind a condition's `script:`.
pub(crate) fn predicate(node: &Node, offered: &Offered, reader: &mut Reader) -> Option<UseOf<dyn Predicate>> {
    match read(node, Sort::Predicate, offered, reader)? {
        (span, params, Bound::Predicate(bound)) => Some(UseOf { span, params, bound }),
        _ => None,
    }
}

/// A computed value: what stands behind a name under a prompt's `compute:`.
pub(crate) fn compute(node: &Node, offered: &Offered, reader: &mut Reader) -> Option<UseOf<dyn Compute>> {
    match read(node, Sort::Compute, offered, reader)? {
        (span, params, Bound::Compute(bound)) => Some(UseOf { span, params, bound }),
        _ => None,
    }
}

fn read(node: &Node, sort: Sort, offered: &Offered, reader: &mut Reader) -> Option<(Span, Params, Bound)> {
    let expected = format!("the name of a {0}, or `{{ use: {1}, with: {{ ... }} }}`", sort.word(), sort.example());
    let (named, with) = match &node.content {
        Content::Map(_) => {
            let what = format!("a used {}", sort.word());
            let fields = reader.fields(node, &what, KEYS)?;
            (reader.required(&fields, &what, "use")?, fields.get("with"))
        }
        _ => (node, None),
    };
    let name = reader.raw_text(named, &expected)?;
    let ready = match offered.find(sort, name) {
        Found::Ready(ready) => ready,
        Found::Broken => return None,
        Found::Unknown => {
            unknown(name, named.span, sort, offered, reader);
            return None;
        }
    };
    let given = parameters::Use {
        name,
        span: named.span,
        parameters: &ready.compiled.offer().parameters,
        schemas: ready.schemas,
        with,
        example: |name, with| format!("{{ use: {name}, with: {{ {with} }} }}"),
    };
    let params = given.params(reader)?;
    let bound = ready.compiled.bind(&params);
    Some((named.span, params, bound))
}

fn unknown(name: &str, span: Span, sort: Sort, offered: &Offered, reader: &mut Reader) {
    if reader.is_full() {
        reader.report(codes::UNKNOWN_ID, span, "", "", None);
        return;
    }
    let names = offered.names(sort);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let as_other = Sort::ALL.into_iter().find(|other| *other != sort && offered.has(*other, name));
    let within = names.iter().find(|full| full.split_once('/').is_some_and(|(_, offer)| offer == name));
    let help = if let Some(other) = as_other {
        format!("`{name}` is a {}: {}", other.word(), other.place())
    } else if let Some(near) = within.copied().or_else(|| nearest(name, names.iter().copied())) {
        format!("did you mean `{near}`?")
    } else if names.is_empty() {
        format!("add a plug-in that offers it, in a folder below `plugins/`: it is named like `{}`", sort.example())
    } else if names.len() > FEW {
        format!("add a plug-in that offers it, or name another such as `{}`", names[0])
    } else {
        format!("there is {}; or add a plug-in that offers it", listed(&names))
    };
    let message = format!("there is no {} `{}`", sort.word(), shown(name));
    reader.report(codes::UNKNOWN_ID, span, message, "unknown", Some(help));
}
