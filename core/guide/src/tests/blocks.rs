//! The blocks of a text that are files, and trees of rules made of them.

use crate::{Chapter, CodePage};
use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    sync::Arc,
    sync::LazyLock,
};
use usher_ruleset::{Compiled, Diagnostic, ScriptHost, SourceTree, Style, compile, render_human};

/// The section of a code's page with an example that has the problem.
pub(super) const EXAMPLE: &str = "Example";
/// The section of a code's page with an example that has it no more.
pub(super) const MENDED: &str = "Mended";

/// A fenced block.
pub(super) struct Block<'t> {
    /// The second-level heading that it stands under; empty above the first one.
    pub section: &'t str,
    /// What stands behind the language: mostly a path.
    pub caption: &'t str,
    pub text: String,
}

/// All fenced blocks of a text, in the order they stand.
pub(super) fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let (mut found, mut section, mut open) = (Vec::new(), "", None::<Block<'_>>);
    for line in markdown.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(info), None) => {
                let caption = info.split_once(' ').map_or("", |(_, caption)| caption.trim());
                open = Some(Block { section, caption, text: String::new() });
            }
            (None, Some(block)) => {
                block.text += line;
                block.text.push('\n');
            }
            (None, None) => section = line.strip_prefix("## ").unwrap_or(section),
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// A small company without a problem, which examples are laid over.
pub(super) const BASE: &[(&str, &str)] = &[
    ("rules/workspace.yaml", "name: Acme\ntime_zone: Europe/Berlin\ndefault_locale: en\n"),
    ("rules/channels/shop.yaml", "name: Shop\norigins: [self]\ntitle: Chat with us\n"),
    (
        "rules/directory/agents.yaml",
        "agents:\n  li: { name: Li Wei, email: li@acme.example, departments: [care] }\n  mia: { name: Mia Lorenz, email: mia@acme.example, departments: [care] }\n",
    ),
    ("rules/directory/departments.yaml", "departments:\n  care: { name: Customer care }\n"),
    ("rules/groups/care.yaml", "name: Care\nmembers: { departments: [care] }\n"),
    ("rules/groups/desk.yaml", "name: Front desk\nmembers: { departments: [care] }\nhours: shop\n"),
    ("rules/hours/shop.yaml", "name: Shop hours\nweek: { mon-fri: [\"09:00-18:00\"] }\n"),
    (
        "rules/distribution/orders.yaml",
        "name: Orders\nwhen:\n  page.path: { starts_with: /orders }\ngroup: care\nstrategy: load\nwelcome: hello\n",
    ),
    (
        "rules/distribution/everybody.yaml",
        "name: Everybody\npriority: 900\ngroup: desk\nstrategy: load\nwaiting: { none_online: { form: leave-message } }\n",
    ),
    ("rules/prompts/hello.yaml", "text: Hello! How can we help?\n"),
    (
        "rules/forms/leave-message.yaml",
        "name: Leave a message\nkind: leave_message\ntitle: Leave a message\nfields:\n  - { id: message, type: long_text, label: Your message }\n",
    ),
    (
        "rules/objects/account.yaml",
        "name: Account\napi_name: AccountObj\nfields:\n  name: { type: text, label: Name }\n  level: { type: choice, label: Level, options: [{ value: gold, label: Gold }, { value: platinum, label: Platinum }] }\n  orders: { type: integer, label: Orders }\n  since: { type: date, label: Customer since }\n  ordered_at: { type: moment, label: Ordered }\n  owner: { type: agent, label: In charge }\nname_field: name\nowner_field: owner\n",
    ),
    (
        "rules/objects/contact.yaml",
        "name: Contact\napi_name: ContactObj\nfields:\n  full_name: { type: text, label: Name }\n  phone: { type: phone, label: Telephone }\n  owner: { type: agent, label: In charge }\nname_field: full_name\nowner_field: owner\nmatch_keys: [phone]\nrelations: { account: { object: account, label: Account } }\n",
    ),
    (
        "rules/objects/visitor.yaml",
        "name: Visitor\napi_name: WebImVisitorObj\nfields:\n  full_name: { type: text, label: Name }\n  phone: { type: phone, label: Telephone }\n  email: { type: email, label: E-mail }\nname_field: full_name\nmatch_keys: [phone, email]\n",
    ),
];

