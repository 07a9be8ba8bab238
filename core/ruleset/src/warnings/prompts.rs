//! Prompts that nobody is shown.

use crate::{
    RuleSet, codes,
    kind::distribution::Mode,
    plugins::Offered,
    reader::{Reader, Ref},
    sources::{Sources, WORKSPACE},
};
use std::collections::BTreeSet;
use usher_model::{EffectKind, PromptId};

pub(super) fn check(sources: &mut Sources, set: &RuleSet, offered: &Offered) {
    let of_workspace = || sources.workspace_names.prompts();
    // A rule on trial, or one that is switched off for a while, may show them tomorrow.
    let of_rules = sources.rules.iter().flat_map(|raw| raw.item.prompts());
    let shown: BTreeSet<&PromptId> = of_workspace().chain(of_rules).map(|(_, prompt)| &prompt.id).collect();
    for raw in &sources.prompts {
        let (prompt, span) = (&raw.item.prompt, &raw.item.span);
        if !shown.contains(&prompt.id) && !offered.names_literally(EffectKind::SendPrompt, prompt.id.as_str()) {
            let help = Some(format!("name it in a rule, such as `welcome: {}`, or remove this file", prompt.id));
            let message = "no distribution rule shows this prompt, nor the workspace, and no hook names it";
            sources.readers.of(&raw.file).report(codes::UNUSED_PROMPT, *span, message, "never shown", help);
        }
    }
    let is_off = |prompt: &Ref<PromptId>| set.prompts.get(&prompt.id).is_some_and(|prompt| !prompt.enabled);
    for (key, prompt) in of_workspace().filter(|(_, prompt)| is_off(prompt)) {
        switched_off(key, prompt, sources.readers.of(&WORKSPACE.into()));
    }
    for raw in sources.rules.iter().filter(|raw| raw.item.mode != Mode::Off) {
        for (key, prompt) in raw.item.prompts().filter(|(_, prompt)| is_off(prompt)) {
            switched_off(key, prompt, sources.readers.of(&raw.file));
        }
    }
}

fn switched_off(key: &str, prompt: &Ref<PromptId>, reader: &mut Reader) {
    let so = match key {
        "welcome" => "visitors get no welcome",
        "follow_up" => "visitors get no line after the welcome",
        "warning" => "visitors are not warned before an idle chat is closed",
        "closed" => "visitors are not told that an agent closed the session",
        "unmatched" => "visitors are told nothing when no rule matches",
        "in_line" => "visitors who wait are not told their place in line",
        "busy" => "visitors are told nothing when everybody is busy",
        "none_online" => "visitors are told nothing when nobody is online",
        "outside_hours" => "visitors are told nothing outside the hours of service",
        _ => "visitors are told nothing when the queue is full",
    };
    let message = format!("the prompt `{}` is switched off, so {so}", prompt.id);
    let is_step = matches!(key, "busy" | "none_online" | "outside_hours" | "full");
    let what = if is_step { "prompt" } else { key };
    let help = Some(format!("remove `{what}` here, or switch the prompt on"));
    reader.report(codes::PROMPT_OFF, prompt.span, message, "switched off", help);
}
