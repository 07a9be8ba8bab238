//! Rules change on disk while the server serves: the next session follows, or nothing changes and everybody is told.
//!
//! Each server is a process of its own, so that its metrics are its own too.

use crate::kit::{AgentClient, Http, PATIENCE, ServerProcess, Socket, VisitorClient, company, int, text};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;
use tokio::time::timeout;

/// As many files as a large company has, and enough for a read to meet a checkout half way.
const FILES: usize = 300;

#[tokio::test]
async fn an_edit_in_place_leads_the_next_session_elsewhere() {
    let place = Place::new();
    let office = place.serve().await;
    let old = office.status().await;
    assert_eq!((int(&old["generation"]), office.next_group().await.as_str()), (1, "care"));
    company::put(&place.rules, company::HELP_RULE, &company::rule("Help", company::HELP, "sales"));
    let new = office.until(|status| status["generation"] == 2).await;
    assert_eq!(office.next_group().await, "sales");
    assert_eq!(new["last_reload_successful"], true);
    let ready = office.http.get("/readyz").await.fine();
    assert_eq!(ready["rules"]["revision"], new["revision"]);
    let metrics = office.metrics().await;
    assert_eq!(metric(&metrics, "rules_generation "), ["2"]);
    assert_eq!(metric(&metrics, "rules_last_reload_successful "), ["1"]);
    assert_eq!(metric(&metrics, &info(&old)), ["0"]);
    assert_eq!(metric(&metrics, &info(&new)), ["1"]);
}

#[tokio::test]
async fn a_plug_in_is_live_when_it_is_saved_and_its_failures_are_counted() {
    let place = Place::new();
    company::put(&place.rules, "groups/vip.yaml", "name: VIP\nmembers: { agents: [ann] }\n");
    let office = place.serve().await;
    let manifest = "api: 1\nname: Mood\noffers:\n  predicate: [{ id: vip }]\n  hook: [{ id: mark, event: message_posted, \
                    file: mark.rhai, effects: [tag] }]\n";
    company::put(&place.rules, "../plugins/mood/plugin.yaml", manifest);
    company::put(&place.rules, "../plugins/mood/mood.rhai", "fn vip(facts) { facts[\"page.path\"] == \"/help\" }");
    company::put(&place.rules, "../plugins/mood/mark.rhai", "fn mark(event) { tag(\"seen\") }");
    let rule = "name: First\npriority: 1\nwhen: { script: mood/vip }\ngroup: vip\nstrategy: load\n";
    company::put(&place.rules, "distribution/first.yaml", rule);
    office.until(|status| groups(status).contains(&"vip")).await;
    assert_eq!(office.next_group().await, "vip");
    let tagged = async {
        while !office.metrics().await.contains("hook_runs_total{hook=\"mood/mark\",outcome=\"done\"} 1") {
            Socket::pause().await;
        }
    };
    timeout(PATIENCE, tagged).await.expect("the hook runs by itself");

    let generation = int(&office.status().await["generation"]);
    company::put(&place.rules, "../plugins/mood/mood.rhai", "fn vip(facts) { throw facts[\"page.path\"] }");
    office.until(|status| int(&status["generation"]) > generation).await;
    for _ in 0..7 {
        assert_eq!(office.next_group().await, "care", "a condition that fails does not hold");
    }
    let counted = async {
        loop {
            let metrics = office.metrics().await;
            if metric(&metrics, "plugin_off{plugin=\"mood\"") == ["1"] {
                return metrics;
            }
            Socket::pause().await;
        }
    };
    let metrics = timeout(PATIENCE, counted).await.expect("the plug-in is switched off");
    assert_eq!(metric(&metrics, "plugin_failures_total{plugin=\"mood\",kind=\"failed\"").len(), 1, "{metrics}");
}

