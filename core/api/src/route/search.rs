//! Looking for sessions, and a visitor's earlier ones.

use crate::{
    error::Failure,
    extract::{Query, SignedInAgent, parse_before},
    state::ApiState,
    view::{FoundSessionView, SearchView, VisitorHistoryView, cursor_text, parse_cursor},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use usher_engine::MAX_PAGE_LIMIT;
use usher_model::{CloseCause, Timestamp};
use usher_store::{SearchCursor, SearchFilter, Viewer, WordQuery};
use utoipa::IntoParams;

/// Sessions of a page where the client does not say.
const PAGE: u32 = 50;

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateFilter {
    Assigned,
    Offered,
    Queued,
    Unmatched,
    Closed,
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CauseFilter {
    Agent,
    Visitor,
    NotHeld,
    Idle,
    LeftMessage,
}

/// Queries that share the filters: a list that is flattened could not refuse what it does not know.
macro_rules! filtered {
    ($(#[$doc:meta])* $name:ident { $($(#[$own_doc:meta])* $own:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$own_doc])* $own: $type,)*
            /// Words that were said: each must be there, in any order. Words are found by their beginnings, and scripts
            /// without spaces by any two characters in a row; case and accents do not count. At most 200 characters.
            q: Option<String>,
            #[param(inline)]
            state: Option<$crate::route::search::StateFilter>,
            #[param(inline)]
            cause: Option<$crate::route::search::CauseFilter>,
            channel: Option<String>,
            /// The group that it is in, or was in at the end.
            group: Option<String>,
            /// Who has it, is asked to take it, or had it at the end.
            agent: Option<String>,
            /// The rule that matched.
            rule: Option<String>,
            tag: Option<String>,
            visitor: Option<String>,
            /// Opened not before, in Unix milliseconds.
            from: Option<i64>,
            /// Opened before, in Unix milliseconds.
            to: Option<i64>,
        }

        impl $name {
            fn filter(&self) -> Result<usher_store::SearchFilter, $crate::error::Failure> {
                $crate::route::search::Given {
                    q: self.q.as_deref(),
                    state: self.state,
                    cause: self.cause,
                    channel: self.channel.as_deref(),
                    group: self.group.as_deref(),
                    agent: self.agent.as_deref(),
                    rule: self.rule.as_deref(),
                    tag: self.tag.as_deref(),
                    visitor: self.visitor.as_deref(),
                    from: self.from,
                    to: self.to,
                }
                .filter()
            }
        }
    };
}
pub(super) use filtered;

/// Filters as they were given.
pub(super) struct Given<'a> {
    pub q: Option<&'a str>,
    pub state: Option<StateFilter>,
    pub cause: Option<CauseFilter>,
    pub channel: Option<&'a str>,
    pub group: Option<&'a str>,
    pub agent: Option<&'a str>,
    pub rule: Option<&'a str>,
    pub tag: Option<&'a str>,
    pub visitor: Option<&'a str>,
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl Given<'_> {
    /// Checks them. Whoever looks is set by the engine; until then nobody finds more than all.
    pub(super) fn filter(&self) -> Result<SearchFilter, Failure> {
        let words = self.q.map(str::trim).filter(|q| !q.is_empty()).map(WordQuery::parse).transpose()?;
        Ok(SearchFilter {
            words,
            state: self.state.map(StateFilter::word),
            cause: self.cause.map(Into::into),
            channel: named(self.channel, "channel")?,
            group: named(self.group, "group")?,
            agent: named(self.agent, "agent")?,
            rule: named(self.rule, "rule")?,
            tag: named(self.tag, "tag")?,
            visitor: named(self.visitor, "visitor")?,
            from: self.from.map(Timestamp::from_millis),
            to: self.to.map(Timestamp::from_millis),
            ..SearchFilter::of(Viewer::All)
        })
    }
}

filtered! {
    /// Which sessions. Each filter that is set must hold.
    SearchQuery {
        /// What an earlier answer gave as `next`, with the same filters.
        before: Option<String>,
        /// At most so many, 200 at most.
        limit: Option<u32>,
    }
}

/// Looks for sessions: an agent finds those that it has or is asked to take and those that it had at the end, supervisors
/// and admins find all. What was said is found within a second or two.
#[utoipa::path(
    get,
    path = "/search",
    tag = "agent",
    params(SearchQuery),
    responses(
        (status = 200, body = SearchView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 422, description = "`too_long`: `q` has too many characters or words", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn find(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Query(asked): Query<SearchQuery>,
) -> Result<Json<SearchView>, Failure> {
    let filter = asked.filter()?;
    let bad = || Failure::bad("before", "give back what an earlier answer gave as `next`, with the same filters");
    let before = asked.before.as_deref().map(|given| parse_cursor(given).ok_or_else(bad)).transpose()?;
    let fits = match before {
        None => true,
        Some(SearchCursor::Place(_)) => filter.words.is_some(),
        Some(SearchCursor::Session(_)) => filter.words.is_none(),
    };
    if !fits {
        return Err(bad());
    }
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT);
    let page = state.engine.search(&agent, filter, before, limit).await?;
    let rules = state.engine.rules();
    Ok(Json(SearchView {
        sessions: page.sessions.iter().map(|found| FoundSessionView::new(found, &rules)).collect(),
        next: page.next.map(cursor_text),
    }))
}

/// A page of a visitor's sessions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct HistoryQuery {
    /// Only older ones than this session.
    pub before: Option<String>,
    /// At most so many, 200 at most.
    pub limit: Option<u32>,
}

/// A visitor's sessions, newest first: for whoever answers the visitor now, and for supervisors and admins. Their
/// transcripts may be read as well.
#[utoipa::path(
    get,
    path = "/visitors/{visitor}/sessions",
    tag = "agent",
    params(("visitor" = String, Path), HistoryQuery),
    responses(
        (status = 200, body = VisitorHistoryView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn of_visitor(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(visitor): Path<String>,
    Query(asked): Query<HistoryQuery>,
) -> Result<Json<VisitorHistoryView>, Failure> {
    let missing = || Failure::NotFound("the visitor");
    let visitor = visitor.parse().map_err(|_| missing())?;
    let before = parse_before(asked.before.as_deref())?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    // One more than asked for tells whether there are more.
    let found = state.engine.sessions_of_visitor(&agent, visitor, before, limit + 1).await?;
    let (visitor, mut sessions) = found.ok_or_else(missing)?;
    let has_more = sessions.len() > limit as usize;
    sessions.truncate(limit as usize);
    let rules = state.engine.rules();
    Ok(Json(VisitorHistoryView::new(&visitor, &sessions, has_more, state.engine.now(), &rules)))
}

impl StateFilter {
    const fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Offered => "offered",
            Self::Queued => "queued",
            Self::Unmatched => "unmatched",
            Self::Closed => "closed",
        }
    }
}

impl From<CauseFilter> for CloseCause {
    fn from(word: CauseFilter) -> Self {
        match word {
            CauseFilter::Agent => Self::Agent,
            CauseFilter::Visitor => Self::Visitor,
            CauseFilter::NotHeld => Self::NotHeld,
            CauseFilter::Idle => Self::Idle,
            CauseFilter::LeftMessage => Self::LeftMessage,
        }
    }
}

fn named<T: std::str::FromStr>(given: Option<&str>, field: &'static str) -> Result<Option<T>, Failure> {
    given.map(|given| given.parse().map_err(|_| Failure::bad(field, format!("not the id of a {field}")))).transpose()
}
