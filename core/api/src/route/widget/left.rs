//! The form that a visitor may fill in, and the message that is left with it.

use crate::{
    error::Failure,
    extract::{Body, Client, Query, SignedVisitor, parse_locale},
    route::{finish::finish, visitor_session},
    state::ApiState,
    view::{FormOfferView, LeaveView, PageInfo, SentFormRequest},
};
use axum::{Json, extract::State};
use serde::Deserialize;
use usher_engine::{FormAsked, SentForm};
use usher_model::ClientId;
use utoipa::IntoParams;

/// Largest body of a form that was filled in: thirty fields of some length, in four-byte characters.
pub(crate) const MAX_FORM_BYTES: usize = 512 * 1024;

/// Who asks for a form, from where: rules may look at the page.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormQuery {
    #[serde(default)]
    locale: String,
    /// The address of the page the visitor is on.
    #[serde(default)]
    page_url: String,
    /// Its title.
    #[serde(default)]
    page_title: String,
    /// Where the visitor came from.
    #[serde(default)]
    page_referrer: String,
}

/// The form to fill in now, if any: while a session waits, after it was turned away, or where nobody could answer one.
#[utoipa::path(
    get,
    path = "/widget/{channel}/form",
    tag = "widget",
    params(("channel" = String, Path), FormQuery),
    responses(
        (status = 200, body = FormOfferView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn form(
    State(state): State<ApiState>,
    client: Client,
    visitor: SignedVisitor,
    Query(asked): Query<FormQuery>,
) -> Result<Json<FormOfferView>, Failure> {
    let engine = &state.engine;
    let locale = parse_locale(&asked.locale, &visitor.0.locale);
    let page = PageInfo { url: asked.page_url, title: asked.page_title, referrer: asked.page_referrer };
    let asked = FormAsked { page: page.into(), locale: locale.clone(), agent: client.browser };
    let offer = engine.form_for(&visitor.0, &asked).await?;
    let opens_at = offer
        .as_ref()
        .and_then(|offer| offer.group.as_ref())
        .and_then(|group| engine.opens_at(group))
        .map(|opening| opening.at);
    let rules = engine.rules();
    let fallback = &rules.ruleset().workspace.default_locale;
    Ok(Json(FormOfferView::new(offer.as_ref(), opens_at, &locale, fallback)))
}

/// Leaves a message. Leaving it again under the same `client_id` changes nothing. All that is wrong with the answers is told
/// at once, in `problems`.
#[utoipa::path(
    post,
    path = "/widget/{channel}/left-messages",
    tag = "widget",
    params(("channel" = String, Path)),
    request_body = SentFormRequest,
    responses(
        (status = 200, body = LeaveView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn leave(
    State(state): State<ApiState>,
    client: Client,
    visitor: SignedVisitor,
    Body(asked): Body<SentFormRequest>,
) -> Result<Json<LeaveView>, Failure> {
    client.must_be_ours()?;
    state.limiters.left_message(&visitor.0, client.address)?;
    let leaving = sent_form(asked, client, &visitor, Failure::NotFound("the form"))?;
    let engine = state.engine.clone();
    let done = finish(async move { engine.leave(&visitor.0, &leaving).await }).await?;
    let session = visitor_session(&state.engine, &done.session).await?;
    Ok(Json(LeaveView::new(&done, session)))
}

/// What a visitor filled in, as far as it can be read without knowing the form.
pub(super) fn sent_form(
    asked: SentFormRequest,
    client: Client,
    visitor: &SignedVisitor,
    unknown: Failure,
) -> Result<SentForm, Failure> {
    Ok(SentForm {
        client_id: ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?,
        form: asked.form.parse().map_err(|_| unknown)?,
        answers: asked.answers,
        page: asked.page.into(),
        locale: parse_locale(&asked.locale, &visitor.0.locale),
        agent: client.browser,
    })
}
