//! What a step of a scenario does.

use super::{
    super::{
        given::{AVAILABILITIES, RawGiven, channel_and_facts},
        moment::{self, At},
    },
    seen::RawSeen,
};
use crate::{
    Becoming, Handling, Span,
    binding::Binding,
    codes, duration, json, limits,
    reader::{Fields, Lines, Reader, Ref},
    words::listed,
    yaml::{Entry, Node},
};
use serde_json::{Map, Value};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use usher_condition::nearest;
use usher_model::{AgentId, FormId, GroupId, MAX_REASON_CHARS, TagName};

pub(crate) const VISITOR_KEYS: &[&str] = &["as", "says", "fills", "channel", "is", "page", "device"];
pub(crate) const LEAVES_KEYS: &[&str] = &["as", "form", "answers", "channel", "is", "page", "device"];
pub(crate) const AGENT_KEYS: &[&str] = &["id", "becomes", "answers", "accepts", "declines", "closes"];
pub(crate) const TRANSFER_KEYS: &[&str] = &["session", "by", "to_agent", "to_group", "note"];
const VISITOR: &str = "`visitor`";
const LEAVES: &str = "`leaves_message`";
const AGENT: &str = "`agent`";
const TRANSFER: &str = "`transfer`";
/// What a visitor is when first seen, and stays.
const ONCE: &[&str] = &["channel", "is"];

/// What a step does, with what is still to be found.
pub(crate) enum RawDoing {
    Says { visitor: Arc<str>, given: Box<RawGiven>, seen: Seen },
    Fills { visitor: Arc<str>, given: Box<RawGiven>, answers: RawAnswers },
    Ends { visitor: Arc<str> },
    LeavesMessage { visitor: Arc<str>, given: Box<RawGiven>, form: Ref<FormId>, answers: RawAnswers },
    Becomes { agent: Ref<AgentId>, how: Becoming },
    Handles { agent: Ref<AgentId>, how: Handling, visitor: Arc<str> },
    Transfers { by: Ref<AgentId>, visitor: Arc<str>, to: RawTarget, note: Option<String> },
    Pass(Duration),
    Until(At, Span),
    Expect { visitor: Arc<str>, all: Vec<RawSeen> },
}

/// To whom a session is given.
pub(crate) enum RawTarget {
    Agent(Ref<AgentId>),
    Group(Ref<GroupId>),
}

/// What is answered by field, with the places of names and values.
pub(crate) struct RawAnswers {
    pub values: Map<String, Value>,
    /// Field, where its name stands, and where its value does.
    pub places: Vec<(String, Span, Span)>,
    pub span: Span,
}

/// The names of visitors that steps introduced so far.
#[derive(Default)]
pub(super) struct Visitors {
    pub names: BTreeSet<Arc<str>>,
    /// Whether a step that may have introduced one could not be read.
    pub has_lost: bool,
}

impl Visitors {
    /// A visitor whom a step before introduced.
    pub fn named(&self, node: &Node, reader: &mut Reader) -> Option<Arc<str>> {
        let name = name(node, reader)?;
        if let Some(known) = self.names.get(&*name) {
            return Some(Arc::clone(known));
        }
        if !self.has_lost {
            let message = format!("no step before this one has a visitor `{name}`");
            let help = match nearest(&name, self.names.iter().map(AsRef::as_ref)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("let the visitor write first: `- visitor: {{ as: {name}, says: Hello }}`"),
            };
            reader.report(codes::UNKNOWN_ID, node.span, message, "unknown", Some(help));
        }
        None
    }

    /// A visitor who writes or leaves a message, and whether for the first time.
    fn introduced(&mut self, fields: &Fields<'_>, what: &str, reader: &mut Reader) -> Option<(Arc<str>, Seen)> {
        let name = reader.required(fields, what, "as").and_then(|node| name(node, reader));
        let Some(name) = name else {
            self.has_lost = true;
            return None;
        };
        let seen = if self.names.insert(Arc::clone(&name)) { Seen::First } else { Seen::Again };
        Some((name, seen))
    }
}

/// Whether a visitor was there before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    First,
    Again,
}

fn name(node: &Node, reader: &mut Reader) -> Option<Arc<str>> {
    let text = reader.raw_text(node, "the name of a visitor, such as `ann`")?;
    // Visitors of tests are named like everything else.
    reader.id::<TagName>(text, node.span).map(|_| Arc::from(text))
}

