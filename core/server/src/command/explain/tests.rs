//! Explanations at the command line: of a visitor who is not there, and what is said of a wrong question.

use super::visitor::asked;
use crate::cli::WhatIfArgs;
use std::{fs, path::Path};
use tempfile::TempDir;

const HOURS: &str = "name: Days
week: { mon-fri: ['09:00-17:00'] }
holidays: [{ date: 12-25, name: Christmas }]
";

fn company() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join("rules").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n");
    put(
        "directory/agents.yaml",
        "agents:\n  ann: { name: Ann, email: ann@lantern.example }\n  ben: { name: Ben, email: ben@lantern.example }\n",
    );
    put("groups/care.yaml", "name: Care\nmembers: { agents: [ann, ben] }\nhours: days\n");
    put("hours/days.yaml", HOURS);
    put("channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Hi\n");
    put("prompts/hello.yaml", "text: Hello, this is {{ agent.name }}\n");
    put("prompts/closed.yaml", "text: Back {{ hours.opens_at }}\n");
    put(
        "distribution/vip.yaml",
        "name: VIP\npriority: 1\nwhen: { visitor.verified: true }\ngroup: care\nstrategy: load\nwelcome: hello\n",
    );
    put(
        "distribution/rest.yaml",
        "name: Rest\ngroup: care\nstrategy: load\nwelcome: hello\n\
         waiting: { outside_hours: { prompt: closed, hold: false } }\n",
    );
    folder
}

fn question(rules: &Path, at: &str) -> WhatIfArgs {
    WhatIfArgs {
        channel: Some("mall".to_owned()),
        rules: rules.join("rules"),
        plugins: None,
        page: String::new(),
        locale: None,
        says: "Hello".to_owned(),
        facts: Vec::new(),
        records: None,
        at: Some(at.to_owned()),
        online: Vec::new(),
        waiting: 0,
    }
}

fn told(args: &WhatIfArgs) -> String {
    asked(args).map_or_else(|problem| format!("refused: {problem}"), |explained| explained.to_string())
}

#[test]
fn a_holiday_tells_the_calendar_the_candidates_and_the_prompt() {
    let folder = company();
    let christmas = told(&question(folder.path(), "2026-12-25T10:00"));
    let expected =
        "turned away from care: it is outside the hours, when it was opened at 2026-12-25T09:00:00Z, by rules ········
  rule vip                      no: visitor.verified must be true, but is false
  rule rest                     matches
  group care                    does not serve: the holiday Christmas of `days`, until 2026-12-28T08:00:00Z
  agent ann                     eligible, not named (held 0)
  agent ben                     eligible, not named (held 0)
  prompt closed                 tells \"Back Monday 09:00\"
";
    assert_eq!(redacted(&christmas), expected);
    let monday = WhatIfArgs { online: vec!["ben".to_owned()], ..question(folder.path(), "2026-12-28T10:00") };
    let expected = "assigned to ben in care, when it was opened at 2026-12-28T09:00:00Z, by rules ········
  rule vip                      no: visitor.verified must be true, but is false
  rule rest                     matches
  group care                    serves: the hours of Monday of `days`, until 2026-12-28T16:00:00Z
  strategy load                 chose (9 operations)
  agent ann                     is offline (held 0)
  agent ben                     chosen (held 0)
  prompt hello                  tells \"Hello, this is Ben\"
";
    assert_eq!(redacted(&told(&monday)), expected);
}

#[test]
fn facts_and_times_are_checked() {
    let folder = company();
    let good = question(folder.path(), "2026-12-28T10:00:00+01:00");
    let fact = |fact: &str| told(&WhatIfArgs { facts: vec![fact.to_owned()], ..good.clone() });
    assert!(fact("visitor.verified=true").contains("rule vip                      matches"));
    let rows = [
        (fact("visitor.verifed=true"), "did you mean `visitor.verified`?"),
        (fact("visitor.verified=yes"), "`true` or `false`"),
        (fact("visitor.verified"), "write a field and its value"),
        (told(&WhatIfArgs { at: Some("Christmas".to_owned()), ..good.clone() }), "--at: `Christmas` is not a moment"),
        (told(&WhatIfArgs { channel: Some("mal".to_owned()), ..good.clone() }), "there is no channel `mal`"),
        (told(&WhatIfArgs { online: vec!["an".to_owned()], ..good.clone() }), "there is no agent `an`"),
        (told(&WhatIfArgs { locale: Some("e".to_owned()), ..good.clone() }), "--locale: not a locale"),
    ];
    for (told, said) in rows {
        assert!(told.starts_with("refused: ") && told.contains(said), "{told}");
    }
}

/// The revision is a hash of the files; everything else is the same on every machine.
fn redacted(told: &str) -> String {
    let (before, after) = told.split_once("by rules ").unwrap();
    format!("{before}by rules ········{}", &after[8..])
}
