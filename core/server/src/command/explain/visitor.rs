//! Where a visitor would go who is not there, by a folder of rules.

use crate::{
    cli::{ExplainFormat, WhatIfArgs},
    command::{missing_folder, plugins_beside},
    exit::Exit,
    report::{Format, Report, Warnings},
    system::SystemClock,
};
use std::{collections::BTreeSet, fmt, fs, sync::Arc};
use usher_engine::{
    ExplainedDecision, Page, Present, UserAgent, WhatIf,
    live::{Folders, read_folders},
    moment, typed_fact, what_if,
};
use usher_model::{AgentId, ChannelId, Clock, Facts, Records};
use usher_routing::Router;
use usher_ruleset::{RuleSet, ScriptHost, compile};

/// Prints the decision that would be made, with its reasons.
pub(super) fn explain(args: &WhatIfArgs, format: ExplainFormat) -> Exit {
    match asked(args) {
        Ok(explained) => {
            match format {
                ExplainFormat::Human => print!("{explained}"),
                ExplainFormat::Json => println!("{}", usher_api::decision_json(&explained)),
            }
            Exit::Fine
        }
        Err(Problem::Usage(problem)) => {
            eprintln!("usher: {problem}");
            Exit::Usage
        }
        Err(Problem::Rules(exit)) => exit,
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Problem {
    /// The question is wrong.
    Usage(String),
    /// The rules are, which was printed.
    Rules(Exit),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => f.write_str(problem),
            Self::Rules(_) => f.write_str("these rules could not go live"),
        }
    }
}

impl From<String> for Problem {
    fn from(problem: String) -> Self {
        Self::Usage(problem)
    }
}

/// The decision that would be made.
pub(super) fn asked(args: &WhatIfArgs) -> Result<ExplainedDecision, Problem> {
    let named = [Some(&args.rules), args.plugins.as_ref()];
    if let Some(missing) = missing_folder(named.into_iter().flatten().map(AsRef::as_ref)) {
        return Err(missing.into());
    }
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let (tree, mut problems) = read_folders(&folders);
    let compiled = compile(&tree, &ScriptHost::for_replay());
    problems.extend(compiled.diagnostics);
    let Some(set) = compiled.ruleset else {
        let summary = "these rules could not go live".to_owned();
        let report = Report { problems, sources: &tree, folders: &folders, tests: None, summary };
        return Err(Problem::Rules(report.print(Format::Human, Warnings::Allow)));
    };
    let router = Router::new(Arc::new(set));
    let (asked, present) = question(args, router.ruleset())?;
    Ok(what_if(&router, &asked, &present))
}

fn question(args: &WhatIfArgs, set: &RuleSet) -> Result<(WhatIf, Present), String> {
    let channel = args.channel.as_deref().unwrap_or_default();
    let channel: ChannelId = channel.parse().map_err(|error| format!("--channel: {error}"))?;
    if !set.channels.contains_key(&channel) {
        let names: Vec<&str> = set.channels.keys().map(ChannelId::as_str).collect();
        return Err(format!("there is no channel `{channel}`; there is {}", names.join(", ")));
    }
    let locale = args.locale.as_ref().map(|locale| locale.parse().map_err(|error| format!("--locale: {error}")));
    let at = match &args.at {
        Some(at) => moment(at, &set.workspace.time_zone).map_err(|error| format!("--at: {error}"))?,
        None => SystemClock.now(),
    };
    let mut facts = Facts::default();
    for given in &args.facts {
        let Some((field, value)) = given.split_once('=') else {
            return Err(format!("--fact {given}: write a field and its value, such as visitor.verified=true"));
        };
        let value = typed_fact(&set.catalogue, field, value).map_err(|error| format!("--fact {given}: {error}"))?;
        facts.set(field, value);
    }
    let asked = WhatIf {
        channel,
        page: Page { url: args.page.clone(), ..Page::default() },
        agent: UserAgent::default(),
        locale: locale.transpose()?,
        says: args.says.clone(),
        facts,
        records: records(args)?,
        at,
        others_waiting: args.waiting,
    };
    Ok((asked, present(args, set)?))
}

fn records(args: &WhatIfArgs) -> Result<Records, String> {
    let Some(file) = &args.records else { return Ok(Records::NONE) };
    let text = fs::read_to_string(file).map_err(|error| format!("--records {}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("--records {}: {error}", file.display()))
}

fn present(args: &WhatIfArgs, set: &RuleSet) -> Result<Present, String> {
    let mut online = BTreeSet::new();
    match args.online.as_slice() {
        [] => return Ok(Present::Everybody),
        [only] if only == "none" => {}
        some => {
            for name in some {
                let agent: AgentId = name.parse().map_err(|error| format!("--online: {error}"))?;
                if !set.agents.contains_key(&agent) {
                    return Err(format!("--online: there is no agent `{agent}`"));
                }
                online.insert(agent);
            }
        }
    }
    Ok(Present::Only(online))
}
