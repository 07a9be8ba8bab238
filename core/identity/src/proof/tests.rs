//! Proofs against the terms of a channel: what counts, what it is worth, and every way to be refused.

use super::{Terms, Verified, verify};
use crate::{KeyMaterial, LiveKey, Reason, encrypt, encrypt_signed, sign_hs256};
use std::time::Duration;
use usher_model::{
    ChannelId, Entropy as _, IdentityPolicy, KeyId, KeyKind, Provenance, SeededEntropy, Timestamp, Value,
};

const NOW: i64 = 1_700_000_000;
const POLICIES: [IdentityPolicy; 3] = [IdentityPolicy::Legacy, IdentityPolicy::RequireTs, IdentityPolicy::RequireSig];

struct Site {
    keys: Vec<LiveKey>,
    channel: ChannelId,
    fields: Vec<String>,
}

impl Site {
    fn new() -> Self {
        let make = |id: u8, kind, bytes| {
            let material = KeyMaterial::generate(kind, bytes, &SeededEntropy::new(u64::from(id))).expect("a key");
            LiveKey { id: KeyId::from_bytes([id; 16]), kid: format!("k{id}"), material }
        };
        Self {
            keys: vec![make(1, KeyKind::Aes, 16), make(2, KeyKind::Aes, 32), make(3, KeyKind::Hs256, 32)],
            channel: "mall".parse().expect("an id"),
            fields: ["full_name", "phone", "nickname", "interests"].map(str::to_owned).to_vec(),
        }
    }

    fn verify(&self, policy: IdentityPolicy, proof: &str) -> Result<Verified, Reason> {
        let terms = Terms {
            channel: &self.channel,
            policy,
            max_age: Duration::from_mins(5),
            fields: &self.fields,
            now: Timestamp::from_millis(NOW * 1_000),
        };
        verify(proof, &self.keys, &terms).map_err(|refusal| refusal.reason)
    }

    fn check(&self, proof: &str, expected: [Result<Provenance, Reason>; 3]) {
        for (policy, expected) in POLICIES.into_iter().zip(expected) {
            let given = self.verify(policy, proof).map(|verified| verified.provenance);
            assert_eq!(given, expected, "{policy:?} of {proof}");
        }
    }

    fn bare(&self, key: usize, text: &str) -> String {
        encrypt(&self.keys[key].material, text)
    }

    fn signed(&self, key: usize, text: &str) -> String {
        encrypt_signed(&self.keys[key].material, text)
    }

    fn token(&self, claims: &str) -> String {
        sign_hs256(&self.keys[2], claims)
    }
}

const ASSERTED: Result<Provenance, Reason> = Ok(Provenance::Asserted);
const PROVEN: Result<Provenance, Reason> = Ok(Provenance::Proven);

