//! Predicates of plug-ins in conditions: asked last, failing as declared, and explained as they were.

use super::world::World;
use usher_routing::Verdict;

const MANIFEST: &str = "api: 1
name: Campaign
description: When the campaign runs.
offers:
  predicate:
    - { id: runs, file: c.rhai, function: runs, on_failure: POLICY, parameters: { path: { type: string } } }
";
const RULE: &str = "name: Help
priority: 1
when:
  all:
    - script: { use: campaign/runs, with: { path: /help } }
    - page.path: { starts_with: /help }
group: care
strategy: load
";

async fn world(policy: &str, body: &str) -> World {
    let world = World::new("load").await;
    world.write("../plugins/campaign/plugin.yaml", &MANIFEST.replace("POLICY", policy));
    world.write("../plugins/campaign/c.rhai", &format!("fn runs(facts, params) {{ {body} }}"));
    world.write("distribution/help.yaml", RULE);
    world.write("prompts/hello.yaml", "text: Hello\n");
    world.write("distribution/offers.yaml", "name: Rest\npriority: 2\ngroup: sales\nstrategy: load\nwelcome: hello\n");
    world.reload().await;
    world
}

#[tokio::test]
async fn a_predicate_decides_with_its_parameters() {
    let world = world("closed", "facts[\"page.path\"] == params.path").await;
    assert_eq!(world.open("/help").await.rule.unwrap().as_str(), "help");
    let other = world.open("/help/more").await;
    assert_eq!(other.rule.as_ref().unwrap().as_str(), "offers");
    let explained = world.engine.explain(other.id).await.unwrap();
    let Verdict::ConditionFailed { reason } = &explained.decisions[0].rules[0].verdict else { panic!("it failed") };
    assert!(reason.contains("campaign/runs"), "{reason}");
}

#[tokio::test]
async fn a_failing_predicate_counts_as_declared_and_the_trace_keeps_it() {
    for (policy, rule) in [("closed", "offers"), ("open", "help")] {
        let world = world(policy, "if facts[\"page.path\"] == params.path { loop {} } true").await;
        let session = world.open("/help").await;
        assert_eq!(session.rule.as_ref().unwrap().as_str(), rule, "{policy}");
        // What serves now answers at once; the stored decision keeps what it was made on.
        world.write("../plugins/campaign/c.rhai", "fn runs(facts, params) { facts[\"page.path\"] != params.path }");
        world.reload().await;
        let explained = world.engine.explain(session.id).await.unwrap();
        let failures = &explained.decisions[0].record.failures;
        assert_eq!(failures.len(), 1);
        assert!(failures[0].predicate.contains("campaign/runs"), "{failures:?}");
        assert!(failures[0].error.contains("operations"), "{failures:?}");
        assert_eq!(failures[0].held, policy == "open");
        let verdict = explained.decisions[0].rules[0].verdict.to_string();
        assert_eq!(verdict == "matches", policy == "open", "{verdict}");
        assert_eq!(verdict.contains("operations"), policy == "closed", "{verdict}");
    }
}

#[tokio::test]
async fn a_plug_in_that_fails_again_and_again_is_switched_off_for_a_while() {
    let mut world = world("closed", "throw \"no idea\"").await;
    world.online("dan").await;
    for _ in 0..7 {
        world.open("/help").await;
    }
    let health = world.engine.plugin_health();
    let campaign = health.iter().find(|one| one.plugin.as_str() == "campaign").unwrap();
    assert_eq!(campaign.calls, 5, "after five failures it is not called any more");
    assert!(campaign.off_until.is_some_and(|until| until > world.engine.now()), "{campaign:?}");
    assert!(campaign.last_failure.as_ref().unwrap().error.contains("no idea"));

    // Mended, it begins anew at once.
    world.write("../plugins/campaign/c.rhai", "fn runs(facts, params) { facts[\"page.path\"] == params.path }");
    world.reload().await;
    assert_eq!(world.open("/help").await.rule.unwrap().as_str(), "help");
}

#[tokio::test]
async fn an_expression_is_a_condition_too() {
    let world = world("closed", "facts[\"page.path\"] == params.path").await;
    let rule = RULE.replace(
        "    - script: { use: campaign/runs, with: { path: /help } }\n",
        "    - expr: visitor.sessions == 0 && page.path.len() < 6\n",
    );
    world.write("distribution/help.yaml", &rule);
    world.reload().await;
    assert_eq!(world.open("/help").await.rule.unwrap().as_str(), "help");
    assert_eq!(world.open("/help/more").await.rule.unwrap().as_str(), "offers");
}
