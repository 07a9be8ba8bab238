//! The plug-ins that come with Usher, beside those of a tree.

use crate::{SourceTree, codes, readers::Readers, yaml::FIRST};
use std::sync::Arc;
use usher_model::{PluginId, WEBHOOK_RUNS};
use usher_script::builtin_files;

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

/// Whether a plug-in comes with Usher.
pub(super) fn is_builtin(plugin: &PluginId) -> bool {
    builtin(&format!("plugins/{plugin}/plugin.yaml")).is_some()
}

/// Whether a folder bears a built-in's name but is not the built-in. The same files, copied, are no clash; nor are
/// further tests, which change nothing that the plug-in does.
pub(super) fn clashes(tree: &SourceTree, plugin: &PluginId, readers: &mut Readers) -> bool {
    if plugin.as_str() == WEBHOOK_RUNS {
        let message = format!("`{plugin}` is a name of Usher's own, which no plug-in may bear");
        let help = format!("rename the folder, for example to `plugins/my-{plugin}`");
        let manifest: Arc<str> = format!("plugins/{plugin}/plugin.yaml").into();
        readers.of(&manifest).report(codes::BUILTIN_CLASH, FIRST, message, "a name of Usher's own", Some(help));
        return true;
    }
    if !is_builtin(plugin) {
        return false;
    }
    let folder = format!("plugins/{plugin}/");
    let is_script = |path: &str| {
        path.strip_prefix(&folder).is_some_and(|name| name.strip_suffix(".rhai").is_some() && !name.contains('/'))
    };
    let mut files = tree.files.iter().filter(|(path, _)| path.starts_with(&folder));
    let other = files.find(|(path, bytes)| match builtin(path) {
        Some(text) => text.as_bytes() != bytes.as_ref(),
        None => is_script(path),
    });
    if let Some((path, _)) = other {
        let message = format!("the plug-in `{plugin}` is built in, and this folder holds another one of that name");
        let help = format!("rename the folder, for example to `plugins/my-{plugin}`");
        readers.of(path).report(codes::BUILTIN_CLASH, FIRST, message, "not the built-in's file", Some(help));
    }
    other.is_some()
}

fn builtin(path: &str) -> Option<&'static str> {
    builtin_files().iter().find(|(builtin, _)| *builtin == path).map(|(_, text)| *text)
}
