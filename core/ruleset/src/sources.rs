//! Every file of a tree, read by itself: what each says, which ids exist, and each file's problems.

use crate::{
    Channel, Prompt, SourceTree, Span, Workspace, codes,
    files::{Kind, classify},
    kind::{
        channel,
        directory::{self, RawAgent, RawDepartment},
        distribution::{self, RawRule},
        group::{self, RawGroup},
        plugin, prompt, workspace,
    },
    plugins::Plugins,
    reader::Reader,
    yaml::{self, FIRST, Node},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
    sync::Arc,
};
use usher_condition::Catalogue;
use usher_model::{BadSlug, ChannelId, GroupId, PluginId, PromptId, RuleId};

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
    pub plugins: Plugins,
    /// Ids by the names of files, whatever the files say.
    pub channel_ids: BTreeSet<ChannelId>,
    pub group_ids: BTreeSet<GroupId>,
    pub prompt_ids: BTreeSet<PromptId>,
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

/// Reads every file of a tree.
pub(crate) fn read(tree: &SourceTree) -> Sources {
    let mut sources = Sources { agents: Some(Vec::new()), departments: Some(Vec::new()), ..Sources::default() };
    let kinds = sources.classify(tree);
    let catalogue =
        Catalogue::stock().with_values("channel.id", sources.channel_ids.iter().map(|id| Arc::from(id.as_str())));
    for (file, bytes, kind) in kinds {
        sources.take(file, bytes, &kind, &catalogue);
    }
    if !tree.files.contains_key(WORKSPACE) {
        let help = "write one with the keys `name`, `time_zone` and `default_locale`".to_owned();
        let message = "every rule folder has a `workspace.yaml`, and this one has none";
        sources.readers.of(&WORKSPACE.into()).report(codes::NO_WORKSPACE, FIRST, message, "missing", Some(help));
    }
    sources
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
    Manifest(PluginId),
    Script(PluginId, Arc<str>),
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
            Kind::Manifest(folder) => Named::Manifest(self.id(file, folder)?),
            // A folder's name is reported once, at its manifest.
            Kind::Script { plugin, name } => Named::Script(plugin.parse().ok()?, Arc::from(*name)),
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

    fn take(&mut self, file: &Arc<str>, bytes: &[u8], kind: &Named, catalogue: &Catalogue) {
        let reader = self.readers.of(file);
        if let Named::Script(plugin, name) = kind {
            self.plugins.add_script(plugin, name, bytes, reader);
            return;
        }
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
                let item = distribution::read(root, id.clone(), catalogue, reader);
                self.rules.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Prompt(id) => read(&mut |root, reader| {
                let item = prompt::read(root, id.clone(), reader);
                self.prompts.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Manifest(id) => {
                let mut manifest = None;
                read(&mut |root, reader| manifest = plugin::read(root, id.clone(), reader));
                self.plugins.add_manifest(id, manifest);
            }
            Named::Script(..) => {}
        }
    }
}
