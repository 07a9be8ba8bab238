//! The rules' own tests: whether everything they name exists, whether what they expect could ever come, and the tests
//! with what is given for all cases laid under each.

mod building;
mod scenarios;

pub(super) use building::build;

use super::{bears, known};
use crate::{
    BadMoment, FailedOn, Form, Span, codes,
    kind::{
        distribution::{Mode, RawRule},
        rule_test::{RawContrary, RawExpect, RawGiven, RawRuleTests},
    },
    reader::{Reader, Ref},
    sources::{In, Sources},
    words::listed,
};
use jiff::tz::TimeZone;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::Condition;
use usher_model::{AgentId, ChannelId, FormId, GroupId, Locale, PromptId, RuleId};

const AGENTS_HELP: &str = "add it to `directory/agents.yaml`";

/// What the other files say, as far as tests name it.
struct Named<'s> {
    agents: Option<BTreeSet<AgentId>>,
    channels: &'s BTreeSet<ChannelId>,
    groups: &'s BTreeSet<GroupId>,
    prompts: &'s BTreeSet<PromptId>,
    forms: &'s BTreeSet<FormId>,
    rule_ids: &'s BTreeSet<RuleId>,
    /// Those whose files have no problem: what a broken one asks, nobody knows.
    rules: BTreeMap<&'s RuleId, &'s RawRule>,
    zone: Option<&'s TimeZone>,
    locale: Option<&'s Locale>,
    /// The forms whose files have no problem.
    filled: BTreeMap<&'s FormId, &'s Form>,
    /// The form that a chat begins with in each channel that can be read, where there is one.
    begins: BTreeMap<&'s ChannelId, Option<&'s FormId>>,
}

pub(super) fn check(sources: &mut Sources) {
    let readers = &mut sources.readers;
    let whole = sources.rules.iter().filter(|raw| !readers.of(&raw.file).has_errors());
    let rules = whole.map(|raw| (&raw.item.id, &raw.item)).collect();
    let whole = sources.forms.iter().filter(|raw| !readers.of(&raw.file).has_errors());
    let filled = whole.filter_map(|raw| Some((&raw.item.id, raw.item.form.as_ref()?))).collect();
    let named = Named {
        agents: sources.agents.as_ref().map(|agents| agents.iter().map(|agent| agent.id.clone()).collect()),
        channels: &sources.channel_ids,
        groups: &sources.group_ids,
        prompts: &sources.prompt_ids,
        forms: &sources.form_ids,
        rule_ids: &sources.rule_ids,
        rules,
        zone: sources.workspace.as_ref().map(|workspace| &workspace.time_zone),
        locale: sources.workspace.as_ref().map(|workspace| &workspace.default_locale),
        filled,
        begins: sources
            .channels
            .iter()
            .map(|raw| (&raw.item.id, raw.item.pre_chat.as_ref().map(|form| &form.id)))
            .collect(),
    };
    for In { file, item } in &sources.rule_tests {
        file_of_tests(item, &named, sources.readers.of(file));
    }
}

fn file_of_tests(tests: &RawRuleTests, named: &Named<'_>, reader: &mut Reader) {
    given(&tests.given, named, reader);
    let cases = tests.cases.iter().map(|case| (&case.given, case.span));
    let runs = tests.simulations.iter().map(|run| (&run.given, run.span));
    let scenarios = tests.scenarios.iter().map(|scenario| (&scenario.given, scenario.span));
    let all: Vec<(&RawGiven, Span)> = cases.chain(scenarios).chain(runs).collect();
    for (own, _) in &all {
        given(own, named, reader);
    }
    // Told once a file: what is missing in one case is most likely meant to stand under `given`.
    if !tests.given.has_at
        && let Some((_, span)) = all.iter().find(|(own, _)| !own.has_at)
    {
        missing("at", "when is this case?", *span, reader);
    }
    if !tests.given.has_channel
        && named.channels.len() != 1
        && let Some((_, span)) = all.iter().find(|(own, _)| !own.has_channel)
    {
        missing("channel", "in which channel is this case?", *span, reader);
    }
    for case in &tests.cases {
        for expect in &case.expect {
            expectation(expect, named, reader);
        }
        matched_and_not(&case.expect, reader);
    }
    for scenario in &tests.scenarios {
        scenarios::check(scenario, tests, named, reader);
    }
    for run in &tests.simulations {
        for (agent, _, _) in &run.share {
            known(reader, agent, named.agents.as_ref(), "agent", AGENTS_HELP);
        }
    }
}

