//! What a developer of plug-ins sees: the new plug-in that works at once, and tests that tell what went wrong.

use super::{new, skeleton::OfferWord, test};
use crate::{
    cli::{FindingArgs, NewPluginArgs, TestPluginArgs},
    exit::Exit,
    report::{Format, Warnings},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;
use usher_engine::live::{Folders, read_folders};
use usher_model::PluginId;
use usher_ruleset::{ScriptHost, SourceTree, compile};

const KINDS: [OfferWord; 4] = [OfferWord::Strategy, OfferWord::Predicate, OfferWord::Compute, OfferWord::Hook];

fn begin(plugins: &Path, id: &str, offer: OfferWord) -> Exit {
    new::new(&NewPluginArgs { id: id.parse().unwrap(), offer, plugins: plugins.to_owned() })
}

fn run(plugins: &Path, id: Option<&str>) -> Exit {
    test::test(&TestPluginArgs {
        id: id.map(|id| id.parse().unwrap()),
        rules: None,
        plugins: Some(plugins.to_owned()),
        findings: FindingArgs::new(Format::Human, Warnings::Allow),
    })
}

fn report(plugins: &Path, format: Format) -> String {
    let folders = Folders { rules: PathBuf::from("there-are-no-rules"), plugins: Some(plugins.to_owned()) };
    let (tree, _) = read_folders(&folders);
    test::run(&tree, Vec::new(), None, plugins).report(&tree, &folders).render(format, Warnings::Allow)
}

/// The plug-ins, and rules that use one of them as it says.
fn rules_that_use(plugins: &Path, offer: OfferWord, lines: &str) -> SourceTree {
    let folders = Folders { rules: PathBuf::from("there-are-no-rules"), plugins: Some(plugins.to_owned()) };
    let (mut tree, _) = read_folders(&folders);
    let mut add = |path: &str, text: &str| drop(tree.files.insert(path.into(), Arc::from(text.as_bytes())));
    add("rules/workspace.yaml", "name: Meadow\ntime_zone: UTC\ndefault_locale: en\n");
    add("rules/directory/agents.yaml", "agents:\n  ana: { name: Ana, email: ana@example.com }\n");
    add("rules/groups/care.yaml", "name: Care\nmembers: { agents: [ana] }\n");
    add("rules/channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Chat\n");
    let prompt = if offer == OfferWord::Compute { lines } else { "text: Hello!" };
    add("rules/prompts/hello.yaml", prompt);
    let strategy = if offer == OfferWord::Strategy { lines } else { "strategy: load" };
    let when = if offer == OfferWord::Predicate { lines } else { "" };
    let rule = format!("name: All\npriority: 1\ngroup: care\nwelcome: hello\n{strategy}\n{when}\n");
    add("rules/distribution/all.yaml", &rule);
    tree
}

#[test]
fn a_new_plugin_passes_its_tests_and_fits_into_rules_as_it_says() {
    // Ids that YAML reads as something else, too.
    for id in ["vip-first", "2nd_line", "123", "1e5", "no", "null"] {
        let folder = TempDir::new().unwrap();
        for (at, offer) in KINDS.into_iter().enumerate() {
            let plugins = folder.path().join(at.to_string());
            assert_eq!(begin(&plugins, id, offer), Exit::Fine);
            assert_eq!(run(&plugins, Some(id)), Exit::Fine, "{id} {offer:?}: {}", report(&plugins, Format::Human));
            assert!(report(&plugins, Format::Human).ends_with("all passed\n"));
            let id: PluginId = id.parse().unwrap();
            let lines = offer.usage(&id).map_or_else(String::new, |(_, lines)| lines);
            let tree = rules_that_use(&plugins, offer, &lines);
            let about = compile(&tree, &ScriptHost::new()).diagnostics;
            assert!(about.is_empty(), "{id} {offer:?}: {about:?}");
        }
    }
}

#[test]
fn a_new_plugin_takes_nobodys_place() {
    let folder = TempDir::new().unwrap();
    let plugins = folder.path().join("plugins");
    assert_eq!(begin(&plugins, "load", OfferWord::Strategy), Exit::Usage);
    assert!(!plugins.exists(), "nothing is written where nothing is begun");

    assert_eq!(begin(&plugins, "vip", OfferWord::Hook), Exit::Fine);
    let own = "fn spot_refunds(event) {}\n";
    fs::write(plugins.join("vip/vip.rhai"), own).unwrap();
    assert_eq!(begin(&plugins, "vip", OfferWord::Strategy), Exit::Failed);
    assert_eq!(fs::read_to_string(plugins.join("vip/vip.rhai")).unwrap(), own);

    // A file where the folder should be.
    let taken = folder.path().join("taken");
    fs::write(&taken, "a file").unwrap();
    assert_eq!(begin(&taken, "vip", OfferWord::Hook), Exit::Failed);
    let left: Vec<_> = fs::read_dir(&plugins).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["vip"], "nothing unfinished is left");
}

