//! What a visitor's widget sends and sees.

use serde::{Deserialize, Serialize};
use usher_engine::MAX_TEXT_CHARS;
use usher_model::{Locale, QueueReason, Session};
use usher_routing::Router;
use usher_ruleset::{ButtonStyle, Channel, Icon, Position};
use utoipa::ToSchema;

use super::SessionStateWord;

/// How a channel looks and what it says, in one locale.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChannelConfig {
    pub channel: String,
    /// The locale that the texts were asked for in.
    pub locale: String,
    pub look: LookView,
    pub title: String,
    #[schema(required)]
    pub subtitle: Option<String>,
    #[schema(required)]
    pub greeting: Option<String>,
    pub max_text_chars: usize,
}

/// How the launcher looks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LookView {
    pub icon: IconWord,
    pub button_name: String,
    pub button_style: ButtonStyleWord,
    pub position: PositionWord,
    /// `#rrggbb`.
    pub theme_color: String,
}

/// The picture on the launcher.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IconWord {
    Chat,
    Headset,
    Help,
    Smile,
}

/// The launcher's shape.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ButtonStyleWord {
    Bubble,
    Tab,
    Bar,
}

/// The launcher's corner.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PositionWord {
    BottomRight,
    BottomLeft,
}

/// The host page, as the visitor sees it.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageInfo {
    pub url: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub referrer: String,
}

/// A new visitor asks to be let in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdmitRequest {
    /// The origin of the page that the window is embedded on.
    pub host_origin: String,
    pub locale: String,
}

/// A visitor who was let in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NewVisitorView {
    pub visitor: String,
    /// Opaque; sent as `Authorization: Bearer` and in the socket's first frame, never in a URL.
    pub token: String,
}

/// A visitor's message over HTTP.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitorPostRequest {
    pub client_id: String,
    /// Where to; none posts to the open session, or opens one.
    pub session: Option<String>,
    pub text: String,
    pub locale: String,
    #[serde(default)]
    pub page: PageInfo,
}

/// A session as its visitor sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorSessionView {
    pub id: String,
    pub state: SessionStateWord,
    #[schema(required)]
    pub agent: Option<AgentName>,
    pub opened_at_ms: i64,
    #[schema(required)]
    pub closed_at_ms: Option<i64>,
    pub last_seq: i64,
    pub visitor_read: i64,
    pub agent_read: i64,
}

/// Who answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AgentName {
    pub name: String,
}

/// The visitor's latest session.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CurrentSession {
    pub epoch: String,
    #[schema(required)]
    pub session: Option<VisitorSessionView>,
}

/// Why a session waits.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WaitReasonWord {
    OutsideHours,
    NoneOnline,
    Full,
    Busy,
}

impl From<QueueReason> for WaitReasonWord {
    fn from(reason: QueueReason) -> Self {
        match reason {
            QueueReason::Busy => Self::Busy,
            QueueReason::NoneOnline => Self::NoneOnline,
            QueueReason::OutsideHours => Self::OutsideHours,
            QueueReason::Full => Self::Full,
        }
    }
}

impl From<Icon> for IconWord {
    fn from(icon: Icon) -> Self {
        match icon {
            Icon::Chat => Self::Chat,
            Icon::Headset => Self::Headset,
            Icon::Help => Self::Help,
            Icon::Smile => Self::Smile,
        }
    }
}

impl From<ButtonStyle> for ButtonStyleWord {
    fn from(style: ButtonStyle) -> Self {
        match style {
            ButtonStyle::Bubble => Self::Bubble,
            ButtonStyle::Tab => Self::Tab,
            ButtonStyle::Bar => Self::Bar,
        }
    }
}

impl From<Position> for PositionWord {
    fn from(position: Position) -> Self {
        match position {
            Position::BottomRight => Self::BottomRight,
            Position::BottomLeft => Self::BottomLeft,
        }
    }
}

impl ChannelConfig {
    pub(crate) fn new(channel: &Channel, wanted: &Locale, fallback: &Locale) -> Self {
        let locale = channel.locale.as_ref().unwrap_or(wanted);
        let text = |text: &usher_model::LocalText| text.get(locale, fallback).to_owned();
        Self {
            channel: channel.id.to_string(),
            locale: locale.to_string(),
            look: LookView {
                icon: channel.look.icon.into(),
                button_name: text(&channel.look.button_name),
                button_style: channel.look.button_style.into(),
                position: channel.look.position.into(),
                theme_color: channel.look.theme_color.clone(),
            },
            title: text(&channel.title),
            subtitle: channel.subtitle.as_ref().map(text),
            greeting: channel.greeting.as_ref().map(text),
            max_text_chars: MAX_TEXT_CHARS,
        }
    }
}

impl VisitorSessionView {
    pub(crate) fn new(session: &Session, rules: &Router) -> Self {
        let agent =
            super::agent::answering(session).map(|id| AgentName { name: super::NamedAgent::new(id, rules).name });
        Self {
            id: session.id.to_string(),
            state: (&session.state).into(),
            agent,
            opened_at_ms: session.opened_at.as_millis(),
            closed_at_ms: session.closed_at.map(usher_model::Timestamp::as_millis),
            last_seq: session.last_seq,
            visitor_read: session.visitor_read,
            agent_read: session.agent_read,
        }
    }
}

impl From<PageInfo> for usher_engine::Page {
    fn from(page: PageInfo) -> Self {
        Self { url: page.url, title: page.title, referrer: page.referrer }
    }
}
