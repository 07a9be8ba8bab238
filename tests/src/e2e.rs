//! End to end over HTTP, WebSocket and a real browser; and what the tree itself must hold to.
//!
//! Owns no product code. May know every crate.

mod amend;
mod door;
mod explain;
mod files;
mod history;
mod identity;
mod import;
mod kill;
mod kit;
mod left;
mod life;
mod linked;
mod pre_chat;
mod records;
mod reload;
mod sockets;
mod stories;
mod tidy;
mod told;
mod workbench;
mod workbench_edits;