#[test]
fn a_failed_case_tells_what_it_got_and_the_exit_codes_tell_which_kind_of_trouble() {
    let folder = TempDir::new().unwrap();
    let plugins = folder.path();
    assert_eq!(begin(plugins, "vip", OfferWord::Strategy), Exit::Fine);
    assert_eq!(begin(plugins, "quiet", OfferWord::Hook), Exit::Fine);
    fs::remove_dir_all(plugins.join("quiet/tests")).unwrap();
    let script = plugins.join("vip/vip.rhai");
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, text.replace(".least(\"load\")", ".most(\"load\")")).unwrap();

    assert_eq!(run(plugins, None), Exit::Failed);
    assert_eq!(run(plugins, Some("quiet")), Exit::Fine);
    assert_eq!(run(plugins, Some("vap")), Exit::Usage);
    assert_eq!(run(plugins, Some("load")), Exit::Fine, "what is built in is tested by name");
    assert_eq!(run(&plugins.join("nope"), None), Exit::Usage);
    let human = report(plugins, Format::Human);
    let place = plugins.display();
    for part in [
        &*format!("FAIL  {place}/vip/tests/vip.yaml  1 of 2 cases"),
        &*format!("the least busy of those with the skill comes first ({place}/vip/tests/vip.yaml:5)"),
        "expected  cho, ana",
        "got       ana, cho",
        "operation",
        &*format!("none  {place}/quiet  no tests yet: write {place}/quiet/tests/quiet.yaml"),
        "1 file, 2 cases: 1 failed",
    ] {
        assert!(human.contains(part), "`{part}` is not in\n{human}");
    }
    let json: serde_json::Value = serde_json::from_str(&report(plugins, Format::Json)).unwrap();
    assert_eq!(json["failed"], 1);
    assert_eq!(json["untested"], serde_json::json!(["quiet"]));
    assert_eq!(json["files"][0]["cases"][0]["misses"][0]["got"], "ana, cho");
    assert_eq!(json["files"][0]["cases"][1]["passed"], true);
    let junit = report(plugins, Format::Junit);
    let suite =
        format!(r#"<testsuite name="{place}/vip/tests/vip.yaml" tests="2" failures="1" errors="0" skipped="0">"#);
    assert!(junit.contains(&suite), "{junit}");
    assert!(junit.contains(r#"<failure message="order: expected cho, ana, got ana, cho">"#), "{junit}");

    // A mistake in one plug-in does not keep the others from being tested alone.
    fs::write(plugins.join("quiet/quiet.rhai"), "fn spot_refunds(event) { tagg(\"<refund>\") }\n").unwrap();
    assert_eq!(run(plugins, None), Exit::InvalidRules);
    assert_eq!(run(plugins, Some("quiet")), Exit::InvalidRules);
    assert_eq!(run(plugins, Some("vip")), Exit::Failed);
    let junit = report(plugins, Format::Junit);
    assert!(junit.contains(&format!(r#"name="{place}/quiet/quiet.rhai:1:"#)), "{junit}");
    let json: serde_json::Value = serde_json::from_str(&report(plugins, Format::Json)).unwrap();
    assert_eq!(json["diagnostics"][0]["file"], format!("{place}/quiet/quiet.rhai"));
}