fn missing(key: &str, label: &str, span: Span, reader: &mut Reader) {
    let message = format!("a case needs the key `{key}`, here or under `given`");
    let help = format!("write `{key}` under `given` for all cases, or in each case");
    reader.report(codes::MISSING_KEY, span, message, label, Some(help));
}

fn given(given: &RawGiven, named: &Named<'_>, reader: &mut Reader) {
    if let (Some((at, span)), Some(zone)) = (&given.at, named.zone)
        && let Err(bad) = at.resolve(zone)
    {
        let label = if matches!(bad, BadMoment::Twice { .. }) { "which of the two?" } else { "no such time" };
        reader.report(codes::LEFT_OUT_TIME, *span, bad.problem(), label, Some(bad.help()));
    }
    for (agent, (_, span)) in &given.agents {
        if let Some(agents) = &named.agents {
            bears(reader, agent.as_str(), *span, agents, "agent", AGENTS_HELP);
        }
    }
    for (group, (_, span)) in &given.queues {
        bears(reader, group.as_str(), *span, named.groups, "group", "add its file to `groups/`");
        // One that cannot be read may lead there.
        if named.groups.contains(group) && named.rules.len() == named.rule_ids.len() && !named.is_led_to(group) {
            let message = format!("no rule leads to the group `{group}`, so nobody waits in its queue");
            let help = Some("name a group that a rule leads to".to_owned());
            reader.report(codes::BAD_RULE_TEST, *span, message, "nobody waits here", help);
        }
    }
    if let Some(channel) = &given.channel {
        known(reader, channel, Some(named.channels), "channel", "add its file to `channels/`");
    }
    for agent in given.mocks.agents() {
        known(reader, agent, named.agents.as_ref(), "agent", AGENTS_HELP);
    }
}

fn expectation(expect: &RawExpect, named: &Named<'_>, reader: &mut Reader) {
    match expect {
        RawExpect::Rule(Some(rule), _) => named.rule(rule, Mode::Active, reader),
        RawExpect::Group(group) => {
            known(reader, group, Some(named.groups), "group", "add its file to `groups/`");
        }
        RawExpect::Agent(agents, _) => {
            for agent in agents {
                known(reader, agent, named.agents.as_ref(), "agent", AGENTS_HELP);
            }
        }
        RawExpect::Prompt(prompts, _) => {
            for prompt in prompts {
                known(reader, prompt, Some(named.prompts), "prompt", "add its file to `prompts/`");
            }
        }
        RawExpect::Form(Some(form), _) => known(reader, form, Some(named.forms), "form", "add its file to `forms/`"),
        RawExpect::Shadows(rules, _) => {
            for rule in rules {
                named.rule(rule, Mode::Shadow, reader);
            }
        }
        RawExpect::Not(contraries, _) => {
            for contrary in contraries {
                named.contrary(contrary, reader);
            }
        }
        RawExpect::Rule(None, _) | RawExpect::Outcome(..) | RawExpect::Reason(..) | RawExpect::Form(None, _) => {}
    }
}

/// Reports a rule that is expected to match and not to match.
fn matched_and_not(expect: &[RawExpect], reader: &mut Reader) {
    let matched = expect.iter().find_map(|one| match one {
        RawExpect::Rule(Some(rule), _) => Some(&rule.id),
        _ => None,
    });
    let contraries = expect.iter().flat_map(|one| match one {
        RawExpect::Not(contraries, _) => contraries.as_slice(),
        _ => &[],
    });
    for contrary in contraries.filter(|contrary| Some(&contrary.rule.id) == matched) {
        let message = format!("`{}` cannot match and not match", contrary.rule.id);
        let help = Some("keep one of the two".to_owned());
        reader.report(codes::NEVER_MET, contrary.rule.span, message, "is expected to match above", help);
    }
}

