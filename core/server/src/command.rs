//! One file a command.

mod check;
mod demo;
mod explain;
mod password;
mod schema;
mod serve;
mod snippet;

pub(crate) use check::check;
pub(crate) use demo::demo;
pub(crate) use explain::explain;
pub(crate) use password::password;
pub(crate) use schema::schema;
pub(crate) use serve::serve;
pub(crate) use snippet::snippet;

use std::path::{Path, PathBuf};

/// The folder of plug-ins: as given, else `plugins` beside the rules.
fn plugins_beside(rules: &Path, given: Option<&PathBuf>) -> PathBuf {
    given.cloned().unwrap_or_else(|| {
        let rules = std::path::absolute(rules).unwrap_or_else(|_| rules.to_owned());
        rules.parent().map_or_else(|| PathBuf::from("plugins"), |parent| parent.join("plugins"))
    })
}
