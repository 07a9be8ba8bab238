//! Agents sign in with a password and are known again by an opaque token.

use crate::{Engine, config::SIGN_IN_LIFE};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_identity::{Password, Token};
use usher_model::{Agent, AgentId, Entropy};
use usher_store::{Credential, NewSignIn, Store, StoreError};

/// An agent who just signed in.
pub struct SignedIn {
    /// Who.
    pub agent: Arc<Agent>,
    /// What stands for the agent from now on.
    pub token: Token,
}

/// Why an agent is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown address or wrong password: one answer for both, in the same time.
    #[error("the e-mail address or the password is wrong")]
    Refused,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a password is not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short or too long.
    #[error("a password has {least} to {most} characters")]
    Length {
        /// Least characters.
        least: usize,
        /// Most characters.
        most: usize,
    },
    /// The hash could not be made.
    #[error("the password could not be hashed")]
    Hash,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Least characters of a password, as current guidance for generated and chosen ones asks.
const LEAST_CHARS: usize = 10;
/// Most: beyond this only the cost grows.
const MOST_CHARS: usize = 200;

/// Sets an agent's password in a store and ends the agent's sign-ins there.
///
/// # Errors
/// When the password is too short or too long.
pub async fn set_password(
    store: &dyn Store,
    entropy: &dyn Entropy,
    agent: &AgentId,
    password: &str,
) -> Result<(), PasswordError> {
    if !(LEAST_CHARS..=MOST_CHARS).contains(&password.chars().count()) {
        return Err(PasswordError::Length { least: LEAST_CHARS, most: MOST_CHARS });
    }
    let salt = entropy.bytes16();
    let password = Password::new(password);
    let hashed = tokio::task::spawn_blocking(move || password.hash(salt)).await;
    let Ok(Ok(password_hash)) = hashed else { return Err(PasswordError::Hash) };
    store.set_credential(Credential { agent: agent.clone(), password_hash }).await?;
    store.end_sign_ins_of(agent).await?;
    Ok(())
}

impl Engine {
    /// Signs an agent in.
    ///
    /// # Errors
    /// When address and password do not belong together.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, SignInError> {
        let email = email.trim().to_lowercase();
        let router = self.rules();
        let agent = router.ruleset().agents.values().find(|agent| agent.email == email).cloned();
        let credential = match &agent {
            Some(agent) => self.store.credential(&agent.id).await?,
            None => None,
        };
        let fits = self.check_password(credential.map(|known| known.password_hash), password).await;
        let (true, Some(agent)) = (fits, agent) else {
            metrics::counter!("sign_ins_total", "outcome" => "refused").increment(1);
            return Err(SignInError::Refused);
        };
        let token = self.new_token();
        let now = self.clock.now();
        self.store
            .create_sign_in(NewSignIn {
                token_hash: token.hash(),
                agent: agent.id.clone(),
                created_at: now,
                expires_at: now.after(SIGN_IN_LIFE),
            })
            .await?;
        metrics::counter!("sign_ins_total", "outcome" => "ok").increment(1);
        tracing::info!(agent = %agent.id, "signed in");
        Ok(SignedIn { agent, token })
    }

    /// The agent a token stands for, as the directory tells it now; none once the agent left the directory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in(&self, token: &str) -> Result<Option<Arc<Agent>>, StoreError> {
        let Some(token) = Token::parse(token) else { return Ok(None) };
        let Some(sign_in) = self.store.sign_in(token.hash(), self.clock.now()).await? else { return Ok(None) };
        Ok(self.rules().ruleset().agents.get(&sign_in.agent).cloned())
    }

    /// Forgets a sign-in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<(), StoreError> {
        let Some(token) = Token::parse(token) else { return Ok(()) };
        let signed_in = self.store.sign_in(token.hash(), self.clock.now()).await?;
        self.store.end_sign_in(token.hash()).await?;
        if let Some(signed_in) = signed_in {
            self.tell_signed_out(&signed_in.agent);
        }
        Ok(())
    }

    /// Sets an agent's password and ends the agent's sign-ins.
    ///
    /// # Errors
    /// When the password is too short or too long.
    pub async fn set_password(&self, agent: &AgentId, password: &str) -> Result<(), PasswordError> {
        set_password(&*self.store, &*self.entropy, agent, password).await?;
        self.tell_signed_out(agent);
        Ok(())
    }

    /// Whether an agent has a password yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_password(&self, agent: &AgentId) -> Result<bool, StoreError> {
        Ok(self.store.credential(agent).await?.is_some())
    }

    /// Lets the agent's open connections look whether they may stay.
    fn tell_signed_out(&self, agent: &AgentId) {
        self.bus.publish(&Topic::Agent(agent.clone()), Notice::SignedOut { agent: agent.clone() });
    }

    /// Checks off the async threads, few at a time, and takes as long for nobody as for somebody.
    pub(crate) async fn check_password(&self, hash: Option<String>, password: &str) -> bool {
        let Ok(permit) = Arc::clone(&self.password_checks).acquire_owned().await else { return false };
        let password = Password::new(password);
        let check = tokio::task::spawn_blocking(move || {
            let _held_to_the_end = permit; // Also when whoever asked is gone.
            match hash {
                Some(hash) => password.verify(&hash),
                None => password.verify_against_nothing(),
            }
        });
        check.await.unwrap_or(false)
    }
}
