//! Every file of a tree, read by itself: what each says, which ids exist, and each file's problems.

use crate::{
    Channel, Prompt, SourceTree, Span, Webhook, Workspace,
    binding::Binding,
    codes,
    files::{Kind, classify},
    kind::{
        channel,
        directory::{self, RawAgent, RawDepartment},
        distribution::{self, RawRule},
        group::{self, RawGroup},
        plugin,
        plugin_test::{self, PluginTest},
        prompt, webhook, workspace,
    },
    plugins::{Offered, Plugins},
    reader::Reader,
    yaml::{self, FIRST, Node},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
    sync::Arc,
};
use usher_condition::Catalogue;
use usher_model::{BadSlug, ChannelId, GroupId, PluginId, PromptId, RuleId, WebhookId};
use usher_script::ScriptHost;

pub(crate) const WORKSPACE: &str = "rules/workspace.yaml";
pub(crate) const AGENTS: &str = "rules/directory/agents.yaml";
pub(crate) const DEPARTMENTS: &str = "rules/directory/departments.yaml";

/// A file's content and its path.
pub(crate) struct In<T> {
    pub file: Arc<str>,
    pub item: T,
}

/// What the files say, before it is known to fit together.
#[derive(Default)]
pub(crate) struct Sources {
    pub readers: Readers,
    pub workspace: Option<Workspace>,
    pub channels: Vec<In<(Channel, Span)>>,
    /// None where the file cannot be read: then nobody knows which ids exist.
    pub agents: Option<Vec<RawAgent>>,
    /// None where the file cannot be read: then nobody knows which ids exist.
    pub departments: Option<Vec<RawDepartment>>,
    pub groups: Vec<In<RawGroup>>,
    pub rules: Vec<In<RawRule>>,
    pub prompts: Vec<In<(Prompt, Span)>>,
    pub webhooks: Vec<Webhook>,
    pub tests: Vec<In<PluginTest>>,
    /// Ids by the names of files, whatever the files say.
    pub channel_ids: BTreeSet<ChannelId>,
    pub group_ids: BTreeSet<GroupId>,
    pub prompt_ids: BTreeSet<PromptId>,
    pub webhook_ids: BTreeSet<WebhookId>,
}

/// A reader a file.
#[derive(Default)]
pub(crate) struct Readers(BTreeMap<Arc<str>, Reader>);

impl Readers {
    /// The reader of a file, which is a new one where the file had none.
    pub fn of(&mut self, file: &Arc<str>) -> &mut Reader {
        self.0.entry(Arc::clone(file)).or_insert_with(|| Reader::new(file))
    }
    /// Whether any file has an error.
    pub fn have_errors(&self) -> bool {
        self.0.values().any(Reader::has_errors)
    }
    /// All readers in order of their files.
    pub fn into_all(self) -> impl Iterator<Item = Reader> {
        self.0.into_values()
    }
}

/// Reads every file of a tree. The plug-ins come first: what rules name of them is bound where it is named.
pub(crate) fn read(tree: &SourceTree, host: &ScriptHost) -> (Sources, Offered) {
    let mut sources = Sources { agents: Some(Vec::new()), departments: Some(Vec::new()), ..Sources::default() };
    let kinds = sources.classify(tree);
    let offered = sources.offered(&kinds, tree, host);
    let catalogue =
        Catalogue::stock().with_values("channel.id", sources.channel_ids.iter().map(|id| Arc::from(id.as_str())));
    let binding = Binding::new(&catalogue, &offered);
    for (file, bytes, kind) in &kinds {
        sources.take(file, bytes, kind, &binding);
    }
    if !tree.files.contains_key(WORKSPACE) {
        let help = "write one with the keys `name`, `time_zone` and `default_locale`".to_owned();
        let message = "every rule folder has a `workspace.yaml`, and this one has none";
        sources.readers.of(&WORKSPACE.into()).report(codes::NO_WORKSPACE, FIRST, message, "missing", Some(help));
    }
    (sources, offered)
}

/// Reads the plug-ins of a tree and their tests, and nothing else.
pub(crate) fn read_plugins(tree: &SourceTree, host: &ScriptHost) -> (Sources, Offered) {
    let mut sources = Sources::default();
    let files = tree.files.iter().filter(|(path, _)| path.starts_with("plugins/"));
    let tree = SourceTree { files: files.map(|(path, bytes)| (Arc::clone(path), Arc::clone(bytes))).collect() };
    let kinds = sources.classify(&tree);
    let offered = sources.offered(&kinds, &tree, host);
    let catalogue = Catalogue::stock();
    let binding = Binding::new(&catalogue, &offered);
    for (file, bytes, kind) in &kinds {
        sources.take(file, bytes, kind, &binding);
    }
    (sources, offered)
}

/// A kind whose name is known to be an id.
enum Named {
    Workspace,
    Channel(ChannelId),
    Agents,
    Departments,
    Group(GroupId),
    Rule(RuleId),
    Prompt(PromptId),
    Webhook(WebhookId),
    Manifest(PluginId),
    Script(PluginId, Arc<str>),
    PluginTest(PluginId),
}

