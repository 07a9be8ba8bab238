//! The shape of channels. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, limits,
    text::{Color, Id, LocalText, Origin, Tag, Text},
};
use crate::{ButtonStyle, Icon, Position};
use serde_json::json;

/// A web plug-in: what one or more pages embed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Channel {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// The origins of the pages that may embed it: scheme, host and port, exactly as a browser sends them. `self` stands
    /// for the pages that Usher serves itself, such as the example shop. An empty list closes the channel.
    #[schemars(length(max = limits::ORIGINS))]
    origins: Vec<Origin>,
    /// How the launcher and the window look.
    look: Option<Look>,
    /// The window's title.
    title: LocalText<{ limits::TITLE }>,
    /// A line under the title.
    subtitle: Option<LocalText<{ limits::SUBTITLE }>>,
    /// What the empty window says.
    greeting: Option<LocalText<{ limits::GREETING }>>,
    /// A fixed language. Without it the window follows the visitor's browser.
    locale: Option<Tag>,
    /// What visitors may send besides text. Without it: everything.
    features: Option<Features>,
    /// The form that a visitor fills in before a session opens, of kind `pre_chat`.
    pre_chat: Option<Id>,
    /// Whether visitors can, or have to, prove who they are.
    identity: Option<Identity>,
    /// Most sessions of this channel that one agent holds. Without it: as many as agent and group say.
    #[schemars(range(min = 1, max = limits::CAPACITY), extend("examples" = [3]))]
    capacity: Option<u32>,
}

/// How the launcher and the window look.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Look {
    /// The launcher's icon.
    #[schemars(extend("default" = "chat"))]
    icon: Option<Icon>,
    /// The launcher's words.
    button_name: Option<LocalText<{ limits::BUTTON }>>,
    /// The launcher's shape.
    #[schemars(extend("default" = "bubble"))]
    button_style: Option<ButtonStyle>,
    /// The launcher's corner.
    #[schemars(extend("default" = "bottom_right"))]
    position: Option<Position>,
    /// The colour of launcher and window, in quotes. It is seen on white pages and on dark ones.
    theme_color: Option<Color>,
}

/// What visitors may send besides text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Features {
    /// Whether the window offers emoji.
    #[schemars(extend("default" = true))]
    emoji: Option<bool>,
    /// Whether pictures can be sent.
    #[schemars(extend("default" = true))]
    pictures: Option<bool>,
    /// Whether other files can be sent.
    #[schemars(extend("default" = true))]
    attachments: Option<bool>,
}

/// Whether visitors can, or have to, prove who they are.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    inline,
    extend(
        "if" = json!({ "properties": { "mode": { "const": "anonymous" } }, "required": ["mode"] }),
        "then" = json!({ "maxProperties": 1 })
    )
)]
struct Identity {
    /// Whether there has to be a proof.
    #[schemars(extend("default" = "optional"))]
    mode: Option<Mode>,
    /// What counts as a proof.
    #[schemars(extend("default" = "require_sig"))]
    policy: Option<Policy>,
    /// How old a proof may be, from `10s` to `24h`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("default" = "5m"))]
    max_age: Option<String>,
}

/// Whether there has to be a proof.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Mode {
    /// Nobody can prove who they are, and nobody is asked to. The other keys have no place then.
    Anonymous,
    /// Whoever has a proof brings it.
    Optional,
    /// Nobody opens a session without a proof.
    Required,
}

/// What counts as a proof.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Policy {
    /// The bare encrypted parameters. They can be replayed and forged, so their values count as asserted only.
    Legacy,
    /// The encrypted parameters with the time they were made at. Their values count as asserted.
    RequireTs,
    /// The encrypted parameters with a signature, or a signed token. Their values count as proven.
    RequireSig,
}
