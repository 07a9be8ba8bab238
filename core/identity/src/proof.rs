//! A proof held against the keys and against what a channel asks for.

use crate::{
    Reason, Refusal,
    blob::{Given, Opened},
    jwt::Token,
    key::LiveKey,
    object::{self, Members},
};
use sha2::{Digest as _, Sha256};
use std::{hint::black_box, time::Duration};
use usher_model::{ChannelId, IdentityPolicy, KeyId, KeyKind, Provenance, Timestamp, Value};

/// Longest proof, in characters.
pub const MAX_PROOF_CHARS: usize = 8_192;
/// How far the site's clock may be ahead of ours.
pub const LEEWAY: Duration = Duration::from_secs(30);

/// The time that parameters were made at, in seconds.
const TS: &str = "ts";
/// The claims of a token that are about the token.
const CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
/// Seconds from here on are taken for milliseconds: the year is past 5000.
const MILLISECONDS: i64 = 100_000_000_000;

/// What a channel asks of proofs.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Which channel: tokens may name it.
    pub channel: &'a ChannelId,
    /// What counts as a proof there.
    pub policy: IdentityPolicy,
    /// How old one may be.
    pub max_age: Duration,
    /// The fields that may be told.
    pub fields: &'a [String],
    /// The time.
    pub now: Timestamp,
}

/// A proof that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The key that made it.
    pub key: KeyId,
    /// What its values are worth.
    pub provenance: Provenance,
    /// What it tells of the visitor.
    pub fields: Members,
    /// How it is known again, where it is of a certain time: it counts once.
    pub once: Option<Once>,
}

/// How a proof is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once {
    /// SHA-256 over what nobody can write otherwise.
    pub hash: [u8; 32],
    /// From when on it is too old anyway.
    pub until: Timestamp,
}

/// Holds a proof against the keys and the terms. Whatever it lacks, it is looked at to the end: no answer comes sooner
/// because less fitted.
///
/// # Errors
/// Why it does not count; for admins only.
pub fn verify(proof: &str, keys: &[LiveKey], terms: &Terms<'_>) -> Result<Verified, Refusal> {
    let proof = proof.trim_ascii();
    if proof.len() > MAX_PROOF_CHARS {
        return Err(Reason::TooLong.into());
    }
    if proof.bytes().filter(|byte| *byte == b'.').count() == 2 {
        token(proof, keys, terms)
    } else {
        parameters(proof, keys, terms)
    }
}

fn parameters(proof: &str, keys: &[LiveKey], terms: &Terms<'_>) -> Result<Verified, Refusal> {
    let given = Given::read(proof);
    let mut best: Result<(&LiveKey, Members), Refusal> = Err(Reason::NoKey.into());
    for key in keys.iter().filter(|key| key.material.kind() == KeyKind::Aes) {
        let opened = Opened::with(&key.material, &given);
        // Read also where it is rubbish.
        let members = black_box(object::parse(&opened.text));
        let found = match members {
            _ if !opened.is_padded => Err(Reason::WrongKey.into()),
            _ if given.signature.is_some() && !opened.is_signed => Err(Reason::Signature.into()),
            members => members.map(|members| (key, members)),
        };
        best = match (best, found) {
            (Ok(first), _) => Ok(first),
            (Err(_), Ok(found)) => Ok(found),
            (Err(earlier), Err(later)) => Err(if later.reason > earlier.reason { later } else { earlier }),
        };
    }
    if !given.is_whole {
        return Err(Reason::Malformed.into());
    }
    let (key, mut members) = best?;
    let ts = members.remove(TS).map(|value| seconds(TS, &value)).transpose()?;
    let is_signed = given.signature.is_some();
    if terms.policy == IdentityPolicy::RequireSig && !is_signed {
        return Err(Reason::Unsigned.into());
    }
    if terms.policy != IdentityPolicy::Legacy && ts.is_none() {
        return Err(Reason::NoTime.about(TS));
    }
    // A time that is there counts under every policy: whoever writes it wants it.
    if let Some(ts) = ts {
        fresh(TS, ts, terms)?;
    }
    let once =
        ts.map(|ts| Once { hash: Sha256::digest(&given.bytes).into(), until: ts.after(terms.max_age).after(LEEWAY) });
    // Without a time it could be brought again for as long as the key lives.
    let provenance = if is_signed && ts.is_some() { Provenance::Proven } else { Provenance::Asserted };
    Ok(Verified { key: key.id, provenance, fields: told(members, terms)?, once })
}

fn token(proof: &str, keys: &[LiveKey], terms: &Terms<'_>) -> Result<Verified, Refusal> {
    let token = Token::read(proof)?;
    let (key, mut claims) = token.open(keys)?;
    let mut time = |name: &str| claims.remove(name).map(|value| seconds(name, &value)).transpose();
    let (exp, nbf, iat) = (time("exp")?, time("nbf")?, time("iat")?);
    let exp = exp.ok_or_else(|| Reason::NoTime.about("exp"))?;
    if terms.now >= exp {
        return Err(Reason::Expired.about("exp"));
    }
    if exp > terms.now.after(terms.max_age).after(LEEWAY) {
        return Err(Reason::TooLasting.about("exp"));
    }
    if let Some(nbf) = nbf
        && nbf > terms.now.after(LEEWAY)
    {
        return Err(Reason::NotYet.about("nbf"));
    }
    if let Some(iat) = iat {
        fresh("iat", iat, terms)?;
    }
    let names = |value: &Value| matches!(value, Value::Text(text) if &**text == terms.channel.as_str());
    match claims.remove("aud") {
        None => {}
        Some(Value::List(all)) if all.iter().any(names) => {}
        Some(one) if names(&one) => {}
        Some(_) => return Err(Reason::Audience.into()),
    }
    for claim in CLAIMS {
        claims.remove(claim);
    }
    let once = Once { hash: Sha256::digest(token.signed).into(), until: exp };
    Ok(Verified { key: key.id, provenance: Provenance::Proven, fields: told(claims, terms)?, once: Some(once) })
}

/// Whether something was made at a time that counts now.
fn fresh(name: &str, at: Timestamp, terms: &Terms<'_>) -> Result<(), Refusal> {
    if at > terms.now.after(LEEWAY) {
        return Err(Reason::NotYet.about(name));
    }
    if terms.now > at.after(terms.max_age) {
        return Err(Reason::Expired.about(name));
    }
    Ok(())
}

/// A time in seconds; of a token with a fraction, as its standard has it.
fn seconds(name: &str, value: &Value) -> Result<Timestamp, Refusal> {
    let whole = match value {
        Value::Int(seconds) => Some(*seconds),
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit ends at the bound, which is refused")]
        Value::Float(seconds) => Some(seconds.floor() as i64),
        _ => None,
    };
    match whole.filter(|seconds| (0..MILLISECONDS).contains(seconds)) {
        Some(seconds) => Ok(Timestamp::from_millis(seconds * 1_000)),
        None => Err(Reason::BadTime.about(name)),
    }
}

/// The members, if all may be told.
fn told(members: Members, terms: &Terms<'_>) -> Result<Members, Refusal> {
    if members.is_empty() {
        return Err(Reason::Empty.into());
    }
    match members.keys().find(|name| !terms.fields.iter().any(|field| **field == ***name)) {
        Some(unknown) => Err(Reason::UnknownMember.about(unknown)),
        None => Ok(members),
    }
}

#[cfg(test)]
mod tests;
