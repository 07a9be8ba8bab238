//! What a widget asks over HTTP.

pub(crate) mod amend;
pub(crate) mod config;
pub(crate) mod files;
pub(crate) mod identify;
pub(crate) mod left;
pub(crate) mod messages;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod visitors;
