//! The archived form gives back what it was given, and takes nothing else.

use crate::live::{BadArchive, decode_archive, encode_archive};
use proptest::{collection, prelude::any, prop_assert_eq, proptest};
use std::sync::Arc;
use usher_ruleset::SourceTree;

proptest! {
    #[test]
    fn a_tree_comes_back_as_it_went(
        files in collection::btree_map("[a-z/.\u{4e00}]{0,12}", collection::vec(any::<u8>(), 0..40), 0..8),
    ) {
        let files = files.into_iter().map(|(path, bytes)| (Arc::from(path), Arc::from(bytes))).collect();
        let tree = SourceTree { files };
        let bytes = encode_archive(&tree);
        prop_assert_eq!(decode_archive(&bytes), Ok(tree.clone()));
        // Cut anywhere, it is refused or ends with a whole file; it never panics.
        for end in 0..bytes.len() {
            if let Ok(part) = decode_archive(&bytes[..end]) {
                prop_assert_eq!(part.files.iter().all(|(path, bytes)| tree.files.get(path) == Some(bytes)), true);
            }
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in collection::vec(any::<u8>(), 0..64)) {
        let mut headed = encode_archive(&SourceTree::default());
        headed.extend(bytes);
        let _ = decode_archive(&headed);
    }
}

#[test]
fn something_else_is_told_from_a_tree() {
    assert_eq!(decode_archive(b"SQLite format 3"), Err(BadArchive::Heading));
    assert_eq!(decode_archive(b"usher-sources-1\n\x05\0\0\0"), Err(BadArchive::CutOff { at: 20 }));
}
