//! Who asks: the types a handler takes to say what a request must prove.

mod agent;
mod client;
mod json;
mod path;
mod query;
mod visitor;

pub(crate) use agent::{Admin, SignedInAgent, Supervisor, sign_in_cookie, token_in};
pub(crate) use client::{Client, OurPage};
pub(crate) use json::Body;
pub(crate) use path::{parse_channel, parse_file, parse_files, parse_locale, parse_seq, parse_session};
pub(crate) use query::{Query, parse_before};
pub(crate) use visitor::{SignedVisitor, VisitorsOwn};
