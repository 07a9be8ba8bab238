//! WebSockets. One task a connection reads frames, follows the bus and writes: nothing is queued between the halves, so
//! a slow reader costs its own bounded subscription and no more.

mod agent;
mod follow;
mod notices;
mod visitor;
mod wire;

use crate::{
    error::Failure,
    extract::{Client, SignedInAgent, parse_channel, token_in},
    state::ApiState,
};
use axum::{
    extract::{Path, State, ws::WebSocketUpgrade},
    http::HeaderMap,
    response::Response,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Largest frame from a client: a longest text in four-byte characters with all of it escaped, and the page.
const MAX_FRAME_BYTES: usize = 64 * 1024;
/// Read buffer of a socket. The library's default of 128 KiB a connection is what makes ten thousand idle ones heavy.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Largest frame to a client: a transcript of 200 longest texts in four-byte characters is 3.2 MB. Frames are written one
/// at a time, each awaited, and the buffer grows only when it is needed.
const MAX_WRITE_BUFFER_BYTES: usize = 8 * 1024 * 1024;

/// A visitor's socket. The token comes in the first frame, never in the URL.
pub(crate) async fn visitor(
    State(state): State<ApiState>,
    Path(channel): Path<String>,
    client: Client,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    client.must_be_ours()?;
    let channel = parse_channel(&channel)?;
    if !state.engine.rules().ruleset().channels.contains_key(&channel) {
        return Err(Failure::NotFound("the channel"));
    }
    let place = Place::take(&state, &client)?;
    Ok(slim(upgrade).on_upgrade(move |socket| {
        let tracker = state.shutdown.sockets.clone();
        tracker.track_future(visitor::run(socket, state, channel, client, place))
    }))
}

/// An agent's socket. The cookie signs in; a page of another origin gets none.
pub(crate) async fn agent(
    State(state): State<ApiState>,
    client: Client,
    SignedInAgent(agent): SignedInAgent,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    let token = token_in(&headers, &client.own_origin).unwrap_or_default();
    let place = Place::take(&state, &client)?;
    Ok(slim(upgrade).on_upgrade(move |socket| {
        let tracker = state.shutdown.sockets.clone();
        tracker.track_future(agent::run(socket, state, agent, token, place))
    }))
}

fn slim(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
        .max_message_size(MAX_FRAME_BYTES)
        .max_frame_size(MAX_FRAME_BYTES)
}

/// A place among the sockets of this node, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(state: &ApiState, client: &Client) -> Result<Self, Failure> {
        state.limiters.socket(client.address)?;
        let open = &state.open_sockets;
        let taken = open.fetch_add(1, Ordering::Relaxed);
        let place = Self(Arc::clone(open));
        metrics::gauge!("sockets_open").set(f64::from(u32::try_from(taken + 1).unwrap_or(u32::MAX)));
        if taken >= state.config.max_sockets { Err(Failure::Busy) } else { Ok(place) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let left = self.0.fetch_sub(1, Ordering::Relaxed) - 1;
        metrics::gauge!("sockets_open").set(f64::from(u32::try_from(left).unwrap_or(u32::MAX)));
    }
}
