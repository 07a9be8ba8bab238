//! What a visitor's widget sends and sees.

use serde::{Deserialize, Serialize};
use usher_engine::MAX_TEXT_CHARS;
use usher_model::{Locale, QueueReason, Session, SessionState};
use usher_routing::Router;
use usher_ruleset::{ButtonStyle, Channel, Icon, Position, RuleSet, Uploads};
use utoipa::ToSchema;

use super::{FormView, IdentityModeWord, SessionStateWord};

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
    pub features: FeaturesView,
    pub uploads: UploadsView,
    /// The form that a chat begins with here: a session is opened by sending it, not by a message. None where a chat begins
    /// with the first message.
    #[schema(required)]
    pub pre_chat: Option<FormView>,
    /// Whether the page has to tell who its visitor is.
    pub identity: IdentityModeWord,
}

/// What visitors may send besides text.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct FeaturesView {
    pub emoji: bool,
    pub pictures: bool,
    /// Files that are no pictures.
    pub attachments: bool,
}

/// How much may be uploaded.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct UploadsView {
    /// Most files of a message.
    pub max_files: u32,
    /// Most bytes of a file.
    pub max_file_bytes: u64,
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
    /// May be empty where there are files.
    pub text: String,
    /// What was uploaded before and goes along, by ids.
    #[serde(default)]
    pub files: Vec<String>,
    pub locale: String,
    #[serde(default)]
    pub page: PageInfo,
}

/// A session that began with a form.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BegunView {
    pub session: VisitorSessionView,
    /// Where the form is in its transcript.
    pub seq: i64,
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
    /// The last entry that reached a page of the visitor.
    pub visitor_got: i64,
    /// The last entry that reached a page of the agent.
    pub agent_got: i64,
    /// Where it stands in line, while it waits in one.
    #[schema(required)]
    pub waiting: Option<WaitingView>,
    /// The form that may be filled in instead of waiting, or after being turned away.
    #[schema(required)]
    pub form: Option<OfferedFormView>,
}

/// A form that is offered; ask for the form itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OfferedFormView {
    pub id: String,
}

/// Where a session stands in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct WaitingView {
    pub reason: WaitReasonWord,
    /// 1 is next.
    pub place: u32,
    /// How many wait.
    pub length: u32,
    /// How long it will probably take from now on; none where that cannot be told.
    #[schema(required)]
    pub wait_ms: Option<u64>,
    /// When somebody will be there again, where the group is outside its hours.
    #[schema(required)]
    pub opens_at_ms: Option<i64>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
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
    pub(crate) fn new(channel: &Channel, set: &RuleSet, wanted: &Locale) -> Self {
        let fallback = &set.workspace.default_locale;
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
            features: FeaturesView {
                emoji: channel.features.emoji,
                pictures: channel.features.pictures,
                attachments: channel.features.attachments,
            },
            uploads: set.workspace.uploads.into(),
            pre_chat: set.pre_chat_of(channel).map(|form| FormView::new(form, locale, fallback)),
            identity: channel.identity.mode.into(),
        }
    }
}

impl VisitorSessionView {
    /// `waiting` and `form` are left out: they have to be asked of the engine.
    pub(crate) fn new(session: &Session, rules: &Router) -> Self {
        let agent =
            super::agent::answering(session).map(|id| AgentName { name: super::NamedAgent::new(id, rules).name });
        Self {
            id: session.id.to_string(),
            // Who is asked to take it is no news to the visitor, who still waits.
            state: match &session.state {
                SessionState::Offered { .. } => SessionStateWord::Queued,
                state => state.into(),
            },
            agent,
            opened_at_ms: session.opened_at.as_millis(),
            closed_at_ms: session.closed_at.map(usher_model::Timestamp::as_millis),
            last_seq: session.last_seq,
            visitor_read: session.visitor_read,
            agent_read: session.agent_read,
            visitor_got: session.visitor_got,
            agent_got: session.agent_got,
            waiting: None,
            form: None,
        }
    }
}

impl From<Uploads> for UploadsView {
    fn from(uploads: Uploads) -> Self {
        Self { max_files: uploads.files, max_file_bytes: uploads.file_bytes }
    }
}

impl From<PageInfo> for usher_engine::Page {
    fn from(page: PageInfo) -> Self {
        Self { url: page.url, title: page.title, referrer: page.referrer }
    }
}
