//! `plugins/<id>/tests/<name>.yaml`: cases for one thing that a plug-in offers. A case holds all that the script is
//! given, so it names agents and records that need not exist anywhere else.

mod candidate;
mod case;
mod expect;
mod known;
mod session;
mod shape;

pub(crate) use expect::{Answer, Expect};
pub(crate) use known::fact_value;
pub(crate) use session::{CAUSES, REASONS};
pub(crate) use shape::{AVAILABILITIES, Field, Need, Shape, effect_fields, event_fields};
#[cfg(test)]
pub(crate) use {
    candidate::CANDIDATE_KEYS,
    case::{HOOK_CASE_KEYS, STRATEGY_CASE_KEYS, VALUE_CASE_KEYS},
    expect::{ALWAYS_KEYS, answer_keys},
    known::RECORD_KEYS,
    session::SESSION_KEYS,
};

use crate::{
    Span,
    binding::Binding,
    codes,
    kind::plugin::Sort,
    limits,
    plugins::Known,
    reader::{Fields, Reader, Ref},
    words::listed,
    yaml::Node,
};
use usher_condition::nearest;
use usher_model::{AgentId, Candidate, Facts, GroupId, HookEvent, OfferId, PluginId, Records, Session, Timestamp};
use usher_script::Params;

pub(crate) const KEYS: &[&str] = &["strategy", "predicate", "compute", "hook", "cases"];
const WHAT: &str = "a plug-in's test";

/// A file of tests.
pub(crate) struct PluginTest {
    pub plugin: PluginId,
    pub sort: Sort,
    /// The offer's place in the manifest.
    pub at: usize,
    pub cases: Vec<Case>,
}

/// One case.
pub(crate) struct Case {
    pub name: String,
    pub span: Span,
    pub params: Params,
    pub now: Timestamp,
    pub seed: u64,
    pub facts: Facts,
    pub records: Records,
    pub given: Given,
    pub expect: Expect,
}

/// What only some kinds are given.
pub(crate) enum Given {
    /// To a strategy.
    Candidates { group: GroupId, turn: Option<AgentId>, candidates: Vec<Candidate> },
    /// To a hook.
    Event { event: HookEvent, session: Option<Box<Session>> },
    /// To a predicate or a compute.
    Nothing,
}

pub(crate) fn read(root: &Node, plugin: &PluginId, binding: &Binding<'_>, reader: &mut Reader) -> Option<PluginTest> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let named = tested(root, &fields, reader);
    let cases = reader.required(&fields, WHAT, "cases")?;
    let (sort, offer) = named?;
    // Of a plug-in that cannot be read nobody knows what it offers; that was reported there.
    let known = binding.offered.plugin(plugin)?;
    let at = known.raw.offered(sort, &offer.id).or_else(|| {
        unknown(plugin, sort, &offer, known, reader);
        None
    })?;
    let items = reader.full_list(cases, "a list of cases", "write a case, or remove the file")?;
    if items.len() > limits::CASES {
        let message = format!("a file has at most {} cases, this one has {}", limits::CASES, items.len());
        let help = Some("split it into several files".to_owned());
        reader.report(codes::TOO_LONG, cases.span, message, "too many", help);
        return None;
    }
    let tested = case::Tested {
        sort,
        name: sort.name(plugin, &offer.id),
        offer: &known.raw.manifest.offers[at],
        schemas: &known.raw.offers[at].schemas,
        // Whatever channels the rules have: a case names things that need not exist anywhere else.
        catalogue: binding.any_channel,
        unknowable: binding.unknowable,
    };
    let mut cases: Vec<Case> = Vec::with_capacity(items.len());
    for item in items {
        let Some((case, named)) = case::read(item, &tested, reader) else { continue };
        if cases.iter().any(|earlier| earlier.name == case.name) {
            let message = format!("another case is called `{}` already", crate::words::shown(&case.name));
            let help = Some("give it a name of its own".to_owned());
            reader.report(codes::TWICE, named, message, "the second one", help);
            continue;
        }
        cases.push(case);
    }
    Some(PluginTest { plugin: plugin.clone(), sort, at, cases })
}

/// What the file is about: exactly one offer.
fn tested(root: &Node, fields: &Fields<'_>, reader: &mut Reader) -> Option<(Sort, Ref<OfferId>)> {
    let mut named = Sort::ALL.into_iter().filter_map(|sort| Some((sort, fields.entry(sort.word())?)));
    let words: Vec<&str> = Sort::ALL.iter().map(|sort| sort.word()).collect();
    let Some((sort, entry)) = named.next() else {
        if !fields.has_unknown() {
            let message = format!("{WHAT} names what it tests: one of {}", listed(&words));
            let help = Some("write `strategy:` and the strategy's id above the cases".to_owned());
            reader.report(codes::MISSING_KEY, root.span, message, "nothing is named", help);
        }
        return None;
    };
    if let Some((_, second)) = named.next() {
        let message = format!("{WHAT} is about one thing, and this one names several");
        let help = Some("put the cases of each into a file of its own".to_owned());
        reader.report(codes::BAD_TEST, second.key_span, message, "the second one", help);
        return None;
    }
    reader.reference(&entry.value, &format!("a {} of this plug-in", sort.word())).map(|id| (sort, id))
}

fn unknown(plugin: &PluginId, sort: Sort, offer: &Ref<OfferId>, known: &Known, reader: &mut Reader) {
    let of_sort = known.raw.manifest.offers.iter().filter(|one| Sort::of(&one.kind) == sort);
    let names: Vec<&str> = of_sort.map(|one| one.id.as_str()).collect();
    let other = Sort::ALL.into_iter().find(|other| known.raw.offered(*other, &offer.id).is_some());
    let help = match (other, nearest(offer.id.as_str(), names.iter().copied())) {
        (Some(other), _) => format!("`{0}` is a {1}: write `{1}: {0}`", offer.id, other.word()),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) if names.is_empty() => "add it to the `offers` of `plugin.yaml`".to_owned(),
        (None, None) => format!("it offers {}", listed(&names)),
    };
    let message = format!("the plug-in `{plugin}` offers no {} `{}`", sort.word(), offer.id);
    reader.report(codes::UNKNOWN_ID, offer.span, message, "unknown", Some(help));
}
