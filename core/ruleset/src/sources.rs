//! Every file of a tree, read by itself: what each says, which ids exist, and each file's problems.

use crate::{
    SourceTree, Webhook, Workspace,
    binding::Binding,
    codes,
    files::{Kind, classify},
    kind::{
        channel::{self, RawChannel},
        directory::{self, RawAgent, RawDepartment},
        distribution::{self, RawRule},
        form::{self, FormFacts, RawForm},
        group::{self, RawGroup},
        hours::{self, RawHours},
        identity::{self, RawIdentity},
        layout::{self, RawLayout},
        object::{self, RawObject, Unknowable, Values},
        plugin,
        plugin_test::{self, PluginTest},
        prompt::{self, RawPrompt},
        rule_test::{self, RawRuleTests},
        webhook, workspace,
    },
    plugins::{Offered, Plugins},
    reader::Reader,
    readers::Readers,
    words::shown,
    yaml::{self, FIRST, Node},
};
use std::{collections::BTreeSet, str::FromStr, sync::Arc};
use usher_condition::Catalogue;
use usher_model::{
    BadSlug, ChannelId, FormId, GroupId, HoursId, LayoutId, ObjectId, PluginId, PromptId, RuleId, WebhookId,
};
use usher_script::ScriptHost;

pub(crate) const WORKSPACE: &str = "rules/workspace.yaml";
pub(crate) const AGENTS: &str = "rules/directory/agents.yaml";
pub(crate) const DEPARTMENTS: &str = "rules/directory/departments.yaml";
pub(crate) const IDENTITY: &str = "rules/identity.yaml";

/// The folders of the rules that say which facts there are.
const TELL_FACTS: &[&str] = &["rules/objects/", "rules/forms/", "rules/channels/"];

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
    /// The prompts and forms that it names.
    pub workspace_names: workspace::Named,
    pub channels: Vec<In<RawChannel>>,
    /// None where the file cannot be read: then nobody knows which ids exist.
    pub agents: Option<Vec<RawAgent>>,
    /// None where the file cannot be read: then nobody knows which ids exist.
    pub departments: Option<Vec<RawDepartment>>,
    pub groups: Vec<In<RawGroup>>,
    pub rules: Vec<In<RawRule>>,
    pub prompts: Vec<In<RawPrompt>>,
    pub webhooks: Vec<Webhook>,
    pub hours: Vec<In<RawHours>>,
    pub forms: Vec<In<RawForm>>,
    pub objects: Vec<In<RawObject>>,
    pub layouts: Vec<In<RawLayout>>,
    pub identity: Option<RawIdentity>,
    pub rule_tests: Vec<In<RawRuleTests>>,
    pub tests: Vec<In<PluginTest>>,
    /// Ids by the names of files, whatever the files say.
    pub channel_ids: BTreeSet<ChannelId>,
    pub group_ids: BTreeSet<GroupId>,
    pub rule_ids: BTreeSet<RuleId>,
    pub prompt_ids: BTreeSet<PromptId>,
    pub webhook_ids: BTreeSet<WebhookId>,
    pub hours_ids: BTreeSet<HoursId>,
    pub form_ids: BTreeSet<FormId>,
    pub object_ids: BTreeSet<ObjectId>,
    /// The fields that conditions may read: the stock ones, and those of the objects.
    pub catalogue: Catalogue,
}

