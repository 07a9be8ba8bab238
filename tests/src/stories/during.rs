//! While people talk: passing on to a group with a note, and what was said too long ago to be taken back.

use super::{asks, workspace};
use crate::kit::{Server, int, text};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_session_goes_to_a_group_with_a_note_that_only_agents_see() {
    let server = Server::lived(&[]).await;
    let (ann, dan, sue) = (server.agent("ann").await, server.agent("dan").await, server.agent("sue").await);
    let mut hers = ann.online().await;
    let (visitor, session) = asks(&server).await;
    let (mut window, _) = visitor.connect().await;
    window.until("transcript").await;
    server.pass(Duration::from_secs(1)).await;
    let given = ann.act(&session, "give", &json!({ "group": "sales", "note": "wants a discount" })).await;
    assert_eq!(given["session"]["state"], "queued");
    assert_eq!(visitor.session().await["waiting"]["place"], 1, "nobody of sales is there yet");
    server.pass(Duration::from_secs(1)).await;
    let mut his = dan.online().await;
    while his.until("session").await["session"]["state"] != "assigned" {}
    let answer = json!({ "type": "post", "session": session, "client_id": "a-1", "text": "Hello from sales" });
    let seq = int(&his.ask(answer, "ack").await["seq"]);
    let mut raw = String::new();
    loop {
        let frame = window.next().await.expect("the socket lives");
        raw.push_str(&frame.to_string());
        if frame["message"]["seq"] == seq {
            break;
        }
    }
    assert!(raw.contains("transferred") && !raw.contains("discount"), "{raw}");
    let history = sue.events(&session).await;
    let words: Vec<&str> = history.iter().map(|one| text(&one["event"])).collect();
    assert_eq!(words, ["assigned", "transferred", "queued", "assigned"]);
    assert_eq!(text(&history[1]["note"]), "wants a discount");
    assert_eq!(sue.causes(&session).await, ["opened", "transferred", "drained"]);
    let late = json!({ "type": "post", "session": session, "client_id": "a-2", "text": "One more" });
    assert_eq!(hers.ask(late, "nack").await["error"]["code"], "not_owner");
    server.stop().await;
}

#[tokio::test]
async fn words_are_taken_back_in_time_and_not_later() {
    let server = Server::lived(&[("workspace.yaml", &workspace("recall_within: 2m\n"))]).await;
    let ann = server.agent("ann").await;
    let mut hers = ann.online().await;
    let (visitor, session) = asks(&server).await;
    let (mut window, _) = visitor.connect().await;
    window.until("transcript").await;
    let say = |name: &str| json!({ "type": "post", "session": session, "client_id": name, "text": "a slip" });
    let first = int(&hers.ask(say("a-1"), "ack").await["seq"]);
    server.pass(Duration::from_secs(110)).await;
    let second = int(&hers.ask(say("a-2"), "ack").await["seq"]);
    server.pass(Duration::from_secs(15)).await;
    hers.send(json!({ "type": "recall", "session": session, "seq": first })).await;
    let late = hers.until("error").await["error"].clone();
    assert_eq!((text(&late["code"]), int(&late["limit"])), ("too_late", 120), "{late}");
    window.send(json!({ "type": "recall", "session": session, "seq": 1 })).await;
    assert_eq!(window.until("error").await["error"]["code"], "too_late");
    hers.send(json!({ "type": "recall", "session": session, "seq": second })).await;
    while window.until("message").await["message"]["body"]["event"]["event"] != "recalled" {}
    let read = visitor.transcript(&session).await;
    let body = |seq: i64| read[usize::try_from(seq - 1).expect("a place")]["body"].clone();
    assert_eq!((text(&body(first)["text"]), &body(second)), ("a slip", &json!({ "kind": "recalled" })));
    assert_eq!(ann.event_words(&session).await, ["assigned", "recalled"]);
    assert_eq!(ann.causes(&session).await, ["opened"], "nothing of it is routing's");
    server.stop().await;
}
