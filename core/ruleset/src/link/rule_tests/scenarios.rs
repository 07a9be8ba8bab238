//! Scenarios: whether everything that their steps name exists, whether answers fit their forms, and whether time goes
//! forward.

use super::{AGENTS_HELP, Named, given, known};
use crate::{
    FieldProblem, FilledForm, Form, FormKind, ProblemCode, Span, codes, duration,
    kind::{
        distribution::Mode,
        rule_test::{RawAnswers, RawDoing, RawRuleTests, RawScenario, RawSeen, RawTarget, Seen},
    },
    limits,
    reader::{Reader, Ref},
};
use std::{collections::BTreeMap, time::Duration};
use usher_model::{ChannelId, FormId, Timestamp};

const GROUPS_HELP: &str = "add its file to `groups/`";

pub(super) fn check(scenario: &RawScenario, tests: &RawRuleTests, named: &Named<'_>, reader: &mut Reader) {
    let mut channels: BTreeMap<&str, &ChannelId> = BTreeMap::new();
    for step in &scenario.steps {
        if let RawDoing::Says { visitor, given: own, .. }
        | RawDoing::Fills { visitor, given: own, .. }
        | RawDoing::LeavesMessage { visitor, given: own, .. } = &step.what
        {
            let channel = named.channel_of([own, &scenario.given, &tests.given]);
            channels.extend(channel.filter(|_| !channels.contains_key(&**visitor)).map(|id| (&**visitor, id)));
        }
        match &step.what {
            RawDoing::Says { visitor, given: own, seen } => {
                given(own, named, reader);
                if *seen == Seen::First {
                    begun_by_message(channels.get(&**visitor).copied(), step.span, named, reader);
                }
            }
            RawDoing::Fills { visitor, given: own, answers } => {
                given(own, named, reader);
                begun_by_form(channels.get(&**visitor).copied(), answers, step.span, named, reader);
            }
            RawDoing::LeavesMessage { given: own, form, answers, .. } => {
                given(own, named, reader);
                left(form, answers, named, reader);
            }
            RawDoing::Becomes { agent, .. } | RawDoing::Handles { agent, .. } => {
                known(reader, agent, named.agents.as_ref(), "agent", AGENTS_HELP);
            }
            RawDoing::Transfers { by, to, .. } => {
                known(reader, by, named.agents.as_ref(), "agent", AGENTS_HELP);
                match to {
                    RawTarget::Agent(agent) => known(reader, agent, named.agents.as_ref(), "agent", AGENTS_HELP),
                    RawTarget::Group(group) => known(reader, group, Some(named.groups), "group", GROUPS_HELP),
                }
            }
            RawDoing::Expect { all, .. } => all.iter().for_each(|one| seen(one, named, reader)),
            RawDoing::Ends { .. } | RawDoing::Pass(_) | RawDoing::Until(..) => {}
        }
    }
    time(scenario, tests, named, reader);
}

fn seen(one: &RawSeen, named: &Named<'_>, reader: &mut Reader) {
    match one {
        RawSeen::Agent(agents, _) => {
            for agent in agents {
                known(reader, agent, named.agents.as_ref(), "agent", AGENTS_HELP);
            }
        }
        RawSeen::Group(group) => known(reader, group, Some(named.groups), "group", GROUPS_HELP),
        RawSeen::Rule(Some(rule), _) => named.rule(rule, Mode::Active, reader),
        RawSeen::Prompt(prompts, _) => {
            for prompt in prompts {
                known(reader, prompt, Some(named.prompts), "prompt", "add its file to `prompts/`");
            }
        }
        RawSeen::Rule(None, _) | RawSeen::State(..) | RawSeen::Reason(..) | RawSeen::Place(..) | RawSeen::Cause(..) => {
        }
    }
}

/// A visitor's first message, in a channel where a chat may begin with a form.
fn begun_by_message(channel: Option<&ChannelId>, span: Span, named: &Named<'_>, reader: &mut Reader) {
    let Some((channel, Some(form))) = channel.and_then(|id| Some((id, *named.begins.get(id)?))) else { return };
    let Some(found) = named.filled.get(form).filter(|found| found.kind == FormKind::PreChat) else { return };
    let message = format!("a chat in `{channel}` begins with the form `{form}`, not with a message");
    let field = found.fields.iter().find(|field| field.required).or(found.fields.first());
    let field = field.map_or("...", |field| field.id.as_str());
    let help = format!("say what is answered in place of `says`, such as `fills: {{ {field}: ... }}`");
    reader.report(codes::BAD_RULE_TEST, span, message, "fills in nothing", Some(help));
}

