//! What admins and supervisors are told of: a session that no rule matched, a left message that no rule leads to a group,
//! and a group that visitors wait for while nobody of it is there.
//!
//! All are read off the database, on a beat and at every hint, and not written by whatever causes them: so none is lost
//! by a stop between the two, and none told twice. A notice, the webhook calls and the mails about it are one
//! transaction.

use crate::{
    Engine,
    config::{LOG_LIFE, MAIL_GATHERING, NOTICE_BEAT, NOTICE_PAGE},
    drain::overflow_groups,
    engine::is_due,
    hooks::session_facts,
};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;
use usher_bus::{Notice, Topic};
use usher_model::{
    AdminNotice, AgentId, GroupId, LeftMessage, NoticeId, NoticeKind, Refusal, SeenNotice, Session, SessionId,
    SessionState, Timestamp,
};
use usher_routing::RosterView;
use usher_ruleset::{Group, RuleSet, WebhookEvent};
use usher_store::{NoticeFilter, OpenNotice, StoreError};

/// What watching for notices keeps in mind. After a restart it is found anew.
#[derive(Default)]
pub(crate) struct Notices {
    hinted: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    looked_at: Timestamp,
    /// Whether something happened since that a notice may be about.
    is_hinted: bool,
    /// Sessions with an open notice, as far as this process told of them.
    told: HashSet<SessionId>,
    /// Groups that visitors wait for in vain, and since when.
    alone: HashMap<GroupId, Timestamp>,
}

impl Notices {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A notice that nobody knows of.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// There is no such notice.
    #[error("there is no such notice")]
    Missing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// A session changed: if it is unmatched, or was told to be, it is looked at now and not only at the next beat.
    pub(crate) fn hint_notices(&self, session: &Session) {
        let mut state = self.notices.lock();
        if matches!(session.state, SessionState::Unmatched) || state.told.remove(&session.id) {
            state.is_hinted = true;
            self.notices.hinted.notify_one();
        }
    }

    /// A left message that no rule leads to a group is new or changed: it is looked at now.
    pub(crate) fn hint_left_unmatched(&self) {
        self.notices.lock().is_hinted = true;
        self.notices.hinted.notify_one();
    }

    /// Waits until there may be something to tell, or something told may be over.
    pub async fn notices_hinted(&self) {
        self.notices.hinted.notified().await;
    }

    /// Opens the notices that are missing and ends those that are over, at a hint or when it is time to look.
    ///
    /// # Errors
    /// When the database fails; it is looked again at the next call.
    pub async fn keep_notices(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        {
            let mut state = self.notices.lock();
            if !state.is_hinted && !is_due(state.looked_at, now, NOTICE_BEAT) {
                return Ok(());
            }
            state.is_hinted = false;
        }
        let kept = self.keep_all_notices(now).await;
        let mut state = self.notices.lock();
        match kept {
            Ok(()) => state.looked_at = now,
            Err(_) => state.is_hinted = true,
        }
        kept
    }

    async fn keep_all_notices(&self, now: Timestamp) -> Result<(), StoreError> {
        let settled = self.store.settled_notices(NOTICE_PAGE).await?;
        self.end_notices(settled, now).await?;
        let router = self.rules();
        for session in self.store.untold_sessions(NOTICE_PAGE).await? {
            if let Some(session) = self.store.session(session).await? {
                self.tell_unmatched(router.ruleset(), &session, now).await?;
            }
        }
        for left in self.store.untold_left(NOTICE_PAGE).await? {
            if let Some(left) = self.store.left_message(left).await? {
                self.tell_left_unmatched(router.ruleset(), &left, now).await?;
            }
        }
        self.keep_nobody_online(router.ruleset(), now).await
    }

    async fn tell_left_unmatched(&self, rules: &RuleSet, left: &LeftMessage, now: Timestamp) -> Result<(), StoreError> {
        let session = self.store.session(left.session).await?;
        let data = Map::from_iter([
            ("left_message".to_owned(), Value::from(left.id.to_string())),
            ("form".to_owned(), Value::from(left.form.as_str())),
            ("session".to_owned(), session.as_ref().map_or(Value::Null, session_facts)),
        ]);
        let kind = NoticeKind::LeftUnmatched { left: left.id, session: left.session };
        if self.open_notice(rules, kind, WebhookEvent::LeftUnmatched, data, now).await? {
            tracing::warn!(left = %left.id, channel = %left.channel, "no rule leads a left message to a group; admins are told");
        }
        Ok(())
    }

    async fn tell_unmatched(&self, rules: &RuleSet, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        let data = Map::from_iter([("session".to_owned(), session_facts(session))]);
        let kind = NoticeKind::Unmatched { session: session.id };
        if self.open_notice(rules, kind, WebhookEvent::Unmatched, data, now).await? {
            tracing::warn!(session = %session.id, channel = %session.channel, "no rule matched a session; admins are told");
            self.notices.lock().told.insert(session.id);
        }
        Ok(())
    }

