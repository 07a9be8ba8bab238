//! The rule kinds, one a module: each reads its file's nodes into the compiled type, or into one with open references.
//!
//! Owns the keys of each kind. Must not know the other files of the tree: that is `link`.

pub(crate) mod channel;
pub(crate) mod condition;
pub(crate) mod directory;
pub(crate) mod distribution;
pub(crate) mod form;
pub(crate) mod group;
pub(crate) mod hours;
pub(crate) mod identity;
pub(crate) mod layout;
pub(crate) mod object;
mod origin;
pub(crate) mod plugin;
pub(crate) mod plugin_test;
pub(crate) mod prompt;
pub(crate) mod rule_test;
pub(crate) mod use_of;
pub(crate) mod waiting;
pub(crate) mod webhook;
pub(crate) mod workspace;
