use super::{BadKey, KeyMaterial};
use usher_model::{KeyKind, SeededEntropy};

const P256: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9\n\
    q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==\n\
    -----END PUBLIC KEY-----";

fn import(kind: KeyKind, text: &str) -> Result<KeyMaterial, BadKey> {
    KeyMaterial::import(kind, text)
}

#[test]
fn keys_are_written_as_they_are_read() {
    let entropy = SeededEntropy::new(3);
    for (kind, bytes) in [(KeyKind::Aes, 16), (KeyKind::Aes, 24), (KeyKind::Aes, 32), (KeyKind::Hs256, 32)] {
        let made = KeyMaterial::generate(kind, bytes, &entropy).expect("a key");
        assert_eq!((made.as_bytes().len(), made.bits()), (bytes, u32::try_from(bytes * 8).expect("small")));
        let text = made.to_text();
        let read = import(kind, &format!("\n {} \n", text.as_str())).expect("its own text");
        assert_eq!((read.as_bytes(), read.fingerprint()), (made.as_bytes(), made.fingerprint()));
        let unpadded = import(kind, text.trim_end_matches('=')).expect("without padding");
        assert_eq!(unpadded.as_bytes(), made.as_bytes());
        assert!(!format!("{made:?}").contains(&text[..8]), "a key is not printed");
    }
    let public = import(KeyKind::Es256, P256).expect("a public key");
    assert_eq!((public.to_text().as_str(), public.bits()), (P256, 256));
}

#[test]
fn what_is_no_key_is_told_what_is_expected() {
    let says = |kind, text: &str| import(kind, text).expect_err("no key").to_string();
    assert_eq!(says(KeyKind::Aes, "c2hvcnQ="), "an AES key has 16, 24 or 32 bytes; this one has 5");
    assert_eq!(says(KeyKind::Aes, "not base64!"), "the key is not Base64");
    assert_eq!(says(KeyKind::Aes, &"A".repeat(2_001)), "a key has at most 2000 characters; these are 2001");
    assert_eq!(
        says(KeyKind::Hs256, "MDEyMzQ1Njc4OWFiY2RlZg=="),
        "a secret for HS256 has 32 to 64 bytes; this one has 16"
    );
    assert_eq!(import(KeyKind::Es256, "-----BEGIN PRIVATE KEY-----\nAAAA").expect_err("private"), BadKey::Private);
    assert_eq!(import(KeyKind::EdDsa, P256).expect_err("another"), BadKey::NotPublic { expected: "Ed25519" });
    assert_eq!(import(KeyKind::Es256, "AAAA").expect_err("no PEM"), BadKey::NotPublic { expected: "P-256" });
    let entropy = SeededEntropy::new(3);
    let made = KeyMaterial::generate(KeyKind::Es256, 32, &entropy).expect_err("not ours");
    assert_eq!(made, BadKey::NotOurs { kind: "es256" });
    assert_eq!(KeyMaterial::generate(KeyKind::Aes, 17, &entropy).expect_err("odd"), BadKey::AesLength { given: 17 });
}