/// The form that a chat begins with, and whether the answers fit it.
fn begun_by_form(
    channel: Option<&ChannelId>,
    answers: &RawAnswers,
    span: Span,
    named: &Named<'_>,
    reader: &mut Reader,
) {
    let Some((channel, form)) = channel.and_then(|id| Some((id, *named.begins.get(id)?))) else { return };
    let Some(form) = form else {
        let message = format!("a chat in `{channel}` begins with a message, so there is no form to fill in");
        let help = format!("write `says` in place of `fills`, or name a form as `pre_chat` of `{channel}`");
        reader.report(codes::BAD_RULE_TEST, span, message, "no form here", Some(help));
        return;
    };
    if let Some(found) = named.filled.get(form).filter(|found| found.kind == FormKind::PreChat) {
        fits(found, answers, named, reader);
    }
}

/// The form that is filled in, and whether the answers fit it.
fn left(form: &Ref<FormId>, answers: &RawAnswers, named: &Named<'_>, reader: &mut Reader) {
    known(reader, form, Some(named.forms), "form", "add its file to `forms/`");
    let Some(found) = named.filled.get(&form.id) else { return };
    if found.kind != FormKind::LeaveMessage {
        let message = format!("`{}` is a form that is asked before a chat, not one to leave a message", form.id);
        let help = Some("name a form with `kind: leave_message`".to_owned());
        reader.report(codes::WRONG_FORM, form.span, message, "of another kind", help);
        return;
    }
    fits(found, answers, named, reader);
}

/// Whether answers fit their form.
fn fits(found: &Form, answers: &RawAnswers, named: &Named<'_>, reader: &mut Reader) {
    let Some(locale) = named.locale else { return };
    let filled = FilledForm { form: found, given: &answers.values, files: &BTreeMap::new(), locale, fallback: locale };
    let problems = filled.check().err().unwrap_or_default();
    for FieldProblem { field, code, message, .. } in problems {
        let place = answers.places.iter().find(|(name, _, _)| *name == field);
        match (code, place) {
            (ProblemCode::UnknownField, Some((name, key, _))) => {
                let message = format!("the form `{}` has no field `{}`", found.id, crate::words::shown(name));
                let ids: Vec<&str> = found.fields.iter().map(|field| field.id.as_str()).collect();
                let help = match usher_condition::nearest(name, ids.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it has {}", crate::words::listed(&ids)),
                };
                reader.report(codes::UNKNOWN_FACT, *key, message, "unknown field", Some(help));
            }
            (_, Some((_, _, value))) => {
                let message = format!("the form does not take this: {message}");
                reader.report(codes::BAD_FACT, *value, message, "not an answer", None);
            }
            (_, None) => {
                let message = format!("the form `{}` needs an answer to `{field}`", found.id);
                reader.report(codes::MISSING_KEY, answers.span, message, &format!("`{field}` is missing"), None);
            }
        }
    }
}

/// Whether no step goes back in time, and all are over soon enough. Nothing is told where the beginning is not known.
fn time(scenario: &RawScenario, tests: &RawRuleTests, named: &Named<'_>, reader: &mut Reader) {
    let Some(zone) = named.zone else { return };
    let begins = scenario.given.at.as_ref().or(tests.given.at.as_ref());
    let begins: Option<Timestamp> = begins.and_then(|(at, _)| at.resolve(zone).ok());
    let (mut now, mut passed) = (begins, Duration::ZERO);
    for step in &scenario.steps {
        match &step.what {
            RawDoing::Pass(time) => {
                now = now.map(|now| now.after(*time));
                passed = passed.saturating_add(*time);
            }
            RawDoing::Until(at, span) => {
                let moment = match at.resolve(zone) {
                    Ok(moment) => moment,
                    Err(bad) => {
                        reader.report(codes::LEFT_OUT_TIME, *span, bad.problem(), "no such time", Some(bad.help()));
                        return;
                    }
                };
                if let Some(before) = now {
                    if moment <= before {
                        let message = "it is later than this already when the step begins";
                        let help = Some("write a later moment, or remove the step".to_owned());
                        reader.report(codes::BAD_RULE_TEST, *span, message, "is over", help);
                        return;
                    }
                    passed = passed.saturating_add(moment.since(before));
                }
                now = Some(moment);
            }
            _ => continue,
        }
        if passed > limits::SIMULATED_TIME {
            let most = duration::written(limits::SIMULATED_TIME);
            let message = format!("a scenario is over within {most}, and this one is not");
            let help = Some("let less time pass, or tell two stories".to_owned());
            reader.report(codes::OUT_OF_RANGE, step.span, message, "too long", help);
            return;
        }
    }
}
