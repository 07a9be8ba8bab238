//! `plugins/<id>/plugin.yaml`: what a plug-in offers.

use crate::{
    Span, codes, limits,
    reader::{Lines, Reader},
    words::shown,
    yaml::Node,
};
use std::sync::Arc;
use usher_model::{PluginId, StrategyId};
use usher_script::{Manifest, StrategyOffer};

pub(crate) const KEYS: &[&str] = &["api", "name", "description", "offers"];
pub(crate) const OFFERS_KEYS: &[&str] = &["strategy"];
pub(crate) const STRATEGY_KEYS: &[&str] = &["id", "file", "function"];
/// The function that is called where nothing is said.
const FUNCTION: &str = "pick";
const WHAT: &str = "a plug-in";
const STRATEGY: &str = "an offered strategy";

/// A manifest and where its offers stand.
pub(crate) struct RawManifest {
    pub manifest: Manifest,
    /// One an offer: where its id, and its file, are named.
    pub places: Vec<OfferPlace>,
}

/// Where an offer names things; the whole offer where it leaves them out.
pub(crate) struct OfferPlace {
    pub id: Span,
    pub file: Span,
}

pub(crate) fn read(root: &Node, id: PluginId, reader: &mut Reader) -> Option<RawManifest> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let api = reader.required(&fields, WHAT, "api").and_then(|node| api(node, reader));
    let name = reader.required(&fields, WHAT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let description = fields
        .get("description")
        .map_or(Some(String::new()), |node| reader.text(node, limits::DESCRIPTION, Lines::Many));
    let offers = reader.required(&fields, WHAT, "offers").and_then(|node| offers(node, &id, reader));
    let (strategies, places) = offers?;
    let manifest = Manifest { id, api: api?, name: name?, description: description?, strategies };
    Some(RawManifest { manifest, places })
}

fn api(node: &Node, reader: &mut Reader) -> Option<u32> {
    let given = reader.whole(node, &(1..=i64::from(u32::MAX)))?;
    if given == i64::from(limits::PLUGIN_API) {
        return Some(limits::PLUGIN_API);
    }
    let message = format!("this plug-in was made for version {given} of the plug-in interface");
    let help = Some(format!("this Usher has version {}", limits::PLUGIN_API));
    reader.report(codes::UNKNOWN_API, node.span, message, "another version", help);
    None
}

fn offers(node: &Node, plugin: &PluginId, reader: &mut Reader) -> Option<(Vec<StrategyOffer>, Vec<OfferPlace>)> {
    let what = "a plug-in's `offers`";
    let fields = reader.fields(node, what, OFFERS_KEYS)?;
    let list = reader.required(&fields, what, "strategy")?;
    let items = reader.full_list(list, "a list of strategies", "offer a strategy, or remove the plug-in")?;
    if items.len() > limits::OFFERS {
        let message =
            format!("a plug-in offers at most {} strategies, this one offers {}", limits::OFFERS, items.len());
        reader.report(codes::TOO_LONG, list.span, message, "too many", None);
        return None;
    }
    let mut offers: Vec<StrategyOffer> = Vec::with_capacity(items.len());
    let mut places = Vec::with_capacity(items.len());
    for item in items {
        let Some((offer, place)) = strategy(item, plugin, reader) else { continue };
        if offers.iter().any(|earlier| earlier.id == offer.id) {
            reader.twice(place.id, offer.id.as_str());
            continue;
        }
        offers.push(offer);
        places.push(place);
    }
    (offers.len() == items.len()).then_some((offers, places))
}

fn strategy(node: &Node, plugin: &PluginId, reader: &mut Reader) -> Option<(StrategyOffer, OfferPlace)> {
    let fields = reader.fields(node, STRATEGY, STRATEGY_KEYS)?;
    let at = |key: &str| fields.get(key).map_or(node.span, |node| node.span);
    let place = OfferPlace { id: at("id"), file: at("file") };
    let id: Option<StrategyId> = match fields.get("id") {
        Some(node) => reader.reference(node, "the strategy").map(|named| named.id),
        None => plugin.as_str().parse().ok(),
    };
    let file = match fields.get("file") {
        Some(node) => file(node, reader),
        None => Some(format!("{plugin}.rhai").into()),
    };
    let function = match fields.get("function") {
        Some(node) => function(node, reader),
        None => Some(FUNCTION.to_owned()),
    };
    Some((StrategyOffer { id: id?, file: file?, function: function? }, place))
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
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if begins && text.len() <= limits::NAME && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Some(text.to_owned());
    }
    let message = format!("`{}` is not the name of a function", shown(text));
    reader.report(codes::BAD_ID, node.span, message, "not a function's name", None);
    None
}
