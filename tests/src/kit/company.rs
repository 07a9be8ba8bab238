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

const WORKSPACE: &str = "name: Lantern
time_zone: Europe/Berlin
default_locale: en
waiting: { busy: { form: leave }, none_online: { form: leave } }
";
const FORM: &str = "name: Leave a message
kind: leave_message
title: { en: Leave a message, zh: 留言 }
thanks: Thank you.
fields:
  - { id: email, type: email, label: { en: E-mail, zh: 邮箱 }, required: true }
  - { id: call, type: phone, label: Telephone }
  - { id: name, type: text, label: Name, min_length: 2, max_length: 8, pattern: '^[A-Z]', pattern_help: Begin large }
  - { id: count, type: number, label: Count, min: 1, max: 9, whole: true }
  - { id: day, type: date, label: Day, min: 2020-01-01, max: 2029-12-31 }
  - id: topic
    type: choice
    label: Topic
    options: [{ value: order, label: { en: An order, zh: 订单 } }, { value: other, label: Other }]
  - { id: number, type: text, label: Order number, required: true, shown_if: { topic: { in: [order] } } }
  - id: reach
    type: choices
    label: Reach
    options: [{ value: mail, label: Mail }, { value: phone, label: Phone }]
  - { id: message, type: long_text, label: Message, required: true, max_length: 200 }
  - { id: photo, type: file, label: Photo, files: 1, accept: [image/*] }
  - { id: terms, type: consent, label: Terms, required: true }
";

/// Writes all of it.
pub(crate) fn write(rules: &Path) {
    let channel = |name: &str, origin: &str| {
        format!("name: {name}\norigins: [{origin}]\nlook: {{ button_name: Chat, theme_color: '#123456' }}\ntitle: Hi\n")
    };
    put(rules, "workspace.yaml", WORKSPACE);
    put(rules, "forms/leave.yaml", FORM);
    put(rules, "directory/agents.yaml", AGENTS);
    put(rules, "directory/departments.yaml", "departments:\n  care: { name: Care }\n  sales: { name: Sales }\n");
    put(rules, "groups/care.yaml", "name: Care\nmembers: { departments: [care] }\n");
    put(rules, "groups/sales.yaml", "name: Sales\nmembers: { departments: [sales] }\n");
    put(rules, "channels/mall.yaml", &channel("Mall", SHOP));
    put(rules, "channels/official.yaml", &channel("Official", "https://www.example.com"));
    put(rules, "prompts/hello.yaml", "text: { en: Welcome!, zh: 欢迎！ }\n");
    put(rules, "prompts/soon.yaml", "text: \"We close this chat in {{ idle.closes_in }} minutes\"\n");
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
