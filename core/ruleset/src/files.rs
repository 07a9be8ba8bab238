//! Which kind a file is, by its path alone.

use crate::{
    codes,
    codes::Code,
    words::{listed, shown},
};
use usher_condition::nearest;

/// What a file is to rules. Names are parts of the path, not yet checked to be ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind<'p> {
    Workspace,
    Channel(&'p str),
    Agents,
    Departments,
    Group(&'p str),
    Rule(&'p str),
    Prompt(&'p str),
    Webhook(&'p str),
    Hours(&'p str),
    Form(&'p str),
    Object(&'p str),
    Layout(&'p str),
    Identity,
    RuleTest(&'p str),
    Manifest(&'p str),
    Script {
        plugin: &'p str,
        name: &'p str,
    },
    PluginTest {
        plugin: &'p str,
    },
    /// Nothing that rules read: a README, an editor's leftovers.
    Other,
}

/// A file where none of its sort belongs.
pub(crate) struct Misplaced {
    pub code: Code,
    pub message: String,
    pub help: String,
}

const FOLDERS: [&str; 11] = [
    "channels",
    "directory",
    "distribution",
    "forms",
    "groups",
    "hours",
    "objects",
    "prompts",
    "tests",
    "webhooks",
    "workbench",
];

/// The files that stand in no folder.
const AT_THE_TOP: [&str; 2] = ["identity.yaml", "workspace.yaml"];

/// Tells the kind of a file.
pub(crate) fn classify(path: &str) -> Result<Kind<'_>, Misplaced> {
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|part| part.starts_with('.')) {
        return Ok(Kind::Other);
    }
    match parts.as_slice() {
        ["rules", inside @ ..] => in_rules(inside),
        ["plugins", inside @ ..] => in_plugins(inside),
        _ => Ok(Kind::Other),
    }
}

fn in_rules<'p>(inside: &[&'p str]) -> Result<Kind<'p>, Misplaced> {
    let Some(file) = inside.last() else { return Ok(Kind::Other) };
    if let Some(stem) = file.strip_suffix(".yml") {
        return Err(other_ending(stem));
    }
    let Some(stem) = file.strip_suffix(".yaml") else { return Ok(Kind::Other) };
    match inside {
        ["workspace.yaml"] => Ok(Kind::Workspace),
        ["identity.yaml"] => Ok(Kind::Identity),
        ["channels", _] => Ok(Kind::Channel(stem)),
        ["groups", _] => Ok(Kind::Group(stem)),
        ["distribution", _] => Ok(Kind::Rule(stem)),
        ["prompts", _] => Ok(Kind::Prompt(stem)),
        ["webhooks", _] => Ok(Kind::Webhook(stem)),
        ["hours", _] => Ok(Kind::Hours(stem)),
        ["forms", _] => Ok(Kind::Form(stem)),
        ["objects", _] => Ok(Kind::Object(stem)),
        ["workbench", _] => Ok(Kind::Layout(stem)),
        ["tests", _] => Ok(Kind::RuleTest(stem)),
        ["directory", "agents.yaml"] => Ok(Kind::Agents),
        ["directory", "departments.yaml"] => Ok(Kind::Departments),
        ["directory", _] => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: format!("`directory` has no file `{}`", shown(file)),
            help: match nearest(file, ["agents.yaml", "departments.yaml"]) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "it has the files `agents.yaml` and `departments.yaml`".to_owned(),
            },
        }),
        [_] => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: format!("there is no rule file `{}` at the top of the rules", shown(file)),
            help: match nearest(file, AT_THE_TOP) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("move it into the folder of its kind: {}", listed(&FOLDERS)),
            },
        }),
        [folder, _] => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: format!("there is no kind of rule `{}`", shown(folder)),
            help: match nearest(folder, FOLDERS) {
                Some(near) => format!("did you mean the folder `{near}`?"),
                None => format!("the folders are {}", listed(&FOLDERS)),
            },
        }),
        _ => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: "rule files do not stand in folders within folders".to_owned(),
            help: "move it one folder up".to_owned(),
        }),
    }
}

fn in_plugins<'p>(inside: &[&'p str]) -> Result<Kind<'p>, Misplaced> {
    let is_script = |name: &str| name.strip_suffix(".rhai").is_some();
    let is_yaml = |name: &str| [".yaml", ".yml"].iter().any(|ending| name.strip_suffix(ending).is_some());
    match inside {
        [plugin, "plugin.yaml"] => Ok(Kind::Manifest(plugin)),
        [_, "plugin.yml"] => Err(other_ending("plugin")),
        [plugin, name] if is_script(name) => Ok(Kind::Script { plugin, name }),
        [_, "tests", name] if name.strip_suffix(".yml").is_some() => Err(other_ending(name.trim_end_matches(".yml"))),
        [plugin, "tests", name] if name.strip_suffix(".yaml").is_some() => Ok(Kind::PluginTest { plugin }),
        [name] if is_script(name) => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: "a script stands in the folder of its plug-in".to_owned(),
            help: format!("move it to `plugins/{0}/{0}.rhai`", shown(name.trim_end_matches(".rhai"))),
        }),
        [name] if is_yaml(name) => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: "a plug-in has a folder of its own, and this file lies in none".to_owned(),
            help: format!("move it to `plugins/{}/plugin.yaml`", shown(name.split('.').next().unwrap_or_default())),
        }),
        [_, .., name] if is_script(name) => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: "scripts stand beside `plugin.yaml`, so this one would not be read".to_owned(),
            help: "move it into the folder of its plug-in".to_owned(),
        }),
        [_, .., name] if is_yaml(name) => Err(Misplaced {
            code: codes::WRONG_PLACE,
            message: "a plug-in has one `plugin.yaml` and the folder `tests`, so this file would not be read"
                .to_owned(),
            help: match inside {
                [_, _] => "rename it to `plugin.yaml`, or move it into the folder `tests`".to_owned(),
                [_, folder, _] if nearest(folder, ["tests"]).is_some() => "did you mean the folder `tests`?".to_owned(),
                _ => "move it into the plug-in's folder `tests`, without a folder of its own".to_owned(),
            },
        }),
        _ => Ok(Kind::Other),
    }
}

fn other_ending(stem: &str) -> Misplaced {
    Misplaced {
        code: codes::WRONG_PLACE,
        message: "rule files end in `.yaml`, so this one would not be read".to_owned(),
        help: format!("rename it to `{}.yaml`", shown(stem)),
    }
}
