//! What happens one after another, and where sessions stand in between. It is over at the first step that does not go as
//! it should: what follows would only echo it.

mod standing;

use super::{
    Coverage, Miss,
    outcome::Came,
    world::{World, WorldError, named, page},
};
use crate::{
    BeginError, CloseError, HandError, HandTarget, LeaveError, MessageText, OfferError, OwnSession, PostError,
    SentForm, UserAgent, identity::ProofCheck,
};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::Arc,
    time::Duration,
};
use usher_model::{AgentId, Availability, Facts, FormId, Seq, Session, SessionId, Timestamp, Visitor};
use usher_ruleset::{Becoming, Doing, Given, Handling, Scenario, Span, TransferTo, form_fact};
use usher_store::StoreError;

/// What an agent writes: nothing depends on the words.
const ANSWER: &str = "I am with you.";
/// How exactly time passes, by how much of it does: what is due is done within such a step.
const STEPS: [(Duration, Duration); 2] =
    [(Duration::from_mins(15), Duration::from_secs(1)), (Duration::from_hours(6), Duration::from_secs(10))];
/// The step of all that takes longer.
const LONG_STEP: Duration = Duration::from_mins(1);

/// Runs it; what did not go as expected, and why sessions stand where they stand.
pub(super) async fn run(
    scenario: &Scenario,
    world: &World<'_>,
    coverage: &mut Coverage,
) -> Result<(Vec<Miss>, String), WorldError> {
    let mut cast = Cast { world, people: BTreeMap::new(), sessions: Vec::new(), written: 0 };
    let mut misses = Vec::new();
    for step in &scenario.steps {
        misses = match cast.play(&step.what, step.span).await {
            Ok(misses) => misses,
            Err(Failed::Refused(miss)) => vec![miss],
            Err(Failed::Broken(error)) => return Err(error),
        };
        if !misses.is_empty() {
            break;
        }
    }
    let mut trace = String::new();
    let mut told = BTreeSet::new();
    for (name, session) in cast.sessions {
        if !told.insert(session) {
            continue;
        }
        let came = Came::of(world, session).await?;
        coverage.note(&came);
        if !misses.is_empty() {
            // Writing to a text cannot fail.
            let _ = write!(trace, "{name}: {came}");
        }
    }
    Ok((misses, trace))
}

/// The visitors of a scenario, by their names.
struct Cast<'a> {
    world: &'a World<'a>,
    people: BTreeMap<Arc<str>, Person>,
    /// All sessions that were opened, in order, with whose they are.
    sessions: Vec<(Arc<str>, SessionId)>,
    /// How many messages were written, so that each has a name of its own.
    written: u32,
}

struct Person {
    visitor: Visitor,
    /// The latest session.
    session: SessionId,
    /// Up to where an expectation has looked at what the visitor was told.
    seen: Seq,
}

/// Why a step did not go as it should.
enum Failed {
    /// The engine refused it, as it would refuse people.
    Refused(Miss),
    /// It could not be tried.
    Broken(WorldError),
}