/// What a block that shows only some keys of a file is made whole with: the kind's folder, its keys, and their lines.
const HEADS: &[(&str, &[(&str, &str)])] = &[
    (
        "rules/workspace.yaml",
        &[
            ("name", "name: Acme\n"),
            ("time_zone", "time_zone: Europe/Berlin\n"),
            ("default_locale", "default_locale: en\n"),
        ],
    ),
    ("rules/channels/", &[("name", "name: Shop\n"), ("origins", "origins: [self]\n"), ("title", "title: Chat\n")]),
    ("rules/groups/", &[("name", "name: Care\n"), ("members", "members: { departments: [care] }\n")]),
    ("rules/distribution/", &[("name", "name: Rule\n"), ("group", "group: care\n"), ("strategy", "strategy: load\n")]),
];

/// The small company with what a chapter shows. A file that it shows several times makes a tree each time.
pub(super) fn chapter_trees(chapter: &Chapter) -> Vec<Tree> {
    let blocks: Vec<Block<'_>> = blocks(chapter.markdown).into_iter().filter(Block::is_file).collect();
    let mut first = Tree::base();
    let mut again: Vec<&Block<'_>> = Vec::new();
    let mut seen = BTreeSet::new();
    for block in &blocks {
        if seen.insert(block.caption) { first.lay_part(block) } else { again.push(block) }
    }
    let others = again.into_iter().map(|block| {
        let mut tree = first.clone();
        tree.lay_part(block);
        tree
    });
    let others: Vec<Tree> = others.collect();
    iter::once(first).chain(others).collect()
}

/// The small company with what one section of a code's page shows.
pub(super) fn code_tree(page: &CodePage, section: &str) -> Tree {
    let mut tree = Tree::base();
    for block in blocks(page.markdown).iter().filter(|block| block.is_file() && block.section == section) {
        tree.lay(block);
    }
    tree
}

impl Block<'_> {
    /// Whether it is a file of a tree, and not what a terminal shows.
    fn is_file(&self) -> bool {
        ["rules/", "plugins/"].iter().any(|folder| self.caption.starts_with(folder))
    }
}

/// Files by path.
#[derive(Clone)]
pub(super) struct Tree(BTreeMap<String, String>);

impl Tree {
    /// The small company.
    pub fn base() -> Self {
        Self(BASE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// Lays a block over it. A caption such as `rules/workspace.yaml is missing` takes a file away, and `␀` stands for
    /// the control character of that number.
    pub fn lay(&mut self, block: &Block<'_>) {
        match block.caption.strip_suffix(" is missing") {
            Some(path) => drop(self.0.remove(path)),
            None => drop(self.0.insert(block.caption.to_owned(), block.text.replace('␀', "\0"))),
        }
    }

    /// Lays a block over it that may leave out keys which every file of its kind has.
    pub fn lay_part(&mut self, block: &Block<'_>) {
        let head = HEADS.iter().find(|(folder, _)| block.caption.starts_with(folder)).map_or(&[][..], |(_, head)| head);
        let has = |key: &str| block.text.lines().any(|line| line.split(':').next() == Some(key));
        let missing: String = head.iter().filter(|(key, _)| !has(key)).map(|(_, line)| *line).collect();
        self.0.insert(block.caption.to_owned(), missing + block.text.as_str());
    }

    pub fn sources(&self) -> SourceTree {
        let files = self.0.iter().map(|(path, text)| (Arc::from(path.as_str()), Arc::from(text.as_bytes())));
        SourceTree { files: files.collect() }.with_builtins()
    }

    pub fn compiled(&self) -> Compiled {
        static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);
        compile(&self.sources(), &HOST)
    }

    /// Problems as they are told at a terminal.
    pub fn in_words<'d>(&self, problems: impl IntoIterator<Item = &'d Diagnostic>) -> String {
        let told = problems
            .into_iter()
            .map(|problem| render_human(problem, self.0.get(&*problem.file).map(String::as_str), Style::Plain));
        told.collect::<Vec<_>>().join("\n\n")
    }
}
