//! One file a command.

mod check;
mod demo;
mod explain;
mod explain_code;
mod fmt;
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
pub(crate) use init::init;
pub(crate) use password::password;
pub(crate) use plugin::{OfferWord, new_plugin, test_plugins};
pub(crate) use schema::schema;
pub(crate) use serve::serve;
pub(crate) use snippet::snippet;
pub(crate) use test::test;

use std::path::{Path, PathBuf};

/// Says which of the folders that were named is not there, if any: a slip in a path must not pass as an empty folder.
fn missing_folder<'p>(named: impl IntoIterator<Item = &'p Path>) -> Option<String> {
    let missing = named.into_iter().find(|folder| !folder.is_dir())?;
    Some(format!("there is no folder `{}`", missing.display()))
}

/// The folder of plug-ins: as given, else `plugins` beside the rules.
fn plugins_beside(rules: &Path, given: Option<&PathBuf>) -> PathBuf {
    given.cloned().unwrap_or_else(|| {
        let rules = std::path::absolute(rules).unwrap_or_else(|_| rules.to_owned());
        rules.parent().map_or_else(|| PathBuf::from("plugins"), |parent| parent.join("plugins"))
    })
}
