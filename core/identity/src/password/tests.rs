//! What a password proves.

use super::Password;

#[test]
fn a_password_fits_its_own_hash_only() {
    let (one, other) = (Password::new("correct horse battery"), Password::new("correct horse batterz"));
    let stored = one.hash([7; 16]).unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert!(one.verify(&stored));
    assert!(!other.verify(&stored));
    let salted = one.hash([8; 16]).unwrap();
    assert_ne!(salted, stored, "the salt counts");
    assert!(one.verify(&salted));
}

#[test]
fn a_hash_of_another_cost_is_read_with_its_own() {
    // Made with m=256, t=1: a store may hold hashes from before the cost was raised.
    let cheap = argon2::Argon2::from(argon2::Params::new(256, 1, 1, None).unwrap());
    let hash: argon2::password_hash::phc::PasswordHash =
        argon2::password_hash::PasswordHasher::hash_password_with_salt(&cheap, b"secret", &[1; 16]).unwrap();
    assert!(Password::new("secret").verify(&hash.to_string()));
    assert!(!Password::new("Secret").verify(&hash.to_string()));
}

#[test]
fn nothing_fits_what_is_no_hash() {
    let password = Password::new("");
    let stored = password.hash([1; 16]).unwrap();
    let cut = &stored[..stored.rfind('$').unwrap()];
    for broken in ["", "secret", "$argon2id$", cut, "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$"] {
        assert!(!password.verify(broken), "{broken}");
    }
    assert!(!password.verify_against_nothing());
}

#[test]
fn a_password_is_never_printed() {
    assert!(!format!("{:?}", Password::new("hunter2")).contains("hunter2"));
}
