//! `prompts/<id>.yaml`: a text the system shows a visitor.

use crate::{
    Prompt, Span, limits,
    reader::{Lines, Reader},
    yaml::Node,
};
use usher_model::PromptId;

pub(crate) const KEYS: &[&str] = &["enabled", "text"];
const WHAT: &str = "a prompt";

pub(crate) fn read(root: &Node, id: PromptId, reader: &mut Reader) -> Option<(Prompt, Span)> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let enabled = fields.get("enabled").map_or(Some(true), |node| reader.flag(node));
    let text =
        reader.required(&fields, WHAT, "text").and_then(|node| reader.local_text(node, limits::PROMPT, Lines::Many));
    let span = fields.entry("text").map_or(root.span, |entry| entry.key_span);
    Some((Prompt { id, enabled: enabled?, text: text? }, span))
}
