//! Keys sealed under the key-encryption key: opened again, and refused when anything was changed.

use super::KeyEncryptionKey;
use usher_model::{KeyId, SeededEntropy};

#[test]
fn what_is_sealed_opens_with_its_key_for_its_id_alone() {
    let entropy = SeededEntropy::new(5);
    let key = KeyEncryptionKey::generate(&entropy);
    let (one, other) = (KeyId::from_bytes([1; 16]), KeyId::from_bytes([2; 16]));
    let sealed = key.seal(one, b"0123456789abcdef", &entropy);
    assert!(!sealed.windows(16).any(|part| part == b"0123456789abcdef"));
    assert_eq!(key.open(one, &sealed).expect("opened").as_slice(), b"0123456789abcdef");
    assert_ne!(sealed, key.seal(one, b"0123456789abcdef", &entropy), "each time another nonce");
    key.open(other, &sealed).expect_err("another row");
    KeyEncryptionKey::generate(&entropy).open(one, &sealed).expect_err("another key");
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        key.open(one, &changed).expect_err("changed");
        key.open(one, &sealed[..at]).expect_err("cut");
    }
    let read = KeyEncryptionKey::parse(&format!("{}\n", key.to_text().as_str())).expect("its own text");
    assert_eq!(read.open(one, &sealed).expect("opened").as_slice(), b"0123456789abcdef");
    KeyEncryptionKey::parse("AAAA").expect_err("too short");
}
