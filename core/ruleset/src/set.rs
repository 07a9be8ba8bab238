//! The compiled rules: one immutable value that decisions are made against.

use crate::Prompt;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use usher_condition::Condition;
use usher_model::{
    Agent, AgentId, ChannelId, Department, DepartmentId, GroupId, Hook, HookKind, LocalText, Locale, OfferId, PluginId,
    PromptId, Revision, RuleId, Strategy, WebhookId,
};

/// All rules compiled together.
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
    /// Distribution rules in order of evaluation: priority, then file name.
    pub rules: Vec<Rule>,
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
    /// The hooks that want to be told of a kind of event.
    pub fn hooks_on(&self, kind: HookKind) -> impl Iterator<Item = &Arc<dyn Hook>> {
        self.hooks.iter().filter(move |hook| hook.on() == kind)
    }
}

/// A plug-in, as the console shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginInfo {
    /// The folder's name.
    pub id: PluginId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Whether it comes with Usher or stands in the admin's own tree.
    pub origin: PluginOrigin,
    /// What it offers.
    pub offers: Vec<OfferInfo>,
}

/// Where a plug-in comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PluginOrigin {
    /// It is embedded in Usher.
    Builtin,
    /// It stands in the tree's own `plugins/`.
    Own,
}

/// One thing that a plug-in offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferInfo {
    /// Its name.
    pub id: OfferId,
    /// `strategy`, `predicate`, `compute` or `hook`.
    pub kind: &'static str,
    /// What it does; empty where the plug-in's description says it.
    pub description: String,
}

/// `webhooks/<id>.yaml`: a system that hooks may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The file's stem.
    pub id: WebhookId,
    /// Its name, for admins.
    pub name: String,
    /// Where it listens: `https`, or `http` on this machine.
    pub url: String,
    /// How long it may take to answer.
    pub timeout: Duration,
    /// The environment variable with the secret that calls are signed with: secrets never stand in rules.
    pub secret_env: Option<String>,
}

/// `workspace.yaml`.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The company's name.
    pub name: LocalText,
    /// Where its clocks hang: the time facts are told in it.
    pub time_zone: jiff::tz::TimeZone,
    /// The language where a visitor's is not written.
    pub default_locale: Locale,
}

/// `channels/<id>.yaml`: one web plug-in.
#[derive(Debug, Clone)]
pub struct Channel {
    /// The file's stem.
    pub id: ChannelId,
    /// Its name, for admins.
    pub name: String,
    /// Origins of the pages that may embed it, such as `https://shop.example.com`, exactly as a browser sends them; empty
    /// means closed. The word `self` stands for the origin that Usher itself is reached at: the pages that it serves.
    pub origins: Vec<String>,
    /// What the visitor sees.
    pub look: Look,
    /// The window's title.
    pub title: LocalText,
    /// A line under the title.
    pub subtitle: Option<LocalText>,
    /// What the empty window says.
    pub greeting: Option<LocalText>,
    /// Fixed language, or none to follow the visitor's browser.
    pub locale: Option<Locale>,
}

impl Channel {
    /// Whether a page of this origin may embed the channel. `own` is the server's own origin, which `self` stands for.
    pub fn allows(&self, origin: &str, own: &str) -> bool {
        self.origins.iter().any(|allowed| if allowed == "self" { origin == own } else { allowed == origin })
    }
}

/// How a channel's launcher and window look.
#[derive(Debug, Clone)]
pub struct Look {
    /// Launcher icon, from the built-in set.
    pub icon: Icon,
    /// The launcher's words.
    pub button_name: LocalText,
    /// The launcher's shape.
    pub button_style: ButtonStyle,
    /// The launcher's corner.
    pub position: Position,
    /// `#rrggbb`, lower case.
    pub theme_color: String,
}

/// The built-in icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Icon {
    /// A speech bubble.
    #[default]
    Chat,
    /// A headset.
    Headset,
    /// A question mark.
    Help,
    /// A smile.
    Smile,
}

/// The launcher's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ButtonStyle {
    /// A round button with the icon.
    #[default]
    Bubble,
    /// A tab on the page's edge with icon and name.
    Tab,
    /// A bar at the bottom with icon and name.
    Bar,
}

/// The launcher's corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Bottom right.
    #[default]
    BottomRight,
    /// Bottom left.
    BottomLeft,
}

/// `groups/<id>.yaml`, with departments resolved.
#[derive(Debug, Clone)]
pub struct Group {
    /// The file's stem.
    pub id: GroupId,
    /// Its name.
    pub name: LocalText,
    /// Everybody in it, by agent and by department, in order of agent id, each once.
    pub members: Vec<Arc<Agent>>,
    /// Most sessions this group lets one member hold (over all groups); none leaves it to the agent's own capacity.
    pub capacity: Option<u32>,
    /// Where its clocks hang: the day that `received_today` counts. The workspace's where nothing is said.
    pub time_zone: jiff::tz::TimeZone,
}

impl Group {
    /// Most sessions this group lets a member hold: the lower of the group's and the agent's own.
    pub fn capacity_of(&self, agent: &Agent) -> u32 {
        self.capacity.map_or(agent.capacity, |most| most.min(agent.capacity))
    }
}

/// `distribution/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's stem.
    pub id: RuleId,
    /// Its name, for admins.
    pub name: String,
    /// Lower is asked first.
    pub priority: i64,
    /// Where it applies; none means everywhere.
    pub channels: Option<Vec<ChannelId>>,
    /// To whom it applies.
    pub condition: Condition,
    /// Who serves.
    pub group: GroupId,
    /// Asked in order, until one names somebody; each with the parameters that the rule gives it.
    pub strategies: Vec<Arc<dyn Strategy>>,
    /// Sent when an agent takes the session.
    pub welcome: Option<PromptId>,
}
