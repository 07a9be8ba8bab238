//! The compiled rules: one immutable value that decisions are made against.

mod channel;
mod form;
mod hours;
mod identity;
mod layout;
mod object;
mod plugin;
mod record_facts;
mod rule;
mod waiting;
mod workspace;

pub use channel::{ButtonStyle, Channel, ChannelIdentity, Features, Icon, IdentityMode, Look, Position};
pub(crate) use form::FORM_FACTS;
pub use form::{FieldType, Form, FormField, FormKind, FormOption, form_fact};
pub use hours::{Because, Days, Exception, Holiday, Hours, HoursAt, Interval};
pub use identity::{Associate, Identity, Lookup, Matching};
pub use layout::{Layout, LayoutField, LayoutSection, RelationSide, SortOrder, Through};
pub use object::{Object, ObjectField, ObjectFieldType, Relation};
pub use plugin::{OfferInfo, PluginInfo, PluginOrigin, Webhook, WebhookEvent};
pub use record_facts::{RecordFact, RecordField};
pub use rule::{Answer, AnswerMode, Group, Overflow, Rule};
pub use waiting::{Hold, Waiting, WaitingStep};
pub use workspace::{
    Alerts, GivenLeft, Held, HeldSessions, Idle, LeftMessages, OnReload, RECALL_WITHIN, Uploads, Workspace,
};

use crate::{Prompt, RuleTests};
use std::{collections::BTreeMap, sync::Arc};
use usher_condition::Catalogue;
use usher_model::{
    Agent, AgentId, ChannelId, Department, DepartmentId, FormId, GroupId, Hook, HookKind, HoursId, ObjectId, PromptId,
    Revision, RuleId, WebhookId,
};

/// All rules compiled together.
#[derive(Clone)]
pub struct RuleSet {
    /// The hash of the sources.
    pub revision: Revision,
    /// The company.
    pub workspace: Workspace,
    /// Web plug-ins.
    pub channels: BTreeMap<ChannelId, Arc<Channel>>,
    /// People, by id.
    pub agents: BTreeMap<AgentId, Arc<Agent>>,
    /// Org units.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// Agents who serve together.
    pub groups: BTreeMap<GroupId, Arc<Group>>,
    /// When groups serve.
    pub hours: BTreeMap<HoursId, Arc<Hours>>,
    /// Distribution rules that decide, in order of evaluation: priority, then file name.
    pub rules: Vec<Rule>,
    /// Distribution rules on trial, in the same order: they are evaluated, and decide nothing.
    pub shadows: Vec<Rule>,
    /// Distribution rules that are switched off, in the same order: they are checked, and nothing else.
    pub off: Vec<Rule>,
    /// What visitors fill in.
    pub forms: BTreeMap<FormId, Arc<Form>>,
    /// CRM objects.
    pub objects: BTreeMap<ObjectId, Arc<Object>>,
    /// What the workbench shows beside a chat, in order of priority, then file name.
    pub layouts: Vec<Arc<Layout>>,
    /// Who a visitor is.
    pub identity: Identity,
    /// The fields that conditions may read.
    pub catalogue: Catalogue,
    /// The facts that conditions read of a visitor's records.
    pub record_facts: Vec<RecordFact>,
    /// What the rules' own tests say, by file.
    pub tests: Vec<Arc<RuleTests>>,
    /// Texts the system shows a visitor.
    pub prompts: BTreeMap<PromptId, Prompt>,
    /// Systems that hooks may tell.
    pub webhooks: BTreeMap<WebhookId, Arc<Webhook>>,
    /// Hooks, in order of their names.
    pub hooks: Vec<Arc<dyn Hook>>,
    /// The plug-ins, in order of their ids.
    pub plugins: Vec<PluginInfo>,
}

impl RuleSet {
    /// Rules that say nothing yet: a company without channels, people or rules.
    pub fn empty(revision: Revision, workspace: Workspace) -> Self {
        Self {
            revision,
            workspace,
            channels: BTreeMap::new(),
            agents: BTreeMap::new(),
            departments: BTreeMap::new(),
            groups: BTreeMap::new(),
            hours: BTreeMap::new(),
            rules: Vec::new(),
            shadows: Vec::new(),
            off: Vec::new(),
            forms: BTreeMap::new(),
            objects: BTreeMap::new(),
            layouts: Vec::new(),
            identity: Identity::default(),
            catalogue: Catalogue::stock(),
            record_facts: Vec::new(),
            tests: Vec::new(),
            prompts: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            hooks: Vec::new(),
            plugins: Vec::new(),
        }
    }

    /// A rule that decides, by its id.
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    /// The form that a chat begins with in a channel, where one is asked for.
    pub fn pre_chat_of(&self, channel: &Channel) -> Option<&Arc<Form>> {
        self.forms.get(channel.pre_chat.as_ref()?).filter(|form| form.kind == FormKind::PreChat)
    }

    /// The hooks that want to be told of a kind of event.
    pub fn hooks_on(&self, kind: HookKind) -> impl Iterator<Item = &Arc<dyn Hook>> {
        self.hooks.iter().filter(move |hook| hook.on() == kind)
    }
}