/// Reads every file of a tree. Objects come first, since they tell which fields there are; then the plug-ins: what rules
/// name of them is bound where it is named.
pub(crate) fn read(tree: &SourceTree, host: &ScriptHost) -> (Sources, Offered) {
    let mut sources = Sources { agents: Some(Vec::new()), departments: Some(Vec::new()), ..Sources::default() };
    let kinds = sources.classify(tree);
    sources.read_objects(&kinds);
    let form_facts = sources.read_forms(&kinds, host);
    let mut any_channel = object::catalogue(&sources.objects);
    form_facts.add_to(&mut any_channel);
    let unknowable = Unknowable::of(&sources.object_ids, &sources.objects).with_forms(&form_facts);
    let channels = sources.channel_ids.iter().map(|id| Arc::from(id.as_str()));
    let catalogue = any_channel.clone().with_values("channel.id", channels);
    let offered = sources.offered(&kinds, tree, host, (&any_channel, &unknowable));
    sources.read_agents(&kinds);
    let values = Values::of(&sources.objects, sources.agents.as_deref()).with_forms(&form_facts);
    let binding = Binding::new(&catalogue, &offered).of_objects(&any_channel, &unknowable).of_values(&values);
    for (file, bytes, kind) in &kinds {
        sources.take(file, bytes, kind, &binding);
    }
    if !tree.files.contains_key(WORKSPACE) {
        let help = "write one with the keys `name`, `time_zone` and `default_locale`".to_owned();
        let message = "every rule folder has a `workspace.yaml`, and this one has none";
        sources.readers.of(&WORKSPACE.into()).report(codes::NO_WORKSPACE, FIRST, message, "missing", Some(help));
    }
    drop(binding);
    sources.catalogue = catalogue;
    (sources, offered)
}

