//! A proof is exchanged for a visitor's token, tried out, or refused and counted.

use super::fields::{is_same, name, typed};
use crate::{
    Engine,
    config::{IDENTITY_LIFE, PROOF_PAGE, REFUSALS_DAYS},
    moving::{Aim, Move},
    records::Told,
};
use usher_identity::{Once, Reason, Refusal, Terms, Token, Verified, verify};
use usher_model::{
    ChannelId, DecisionCause, Locale, Provenance, SessionState, Timestamp, Visitor, VisitorId, VisitorIdentity,
};
use usher_ruleset::{Channel, IdentityMode, RuleSet};
use usher_store::{Identified, Identify, NewVisitor, ProofOf, RefusedProof, StoreError, day_of};

/// Somebody brings a proof.
#[derive(Debug, Clone)]
pub struct Identifying {
    /// In which channel.
    pub channel: ChannelId,
    /// The origin of the page around.
    pub origin: String,
    /// The origin that `self` stands for.
    pub own_origin: String,
    /// The language the visitor reads.
    pub locale: Locale,
    /// The proof: encrypted parameters or a signed token.
    pub proof: String,
    /// Who the browser was so far.
    pub known: Option<Visitor>,
}

/// Who somebody is by a proof.
#[derive(Debug)]
pub struct IdentityNow {
    /// Who.
    pub visitor: Visitor,
    /// What stands for the visitor from now on; none where the one that the browser has still does.
    pub token: Option<Token>,
    /// What the proof is worth.
    pub provenance: Provenance,
}

/// Why a proof leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum IdentifyError {
    /// There is no such channel.
    #[error("there is no channel {channel}")]
    UnknownChannel {
        /// The one asked for.
        channel: ChannelId,
    },
    /// The page's origin is not among the channel's.
    #[error("the channel {channel} may not be embedded on {origin}; add it to `origins` in channels/{channel}.yaml")]
    OriginNotAllowed {
        /// The channel asked for.
        channel: ChannelId,
        /// Where it is embedded.
        origin: String,
    },
    /// The proof does not count. Why, is for admins.
    #[error("this proof of who you are does not count here")]
    Refused,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a proof would give, for admins.
#[derive(Debug, Clone, PartialEq)]
pub enum TriedProof {
    /// It counts.
    Counts(Box<VisitorIdentity>),
    /// It does not.
    Refused(Refusal),
}

