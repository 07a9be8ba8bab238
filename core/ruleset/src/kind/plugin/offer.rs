//! One thing that a plug-in offers.

use super::{OfferPlace, RawOffer, Sort, parameter};
use crate::{
    Span, codes, duration, limits,
    parameters::Schemas,
    reader::{Fields, Reader},
    words::{listed, shown},
    yaml::Node,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use usher_model::{EffectKind, HookKind, OfferId, OnFailure, PluginId};
use usher_script::{Limits, Offer, OfferKind};

pub(crate) const OFFER_KEYS: &[&str] = &["id", "description", "file", "function", "on_failure", "limits", "parameters"];
pub(crate) const HOOK_KEYS: &[&str] =
    &["id", "description", "event", "effects", "file", "function", "on_failure", "limits"];
pub(crate) const LIMITS_KEYS: &[&str] = &["operations", "time"];
const ON_FAILURE: &[(&str, OnFailure)] = &[("open", OnFailure::Open), ("closed", OnFailure::Closed)];
/// Words that no function can be named by, because the script language has them for something else, or keeps them.
const RESERVED: &[&str] = &[
    "Fn",
    "_",
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "export",
    "false",
    "fn",
    "for",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_var",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];
/// A strategy's function where nothing is said.
const PICK: &str = "pick";

pub(super) fn read(node: &Node, sort: Sort, plugin: &PluginId, reader: &mut Reader) -> Option<(Offer, RawOffer)> {
    let what = format!("an offered {}", sort.word());
    let keys = if sort == Sort::Hook { HOOK_KEYS } else { OFFER_KEYS };
    let fields = reader.fields(node, &what, keys)?;
    let at = |key: &str| fields.get(key).map_or(node.span, |node| node.span);
    let place = OfferPlace { id: at("id"), file: at("file") };
    let id = id(&fields, sort, plugin, &what, reader);
    let description = fields.get("description").map_or(Some(String::new()), |node| super::description(node, reader));
    let file = match fields.get("file") {
        Some(node) => file(node, reader),
        None => Some(format!("{plugin}.rhai").into()),
    };
    let function = match (fields.get("function"), &id) {
        (Some(node), _) => function(node, reader),
        (None, Some(id)) => default_function(sort, id, place.id, reader),
        (None, None) => None,
    };
    let mut schemas = Schemas::default();
    let parameters = match fields.get("parameters") {
        Some(node) => parameter::read(node, &mut schemas, reader),
        None => Some(Vec::new()),
    };
    let kind = kind(&fields, sort, &what, reader);
    let on_failure = fields.get("on_failure").map(|node| reader.word(node, "way to fail", ON_FAILURE));
    let limits = match fields.get("limits") {
        Some(node) => limits(node, sort, reader),
        None => Some(sort.limits()),
    };
    // A misspelt key may have meant anything: what follows from it would be an echo.
    if fields.has_unknown() {
        return None;
    }
    let kind = kind?;
    let on_failure = on_failure.unwrap_or_else(|| Some(kind.on_failure()));
    let offer = Offer {
        id: id?,
        description: description?,
        file: file?,
        function: function?,
        parameters: parameters?,
        on_failure: on_failure?,
        limits: limits?,
        kind,
    };
    Some((offer, RawOffer { place, schemas }))
}

/// A strategy may leave its id out; everything else is one of many in its plug-in.
fn id(fields: &Fields<'_>, sort: Sort, plugin: &PluginId, what: &str, reader: &mut Reader) -> Option<OfferId> {
    if sort == Sort::Strategy && fields.get("id").is_none() {
        return plugin.as_str().parse().ok();
    }
    let node = reader.required(fields, what, "id")?;
    reader.reference(node, &format!("the {}", sort.word())).map(|named| named.id)
}

fn kind(fields: &Fields<'_>, sort: Sort, what: &str, reader: &mut Reader) -> Option<OfferKind> {
    Some(match sort {
        Sort::Strategy => OfferKind::Strategy,
        Sort::Predicate => OfferKind::Predicate,
        Sort::Compute => OfferKind::Compute,
        Sort::Hook => {
            let events: Vec<(&str, HookKind)> = HookKind::ALL.iter().map(|kind| (kind.word(), *kind)).collect();
            let on = reader.required(fields, what, "event").and_then(|node| reader.word(node, "event", &events));
            let effects = reader.required(fields, what, "effects").and_then(|node| effects(node, on, reader));
            OfferKind::Hook { on: on?, effects: effects? }
        }
    })
}

fn effects(node: &Node, on: Option<HookKind>, reader: &mut Reader) -> Option<BTreeSet<EffectKind>> {
    let words: Vec<(&str, EffectKind)> = EffectKind::ALL.iter().map(|kind| (kind.word(), *kind)).collect();
    let help = "name the effects that it may have, such as `tag`: a hook does nothing else";
    let items = reader.full_list(node, "a list of effects", help)?;
    let mut effects = BTreeSet::new();
    for item in items {
        let Some(effect) = reader.word(item, "effect", &words) else { continue };
        if on == Some(HookKind::AgentChanged) && effect != EffectKind::CallWebhook {
            let message = format!("a hook on `agent_changed` has no session that `{effect}` could apply to");
            let help = Some("it can have the effect `call_webhook` only".to_owned());
            reader.report(codes::BAD_EFFECT, item.span, message, "no session", help);
        } else if effects.insert(effect) {
            continue;
        } else {
            reader.twice(item.span, effect.word());
        }
        return None;
    }
    (effects.len() == items.len()).then_some(effects)
}

fn limits(node: &Node, sort: Sort, reader: &mut Reader) -> Option<Limits> {
    let most = sort.limits();
    let fields = reader.fields(node, "an offer's `limits`", LIMITS_KEYS)?;
    let operations = match fields.get("operations") {
        Some(node) => {
            let most = i64::try_from(most.operations).unwrap_or(i64::MAX);
            reader.whole(node, &(1..=most)).and_then(|number| number.try_into().ok())
        }
        None => Some(most.operations),
    };
    let time = match fields.get("time") {
        Some(node) => duration::read(node, &(Duration::from_millis(1)..=most.time), reader),
        None => Some(most.time),
    };
    Some(Limits { operations: operations?, time: time? })
}

/// A script beside the manifest: never one elsewhere.
fn file(node: &Node, reader: &mut Reader) -> Option<Arc<str>> {
    let text = reader.raw_text(node, "the name of a script such as `load.rhai`")?;
    let stem = text.strip_suffix(".rhai").unwrap_or_default();
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if (1..=limits::NAME).contains(&stem.len()) && stem.bytes().all(is_plain) {
        return Some(text.into());
    }
    let message = format!("`{}` is not the name of a script in the plug-in's folder", shown(text));
    let help = Some("write a name such as `load.rhai`, without a folder".to_owned());
    reader.report(codes::BAD_ID, node.span, message, "not a script's name", help);
    None
}

fn function(node: &Node, reader: &mut Reader) -> Option<String> {
    let text = reader.raw_text(node, "the name of a function such as `pick`")?;
    if is_reserved(text) {
        reserved(text, node.span, reader);
        return None;
    }
    if is_function(text) {
        return Some(text.to_owned());
    }
    let message = format!("`{}` is not the name of a function", shown(text));
    let help = Some(format!("it has letters, digits and {}, and begins with a letter", listed(&["_"])));
    reader.report(codes::BAD_ID, node.span, message, "not a function's name", help);
    None
}

fn default_function(sort: Sort, id: &OfferId, span: Span, reader: &mut Reader) -> Option<String> {
    if sort == Sort::Strategy {
        return Some(PICK.to_owned());
    }
    let name = id.as_str().replace('-', "_");
    if is_function(&name) && !is_reserved(&name) {
        return Some(name);
    }
    let message = format!("no function can be named like the {} `{id}`, so `function` must be given", sort.word());
    let help = format!("write `function:` and the name of one in the script, such as `{}_it`", sort.word());
    reader.report(codes::MISSING_KEY, span, message, "`function` is missing", Some(help));
    None
}

/// Whether scripts have the word for something else, or keep it for later.
fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

fn reserved(name: &str, span: Span, reader: &mut Reader) {
    let message = format!("`{name}` is a word of the script language, so no function can have that name");
    let help = Some("give the function another name, here and in the script".to_owned());
    reader.report(codes::BAD_ID, span, message, "a reserved word", help);
}

fn is_function(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && name.len() <= limits::NAME && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
