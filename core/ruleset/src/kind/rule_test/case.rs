//! One session that is opened, and where it must go.

use super::{
    expect::{self, RawExpect},
    given::{self, RawGiven},
};
use crate::{
    Span,
    binding::Binding,
    limits,
    reader::{Lines, Reader},
    yaml::Node,
};

/// The keys of a case, beside those of what is given.
pub(crate) const CASE_KEYS: &[&str] = &["name", "expect"];
const WHAT: &str = "a case";

/// A case whose references are still to be found.
pub(crate) struct RawCase {
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    pub given: RawGiven,
    pub expect: Vec<RawExpect>,
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawCase> {
    let keys = [CASE_KEYS, given::GIVEN_KEYS].concat();
    let fields = reader.fields(node, WHAT, &keys)?;
    let named = reader.required(&fields, WHAT, "name");
    let span = named.map_or(node.span, |node| node.span);
    let name = named.and_then(|node| reader.text(node, limits::CASE_NAME, Lines::One));
    let given = given::read_fields(&fields, binding, reader);
    let expect = reader.required(&fields, WHAT, "expect").map(|node| expect::read(node, binding, reader));
    Some(RawCase { name: name?, span, given, expect: expect? })
}