#[test]
fn the_policy_says_what_counts_and_the_form_what_it_is_worth() {
    let site = Site::new();
    let (plain, timed) = (r#"{"phone":"1"}"#, format!(r#"{{"phone":"1","ts":{NOW}}}"#));
    site.check(&site.bare(0, plain), [ASSERTED, Err(Reason::NoTime), Err(Reason::Unsigned)]);
    site.check(&site.bare(1, plain), [ASSERTED, Err(Reason::NoTime), Err(Reason::Unsigned)]);
    site.check(&site.bare(1, &timed), [ASSERTED, ASSERTED, Err(Reason::Unsigned)]);
    site.check(&site.signed(0, plain), [ASSERTED, Err(Reason::NoTime), Err(Reason::NoTime)]);
    site.check(&site.signed(0, &timed), [PROVEN; 3]);
    site.check(&format!("  {}\n", site.signed(1, &timed).to_lowercase()), [Err(Reason::Signature); 3]);
    site.check(&site.token(&format!(r#"{{"phone":"1","exp":{}}}"#, NOW + 60)), [PROVEN; 3]);
    let told = site.verify(IdentityPolicy::RequireSig, &site.signed(1, &timed)).expect("proven");
    assert_eq!((told.key, told.fields.len()), (site.keys[1].id, 1), "the time is not told");
    assert_eq!(told.fields["phone"], Value::from("1"));
}

#[test]
fn times_are_bounded_on_both_sides() {
    let site = Site::new();
    let at = |ts: &str| site.bare(0, &format!(r#"{{"phone":"1","ts":{ts}}}"#));
    let all = |reason| [Err(reason), Err(reason), Err(Reason::Unsigned)];
    site.check(&at(&(NOW - 300).to_string()), [ASSERTED, ASSERTED, Err(Reason::Unsigned)]);
    site.check(&at(&(NOW - 301).to_string()), all(Reason::Expired));
    site.check(&at(&(NOW + 30).to_string()), [ASSERTED, ASSERTED, Err(Reason::Unsigned)]);
    site.check(&at(&(NOW + 31).to_string()), all(Reason::NotYet));
    for bad in ["\"1700000000\"", "1700000000000", "-1", "true", "1e300"] {
        site.check(&at(bad), [Err(Reason::BadTime); 3]);
    }
    let token = |claims: &str| site.token(&format!(r#"{{"phone":"1",{claims}}}"#));
    let exp = |seconds: i64| format!("\"exp\":{}", NOW + seconds);
    site.check(&token(&exp(330)), [PROVEN; 3]);
    site.check(&token(&exp(331)), [Err(Reason::TooLasting); 3]);
    site.check(&token(&exp(0)), [Err(Reason::Expired); 3]);
    site.check(&token(&format!("{},\"iat\":{}", exp(60), NOW - 301)), [Err(Reason::Expired); 3]);
    site.check(&token(&format!("{},\"nbf\":{}", exp(60), NOW + 31)), [Err(Reason::NotYet); 3]);
    site.check(&token(&format!("{},\"iat\":{}.5", exp(60), NOW - 1)), [PROVEN; 3]);
    site.check(&token("\"sub\":\"7\""), [Err(Reason::NoTime); 3]);
    // A text in place of a number must not pass as a claim that is not there.
    site.check(&token(&format!("\"exp\":\"{}\"", NOW + 60)), [Err(Reason::BadTime); 3]);
    site.check(&token(&format!("{},\"nbf\":\"{}\"", exp(60), NOW + 999)), [Err(Reason::BadTime); 3]);
}

#[test]
fn a_token_may_name_its_channel() {
    let site = Site::new();
    let token =
        |aud: &str| site.token(&format!(r#"{{"phone":"1","iss":"shop","jti":"9","exp":{},"aud":{aud}}}"#, NOW + 60));
    site.check(&token("\"mall\""), [PROVEN; 3]);
    site.check(&token("[\"trade\",\"mall\"]"), [PROVEN; 3]);
    for other in ["\"trade\"", "[]", "7"] {
        site.check(&token(other), [Err(Reason::Audience); 3]);
    }
}

#[test]
fn only_what_a_visitor_has_is_told() {
    let site = Site::new();
    let all =
        |text: &str, reason| site.check(&site.bare(0, text), [Err(reason), Err(Reason::NoTime), Err(Reason::Unsigned)]);
    all(r#"{"phone":"1","admin":true}"#, Reason::UnknownMember);
    all("{}", Reason::Empty);
    for (text, reason) in [
        (r#"{"phone":"1","phone":"2"}"#, Reason::Duplicate),
        (r#"{"phone":null}"#, Reason::BadValue),
        ("[]", Reason::NotAnObject),
        ("phone", Reason::NotAnObject),
    ] {
        site.check(&site.bare(0, text), [Err(reason); 3]);
    }
}

#[test]
fn what_was_changed_on_the_way_never_counts() {
    let site = Site::new();
    let timed = format!(r#"{{"full_name":"Zhang San","phone":"15912345678","ts":{NOW}}}"#);
    let proof = site.signed(0, &timed);
    for at in 0..proof.len() {
        assert!(site.verify(IdentityPolicy::Legacy, &proof[..at]).is_err() || at == proof.len() - 65, "cut at {at}");
        let mut changed = proof.clone().into_bytes();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).expect("text");
        assert!(site.verify(IdentityPolicy::Legacy, &changed).is_err(), "changed at {at}");
    }
    assert_eq!(site.verify(IdentityPolicy::Legacy, &"0".repeat(8_193)).expect_err("long"), Reason::TooLong);
    assert_eq!(site.verify(IdentityPolicy::Legacy, "a.b.c").expect_err("no token"), Reason::Malformed);
    let stranger = KeyMaterial::generate(KeyKind::Aes, 16, &SeededEntropy::new(99)).expect("a key");
    assert_eq!(
        site.verify(IdentityPolicy::Legacy, &encrypt(&stranger, &timed)).expect_err("strange"),
        Reason::WrongKey
    );
}

/// Each bit of twenty blobs, and each place to cut them: none is read as anything, whatever the key makes of it.
#[test]
fn a_flipped_bit_and_a_cut_are_refused() {
    let site = Site::new();
    let entropy = SeededEntropy::new(11);
    for _ in 0..20 {
        let digits = hex::encode(entropy.bytes16());
        let text = format!(r#"{{"full_name":"{digits}","phone":"{}","ts":{NOW}}}"#, &digits[..11]);
        let (bare, signed) = (site.bare(1, &text), site.signed(1, &text));
        let signature = &signed[bare.len()..];
        let bytes = hex::decode(&bare).expect("digits");
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let flipped = hex::encode_upper(flipped);
            assert!(site.verify(IdentityPolicy::RequireSig, &format!("{flipped}{signature}")).is_err());
            assert!(site.verify(IdentityPolicy::RequireTs, &flipped).is_err());
        }
        for cut in 0..bare.len() {
            assert!(site.verify(IdentityPolicy::RequireTs, &bare[..cut]).is_err());
        }
    }
}

/// A nickname of one's own choosing gives a cipher block that holds whatever one likes: put in the place of another
/// field's value, the bare parameters tell of somebody else, and no key was needed. A signature over the whole refuses it.
#[test]
fn blocks_moved_without_the_key_pass_the_bare_form_and_no_signed_one() {
    const VICTIM: &str = "0086-13800138000";
    let site = Site::new();
    let text = |nickname: &str| format!(r#"{{"nickname":"{nickname}","phone":"0086-15912345678","ts":{NOW}}}"#);
    // What the site encrypts of the attacker's own account, under two nicknames: in one of them the second block is the
    // chosen text, in the other the third is the whole phone number.
    let (chosen, own) = (text(&format!("___{VICTIM}")), text("________"));
    assert_eq!((&chosen[16..32], &own[32..48]), (VICTIM, "0086-15912345678"));
    let (chosen, own) = (site.signed(0, &chosen), site.signed(0, &own));
    let forged = format!("{}{}{}", &own[..64], &chosen[32..64], &own[96..]);
    let (bare, signature) = forged.split_once('.').expect("signed");
    for policy in [IdentityPolicy::Legacy, IdentityPolicy::RequireTs] {
        let read = site.verify(policy, bare).expect("the bare form cannot tell");
        assert_eq!((read.provenance, &read.fields["phone"]), (Provenance::Asserted, &Value::from(VICTIM)));
        assert_eq!(site.verify(policy, &forged).expect_err("signed, but not this"), Reason::Signature);
    }
    assert_eq!(site.verify(IdentityPolicy::RequireSig, bare).expect_err("bare"), Reason::Unsigned);
    assert_eq!(site.verify(IdentityPolicy::RequireSig, &forged).expect_err("forged"), Reason::Signature);
    let other = format!("{bare}.{}", chosen.split_once('.').expect("signed").1);
    assert_eq!(site.verify(IdentityPolicy::RequireSig, &other).expect_err("of another"), Reason::Signature);
    assert!(!signature.is_empty() && site.verify(IdentityPolicy::RequireSig, &own).is_ok());
}
