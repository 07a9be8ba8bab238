//! `usher plugin new`: a folder that works at once, to be changed into what is wanted.

use crate::{cli::NewPluginArgs, exit::Exit, report::print_text};
use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process,
};
use usher_model::PluginId;
use usher_ruleset::SourceTree;

/// Writes a new plug-in and says what comes next.
pub(crate) fn new(args: &NewPluginArgs) -> Exit {
    match write(args) {
        Ok(folder) => {
            print_text(&next_steps(args, &folder));
            Exit::Fine
        }
        Err(refused) => {
            eprintln!("usher: {refused}");
            match refused {
                Refused::Builtin { .. } => Exit::Usage,
                Refused::Exists { .. } | Refused::Io { .. } => Exit::Failed,
            }
        }
    }
}

/// Why there is no new plug-in.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("`{id}` is a plug-in of Usher's own: call yours `my-{id}`, or another name")]
    Builtin { id: PluginId },
    #[error("{} is there already, and nothing in it was changed: choose another id, or remove it", folder.display())]
    Exists { folder: PathBuf },
    #[error("{} cannot be written: {source}", folder.display())]
    Io { folder: PathBuf, source: io::Error },
}

/// Writes all files, or none: the folder gets its name when everything is in it, so that a running server never reads
/// half a plug-in.
fn write(args: &NewPluginArgs) -> Result<PathBuf, Refused> {
    let id = &args.id;
    if is_builtin(id) {
        return Err(Refused::Builtin { id: id.clone() });
    }
    let folder = args.plugins.join(id.as_str());
    if folder.symlink_metadata().is_ok() {
        return Err(Refused::Exists { folder });
    }
    // Names that begin with a dot are not read.
    let unfinished = args.plugins.join(format!(".{id}.{}", process::id()));
    let written = fill(&unfinished, &args.offer.files(id)).and_then(|()| fs::rename(&unfinished, &folder));
    match written {
        Ok(()) => Ok(folder),
        Err(source) => {
            // Where even this fails, what remains bears a name that says what it is.
            let _removed = fs::remove_dir_all(&unfinished);
            Err(Refused::Io { folder, source })
        }
    }
}

fn fill(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

fn is_builtin(id: &PluginId) -> bool {
    let folder = format!("plugins/{id}/");
    SourceTree::default().with_builtins().files.keys().any(|path| path.starts_with(&folder))
}

fn next_steps(args: &NewPluginArgs, folder: &Path) -> String {
    let NewPluginArgs { id, offer, plugins } = args;
    let is_usual = plugins == Path::new("plugins");
    let given = if is_usual { String::new() } else { format!(" --plugins {}", plugins.display()) };
    let mut out = String::new();
    // Writing to a String cannot fail.
    for (name, _) in offer.files(id) {
        let _ok = writeln!(out, "{}", folder.join(name).display());
    }
    let _ok = writeln!(out, "\nTest it, now and after each change:\n\n    usher plugin test {id}{given}\n");
    if let Some((place, lines)) = offer.usage(id) {
        let _ok = writeln!(out, "As it is now, it is used {place}:\n");
        for line in lines.lines() {
            let _ok = writeln!(out, "    {line}");
        }
        let _ok = writeln!(out, "\n`usher check` says whether it fits. A running server follows each save by itself.");
    } else {
        let _ok = writeln!(out, "No rule names a hook. A running server runs it from now on, and follows each save.");
    }
    // Beside the plug-ins, where the first lines of the files look for them.
    let schemas = plugins.parent().unwrap_or(Path::new("")).join("schemas");
    if !schemas.join("plugin.schema.json").exists() {
        let _ok = writeln!(out, "`usher schema {}` lets your editor complete and check the YAML.", schemas.display());
    }
    out
}
