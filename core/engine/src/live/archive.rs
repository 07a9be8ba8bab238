//! The form in which a source tree is archived: what a decision named by its revision can be explained with for as long
//! as it is stored.
//!
//! Owns the encoding: a heading, then for each file the lengths of path and content (four bytes each, little-endian), the
//! path, the content. Trees are small and few, and the form must be readable for years: so nothing clever.

use std::sync::Arc;
use usher_ruleset::SourceTree;

/// Names the form and its version.
const HEADING: &[u8] = b"usher-sources-1\n";

/// Bytes that are no archived tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadArchive {
    /// Written by something else, or by a newer version.
    #[error("the archived rules do not begin with `usher-sources-1`")]
    Heading,
    /// The end comes too early.
    #[error("the archived rules are cut off at byte {at}")]
    CutOff {
        /// Where more was expected.
        at: usize,
    },
    /// A path is not UTF-8.
    #[error("the archived rules name a file that is not UTF-8, at byte {at}")]
    Path {
        /// Where the path begins.
        at: usize,
    },
}

/// A tree as bytes; the same tree gives the same bytes.
///
/// # Panics
/// Where a path or a file is longer than 4 GiB; reading stops far earlier.
pub fn encode_archive(tree: &SourceTree) -> Vec<u8> {
    let mut bytes = HEADING.to_vec();
    let length = |of: usize| u32::try_from(of).expect("reading bounds each file far below 4 GiB").to_le_bytes();
    for (path, content) in &tree.files {
        bytes.extend_from_slice(&length(path.len()));
        bytes.extend_from_slice(&length(content.len()));
        bytes.extend_from_slice(path.as_bytes());
        bytes.extend_from_slice(content);
    }
    bytes
}

/// A tree from its bytes.
///
/// # Errors
/// When these are no archived tree, or not all of it.
pub fn decode_archive(bytes: &[u8]) -> Result<SourceTree, BadArchive> {
    let rest = bytes.strip_prefix(HEADING).ok_or(BadArchive::Heading)?;
    let mut cursor = Cursor { rest, at: HEADING.len() };
    let mut tree = SourceTree::default();
    while !cursor.rest.is_empty() {
        let path_length = cursor.length()?;
        let content_length = cursor.length()?;
        let at = cursor.at;
        let path = std::str::from_utf8(cursor.take(path_length)?).map_err(|_| BadArchive::Path { at })?;
        let content = cursor.take(content_length)?;
        tree.files.insert(Arc::from(path), Arc::from(content));
    }
    Ok(tree)
}

struct Cursor<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], BadArchive> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(BadArchive::CutOff { at: self.at })?;
        self.rest = rest;
        self.at += length;
        Ok(taken)
    }
    fn length(&mut self) -> Result<usize, BadArchive> {
        let cut_off = BadArchive::CutOff { at: self.at };
        let bytes = self.take(4)?.try_into().map_err(|_| cut_off)?;
        Ok(usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX))
    }
}
