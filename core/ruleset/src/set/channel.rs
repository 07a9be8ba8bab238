//! Web plug-ins: where they may be embedded and how they look.

use std::time::Duration;
use usher_model::{ChannelId, FormId, IdentityPolicy, LocalText, Locale};

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
    /// What visitors may send.
    pub features: Features,
    /// What a visitor fills in before a session opens.
    pub pre_chat: Option<FormId>,
    /// Whether visitors have to, or can, prove who they are.
    pub identity: ChannelIdentity,
    /// Most sessions of this channel that one agent holds; none leaves it to the agents' and groups' own.
    pub capacity: Option<u32>,
}

/// What visitors of a channel may send besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// Whether the window offers emoji.
    pub emoji: bool,
    /// Whether pictures can be sent.
    pub pictures: bool,
    /// Whether other files can be sent.
    pub attachments: bool,
}

/// How a channel treats proofs of who a visitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelIdentity {
    /// Whether there has to be one.
    pub mode: IdentityMode,
    /// What counts as one.
    pub policy: IdentityPolicy,
    /// How old one may be.
    pub max_age: Duration,
}

/// Whether visitors of a channel have to prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityMode {
    /// Nobody can.
    Anonymous,
    /// Whoever can, does.
    Optional,
    /// Nobody opens a session without.
    Required,
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