impl Engine {
    /// Exchanges a proof: the visitor whom the browser was so far is who it tells from now on, with all that was said; a
    /// browser that was somebody else before gets a visitor of its own. The same proof counts once, but may be brought
    /// again by the visitor that it made.
    ///
    /// # Errors
    /// When it does not count, in one answer for whatever it lacks.
    pub async fn identify(&self, asked: Identifying) -> Result<IdentityNow, IdentifyError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let Some(channel) = set.channels.get(&asked.channel) else {
            return Err(IdentifyError::UnknownChannel { channel: asked.channel });
        };
        if !channel.allows(&asked.origin, &asked.own_origin) {
            let origin = asked.origin.chars().take(200).collect();
            return Err(IdentifyError::OriginNotAllowed { channel: asked.channel, origin });
        }
        let now = self.clock.now();
        let outcome = match self.look_at_proof(set, channel, &asked.proof, now).await? {
            Ok(verified) => self.take(set, channel, &asked, verified, now).await?,
            Err(refusal) => Err(refusal),
        };
        match outcome {
            Ok(taken) => {
                metrics::counter!("identities_total", "outcome" => taken.provenance.word()).increment(1);
                self.recognise_by_proof(&taken.visitor).await;
                self.decide_again_as(&taken.visitor).await;
                Ok(taken)
            }
            Err(refusal) => {
                self.count_refusal(&asked.channel, refusal, now).await?;
                Err(IdentifyError::Refused)
            }
        }
    }

    /// What a proof would give in a channel, without taking it: for admins. None where there is no such channel.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn try_proof(&self, channel: &ChannelId, proof: &str) -> Result<Option<TriedProof>, StoreError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let Some(channel) = set.channels.get(channel) else { return Ok(None) };
        let now = self.clock.now();
        let looked = self.look_at_proof(set, channel, proof, now).await?;
        Ok(Some(match looked {
            Ok(verified) => TriedProof::Counts(Box::new(identity(&verified, now))),
            Err(refusal) => TriedProof::Refused(refusal),
        }))
    }

    /// Parts a visitor from the browser: the token that it has stands for nobody from now on.
    ///
    /// # Errors
    /// When the database fails; trying again is safe.
    pub async fn part(&self, visitor: VisitorId) -> Result<(), StoreError> {
        self.store.part_visitor(visitor, self.new_token().hash()).await.map(drop)
    }

    /// Forgets proofs that are too old anyway, and old counts of refusals.
    pub(crate) async fn forget_proofs(&self, now: Timestamp) -> Result<(), StoreError> {
        self.store.forget_proofs(now, day_of(now) - REFUSALS_DAYS, PROOF_PAGE).await.map(drop)
    }

    async fn look_at_proof(
        &self,
        set: &RuleSet,
        channel: &Channel,
        proof: &str,
        now: Timestamp,
    ) -> Result<Result<Verified, Refusal>, StoreError> {
        let keys = self.keys_that_live().await?;
        let asks = &channel.identity;
        let terms = Terms {
            channel: &channel.id,
            policy: asks.policy,
            max_age: asks.max_age,
            fields: &set.identity.fields,
            now,
        };
        let looked = verify(proof, &keys, &terms);
        if asks.mode == IdentityMode::Anonymous {
            return Ok(Err(Reason::Off.into()));
        }
        Ok(looked.and_then(|verified| {
            let fields = typed(set, verified.fields)?;
            Ok(Verified { fields, ..verified })
        }))
    }

    async fn take(
        &self,
        set: &RuleSet,
        channel: &Channel,
        asked: &Identifying,
        verified: Verified,
        now: Timestamp,
    ) -> Result<Result<IdentityNow, Refusal>, StoreError> {
        let (identity, shown) = (identity(&verified, now), name(set, &verified.fields));
        let once = verified.once.map(|Once { hash, until }| (hash, until));
        let (visitor, token, of) = if let Some(known) = self.same_as_before(set, asked, &verified).await? {
            (known.clone(), None, ProofOf::Known(known.id))
        } else {
            let token = self.new_token();
            let visitor = Visitor {
                id: VisitorId::new(now, &*self.entropy),
                channel: channel.id.clone(),
                origin: asked.origin.clone(),
                name: None,
                locale: channel.locale.clone().unwrap_or_else(|| asked.locale.clone()),
                created_at: now,
                blocked_until: None,
            };
            let new = NewVisitor { visitor: visitor.clone(), token_hash: token.hash() };
            (visitor, Some(token), ProofOf::New(new))
        };
        let identify = Identify { visitor: of, identity, name: shown.clone(), once };
        Ok(match self.store.identify(identify).await? {
            Identified::Taken | Identified::Again => {
                let visitor = Visitor { name: shown.or(visitor.name), ..visitor };
                Ok(IdentityNow { visitor, token, provenance: verified.provenance })
            }
            Identified::Replayed => Err(Reason::Replayed.into()),
            Identified::KeyRevoked => Err(Reason::Revoked.into()),
        })
    }

    /// The visitor whom the browser was so far, where the proof does not tell of somebody else. What an earlier proof told
    /// holds here whatever became of it: a browser is not handed on because a day passed.
    async fn same_as_before<'a>(
        &self,
        set: &RuleSet,
        asked: &'a Identifying,
        verified: &Verified,
    ) -> Result<Option<&'a Visitor>, StoreError> {
        let Some(known) = &asked.known else { return Ok(None) };
        let before = self.store.identity_of(known.id).await?;
        let is_same = before.is_none_or(|before| is_same(set, &before.fields, &verified.fields));
        Ok(is_same.then_some(known))
    }

    /// Finds out which record the visitor is. The proof is taken, whatever comes of it: the next one finds out too.
    async fn recognise_by_proof(&self, visitor: &Visitor) {
        let recognised = async {
            let Some(identity) = self.store.identity_of(visitor.id).await? else { return Ok(()) };
            let told = Told { fields: &identity.fields, provenance: identity.provenance };
            self.recognise(visitor.id, told).await
        };
        let recognised: Result<(), StoreError> = recognised.await;
        if let Err(error) = recognised {
            tracing::error!(%error, visitor = %visitor.id, "it could not be found out which record a visitor is");
        }
    }

    /// Decides again on a session that waits, now that it is known whose it is. The proof is taken, whatever comes of it.
    async fn decide_again_as(&self, visitor: &Visitor) {
        let again = async {
            let session = self.store.open_session_of(visitor.id).await?;
            let waits = |state: &SessionState| matches!(state, SessionState::Queued { .. } | SessionState::Unmatched);
            match session.filter(|session| waits(&session.state)) {
                Some(session) => {
                    self.move_session(&session, &Move::of(DecisionCause::Identified, Aim::FirstRule)).await.map(drop)
                }
                None => Ok(()),
            }
        };
        if let Err(error) = again.await {
            tracing::error!(%error, visitor = %visitor.id, "a session could not be decided anew for a proof");
        }
    }

    async fn count_refusal(&self, channel: &ChannelId, refusal: Refusal, at: Timestamp) -> Result<(), StoreError> {
        let Refusal { reason, about } = refusal;
        metrics::counter!("identities_total", "outcome" => "refused").increment(1);
        metrics::counter!("identities_refused_total", "reason" => reason.word()).increment(1);
        self.store.count_refused(RefusedProof { channel: channel.clone(), reason: reason.word(), about, at }).await
    }
}

fn identity(verified: &Verified, now: Timestamp) -> VisitorIdentity {
    VisitorIdentity {
        fields: verified.fields.clone(),
        provenance: verified.provenance,
        key: verified.key,
        at: now,
        until: now.after(IDENTITY_LIFE),
    }
}
