//! Distribution rules, and what the workspace says for all of them: whether everything they name exists, and the rules
//! in the order of their evaluation.

use super::known;
use crate::{
    FormKind, Overflow, Rule, Workspace, codes,
    kind::{
        distribution::{Mode, RawRule},
        waiting::RawWaiting,
    },
    reader::Reader,
    sources::{Sources, WORKSPACE},
};
use std::collections::{BTreeMap, BTreeSet};
use usher_model::FormId;

/// The rules by what they do, each in order of evaluation.
#[derive(Default)]
pub(super) struct Rules {
    pub active: Vec<Rule>,
    pub shadow: Vec<Rule>,
    pub off: Vec<Rule>,
}

const PROMPTS_HELP: &str = "add its file to `prompts/`";

pub(super) fn check(sources: &mut Sources) {
    let readers = &mut sources.readers;
    let kinds = sources.forms.iter().filter_map(|raw| Some((&raw.item.id, raw.item.kind?)));
    let forms = Forms { ids: &sources.form_ids, kinds: kinds.collect() };
    let names = &sources.workspace_names;
    let reader = readers.of(&WORKSPACE.into());
    for (_, prompt) in names.prompts() {
        known(reader, prompt, Some(&sources.prompt_ids), "prompt", PROMPTS_HELP);
    }
    forms.check(&names.waiting, reader);
    for rule in &sources.rules {
        let reader = readers.of(&rule.file);
        let rule = &rule.item;
        for channel in rule.channels.iter().flatten() {
            known(reader, channel, Some(&sources.channel_ids), "channel", "add its file to `channels/`");
        }
        let overflow = rule.overflow.as_ref().map(|overflow| &overflow.group);
        for group in rule.group.iter().chain(overflow) {
            known(reader, group, Some(&sources.group_ids), "group", "add its file to `groups/`");
        }
        for (_, prompt) in rule.prompts() {
            known(reader, prompt, Some(&sources.prompt_ids), "prompt", PROMPTS_HELP);
        }
        forms.check(&rule.waiting, reader);
    }
}

pub(super) fn build(sources: &Sources, workspace: &Workspace) -> Rules {
    let mut rules = Rules::default();
    for raw in &sources.rules {
        let Some(rule) = rule(&raw.item, workspace) else { continue };
        match raw.item.mode {
            Mode::Active => rules.active.push(rule),
            Mode::Shadow => rules.shadow.push(rule),
            Mode::Off => rules.off.push(rule),
        }
    }
    for each in [&mut rules.active, &mut rules.shadow, &mut rules.off] {
        each.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    }
    rules
}

fn rule(raw: &RawRule, workspace: &Workspace) -> Option<Rule> {
    let channels = raw.channels.as_ref().map(|each| each.iter().map(|channel| channel.id.clone()).collect());
    Some(Rule {
        id: raw.id.clone(),
        name: raw.name.clone()?,
        priority: raw.priority,
        channels,
        condition: raw.condition.clone(),
        group: raw.group.as_ref()?.id.clone(),
        strategies: raw.strategies.clone(),
        overflow: raw.overflow.as_ref().map(|overflow| Overflow {
            group: overflow.group.id.clone(),
            after: overflow.after,
            longer_than: overflow.longer_than.map(|(most, _)| most),
        }),
        waiting: raw.waiting.over(&workspace.waiting),
        welcome: raw.welcome.as_ref().map(|welcome| welcome.id.clone()),
        follow_up: raw.follow_up.as_ref().map(|follow_up| follow_up.id.clone()),
        closed: raw.closed.as_ref().map(|closed| closed.id.clone()).or_else(|| workspace.closed.clone()),
    })
}

/// The forms there are. One whose file is broken has no known kind.
struct Forms<'s> {
    ids: &'s BTreeSet<FormId>,
    kinds: BTreeMap<&'s FormId, FormKind>,
}

impl Forms<'_> {
    /// Whoever waits may leave a message, so that is the kind of form it takes.
    fn check(&self, waiting: &RawWaiting, reader: &mut Reader) {
        for form in waiting.forms() {
            known(reader, form, Some(self.ids), "form", "add its file to `forms/`");
            if self.kinds.get(&form.id).is_some_and(|kind| *kind != FormKind::LeaveMessage) {
                let message =
                    format!("`{}` is a form that is asked before a chat, not one to leave a message", form.id);
                let help = "name a form with `kind: leave_message`".to_owned();
                reader.report(codes::WRONG_FORM, form.span, message, "of another kind", Some(help));
            }
        }
    }
}
