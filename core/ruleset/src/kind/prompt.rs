//! `prompts/<id>.yaml`: a text the system shows a visitor, and what plug-ins compute for it.

use crate::{
    Prompt, Span,
    binding::Binding,
    codes,
    kind::{object::Unknowable, use_of},
    limits,
    prompt::{Building, IDLE, Problem, QUEUE, Variables, is_free},
    reader::{Lines, Reader},
    words::shown,
    yaml::{Content, Entry, Node},
};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{Compute, LocalText, PromptId};

pub(crate) const KEYS: &[&str] = &["enabled", "text", "compute"];
const WHAT: &str = "a prompt";

/// A prompt, and where it says what.
pub(crate) struct RawPrompt {
    pub prompt: Prompt,
    pub span: Span,
    /// Where it first speaks of a queue.
    pub queue: Option<Span>,
    /// Where it first speaks of the end of an idle session.
    pub idle: Option<Span>,
}

pub(crate) fn read(root: &Node, id: PromptId, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawPrompt> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let enabled = fields.get("enabled").map_or(Some(true), |node| reader.flag(node));
    let entries = fields.get("compute").map_or(Some(&[] as &[Entry]), |node| entries(node, reader));
    let computes = entries.and_then(|entries| computes(entries, binding, reader));
    let names = entries.into_iter().flatten().map(|entry| entry.key.as_str());
    let variables = Variables::new(binding.catalogue, names);
    let mut building = Building::new(&variables);
    let source =
        reader.required(&fields, WHAT, "text").and_then(|node| text(node, binding.unknowable, &mut building, reader));
    let span = fields.entry("text").map_or(root.span, |entry| entry.key_span);
    let (source, Spoken { queue, idle }) = source?;
    // What is broken may well be used once it is mended.
    let unused = |entry: &&Entry| computes.is_some() && !building.names(&entry.key);
    for entry in entries.into_iter().flatten().filter(unused) {
        let message = format!("no text of this prompt uses `{}`", entry.key);
        let help = Some(format!("write `{{{{ {} }}}}` in a text, or remove it", entry.key));
        reader.report(codes::UNUSED_COMPUTE, entry.key_span, message, "never used", help);
    }
    let prompt = Prompt { id, enabled: enabled?, text: building.finish(source), computes: computes? };
    Some(RawPrompt { prompt, span, queue, idle })
}

fn entries<'n>(node: &'n Node, reader: &mut Reader) -> Option<&'n [Entry]> {
    let entries = reader.map(node, "names with what computes them, such as `part: greeting/part_of_day`")?;
    if entries.len() > limits::COMPUTES {
        let message =
            format!("a prompt has at most {} computed variables, this one has {}", limits::COMPUTES, entries.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    Some(entries)
}

/// The computed variables. A name that cannot be used is reported, and so is a use that cannot be bound.
fn computes(
    entries: &[Entry],
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> Option<BTreeMap<String, Arc<dyn Compute>>> {
    let mut computes = BTreeMap::new();
    for entry in entries {
        let is_named = name(entry, binding, reader);
        if let (true, Some(used)) = (is_named, use_of::compute(&entry.value, binding.offered, reader)) {
            computes.insert(entry.key.clone(), used.bound);
        }
    }
    (computes.len() == entries.len()).then_some(computes)
}

fn name(entry: &Entry, binding: &Binding<'_>, reader: &mut Reader) -> bool {
    let name = entry.key.as_str();
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    let (message, label) = if !begins || name.len() > limits::VARIABLE || !name.bytes().all(is_plain) {
        (format!("`{}` is not a name that a text could use", shown(name)), "not a name")
    } else if !is_free(name, binding.catalogue) {
        (format!("the name `{name}` is taken"), "taken")
    } else {
        return true;
    };
    let help = "write a name of small letters, digits and `_` such as `part_of_day`";
    reader.report(codes::COMPUTE_NAME, entry.key_span, message, label, Some(help.to_owned()));
    false
}

/// Where the texts of a prompt first speak of something that is not always there.
#[derive(Default)]
struct Spoken {
    queue: Option<Span>,
    idle: Option<Span>,
}

/// The texts, each compiled, their mistakes marked where they stand in the file; and where they first speak of what is
/// not always there.
fn text(
    node: &Node,
    unknowable: &Unknowable,
    building: &mut Building<'_>,
    reader: &mut Reader,
) -> Option<(LocalText, Spoken)> {
    let source = reader.local_text(node, limits::PROMPT, Lines::Many)?;
    let mut is_good = true;
    let mut spoken = Spoken::default();
    let mut add = |node: &Node, text: &str| match building.add(text) {
        Ok(uses) => {
            let first = |family: &str| {
                let of_family = uses.iter().filter(|(name, _)| name.starts_with(family)).map(|(_, place)| place);
                of_family.min_by_key(|place| place.start).map(|place| node.within(place))
            };
            spoken.queue = spoken.queue.or_else(|| first(QUEUE));
            spoken.idle = spoken.idle.or_else(|| first(IDLE));
        }
        Err(problems) => {
            is_good = false;
            let is_unknowable = |problem: &Problem| {
                let name: String = text.chars().skip(problem.place.start).take(problem.place.len()).collect();
                problem.code == codes::UNKNOWN_VARIABLE && unknowable.has(&name)
            };
            for Problem { code, place, message, label, help } in problems.into_iter().filter(|one| !is_unknowable(one))
            {
                // Finding a place takes as long as the text is.
                let span = if reader.is_full() { node.span } else { node.within(&place) };
                reader.report(code, span, message, label, help);
            }
        }
    };
    match (&source, &node.content) {
        (LocalText::ByLocale(texts), Content::Map(entries)) => {
            for entry in entries {
                if let Some(text) = entry.key.parse().ok().and_then(|locale| texts.get(&locale)) {
                    add(&entry.value, text);
                }
            }
        }
        (LocalText::ByLocale(_), _) => {}
        (LocalText::Same(text), _) => add(node, text),
    }
    is_good.then_some((source, spoken))
}
