//! Who may be given a session, and what becomes of the sessions of those who leave.

use super::{asks, care, workspace};
use crate::kit::{Server, int, text};
use serde_json::{Value, json};
use std::time::Duration;

/// Why each candidate of a decision was refused, by agent.
fn refusal(decision: &Value, agent: &str) -> String {
    let candidates = decision["candidates"].as_array().expect("a list");
    let one = candidates.iter().find(|one| one["agent"] == agent).unwrap_or_else(|| panic!("{agent} in {decision}"));
    text(&one["reason"]).to_owned()
}

#[tokio::test]
async fn nobody_is_given_more_than_agent_group_and_channel_allow() {
    let server = Server::lived(&[("groups/care.yaml", &care("capacity: 2\n"))]).await;
    let (ben, sue) = (server.agent("ben").await, server.agent("sue").await); // He may hold 200.
    let _his = ben.online().await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(asks(&server).await);
    }
    assert_eq!(sessions[1].0.session().await["state"], "assigned");
    assert_eq!(sessions[2].0.session().await["state"], "queued");
    let trace = sue.decisions(&sessions[2].1).await;
    assert_eq!(trace[0]["outcome"], json!({ "decision": "queue", "group": "care", "reason": "busy" }));
    assert!(refusal(&trace[0], "ben").contains("full (2 of 2"), "{trace:?}");
    assert_eq!(sue.event_words(&sessions[2].1).await, ["queued"]);

    // The group lets go, the channel does not.
    let channel = "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\ncapacity: 3\n";
    server.edit(&[("groups/care.yaml", &care("")), ("channels/mall.yaml", channel)]).await;
    server.pass(Duration::from_secs(5)).await;
    assert_eq!(sessions[2].0.session().await["state"], "assigned", "the edit made room");
    assert_eq!(sue.event_words(&sessions[2].1).await, ["queued", "assigned"]);
    let (fourth, id) = asks(&server).await;
    assert_eq!(fourth.session().await["state"], "queued");
    assert!(refusal(&sue.decisions(&id).await[0], "ben").contains("channel (3 of 3"));
    server.jump(Duration::from_secs(1)).await;
    ben.act(&sessions[0].1, "close", &json!({})).await;
    assert_eq!(fourth.session().await["agent"]["name"], "Ben");
    assert_eq!(sue.causes(&id).await, ["opened", "drained"]);
    server.stop().await;
}

#[tokio::test]
async fn who_leaves_keeps_or_gives_back_as_the_workspace_says() {
    let held = "held_sessions: { away: keep, offline: { requeue_after: 1m }, gone: { requeue_after: 2m } }\n";
    let server = Server::lived(&[("workspace.yaml", &workspace(held))]).await;
    let (ann, ben, sue) = (server.agent("ann").await, server.agent("ben").await, server.agent("sue").await);
    let mut hers = ann.online().await;
    let (visitor, session) = asks(&server).await;
    let (mut window, _) = visitor.connect().await;
    let choose = |word: &str| json!({ "type": "availability", "availability": word });

    // Away, she keeps what she has and is given nothing more.
    hers.ask(choose("away"), "availability").await;
    let (waits, other) = asks(&server).await;
    server.pass(Duration::from_mins(10)).await;
    assert_eq!(visitor.session().await["agent"]["name"], "Ann");
    assert_eq!(waits.session().await["state"], "queued");
    let trace = sue.decisions(&other).await;
    assert_eq!(trace[0]["outcome"]["reason"], "none_online");
    assert!(refusal(&trace[0], "ann").contains("is away"), "{trace:?}");

    // Offline, she has a minute.
    hers.ask(choose("offline"), "availability").await;
    server.pass(Duration::from_secs(50)).await;
    assert_eq!(visitor.session().await["agent"]["name"], "Ann");
    server.pass(Duration::from_secs(15)).await;
    assert_eq!(visitor.session().await["state"], "queued");
    assert_eq!(visitor.session().await["waiting"]["place"], 1, "first come, first in line");
    let mut his = ben.online().await;
    while his.until("session").await["session"]["id"] != json!(session) {}
    assert_eq!(waits.session().await["agent"]["name"], "Ben");
    loop {
        if window.until("session").await["session"]["agent"]["name"] == "Ben" {
            break;
        }
    }
    let history = sue.events(&session).await;
    let words: Vec<&str> = history.iter().map(|one| text(&one["event"])).collect();
    assert_eq!(words, ["assigned", "released", "queued", "assigned"]);
    assert_eq!((text(&history[1]["agent"]["id"]), text(&history[1]["because"])), ("ann", "offline"));
    assert_eq!(sue.causes(&session).await, ["opened", "requeued", "drained"]);

    // Gone counts from the end of the grace.
    drop(his);
    server.pass(Duration::from_secs(100)).await;
    assert_eq!(visitor.session().await["agent"]["name"], "Ben", "he may come back");
    server.pass(Duration::from_secs(90)).await;
    assert_eq!(visitor.session().await["state"], "queued");
    let history = sue.events(&session).await;
    let released = history.iter().rfind(|one| one["event"] == "released").expect("it is told");
    assert_eq!((text(&released["agent"]["id"]), text(&released["because"])), ("ben", "gone"));
    let targets = sue.get("targets").await;
    let agents = targets["agents"].as_array().expect("a list");
    assert!(agents.iter().all(|one| int(&one["load"]) == 0), "nobody holds anything: {agents:?}");
    server.stop().await;
}
