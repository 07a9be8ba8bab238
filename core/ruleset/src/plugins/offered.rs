//! What the plug-ins came to: what rules may name, and what of it is ready.

use crate::{
    kind::plugin::{OfferPlace, RawManifest, Sort},
    parameters::Schemas,
    set::{OfferInfo, PluginInfo, PluginOrigin},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_model::{EffectKind, Hook, PluginId};
use usher_script::{Bound, CompiledOffer, Named, Params, ScriptHost};

/// The plug-ins of a tree, compiled as far as they can be.
pub(crate) struct Offered {
    /// What compiled them; expressions of conditions are compiled by it too.
    pub host: ScriptHost,
    /// None where the manifest cannot be read, so that nobody knows what the plug-in offers.
    pub(super) plugins: BTreeMap<PluginId, Option<Known>>,
    /// What rules named, to tell what nothing uses.
    used: RefCell<BTreeSet<(Sort, String)>>,
}

/// A plug-in whose manifest can be read.
pub(crate) struct Known {
    pub raw: RawManifest,
    /// In the manifest's order; none where something of the plug-in is broken.
    pub compiled: Option<Vec<CompiledOffer>>,
    /// The ids that its scripts name; nothing where something of the plug-in is broken.
    pub named: Vec<Named>,
    pub origin: PluginOrigin,
    /// The scripts, by their names in the folder.
    pub scripts: Arc<BTreeMap<Arc<str>, Arc<str>>>,
}

/// What a name leads to.
pub(crate) enum Found<'o> {
    Ready(Ready<'o>),
    /// It exists but is broken, or nobody can know whether it exists: that was reported already, elsewhere.
    Broken,
    Unknown,
}

/// Something that can be bound to parameters.
pub(crate) struct Ready<'o> {
    pub compiled: &'o CompiledOffer,
    pub schemas: &'o Schemas,
}

/// Something that a plug-in of the tree's own offers and that nothing uses.
pub(crate) struct Unused {
    pub plugin: PluginId,
    pub sort: Sort,
    /// As rules would name it.
    pub name: String,
    pub place: OfferPlace,
}

impl Offered {
    pub fn new(host: &ScriptHost) -> Self {
        Self { host: host.clone(), plugins: BTreeMap::new(), used: RefCell::default() }
    }

    /// What a rule means by a name: a strategy's own, or `plug-in/offer`. It counts as used.
    pub fn find(&self, sort: Sort, name: &str) -> Found<'_> {
        let found = self.look_up(sort, name);
        if !matches!(found, Found::Unknown) {
            self.used.borrow_mut().insert((sort, name.to_owned()));
        }
        found
    }

    /// Whether something of the sort bears the name.
    pub fn has(&self, sort: Sort, name: &str) -> bool {
        self.each().any(|(plugin, known)| known.raw.named(plugin, sort, name).is_some())
    }

    /// Whether something of the sort bears the name; none where nobody can know, because a plug-in cannot be read.
    /// Asking is no use.
    pub fn exists(&self, sort: Sort, name: &str) -> Option<bool> {
        match self.look_up(sort, name) {
            _ if self.has(sort, name) => Some(true),
            Found::Ready(_) | Found::Broken => None,
            Found::Unknown => Some(false),
        }
    }

    /// The names of everything of a sort.
    pub fn names(&self, sort: Sort) -> Vec<String> {
        self.each().flat_map(|(plugin, known)| known.raw.names(plugin, sort)).map(|(_, name)| name).collect()
    }

    /// A plug-in; none where its manifest cannot be read, or where there is none of that name.
    pub fn plugin(&self, plugin: &PluginId) -> Option<&Known> {
        self.plugins.get(plugin)?.as_ref()
    }

    /// All hooks, in order of their names.
    pub fn hooks(&self) -> Vec<Arc<dyn Hook>> {
        let compiled = self.each().filter_map(|(_, known)| known.compiled.as_ref()).flatten();
        let mut hooks: Vec<Arc<dyn Hook>> = compiled
            .filter(|offer| Sort::of(&offer.offer().kind) == Sort::Hook)
            .filter_map(|offer| match offer.bind(&Params::new()) {
                Bound::Hook(hook) => Some(hook),
                _ => None,
            })
            .collect();
        hooks.sort_by(|a, b| a.name().cmp(b.name()));
        hooks
    }

    /// The ids that scripts of plug-ins which compiled hand to effects, as they are written there.
    pub fn named(&self) -> impl Iterator<Item = (&PluginId, &Named)> {
        self.each().flat_map(|(plugin, known)| known.named.iter().map(move |named| (plugin, named)))
    }

    /// Whether a script hands an id to an effect. One that is put together while the script runs does not count.
    pub fn names_literally(&self, what: EffectKind, id: &str) -> bool {
        self.named().any(|(_, named)| named.what == what && named.id == id)
    }

    /// The plug-ins as the console shows them, in order of their ids.
    pub fn info(&self) -> Vec<PluginInfo> {
        let info = |(plugin, known): (&PluginId, &Known)| {
            let manifest = &known.raw.manifest;
            let offers = manifest.offers.iter().map(|offer| OfferInfo {
                id: offer.id.clone(),
                kind: offer.kind.word(),
                description: offer.description.clone(),
            });
            PluginInfo {
                id: plugin.clone(),
                name: manifest.name.clone(),
                description: manifest.description.clone(),
                origin: known.origin,
                offers: offers.collect(),
            }
        };
        self.each().map(info).collect()
    }

    /// What the tree's own plug-ins offer and no rule names. One with a hook works without being named.
    pub fn unused(&self) -> Vec<Unused> {
        let used = self.used.borrow();
        let mut unused = Vec::new();
        for (plugin, known) in self.each().filter(|(_, known)| known.origin == PluginOrigin::Own) {
            if known.raw.names(plugin, Sort::Hook).next().is_some() {
                continue;
            }
            for sort in Sort::ALL {
                for (at, name) in known.raw.names(plugin, sort) {
                    if !used.contains(&(sort, name.clone())) {
                        let place = known.raw.offers[at].place;
                        unused.push(Unused { plugin: plugin.clone(), sort, name, place });
                    }
                }
            }
        }
        unused
    }

    fn look_up(&self, sort: Sort, name: &str) -> Found<'_> {
        for (plugin, known) in self.each() {
            let Some(at) = known.raw.named(plugin, sort, name) else { continue };
            return known.ready(at).map_or(Found::Broken, Found::Ready);
        }
        let may_exist = match name.split_once('/') {
            Some((plugin, _)) if sort != Sort::Strategy => matches!(self.plugins.get(plugin), Some(None)),
            _ => sort == Sort::Strategy && self.plugins.values().any(Option::is_none),
        };
        if may_exist { Found::Broken } else { Found::Unknown }
    }

    fn each(&self) -> impl Iterator<Item = (&PluginId, &Known)> {
        self.plugins.iter().filter_map(|(plugin, known)| Some((plugin, known.as_ref()?)))
    }
}

impl Known {
    /// The offer at a place of the manifest, unless the plug-in is broken.
    pub fn ready(&self, at: usize) -> Option<Ready<'_>> {
        let compiled = self.compiled.as_ref()?.get(at)?;
        Some(Ready { compiled, schemas: &self.raw.offers.get(at)?.schemas })
    }
}
