use super::{decrypt, encrypt, encrypt_signed};
use crate::key::KeyMaterial;
use proptest::prelude::*;
use usher_model::{KeyKind, SeededEntropy};

/// The one that the reference's own Java sample makes, run on a JDK.
const JAVA: &str = "97F17E755BA61E5E60E506A04C015ECCDDC187181F52F3FBED272FCF7D454917F2DA736CBED718234C2667793AB0A5F2";
const SAMPLE: &str = r#"{"full_name":"Zhang San","phone":"15912345678"}"#;

fn key() -> KeyMaterial {
    KeyMaterial::import(KeyKind::Aes, "MDEyMzQ1Njc4OWFiY2RlZg==").expect("a key")
}

fn opened(key: &KeyMaterial, digits: &str) -> Option<String> {
    decrypt(key, digits).map(|text| String::from_utf8(text.to_vec()).expect("text"))
}

#[test]
fn the_reference_sample_is_read_and_written() {
    assert_eq!(encrypt(&key(), SAMPLE), JAVA);
    for form in [JAVA.to_owned(), JAVA.to_lowercase(), format!("\n  {JAVA}\t ")] {
        assert_eq!(opened(&key(), &form).as_deref(), Some(SAMPLE));
    }
    assert_eq!(opened(&key(), &encrypt_signed(&key(), SAMPLE)).as_deref(), Some(SAMPLE));
}

#[test]
fn what_is_no_blob_is_none() {
    for digits in ["", "x", "97", "97F", &JAVA[2..], &JAVA[..JAVA.len() - 2], &"0".repeat(96), "zz".repeat(48).as_str()]
    {
        assert_eq!(opened(&key(), digits), None, "{digits}");
    }
}

proptest! {
    #[test]
    fn what_is_encrypted_is_read_again(text in "\\PC{0,200}", seed: u64, size in 0..3_usize) {
        let key = KeyMaterial::generate(KeyKind::Aes, [16, 24, 32][size], &SeededEntropy::new(seed)).expect("a key");
        let digits = encrypt(&key, &text);
        prop_assert_eq!(digits.len() % 32, 0);
        prop_assert_eq!(opened(&key, &digits), Some(text));
    }
}
