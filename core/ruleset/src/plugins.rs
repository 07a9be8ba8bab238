//! Plug-in folders: manifests and scripts brought together, and compiled by the script host.

use crate::{
    SourceTree, Span, codes,
    kind::plugin::RawManifest,
    reader::Reader,
    sources::Readers,
    yaml::{self, FIRST},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_model::{PluginId, Strategy, StrategyId};
use usher_script::{ScriptHost, ScriptProblem, builtin_files};

/// The plug-in folders of a tree.
#[derive(Default)]
pub(crate) struct Plugins(BTreeMap<PluginId, Folder>);

#[derive(Default)]
struct Folder {
    manifest: State,
    /// By file name within the folder; none where the file is not text.
    scripts: BTreeMap<Arc<str>, Option<Arc<str>>>,
}

#[derive(Default)]
enum State {
    #[default]
    Missing,
    Broken,
    Read(RawManifest),
}

/// What the plug-ins came to.
pub(crate) struct Offered {
    /// The ids that rules may name; none where a manifest cannot be read, so that nobody knows.
    pub known: Option<BTreeSet<StrategyId>>,
    /// What compiled.
    pub strategies: BTreeMap<StrategyId, Arc<dyn Strategy>>,
}

impl Plugins {
    pub fn add_manifest(&mut self, plugin: &PluginId, manifest: Option<RawManifest>) {
        self.0.entry(plugin.clone()).or_default().manifest = manifest.map_or(State::Broken, State::Read);
    }

    pub fn add_script(&mut self, plugin: &PluginId, name: &Arc<str>, bytes: &[u8], reader: &mut Reader) {
        let text = yaml::readable(bytes, reader).map(Arc::from);
        self.0.entry(plugin.clone()).or_default().scripts.insert(Arc::clone(name), text);
    }

    /// Compiles all plug-ins.
    pub fn compile(self, tree: &SourceTree, readers: &mut Readers) -> Offered {
        let host = ScriptHost::new();
        let mut known = BTreeSet::new();
        let mut all_known = true;
        let mut strategies = BTreeMap::new();
        for (id, folder) in self.0 {
            let manifest_file: Arc<str> = format!("plugins/{id}/plugin.yaml").into();
            let raw = match folder.manifest {
                State::Read(raw) => raw,
                State::Broken => {
                    all_known = false;
                    continue;
                }
                State::Missing => {
                    all_known = false;
                    no_manifest(&id, folder.scripts.keys().next(), readers);
                    continue;
                }
            };
            let mut is_good = !clashes(tree, &id, &manifest_file, readers);
            for (offer, place) in raw.manifest.strategies.iter().zip(&raw.places) {
                if !known.insert(offer.id.clone()) {
                    let message = format!("another plug-in offers the strategy `{}` already", offer.id);
                    let help = Some("give it another `id`".to_owned());
                    readers.of(&manifest_file).report(codes::OFFERED_TWICE, place.id, message, "taken", help);
                    is_good = false;
                }
                match folder.scripts.get(&offer.file) {
                    Some(Some(_)) => {}
                    Some(None) => is_good = false,
                    None => {
                        script_missing(&offer.file, place.file, &folder.scripts, readers.of(&manifest_file));
                        is_good = false;
                    }
                }
            }
            if !is_good {
                continue;
            }
            let texts = folder.scripts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
            match host.compile(&raw.manifest, &texts) {
                Ok(compiled) => {
                    strategies.extend(compiled.into_iter().map(|strategy| (strategy.id().clone(), strategy)));
                }
                Err(problems) => report(&id, problems, readers),
            }
        }
        Offered { known: all_known.then_some(known), strategies }
    }
}

impl SourceTree {
    /// The tree with the built-in plug-ins beside its own. A folder that bears a built-in's name and says something else
    /// is kept as it is: compiling then names the clash.
    #[must_use]
    pub fn with_builtins(mut self) -> Self {
        for (path, text) in builtin_files() {
            self.files.entry(Arc::from(*path)).or_insert_with(|| Arc::from(text.as_bytes()));
        }
        self
    }
}

/// Whether a folder bears a built-in's name but is not the built-in. The same files, copied, are no clash.
fn clashes(tree: &SourceTree, plugin: &PluginId, manifest: &Arc<str>, readers: &mut Readers) -> bool {
    let folder = format!("plugins/{plugin}/");
    let own =
        |path: &str| builtin_files().iter().find(|(builtin, _)| *builtin == path).map(|(_, text)| text.as_bytes());
    if own(manifest).is_none() {
        return false;
    }
    let is_read = |path: &str| {
        path.strip_prefix(&folder)
            .is_some_and(|name| name == "plugin.yaml" || (name.strip_suffix(".rhai").is_some() && !name.contains('/')))
    };
    let other = tree.files.iter().find(|(path, bytes)| is_read(path) && own(path) != Some(bytes.as_ref()));
    if let Some((path, _)) = other {
        let message = format!("the plug-in `{plugin}` is built in, and this folder holds another one of that name");
        let help = format!("rename the folder, for example to `plugins/my-{plugin}`");
        readers.of(path).report(codes::BUILTIN_CLASH, FIRST, message, "not the built-in's file", Some(help));
    }
    other.is_some()
}

fn no_manifest(plugin: &PluginId, script: Option<&Arc<str>>, readers: &mut Readers) {
    let Some(script) = script else { return };
    let file = format!("plugins/{plugin}/{script}").into();
    let message = format!("the plug-in `{plugin}` has no `plugin.yaml`, so nothing would use this script");
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
        let file = format!("plugins/{plugin}/{}", problem.file).into();
        let (line, column) = (problem.line.max(1), problem.column.max(1));
        let span = Span { line, column, end_line: line, end_column: problem.end_column.max(column + 1) };
        readers.of(&file).report(codes::BAD_SCRIPT, span, problem.message, &problem.label, problem.help);
    }
}
