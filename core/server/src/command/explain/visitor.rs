//! Where a visitor would go who is not there, by a folder of rules.

use crate::{
    cli::{ExplainFormat, WhatIfArgs},
    command::{plugins_beside, wrong_folder},
    exit::Exit,
    report::{Format, Report, Warnings, print_text},
    system::SystemClock,
};
use std::{collections::BTreeSet, fmt, fs, sync::Arc};
use usher_condition::{FieldKind, nearest};
use usher_engine::{
    BadFact, ExplainedDecision, Page, Present, UserAgent, WhatIf,
    live::{Folders, read_folders},
    moment, typed_fact, what_if,
};
use usher_model::{AgentId, ChannelId, Clock, Facts, ObjectId, Records, Value};
use usher_routing::Router;
use usher_ruleset::{RuleSet, ScriptHost, compile};

/// Prints the decision that would be made, with its reasons.
pub(super) fn explain(args: &WhatIfArgs, format: ExplainFormat) -> Exit {
    match asked(args) {
        Ok(explained) => {
            match format {
                ExplainFormat::Human => print_text(&explained.to_string()),
                ExplainFormat::Json => print_text(&format!("{}\n", usher_api::decision_json(&explained))),
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
    if let Some(wrong) = wrong_folder(Some(&args.rules), args.plugins.as_deref()) {
        return Err(wrong.into());
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
        page: Page { url: page(&args.page)?, ..Page::default() },
        agent: UserAgent::default(),
        locale: locale.transpose()?,
        says: args.says.clone(),
        facts,
        records: records(args, set)?,
        at,
        others_waiting: args.waiting,
    };
    Ok((asked, present(args, set)?))
}

fn page(given: &str) -> Result<String, String> {
    let is_page = |url: url::Url| matches!(url.scheme(), "http" | "https");
    if given.is_empty() || url::Url::parse(given).is_ok_and(is_page) {
        return Ok(given.to_owned());
    }
    Err(format!(
        "--page: `{given}` is not the address of a page: write all of it, such as `https://shop.example.com/checkout`"
    ))
}

fn records(args: &WhatIfArgs, set: &RuleSet) -> Result<Records, String> {
    let Some(file) = &args.records else { return Ok(Records::NONE) };
    let wrong = |problem: String| format!("--records {}: {problem}", file.display());
    let text = fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let records = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    known(&records, set).map_err(wrong)?;
    Ok(records)
}

/// Checks that records are of objects, fields and agents that the rules know. Rules without objects know none, and their
/// scripts may read any.
fn known(records: &Records, set: &RuleSet) -> Result<(), String> {
    for (object, record) in records.iter().flat_map(|(object, each)| each.iter().map(move |record| (object, record))) {
        let owner = record.owner.as_ref().filter(|owner| !set.agents.contains_key(*owner));
        if let Some(owner) = owner {
            let agents = set.agents.keys().map(AgentId::as_str);
            return Err(format!("there is no agent `{owner}`{}", did_you_mean(owner.as_str(), agents)));
        }
        if set.objects.is_empty() {
            continue;
        }
        if !set.objects.keys().any(|id| id.as_str() == object) {
            let objects = set.objects.keys().map(ObjectId::as_str);
            return Err(format!("there is no object `{object}`{}", did_you_mean(object, objects)));
        }
        for (field, value) in &record.fields {
            let field = format!("{object}.{field}");
            let written = match value {
                Value::Bool(value) => value.to_string(),
                Value::Int(value) => value.to_string(),
                Value::Float(value) => value.to_string(),
                Value::Text(value) => value.to_string(),
                Value::List(_) => String::new(),
            };
            let problem = match typed_fact(&set.catalogue, &field, &written) {
                // Records hold lists, and moments as numbers, which no command line does.
                Err(BadFact::Type { .. }) if is_written_otherwise(&field, value, set) => continue,
                Ok(_) => continue,
                Err(problem) => problem,
            };
            return Err(problem.to_string());
        }
    }
    Ok(())
}

fn is_written_otherwise(field: &str, value: &Value, set: &RuleSet) -> bool {
    let kind = set.catalogue.get(field).map(|info| &info.kind);
    matches!((kind, value), (Some(FieldKind::Moment), Value::Int(_)) | (_, Value::List(_)))
}

fn did_you_mean<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> String {
    nearest(given, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
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
