//! All routes, one file an endpoint or a small family of them.

mod agent;
mod amend;
mod blocks;
mod explain;
mod files;
mod finish;
mod guide;
mod hand;
mod health;
mod identity;
mod left;
mod links;
mod notices;
mod page;
mod plugins;
mod records;
mod rules;
mod search;
mod session_export;
mod sessions;
mod webhooks;
mod widget;
mod workbench;

pub(crate) use agent::me_view;
pub(crate) use notices::parse_notice;
pub(crate) use sessions::{session_view, session_views};
pub(crate) use widget::session::{visitor_session, waiting};

use crate::{
    error::Failure,
    state::ApiState,
    view::{AgentFrame, VisitorFrame},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::get,
};
use std::time::Duration;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer, trace::TraceLayer};
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{OpenApi as Document, RefOr, Schema, schema::AdditionalProperties},
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

/// Largest body of a request: a longest text in four-byte characters, and room for the page around it.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Longest a request may take; every store call answers far sooner or fails.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Usher",
        description = "Web customer chat whose routing is code. Times are Unix milliseconds, ids opaque text. \
                       A failed request carries `{\"error\": ApiError}`.",
    ),
    components(schemas(
        VisitorFrame,
        crate::view::ToVisitorFrame,
        AgentFrame,
        crate::view::ToAgentFrame,
        crate::view::ErrorBody,
    )),
    modifiers(&ClosedFrames)
)]
struct Api;

/// Closes the variants of the frames that clients send: the derive carries `deny_unknown_fields` into structs only.
struct ClosedFrames;

impl Modify for ClosedFrames {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        for name in [VisitorFrame::name(), AgentFrame::name()] {
            let Some(RefOr::T(Schema::OneOf(frame))) = components.schemas.get_mut(name.as_ref()) else { continue };
            for variant in &mut frame.items {
                if let RefOr::T(Schema::Object(object)) = variant {
                    object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
                }
            }
        }
    }
}

/// The whole server: API, sockets, pages, health.
pub fn router(state: ApiState) -> Router {
    let (api, _) = endpoints().split_for_parts();
    let (uploads, _) = uploads().split_for_parts();
    let nosniff = SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    let referrer = SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static("referrer-policy"),
        HeaderValue::from_static("same-origin"),
    );
    Router::new()
        .merge(api)
        .fallback(unknown)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(axum::middleware::from_fn(in_time))
        // Uploads bound their own bytes and time.
        .merge(uploads)
        // Sockets live on: they are upgraded before the timeout ends, and run in tasks of their own.
        .route("/api/v1/widget/{channel}/socket", get(crate::socket::visitor))
        .route("/api/v1/agent/socket", get(crate::socket::agent))
        .merge(page::router())
        .merge(guide::router())
        .merge(health::router())
        .layer(nosniff)
        .layer(referrer)
        .layer(CatchPanicLayer::new())
        // Of the address the path alone: what follows it may be a link's signature, or words that somebody looks for.
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            tracing::debug_span!("request", method = %request.method(), path = request.uri().path())
        }))
        .with_state(state)
}

/// Answers that the server is busy where a request takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await;
    answered.unwrap_or_else(|_| Failure::Busy.into_response())
}

/// The OpenAPI document.
pub fn openapi() -> Document {
    endpoints().merge(uploads()).split_for_parts().1
}

fn endpoints() -> OpenApiRouter<ApiState> {
    let widget = OpenApiRouter::new()
        .routes(routes!(widget::config::get))
        .routes(routes!(widget::visitors::post))
        .routes(routes!(widget::identify::identify))
        .routes(routes!(widget::identify::reset))
        .routes(routes!(widget::session::get))
        .routes(routes!(widget::messages::list))
        .routes(routes!(widget::messages::post))
        .routes(routes!(widget::messages::read))
        .routes(routes!(widget::left::form))
        .routes(routes!(widget::left::leave).layer(DefaultBodyLimit::max(widget::left::MAX_FORM_BYTES)))
        .routes(routes!(widget::amend::got))
        .routes(routes!(widget::amend::recall))
        .routes(routes!(widget::sessions::list))
        .routes(routes!(widget::sessions::begin).layer(DefaultBodyLimit::max(widget::left::MAX_FORM_BYTES)))
        .routes(routes!(widget::session::end))
        .routes(routes!(widget::files::link))
        .routes(routes!(widget::files::delete));
    let agent = OpenApiRouter::new()
        .routes(routes!(agent::sign_in))
        .routes(routes!(agent::sign_out))
        .routes(routes!(agent::me))
        .routes(routes!(agent::availability))
        .routes(routes!(sessions::list))
        .routes(routes!(search::find))
        .routes(routes!(search::of_visitor))
        .routes(routes!(session_export::get))
        .routes(routes!(blocks::block))
        .routes(routes!(blocks::unblock))
        .routes(routes!(blocks::list))
        .routes(routes!(sessions::one))
        .routes(routes!(sessions::messages, sessions::post))
        .routes(routes!(sessions::read))
        .routes(routes!(amend::got))
        .routes(routes!(amend::note))
        .routes(routes!(amend::tag))
        .routes(routes!(amend::recall))
        .routes(routes!(sessions::close))
        .routes(routes!(sessions::explanation))
        .routes(routes!(files::get, files::delete))
        .routes(routes!(files::link))
        .routes(routes!(hand::accept))
        .routes(routes!(hand::decline))
        .routes(routes!(hand::give))
        .routes(routes!(hand::targets))
        .routes(routes!(notices::list))
        .routes(routes!(notices::read))
        .routes(routes!(notices::read_all))
        .routes(routes!(left::list))
        .routes(routes!(left::counts))
        .routes(routes!(left::export::get))
        .routes(routes!(left::one))
        .routes(routes!(left::take))
        .routes(routes!(left::give_back))
        .routes(routes!(left::answer))
        .routes(routes!(left::done))
        .routes(routes!(left::reopen))
        .routes(routes!(left::note));
    let rules = OpenApiRouter::new()
        .routes(routes!(rules::status))
        .routes(routes!(rules::reload))
        .routes(routes!(explain::post))
        .routes(routes!(rules::channels))
        .routes(routes!(rules::snippet))
        .routes(routes!(plugins::list))
        .routes(routes!(webhooks::list))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::replay))
        .routes(routes!(identity::list, identity::add))
        .routes(routes!(identity::show))
        .routes(routes!(identity::revoke))
        .routes(routes!(identity::events))
        .routes(routes!(identity::refusals))
        .routes(routes!(identity::try_proof));
    let records = OpenApiRouter::new()
        .routes(routes!(records::objects))
        .routes(routes!(records::upsert_many).layer(DefaultBodyLimit::max(records::MAX_RECORDS_BYTES)))
        .routes(routes!(records::query))
        .routes(routes!(records::one, records::upsert, records::delete))
        .routes(routes!(records::changes))
        .routes(routes!(workbench::get))
        .routes(routes!(workbench::edit))
        .routes(routes!(links::get, links::set))
        .routes(routes!(links::undo))
        .routes(routes!(links::create, links::search));
    OpenApiRouter::with_openapi(Api::openapi()).nest("/api/v1", widget.merge(agent).merge(rules).merge(records))
}

/// What takes files, apart from the rest: their bodies are larger and take longer.
fn uploads() -> OpenApiRouter<ApiState> {
    let routes = OpenApiRouter::new().routes(routes!(widget::files::post)).routes(routes!(files::post));
    OpenApiRouter::new().nest("/api/v1", routes)
}

async fn unknown() -> crate::error::Failure {
    crate::error::Failure::NotFound("the page")
}
