//! What counts of a visitor's proof right now, and whether the channel asks for one.

use super::fields::VISITOR;
use crate::Engine;
use usher_model::{Facts, Value, Visitor, VisitorIdentity};
use usher_ruleset::{IdentityMode, RuleSet};
use usher_store::StoreError;

/// Bytes that the facts of a proof may take in all, names included: with the others they stay under
/// [`usher_model::MAX_FACTS_BYTES`].
const MAX_BYTES: usize = 1_024;
/// Longest text of a proof kept as a fact, in bytes.
const MAX_TEXT_BYTES: usize = 256;

/// Facts of every visitor, which no proof says otherwise. The name is told by the visitor itself.
const STOCK: [&str; 7] = ["verified", "name", "locale", "language", "returning", "sessions", "last_agent"];

/// Whether it is looked at that a visitor is who the channel asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProofCheck {
    /// As the channel says.
    ByChannel,
    /// Not at all: the rules' own tests say of a visitor what they like.
    Skipped,
}

impl Engine {
    /// What a visitor's last proof tells, where it still counts: the channel takes proofs of its worth, it is not over, and
    /// its key lives.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn identity_of(&self, visitor: &Visitor) -> Result<Option<VisitorIdentity>, StoreError> {
        let rules = self.rules();
        let Some(channel) = rules.ruleset().channels.get(&visitor.channel) else { return Ok(None) };
        if channel.identity.mode == IdentityMode::Anonymous {
            return Ok(None);
        }
        let now = self.clock.now();
        let told = self.store.identity_of(visitor.id).await?;
        Ok(told.filter(|identity| identity.counts(channel.identity.policy, now)))
    }

    /// Whether a visitor has to prove who it is before anything else: the channel requires it, and nothing counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn must_identify(&self, visitor: &Visitor) -> Result<bool, StoreError> {
        let rules = self.rules();
        let channel = rules.ruleset().channels.get(&visitor.channel);
        if channel.is_none_or(|channel| channel.identity.mode != IdentityMode::Required) {
            return Ok(false);
        }
        Ok(self.identity_of(visitor).await?.is_none())
    }

    /// The same where it is looked at.
    pub(crate) async fn lacks_proof(&self, visitor: &Visitor, check: ProofCheck) -> Result<bool, StoreError> {
        Ok(check == ProofCheck::ByChannel && self.must_identify(visitor).await?)
    }
}

/// Sets the facts of a visitor's proof, and takes out those that none tells any more. What else was told of the visitor
/// stays.
pub(crate) fn set_identity_facts(facts: &mut Facts, set: &RuleSet, identity: Option<&VisitorIdentity>) {
    facts.set("visitor.verified", identity.is_some());
    let Some(visitor) = set.objects.get(VISITOR) else { return };
    let mut left = MAX_BYTES;
    for field in visitor.fields.iter().filter(|field| !STOCK.contains(&field.id.as_str())) {
        let (fact, source) = (format!("{VISITOR}.{}", field.id), format!("{VISITOR}.{}.source", field.id));
        facts.unset(&fact);
        facts.unset(&source);
        let Some((identity, value)) = identity.and_then(|all| Some((all, all.fields.get(field.id.as_str())?))) else {
            continue;
        };
        let value = match value {
            Value::Text(text) => Value::from(crate::facts::cut(text, MAX_TEXT_BYTES)),
            other => other.clone(),
        };
        let word = identity.provenance.word();
        let size = fact.len() + crate::facts::size_of(&value) + source.len() + word.len();
        if size > left {
            tracing::warn!(%fact, "a proof tells more than facts may be; this field is not told");
            continue;
        }
        left -= size;
        facts.set(&fact, value);
        facts.set(&source, word);
    }
}
