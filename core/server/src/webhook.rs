//! Calls webhooks over HTTP.
//!
//! Owns how a call looks on the wire: its headers, its signature, its encryption, and which addresses it may go to. Must
//! not know what is called when, or what is tried again: the engine keeps the deliveries.
//!
//! A call is one connection of its own, put together from its parts, so that nothing happens which nobody asked for: no
//! redirect is followed, no proxy is asked, no cookie is kept, and the address that was checked is the one connected to.

mod address;
mod connection;
mod signature;
#[cfg(test)]
mod tests;

use address::Target;
use async_trait::async_trait;
use connection::Tls;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use signature::Secret;
use std::env;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};
use usher_engine::{WebhookCall, WebhookError, WebhookSender};

/// Who calls.
const USER_AGENT: &str = concat!("usher/", env!("CARGO_PKG_VERSION"));
/// The delivery's id: the same at every try, so that the other side can tell a repetition.
const DELIVERY: &str = "webhook-id";
/// When this try is made, in seconds since 1970.
const MOMENT: &str = "webhook-timestamp";
/// What proves that the call is Usher's, where the webhook has a secret.
const SIGNATURE: &str = "webhook-signature";
/// Most of an answer that is read, head and body each. Nothing in it is looked at but its status.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Calls webhooks, trusting whom the system trusts.
#[derive(Default)]
pub(crate) struct WebhookClient {
    tls: Tls,
}

#[async_trait]
impl WebhookSender for WebhookClient {
    async fn send(&self, call: WebhookCall) -> Result<u16, WebhookError> {
        let webhook = &call.webhook;
        let target = Target::parse(&webhook.url).map_err(WebhookError::Unreachable)?;
        let request = request(&target, &call)?;
        let deadline = Instant::now() + webhook.timeout;
        // Whatever comes of the call, what drives its connection ends with it.
        let mut driver = JoinSet::new();
        let exchange = async {
            let stream = connection::open(&target, &self.tls, webhook.timeout).await?;
            let (mut sender, connection) = http1::Builder::new()
                .max_buf_size(MAX_ANSWER_BYTES)
                .handshake(TokioIo::new(stream))
                .await
                .map_err(because)?;
            driver.spawn(connection);
            sender.send_request(request).await.map_err(because)
        };
        let answer = match timeout_at(deadline, exchange).await {
            Ok(answer) => answer.map_err(WebhookError::Unreachable)?,
            Err(_elapsed) => return Err(WebhookError::Timeout),
        };
        let status = answer.status();
        // The outcome stands. The rest is read only so that the other side can end in peace.
        let _read = timeout_at(deadline, Limited::new(answer.into_body(), MAX_ANSWER_BYTES).collect()).await;
        if status.is_success() { Ok(status.as_u16()) } else { Err(WebhookError::Status(status.as_u16())) }
    }
}

fn request(target: &Target, call: &WebhookCall) -> Result<Request<Full<Bytes>>, WebhookError> {
    let (id, seconds) = (call.delivery.to_string(), call.at.as_millis().div_euclid(1_000));
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&target.path)
        .header(header::HOST, &target.authority)
        .header(header::CONNECTION, "close")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, USER_AGENT)
        .header(DELIVERY, &id)
        .header(MOMENT, seconds);
    if let Some(name) = &call.webhook.secret_env {
        // Read at each call: a secret that is renewed needs no other rules. An empty one would prove nothing.
        let secret = env::var_os(name).filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(|| WebhookError::Secret { name: name.clone() })?;
        let secret = Secret::read(secret.as_encoded_bytes());
        let secret = secret.ok_or_else(|| WebhookError::UnreadableSecret { name: name.clone() })?;
        request = request.header(SIGNATURE, secret.sign(&id, seconds, &call.body));
    }
    request.body(Full::new(Bytes::from(call.body.clone()))).map_err(|error| WebhookError::Unreachable(because(error)))
}

/// An error with all that led to it, in one line.
pub(crate) fn because(error: impl std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_line = cause.to_string();
        if !line.ends_with(&cause_line) {
            line = format!("{line}: {cause_line}");
        }
        source = cause.source();
    }
    line
}
