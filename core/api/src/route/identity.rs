//! Keys that sites prove with who their visitors are, the audit of them, and proofs that were refused: for admins.

use crate::{
    error::Failure,
    extract::{Admin, Body, Client, Query, SignedInAgent, parse_before, parse_channel},
    route::finish::finish,
    state::ApiState,
    view::{
        KeyEventList, KeyList, KeyView, NewKeyRequest, RefusalsList, ShowKeyRequest, ShownKeyView, TriedProofView,
        TryProofRequest,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use usher_engine::{KeySource, MAX_PAGE_LIMIT, MadeKey, NewKeyAsked, TriedProof};
use usher_model::KeyId;
use utoipa::IntoParams;

/// Rows of a page where the client does not say.
const PAGE: u32 = 50;
/// Bits of a fresh key where nothing is said.
const BITS: u32 = 256;

/// A page of a list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyQuery {
    /// Only what comes behind this one.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// A page of the audit.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyEventQuery {
    /// Only what happened to this key.
    key: Option<String>,
    /// Only older lines than this one.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// Keys, revoked ones too, newest first. What they are made of is not among it.
#[utoipa::path(
    get,
    path = "/identity/keys",
    tag = "identity",
    params(KeyQuery),
    responses(
        (status = 200, body = KeyList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    _: Admin,
    Query(asked): Query<KeyQuery>,
) -> Result<Json<KeyList>, Failure> {
    let (limit, before) = (limit(asked.limit), parse_before(asked.before.as_deref())?);
    let (keys, has_more) = page(state.engine.list_keys(before, limit + 1).await?, limit);
    Ok(Json(KeyList { keys: keys.into_iter().map(KeyView::from).collect(), has_more }))
}

/// Makes a key, or brings one in. The answer is the one place that tells what it is made of without a password.
#[utoipa::path(
    post,
    path = "/identity/keys",
    tag = "identity",
    request_body = NewKeyRequest,
    responses(
        (status = 201, body = ShownKeyView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 409, description = "`conflict`: the kid; `too_many_keys`", body = crate::view::ErrorBody),
        (status = 422, description = "`too_long`: the label", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn add(
    State(state): State<ApiState>,
    _: Admin,
    SignedInAgent(agent): SignedInAgent,
    Body(asked): Body<NewKeyRequest>,
) -> Result<(StatusCode, Json<ShownKeyView>), Failure> {
    let source = match (asked.text, asked.bits) {
        (Some(_), Some(_)) => return Err(Failure::bad("bits", "a key that is brought in has the bits that it has")),
        (Some(text), None) => KeySource::Given(text.into()),
        (None, bits) => KeySource::Fresh { bits: bits.unwrap_or(BITS) },
    };
    let by = agent.id.to_string();
    let asked = NewKeyAsked { kind: asked.kind.into(), source, label: asked.label, kid: asked.kid, by };
    let engine = state.engine.clone();
    let made = finish(async move { engine.add_key(asked).await }).await?;
    Ok((StatusCode::CREATED, Json(shown(made))))
}

/// Shows what a key is made of, to an admin who says the own password once more. Each try is written down.
#[utoipa::path(
    post,
    path = "/identity/keys/{key}/show",
    tag = "identity",
    params(("key" = String, Path)),
    request_body = ShowKeyRequest,
    responses(
        (status = 200, body = ShownKeyView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, description = "`wrong_password`, `forbidden`", body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, description = "`key_revoked`", body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn show(
    State(state): State<ApiState>,
    _: Admin,
    SignedInAgent(agent): SignedInAgent,
    client: Client,
    Path(key): Path<String>,
    Body(asked): Body<ShowKeyRequest>,
) -> Result<Json<ShownKeyView>, Failure> {
    state.limiters.sign_in(client.address)?;
    let (engine, key) = (state.engine.clone(), parse_key(&key)?);
    let made = finish(async move { engine.show_key(&agent, key, &asked.password).await }).await?;
    Ok(Json(shown(made)))
}

/// Revokes a key: what it is made of is forgotten, and nothing that it made counts from now on, nor what was told by it.
/// Revoking it again changes nothing.
#[utoipa::path(
    post,
    path = "/identity/keys/{key}/revoke",
    tag = "identity",
    params(("key" = String, Path)),
    responses(
        (status = 200, body = KeyView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn revoke(
    State(state): State<ApiState>,
    _: Admin,
    SignedInAgent(agent): SignedInAgent,
    Path(key): Path<String>,
) -> Result<Json<KeyView>, Failure> {
    let (engine, key) = (state.engine.clone(), parse_key(&key)?);
    let revoked = finish(async move { engine.revoke_key(&agent, key).await }).await?;
    Ok(Json(revoked.into()))
}

/// Who made, brought in, saw and revoked keys, newest first.
#[utoipa::path(
    get,
    path = "/identity/key-events",
    tag = "identity",
    params(KeyEventQuery),
    responses(
        (status = 200, body = KeyEventList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn events(
    State(state): State<ApiState>,
    _: Admin,
    Query(asked): Query<KeyEventQuery>,
) -> Result<Json<KeyEventList>, Failure> {
    let of = asked.key.as_deref().map(parse_key).transpose()?;
    let (limit, before) = (limit(asked.limit), parse_before(asked.before.as_deref())?);
    let (events, has_more) = page(state.engine.key_events(of, before, limit + 1).await?, limit);
    Ok(Json(KeyEventList { events: events.into_iter().map(Into::into).collect(), has_more }))
}

/// Proofs that were refused in the last thirty days, counted by day, channel and reason, newest first.
#[utoipa::path(
    get,
    path = "/identity/refusals",
    tag = "identity",
    params(KeyQuery),
    responses(
        (status = 200, body = RefusalsList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn refusals(
    State(state): State<ApiState>,
    _: Admin,
    Query(asked): Query<KeyQuery>,
) -> Result<Json<RefusalsList>, Failure> {
    let before = asked.before.as_deref().map(cursor).transpose()?;
    let limit = limit(asked.limit);
    let (found, has_more) = page(state.engine.refused_proofs(before, limit + 1).await?, limit);
    Ok(Json(RefusalsList { refusals: found.into_iter().map(Into::into).collect(), has_more }))
}

/// Tells what a proof would give in a channel, and why it would not count. It is not taken: it can be brought afterwards.
#[utoipa::path(
    post,
    path = "/identity/try",
    tag = "identity",
    request_body = TryProofRequest,
    responses(
        (status = 200, body = TriedProofView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn try_proof(
    State(state): State<ApiState>,
    _: Admin,
    SignedInAgent(agent): SignedInAgent,
    Body(asked): Body<TryProofRequest>,
) -> Result<Json<TriedProofView>, Failure> {
    state.limiters.agent_message(&agent.id)?;
    let channel = parse_channel(&asked.channel)?;
    let tried = state.engine.try_proof(&channel, &asked.proof).await?.ok_or(Failure::NotFound("the channel"))?;
    Ok(Json(match tried {
        TriedProof::Counts(identity) => (*identity).into(),
        TriedProof::Refused(refusal) => refusal.into(),
    }))
}

fn shown(made: MadeKey) -> ShownKeyView {
    ShownKeyView { key: made.key.into(), text: made.text.as_str().to_owned() }
}

fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1)
}

/// The rows of a page out of one more than it has, and whether there are more.
fn page<T>(mut found: Vec<T>, limit: u32) -> (Vec<T>, bool) {
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    (found, has_more)
}

fn parse_key(given: &str) -> Result<KeyId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the key"))
}

fn cursor(given: &str) -> Result<(i64, String, String), Failure> {
    let mut parts = given.splitn(3, '.');
    let day = parts.next().and_then(|day| day.parse().ok());
    match (day, parts.next(), parts.next()) {
        (Some(day), Some(channel), Some(reason)) => Ok((day, channel.to_owned(), reason.to_owned())),
        _ => Err(Failure::bad("before", "give back the cursor that an earlier page ended with")),
    }
}
