use super::Token;
use crate::{KeyMaterial, LiveKey, Reason, jwt::sign_hs256};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use usher_model::{KeyId, KeyKind, SeededEntropy};
use zeroize::Zeroizing;

fn live(kid: &str, kind: KeyKind, bytes: &[u8]) -> LiveKey {
    let material = KeyMaterial::from_bytes(kind, Zeroizing::new(bytes.to_vec())).expect("a key");
    LiveKey { id: KeyId::from_bytes([7; 16]), kid: kid.to_owned(), material }
}

fn secret(kid: &str, seed: u64) -> LiveKey {
    let made = KeyMaterial::generate(KeyKind::Hs256, 32, &SeededEntropy::new(seed)).expect("a key");
    live(kid, KeyKind::Hs256, made.as_bytes())
}

fn part(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn check(token: &str, keys: &[LiveKey], expected: Result<&str, Reason>) {
    let read = Token::read(token).and_then(|token| token.open(keys).map(|(key, _)| key.kid.clone()));
    let read = read.as_ref().map(String::as_str).map_err(|refusal| refusal.reason);
    assert_eq!(read, expected, "{token}");
}

/// RFC 8037, appendix A.4: the one example of Ed25519.
#[test]
fn the_standards_example_of_ed25519_is_taken() {
    let public = URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").expect("a key");
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCj\
                 P0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    // It signs no claims, but a sentence.
    check(token, &[live("a", KeyKind::EdDsa, &public)], Err(Reason::NotAnObject));
    check(&token.replace(".hg", ".ig"), &[live("a", KeyKind::EdDsa, &public)], Err(Reason::Signature));
}

#[test]
fn a_token_is_held_against_keys_of_its_kind() {
    let (old, new) = (secret("old", 1), secret("new", 2));
    let keys = [old.clone(), new.clone()];
    check(&sign_hs256(&new, "{}"), &keys, Ok("new"));
    check(&sign_hs256(&old, "{}"), &keys, Ok("old"));
    check(&sign_hs256(&secret("gone", 1), "{}"), &keys, Err(Reason::UnknownKid));
    check(&sign_hs256(&secret("new", 1), "{}"), &keys, Err(Reason::Signature));
    check(&sign_hs256(&new, "{}"), &[], Err(Reason::UnknownKid));
    // Without a name every key of the kind is tried.
    let signed = format!("{}.{}", part(r#"{"alg":"HS256"}"#), part("{}"));
    let mac = super::mac(new.material.as_bytes(), signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::Mac::finalize(mac).into_bytes());
    check(&format!("{signed}.{signature}"), &keys, Ok("new"));
    check(&format!("{signed}.{signature}="), &keys, Err(Reason::Malformed));
    check(&format!("{signed}."), &keys, Err(Reason::Signature));
    check(&format!("{}.{}.", part(r#"{"alg":"none"}"#), part("{}")), &keys, Err(Reason::Algorithm));
    check(&format!("{}.{}.", part(r#"{"alg":"RS256"}"#), part("{}")), &keys, Err(Reason::Algorithm));
    check(&format!("{}.{}.", part(r#"{"alg":"HS256","crit":["b64"]}"#), part("{}")), &keys, Err(Reason::Algorithm));
    check(&format!("{}.{}.", part(r#"{"alg":"HS256","alg":"none"}"#), part("{}")), &keys, Err(Reason::Malformed));
}

#[test]
fn a_public_key_is_no_secret() {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("made");
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).expect("read");
    let public = live("shop", KeyKind::Es256, pair.public_key().as_ref());
    let signed = format!("{}.{}", part(r#"{"alg":"ES256","kid":"shop"}"#), part("{}"));
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(&random, signed.as_bytes()).expect("signed"));
    check(&format!("{signed}.{signature}"), std::slice::from_ref(&public), Ok("shop"));
    // The attack on libraries that believe the token: the public key, which everybody has, taken as a secret.
    let forged = format!("{}.{}", part(r#"{"alg":"HS256","kid":"shop"}"#), part("{}"));
    let mac = super::mac(public.material.as_bytes(), forged.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::Mac::finalize(mac).into_bytes());
    check(&format!("{forged}.{signature}"), std::slice::from_ref(&public), Err(Reason::Algorithm));

    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).expect("made");
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("read");
    let public = live("shop", KeyKind::EdDsa, pair.public_key().as_ref());
    let signed = format!("{}.{}", part(r#"{"alg":"EdDSA","typ":"JWT"}"#), part("{}"));
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(signed.as_bytes()));
    check(&format!("{signed}.{signature}"), &[public], Ok("shop"));
}
