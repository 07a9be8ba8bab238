//! The tests as they are run: every name is known, every moment told.

use crate::{
    Contrary, Doing, Expectation, Expected, Fairness, Layers, MockedStrategy, Mocks, RuleCase, RuleTests, Scenario,
    Simulation, Standing, Stands, Step, TransferTo,
    kind::{
        object::RawObject,
        rule_test::{
            RawCase, RawContrary, RawDoing, RawExpect, RawGiven, RawRuleTests, RawScenario, RawSeen, RawSimulation,
            RawStrategy, RawTarget,
        },
    },
    reader::Ref,
    rule_tests::Layer,
    sources::{In, Sources},
};
use jiff::tz::TimeZone;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{ChannelId, Record, Value};

/// All files of tests, in order of their names. None of a file comes where something of it was reported.
pub(in crate::link) fn build(sources: &Sources, zone: &TimeZone) -> Vec<Arc<RuleTests>> {
    let mut channels = sources.channel_ids.iter();
    let only_channel = channels.next().filter(|_| channels.next().is_none());
    let objects = sources.objects.iter().map(|object| (object.item.id.as_str(), &object.item)).collect();
    let building = Building { zone, only_channel, objects };
    sources.rule_tests.iter().filter_map(|raw| building.file(raw)).map(Arc::new).collect()
}

struct Building<'s> {
    zone: &'s TimeZone,
    /// Where there is one channel, everything is in it.
    only_channel: Option<&'s ChannelId>,
    objects: BTreeMap<&'s str, &'s RawObject>,
}

impl Building<'_> {
    fn file(&self, In { file, item }: &In<RawRuleTests>) -> Option<RuleTests> {
        let mut base = self.layer(&item.given);
        base.channel = base.channel.or_else(|| self.only_channel.cloned());
        let base = Arc::new(base);
        let cases: Option<Vec<RuleCase>> = item.cases.iter().map(|case| self.case(&base, case)).collect();
        let runs: Option<Vec<Simulation>> = item.simulations.iter().map(|run| self.run(&base, run)).collect();
        let scenarios: Option<Vec<Scenario>> = item.scenarios.iter().map(|one| self.scenario(&base, one)).collect();
        let (file, name) = (Arc::clone(file), item.name.clone());
        Some(RuleTests { file, name, cases: cases?, scenarios: scenarios?, simulations: runs? })
    }

    fn scenario(&self, base: &Arc<Layer>, raw: &RawScenario) -> Option<Scenario> {
        let own = self.layer(&raw.given);
        // What was said of a visitor holds for all that the visitor does.
        let mut visitors: BTreeMap<Arc<str>, Layer> = BTreeMap::new();
        let mut of_visitor = |visitor: &Arc<str>, given: &RawGiven| {
            let known = visitors.entry(Arc::clone(visitor)).or_insert_with(|| own.clone());
            let now = self.layer(given);
            let says = now.says.clone();
            *known = known.with(Layer { says: None, ..now });
            Some(Box::new(Layers::new(base, Layer { says: says.or_else(|| known.says.clone()), ..known.clone() })?))
        };
        let mut steps = Vec::with_capacity(raw.steps.len());
        for step in &raw.steps {
            let what = match &step.what {
                RawDoing::Fills { visitor, given, answers } => Doing::Fills {
                    visitor: Arc::clone(visitor),
                    given: of_visitor(visitor, given)?,
                    answers: answers.values.clone(),
                },
                RawDoing::Says { visitor, given, .. } => {
                    Doing::Says { visitor: Arc::clone(visitor), given: of_visitor(visitor, given)? }
                }
                RawDoing::LeavesMessage { visitor, given, form, answers } => Doing::LeavesMessage {
                    visitor: Arc::clone(visitor),
                    given: of_visitor(visitor, given)?,
                    form: form.id.clone(),
                    answers: answers.values.clone(),
                },
                other => self.doing(other)?,
            };
            steps.push(Step { span: step.span, what });
        }
        let given = Layers::new(base, own.clone())?;
        Some(Scenario { name: raw.name.clone(), span: raw.span, given, steps })
    }

    /// What a step does that tells nothing of visitors.
    fn doing(&self, raw: &RawDoing) -> Option<Doing> {
        Some(match raw {
            RawDoing::Says { .. } | RawDoing::Fills { .. } | RawDoing::LeavesMessage { .. } => return None,
            RawDoing::Ends { visitor } => Doing::Ends { visitor: Arc::clone(visitor) },
            RawDoing::Becomes { agent, how } => Doing::Becomes { agent: agent.id.clone(), how: *how },
            RawDoing::Handles { agent, how, visitor } => {
                Doing::Handles { agent: agent.id.clone(), how: *how, visitor: Arc::clone(visitor) }
            }
            RawDoing::Transfers { by, visitor, to, note } => {
                let to = match to {
                    RawTarget::Agent(agent) => TransferTo::Agent(agent.id.clone()),
                    RawTarget::Group(group) => TransferTo::Group(group.id.clone()),
                };
                Doing::Transfers { by: by.id.clone(), visitor: Arc::clone(visitor), to, note: note.clone() }
            }
            RawDoing::Pass(time) => Doing::Pass(*time),
            RawDoing::Until(at, _) => Doing::Until(at.resolve(self.zone).ok()?),
            RawDoing::Expect { visitor, all } => {
                let all = all.iter().map(|one| Standing { span: one.span(), what: stands(one) }).collect();
                Doing::Expect { visitor: Arc::clone(visitor), all }
            }
        })
    }

    fn case(&self, base: &Arc<Layer>, raw: &RawCase) -> Option<RuleCase> {
        Some(RuleCase {
            name: raw.name.clone(),
            span: raw.span,
            given: Layers::new(base, self.layer(&raw.given))?,
            expect: raw.expect.iter().map(|one| Expectation { span: one.span(), what: expected(one) }).collect(),
        })
    }

    fn run(&self, base: &Arc<Layer>, raw: &RawSimulation) -> Option<Simulation> {
        let share: BTreeMap<_, _> =
            raw.share.iter().map(|(agent, bound, span)| (agent.id.clone(), (*bound, *span))).collect();
        let share = (!share.is_empty()).then_some(Fairness::Share(share));
        let jain = raw.jain.map(|(bound, span)| Fairness::Jain(bound, span));
        let unassigned = raw.unassigned.map(|(bound, span)| Fairness::Unassigned(bound, span));
        Some(Simulation {
            name: raw.name.clone(),
            span: raw.span,
            given: Layers::new(base, self.layer(&raw.given))?,
            sessions: raw.sessions,
            every: raw.every,
            lasts: raw.lasts,
            expect: [share, jain, unassigned].into_iter().flatten().collect(),
        })
    }

    fn layer(&self, raw: &RawGiven) -> Layer {
        let records = raw.records.iter().map(|(object, each)| {
            (Arc::clone(object), each.iter().map(|record| self.placed(object, record)).collect())
        });
        Layer {
            at: raw.at.as_ref().and_then(|(at, _)| at.resolve(self.zone).ok()),
            seed: raw.seed,
            agents: raw.agents.iter().map(|(id, (agent, _))| (id.clone(), *agent)).collect(),
            queues: raw.queues.iter().map(|(id, (waiting, _))| (id.clone(), *waiting)).collect(),
            channel: raw.channel.as_ref().map(|channel| channel.id.clone()),
            facts: raw.facts.clone(),
            records: records.collect(),
            says: raw.says.clone(),
            mocks: mocks(raw),
        }
    }

    /// A record whose name and owner stand where they belong, also where they were written among the fields.
    fn placed(&self, object: &str, record: &Record) -> Record {
        let mut record = record.clone();
        let Some(object) = self.objects.get(object) else { return record };
        let mut take = |field: &Option<Ref<String>>| match record.fields.remove(field.as_ref()?.id.as_str()) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let (name, owner) = (take(&object.name_field), take(&object.owner_field));
        record.name = record.name.or(name);
        record.owner = record.owner.or_else(|| owner.and_then(|owner| owner.parse().ok()));
        record
    }
}

