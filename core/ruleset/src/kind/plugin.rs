//! `plugins/<id>/plugin.yaml`: what a plug-in offers.

mod offer;
mod parameter;
mod sort;

#[cfg(test)]
pub(crate) use offer::{HOOK_KEYS, LIMITS_KEYS, OFFER_KEYS};
pub(crate) use parameter::{Holds, KEYWORDS, NAME_PATTERN, TYPES};
pub(crate) use sort::Sort;

use crate::{
    Span, codes, limits,
    parameters::Schemas,
    reader::{Lines, Reader},
    yaml::Node,
};
use usher_model::{OfferId, PluginId};
use usher_script::{Manifest, Offer};

pub(crate) const KEYS: &[&str] = &["api", "name", "description", "offers"];
pub(crate) const OFFERS_KEYS: &[&str] = &["strategy", "predicate", "compute", "hook"];
const WHAT: &str = "a plug-in";
const OFFERS: &str = "a plug-in's `offers`";

/// A manifest, and what of it only its file tells.
pub(crate) struct RawManifest {
    pub manifest: Manifest,
    /// One an offer, in the manifest's order.
    pub offers: Vec<RawOffer>,
}

/// What of an offer only its file tells.
pub(crate) struct RawOffer {
    pub place: OfferPlace,
    pub schemas: Schemas,
}

/// Where an offer names things; the whole offer where it leaves them out.
#[derive(Clone, Copy)]
pub(crate) struct OfferPlace {
    pub id: Span,
    pub file: Span,
}

impl RawManifest {
    /// The names of all offers of a sort, as rules write them, each with its place in the manifest.
    pub fn names(&self, plugin: &PluginId, sort: Sort) -> impl Iterator<Item = (usize, String)> {
        let of_sort = self.manifest.offers.iter().enumerate().filter(move |(_, offer)| Sort::of(&offer.kind) == sort);
        of_sort.map(move |(at, offer)| (at, sort.name(plugin, &offer.id)))
    }
    /// The place in the manifest of what a name means.
    pub fn named(&self, plugin: &PluginId, sort: Sort, name: &str) -> Option<usize> {
        self.names(plugin, sort).find(|(_, one)| one == name).map(|(at, _)| at)
    }
    /// The place in the manifest of an offer.
    pub fn offered(&self, sort: Sort, id: &OfferId) -> Option<usize> {
        self.manifest.offers.iter().position(|offer| Sort::of(&offer.kind) == sort && offer.id == *id)
    }
}

pub(crate) fn read(root: &Node, id: PluginId, reader: &mut Reader) -> Option<RawManifest> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let api = reader.required(&fields, WHAT, "api").and_then(|node| api(node, reader));
    let name = reader.required(&fields, WHAT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let description = fields.get("description").map_or(Some(String::new()), |node| description(node, reader));
    let offers = reader.required(&fields, WHAT, "offers").and_then(|node| offers(node, &id, reader));
    let (offers, raw) = offers?.into_iter().unzip();
    let manifest = Manifest { id, api: api?, name: name?, description: description?, offers };
    Some(RawManifest { manifest, offers: raw })
}

fn description(node: &Node, reader: &mut Reader) -> Option<String> {
    reader.text(node, limits::DESCRIPTION, Lines::Many)
}

fn api(node: &Node, reader: &mut Reader) -> Option<u32> {
    let given = reader.whole(node, &(1..=i64::from(u32::MAX)))?;
    if given == i64::from(usher_script::API) {
        return Some(usher_script::API);
    }
    let message = format!("this plug-in was made for version {given} of the plug-in interface");
    let help = Some(format!("this Usher has version {}", usher_script::API));
    reader.report(codes::UNKNOWN_API, node.span, message, "another version", help);
    None
}

fn offers(node: &Node, plugin: &PluginId, reader: &mut Reader) -> Option<Vec<(Offer, RawOffer)>> {
    let fields = reader.fields(node, OFFERS, OFFERS_KEYS)?;
    if OFFERS_KEYS.iter().all(|key| fields.get(key).is_none()) {
        if !fields.has_unknown() {
            let help = "offer a strategy, a predicate, a compute or a hook, or remove the plug-in".to_owned();
            reader.report(codes::EMPTY, node.span, "this plug-in offers nothing", "nothing in it", Some(help));
        }
        return None;
    }
    let mut all = Vec::new();
    // What a misspelt kind of offer holds may be what rules name.
    let mut is_good = !fields.has_unknown();
    for sort in Sort::ALL {
        let Some(list) = fields.get(sort.word()) else { continue };
        match of_sort(list, sort, plugin, reader) {
            Some(offers) => all.extend(offers),
            None => is_good = false,
        }
    }
    is_good.then_some(all)
}

fn of_sort(list: &Node, sort: Sort, plugin: &PluginId, reader: &mut Reader) -> Option<Vec<(Offer, RawOffer)>> {
    let expected = format!("a list with an entry for each {}", sort.word());
    let help = format!("offer a {0}, or remove `{0}`", sort.word());
    let items = reader.full_list(list, &expected, &help)?;
    if items.len() > limits::OFFERS {
        let (most, given) = (limits::OFFERS, items.len());
        let message = format!("a plug-in offers at most {most} of each kind, this one offers {given}");
        reader.report(codes::TOO_LONG, list.span, message, "too many", None);
        return None;
    }
    let mut offers: Vec<(Offer, RawOffer)> = Vec::with_capacity(items.len());
    for item in items {
        let Some((offer, raw)) = offer::read(item, sort, plugin, reader) else { continue };
        if offers.iter().any(|(earlier, _)| earlier.id == offer.id) {
            reader.twice(raw.place.id, offer.id.as_str());
            continue;
        }
        offers.push((offer, raw));
    }
    (offers.len() == items.len()).then_some(offers)
}