/// Reads the plug-ins of a tree and their tests. Of the rules only the objects and the forms before chats are asked, for the
/// facts that scripts may name; what is wrong with them is not for plug-ins to tell.
pub(crate) fn read_plugins(tree: &SourceTree, host: &ScriptHost) -> (Sources, Offered) {
    let mut rules = Sources::default();
    let tells_facts = |path: &str| TELL_FACTS.iter().any(|folder| path.starts_with(folder));
    let tell_facts = tree.files.iter().filter(|(path, _)| tells_facts(path));
    let tell_facts =
        SourceTree { files: tell_facts.map(|(path, bytes)| (Arc::clone(path), Arc::clone(bytes))).collect() };
    let kinds = rules.classify(&tell_facts);
    rules.read_objects(&kinds);
    let form_facts = rules.read_forms(&kinds, host);
    let mut catalogue = object::catalogue(&rules.objects);
    form_facts.add_to(&mut catalogue);
    let unknowable = Unknowable::of(&rules.object_ids, &rules.objects).with_forms(&form_facts);
    let mut sources = Sources::default();
    let files = tree.files.iter().filter(|(path, _)| path.starts_with("plugins/"));
    let tree = SourceTree { files: files.map(|(path, bytes)| (Arc::clone(path), Arc::clone(bytes))).collect() };
    let kinds = sources.classify(&tree);
    let offered = sources.offered(&kinds, &tree, host, (&catalogue, &unknowable));
    let binding = Binding::new(&catalogue, &offered).of_objects(&catalogue, &unknowable);
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
    Hours(HoursId),
    Form(FormId),
    Object(ObjectId),
    Layout(LayoutId),
    Identity,
    RuleTest,
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
                    Named::Rule(id) => drop(self.rule_ids.insert(id.clone())),
                    Named::Prompt(id) => drop(self.prompt_ids.insert(id.clone())),
                    Named::Webhook(id) => drop(self.webhook_ids.insert(id.clone())),
                    Named::Hours(id) => drop(self.hours_ids.insert(id.clone())),
                    Named::Form(id) => drop(self.form_ids.insert(id.clone())),
                    Named::Object(id) => drop(self.object_ids.insert(id.clone())),
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
            Kind::Hours(stem) => Named::Hours(self.id(file, stem)?),
            Kind::Form(stem) => Named::Form(self.id(file, stem)?),
            Kind::Object(stem) => Named::Object(self.id(file, stem)?),
            Kind::Layout(stem) => Named::Layout(self.id(file, stem)?),
            Kind::Identity => Named::Identity,
            // Nothing names a test file, so that it may bear any name.
            Kind::RuleTest(_) => Named::RuleTest,
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
                // A file's name can hold anything, and a terminal must not obey it.
                let message = BadSlug { given: shown(&error.given) }.to_string();
                self.readers.of(file).report(codes::BAD_FILE_NAME, FIRST, message, "by its name", help);
            })
            .ok()
    }

    /// Reads the objects: everything else may name their fields.
    fn read_objects(&mut self, kinds: &[(&Arc<str>, &[u8], Named)]) {
        for (file, bytes, kind) in kinds {
            let Named::Object(id) = kind else { continue };
            let reader = self.readers.of(file);
            let item = yaml::parse(bytes, reader).and_then(|root| object::read(&root, id.clone(), reader));
            self.objects.extend(item.map(|item| In { file: Arc::clone(file), item }));
        }
    }

    /// Reads the forms, and the channels that name them: everything else may name the answers. A form asks no scripts and
    /// no facts.
    fn read_forms(&mut self, kinds: &[(&Arc<str>, &[u8], Named)], host: &ScriptHost) -> FormFacts {
        let (nothing, offered) = (Catalogue::default(), Offered::new(host));
        let binding = Binding::new(&nothing, &offered);
        for (file, bytes, kind) in kinds {
            match kind {
                Named::Channel(id) => {
                    let reader = self.readers.of(file);
                    let item = yaml::parse(bytes, reader).and_then(|root| channel::read(&root, id.clone(), reader));
                    self.channels.extend(item.map(|item| In { file: Arc::clone(file), item }));
                }
                Named::Form(id) => {
                    let reader = self.readers.of(file);
                    let item =
                        yaml::parse(bytes, reader).and_then(|root| form::read(&root, id.clone(), &binding, reader));
                    self.forms.extend(item.map(|item| In { file: Arc::clone(file), item }));
                }
                _ => {}
            }
        }
        FormFacts::of(&self.forms, &self.channels, &self.channel_ids, &mut self.readers)
    }

    /// Reads the agents: conditions and tests may name them.
    fn read_agents(&mut self, kinds: &[(&Arc<str>, &[u8], Named)]) {
        for (file, bytes, _) in kinds.iter().filter(|(_, _, kind)| matches!(kind, Named::Agents)) {
            let reader = self.readers.of(file);
            self.agents = yaml::parse(bytes, reader).and_then(|root| directory::read_agents(&root, reader));
        }
    }

    /// Reads the manifests and scripts, and compiles them.
    fn offered(
        &mut self,
        kinds: &[(&Arc<str>, &[u8], Named)],
        tree: &SourceTree,
        host: &ScriptHost,
        (catalogue, unknowable): (&Catalogue, &Unknowable),
    ) -> Offered {
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
        // Where not all facts are known, a script may name any.
        let nothing = Catalogue::default();
        let catalogue = if unknowable.is_empty() { catalogue } else { &nothing };
        plugins.compile(tree, host, catalogue, &mut self.readers)
    }

    fn take(&mut self, file: &Arc<str>, bytes: &[u8], kind: &Named, binding: &Binding<'_>) {
        let is_read = matches!(kind, Named::Object(_) | Named::Channel(_) | Named::Form(_) | Named::Agents);
        if is_read || matches!(kind, Named::Manifest(_) | Named::Script(..)) {
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
            Named::Workspace => read(&mut |root, reader| {
                let Some((workspace, names)) = workspace::read(root, reader) else { return };
                (self.workspace, self.workspace_names) = (Some(workspace), names);
            }),
            Named::Departments => {
                self.departments = None;
                read(&mut |root, reader| self.departments = directory::read_departments(root, reader));
            }
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
            Named::Hours(id) => read(&mut |root, reader| {
                let item = hours::read(root, id.clone(), reader);
                self.hours.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Layout(id) => read(&mut |root, reader| {
                let item = layout::read(root, id.clone(), binding, reader);
                self.layouts.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::Identity => read(&mut |root, reader| self.identity = identity::read(root, reader)),
            Named::RuleTest => read(&mut |root, reader| {
                let item = rule_test::read(root, binding, reader);
                self.rule_tests.extend(item.map(|item| In { file: file(), item }));
            }),
            Named::PluginTest(id) => read(&mut |root, reader| {
                let item = plugin_test::read(root, id, binding, reader);
                self.tests.extend(item.map(|item| In { file: file(), item }));
            }),
            // They were read before.
            Named::Manifest(_)
            | Named::Script(..)
            | Named::Object(_)
            | Named::Channel(_)
            | Named::Form(_)
            | Named::Agents => {}
        }
    }
}
