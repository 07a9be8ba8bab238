//! Plug-in folders: manifests and scripts brought together, and compiled by the script host.

mod builtin;
mod offered;

pub(crate) use offered::{Found, Known, Offered};

use crate::{
    PluginOrigin, SourceTree, Span, codes,
    kind::plugin::{RawManifest, Sort},
    reader::Reader,
    readers::Readers,
    yaml::{self, FIRST},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::Catalogue;
use usher_model::{OfferId, PluginId};
use usher_script::{Plugin, ScriptHost, ScriptProblem};

/// The plug-in folders of a tree.
#[derive(Default)]
pub(crate) struct Plugins(BTreeMap<PluginId, Folder>);

#[derive(Default)]
struct Folder {
    manifest: State,
    /// By file name within the folder; none where the file is not text.
    scripts: BTreeMap<Arc<str>, Option<Arc<str>>>,
    /// A file of its tests.
    test: Option<Arc<str>>,
}

#[derive(Default)]
enum State {
    #[default]
    Missing,
    Broken,
    Read(Box<RawManifest>),
}

impl Plugins {
    pub fn add_manifest(&mut self, plugin: &PluginId, manifest: Option<RawManifest>) {
        self.folder(plugin).manifest = manifest.map_or(State::Broken, |manifest| State::Read(Box::new(manifest)));
    }

    pub fn add_script(&mut self, plugin: &PluginId, name: &Arc<str>, bytes: &[u8], reader: &mut Reader) {
        let text = yaml::readable(bytes, reader).map(Arc::from);
        self.folder(plugin).scripts.insert(Arc::clone(name), text);
    }

    pub fn add_test(&mut self, plugin: &PluginId, file: &Arc<str>) {
        self.folder(plugin).test.get_or_insert_with(|| Arc::clone(file));
    }

    /// Compiles all plug-ins.
    pub fn compile(
        self,
        tree: &SourceTree,
        host: &ScriptHost,
        catalogue: &Catalogue,
        readers: &mut Readers,
    ) -> Offered {
        let mut offered = Offered::new(host);
        let mut strategies: BTreeMap<OfferId, PluginId> = BTreeMap::new();
        for (id, folder) in self.0 {
            let raw = match folder.manifest {
                State::Read(raw) => raw,
                State::Broken => {
                    offered.plugins.insert(id, None);
                    continue;
                }
                State::Missing => {
                    no_manifest(&id, &folder, readers);
                    offered.plugins.insert(id, None);
                    continue;
                }
            };
            let file: Arc<str> = format!("plugins/{id}/plugin.yaml").into();
            let mut is_good = !builtin::clashes(tree, &id, readers);
            for (offer, raw) in raw.manifest.offers.iter().zip(&raw.offers) {
                if Sort::of(&offer.kind) == Sort::Strategy
                    && let Some(first) = strategies.insert(offer.id.clone(), id.clone())
                {
                    let message = format!("the plug-in `{first}` offers the strategy `{}` already", offer.id);
                    let help = Some("give it another `id`: rules name strategies by it alone".to_owned());
                    readers.of(&file).report(codes::OFFERED_TWICE, raw.place.id, message, "taken", help);
                    is_good = false;
                }
            }
            is_good &= scripts_fit(&id, &raw, &folder.scripts, readers);
            let scripts: BTreeMap<Arc<str>, Arc<str>> =
                folder.scripts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
            let plugin = if is_good { compiled(&id, &raw, &scripts, host, catalogue, readers) } else { None };
            let (compiled, named) = plugin.map_or((None, Vec::new()), |plugin| (Some(plugin.offers), plugin.named));
            let origin = if builtin::is_builtin(&id) { PluginOrigin::Builtin } else { PluginOrigin::Own };
            let known = Known { raw: *raw, compiled, named, origin, scripts: Arc::new(scripts) };
            offered.plugins.insert(id, Some(known));
        }
        offered
    }

    fn folder(&mut self, plugin: &PluginId) -> &mut Folder {
        self.0.entry(plugin.clone()).or_default()
    }
}

fn compiled(
    plugin: &PluginId,
    raw: &RawManifest,
    scripts: &BTreeMap<Arc<str>, Arc<str>>,
    host: &ScriptHost,
    catalogue: &Catalogue,
    readers: &mut Readers,
) -> Option<Plugin> {
    let fields: Vec<&str> = catalogue.iter().map(|(field, _)| field).collect();
    match host.compile(&raw.manifest, scripts, &fields) {
        Ok(mut compiled) => {
            report(plugin, std::mem::take(&mut compiled.warnings), readers);
            Some(compiled)
        }
        Err(problems) => {
            report(plugin, problems, readers);
            None
        }
    }
}

/// Whether every script that is named is there. One that nothing names is never compiled, and so never checked.
fn scripts_fit(
    plugin: &PluginId,
    raw: &RawManifest,
    scripts: &BTreeMap<Arc<str>, Option<Arc<str>>>,
    readers: &mut Readers,
) -> bool {
    let manifest: Arc<str> = format!("plugins/{plugin}/plugin.yaml").into();
    let mut is_good = true;
    let mut told: BTreeSet<&Arc<str>> = BTreeSet::new();
    for (offer, place) in raw.manifest.offers.iter().zip(&raw.offers) {
        match scripts.get(&offer.file) {
            Some(Some(_)) => {}
            Some(None) => is_good = false,
            None => {
                if told.insert(&offer.file) {
                    script_missing(&offer.file, place.place.file, scripts, readers.of(&manifest));
                }
                is_good = false;
            }
        }
    }
    for name in scripts.keys().filter(|name| raw.manifest.offers.iter().all(|offer| offer.file != **name)) {
        // Where a script is missing this is most likely the one, and the help says so.
        if told.is_empty() {
            let message = format!("nothing that the plug-in `{plugin}` offers uses this script");
            let help = Some("name it in `plugin.yaml`, or remove it".to_owned());
            let file: Arc<str> = format!("plugins/{plugin}/{name}").into();
            readers.of(&file).report(codes::UNUSED_SCRIPT, FIRST, message, "never used", help);
        }
    }
    is_good
}

fn no_manifest(plugin: &PluginId, folder: &Folder, readers: &mut Readers) {
    let script = folder.scripts.keys().next().map(|script| Arc::from(format!("plugins/{plugin}/{script}")));
    let Some(file) = script.or_else(|| folder.test.clone()) else { return };
    let message = format!("the plug-in `{plugin}` has no `plugin.yaml`, so nothing would use this file");
    let help = format!("write `plugins/{plugin}/plugin.yaml`");
    readers.of(&file).report(codes::NO_MANIFEST, FIRST, message, "not in any plug-in", Some(help));
}

fn script_missing(file: &Arc<str>, span: Span, scripts: &BTreeMap<Arc<str>, Option<Arc<str>>>, reader: &mut Reader) {
    let near = usher_condition::nearest(file, scripts.keys().map(AsRef::as_ref));
    let help = near.map_or_else(|| "write it beside this file".to_owned(), |near| format!("did you mean `{near}`?"));
    let message = format!("the script `{file}` is not in the plug-in's folder");
    reader.report(codes::SCRIPT_MISSING, span, message, "no such script", Some(help));
}

fn report(plugin: &PluginId, problems: Vec<ScriptProblem>, readers: &mut Readers) {
    for problem in problems {
        let file = if problem.file.is_empty() { "plugin.yaml" } else { &problem.file };
        let file = format!("plugins/{plugin}/{file}").into();
        let (line, column) = (problem.line.max(1), problem.column.max(1));
        let span = Span { line, column, end_line: line, end_column: problem.end_column.max(column + 1) };
        let code = match problem.severity {
            usher_script::Severity::Error => codes::BAD_SCRIPT,
            usher_script::Severity::Warning => codes::DOUBTFUL_SCRIPT,
        };
        readers.of(&file).report(code, span, problem.message, &problem.label, problem.help);
    }
}
