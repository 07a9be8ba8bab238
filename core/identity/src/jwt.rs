//! Signed tokens (JSON Web Tokens, RFC 7519): read, and held against the keys. Which algorithm counts is the key's
//! business, never the token's.

use crate::{
    Reason, Refusal,
    key::{KeyMaterial, LiveKey, mac},
    object::{self, Members},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use usher_model::{KeyKind, Value};

/// A token taken apart.
pub(crate) struct Token<'a> {
    /// What is signed: header, `.`, claims.
    pub signed: &'a str,
    kind: KeyKind,
    kid: Option<String>,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a text of three parts apart.
    pub fn read(text: &'a str) -> Result<Self, Refusal> {
        let malformed = || Refusal::from(Reason::Malformed);
        let (signed, signature) = text.rsplit_once('.').ok_or_else(malformed)?;
        let (header, claims) = signed.split_once('.').ok_or_else(malformed)?;
        // Strict: of each token there is one text.
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed());
        let header = object::parse(&decode(header)?).map_err(|_| malformed())?;
        let (claims, signature) = (decode(claims)?, decode(signature)?);
        // What a header asks to be understood (`crit`), and keys that come along, are not.
        let known = ["alg", "kid", "typ"];
        if let Some(name) = header.keys().find(|name| !known.contains(&name.as_ref())) {
            return Err(Reason::Algorithm.about(name));
        }
        let text = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.to_string())),
            Some(_) => Err(malformed()),
        };
        let kind = match text("alg")?.as_deref() {
            Some("HS256") => KeyKind::Hs256,
            Some("ES256") => KeyKind::Es256,
            Some("EdDSA") => KeyKind::EdDsa,
            other => return Err(Reason::Algorithm.about(other.unwrap_or("none"))),
        };
        Ok(Self { signed, kind, kid: text("kid")?, claims, signature })
    }

    /// The key that signed it, and what it claims.
    pub fn open<'k>(&self, keys: &'k [LiveKey]) -> Result<(&'k LiveKey, Members), Refusal> {
        let named: Vec<&LiveKey> = match &self.kid {
            Some(kid) => keys.iter().filter(|key| key.kid == *kid).collect(),
            None => keys.iter().collect(),
        };
        let mut of_kind = named.iter().filter(|key| key.material.kind() == self.kind).peekable();
        if of_kind.peek().is_none() {
            return Err(match (&self.kid, named.is_empty()) {
                (Some(kid), true) => Reason::UnknownKid.about(kid),
                (Some(_), false) => Reason::Algorithm.about(self.kind.word()),
                (None, _) => Reason::NoKey.about(self.kind.word()),
            });
        }
        let signer = of_kind.find(|key| self.is_signed_by(&key.material)).ok_or(Reason::Signature)?;
        Ok((signer, object::parse(&self.claims)?))
    }

    fn is_signed_by(&self, key: &KeyMaterial) -> bool {
        let signed = self.signed.as_bytes();
        match key.kind() {
            KeyKind::Aes => false,
            KeyKind::Hs256 => mac(key.as_bytes(), signed).verify_slice(&self.signature).is_ok(),
            KeyKind::Es256 => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.as_bytes()).verify(signed, &self.signature).is_ok()
            }
            KeyKind::EdDsa => UnparsedPublicKey::new(&ED25519, key.as_bytes()).verify(signed, &self.signature).is_ok(),
        }
    }
}

/// Makes a token with a secret of ours, for trying things out.
///
/// # Panics
/// Where the key is not one for HS256.
pub fn sign_hs256(key: &LiveKey, claims: &str) -> String {
    assert_eq!(key.material.kind(), KeyKind::Hs256, "a secret for tokens");
    let header = serde_json::json!({ "alg": "HS256", "kid": key.kid, "typ": "JWT" }).to_string();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = mac(key.material.as_bytes(), signed.as_bytes()).finalize().into_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests;
