//! The plug-ins that every Usher has, embedded so that an admin's own repository needs none.

/// Path and text of each file of the built-in plug-ins, such as `plugins/load/plugin.yaml`.
pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
    macro_rules! files {
        ($($path:literal),* $(,)?) => {
            &[$(($path, include_str!(concat!("../../../", $path)))),*]
        };
    }
    files![
        "plugins/circular/circular.rhai",
        "plugins/circular/plugin.yaml",
        "plugins/load/load.rhai",
        "plugins/load/plugin.yaml",
    ]
}