impl Named<'_> {
    fn is_led_to(&self, group: &GroupId) -> bool {
        let mut rules = self.rules.values().filter(|rule| rule.mode == Mode::Active);
        rules.any(|rule| rule.group.as_ref().is_some_and(|named| named.id == *group))
    }

    /// Where a session is opened of which these tell, the first that does.
    fn channel_of<'g>(&'g self, given: [&'g RawGiven; 3]) -> Option<&'g ChannelId> {
        if let Some(told) = given.iter().find(|one| one.has_channel || one.channel.is_some()) {
            return told.channel.as_ref().map(|channel| &channel.id);
        }
        let mut all = self.channels.iter();
        all.next().filter(|_| all.next().is_none())
    }

    fn rule(&self, rule: &Ref<RuleId>, wanted: Mode, reader: &mut Reader) {
        known(reader, rule, Some(self.rule_ids), "rule", "add its file to `distribution/`");
        let Some(found) = self.rules.get(&rule.id).filter(|found| found.mode != wanted) else { return };
        let (message, help) = match (wanted, found.mode) {
            (Mode::Shadow, Mode::Active) => ("is not on trial: it decides", "expect it as `rule`"),
            (Mode::Shadow, _) => ("is switched off, so it is never asked", "set its `mode` to `shadow`"),
            (_, Mode::Shadow) => ("is on trial: it decides nothing", "expect it under `shadows` of a case"),
            _ => ("is switched off: it decides nothing", "set its `mode` to `active`"),
        };
        let message = format!("the rule `{}` {message}", rule.id);
        reader.report(codes::NEVER_MET, rule.span, message, "never comes", Some(help.to_owned()));
    }

    /// A rule that is asked, and what it can fail on.
    fn contrary(&self, contrary: &RawContrary, reader: &mut Reader) {
        let rule = &contrary.rule;
        known(reader, rule, Some(self.rule_ids), "rule", "add its file to `distribution/`");
        let Some(found) = self.rules.get(&rule.id) else { return };
        if found.mode == Mode::Off {
            let message = format!("the rule `{}` is switched off, so it fails on nothing", rule.id);
            let help = Some("set its `mode` to `active` or `shadow`".to_owned());
            reader.report(codes::NEVER_MET, rule.span, message, "never asked", help);
            return;
        }
        if found.lost_condition {
            return;
        }
        let (mut fields, mut scripts) = (BTreeSet::new(), false);
        tested(&found.condition, &mut fields, &mut scripts);
        let can_fail = match &contrary.on {
            FailedOn::Channel => found.channels.is_some(),
            FailedOn::Script => scripts,
            FailedOn::Field(field) => fields.contains(field),
        };
        if can_fail {
            return;
        }
        let mut names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        names.extend(scripts.then_some("script"));
        names.extend(found.channels.is_some().then_some("channel"));
        let help = match names.as_slice() {
            [] => "it is for every visitor of every channel".to_owned(),
            names => format!("it can fail on {}", listed(names)),
        };
        let message = format!("the rule `{}` cannot fail on `{}`: it does not ask that", rule.id, contrary.on);
        reader.report(codes::NEVER_MET, contrary.on_span, message, "never fails on this", Some(help));
    }
}

/// Everything that a condition asks.
fn tested(condition: &Condition, fields: &mut BTreeSet<Arc<str>>, scripts: &mut bool) {
    match condition {
        Condition::Always => {}
        Condition::All(each) | Condition::Any(each) => each.iter().for_each(|one| tested(one, fields, scripts)),
        Condition::Not(inner) => tested(inner, fields, scripts),
        Condition::Test(test) => drop(fields.insert(Arc::clone(&test.field))),
        Condition::Script(_) => *scripts = true,
    }
}
