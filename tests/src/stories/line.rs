//! The line: who is next, who goes elsewhere, what a restart and an opening door make of it.

use super::{asks, care, help, workspace};
use crate::kit::{Server, int, text};
use serde_json::json;
use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

const RANK: &str = "api: 1
name: Rank
description: Buyers go first.
offers:
  hook:
    - { id: buyers, event: session_opened, file: rank.rhai, function: rank, effects: [set_priority] }
";

#[tokio::test]
async fn priority_is_a_head_start_that_age_catches_up_with() {
    let script = "fn rank(event) { if event.text.contains(\"buy\") { [set_priority(10)] } else { [] } }\n";
    let files = [("../plugins/rank/plugin.yaml", RANK), ("../plugins/rank/rank.rhai", script)];
    let server = Server::lived(&files).await;
    let (ann, sue) = (server.agent("ann").await, server.agent("sue").await);
    // Eleven minutes ahead of the buyer, nine minutes ahead, and a minute: ten points are worth ten minutes.
    let (oldest, oldest_id) = asks(&server).await;
    server.pass(Duration::from_mins(2)).await;
    let (old, old_id) = asks(&server).await;
    server.pass(Duration::from_mins(8)).await;
    let (young, _) = asks(&server).await;
    server.pass(Duration::from_mins(1)).await;
    let buyer = server.visitor(crate::kit::company::HELP).await;
    let buyer_id = buyer.post("first", "I want to buy").await;
    server.pass(Duration::from_secs(10)).await;
    for (visitor, place) in [(&oldest, 1), (&buyer, 2), (&old, 3), (&young, 4)] {
        assert_eq!(int(&visitor.session().await["waiting"]["place"]), place);
    }
    assert!(sue.event_words(&buyer_id).await.contains(&"applied".to_owned()));
    let _hers = ann.online().await; // She holds two.
    for (visitor, state) in [(&oldest, "assigned"), (&buyer, "assigned"), (&old, "queued"), (&young, "queued")] {
        assert_eq!(visitor.session().await["state"], state);
    }
    assert_eq!(sue.causes(&buyer_id).await, ["opened", "drained"]);
    assert_eq!(sue.event_words(&oldest_id).await, ["queued", "assigned"]);
    assert_eq!(sue.causes(&old_id).await, ["opened"]);
    server.stop().await;
}

#[tokio::test]
async fn who_waits_too_long_or_in_too_long_a_line_flows_over() {
    let files = [
        ("distribution/help.yaml", &*help("overflow: { after: 2m, group: sales }\n")),
        ("groups/care.yaml", &*care("queue_limit: 3\n")),
    ];
    let server = Server::lived(&files).await;
    let (dan, sue) = (server.agent("dan").await, server.agent("sue").await);
    let _his = dan.online().await;
    let (first, id) = asks(&server).await;
    server.pass(Duration::from_secs(110)).await;
    assert_eq!(first.session().await["state"], "queued", "not yet");
    server.pass(Duration::from_secs(20)).await;
    assert_eq!(first.session().await["agent"]["name"], "Dan");
    assert_eq!(sue.event_words(&id).await, ["queued", "assigned"]);
    let trace = sue.decisions(&id).await;
    assert_eq!(trace[1]["outcome"], json!({ "decision": "assign", "group": "sales", "agent": "dan" }));
    let candidates = trace[1]["candidates"].as_array().expect("a list");
    assert!(candidates.iter().any(|one| one["overflow"] == "sales" && one["standing"] == "chosen"), "{trace:?}");

    // By length: the third in line is one too many.
    server.edit(&[("distribution/help.yaml", &help("overflow: { longer_than: 1, group: sales }\n"))]).await;
    let (one, two, (three, third)) = (asks(&server).await.0, asks(&server).await.0, asks(&server).await);
    let states = [one.session().await, two.session().await, three.session().await].map(|shown| shown["state"].clone());
    assert_eq!(states, ["queued", "queued", "assigned"]);
    let last = sue.decisions(&third).await.pop().expect("a decision");
    assert_eq!(last["outcome"]["group"], "sales");

    // Dan is full now: the line grows to its limit, and not beyond.
    let (_, _) = asks(&server).await;
    let (turned_away, full) = asks(&server).await;
    let trace = sue.decisions(&full).await;
    assert_eq!(trace[0]["outcome"]["reason"], "full", "{trace:?}");
    assert_eq!(turned_away.session().await["state"], "closed");
    assert_eq!(trace[0]["turned_away"], true);
    server.stop().await;
}

