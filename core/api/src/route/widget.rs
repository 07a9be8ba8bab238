//! What a widget asks over HTTP.

pub(crate) mod config;
pub(crate) mod messages;
pub(crate) mod session;
pub(crate) mod visitors;
