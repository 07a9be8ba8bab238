//! Texts that lack a language, or that speak of what is not there when they are shown.

use crate::{RuleSet, Waiting, codes, plugins::Offered, sources::Sources, words::listed};
use std::collections::BTreeSet;
use usher_model::{EffectKind, Locale, PromptId};

pub(super) fn check(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    languages(sources, set);
    queues(sources, set, offered);
    ends(sources, offered);
}

/// Texts by language that lack one of the workspace's. `zh` will do for `zh-CN`, as it does for a visitor.
fn languages(sources: &mut Sources, set: &RuleSet) {
    let wanted = &set.workspace.locales;
    // What plug-ins say of themselves no visitor reads.
    for reader in sources.readers.each().filter(|reader| reader.file().starts_with("rules/")) {
        let lacking: Vec<_> = reader
            .texts()
            .iter()
            .map(|texts| {
                let has = |language: &str| texts.locales.iter().any(|locale| locale.language() == language);
                let missing = wanted.iter().filter(|locale| !has(locale.language()));
                (texts.span, missing.map(Locale::as_str).collect::<Vec<_>>())
            })
            .filter(|(_, missing)| !missing.is_empty())
            .collect();
        for (span, missing) in lacking {
            let names = listed(&missing);
            let message = format!("this text is not written in {names}, which the workspace has");
            let help = Some(format!("add `{}: ...`; until then its readers get another language", missing[0]));
            reader.report(codes::MISSING_LOCALE, span, message, &format!("no {names}"), help);
        }
    }
}

/// Prompts that are shown only while nobody waits, and speak of the queue.
fn queues(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    let rules = || set.rules.iter().chain(&set.shadows);
    // One that is switched off for a while may show them tomorrow.
    let waiting = rules().chain(&set.off).map(|rule| &rule.waiting).chain([&set.workspace.waiting]);
    let waits: BTreeSet<&PromptId> = waiting.flat_map(Waiting::prompts).chain(&set.workspace.unmatched).collect();
    let after: BTreeSet<&PromptId> = rules()
        .flat_map(|rule| rule.welcome.iter().chain(&rule.follow_up).chain(&rule.closed))
        .chain(&set.workspace.closed)
        .chain(set.workspace.idle.iter().filter_map(|idle| idle.warning.as_ref()))
        .filter(|prompt| !waits.contains(prompt))
        .collect();
    for raw in &sources.prompts {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        let id = &raw.prompt.id;
        let Some(span) = raw.queue else { continue };
        if after.contains(id) && !offered.names_literally(EffectKind::SendPrompt, id.as_str()) {
            let message = "this prompt is only shown to visitors who do not wait, so this is always left out";
            let help = Some("speak of the queue in a prompt below `waiting`".to_owned());
            reader.report(codes::NO_QUEUE, span, message, "no queue", help);
        }
    }
}

/// Prompts that are no warning of the end of an idle session, and speak of it.
fn ends(sources: &mut Sources, offered: &Offered) {
    let warning = sources.workspace_names.idle_warning.as_ref().map(|prompt| &prompt.id);
    for raw in &sources.prompts {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        let id = &raw.prompt.id;
        let Some(span) = raw.idle else { continue };
        if warning != Some(id) && !offered.names_literally(EffectKind::SendPrompt, id.as_str()) {
            let message = "this prompt warns nobody of the end of an idle chat, so this is always left out";
            let help = Some(format!(
                "name it in the workspace, such as `idle: {{ close_after: 30m, warn_before: 2m, warning: {id} }}`"
            ));
            reader.report(codes::NO_END, span, message, "no end is near", help);
        }
    }
}
