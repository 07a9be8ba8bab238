//! From a plug-in's manifest and files to what it offers, or to all that is wrong with them.

use crate::{
    FactKind, check, engine, expression,
    health::{Health, PluginHealth, PluginPulse},
    known::Known,
    manifest::{API, Manifest, Offer, ScriptProblem, Severity},
    memory::ReadWhole,
    nearest::nearest,
    parse,
    plugin::{CompiledOffer, Plugin},
    run::{Script, Takes},
    trial,
};
use rhai::{AST, Engine, Position};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use usher_model::{OfferName, PluginId, Predicate, Timestamp};

/// Compiles plug-ins. All of them share one engine; a clone is the same host.
#[derive(Clone)]
pub struct ScriptHost {
    engine: Arc<Engine>,
    known: Arc<Known>,
    /// None where nobody asks how plug-ins fare.
    health: Option<Arc<Health>>,
}

/// A file that was read, for all offers that are in it.
#[derive(Clone)]
struct Read {
    ast: Arc<AST>,
    read_whole: Arc<ReadWhole>,
}

impl Read {
    fn of(ast: AST) -> Self {
        Self { read_whole: Arc::new(ReadWhole::of(&ast)), ast: Arc::new(ast) }
    }
}

/// A plug-in's files, by name.
type Files = BTreeMap<Arc<str>, Arc<str>>;

impl Default for ScriptHost {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptHost {
    /// A host with everything that scripts may use, and no memory of how they fared.
    pub fn new() -> Self {
        Self { health: Some(Arc::default()), ..Self::for_replay() }
    }

    /// A host for looking back: its plug-ins are never switched off, and nothing they do is counted. What they answer is
    /// what they answered then, however they fare today.
    pub fn for_replay() -> Self {
        let engine = engine::build();
        let known = Known::of(&engine);
        Self { engine: Arc::new(engine), known: Arc::new(known), health: None }
    }

    /// Compiles what a plug-in offers. `files` are the texts of its folder, by name; `fields` the names of the facts that
    /// exist, such as `page.path`. Where there are none nothing is known of them, and any name will do.
    ///
    /// # Errors
    /// All problems at once, warnings too, in order of file and place.
    pub fn compile(&self, manifest: &Manifest, files: &Files, fields: &[&str]) -> Result<Plugin, Vec<ScriptProblem>> {
        let mut problems = Vec::new();
        if manifest.api != API {
            problems.push(in_manifest(
                format!("`{}` is written for version {} of the plug-in API", manifest.id, manifest.api),
                Some(format!("this version of Usher has `api: {API}`")),
            ));
        }
        let fingerprint = fingerprint(manifest, files);
        let mut named = BTreeSet::new();
        let mut scripts: BTreeMap<&Arc<str>, Option<Read>> = BTreeMap::new();
        let mut offers = Vec::new();
        for offer in &manifest.offers {
            let Some(text) = files.get(&offer.file) else {
                problems.push(no_such_file(offer, files));
                continue;
            };
            let read = match scripts.entry(&offer.file) {
                Entry::Occupied(read) => read.get().clone(),
                Entry::Vacant(place) => {
                    let read = parse::script(&self.engine, &offer.file, text).map(Read::of);
                    place.insert(read.map_err(|wrong| problems.extend(wrong)).ok()).clone()
                }
            };
            let Some(Read { ast, read_whole }) = read else { continue };
            match function(&ast, offer) {
                Err(problem) => problems.push(problem),
                Ok((takes, begins)) => {
                    let checked = check::check(&self.known, &ast, offer, text, fields);
                    problems.extend(checked.problems);
                    named.extend(checked.named);
                    let script = Script {
                        name: OfferName { plugin: manifest.id.clone(), offer: offer.id.clone() },
                        offer: Arc::new(offer.clone()),
                        path: format!("plugins/{}/{}", manifest.id, offer.file),
                        engine: self.engine.clone(),
                        ast,
                        read_whole,
                        takes,
                        begins,
                        pulse: self.pulse(&manifest.id, fingerprint, offer),
                    };
                    offers.push(CompiledOffer { script: Arc::new(script) });
                }
            }
        }
        for (file, read) in &scripts {
            if let (Some(Read { ast, .. }), Some(text)) = (read, files.get(*file)) {
                let of_file: Vec<&Offer> = manifest.offers.iter().filter(|offer| offer.file == **file).collect();
                problems.extend(check::check_file(&self.known, ast, &of_file, text, file, fields));
            }
        }
        if !problems.iter().any(|problem| problem.severity == Severity::Error) {
            problems.extend(offers.iter().filter_map(|offer| trial::run(&offer.script, &files[&offer.offer().file])));
        }
        in_order(&mut problems);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        Ok(Plugin { id: manifest.id.clone(), offers, named: named.into_iter().collect(), warnings: problems })
    }