#[tokio::test]
async fn a_file_saved_by_rename_is_seen_each_time() {
    let place = Place::new();
    let office = place.serve().await;
    for (generation, group) in [(2, "sales"), (3, "care"), (4, "sales")] {
        company::replace(&place.rules, company::HELP_RULE, &company::rule("Help", company::HELP, group));
        office.until(|status| status["generation"] == generation).await;
        assert_eq!(office.next_group().await, group);
    }
}

#[tokio::test]
async fn a_broken_file_changes_nothing_and_is_named_until_it_is_repaired() {
    let place = Place::new();
    let office = place.serve().await;
    let good = office.status().await;
    let sales = company::rule("Help", company::HELP, "sales");
    company::put(&place.rules, company::HELP_RULE, &sales.replace("group: sales", "group: salse"));
    let broken = office.until(|status| status["last_reload_successful"] == false).await;
    assert_eq!((&broken["revision"], &broken["generation"]), (&good["revision"], &good["generation"]));
    let problem = &broken["diagnostics"][0];
    assert_eq!(problem["file"], "rules/distribution/help.yaml");
    assert_eq!((int(&problem["line"]), int(&problem["column"])), (3, 8), "{problem}");
    assert!(text(&problem["help"]).contains("sales"), "{problem}");
    let ready = office.http.get("/readyz").await.fine();
    assert_eq!((&ready["ready"], &ready["rules"]["last_reload_successful"]), (&Value::Bool(true), &Value::Bool(false)));
    let named = text(&ready["rules"]["problems"][0]);
    assert!(named.starts_with("rules/distribution/help.yaml:3:8: "), "{named}");
    assert_eq!(metric(&office.metrics().await, "rules_last_reload_successful "), ["0"]);
    assert_eq!(office.next_group().await, "care", "the last good set serves");
    company::put(&place.rules, company::HELP_RULE, &sales);
    let repaired = office.until(|status| status["last_reload_successful"] == true).await;
    assert_eq!((&repaired["rejected"], int(&repaired["generation"])), (&Value::Null, 2));
    assert_eq!(office.next_group().await, "sales");
    assert_eq!(metric(&office.metrics().await, "rules_last_reload_successful "), ["1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkout_of_many_files_counts_whole_or_not_at_all() {
    let place = Place::new();
    let root = place.folder.path().to_owned();
    git(&root, &["init", "-q"]);
    for group in ["care", "sales"] {
        company::put(&place.rules, company::HELP_RULE, &company::rule("Help", company::HELP, group));
        for number in 1..FILES {
            let file = format!("distribution/page-{number:03}.yaml");
            company::put(&place.rules, &file, &company::rule("Page", &format!("/page-{number:03}"), group));
        }
        git(&root, &["checkout", "-q", "-b", group]);
        git(&root, &["add", "rules"]);
        git(&root, &["commit", "-q", "-m", group]);
    }
    let office = place.serve().await;
    let whole = office.status().await;
    assert_eq!(office.next_group().await, "sales");
    // Somebody asks for a reload all the time, so that reads and checkouts meet as often as they can.
    let admin = office.admin.clone();
    let asking = tokio::spawn(async move {
        loop {
            admin.http.send("POST", "/api/v1/rules/reload", &[], None).await.fine();
        }
    });
    let checkouts = 8;
    for round in 0..checkouts {
        let (root, branch) = (root.clone(), if round % 2 == 0 { "care" } else { "sales" });
        tokio::task::spawn_blocking(move || git(&root, &["checkout", "-q", branch])).await.expect("git ends");
    }
    git(&root, &["checkout", "-q", "care"]);
    let other = office.until(|status| groups(status) == ["care"] && status["last_reload_successful"] == true).await;
    asking.abort();
    assert_eq!(office.next_group().await, "care");
    assert!(int(&other["generation"]) <= 1 + checkouts + 1, "a set was counted more often than it was there: {other}");
    // The metrics name every revision that ever went live.
    let metrics = office.metrics().await;
    let lived: BTreeSet<&str> =
        metrics.lines().filter_map(|line| line.strip_prefix("rules_info{")).map(revision).collect();
    assert_eq!(lived, BTreeSet::from([text(&whole["revision"]), text(&other["revision"])]), "a mixed tree went live");
    assert_eq!(other["counts"]["rules"], FILES);
    assert_eq!(text(&other["git"]["commit"]), git(&root, &["rev-parse", "HEAD"]));
}

#[tokio::test]
async fn a_link_to_a_folder_can_be_swapped() {
    let mut place = Place::new();
    let root = place.folder.path().to_owned();
    for group in ["care", "sales"] {
        let rules = root.join("releases").join(group).join("rules");
        company::write(&rules);
        company::put(&rules, company::HELP_RULE, &company::rule("Help", company::HELP, group));
    }
    // The link is not the folder itself but above it, as release tools have it.
    let (current, aside) = (root.join("current"), root.join("aside"));
    symlink(root.join("releases/care"), &current).expect("links can be made");
    place.rules = current.join("rules");
    let office = place.serve().await;
    assert_eq!(office.next_group().await, "care");
    for (generation, group) in [(2, "sales"), (3, "care")] {
        symlink(root.join("releases").join(group), &aside).expect("links can be made");
        fs::rename(&aside, &current).expect("links can be swapped");
        office.until(|status| status["generation"] == generation).await;
        assert_eq!(office.next_group().await, group);
    }
}

/// Folders for a server.
struct Place {
    folder: TempDir,
    rules: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let rules = folder.path().join("rules");
        company::write(&rules);
        Self { folder, rules }
    }

    async fn serve(&self) -> Office {
        let server = ServerProcess::start(&self.folder.path().join("data"), &self.rules, "ada").await;
        let admin = AgentClient::signed_in(server.address, "ada").await;
        Office { http: Http::new(server.address), admin, _server: server }
    }
}

/// A server with an admin who looks at it.
struct Office {
    http: Http,
    admin: AgentClient,
    _server: ServerProcess,
}

impl Office {
    async fn status(&self) -> Value {
        self.admin.get("rules/status").await
    }

    /// The status once it is as wished.
    async fn until(&self, wished: impl Fn(&Value) -> bool) -> Value {
        let looking = async {
            loop {
                let status = self.status().await;
                if wished(&status) {
                    return status;
                }
                Socket::pause().await;
            }
        };
        let Ok(status) = timeout(PATIENCE, looking).await else {
            panic!("the rules stay as they are: {:#}", self.status().await)
        };
        status
    }

    /// Where a new visitor of the help page is sent.
    async fn next_group(&self) -> String {
        let visitor = VisitorClient::admitted(self.http.address, company::HELP).await;
        let session = visitor.post("first", "Hello").await;
        let session = self.admin.get(&format!("sessions/{session}")).await;
        text(&session["group"]["id"]).to_owned()
    }

    async fn metrics(&self) -> String {
        text(&self.http.get("/metrics").await.fine()).to_owned()
    }
}

/// The values of the series that begin so.
fn metric<'a>(metrics: &'a str, series: &str) -> Vec<&'a str> {
    metrics.lines().filter(|line| line.starts_with(series)).filter_map(|line| line.rsplit(' ').next()).collect()
}

fn info(status: &Value) -> String {
    format!("rules_info{{revision={}", status["revision"])
}

/// The revision in a series of `rules_info`.
fn revision(labels: &str) -> &str {
    let (_, rest) = labels.split_once("revision=\"").expect("the series names its revision");
    rest.split('"').next().expect("the label ends")
}

/// The groups that any rule leads to.
fn groups(status: &Value) -> Vec<&str> {
    let rules = status["rules"].as_array().expect("a list");
    rules.iter().map(|rule| text(&rule["group"])).collect::<BTreeSet<_>>().into_iter().collect()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"])
        .args(["-c", "core.hooksPath=", "-c", "gc.auto=0", "-c", "commit.gpgSign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git can be run");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
