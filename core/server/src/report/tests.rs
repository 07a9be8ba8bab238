//! What programs read, checked as they read it: XML with an XML reader, SARIF against what its standard asks for.

use super::{Case, Format, Outcome, Report, Suite, Tests, Warnings};
use crate::exit::Exit;
use quick_xml::{Reader, events::Event};
use serde_json::{Map, Value, json};
use std::{path::PathBuf, sync::Arc};
use usher_engine::live::Folders;
use usher_ruleset::{ScriptHost, SourceTree, compile};

/// Rules with an error and a warning, in folders with awkward names.
struct Findings {
    tree: SourceTree,
    folders: Folders,
}

impl Findings {
    fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = SourceTree::default();
        for (path, text) in files {
            tree.files.insert(Arc::from(*path), Arc::from(text.as_bytes()));
        }
        let folders = Folders { rules: PathBuf::from("config/chat, rules"), plugins: Some(PathBuf::from("scripts")) };
        Self { tree, folders }
    }

    fn report(&self, tests: Option<Tests>) -> Report<'_> {
        let problems = compile(&self.tree, &ScriptHost::new()).diagnostics;
        Report { problems, sources: &self.tree, folders: &self.folders, tests, summary: "the summary".to_owned() }
    }
}

const WORKSPACE: (&str, &str) = ("rules/workspace.yaml", "name: Meadow\ntime_zone: Nowhere/Else\ndefault_locale: en\n");
const GOOD: (&str, &str) = ("rules/workspace.yaml", "name: Meadow\ntime_zone: UTC\ndefault_locale: en\n");
const GROUP: (&str, &str) = ("rules/groups/care.yaml", "name: Care\nmembers: { agents: [] }\n");

fn case(name: &str, outcome: Outcome) -> Case {
    let more: Map<String, Value> = [("rule".to_owned(), json!("vip"))].into_iter().collect();
    Case { name: name.to_owned(), file: "rules/tests/vip.yaml".to_owned(), line: 7, column: 5, outcome, more }
}

/// One case that passed, and one whose every text tries to break out.
fn tests() -> Tests {
    let message = "rule: expected <vip> & \"gold\", got 100% \u{1b}[31mnone".to_owned();
    let text = "rules, in order:\n  mall ]]> no\u{0}\n".to_owned();
    let cases = vec![case("passes", Outcome::Passed), case("fails, <loudly>", Outcome::Failed { message, text })];
    let suite =
        Suite { name: "VIP: customers".to_owned(), file: "rules/tests/vip.yaml".to_owned(), cases, more: Map::new() };
    let notes = vec!["a note".to_owned()];
    Tests { suites: vec![suite], notes, more: [("coverage".to_owned(), json!(50))].into_iter().collect() }
}

/// Each element with its attributes and its text, in the order in which they begin.
fn elements(xml: &str) -> Vec<(String, Map<String, Value>, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found: Vec<(String, Map<String, Value>, String)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let event = reader.read_event().expect("well-formed XML");
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value = quick_xml::escape::unescape(&attribute.value).expect("escapes that exist");
                    (attribute.key.as_ref().to_owned(), json!(value))
                });
                let name = start.name().as_ref().to_owned();
                found.push((name, attributes.collect(), String::new()));
                if matches!(event, Event::Start(_)) {
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    found[*at].2.push_str(text.as_ref());
                }
            }
            Event::GeneralRef(name) => {
                if let Some(at) = open.last() {
                    let reference = format!("&{};", name.as_ref() as &str);
                    found[*at].2.push_str(&quick_xml::escape::unescape(&reference).expect("a reference that exists"));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "everything is closed");
    found
}

#[test]
fn junit_of_a_check_has_a_case_for_each_good_file_and_each_problem() {
    let findings = Findings::of(&[WORKSPACE, GROUP]);
    let xml = findings.report(None).render(Format::Junit, Warnings::Allow);
    let elements = elements(&xml);
    let suite = &elements[1];
    assert_eq!((suite.0.as_str(), &suite.1["tests"], &suite.1["errors"]), ("testsuite", &json!("2"), &json!("1")));
    assert_eq!(elements[2].1["name"], "config/chat, rules/groups/care.yaml");
    let (name, case, _) = &elements[3];
    assert_eq!((name.as_str(), &case["classname"]), ("testcase", &json!("E0213")));
    assert_eq!(case["name"], "config/chat, rules/workspace.yaml:2:12");
    assert_eq!(case["file"], "config/chat, rules/workspace.yaml");
    let (name, error, text) = &elements[4];
    assert_eq!(name, "error");
    assert!(error["message"].as_str().unwrap().contains("Nowhere/Else"));
    assert!(text.contains("config/chat, rules/workspace.yaml:2:12"), "{text}");

    // Good rules, too, are a report with cases; a warning counts where it is denied.
    let findings = Findings::of(&[GOOD, GROUP]);
    let errors =
        |warnings| self::elements(&findings.report(None).render(Format::Junit, warnings))[0].1["errors"].clone();
    assert_eq!(errors(Warnings::Allow), "0");
    assert_ne!(errors(Warnings::Deny), "0");
}

#[test]
fn junit_of_tests_survives_whatever_they_say() {
    let findings = Findings::of(&[GOOD]);
    let xml = findings.report(Some(tests())).render(Format::Junit, Warnings::Allow);
    let elements = elements(&xml);
    assert_eq!((&elements[0].1["tests"], &elements[0].1["failures"]), (&json!("2"), &json!("1")));
    assert_eq!(
        (&elements[1].1["name"], &elements[1].1["skipped"]),
        (&json!("config/chat, rules/tests/vip.yaml"), &json!("0"))
    );
    assert_eq!(elements[3].1["name"], "fails, <loudly>");
    assert_eq!(elements[3].1["classname"], "VIP: customers");
    let (name, failure, text) = &elements[4];
    assert_eq!(name, "failure");
    assert_eq!(failure["message"], "rule: expected <vip> & \"gold\", got 100% \u{fffd}[31mnone");
    assert!(text.contains("config/chat, rules/tests/vip.yaml:7:5\nrules, in order:\n  mall ]]> no\u{fffd}"), "{text}");
}

