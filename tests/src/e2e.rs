//! End to end over HTTP, WebSocket and a real browser; and what the tree itself must hold to.
//!
//! Owns no product code. May know every crate.

mod door;
mod explain;
mod kill;
mod kit;
mod reload;
mod sockets;
mod tidy;