    /// Compiles an expression of a condition. Names of facts, such as `visitor.sessions`, stand in it as they are;
    /// `fields` are those that exist, each with what it holds. A fact that is absent is `()`: it equals nothing, and no comparison with it holds.
    /// An expression that fails does not hold. Places are counted within the text.
    ///
    /// # Errors
    /// All problems at once.
    pub fn expression(
        &self,
        text: &str,
        fields: &[(&str, FactKind)],
    ) -> Result<Arc<dyn Predicate>, Vec<ScriptProblem>> {
        expression::compile(&self.engine, &self.known, text, fields)
    }

    /// What the calls of an offer report to. Each offer has its own switch: a hook that fails for ever must neither take a
    /// condition down with it, nor be kept going by one that works.
    fn pulse(&self, plugin: &PluginId, files: u64, offer: &Offer) -> PluginPulse {
        let health = self.health.as_ref();
        health.map_or(PluginPulse::UNNOTED, |health| health.of(plugin, fingerprint_of(files, offer)))
    }

    /// How each plug-in has fared, in order of their ids.
    pub fn health(&self, now: Timestamp) -> Vec<PluginHealth> {
        self.health.as_ref().map_or_else(Vec::new, |health| health.snapshot(now))
    }
}

/// What a function takes, and where it begins. The check tells of names that are unknown.
fn function(ast: &AST, offer: &Offer) -> Result<(Vec<Takes>, Position), ScriptProblem> {
    let own = || ast.iter_functions().filter(|function| !function.name.starts_with("anon$"));
    let Some(function) = own().find(|function| function.name == offer.function) else {
        let names: Vec<_> = own().map(|function| function.name).collect();
        let help = match nearest(&offer.function, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write `fn {}({}) {{ … }}`, or name another function", offer.function, usual(offer)),
        };
        return Err(ScriptProblem {
            severity: Severity::Error,
            file: offer.file.clone(),
            line: 1,
            column: 1,
            end_column: 2,
            message: format!(
                "there is no function `{}`, which {} `{}` names",
                offer.function,
                offer.kind.word(),
                offer.id
            ),
            label: "not in this file".to_owned(),
            help: Some(help),
        });
    };
    let takes = function.params.iter().filter_map(|name| Takes::of(name)).collect();
    let definition = ast.shared_lib().get_script_fn(&offer.function, function.params.len());
    Ok((takes, definition.map_or(Position::NONE, |definition| definition.body.start_position())))
}

/// What most functions of a kind begin with.
const fn usual(offer: &Offer) -> &'static str {
    match offer.kind {
        crate::OfferKind::Strategy => "candidates",
        crate::OfferKind::Predicate | crate::OfferKind::Compute => "facts",
        crate::OfferKind::Hook { .. } => "event",
    }
}

fn no_such_file(offer: &Offer, files: &Files) -> ScriptProblem {
    let scripts = || files.keys().map(AsRef::as_ref).filter(|name: &&str| name.strip_suffix(".rhai").is_some());
    let help = match nearest(&offer.file, scripts()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => match scripts().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
            list if list.is_empty() => None,
            list => Some(format!("the folder has {list}")),
        },
    };
    let (kind, id) = (offer.kind.word(), &offer.id);
    in_manifest(format!("{kind} `{id}` is in `{}`, which is not in the folder", offer.file), help)
}

fn in_manifest(message: String, help: Option<String>) -> ScriptProblem {
    ScriptProblem {
        severity: Severity::Error,
        file: "plugin.yaml".into(),
        line: 1,
        column: 1,
        end_column: 2,
        message,
        label: "in this manifest".to_owned(),
        help,
    }
}

/// By place, each once: a file that several offers use is checked for each of them.
pub fn in_order(problems: &mut Vec<ScriptProblem>) {
    problems.sort_by(|a, b| (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message)));
    problems.dedup();
}

/// Tells whether an offer is the same as before: of the same files, and of that name and kind.
fn fingerprint_of(files: u64, offer: &Offer) -> u64 {
    let mut hasher = DefaultHasher::new();
    (files, offer.kind.word(), offer.id.as_str()).hash(&mut hasher);
    hasher.finish()
}

/// Tells whether a plug-in is the same as before. Its tests are not part of what runs.
fn fingerprint(manifest: &Manifest, files: &Files) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{manifest:?}").hash(&mut hasher);
    for (name, text) in files.iter().filter(|(name, _)| !name.starts_with("tests/")) {
        (name, text).hash(&mut hasher);
    }
    hasher.finish()
}
