//! Frames on a socket: one JSON object a text frame, each write with a bound in time.

use crate::view::ApiError;
use axum::{
    body::Bytes,
    extract::ws::{Message, WebSocket},
};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use tokio::time::Instant;

/// How long a client may take to read before it counts as gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// When a client was last heard of. One that answers no ping is gone, though nobody closed the line: a lid that was
/// shut, a network that was left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard(Instant);

impl Heard {
    pub(super) fn now() -> Self {
        Self(Instant::now())
    }

    /// Whether two heartbeats went by without a sign of life.
    pub(super) fn is_lost(self, heartbeat: Duration) -> bool {
        self.0.elapsed() > heartbeat * 2 + WRITE_TIMEOUT
    }
}

/// What came in.
pub(super) enum Incoming<T> {
    /// A frame of ours.
    Frame(T),
    /// Something else: what is wrong with it.
    Bad(ApiError),
    /// A protocol frame that the library answers by itself.
    Control,
    /// The client is gone.
    Gone,
}

/// Takes apart what the socket gave.
pub(super) fn parse<T: DeserializeOwned>(received: Option<Result<Message, axum::Error>>) -> Incoming<T> {
    match received {
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(frame) => Incoming::Frame(frame),
            Err(error) => Incoming::Bad(ApiError {
                code: "bad_request",
                message: format!("the frame cannot be read: {error}"),
                field: Some("frame"),
                limit: None,
                retry_after_ms: None,
                problems: Vec::new(),
                form: None,
                record: None,
            }),
        },
        Some(Ok(Message::Binary(_))) => Incoming::Bad(ApiError {
            code: "bad_request",
            message: "frames are JSON in text frames".to_owned(),
            field: Some("frame"),
            limit: None,
            retry_after_ms: None,
            problems: Vec::new(),
            form: None,
            record: None,
        }),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Incoming::Control,
        Some(Ok(Message::Close(_)) | Err(_)) | None => Incoming::Gone,
    }
}

/// The client is gone, or too slow to be waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gone;

/// Asks for a sign of life. Browsers answer a ping by themselves, also in a tab whose timers sleep.
pub(super) async fn ping(socket: &mut WebSocket) -> Result<(), Gone> {
    write(socket, Message::Ping(Bytes::new())).await
}

/// Writes one frame.
pub(super) async fn send(socket: &mut WebSocket, frame: &impl Serialize) -> Result<(), Gone> {
    let text = serde_json::to_string(frame).map_err(|error| {
        tracing::error!(%error, "a frame could not be written as JSON");
        Gone
    })?;
    write(socket, Message::Text(text.into())).await
}

async fn write(socket: &mut WebSocket, message: Message) -> Result<(), Gone> {
    match tokio::time::timeout(WRITE_TIMEOUT, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Gone),
        Err(_) => {
            // The client resumes after the last `seq` it has; what it missed is in the store.
            metrics::counter!("sockets_closed_slow_total").increment(1);
            Err(Gone)
        }
    }
}
