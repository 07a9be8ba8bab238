//! Agents sign in and out, and choose their availability.

use crate::{
    error::Failure,
    extract::{Body, Client, SignedInAgent, sign_in_cookie, token_in},
    route::finish::finish,
    state::ApiState,
    view::{AvailabilityRequest, MeView, SignInRequest},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use usher_engine::Engine;
use usher_model::Agent;

/// Signs an agent in with e-mail address and password; sets a cookie.
#[utoipa::path(
    post,
    path = "/auth/sign-in",
    tag = "agent",
    request_body = SignInRequest,
    responses(
        (status = 200, body = MeView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn sign_in(
    State(state): State<ApiState>,
    client: Client,
    Body(asked): Body<SignInRequest>,
) -> Result<(CookieJar, Json<MeView>), Failure> {
    client.must_be_ours()?;
    state.limiters.sign_in(client.address)?;
    let signed_in = state.engine.sign_in(&asked.email, &asked.password).await?;
    let jar = CookieJar::new().add(cookie(&client, signed_in.token.to_text()));
    Ok((jar, Json(me_view(&state.engine, &signed_in.agent))))
}

/// Forgets the sign-in and its cookie.
#[utoipa::path(post, path = "/auth/sign-out", tag = "agent", responses((status = 204)))]
pub(crate) async fn sign_out(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
) -> Result<(CookieJar, StatusCode), Failure> {
    client.must_be_ours()?;
    if let Some(token) = token_in(&headers, &client.own_origin) {
        state.engine.sign_out(&token).await?;
    }
    let jar = CookieJar::from_headers(&headers).remove(cookie(&client, String::new()));
    Ok((jar, StatusCode::NO_CONTENT))
}

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/me",
    tag = "agent",
    responses((status = 200, body = MeView), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn me(State(state): State<ApiState>, SignedInAgent(agent): SignedInAgent) -> Json<MeView> {
    Json(me_view(&state.engine, &agent))
}

/// The agent chooses to be online, away or offline.
#[utoipa::path(
    put,
    path = "/me/availability",
    tag = "agent",
    request_body = AvailabilityRequest,
    responses((status = 200, body = MeView), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn availability(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Body(asked): Body<AvailabilityRequest>,
) -> Result<Json<MeView>, Failure> {
    let (engine, who) = (state.engine.clone(), agent.id.clone());
    finish(async move { engine.set_availability(&who, asked.availability.into()).await }).await?;
    Ok(Json(me_view(&state.engine, &agent)))
}

/// The agent as the workbench shows it.
pub(crate) fn me_view(engine: &Engine, agent: &Agent) -> MeView {
    let (availability, load) = engine.availability(&agent.id);
    MeView::new(agent, availability, load, &engine.rules())
}

fn cookie(client: &Client, value: String) -> Cookie<'static> {
    let secure = client.own_origin.starts_with("https://");
    let name = sign_in_cookie(&client.own_origin);
    Cookie::build((name, value)).http_only(true).secure(secure).same_site(SameSite::Lax).path("/").build()
}
