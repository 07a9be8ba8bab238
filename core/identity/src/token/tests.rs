//! Tokens and their texts.

use super::Token;

#[test]
fn a_token_is_read_back_from_its_text() {
    for bytes in [[0; 32], [0xff; 32], std::array::from_fn(|n| u8::try_from(n * 7 % 256).unwrap())] {
        let token = Token::new(bytes);
        let text = token.to_text();
        assert_eq!(text.len(), Token::CHARS);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{text}");
        assert_eq!(Token::parse(&text).unwrap().hash(), token.hash());
    }
}

#[test]
fn the_hash_is_sha_256_of_the_bytes() {
    let expected = [
        0x66, 0x68, 0x7a, 0xad, 0xf8, 0x62, 0xbd, 0x77, 0x6c, 0x8f, 0xc1, 0x8b, 0x8e, 0x9f, 0x8e, 0x20, 0x08, 0x97,
        0x14, 0x85, 0x6e, 0xe2, 0x33, 0xb3, 0x90, 0x2a, 0x59, 0x1d, 0x0d, 0x5f, 0x29, 0x25,
    ];
    assert_eq!(Token::new([0; 32]).hash(), expected);
}

#[test]
fn only_a_tokens_own_text_is_read() {
    let text = Token::new([0x41; 32]).to_text();
    let padded = format!("{text}=");
    let longer = format!("{text}A");
    let standard = format!("+{}", &text[1..]);
    // The last character carries two bits too many: another text must not stand for the same token.
    let loose = format!("{}F", &text[..42]);
    assert!(text.ends_with('E'));
    for wrong in ["", " ", &text[..42], &padded, &longer, &standard, &loose, &format!("é{}", "A".repeat(41))] {
        assert!(Token::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_token_is_never_printed() {
    let token = Token::new([0x41; 32]);
    assert_eq!(format!("{token:?}"), "Token(…)");
}
