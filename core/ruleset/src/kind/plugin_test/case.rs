//! One case: what the script is given, and what it must answer.

use super::{Case, Given, candidate, expect, known, session, shape};
use crate::{
    Span, codes,
    codes::Code,
    kind::{object::Unknowable, plugin::Sort},
    limits,
    parameters::{self, Schemas},
    reader::{Fields, Lines, Reader},
    words::shown,
    yaml::Node,
};
use usher_condition::Catalogue;
use usher_model::{Facts, HookKind, Records, Timestamp};
use usher_script::{Offer, OfferKind, Params};

pub(crate) const VALUE_CASE_KEYS: &[&str] = &["name", "with", "now", "seed", "facts", "records", "expect"];
pub(crate) const STRATEGY_CASE_KEYS: &[&str] =
    &["name", "with", "now", "seed", "facts", "records", "group", "turn", "candidates", "expect"];
pub(crate) const HOOK_CASE_KEYS: &[&str] = &["name", "now", "seed", "facts", "records", "event", "session", "expect"];
const WHAT: &str = "a case";
/// 2026-01-01T09:00:00Z: a morning, so that a test which says nothing of the time is not about the time.
const MORNING: Timestamp = Timestamp::from_millis(1_767_258_000_000);
/// The group where nothing is said.
const GROUP: &str = "team";

/// What the cases of a file are about.
pub(super) struct Tested<'t> {
    pub sort: Sort,
    pub name: String,
    pub offer: &'t Offer,
    pub schemas: &'t Schemas,
    pub catalogue: &'t Catalogue,
    /// The fields of which nobody knows whether they exist.
    pub unknowable: &'t Unknowable,
}

/// A case, and where its name stands.
pub(super) fn read(node: &Node, tested: &Tested<'_>, reader: &mut Reader) -> Option<(Case, Span)> {
    let keys = match tested.sort {
        Sort::Strategy => STRATEGY_CASE_KEYS,
        Sort::Predicate | Sort::Compute => VALUE_CASE_KEYS,
        Sort::Hook => HOOK_CASE_KEYS,
    };
    let fields = reader.fields(node, WHAT, keys)?;
    let name = reader.required(&fields, WHAT, "name");
    let named = name.map_or(node.span, |node| node.span);
    let name = name.and_then(|node| reader.text(node, limits::CASE_NAME, Lines::One));
    let params = params(&fields, named, tested, reader);
    let now = fields.get("now").map_or(Some(MORNING), |node| moment(node, reader));
    let seed = fields
        .get("seed")
        .map_or(Some(0), |node| reader.whole(node, &(0..=i64::MAX)).and_then(|number| number.try_into().ok()));
    let facts = fields.get("facts").map_or(Some(Facts::default()), |node| known::facts(node, tested, reader));
    let records = fields.get("records").map_or(Some(Records::NONE), |node| known::records(node, reader));
    let given = match (tested.sort, &tested.offer.kind) {
        (Sort::Strategy, _) => candidates(&fields, now.unwrap_or(MORNING), reader),
        (_, OfferKind::Hook { on, .. }) => event(&fields, *on, now.unwrap_or(MORNING), reader),
        _ => Some(Given::Nothing),
    };
    let expect = reader.required(&fields, WHAT, "expect").and_then(|node| expect::read(node, tested, reader));
    let case = Case {
        name: name?,
        span: named,
        params: params?,
        now: now?,
        seed: seed?,
        facts: facts?,
        records: records?,
        given: given?,
        expect: expect?,
    };
    Some((case, named))
}

/// A moment such as `2026-11-22T10:00:00Z`.
pub(super) fn moment(node: &Node, reader: &mut Reader) -> Option<Timestamp> {
    moment_as(codes::BAD_TEST, node, reader)
}

/// The same; what is wrong with it is told under this code.
pub(super) fn moment_as(code: Code, node: &Node, reader: &mut Reader) -> Option<Timestamp> {
    let example = "2026-11-22T10:00:00Z";
    let text = reader.text_such_as(node, "a moment", &format!("`{example}`"))?;
    let moment = text.parse::<jiff::Timestamp>().ok();
    if moment.is_none() {
        let message = format!("`{}` is not a moment", shown(text));
        let help = Some(format!("write it with its offset, such as `{example}`"));
        reader.report(code, node.span, message, "not a moment", help);
    }
    moment.map(|moment| Timestamp::from_micros(moment.as_microsecond()))
}

fn params(fields: &Fields<'_>, named: Span, tested: &Tested<'_>, reader: &mut Reader) -> Option<Params> {
    let given = parameters::Use {
        name: &tested.name,
        span: named,
        parameters: &tested.offer.parameters,
        schemas: tested.schemas,
        with: fields.get("with"),
        example: |_, with| format!("with: {{ {with} }}"),
    };
    given.params(reader)
}

fn candidates(fields: &Fields<'_>, now: Timestamp, reader: &mut Reader) -> Option<Given> {
    let group = match fields.get("group") {
        Some(node) => reader.reference(node, "a group").map(|group| group.id),
        None => GROUP.parse().ok(),
    };
    let turn = match fields.get("turn") {
        Some(node) => Some(reader.reference(node, "the agent who took the last turn")?.id),
        None => None,
    };
    let candidates = match fields.get("candidates") {
        Some(node) => candidate::read(node, now, reader),
        None => Some(Vec::new()),
    };
    Some(Given::Candidates { group: group?, turn, candidates: candidates? })
}

fn event(fields: &Fields<'_>, on: HookKind, now: Timestamp, reader: &mut Reader) -> Option<Given> {
    let event = reader.required(fields, WHAT, "event").and_then(|node| shape::event(node, on, reader));
    let session = match fields.entry("session") {
        Some(entry) if on == HookKind::AgentChanged => {
            let message = "an event about an agent has no session";
            reader.report(codes::BAD_TEST, entry.key_span, message, "no session", Some("remove it".to_owned()));
            None
        }
        Some(entry) => session::read(&entry.value, now, reader).map(Some),
        None if on == HookKind::AgentChanged => Some(None),
        None => Some(Some(session::plain(now))),
    };
    Some(Given::Event { event: event?, session: session?.map(Box::new) })
}