#[test]
fn sarif_has_what_its_standard_asks_for() {
    let findings = Findings::of(&[WORKSPACE, GROUP]);
    let report = findings.report(Some(tests()));
    let alone = super::sarif::render(&report, None);
    assert!(!alone.to_string().contains("helpUri") && !alone.to_string().contains("informationUri"), "{alone}");
    let sarif = super::sarif::render(&report, Some("https://chat.example.com/guide"));
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &run["columnKind"]), (&json!("usher"), &json!("unicodeCodePoints")));
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string(), "{rule}");
        let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
        assert!(["error", "warning"].contains(&level), "{rule}");
    }
    let zone = rules.iter().find(|rule| rule["id"] == "E0213").expect("what occurs is described");
    assert!(zone["helpUri"].as_str().unwrap().ends_with(".com/guide/codes/E0213"), "{zone}");
    assert!(zone["help"]["markdown"].as_str().unwrap().starts_with("# E0213"), "{zone}");

    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2, "one problem, one failed case: {results:#?}");
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().contains(['\u{1b}', '\0']), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1, "{place}");
    }
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "config/chat,%20rules/workspace.yaml");
    assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 24 }));
    assert_eq!(results[1]["ruleId"], "failed-test");
    assert_eq!(results[1]["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
}

#[test]
fn an_annotation_stands_at_the_files_own_place_and_in_one_line() {
    let findings = Findings::of(&[WORKSPACE]);
    let mut report = findings.report(Some(tests()));
    let mut scripted = report.problems[0].clone();
    scripted.file = "plugins/vip/vip.rhai".into();
    scripted.message = "100% wrong\u{7}".to_owned();
    scripted.help = Some("mend it".to_owned());
    report.problems.push(scripted);
    let text = report.render(Format::Github, Warnings::Allow);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    let place = "::error file=config/chat%2C rules/workspace.yaml,line=2,col=12,endLine=2,endColumn=23,title=E0213::";
    assert!(lines[0].starts_with(place), "{text}");
    assert!(lines[1].starts_with("::error file=scripts/vip/vip.rhai,"), "{text}");
    assert!(lines[1].ends_with("::100%25 wrong\u{fffd}%0Ahelp: mend it"), "{text}");
    let title =
        "::error file=config/chat%2C rules/tests/vip.yaml,line=7,col=5,title=VIP%3A customers%3A fails%2C <loudly>::";
    assert!(lines[2].starts_with(title), "{text}");
}

#[test]
fn json_is_a_list_of_problems_or_an_object_with_tests() {
    let findings = Findings::of(&[WORKSPACE]);
    let json = |tests| -> Value {
        serde_json::from_str(&findings.report(tests).render(Format::Json, Warnings::Allow)).unwrap()
    };
    let problems = json(None);
    assert_eq!(problems[0]["file"], "config/chat, rules/workspace.yaml");
    assert_eq!((&problems[0]["code"], &problems[0]["span"]["line"]), (&json!("E0213"), &json!(2)));
    let tested = json(Some(tests()));
    assert_eq!((&tested["cases"], &tested["failed"], &tested["coverage"]), (&json!(2), &json!(1), &json!(50)));
    assert_eq!(tested["diagnostics"], problems);
    assert_eq!(tested["files"][0]["file"], "config/chat, rules/tests/vip.yaml");
    let cases = &tested["files"][0]["cases"];
    assert_eq!((&cases[0]["passed"], &cases[0]["rule"], &cases[1]["line"]), (&json!(true), &json!("vip"), &json!(7)));
}

#[test]
fn people_read_what_failed_and_where_to_read_more_once() {
    let findings = Findings::of(&[WORKSPACE, GROUP]);
    let report = findings.report(Some(tests()));
    let text = report.render(Format::Human, Warnings::Allow);
    for part in [
        "FAIL  config/chat, rules/tests/vip.yaml  1 of 2 cases\n",
        "      fails, <loudly> (config/chat, rules/tests/vip.yaml:7)\n",
        "a note\n",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
    assert!(text.ends_with("\n\nthe summary\n") && !text.contains(['\u{1b}', '\u{0}']), "{text}");
    let mut twice = report.problems.clone();
    twice.extend(report.problems.clone());
    let words = super::human::words(&twice, report.sources, Some(report.folders), usher_ruleset::Style::Plain);
    assert!(words.contains(" --> config/chat, rules/workspace.yaml:2:12\n"), "{words}");
    assert!(words.contains("time_zone: Nowhere/Else"), "the excerpt is still found: {words}");
    assert_eq!(words.matches("usher explain-code E0213").count(), 1, "{words}");
}

#[test]
fn rules_with_errors_weigh_more_than_tests_and_tests_more_than_warnings() {
    let (broken, doubtful) = (Findings::of(&[WORKSPACE]), Findings::of(&[GOOD, GROUP]));
    assert_eq!(broken.report(Some(tests())).exit(Warnings::Deny), Exit::InvalidRules);
    assert_eq!(doubtful.report(Some(tests())).exit(Warnings::Deny), Exit::Failed);
    assert_eq!(doubtful.report(Some(Tests::default())).exit(Warnings::Deny), Exit::Warnings);
    assert_eq!(doubtful.report(None).exit(Warnings::Allow), Exit::Fine);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
    }
    super::write_quietly(&mut Closed, "much to say");
}