    async fn keep_nobody_online(&self, rules: &RuleSet, now: Timestamp) -> Result<(), StoreError> {
        let waiting = self.store.waiting_by_group().await?;
        let alone: BTreeMap<GroupId, u32> =
            waiting.into_iter().filter(|(group, _)| self.is_alone(rules, group, now)).collect();
        let since: HashMap<GroupId, Timestamp> = {
            let mut state = self.notices.lock();
            state.alone.retain(|group, _| alone.contains_key(group));
            for group in alone.keys() {
                state.alone.entry(group.clone()).or_insert(now);
            }
            state.alone.clone()
        };
        let told = self.store.groups_told_of().await?;
        let over = told.iter().filter(|(group, _)| !alone.contains_key(group)).map(|(_, notice)| *notice).collect();
        self.end_notices(over, now).await?;
        for (group, waiting) in alone {
            let since = since.get(&group).copied().unwrap_or(now);
            let is_told = told.iter().any(|(other, _)| *other == group);
            if is_told || now.since(since) < rules.workspace.alerts.nobody_online_after {
                continue;
            }
            let data = Map::from_iter([
                ("group".to_owned(), Value::from(group.as_str())),
                ("waiting".to_owned(), waiting.into()),
                ("since".to_owned(), crate::hooks::moment(since).into()),
            ]);
            let kind = NoticeKind::NobodyOnline { group: group.clone(), waiting };
            if self.open_notice(rules, kind, WebhookEvent::NobodyOnline, data, now).await? {
                tracing::warn!(%group, waiting, "visitors wait for a group of which nobody is there; admins are told");
            }
        }
        Ok(())
    }

    /// Whether nobody could take who waits for a group, though it is within its hours: nobody of it is online and
    /// connected, nor of a group that its rules flow over to.
    fn is_alone(&self, rules: &RuleSet, group: &GroupId, now: Timestamp) -> bool {
        let Some(group) = rules.groups.get(group) else { return false };
        let view = self.roster.view(now);
        let has_somebody = |group: &Group| {
            let somebody = view.candidates(group, None);
            somebody.iter().any(|one| match one.refusal {
                Some(Refusal::Offline | Refusal::Away | Refusal::Absent) => false,
                Some(Refusal::Full { .. } | Refusal::FullChannel { .. } | Refusal::Missed) | None => true,
            })
        };
        group.is_open(now)
            && !has_somebody(group)
            && !overflow_groups(rules, &group.id).iter().any(|helper| helper.is_open(now) && has_somebody(helper))
    }

    /// Opens a notice with everything that tells of it; false where it was there already, or no longer holds.
    async fn open_notice(
        &self,
        rules: &RuleSet,
        kind: NoticeKind,
        event: WebhookEvent,
        mut data: Map<String, Value>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = self.hooks.next_id(now, &*self.entropy, NoticeId::new);
        data.insert("notice".to_owned(), id.to_string().into());
        let word = kind.word();
        let open = OpenNotice {
            notice: AdminNotice { id, kind, opened_at: now, over_at: None },
            deliveries: self.calls_about(rules, event, now, &data),
            recipients: if self.mailing.is_some() { rules.workspace.alerts.emails.clone() } else { Vec::new() },
            mail_at: now.after(MAIL_GATHERING),
        };
        let is_new = self.store.open_notice(open).await?;
        if is_new {
            metrics::counter!("notices_opened_total", "kind" => word).increment(1);
            self.bus.publish(&Topic::Notices, Notice::Notice { notice: id });
            self.wake_deliveries();
        }
        Ok(is_new)
    }

    async fn end_notices(&self, notices: Vec<NoticeId>, now: Timestamp) -> Result<(), StoreError> {
        if notices.is_empty() {
            return Ok(());
        }
        self.store.end_notices(notices.clone(), now).await?;
        for notice in notices {
            self.bus.publish(&Topic::Notices, Notice::Notice { notice });
        }
        Ok(())
    }

    /// Forgets notices that are over for long.
    pub(crate) async fn forget_notices(&self, now: Timestamp) -> Result<(), StoreError> {
        self.store.forget_notices(now.before(LOG_LIFE), NOTICE_PAGE).await.map(drop)
    }

    /// Notices as an admin or supervisor sees them, newest first, older than `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices(
        &self,
        reader: &AgentId,
        filter: NoticeFilter,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<SeenNotice>, StoreError> {
        self.store.notices(filter, reader, before, limit).await
    }

    /// An admin or supervisor has read a notice: on all pages of that one it is taken away.
    ///
    /// # Errors
    /// When there is no such notice.
    pub async fn read_notice(&self, reader: &AgentId, notice: NoticeId) -> Result<SeenNotice, NoticeError> {
        let seen = self.store.notice(notice, reader).await?.ok_or(NoticeError::Missing)?;
        if seen.read_at.is_some() {
            return Ok(seen);
        }
        let now = self.clock.now();
        self.store.read_notice(notice, reader, now).await?;
        self.bus.publish(&Topic::Agent(reader.clone()), Notice::Notice { notice });
        Ok(SeenNotice { read_at: Some(now), ..seen })
    }

    /// An admin or supervisor has read all notices up to one; without it, all that there are. What came later stays
    /// unread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_notices(&self, reader: &AgentId, until: Option<NoticeId>) -> Result<u64, StoreError> {
        let newest = match until {
            Some(until) => Some(until),
            None => self.store.notices(NoticeFilter::All, reader, None, 1).await?.first().map(|seen| seen.notice.id),
        };
        let Some(newest) = newest else { return Ok(0) };
        let read = self.store.read_notices_to(newest, reader, self.clock.now()).await?;
        if read > 0 {
            self.bus.publish(&Topic::Agent(reader.clone()), Notice::Notice { notice: newest });
        }
        Ok(read)
    }
}
