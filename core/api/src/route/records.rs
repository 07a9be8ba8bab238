//! CRM records: stored under their ids, found, deleted, and followed by their changes.

use crate::{
    error::Failure,
    extract::{Admin, Body, Query, SignedInAgent, Supervisor},
    route::finish::finish,
    state::ApiState,
    view::{
        ObjectList, ObjectView, RecordChangeList, RecordChangeView, RecordList, RecordQueryRequest, RecordRequest,
        RecordView, RecordsRequest, UpsertedList, UpsertedView,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use std::sync::Arc;
use usher_engine::{MAX_PAGE_LIMIT, RecordQuery, Upserted};
use usher_model::RecordId;
use usher_routing::Router;
use usher_ruleset::Object;
use usher_store::MAX_RECORD_BATCH;
use utoipa::IntoParams;

/// Records of a page where the client does not say.
const PAGE: u32 = 50;
/// Largest body of many records: a full page of middling ones.
pub(super) const MAX_RECORDS_BYTES: usize = 4 * 1024 * 1024;

/// The objects of the rules that serve, with their fields.
#[utoipa::path(
    get,
    path = "/objects",
    tag = "records",
    responses((status = 200, body = ObjectList), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn objects(State(state): State<ApiState>, _: SignedInAgent) -> Result<Json<ObjectList>, Failure> {
    let rules = state.engine.rules();
    let set = rules.ruleset();
    Ok(Json(ObjectList { objects: set.objects.values().map(|object| ObjectView::new(set, object)).collect() }))
}

/// Stores records, each for itself: what is wrong with one does not keep the others. Sending them again changes nothing.
#[utoipa::path(
    post,
    path = "/objects/{object}/records",
    tag = "records",
    params(("object" = String, Path)),
    request_body = RecordsRequest,
    responses(
        (status = 200, body = UpsertedList),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`too_long`: more than 500 records", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn upsert_many(
    State(state): State<ApiState>,
    _: Admin,
    Path(object): Path<String>,
    Body(asked): Body<RecordsRequest>,
) -> Result<Json<UpsertedList>, Failure> {
    let (rules, object) = known(&state, &object)?;
    let given = asked.records.len();
    if given > MAX_RECORD_BATCH {
        let message = format!("these are {given} records; send at most {MAX_RECORD_BATCH} at once");
        return Err(Failure::OverLimit { field: "records", limit: MAX_RECORD_BATCH, message });
    }
    let ids: Vec<String> = asked.records.iter().map(|record| record.id.clone()).collect();
    let sent = asked.records.into_iter().map(|record| record.sent(&object)).collect();
    let engine = Arc::clone(&state.engine);
    let upserted = finish(async move { engine.upsert_records(rules.ruleset(), &object, sent).await }).await?;
    let records = ids.into_iter().zip(&upserted).map(|(id, upserted)| UpsertedView::new(id, upserted)).collect();
    Ok(Json(UpsertedList { records }))
}

/// Stores one record: makes it where there is none, else changes what is named.
#[utoipa::path(
    patch,
    path = "/objects/{object}/records/{record}",
    tag = "records",
    params(("object" = String, Path), ("record" = String, Path)),
    request_body = RecordRequest,
    responses(
        (status = 200, body = RecordView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`invalid_record`: all that is wrong with it", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn upsert(
    State(state): State<ApiState>,
    _: Admin,
    Path((object, record)): Path<(String, String)>,
    Body(asked): Body<RecordRequest>,
) -> Result<Json<RecordView>, Failure> {
    let (rules, object) = known(&state, &object)?;
    let sent = asked.sent(&object, record.clone());
    let (engine, of) = (Arc::clone(&state.engine), Arc::clone(&object));
    let upserted = finish(async move { engine.upsert_records(rules.ruleset(), &of, vec![sent]).await }).await?;
    if let Some(Upserted::Refused(problems)) = upserted.into_iter().next() {
        return Err(Failure::InvalidRecord(problems));
    }
    stored(&state, &object, &record).await
}

/// One record.
#[utoipa::path(
    get,
    path = "/objects/{object}/records/{record}",
    tag = "records",
    params(("object" = String, Path), ("record" = String, Path)),
    responses(
        (status = 200, body = RecordView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn one(
    State(state): State<ApiState>,
    _: Supervisor,
    Path((object, record)): Path<(String, String)>,
) -> Result<Json<RecordView>, Failure> {
    let (_, object) = known(&state, &object)?;
    stored(&state, &object, &record).await
}

/// Deletes a record. Deleting it again changes nothing.
#[utoipa::path(
    delete,
    path = "/objects/{object}/records/{record}",
    tag = "records",
    params(("object" = String, Path), ("record" = String, Path)),
    responses(
        (status = 204),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn delete(
    State(state): State<ApiState>,
    _: Admin,
    Path((object, record)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let (_, object) = known(&state, &object)?;
    let (engine, id) = (Arc::clone(&state.engine), parse_record(&record)?);
    finish(async move { engine.delete_record(&object.id, &id).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Records that a filter holds of, for supervisors and admins. A filter that asks for equality of a match key or of the
/// owner is answered from the index; others look at the records one after another, a few thousand a request.
#[utoipa::path(
    post,
    path = "/objects/{object}/records/query",
    tag = "records",
    params(("object" = String, Path)),
    request_body = RecordQueryRequest,
    responses(
        (status = 200, body = RecordList),
        (status = 400, description = "`bad_request`: where the filter is wrong", body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn query(
    State(state): State<ApiState>,
    _: Supervisor,
    Path(object): Path<String>,
    Body(asked): Body<RecordQueryRequest>,
) -> Result<Json<RecordList>, Failure> {
    let (rules, object) = known(&state, &object)?;
    let after = asked.after.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| Failure::bad("after", "give back the `next` of the page before"))?.unwrap_or(0);
    let limit = asked.limit.unwrap_or(PAGE);
    let query = RecordQuery { filter: &asked.filter, after, limit };
    let found = state.engine.query_records(rules.ruleset(), &object, query).await?;
    Ok(Json(RecordList::new(&object, &found)))
}

/// Where to go on in the feed of changes.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangesQuery {
    /// Only what came after this change: the `next` of the page before. Without it all that there is.
    after: Option<i64>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// What changed, oldest first, deleted records too. Each record is told once, by its latest change: whoever reads on from
/// `next` time after time sees every record in its latest state.
#[utoipa::path(
    get,
    path = "/record-changes",
    tag = "records",
    params(ChangesQuery),
    responses(
        (status = 200, body = RecordChangeList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn changes(
    State(state): State<ApiState>,
    _: Admin,
    Query(asked): Query<ChangesQuery>,
) -> Result<Json<RecordChangeList>, Failure> {
    let after = asked.after.unwrap_or(0);
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT);
    let changed = state.engine.record_changes(after, limit).await?;
    let rules = state.engine.rules();
    let next = changed.last().map_or(after, |last| last.change);
    let has_more = changed.len() == limit as usize;
    let changes = changed.iter().map(|stored| RecordChangeView::new(rules.ruleset(), stored)).collect();
    Ok(Json(RecordChangeList { changes, next, has_more }))
}

/// An object of the rules that serve, and these rules.
pub(super) fn known(state: &ApiState, given: &str) -> Result<(Arc<Router>, Arc<Object>), Failure> {
    let rules = state.engine.rules();
    let object = rules.ruleset().objects.iter().find(|(id, _)| id.as_str() == given);
    let object = object.map(|(_, object)| Arc::clone(object)).ok_or(Failure::NotFound("the object"))?;
    Ok((rules, object))
}

pub(super) fn parse_record(given: &str) -> Result<RecordId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the record"))
}

async fn stored(state: &ApiState, object: &Object, id: &str) -> Result<Json<RecordView>, Failure> {
    let found = state.engine.record(&object.id, &parse_record(id)?).await?;
    let found = found.ok_or(Failure::NotFound("the record"))?;
    Ok(Json(RecordView::new(object, &found)))
}
