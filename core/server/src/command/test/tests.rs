//! What an admin sees of tests, and how the command ends.

use super::{Ran, test, tested};
use crate::{
    cli::{FindingArgs, TestArgs},
    exit::Exit,
    report::{Format, Warnings},
};
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;
use usher_engine::live::{Folders, read_folders};

const TESTS: &str = "name: Care
given: { at: 2026-11-23T10:00, agents: { ann: online } }
cases:
  - { name: help goes to care, page: { path: /help }, expect: { rule: help, agent: ann } }
  - { name: the rest waits for a word, expect: { rule: none } }
";

fn company() -> TempDir {
    let folder = TempDir::new().unwrap();
    write(&folder, "workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n");
    write(&folder, "directory/agents.yaml", "agents:\n  ann: { name: Ann, email: ann@lantern.example }\n");
    write(&folder, "groups/care.yaml", "name: Care\nmembers: { agents: [ann] }\n");
    write(&folder, "channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Hi\n");
    write(&folder, "distribution/help.yaml", "name: Help\nwhen: { page.path: /help }\ngroup: care\nstrategy: [load]\n");
    folder
}

fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join("rules").join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn args(folder: &TempDir) -> TestArgs {
    let findings = FindingArgs::new(Format::Human, Warnings::Allow);
    TestArgs { rules: folder.path().join("rules"), plugins: None, only: None, fail_under: None, findings }
}

fn folders(rules: &Path) -> Folders {
    Folders { rules: rules.to_owned(), plugins: None }
}

async fn shown(args: &TestArgs, format: Format) -> String {
    let folders = folders(&args.rules);
    let (tree, unreadable) = read_folders(&folders);
    let ran: Ran = tested(&tree, unreadable, args).await.ok().expect("the folder is there");
    ran.report(&tree, &folders).render(format, Warnings::Allow)
}

#[tokio::test]
async fn the_exit_code_tells_how_it_went() {
    let folder = company();
    let all = args(&folder);
    assert_eq!(test(&all).await, Exit::Failed, "no test at all is a failure");
    write(&folder, "tests/care.yaml", TESTS);
    assert_eq!(test(&all).await, Exit::Fine);
    assert_eq!(test(&TestArgs { fail_under: Some(100), ..args(&folder) }).await, Exit::Fine);
    for (only, exit) in [("help", Exit::Fine), ("care", Exit::Fine), ("hlep", Exit::Usage)] {
        assert_eq!(test(&TestArgs { only: Some(only.to_owned()), ..args(&folder) }).await, exit, "{only}");
    }

    write(
        &folder,
        "distribution/late.yaml",
        "name: Late\npriority: 200\nwhen: { page.path: /late }\ngroup: care\nstrategy: [load]\n",
    );
    assert_eq!(test(&all).await, Exit::Fine);
    assert_eq!(test(&TestArgs { fail_under: Some(50), ..args(&folder) }).await, Exit::Fine);
    assert_eq!(test(&TestArgs { fail_under: Some(51), ..args(&folder) }).await, Exit::Failed);

    write(&folder, "tests/care.yaml", &TESTS.replace("agent: ann", "outcome: queued"));
    assert_eq!(test(&all).await, Exit::Failed);
    write(&folder, "tests/care.yaml", &TESTS.replace("agent: ann", "agent: anne"));
    assert_eq!(test(&all).await, Exit::InvalidRules);
    let nowhere = TestArgs { rules: folder.path().join("nowhere"), ..args(&folder) };
    assert_eq!(test(&nowhere).await, Exit::Usage);
}

