//! A visitor fills in the form that a chat begins with in this channel, and the session opens with it.
//!
//! Owns when a form opens a session. Must not know what becomes of the session afterwards.

use crate::{
    Engine, SentForm,
    identity::ProofCheck,
    opening::{Beginning, Opening},
    sent_form::{files_in, gone_files},
};
use usher_model::{Answer, Body, Facts, FormId, Message, Seq, Session, SessionId, Value, Visitor};
use usher_ruleset::FieldProblem;
use usher_store::{FILE, StoreError};

/// A session that began with a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// As it stands now.
    pub session: Session,
    /// Where the form is in its transcript.
    pub seq: Seq,
}

/// Why a form opens no session.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// It is not the form that a chat begins with here, or not any more.
    #[error("a chat does not begin with this form here; ask for the channel's form anew")]
    UnknownForm,
    /// Some answers do not fit.
    #[error("{} of the answers do not fit the form", .0.len())]
    Answers(Vec<FieldProblem>),
    /// The visitor has a session that goes on.
    #[error("your chat goes on already; write to it instead")]
    SessionOpen,
    /// The same name stands for something else.
    #[error("client_id was used for something else before")]
    Conflict,
    /// The visitor's channel is gone from the rules.
    #[error("this chat is closed: its channel is no longer offered")]
    ChannelGone,
    /// The visitor may not write.
    #[error("you cannot write here at the moment")]
    Blocked,
    /// The channel asks for a proof of who the visitor is.
    #[error("prove first who you are: this channel requires it")]
    IdentityRequired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A form that came before, under the same name.
struct Before {
    entry: Message,
    form: FormId,
    answers: Vec<Answer>,
}

impl Engine {
    /// Opens a session with the form that a chat begins with in the visitor's channel. It opens a new one also where a
    /// message would begin the latest one again: who fills in the form has something new to ask. Sent again under the same
    /// name it changes nothing.
    ///
    /// # Errors
    /// When no session is opened; all that is wrong with the answers at once.
    pub async fn begin(&self, visitor: &Visitor, sent: &SentForm) -> Result<Begun, BeginError> {
        self.begin_with_facts(visitor, sent, ProofCheck::ByChannel, &Facts::default()).await
    }

    /// The same with facts in place of those that are gathered: what a test says of a visitor need not follow from any
    /// page.
    pub(crate) async fn begin_with_facts(
        &self,
        visitor: &Visitor,
        sent: &SentForm,
        proof: ProofCheck,
        given: &Facts,
    ) -> Result<Begun, BeginError> {
        let router = self.rules();
        let set = router.ruleset();
        let channel = set.channels.get(&visitor.channel).ok_or(BeginError::ChannelGone)?;
        if self.may_not_write(visitor).await? {
            return Err(BeginError::Blocked);
        }
        let before = self.begun_before(visitor, sent).await?;
        let form = match (set.pre_chat_of(channel), before.as_ref()) {
            (Some(form), _) if form.id == sent.form => form,
            // What began stays begun, whatever becomes of the form.
            (_, Some(before)) if before.form == sent.form => return before.begun(self).await,
            (_, Some(_)) => return Err(BeginError::Conflict),
            (_, None) => return Err(BeginError::UnknownForm),
        };
        if before.is_none() && self.store.open_session_of(visitor.id).await?.is_some() {
            return Err(BeginError::SessionOpen);
        }
        let files = match &before {
            // Its files belong to it by now.
            Some(before) => files_in(&before.answers),
            None => self.files_for(visitor, form, sent).await?,
        };
        let answers = match (sent.check(form, &files, &set.workspace.default_locale), &before) {
            (Ok(answers), None) => answers,
            (Ok(answers), Some(before)) if before.says(sent, &answers.answers) => {
                return before.begun(self).await;
            }
            // It was sent again, and the form changed meanwhile.
            (Err(_), Some(before)) if before.form == sent.form => return before.begun(self).await,
            (_, Some(_)) => return Err(BeginError::Conflict),
            (Err(problems), None) => return Err(BeginError::Answers(problems)),
        };
        let begins = Beginning {
            client_id: &sent.client_id,
            body: Body::PreChat { form: sent.form.clone(), answers: answers.answers.clone() },
            says: answers.says(),
            answers: &answers.answers,
            page: &sent.page,
            locale: &sent.locale,
            agent: &sent.agent,
            proof,
        };
        match self.open(visitor, &begins, given).await {
            Ok(Opening::Opened(receipt)) => self.begun(receipt.session, receipt.seq).await,
            // Either this very form came twice at once, or the visitor began elsewhere meanwhile.
            Ok(Opening::Elsewhere(_)) => match self.begun_before(visitor, sent).await? {
                Some(before) if before.says(sent, &answers.answers) => before.begun(self).await,
                Some(_) => Err(BeginError::Conflict),
                None => Err(BeginError::SessionOpen),
            },
            Ok(Opening::Blocked) => Err(BeginError::Blocked),
            Ok(Opening::Unproven) => Err(BeginError::IdentityRequired),
            // Another of the visitor's pages took one of the files along meanwhile.
            Err(StoreError::Missing { what: FILE, .. }) => Err(BeginError::Answers(gone_files(form, &answers))),
            Err(error) => Err(error.into()),
        }
    }

    /// The form that came under this name, if one did.
    async fn begun_before(&self, visitor: &Visitor, sent: &SentForm) -> Result<Option<Before>, BeginError> {
        let Some(entry) = self.store.said_under(visitor.id, &sent.client_id).await? else { return Ok(None) };
        match entry.body.clone() {
            Body::PreChat { form, answers } => Ok(Some(Before { entry, form, answers })),
            _ => Err(BeginError::Conflict),
        }
    }

    async fn begun(&self, session: SessionId, seq: Seq) -> Result<Begun, BeginError> {
        let found = self.store.session(session).await?;
        let missing = || StoreError::Missing { what: "session", id: session.to_string() };
        Ok(Begun { session: found.ok_or_else(missing)?, seq })
    }
}

impl Before {
    /// The session as it stands now.
    async fn begun(&self, engine: &Engine) -> Result<Begun, BeginError> {
        engine.begun(self.entry.session, self.entry.seq).await
    }

    /// Whether it says the same. Labels do not count, because the rules may have changed between the two.
    fn says(&self, sent: &SentForm, answers: &[Answer]) -> bool {
        let values = |answers: &[Answer]| -> Vec<(String, Value)> {
            answers.iter().map(|one| (one.field.clone(), one.value.plain())).collect()
        };
        self.form == sent.form && values(&self.answers) == values(answers)
    }
}
