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
    put(
        "objects/visitor.yaml",
        "name: Visitor\napi_name: V\nname_field: name\nfields: { name: { type: text }, phone: { type: phone } }\n",
    );
    put(
        "objects/account.yaml",
        "name: Account\napi_name: A\nname_field: name\nfields:\n  name: { type: text }\n  \
         level: { type: choice, options: [{ value: gold, label: Gold }, { value: plain, label: Plain }] }\n",
    );
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
        "turned away from care: it is outside the hours, when it was opened at 2026-12-25T10:00:00+01:00, by rules ········
  rule vip                      no: visitor.verified must be true, but is false
  rule rest                     matches
  group care                    does not serve: the holiday Christmas of `days`, until 2026-12-28T09:00:00+01:00
  agent ann                     eligible, not named (held 0)
  agent ben                     eligible, not named (held 0)
  prompt closed                 tells \"Back Monday 09:00\"
";
    assert_eq!(redacted(&christmas), expected);
    let monday = WhatIfArgs { online: vec!["ben".to_owned()], ..question(folder.path(), "2026-12-28T10:00") };
    let expected = "assigned to ben in care, when it was opened at 2026-12-28T10:00:00+01:00, by rules ········
  rule vip                      no: visitor.verified must be true, but is false
  rule rest                     matches
  group care                    serves: the hours of Monday of `days`, until 2026-12-28T17:00:00+01:00
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
    let at = |at: &str| told(&WhatIfArgs { at: Some(at.to_owned()), ..good.clone() });
    assert!(fact("visitor.verified=true").contains("rule vip                      matches"));
    let rows = [
        (fact("visitor.verifed=true"), "did you mean `visitor.verified`?"),
        (fact("visitor.verified=yes"), "`true` or `false`"),
        (fact("visitor.verified"), "write a field and its value"),
        (at("Christmas"), "--at: `Christmas` is not a moment"),
        (fact("account.level=golden"), "is one of `gold`, `plain`, and `golden` is not"),
        (at("2026-12-25"), "write the time too, such as `2026-12-25T10:00`"),
        (at("2026-12-25 10:00"), "write a `T` before the time: `2026-12-25T10:00`"),
        (at("2026-02-30T10:00"), "February 2026 has the days 01 to 28"),
        (at("2026-03-29T02:30"), "does not exist there: clocks skip it; write `2026-03-29T03:30`"),
        (at("2026-10-25T02:30"), "comes twice there: it needs its offset; write `2026-10-25T02:30+02:00` or"),
        (told(&WhatIfArgs { page: "shop".to_owned(), ..good.clone() }), "`shop` is not the address of a page"),
        (told(&WhatIfArgs { channel: Some("mal".to_owned()), ..good.clone() }), "there is no channel `mal`"),
        (told(&WhatIfArgs { online: vec!["an".to_owned()], ..good.clone() }), "there is no agent `an`"),
        (told(&WhatIfArgs { locale: Some("e".to_owned()), ..good.clone() }), "--locale: not a locale"),
    ];
    for (told, said) in rows {
        assert!(told.starts_with("refused: ") && told.contains(said), "{told}");
    }
}

#[test]
fn records_are_of_what_the_rules_know() {
    let folder = company();
    let file = folder.path().join("records.json");
    let records = |text: &str| {
        fs::write(&file, text).unwrap();
        told(&WhatIfArgs { records: Some(file.clone()), ..question(folder.path(), "2026-12-28T10:00") })
    };
    let good = records(r#"{"account":[{"id":"1","name":"Hotel","owner":"ann","fields":{"level":"gold"}}]}"#);
    assert!(good.starts_with("assigned to "), "{good}");
    let rows = [
        (r#"{"acount":[{"id":"1"}]}"#, "there is no object `acount`; did you mean `account`?"),
        (r#"{"account":[{"id":"1","fields":{"levle":"gold"}}]}"#, "did you mean `account.level`?"),
        (r#"{"account":[{"id":"1","fields":{"level":"golden"}}]}"#, "one of `gold`, `plain`"),
        (r#"{"account":[{"id":"1","owner":"anne"}]}"#, "there is no agent `anne`; did you mean `ann`?"),
        ("{", "EOF"),
    ];
    for (text, said) in rows {
        let told = records(text);
        assert!(told.starts_with("refused: --records ") && told.contains(said), "{told}");
    }
}

#[test]
fn a_fact_whose_source_is_not_given_is_what_the_site_says() {
    let folder = company();
    let rule = "name: Known\npriority: 0\nwhen: { visitor.phone.source: asserted }\ngroup: care\nstrategy: load\n";
    fs::write(folder.path().join("rules/distribution/known.yaml"), rule).unwrap();
    let facts = |facts: &[&str]| {
        let facts = facts.iter().map(|fact| (*fact).to_owned()).collect();
        told(&WhatIfArgs { facts, ..question(folder.path(), "2026-12-28T10:00") })
    };
    assert!(facts(&["visitor.phone=1"]).contains("rule known                    matches"));
    assert!(
        !facts(&["visitor.phone.source=typed", "visitor.phone=1"]).contains("rule known                    matches")
    );
}

/// The revision is a hash of the files; everything else is the same on every machine.
fn redacted(told: &str) -> String {
    let (before, after) = told.split_once("by rules ").unwrap();
    format!("{before}by rules ········{}", &after[8..])
}