impl Sources {
    /// Sorts the files by kind and notes which ids exist, before anything is read.
    fn classify<'t>(&mut self, tree: &'t SourceTree) -> Vec<(&'t Arc<str>, &'t [u8], Named)> {
        let mut kinds = Vec::with_capacity(tree.files.len());
        for (file, bytes) in &tree.files {
            let kind = match classify(file) {
                Ok(kind) => kind,
                Err(problem) => {
                    let label = "does not belong here";
                    self.readers.of(file).report(problem.code, FIRST, problem.message, label, Some(problem.help));
                    continue;
                }
            };
            if let Some(named) = self.name(file, &kind) {
                match &named {
                    Named::Channel(id) => drop(self.channel_ids.insert(id.clone())),
                    Named::Group(id) => drop(self.group_ids.insert(id.clone())),
                    Named::Prompt(id) => drop(self.prompt_ids.insert(id.clone())),
                    Named::Webhook(id) => drop(self.webhook_ids.insert(id.clone())),
                    _ => {}
                }
                kinds.push((file, bytes.as_ref(), named));
            }
        }
        kinds
    }

    fn name(&mut self, file: &Arc<str>, kind: &Kind<'_>) -> Option<Named> {
        Some(match kind {
            Kind::Workspace => Named::Workspace,
            Kind::Agents => Named::Agents,
            Kind::Departments => Named::Departments,
            Kind::Channel(stem) => Named::Channel(self.id(file, stem)?),
            Kind::Group(stem) => Named::Group(self.id(file, stem)?),
            Kind::Rule(stem) => Named::Rule(self.id(file, stem)?),
            Kind::Prompt(stem) => Named::Prompt(self.id(file, stem)?),
            Kind::Webhook(stem) => Named::Webhook(self.id(file, stem)?),
            Kind::Manifest(folder) => Named::Manifest(self.id(file, folder)?),
            // A folder's name is reported once, at its manifest.
            Kind::Script { plugin, name } => Named::Script(plugin.parse().ok()?, Arc::from(*name)),
            Kind::PluginTest { plugin } => Named::PluginTest(plugin.parse().ok()?),
            Kind::Other => return None,
        })
    }

    fn id<T: FromStr<Err = BadSlug>>(&mut self, file: &Arc<str>, name: &str) -> Option<T> {
        name.parse()
            .map_err(|error: BadSlug| {
                let help = Some("rename it: the name is the id that other files use".to_owned());
                self.readers.of(file).report(codes::BAD_FILE_NAME, FIRST, error.to_string(), "by its name", help);
            })
            .ok()
    }

    /// Reads the manifests and scripts, and compiles them.
    fn offered(&mut self, kinds: &[(&Arc<str>, &[u8], Named)], tree: &SourceTree, host: &ScriptHost) -> Offered {
        let mut plugins = Plugins::default();
        for (file, bytes, kind) in kinds {
            let reader = self.readers.of(file);
            match kind {
                Named::Manifest(id) => {
                    let root = yaml::parse(bytes, reader);
                    plugins.add_manifest(id, root.and_then(|root| plugin::read(&root, id.clone(), reader)));
                }
                Named::Script(id, name) => plugins.add_script(id, name, bytes, reader),
                Named::PluginTest(id) => plugins.add_test(id, file),
                _ => {}
            }
        }
        plugins.compile(tree, host, &mut self.readers)
    }

    fn take(&mut self, file: &Arc<str>, bytes: &[u8], kind: &Named, binding: &Binding<'_>) {
        if matches!(kind, Named::Manifest(_) | Named::Script(..)) {
            return;
        }
        let reader = self.readers.of(file);
        let root = yaml::parse(bytes, reader);
        let mut read = |read: &mut dyn FnMut(&Node, &mut Reader)| {
            if let Some(root) = &root {
                read(root, reader);
            }
        };
        let file = || Arc::clone(file);
        match kind {
            Named::Workspace => read(&mut |root, reader| self.workspace = workspace::read(root, reader)),
            Named::Agents => {
                self.agents = None;
                read(&mut |root, reader| self.agents = directory::read_agents(root, reader));
            }
            Named::Departments => {
                self.departments = None;
                read(&mut |root, reader| self.departments = directory::read_departments(root, reader));
            }
            Named::Channel(id) => read(&mut |root, reader| {
                let item = channel::read(root, id.clone(), reader).map(|channel| (channel, root.span));
                self.channels.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Group(id) => read(&mut |root, reader| {
                let item = group::read(root, id.clone(), reader);
                self.groups.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Rule(id) => read(&mut |root, reader| {
                let item = distribution::read(root, id.clone(), binding, reader);
                self.rules.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Prompt(id) => read(&mut |root, reader| {
                let item = prompt::read(root, id.clone(), binding, reader);
                self.prompts.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Webhook(id) => read(&mut |root, reader| {
                self.webhooks.extend(webhook::read(root, id.clone(), reader));
            }),
            Named::PluginTest(id) => read(&mut |root, reader| {
                let item = plugin_test::read(root, id, binding.offered, reader);
                self.tests.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Manifest(_) | Named::Script(..) => {}
        }
    }
}
