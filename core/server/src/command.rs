//! One file a command.

mod check;
mod demo;
mod explain;
mod explain_code;
mod fmt;
mod identity;
mod import;
mod init;
mod password;
mod plugin;
mod replace;
mod schema;
mod serve;
mod snippet;
mod test;

pub(crate) use check::check;
pub(crate) use demo::demo;
pub(crate) use explain::explain;
pub(crate) use explain_code::explain_code;
pub(crate) use fmt::fmt;
pub(crate) use identity::{decrypt_parameters, encrypt_parameters, keys as identity_keys};
pub(crate) use import::import_records;
pub(crate) use init::init;
pub(crate) use password::password;
pub(crate) use plugin::{OfferWord, new_plugin, test_plugins};
pub(crate) use schema::schema;
pub(crate) use serve::serve;
pub(crate) use snippet::snippet;
pub(crate) use test::test;

use std::path::{Path, PathBuf};

/// Says what is wrong with the folders that were named, if anything: a slip in a path must not pass as an empty folder,
/// nor as one of broken rules.
fn wrong_folder(rules: Option<&Path>, plugins: Option<&Path>) -> Option<String> {
    const WORKSPACE: &str = "workspace.yaml";
    for (folder, what) in [(rules, "rules"), (plugins, "plug-ins")] {
        let Some(folder) = folder.filter(|folder| !folder.is_dir()) else { continue };
        let shown = folder.display();
        return Some(if folder.exists() {
            format!("`{shown}` is a file; name the folder of {what}")
        } else {
            format!("there is no folder `{shown}`")
        });
    }
    let rules = rules?;
    let within = rules.join("rules");
    let is_beside = !rules.join(WORKSPACE).exists() && within.join(WORKSPACE).is_file();
    is_beside.then(|| format!("there is no {WORKSPACE} in `{}`; did you mean `{}`?", rules.display(), within.display()))
}

/// The folder of plug-ins: as given, else `plugins` beside the rules.
fn plugins_beside(rules: &Path, given: Option<&PathBuf>) -> PathBuf {
    given.cloned().unwrap_or_else(|| {
        let rules = std::path::absolute(rules).unwrap_or_else(|_| rules.to_owned());
        rules.parent().map_or_else(|| PathBuf::from("plugins"), |parent| parent.join("plugins"))
    })
}