#[tokio::test]
async fn a_restart_loses_nobody_their_place() {
    let server = Server::lived(&[]).await;
    server.let_in("ann").await;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(asks(&server).await);
    }
    let before = waiting[2].0.session().await;
    let server = server.restart().await;
    let moved: Vec<_> = waiting.iter().map(|(visitor, _)| visitor.moved_to(server.address())).collect();
    let after = moved[2].session().await;
    assert_eq!((&after["waiting"], int(&after["waiting"]["place"])), (&before["waiting"], 3));
    let ann = crate::kit::AgentClient::signed_in(server.address(), "ann").await;
    let (window, welcome) = moved[3].connect().await;
    assert_eq!(welcome["session"]["waiting"]["place"], 4);
    drop(window);
    let _hers = ann.online().await;
    for (visitor, state) in moved.iter().zip(["assigned", "assigned", "queued", "queued"]) {
        assert_eq!(visitor.session().await["state"], state);
    }
    server.pass(Duration::from_secs(2)).await; // A line is looked at once in two seconds.
    assert_eq!(moved[2].session().await["waiting"]["place"], 1);
    assert_eq!(ann.event_words(&waiting[0].1).await, ["queued", "assigned"]);
    assert_eq!(ann.causes(&waiting[0].1).await, ["opened", "drained"]);
    server.stop().await;
}

#[tokio::test]
async fn at_opening_time_thirty_who_wait_are_shared_among_five() {
    let mut agents = "agents:\n".to_owned();
    let names = ["amy", "bob", "cat", "dee", "eli"];
    for name in names {
        writeln!(
            agents,
            "  {name}: {{ name: {name}, email: {name}@lantern.example, departments: [care], capacity: 6 }}"
        )
        .expect("it is a text");
    }
    agents.push_str("  sue: { name: Sue, email: sue@lantern.example, role: supervisor }\n");
    // The clock starts at 09:00 UTC, which is 10:00 in Berlin.
    let hours = "name: Day\nweek: { mon-fri: ['11:00-17:00'] }\n";
    let files = [
        ("directory/agents.yaml", agents.as_str()),
        ("groups/sales.yaml", "name: Sales\nmembers: { agents: [amy] }\n"),
        ("hours/day.yaml", hours),
        ("groups/care.yaml", &care("hours: day\n")),
        ("workspace.yaml", &workspace("")),
    ];
    let server = Server::lived(&files).await;
    let mut sockets = Vec::new();
    for name in names {
        sockets.push(server.agent(name).await.online().await);
    }
    let mut waiting = Vec::new();
    for _ in 0..30 {
        waiting.push(asks(&server).await);
    }
    let told = &waiting[0].0.session().await["waiting"];
    assert_eq!((&told["reason"], &told["opens_utc_offset_minutes"]), (&json!("outside_hours"), &json!(60)));
    server.pass(Duration::from_secs(20)).await;
    assert_eq!(waiting[29].0.session().await["waiting"]["place"], 30);
    server.jump(Duration::from_mins(58)).await;
    assert_eq!(waiting[0].0.session().await["state"], "queued", "a minute before");
    server.pass(Duration::from_secs(75)).await;

    let sue = server.agent("sue").await;
    let mut given: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, (_, session)) in waiting.iter().enumerate() {
        let found = sue.get(&format!("sessions/{session}")).await;
        given.entry(text(&found["agent"]["id"]).to_owned()).or_default().push(place / names.len());
    }
    for name in names {
        assert_eq!(given[name], [0, 1, 2, 3, 4, 5], "each round gave everybody one: {given:?}");
    }
    let last = &waiting[29].1;
    assert_eq!(sue.event_words(last).await, ["queued", "assigned"]);
    let trace = sue.decisions(last).await;
    assert_eq!((&trace[0]["hours"][0]["open"], &trace[1]["hours"][0]["open"]), (&json!(false), &json!(true)));
    server.stop().await;
}
