//! `usher schema`: what editors complete and check rules and scripts with, and the OpenAPI document.

#[cfg(test)]
mod tests;
mod vscode;

use crate::{cli::SchemaArgs, exit::Exit, report::print_text};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Writes every schema into a folder, and the settings of an editor where they are asked for.
pub(crate) fn schema(args: &SchemaArgs) -> Exit {
    match write_all(&args.out) {
        Ok(count) => print_text(&format!("{count} files in {}\n", args.out.display())),
        Err(error) => {
            eprintln!("usher: {} cannot be written: {error}", args.out.display());
            return Exit::Failed;
        }
    }
    let Some(root) = &args.vscode else { return Exit::Fine };
    match write_settings(root, &args.out) {
        Ok(path) => {
            print_text(&format!("{}\n", path.display()));
            Exit::Fine
        }
        Err(refused) => {
            eprintln!("usher: {refused}");
            Exit::Failed
        }
    }
}

/// Writes the schemas and what goes with them; returns how many files that are.
pub(super) fn write_all(out: &Path) -> io::Result<usize> {
    fs::create_dir_all(out)?;
    let schemas = usher_ruleset::schemas();
    for (name, text) in &schemas {
        fs::write(out.join(name), text)?;
    }
    fs::write(out.join("plugin-api.d.rhai"), usher_ruleset::plugin_api_definitions())?;
    let openapi = usher_api::openapi().to_pretty_json().map_err(io::Error::other)?;
    fs::write(out.join("openapi.json"), openapi + "\n")?;
    Ok(schemas.len() + 2)
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoSettings {
    #[error(
        "{} is there already and says other things; it was left as it is. It needs this:\n{wanted}", path.display()
    )]
    Others { path: PathBuf, wanted: String },
    #[error("{} cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Writes the settings of VS Code for the folder that holds `rules`. Settings that are there already are somebody's own:
/// they stay.
pub(super) fn write_settings(root: &Path, schemas: &Path) -> Result<PathBuf, NoSettings> {
    let path = root.join(".vscode/settings.json");
    let wanted = vscode::settings(&vscode::way(root, schemas));
    match fs::read_to_string(&path) {
        Ok(text) if text == wanted => return Ok(path),
        Ok(_) => return Err(NoSettings::Others { path, wanted }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(NoSettings::Io { path, source }),
    }
    let written = fs::create_dir_all(root.join(".vscode")).and_then(|()| fs::write(&path, wanted));
    written.map(|()| path.clone()).map_err(|source| NoSettings::Io { path, source })
}
