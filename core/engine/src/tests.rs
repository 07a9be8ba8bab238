//! The use cases through their public face: a real store, real rule files, a set clock.

mod amend;
mod answers;
mod blocks;
mod concurrency;
mod days;
mod endings;
mod files;
mod hands;
mod hooks;
mod left;
mod line;
mod lives;
mod mails;
mod notices;
mod outside;
mod pre_chat;
mod predicates;
mod properties;
mod search;
mod story;
mod told;
mod waiting;
mod world;
