//! What happens one after another, and where sessions stand in between.

mod seen;
mod step;

#[cfg(test)]
pub(crate) use seen::KEYS as SEEN_KEYS;
pub(crate) use seen::RawSeen;
#[cfg(test)]
pub(crate) use step::{AGENT_KEYS, LEAVES_KEYS, TRANSFER_KEYS, VISITOR_KEYS};
pub(crate) use step::{RawAnswers, RawDoing, RawTarget, Seen};

use super::given::{self, RawGiven};
use crate::{
    Span,
    binding::Binding,
    codes, limits,
    reader::{Lines, Reader},
    words::listed,
    yaml::{Content, Node},
};
use step::Visitors;
use usher_condition::nearest;

/// The keys of a scenario, beside those of what is given.
pub(crate) const SCENARIO_KEYS: &[&str] = &["name", "steps"];
pub(crate) const STEP_KEYS: &[&str] =
    &["visitor", "ends", "leaves_message", "agent", "transfer", "pass", "until", "expect"];
const WHAT: &str = "a scenario";

/// A scenario whose references are still to be found.
pub(crate) struct RawScenario {
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    pub given: RawGiven,
    pub steps: Vec<RawStep>,
}

/// A step, with the place of its key.
pub(crate) struct RawStep {
    pub span: Span,
    pub what: RawDoing,
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawScenario> {
    let keys = [SCENARIO_KEYS, given::GIVEN_KEYS].concat();
    let fields = reader.fields(node, WHAT, &keys)?;
    let named = reader.required(&fields, WHAT, "name");
    let span = named.map_or(node.span, |node| node.span);
    let name = named.and_then(|node| reader.text(node, limits::CASE_NAME, Lines::One));
    let given = given::read_fields(&fields, binding, reader);
    let steps = reader.required(&fields, WHAT, "steps").map(|node| steps(node, binding, reader));
    Some(RawScenario { name: name?, span, given, steps: steps? })
}

fn steps(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Vec<RawStep> {
    let help = "write what happens, such as `- visitor: { as: ann, says: Hello }`";
    let items = reader.full_list(node, "a list of steps", help).unwrap_or_default();
    if items.len() > limits::STEPS {
        let message = format!("a scenario has at most {} steps, this one has {}", limits::STEPS, items.len());
        let help = Some("split it into several scenarios".to_owned());
        reader.report(codes::TOO_LONG, node.span, message, "too many", help);
        return Vec::new();
    }
    let mut visitors = Visitors::default();
    let each: Vec<RawStep> = items.iter().filter_map(|item| step(item, &mut visitors, binding, reader)).collect();
    let expects = |step: &RawStep| matches!(step.what, RawDoing::Expect { .. });
    if each.len() == items.len() && !items.is_empty() && !each.iter().any(expects) {
        let message = "this scenario expects nothing, so it could not fail";
        let help =
            Some("write where a session must stand, such as `- expect: { session: ann, state: queued }`".to_owned());
        reader.report(codes::BAD_RULE_TEST, node.span, message, "no `expect`", help);
    }
    each
}

/// One key with what it does.
fn step(node: &Node, visitors: &mut Visitors, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawStep> {
    let entries = if let Content::Map(entries) = &node.content {
        entries.as_slice()
    } else {
        visitors.has_lost = true;
        return reader.wrong(node, &format!("a step, with one key of {}", listed(STEP_KEYS)));
    };
    let [entry] = entries else {
        visitors.has_lost = true;
        let (message, span) = match entries.get(1) {
            Some(second) => ("a step does one thing: it has one key".to_owned(), second.key_span),
            None if node.lost_keys => return None,
            None => ("this step does nothing".to_owned(), node.span),
        };
        let code = if entries.is_empty() { codes::EMPTY } else { codes::BAD_RULE_TEST };
        let help = "write each in a line of its own that begins with `-`".to_owned();
        reader.report(code, span, message, "one more", Some(help).filter(|_| !entries.is_empty()));
        return None;
    };
    let (span, value) = (entry.key_span, &entry.value);
    let what = match entry.key.as_str() {
        "visitor" => step::visitor(value, visitors, binding, reader),
        "ends" => visitors.named(value, reader).map(|visitor| RawDoing::Ends { visitor }),
        "leaves_message" => step::leaves_message(value, visitors, binding, reader),
        "agent" => step::agent(value, visitors, reader),
        "transfer" => step::transfer(value, visitors, reader),
        "pass" => step::pass(value, reader),
        "until" => step::until(value, reader),
        "expect" => seen::read(value, visitors, reader),
        other => {
            visitors.has_lost = true;
            let help = match nearest(other, STEP_KEYS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a step has one of the keys {}", listed(STEP_KEYS)),
            };
            let message = format!("a step has no key `{}`", crate::words::shown(other));
            reader.report(codes::UNKNOWN_KEY, span, message, "unknown key", Some(help));
            None
        }
    };
    what.map(|what| RawStep { span, what })
}
