//! Who a session's visitor is, and the records it is linked to: told, made and undone by hand.

use crate::{
    error::Failure,
    extract::{Body, Query},
    route::{finish::finish, records::known, records::parse_record, sessions::Visible},
    state::ApiState,
    view::{LinkRequest, NewRecordRequest, RecordChoiceList, RecordRequest, VisitorLinksView},
};
use axum::{Json, extract::State};
use serde::Deserialize;
use std::sync::Arc;
use usher_engine::{FindPlace, HandLink};
use usher_model::{ClientId, LinkState, VisitorId};
use utoipa::IntoParams;

/// Records of one page.
const PAGE: usize = 20;
/// Most characters that are looked for: the longest name.
const MAX_TEXT_CHARS: usize = 500;

/// Who the visitor is, and which records it is linked to. For whoever may see the session.
#[utoipa::path(
    get,
    path = "/sessions/{session}/links",
    tag = "records",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(State(state): State<ApiState>, seen: Visible) -> Result<Json<VisitorLinksView>, Failure> {
    view(&state, seen.session.visitor).await
}

/// Links a record to the visitor by hand, or takes a link away. A record of the object `visitor` is who the visitor is from
/// then on. What an agent said no match changes. Saying it again changes nothing.
#[utoipa::path(
    post,
    path = "/sessions/{session}/links",
    tag = "records",
    params(("session" = String, Path)),
    request_body = LinkRequest,
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn set(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<LinkRequest>,
) -> Result<Json<VisitorLinksView>, Failure> {
    let (_, object) = known(&state, &asked.object)?;
    let record = parse_record(&asked.record)?;
    let linked = if asked.linked { LinkState::Linked } else { LinkState::Unlinked };
    let link = HandLink { object: object.id.clone(), record, state: linked };
    let (engine, visitor) = (Arc::clone(&state.engine), seen.session.visitor);
    finish(async move { engine.link_by_hand(&seen.agent.id, visitor, link).await }).await?;
    view(&state, visitor).await
}

/// Makes the visitor the record again that it was before it turned out to be another.
#[utoipa::path(
    post,
    path = "/sessions/{session}/links/undo",
    tag = "records",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, description = "`nothing_before`", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn undo(State(state): State<ApiState>, seen: Visible) -> Result<Json<VisitorLinksView>, Failure> {
    let (engine, visitor) = (Arc::clone(&state.engine), seen.session.visitor);
    finish(async move { engine.undo_recognition(visitor).await }).await?;
    view(&state, visitor).await
}

/// Makes a record by hand, such as a contact, a lead or a work order, and links it to the visitor. Whoever makes it is in
/// charge of it, unless something else is said.
#[utoipa::path(
    post,
    path = "/sessions/{session}/records",
    tag = "records",
    params(("session" = String, Path)),
    request_body = NewRecordRequest,
    responses(
        (status = 200, body = VisitorLinksView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`invalid_record`: all that is wrong with it", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn create(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<NewRecordRequest>,
) -> Result<Json<VisitorLinksView>, Failure> {
    state.limiters.agent_message(&seen.agent.id)?;
    let (_, object) = known(&state, &asked.object)?;
    let client_id = ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?;
    let sent = RecordRequest { fields: asked.fields, relations: asked.relations }.sent(&object, String::new());
    let (engine, visitor, of) =
        (Arc::clone(&state.engine), seen.session.visitor, (seen.session.id, seen.session.visitor));
    finish(async move { engine.create_by_hand(&seen.agent.id, of, &object, &client_id, sent).await }).await?;
    view(&state, visitor).await
}

/// Which records.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchQuery {
    /// Of which object: one that the agent's layout shows, or that `identity.yaml` links by itself.
    object: String,
    /// A telephone number or an address, in whatever form, or a whole name.
    text: String,
    /// The `next` of the page before.
    page: Option<String>,
}

/// Records that can be linked to the visitor: those of which a match key or the name is the text. Of each its name, and
/// those of its match keys that the layout shows or that were looked for.
#[utoipa::path(
    get,
    path = "/sessions/{session}/records",
    tag = "records",
    params(("session" = String, Path), SearchQuery),
    responses(
        (status = 200, body = RecordChoiceList),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`too_long`: more than 500 characters", body = crate::view::ErrorBody),
        (status = 503, description = "`busy`: what records are found by is being made anew", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn search(
    State(state): State<ApiState>,
    seen: Visible,
    Query(asked): Query<SearchQuery>,
) -> Result<Json<RecordChoiceList>, Failure> {
    state.limiters.agent_message(&seen.agent.id)?;
    let (rules, object) = known(&state, &asked.object)?;
    let set = rules.ruleset();
    if !state.engine.linkable(set, seen.agent.role, &seen.session).contains(&object.id) {
        return Err(Failure::NotFound("the object"));
    }
    let text = asked.text.trim();
    let given = text.chars().count();
    if given == 0 {
        return Err(Failure::bad("text", "write a telephone number, an e-mail address or a whole name"));
    }
    if given > MAX_TEXT_CHARS {
        return Err(Failure::TooLong { given, limit: MAX_TEXT_CHARS });
    }
    let from = match asked.page.as_deref().map(place) {
        None => FindPlace::default(),
        Some(place) => place.ok_or_else(|| Failure::bad("page", "give back the `next` of the page before"))?,
    };
    let found = state.engine.find_records(set, &object, text, from, PAGE).await?;
    let shown = state.engine.shown_fields(set, seen.agent.role, &seen.session, &object.id);
    Ok(Json(RecordChoiceList::new(&object, &found, &shown)))
}

fn place(given: &str) -> Option<FindPlace> {
    let (field, after) = given.split_once('.')?;
    Some(FindPlace { field: field.parse().ok()?, after: after.parse().ok()? })
}

async fn view(state: &ApiState, visitor: VisitorId) -> Result<Json<VisitorLinksView>, Failure> {
    let found = state.engine.visitor_links(visitor).await?;
    Ok(Json(VisitorLinksView::new(&found, &state.engine.rules())))
}