impl From<WorldError> for Failed {
    fn from(error: WorldError) -> Self {
        Self::Broken(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl Cast<'_> {
    async fn play(&mut self, what: &Doing, span: Span) -> Result<Vec<Miss>, Failed> {
        match what {
            Doing::Says { visitor, given } => self.says(visitor, &given.given(), span).await?,
            Doing::Fills { visitor, given, answers } => self.fills(visitor, given.given(), answers, span).await?,
            Doing::Ends { visitor } => {
                let session = self.session(visitor).await?;
                let own = OwnSession::of(&self.person(visitor)?.visitor, &session).ok_or(WorldError::Lost)?;
                self.world.engine.close_as_visitor(own).await.map_err(WorldError::from)?;
            }
            Doing::LeavesMessage { visitor, given, form, answers } => {
                self.leaves(visitor, &given.given(), form, answers, span).await?;
            }
            Doing::Becomes { agent, how } => self.becomes(agent, *how).await?,
            Doing::Handles { agent, how, visitor } => self.handles(agent, *how, visitor, span).await?,
            Doing::Transfers { by, visitor, to, note } => {
                self.transfers(by, visitor, to, note.as_deref(), span).await?;
            }
            Doing::Pass(time) => self.pass(self.world.now().after(*time)).await?,
            Doing::Until(moment) => self.pass(*moment).await?,
            Doing::Expect { visitor, all } => {
                let session = self.session(visitor).await?;
                let seen = self.person(visitor)?.seen;
                let now = standing::Now::of(self.world, session, seen).await?;
                let last = now.last_seq();
                self.people.get_mut(visitor).ok_or(WorldError::Lost)?.seen = last;
                return Ok(all.iter().filter_map(|one| now.miss(one)).collect());
            }
        }
        Ok(Vec::new())
    }

    async fn says(&mut self, name: &Arc<str>, given: &Given, span: Span) -> Result<(), Failed> {
        let visitor = self.visitor(name, given).await?;
        let (client_id, asks) = (self.next_name(), self.world.engine.asks_first(&visitor));
        match self.world.write(&visitor, given, &client_id, asks).await {
            Ok(session) => self.note(name, visitor, session),
            Err(WorldError::Post(refused @ PostError::FormRequired { .. })) => {
                let (expected, got) = (format!("{name} writes"), format!("{refused}, with `fills`"));
                return Err(Failed::Refused(Miss { what: "step", span, expected, got }));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn fills(
        &mut self,
        name: &Arc<str>,
        given: Given,
        answers: &Map<String, Value>,
        span: Span,
    ) -> Result<(), Failed> {
        let visitor = self.visitor(name, &given).await?;
        let form = self.world.engine.asks_first(&visitor).ok_or(WorldError::Lost)?;
        let sent = self.sent(form, answers, &visitor, &given);
        match self
            .world
            .engine
            .begin_with_facts(&visitor, &sent, ProofCheck::Skipped, &without_form(&given.facts))
            .await
        {
            Ok(begun) => self.note(name, visitor, begun.session.id),
            Err(BeginError::Store(error)) => return Err(error.into()),
            Err(refused) => {
                let expected = format!("{name} begins a chat with `{}`", sent.form);
                return Err(Failed::Refused(Miss { what: "step", span, expected, got: refused.to_string() }));
            }
        }
        Ok(())
    }

    /// The visitor of this name, who may come for the first time.
    async fn visitor(&self, name: &Arc<str>, given: &Given) -> Result<Visitor, WorldError> {
        match self.people.get(name) {
            Some(person) => Ok(person.visitor.clone()),
            None => Ok(self.world.visitor(given).await?),
        }
    }

    fn sent(&mut self, form: FormId, answers: &Map<String, Value>, visitor: &Visitor, given: &Given) -> SentForm {
        SentForm {
            client_id: named(&self.next_name()),
            form,
            answers: answers.clone(),
            page: page(given),
            locale: visitor.locale.clone(),
            agent: UserAgent::default(),
        }
    }

    async fn leaves(
        &mut self,
        name: &Arc<str>,
        given: &Given,
        form: &FormId,
        answers: &Map<String, Value>,
        span: Span,
    ) -> Result<(), Failed> {
        let visitor = self.visitor(name, given).await?;
        let leaving = self.sent(form.clone(), answers, &visitor, given);
        match self.world.engine.leave_with(&visitor, &leaving, ProofCheck::Skipped).await {
            Ok(left) => self.note(name, visitor, left.session.id),
            Err(LeaveError::Store(error)) => return Err(error.into()),
            Err(refused) => {
                let expected = format!("{name} leaves a message with `{form}`");
                return Err(Failed::Refused(Miss { what: "step", span, expected, got: refused.to_string() }));
            }
        }
        Ok(())
    }

    /// Notes whose latest session this is. Who comes next comes later.
    fn note(&mut self, name: &Arc<str>, visitor: Visitor, session: SessionId) {
        self.world.go_on();
        self.sessions.push((Arc::clone(name), session));
        let person = self.people.entry(Arc::clone(name)).or_insert_with(|| Person { visitor, session, seen: 0 });
        if person.session != session {
            (person.session, person.seen) = (session, 0);
        }
    }

    async fn becomes(&self, agent: &AgentId, how: Becoming) -> Result<(), Failed> {
        match how {
            Becoming::Gone => self.world.disconnect(agent),
            Becoming::Chooses(availability) => {
                if availability != Availability::Offline {
                    self.world.connect(agent).await?;
                }
                self.world.engine.set_availability(agent, availability).await?;
                if availability == Availability::Offline {
                    self.world.disconnect(agent);
                }
            }
        }
        Ok(())
    }

    async fn handles(&mut self, agent: &AgentId, how: Handling, visitor: &str, span: Span) -> Result<(), Failed> {
        let engine = Arc::clone(&self.world.engine);
        let session = self.person(visitor)?.session;
        let refused = match how {
            Handling::Answers => {
                let text = MessageText::parse(ANSWER).map_err(WorldError::from)?;
                match engine.post_as_agent(agent, session, named(&self.next_name()), text).await {
                    Ok(_) => None,
                    Err(PostError::Store(error)) => return Err(error.into()),
                    Err(refused) => Some(refused.to_string()),
                }
            }
            Handling::Accepts => match engine.accept(agent, session).await {
                Ok(_) => None,
                Err(OfferError::Store(error)) => return Err(error.into()),
                Err(refused) => Some(refused.to_string()),
            },
            Handling::Declines => match engine.decline(agent, session).await {
                Ok(()) => None,
                Err(OfferError::Store(error)) => return Err(error.into()),
                Err(refused) => Some(refused.to_string()),
            },
            Handling::Closes => match engine.close_as_agent(agent, session).await {
                Ok(_) => None,
                Err(CloseError::Store(error)) => return Err(error.into()),
                Err(refused) => Some(refused.to_string()),
            },
        };
        let expected = || format!("{agent} {} {visitor}", how.word());
        refused.map_or(Ok(()), |got| Err(Failed::Refused(Miss { what: "step", span, expected: expected(), got })))
    }

    async fn transfers(
        &self,
        by: &AgentId,
        visitor: &str,
        to: &TransferTo,
        note: Option<&str>,
        span: Span,
    ) -> Result<(), Failed> {
        let agent = self.world.router.ruleset().agents.get(by).cloned().ok_or(WorldError::Lost)?;
        let (to, whom) = match to {
            TransferTo::Agent(agent) => (HandTarget::Agent(agent.clone()), agent.to_string()),
            TransferTo::Group(group) => (HandTarget::Group(group.clone()), group.to_string()),
        };
        match self.world.engine.give(&agent, self.person(visitor)?.session, &to, note, None).await {
            Ok(_) => Ok(()),
            Err(HandError::Store(error)) => Err(error.into()),
            Err(refused) => {
                let expected = format!("{by} gives {visitor} to {whom}");
                Err(Failed::Refused(Miss { what: "step", span, expected, got: refused.to_string() }))
            }
        }
    }

    async fn pass(&self, moment: Timestamp) -> Result<(), Failed> {
        let time = moment.since(self.world.now());
        let fits = STEPS.iter().find(|(most, _)| time <= *most);
        let step = fits.map_or(LONG_STEP, |(_, step)| *step);
        Ok(self.world.live_until(moment, step).await?)
    }

    async fn session(&self, visitor: &str) -> Result<Session, Failed> {
        let session = self.person(visitor)?.session;
        Ok(self.world.engine.store().session(session).await?.ok_or(WorldError::Lost)?)
    }

    /// Whoever is named was introduced: that was seen to when the rules were loaded.
    fn person(&self, visitor: &str) -> Result<&Person, Failed> {
        self.people.get(visitor).ok_or(Failed::Broken(WorldError::Lost))
    }

    fn next_name(&mut self) -> String {
        self.written += 1;
        format!("message-{}", self.written)
    }
}

/// What is given but of a form: what is answered in one stands in its place.
fn without_form(given: &Facts) -> Facts {
    let mut facts = given.clone();
    for (fact, _) in given.iter().filter(|(fact, _)| fact.starts_with(&form_fact(""))) {
        facts.unset(fact);
    }
    facts
}