#[tokio::test]
async fn a_failed_case_tells_what_it_got_and_why_in_every_format() {
    let folder = company();
    write(&folder, "tests/care.yaml", &TESTS.replace("agent: ann", "outcome: queued"));
    let args = TestArgs { fail_under: Some(100), ..args(&folder) };
    let human = shown(&args, Format::Human).await;
    let place = folder.path().display();
    for part in [
        &*format!("FAIL  {place}/rules/tests/care.yaml  1 of 2 cases\n"),
        &*format!("      help goes to care ({place}/rules/tests/care.yaml:4)\n"),
        "          outcome     expected  queued\n",
        "                      got       assigned to ann\n",
        "          assigned to ann in care, when it was opened at 2026-11-23T10:00:00+01:00, by rules ",
        "            rule help                     matches\n",
        "            strategy load                 chose (",
        "            agent ann                     chosen (held 0)\n",
        &*format!("ok    {place}/rules/distribution  1 case\n"),
        "1 file, 2 cases: 1 failed; 1 of 1 rule matched (100 %)\n",
    ] {
        assert!(human.contains(part), "`{part}` is not in\n{human}");
    }
    let json: Value = serde_json::from_str(&shown(&args, Format::Json).await).unwrap();
    assert_eq!(json["failed"], 1);
    assert_eq!(json["coverage"], serde_json::json!({ "rules": 1, "percent": 100, "missing": [] }));
    let case = &json["files"][0]["cases"][0];
    assert_eq!((&case["line"], &case["column"]), (&4.into(), &86.into()), "the place of the expectation");
    assert_eq!(case["misses"][0]["got"], "assigned to ann");
    assert!(case["trace"].as_str().unwrap().contains("rule help"));
    assert_eq!(json["files"][0]["cases"][1]["passed"], true);
    let junit = shown(&args, Format::Junit).await;
    assert!(junit.contains(r#"<failure message="outcome: expected queued, got assigned to ann">"#), "{junit}");
    let github = shown(&args, Format::Github).await;
    assert!(github.contains("/rules/tests/care.yaml,line=4,col=86,title=Care%3A help goes to care::"), "{github}");

    write(
        &folder,
        "distribution/late.yaml",
        "name: Late\npriority: 200\nwhen: { page.path: /late }\ngroup: care\nstrategy: [load]\n",
    );
    let human = shown(&args, Format::Human).await;
    for part in [
        &*format!("FAIL  {place}/rules/distribution  1 of 1 case\n"),
        "no case matches: late\n",
        "1 failed; only 1 of 2 rules matched (50 %), and 100 % must be\n",
    ] {
        assert!(human.contains(part), "`{part}` is not in\n{human}");
    }
    assert_eq!(human.matches("no case matches").count(), 1, "{human}");

    write(&folder, "tests/care.yaml", TESTS);
    let human = shown(&args, Format::Human).await;
    assert!(human.ends_with("2 cases: only 1 of 2 rules matched (50 %), and 100 % must be\n"), "{human}");
    assert!(!human.contains("all passed"), "{human}");
    let enough = shown(&TestArgs { fail_under: Some(50), ..args }, Format::Human).await;
    assert!(enough.contains("no case matches: late\n") && enough.contains("all passed"), "{enough}");
}

#[tokio::test]
async fn a_value_that_nobody_says_the_source_of_is_what_the_site_says() {
    let folder = company();
    write(
        &folder,
        "objects/visitor.yaml",
        "name: Visitor\napi_name: V\nname_field: name\nfields: { name: { type: text }, phone: { type: phone } }\n",
    );
    write(
        &folder,
        "distribution/known.yaml",
        "name: Known\nwhen: { visitor.phone.source: asserted }\ngroup: care\nstrategy: load\n",
    );
    let cases = "name: Care
given: { at: 2026-11-23T10:00, agents: { ann: online } }
cases:
  - { name: asserted, visitor: { phone: '1' }, expect: { rule: known } }
  - { name: another one is given, visitor: { phone.source: typed, phone: '1' }, expect: { rule: none } }
  - { name: without a value there is none, expect: { rule: none } }
";
    write(&folder, "tests/care.yaml", cases);
    let human = shown(&args(&folder), Format::Human).await;
    assert!(human.contains("3 cases: all passed"), "{human}");
}
