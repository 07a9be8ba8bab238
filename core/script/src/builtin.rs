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
        "plugins/circular/tests/circular.yaml",
        "plugins/contact-owner/contact-owner.rhai",
        "plugins/contact-owner/plugin.yaml",
        "plugins/contact-owner/tests/contact-owner.yaml",
        "plugins/customer-owner/customer-owner.rhai",
        "plugins/customer-owner/plugin.yaml",
        "plugins/customer-owner/tests/customer-owner.yaml",
        "plugins/idle-rate/idle-rate.rhai",
        "plugins/idle-rate/plugin.yaml",
        "plugins/idle-rate/tests/idle-rate.yaml",
        "plugins/last-agent/last-agent.rhai",
        "plugins/last-agent/plugin.yaml",
        "plugins/last-agent/tests/last-agent.yaml",
        "plugins/load/load.rhai",
        "plugins/load/plugin.yaml",
        "plugins/load/tests/load.yaml",
        "plugins/longest-idle/longest-idle.rhai",
        "plugins/longest-idle/plugin.yaml",
        "plugins/longest-idle/tests/longest-idle.yaml",
        "plugins/percentage-split/percentage-split.rhai",
        "plugins/percentage-split/plugin.yaml",
        "plugins/percentage-split/tests/percentage-split.yaml",
        "plugins/weighted-skill/plugin.yaml",
        "plugins/weighted-skill/tests/weighted-skill.yaml",
        "plugins/weighted-skill/weighted-skill.rhai",
    ]
}
