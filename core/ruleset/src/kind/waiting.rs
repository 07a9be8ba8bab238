//! What visitors are told who cannot be served at once: the key `waiting` of distribution rules and of the workspace.

use crate::{
    Hold, Waiting, WaitingStep, codes,
    reader::{Reader, Ref},
    yaml::Node,
};
use usher_model::{FormId, PromptId};

pub(crate) const KEYS: &[&str] = &["busy", "none_online", "outside_hours", "full", "in_line"];
pub(crate) const STEP_KEYS: &[&str] = &["prompt", "hold", "form"];
pub(crate) const FULL_KEYS: &[&str] = &["prompt", "form"];
pub(crate) const IN_LINE_KEYS: &[&str] = &["prompt"];
const WHAT: &str = "`waiting`";

/// What is told, with the places of what is named.
#[derive(Default)]
pub(crate) struct RawWaiting {
    busy: Option<RawStep>,
    none_online: Option<RawStep>,
    outside_hours: Option<RawStep>,
    full: Option<RawStep>,
    in_line: Option<Ref<PromptId>>,
}

struct RawStep {
    prompt: Option<Ref<PromptId>>,
    hold: Hold,
    form: Option<Ref<FormId>>,
}

impl RawWaiting {
    /// What holds where `otherwise` is what was said for all: a key given here replaces that key whole.
    pub fn over(&self, otherwise: &Waiting) -> Waiting {
        let step = |given: &Option<RawStep>, otherwise: &Option<WaitingStep>| {
            given.as_ref().map(RawStep::compiled).or_else(|| otherwise.clone())
        };
        Waiting {
            busy: step(&self.busy, &otherwise.busy),
            none_online: step(&self.none_online, &otherwise.none_online),
            outside_hours: step(&self.outside_hours, &otherwise.outside_hours),
            full: step(&self.full, &otherwise.full),
            in_line: self.in_line.as_ref().map(|named| named.id.clone()).or_else(|| otherwise.in_line.clone()),
        }
    }

    /// The prompts that are named, each with its key.
    pub fn prompts(&self) -> impl Iterator<Item = (&'static str, &Ref<PromptId>)> {
        let of_steps = self.steps().filter_map(|(key, step)| step.prompt.as_ref().map(|prompt| (key, prompt)));
        of_steps.chain(self.in_line.as_ref().map(|prompt| ("in_line", prompt)))
    }

    /// The forms that are named.
    pub fn forms(&self) -> impl Iterator<Item = &Ref<FormId>> {
        self.steps().filter_map(|(_, step)| step.form.as_ref())
    }

    fn steps(&self) -> impl Iterator<Item = (&'static str, &RawStep)> {
        let each = [
            ("busy", &self.busy),
            ("none_online", &self.none_online),
            ("outside_hours", &self.outside_hours),
            ("full", &self.full),
        ];
        each.into_iter().filter_map(|(key, step)| step.as_ref().map(|step| (key, step)))
    }
}

impl RawStep {
    fn compiled(&self) -> WaitingStep {
        WaitingStep {
            prompt: self.prompt.as_ref().map(|named| named.id.clone()),
            hold: self.hold,
            form: self.form.as_ref().map(|named| named.id.clone()),
        }
    }
}

/// Reads the key's value.
pub(crate) fn read(node: &Node, reader: &mut Reader) -> RawWaiting {
    let Some(fields) = reader.fields(node, WHAT, KEYS) else { return RawWaiting::default() };
    let mut step = |key: &str| fields.get(key).and_then(|node| step(node, key, reader));
    let (busy, none_online, outside_hours, full) =
        (step("busy"), step("none_online"), step("outside_hours"), step("full"));
    let in_line = fields.get("in_line").and_then(|node| {
        let fields = reader.fields(node, "`in_line`", IN_LINE_KEYS)?;
        reader.required(&fields, "`in_line`", "prompt").and_then(|node| reader.reference(node, "a prompt"))
    });
    RawWaiting { busy, none_online, outside_hours, full, in_line }
}

fn step(node: &Node, key: &str, reader: &mut Reader) -> Option<RawStep> {
    // Who finds the queue full never waits in it, so there is nothing to hold.
    let (keys, otherwise) = if key == "full" { (FULL_KEYS, Hold::Closes) } else { (STEP_KEYS, Hold::Waits) };
    let fields = reader.fields(node, &format!("`{key}`"), keys)?;
    if !fields.has_unknown() && keys.iter().all(|key| fields.get(key).is_none()) {
        let help = format!("write what happens, such as `{key}: {{ prompt: sorry }}`, or leave `{key}` out");
        reader.report(codes::EMPTY, node.span, format!("`{key}` says nothing"), "nothing in it", Some(help));
    }
    let prompt = fields.get("prompt").and_then(|node| reader.reference(node, "a prompt"));
    let hold = match fields.get("hold").filter(|_| keys.contains(&"hold")) {
        Some(node) if reader.flag(node)? => Hold::Waits,
        Some(_) => Hold::Closes,
        None => otherwise,
    };
    let form = fields.get("form").and_then(|node| reader.reference(node, "a form"));
    Some(RawStep { prompt, hold, form })
}
