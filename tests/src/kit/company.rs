//! A small company's rules on disk: the shop's pages lead to two groups, any other page to nobody.

use std::{fs, path::Path};

/// Where the widget is embedded.
pub(crate) const SHOP: &str = "https://shop.example.com";
/// The page that the first rule sends to `care`.
pub(crate) const HELP: &str = "/help";
/// A page that no rule speaks of.
pub(crate) const ELSEWHERE: &str = "/elsewhere";
/// The rule of the page [`HELP`].
pub(crate) const HELP_RULE: &str = "distribution/help.yaml";

const AGENTS: &str = "agents:
  ada: { name: Ada, email: ada@lantern.example, role: admin }
  sue: { name: Sue, email: sue@lantern.example, role: supervisor }
  ann: { name: Ann, email: ann@lantern.example, departments: [care], capacity: 2 }
  ben: { name: Ben, email: ben@lantern.example, departments: [care], capacity: 200 }
  dan: { name: Dan, email: dan@lantern.example, departments: [sales], capacity: 2 }
";

/// Writes all of it.
pub(crate) fn write(rules: &Path) {
    let channel = |name: &str, origin: &str| {
        format!("name: {name}\norigins: [{origin}]\nlook: {{ button_name: Chat, theme_color: '#123456' }}\ntitle: Hi\n")
    };
    put(rules, "workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n");
    put(rules, "directory/agents.yaml", AGENTS);
    put(rules, "directory/departments.yaml", "departments:\n  care: { name: Care }\n  sales: { name: Sales }\n");
    put(rules, "groups/care.yaml", "name: Care\nmembers: { departments: [care] }\n");
    put(rules, "groups/sales.yaml", "name: Sales\nmembers: { departments: [sales] }\n");
    put(rules, "channels/mall.yaml", &channel("Mall", SHOP));
    put(rules, "channels/official.yaml", &channel("Official", "https://www.example.com"));
    put(rules, "prompts/hello.yaml", "text: { en: Welcome!, zh: 欢迎！ }\n");
    put(rules, HELP_RULE, &rule("Help", HELP, "care"));
}

/// A rule that sends one page to one group.
pub(crate) fn rule(name: &str, path: &str, group: &str) -> String {
    format!("name: {name}\nwhen: {{ page.path: {path} }}\ngroup: {group}\nstrategy: [load]\nwelcome: hello\n")
}

/// Writes one file in place.
pub(crate) fn put(rules: &Path, path: &str, text: &str) {
    let path = rules.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// Writes one file as editors do: beside it, then in its place.
pub(crate) fn replace(rules: &Path, path: &str, text: &str) {
    let aside = format!("{path}.new");
    put(rules, &aside, text);
    fs::rename(rules.join(aside), rules.join(path)).expect("files can be renamed");
}