pub(super) fn visitor(
    node: &Node,
    visitors: &mut Visitors,
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> Option<RawDoing> {
    let Some(fields) = reader.fields(node, VISITOR, VISITOR_KEYS) else {
        visitors.has_lost = true;
        return None;
    };
    let (visitor, seen) = visitors.introduced(&fields, VISITOR, reader)?;
    let mut given = of_visitor(&fields, &visitor, seen, binding, reader);
    if let Some(node) = fields.get("says") {
        given.says = Some(reader.text(node, limits::SAYS, Lines::Many)?);
    }
    let given = Box::new(given);
    let Some(node) = fields.get("fills") else { return Some(RawDoing::Says { visitor, given, seen }) };
    let answers = answers(node, reader)?;
    if let Some(says) = fields.entry("says") {
        let message = "a chat begins with the form, and what is said in it are its answers";
        let help = Some("remove `says`, or let the visitor write in a step of its own".to_owned());
        reader.report(codes::BAD_RULE_TEST, says.key_span, message, "said beside a form", help);
    }
    Some(RawDoing::Fills { visitor, given, answers })
}

pub(super) fn leaves_message(
    node: &Node,
    visitors: &mut Visitors,
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> Option<RawDoing> {
    let Some(fields) = reader.fields(node, LEAVES, LEAVES_KEYS) else {
        visitors.has_lost = true;
        return None;
    };
    let introduced = visitors.introduced(&fields, LEAVES, reader);
    let form = reader.required(&fields, LEAVES, "form").and_then(|node| reader.reference::<FormId>(node, "a form"));
    let answers = reader.required(&fields, LEAVES, "answers").and_then(|node| answers(node, reader));
    let (visitor, seen) = introduced?;
    let given = Box::new(of_visitor(&fields, &visitor, seen, binding, reader));
    Some(RawDoing::LeavesMessage { visitor, given, form: form?, answers: answers? })
}

/// What is known of a visitor. Who it is, and where, is said once.
fn of_visitor(fields: &Fields<'_>, visitor: &str, seen: Seen, binding: &Binding<'_>, reader: &mut Reader) -> RawGiven {
    for entry in ONCE.iter().filter_map(|key| fields.entry(key)).filter(|_| seen == Seen::Again) {
        let message = format!("`{visitor}` was here before, so `{}` cannot be said again", entry.key);
        let help = Some("say it where the visitor comes first, or give this one another name".to_owned());
        reader.report(codes::BAD_RULE_TEST, entry.key_span, message, "said too late", help);
    }
    channel_and_facts(fields, "is", binding, reader)
}

fn answers(node: &Node, reader: &mut Reader) -> Option<RawAnswers> {
    let entries = reader.map(node, "answers by field, such as `email: ann@example.com`")?;
    let read = |entry: &Entry| Some((entry.key.clone(), json::read(&entry.value, reader)?));
    let values: Map<String, Value> = entries.iter().filter_map(read).collect();
    let places = entries.iter().map(|entry| (entry.key.clone(), entry.key_span, entry.value.span)).collect();
    let is_whole = values.len() == entries.len() && !node.lost_keys;
    is_whole.then_some(RawAnswers { values, places, span: node.span })
}

pub(super) fn agent(node: &Node, visitors: &Visitors, reader: &mut Reader) -> Option<RawDoing> {
    let fields = reader.fields(node, AGENT, AGENT_KEYS)?;
    let agent = reader.required(&fields, AGENT, "id").and_then(|node| reader.reference::<AgentId>(node, "an agent"));
    let done: Vec<&Entry> = AGENT_KEYS[1..].iter().filter_map(|key| fields.entry(key)).collect();
    match done.as_slice() {
        [] => {
            if !fields.has_unknown() {
                let message = format!("{AGENT} needs one of the keys {}", listed(&AGENT_KEYS[1..]));
                let help = "say what the agent does, such as `becomes: away` or `answers: ann`".to_owned();
                reader.report(codes::MISSING_KEY, node.span, message, "does what?", Some(help));
            }
            None
        }
        [_, second, ..] => {
            let message = "a step does one thing, and this agent does several";
            let help = Some("write a step for each".to_owned());
            reader.report(codes::BAD_RULE_TEST, second.key_span, message, "the second one", help);
            None
        }
        [entry] if entry.key == "becomes" => {
            let chosen = AVAILABILITIES.iter().map(|(word, choice)| (*word, Becoming::Chooses(*choice)));
            let words: Vec<(&str, Becoming)> = chosen.chain([("gone", Becoming::Gone)]).collect();
            let how = reader.word(&entry.value, "way to come or go", &words);
            Some(RawDoing::Becomes { agent: agent?, how: how? })
        }
        [entry] => {
            let how = Handling::ALL.into_iter().find(|how| how.word() == entry.key)?;
            let visitor = visitors.named(&entry.value, reader);
            Some(RawDoing::Handles { agent: agent?, how, visitor: visitor? })
        }
    }
}

pub(super) fn transfer(node: &Node, visitors: &Visitors, reader: &mut Reader) -> Option<RawDoing> {
    let fields = reader.fields(node, TRANSFER, TRANSFER_KEYS)?;
    let visitor = reader.required(&fields, TRANSFER, "session").and_then(|node| visitors.named(node, reader));
    let by = reader.required(&fields, TRANSFER, "by").and_then(|node| reader.reference::<AgentId>(node, "an agent"));
    let note = fields.get("note").map(|node| reader.text(node, MAX_REASON_CHARS, Lines::Many));
    let to = match (fields.entry("to_agent"), fields.entry("to_group")) {
        (Some(agent), None) => reader.reference(&agent.value, "an agent").map(RawTarget::Agent),
        (None, Some(group)) => reader.reference(&group.value, "a group").map(RawTarget::Group),
        (Some(_), Some(group)) => {
            let message = "a session is given to an agent or to a group, not to both";
            let help = Some("keep one of the two".to_owned());
            reader.report(codes::BAD_RULE_TEST, group.key_span, message, "the second one", help);
            None
        }
        (None, None) => {
            if !fields.has_unknown() {
                let message = format!("{TRANSFER} needs the key `to_agent` or the key `to_group`");
                reader.report(codes::MISSING_KEY, node.span, message, "to whom?", None);
            }
            None
        }
    };
    let note = match note {
        Some(read) => Some(read?),
        None => None,
    };
    Some(RawDoing::Transfers { by: by?, visitor: visitor?, to: to?, note })
}

pub(super) fn pass(node: &Node, reader: &mut Reader) -> Option<RawDoing> {
    duration::read(node, &limits::STEP_TIME, reader).map(RawDoing::Pass)
}

pub(super) fn until(node: &Node, reader: &mut Reader) -> Option<RawDoing> {
    moment::read(node, reader).map(|at| RawDoing::Until(at, node.span))
}
