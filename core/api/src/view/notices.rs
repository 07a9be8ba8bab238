//! What admins and supervisors are told of.

use serde::{Deserialize, Serialize};
use usher_model::{NoticeKind, SeenNotice};
use usher_ruleset::RuleSet;
use utoipa::ToSchema;

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeKindWord {
    /// No rule matched a session: it waits until somebody assigns it by hand.
    Unmatched,
    /// No rule leads a left message to a group: it is in no inbox but the supervisors' and admins'.
    LeftUnmatched,
    /// Sessions wait for a group within its hours, and nobody of it is online.
    NobodyOnline,
}

/// A notice, as the one who asks sees it. It stays until read, also when it is over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NoticeView {
    pub id: String,
    pub kind: NoticeKindWord,
    /// The session that no rule matched, or that the left message stands in.
    #[schema(required)]
    pub session: Option<String>,
    /// The left message that no rule leads to a group.
    #[schema(required)]
    pub left_message: Option<String>,
    /// The group that is waited for.
    #[schema(required)]
    pub group: Option<String>,
    /// The group's name.
    #[schema(required)]
    pub group_name: Option<String>,
    /// How many waited when the notice was opened.
    #[schema(required)]
    pub waiting: Option<u32>,
    pub opened_at_ms: i64,
    /// When it no longer held; none while it does.
    #[schema(required)]
    pub over_at_ms: Option<i64>,
    /// When the one who asks read it.
    #[schema(required)]
    pub read_at_ms: Option<i64>,
}

/// Notices, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeList {
    pub notices: Vec<NoticeView>,
    pub has_more: bool,
    /// How many the one who asks has not read, counted up to 100.
    pub unread: u32,
}

/// Up to where notices were read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadNoticesRequest {
    /// The newest notice that was seen: what came later stays unread. Without it all are read that there are.
    pub until: Option<String>,
}

/// How many notices were new.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadNoticesView {
    pub read: u64,
}

impl NoticeView {
    pub(crate) fn new(seen: &SeenNotice, rules: &RuleSet) -> Self {
        let notice = &seen.notice;
        let locale = &rules.workspace.default_locale;
        let name = |group| rules.groups.get(group).map(|group| group.name.get(locale, locale).to_owned());
        let (kind, session, left_message, group, waiting) = match &notice.kind {
            NoticeKind::Unmatched { session } => (NoticeKindWord::Unmatched, Some(session), None, None, None),
            NoticeKind::LeftUnmatched { left, session } => {
                (NoticeKindWord::LeftUnmatched, Some(session), Some(left), None, None)
            }
            NoticeKind::NobodyOnline { group, waiting } => {
                (NoticeKindWord::NobodyOnline, None, None, Some(group), Some(*waiting))
            }
        };
        Self {
            id: notice.id.to_string(),
            kind,
            session: session.map(ToString::to_string),
            left_message: left_message.map(ToString::to_string),
            group: group.map(ToString::to_string),
            group_name: group.and_then(name),
            waiting,
            opened_at_ms: notice.opened_at.as_millis(),
            over_at_ms: notice.over_at.map(usher_model::Timestamp::as_millis),
            read_at_ms: seen.read_at.map(usher_model::Timestamp::as_millis),
        }
    }
}
