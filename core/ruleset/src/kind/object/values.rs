//! The texts that fields can hold, where more is known of them than their types tell: the options of choices, and the
//! agents of the directory.

use super::RawObject;
use crate::{
    ObjectFieldType,
    codes::{self, Code},
    kind::{condition::operand_in_words, directory::RawAgent, form::FormFacts},
    reader::{Reader, Ref},
    sources::In,
    words::shown,
    yaml::{Content, Node},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::{BadOperand, BadTest, Operator, Place, nearest};
use usher_model::{AgentId, Value};

/// More names than these say nothing in a help text.
const FEW: usize = 12;
/// The stock field that names an agent.
const LAST_AGENT: &str = "visitor.last_agent";

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Values {
    fields: BTreeMap<String, Held>,
    /// Empty where nobody knows them all.
    agents: BTreeSet<Arc<str>>,
}

#[derive(Debug)]
enum Held {
    Options(BTreeSet<Arc<str>>),
    Agents,
}

impl Values {
    /// Of the objects that can be read, and of the directory, if it can be.
    pub fn of(objects: &[In<RawObject>], agents: Option<&[RawAgent]>) -> Self {
        let mut fields = BTreeMap::from([(LAST_AGENT.to_owned(), Held::Agents)]);
        for object in objects.iter().map(|object| &object.item) {
            for field in &object.fields {
                let held = match &field.kind {
                    Some(ObjectFieldType::Choices(options)) => {
                        Held::Options(options.iter().map(|(value, _)| Arc::from(value.as_str())).collect())
                    }
                    Some(ObjectFieldType::Agent) => Held::Agents,
                    _ => continue,
                };
                fields.insert(format!("{}.{}", object.id, field.id), held);
            }
        }
        let agents = agents.unwrap_or_default().iter().map(|agent| Arc::from(agent.id.as_str())).collect();
        Self { fields, agents }
    }

    /// With the answers to forms of which several may be chosen.
    #[must_use]
    pub fn with_forms(mut self, facts: &FormFacts) -> Self {
        let options = facts.options().map(|(fact, options)| (fact, Held::Options(options.clone())));
        self.fields.extend(options);
        self
    }

    /// What is wrong with a test that asks for a text which the field never holds.
    pub fn refused(&self, field: &str, operator: Operator, operand: &Value, reader: &Reader) -> Option<BadTest> {
        let asks = match self.fields.get(field)? {
            Held::Options(_) => operator == Operator::Contains,
            Held::Agents => matches!(operator, Operator::Eq | Operator::Ne | Operator::In | Operator::NotIn),
        };
        let (place, problem) = asks.then(|| self.unknown(field, operand, reader)).flatten()?;
        Some(BadTest::Operand { place, problem })
    }

    /// Whether a field can hold a value of its type. Where not, that is reported.
    pub fn holds(&self, field: &str, value: &Value, node: &Node, code: Code, reader: &mut Reader) -> bool {
        let Some((place, problem)) = self.unknown(field, value, reader) else { return true };
        let span = match (&place, &node.content) {
            (Place::Item(at), Content::List(items)) => items.get(*at).map_or(node.span, |item| item.span),
            _ => node.span,
        };
        let (_, label, help) = operand_in_words(&problem);
        reader.report(code, span, problem.to_string(), label, help);
        false
    }

    /// Reports an agent who is not in the directory.
    pub fn agent(&self, agent: &Ref<AgentId>, reader: &mut Reader) {
        let id = agent.id.as_str();
        if self.agents.is_empty() || self.agents.contains(id) {
            return;
        }
        let help = match Self::near(&self.agents, id, reader) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to `directory/agents.yaml`".to_owned(),
        };
        reader.report(codes::UNKNOWN_ID, agent.span, format!("there is no agent `{id}`"), "unknown", Some(help));
    }

    fn unknown(&self, field: &str, value: &Value, reader: &Reader) -> Option<(Place, BadOperand)> {
        let known = match self.fields.get(field)? {
            Held::Options(options) => options,
            Held::Agents if self.agents.is_empty() => return None,
            Held::Agents => &self.agents,
        };
        let is_unknown = |value: &Value| matches!(value, Value::Text(text) if !known.contains(text));
        let (place, value) = match value {
            Value::List(items) => {
                let (at, item) = items.iter().enumerate().find(|(_, item)| is_unknown(item))?;
                (Place::Item(at), item)
            }
            one => (Place::Whole, is_unknown(one).then_some(one)?),
        };
        let Value::Text(given) = value else { return None };
        let problem = BadOperand::UnknownValue {
            field: field.to_owned(),
            given: shown(given),
            nearest: Self::near(known, given, reader).map(str::to_owned),
            known: if known.len() > FEW { Vec::new() } else { known.iter().cloned().collect() },
        };
        Some((place, problem))
    }

    /// The known text that was most likely meant, where there is time to look for it.
    fn near<'k>(known: &'k BTreeSet<Arc<str>>, given: &str, reader: &Reader) -> Option<&'k str> {
        let may = !reader.is_full() && reader.may_compare(known.len());
        may.then(|| nearest(given, known.iter().map(AsRef::as_ref))).flatten()
    }
}
