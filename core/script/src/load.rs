//! From a plug-in's manifest and files to strategies, or to all that is wrong with them.

use crate::{
    check, engine,
    known::Known,
    manifest::{API, Manifest, ScriptProblem, StrategyOffer},
    nearest::nearest,
    strategy::{Parameters, ScriptStrategy},
};
use rhai::{AST, Engine, ParseError, ParseErrorType, Position};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};
use usher_model::Strategy;

/// Longest script, in bytes: a strategy is a few lines, and a load must not take long.
const MAX_SCRIPT_BYTES: usize = 64 * 1024;

/// Compiles plug-ins. All of them share one engine; a clone is the same host.
#[derive(Clone)]
pub struct ScriptHost {
    engine: Arc<Engine>,
    known: Arc<Known>,
}

impl Default for ScriptHost {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptHost {
    /// A host with everything that scripts may use.
    pub fn new() -> Self {
        let engine = engine::build();
        let known = Known::of(&engine);
        Self { engine: Arc::new(engine), known: Arc::new(known) }
    }

    /// Compiles what a plug-in offers. `files` are the texts of its folder, by name.
    ///
    /// # Errors
    /// All problems at once, in order of file and place.
    pub fn compile(
        &self,
        manifest: &Manifest,
        files: &BTreeMap<Arc<str>, Arc<str>>,
    ) -> Result<Vec<Arc<dyn Strategy>>, Vec<ScriptProblem>> {
        let mut problems = Vec::new();
        if manifest.api != API {
            problems.push(in_manifest(
                format!("`{}` is written for version {} of the plug-in API", manifest.id, manifest.api),
                Some(format!("this version of Usher has `api: {API}`")),
            ));
        }
        let mut scripts: BTreeMap<&str, Option<Arc<AST>>> = BTreeMap::new();
        let mut strategies: Vec<Arc<dyn Strategy>> = Vec::new();
        for offer in &manifest.strategies {
            let Some(text) = files.get(&offer.file) else {
                problems.push(no_such_file(offer, files));
                continue;
            };
            let ast = match scripts.entry(&offer.file) {
                Entry::Occupied(compiled) => compiled.get().clone(),
                Entry::Vacant(place) => place.insert(self.read(offer, text, &mut problems)).clone(),
            };
            let Some(ast) = ast else { continue };
            match parameters(&ast, offer, text) {
                Err(problem) => problems.push(problem),
                Ok(parameters) => {
                    problems.extend(check::check(&self.known, &ast, offer, text));
                    let function = ast.shared_lib().get_script_fn(&offer.function, parameters as usize);
                    let begins = function.map_or(Position::NONE, |function| function.body.start_position());
                    strategies.push(Arc::new(ScriptStrategy {
                        id: offer.id.clone(),
                        path: format!("plugins/{}/{}", manifest.id, offer.file),
                        engine: self.engine.clone(),
                        ast,
                        function: offer.function.clone(),
                        parameters,
                        begins,
                    }));
                }
            }
        }
        if problems.is_empty() {
            return Ok(strategies);
        }
        problems.sort_by(|a, b| (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message)));
        // A file that several strategies use is checked for each of them.
        problems.dedup();
        Err(problems)
    }

    fn read(&self, offer: &StrategyOffer, text: &str, problems: &mut Vec<ScriptProblem>) -> Option<Arc<AST>> {
        if text.len() > MAX_SCRIPT_BYTES {
            problems.push(ScriptProblem {
                file: offer.file.clone(),
                line: 1,
                column: 1,
                end_column: 2,
                message: format!("the script has {} bytes, {MAX_SCRIPT_BYTES} are allowed", text.len()),
                label: "begins here".to_owned(),
                help: None,
            });
            return None;
        }
        match self.engine.compile(text) {
            Ok(ast) => Some(Arc::new(ast)),
            Err(error) => {
                problems.push(parse_problem(offer, text, &error));
                None
            }
        }
    }
}

fn parse_problem(offer: &StrategyOffer, text: &str, error: &ParseError) -> ScriptProblem {
    let (message, label, help) = match error.err_type() {
        ParseErrorType::VariableUndefined(name) => {
            let help = nearest(name, words_before(text, error.position().line())).map_or_else(
                || "a function sees its own parameters and variables only".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            (format!("there is no variable `{name}`"), "is not defined here", Some(help))
        }
        ParseErrorType::Reserved(word) if matches!(word.as_str(), "import" | "export") => (
            format!("`{word}` is not available"),
            "is not part of the scripts' language",
            Some("a script stands alone: put what it needs into its own file".to_owned()),
        ),
        ParseErrorType::BadInput(_) if error.to_string().contains("'eval' is disabled") => {
            ("`eval` is not available".to_owned(), "would run text that nobody checked", None)
        }
        ParseErrorType::ExprTooDeep => (
            "this is nested too deeply".to_owned(),
            "goes too deep",
            Some("put parts of it into variables or functions of their own".to_owned()),
        ),
        other => (lower_first(&other.to_string()), "cannot be read", None),
    };
    check::problem(&offer.file, text, error.position(), message, label, help)
}

/// The words of a text up to a line: where a name was misspelt, the right one stood before it.
fn words_before(text: &str, line: Option<usize>) -> impl Iterator<Item = &str> {
    let of_scripts = ["candidates", "facts"];
    text.lines()
        .take(line.map_or(0, |line| line.saturating_sub(1)))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| word.chars().next().is_some_and(char::is_alphabetic))
        .chain(of_scripts)
}

fn parameters(ast: &AST, offer: &StrategyOffer, text: &str) -> Result<Parameters, ScriptProblem> {
    let own = || ast.iter_functions().filter(|function| !function.name.starts_with("anon$"));
    let Some(function) = own().find(|function| function.name == offer.function) else {
        let names: Vec<_> = own().map(|function| function.name).collect();
        let help = match nearest(&offer.function, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write `fn {}(candidates) {{ … }}`, or name another function", offer.function),
        };
        return Err(ScriptProblem {
            file: offer.file.clone(),
            line: 1,
            column: 1,
            end_column: 2,
            message: format!("there is no function `{}`, which strategy `{}` names", offer.function, offer.id),
            label: "not in this file".to_owned(),
            help: Some(help),
        });
    };
    match function.params.len() {
        1 => Ok(Parameters::Candidates),
        2 => Ok(Parameters::CandidatesAndFacts),
        count => Err(check::problem_at_function(
            offer,
            text,
            format!("a strategy takes one or two parameters, `{}` takes {count}", offer.function),
            format!("write `fn {0}(candidates)` or `fn {0}(candidates, facts)`", offer.function),
        )),
    }
}

fn no_such_file(offer: &StrategyOffer, files: &BTreeMap<Arc<str>, Arc<str>>) -> ScriptProblem {
    let scripts = || files.keys().map(AsRef::as_ref).filter(|name: &&str| name.strip_suffix(".rhai").is_some());
    let help = match nearest(&offer.file, scripts()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => match scripts().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
            list if list.is_empty() => None,
            list => Some(format!("the folder has {list}")),
        },
    };
    in_manifest(format!("strategy `{}` is in `{}`, which is not in the folder", offer.id, offer.file), help)
}

fn in_manifest(message: String, help: Option<String>) -> ScriptProblem {
    ScriptProblem {
        file: "plugin.yaml".into(),
        line: 1,
        column: 1,
        end_column: 2,
        message,
        label: "in this manifest".to_owned(),
        help,
    }
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