fn mocks(raw: &RawGiven) -> Mocks {
    let strategy = |raw: &RawStrategy| match raw {
        RawStrategy::Names(agents) => MockedStrategy::Names(ids(agents)),
        RawStrategy::Fails(span) => MockedStrategy::Fails(*span),
    };
    Mocks {
        predicates: raw.mocks.predicates.clone(),
        strategies: raw.mocks.strategies.iter().map(|(name, mock)| (name.clone(), strategy(mock))).collect(),
    }
}

fn expected(raw: &RawExpect) -> Expected {
    match raw {
        RawExpect::Rule(rule, _) => Expected::Rule(rule.as_ref().map(|rule| rule.id.clone())),
        RawExpect::Outcome(outcome, _) => Expected::Outcome(*outcome),
        RawExpect::Reason(reason, _) => Expected::Reason(*reason),
        RawExpect::Group(group) => Expected::Group(group.id.clone()),
        RawExpect::Agent(agents, _) => Expected::Agent(ids(agents)),
        RawExpect::Prompt(prompts, _) => Expected::Prompt(ids(prompts)),
        RawExpect::Form(form, _) => Expected::Form(form.as_ref().map(|form| form.id.clone())),
        RawExpect::Shadows(rules, _) => Expected::Shadows(ids(rules)),
        RawExpect::Not(contraries, _) => {
            let contrary =
                |raw: &RawContrary| Contrary { rule: raw.rule.id.clone(), span: raw.rule.span, on: raw.on.clone() };
            Expected::Not(contraries.iter().map(contrary).collect())
        }
    }
}

fn stands(raw: &RawSeen) -> Stands {
    match raw {
        RawSeen::State(state, _) => Stands::State(*state),
        RawSeen::Agent(agents, _) => Stands::Agent(ids(agents)),
        RawSeen::Group(group) => Stands::Group(group.id.clone()),
        RawSeen::Rule(rule, _) => Stands::Rule(rule.as_ref().map(|rule| rule.id.clone())),
        RawSeen::Reason(reason, _) => Stands::Reason(*reason),
        RawSeen::Place(place, _) => Stands::Place(*place),
        RawSeen::Prompt(prompts, _) => Stands::Prompt(ids(prompts)),
        RawSeen::Cause(cause, _) => Stands::Cause(*cause),
    }
}

fn ids<T: Clone>(refs: &[Ref<T>]) -> Vec<T> {
    refs.iter().map(|named| named.id.clone()).collect()
}
