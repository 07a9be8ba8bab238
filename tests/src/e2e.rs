//! End to end over HTTP, WebSocket and a real browser; and what the tree itself must hold to.
//!
//! Owns no product code. May know every crate.

mod tidy;
