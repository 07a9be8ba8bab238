//! `usher init`: a tree of rules that works at once and explains itself, to be changed into one's own.
//!
//! The texts lie in `init/tree`, as they are laid. In them `"My company"` and `time_zone: UTC` stand for what the company
//! is called and where the machine stands.

#[cfg(test)]
mod tests;

use super::schema;
use crate::{
    cli::InitArgs,
    exit::Exit,
    report::{print_problems, print_text},
};
use jiff::tz::TimeZone;
use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};
use usher_ruleset::{Diagnostic, ScriptHost, SourceTree, compile, format};

macro_rules! tree {
    ($($path:literal $(from $file:literal)?,)*) => {
        &[$(($path, include_str!(concat!("init/tree/", tree!(@ $path $($file)?))))),*]
    };
    (@ $path:literal $file:literal) => { $file };
    (@ $path:literal) => { $path };
}

/// Each file by its path.
const TREE: &[(&str, &str)] = tree! {
    "README.md",
    // Under its own name it would be one of this repository's.
    ".gitignore" from "gitignore",
    "rules/workspace.yaml",
    "rules/channels/web.yaml",
    "rules/directory/agents.yaml",
    "rules/directory/departments.yaml",
    "rules/groups/care.yaml",
    "rules/hours/office.yaml",
    "rules/distribution/everybody.yaml",
    "rules/prompts/hello.yaml",
    "rules/prompts/busy.yaml",
    "rules/prompts/none-online.yaml",
    "rules/prompts/closed.yaml",
    "rules/forms/leave-message.yaml",
    "rules/tests/everybody.yaml",
};

/// Lays a tree and says what comes next.
pub(crate) fn init(args: &InitArgs) -> Exit {
    match lay(&args.folder, &args.name) {
        Ok(files) => {
            print_text(&next_steps(args, &files));
            Exit::Fine
        }
        Err(refused) => {
            if let Refused::Name { problems, tree } = &refused {
                print_problems(problems, tree, None);
            }
            eprintln!("usher: {refused}");
            match refused {
                Refused::NotEmpty { .. } | Refused::Name { .. } => Exit::Usage,
                Refused::Io { .. } => Exit::Failed,
            }
        }
    }
}

/// Why nothing is laid.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("{} is not empty (it holds `{found}`), and nothing in it was changed: name an empty folder, or a new one", folder.display())]
    NotEmpty { folder: PathBuf, found: String },
    #[error("a company cannot be called that")]
    Name { problems: Vec<Diagnostic>, tree: Box<SourceTree> },
    #[error("{} cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Writes all files; returns their paths in the folder.
fn lay(folder: &Path, name: &str) -> Result<Vec<String>, Refused> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| Refused::Io { path, source }
    };
    if let Some(found) = first_entry(folder).map_err(io(folder))? {
        return Err(Refused::NotEmpty { folder: folder.to_owned(), found });
    }
    let files = files(name);
    let tree = source_tree(&files).with_builtins();
    let problems = compile(&tree, &ScriptHost::new()).diagnostics;
    if !problems.is_empty() {
        return Err(Refused::Name { problems, tree: Box::new(tree) });
    }
    for (path, text) in &files {
        let path = folder.join(path);
        write_new(&path, text).map_err(io(&path))?;
    }
    let schemas = folder.join("schemas");
    schema::write_all(&schemas).map_err(io(&schemas))?;
    let settings = schema::write_settings(folder, &schemas);
    settings.map_err(|error| Refused::Io { path: folder.join(".vscode"), source: io::Error::other(error) })?;
    let mut paths: Vec<String> = files.into_iter().map(|(path, _)| path).collect();
    paths.extend([".vscode/settings.json".to_owned(), "schemas/".to_owned()]);
    Ok(paths)
}

/// A fresh repository counts as empty: nothing of it is ever in the way.
fn first_entry(folder: &Path) -> io::Result<Option<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let names: Vec<_> = entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<_>>()?;
    Ok(names.iter().find(|name| *name != ".git").map(|name| name.to_string_lossy().into_owned()))
}

fn files(name: &str) -> Vec<(String, String)> {
    // A JSON text is a YAML text in double quotes.
    let (name, zone) = (serde_json::Value::from(name).to_string(), time_zone());
    let filled = |(path, text): &(&str, &str)| {
        let text = text.replace("\"My company\"", &name).replace("time_zone: UTC", &format!("time_zone: {zone}"));
        // A name may have quotes or be long.
        let is_yaml = path.strip_suffix(".yaml").is_some();
        let laid_out = is_yaml.then(|| format(path, text.as_bytes()).ok()).flatten();
        ((*path).to_owned(), laid_out.unwrap_or(text))
    };
    TREE.iter().map(filled).collect()
}

/// Where the machine stands, if rules know that place.
fn time_zone() -> String {
    let here = TimeZone::system();
    // Of what lies under Etc, nobody says that they stand there.
    let name = here.iana_name().filter(|name| !name.starts_with("Etc/") && TimeZone::get(name).is_ok());
    name.unwrap_or("UTC").to_owned()
}

fn source_tree(files: &[(String, String)]) -> SourceTree {
    let mut tree = SourceTree::default();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("rules/")) {
        tree.files.insert(Arc::from(path.as_str()), Arc::from(text.as_bytes()));
    }
    tree
}

/// Never in the place of a file: somebody may have put one there this moment.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

fn next_steps(args: &InitArgs, files: &[String]) -> String {
    let folder = args.folder.display();
    let mut out = String::new();
    // Writing to a String cannot fail.
    for file in files {
        let _ok = writeln!(out, "{}", args.folder.join(file).display());
    }
    let _ok = writeln!(
        out,
        "\nRead {folder}/README.md, then put your people into rules/directory/agents.yaml. From that folder:\n\n    \
         cd {folder}\n    \
         usher check --watch                  # says what is wrong, after every change\n    \
         usher test                           # runs rules/tests\n    \
         usher user password ada --generate   # lets Ada sign in\n    \
         usher serve                          # serves; the workbench is at /workbench, the manual at /guide\n    \
         usher snippet web                    # prints the lines that put the chat on a page"
    );
    out
}
