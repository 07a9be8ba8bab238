//! What admins must not miss: a session that no rule matched, and a line that nobody serves.

use super::{asks, workspace};
use crate::kit::{Server, Socket, company, int, text};
use serde_json::{Value, json};
use std::time::Duration;

async fn notice(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let told = socket.until("notice").await["notice"].clone();
        if told["kind"] == kind {
            return told;
        }
    }
}

#[tokio::test]
async fn what_no_rule_matches_is_told_until_read_and_given_by_hand() {
    let server = Server::lived(&[]).await;
    let (ada, ben) = (server.agent("ada").await, server.agent("ben").await);
    let (mut page, _) = ada.connect().await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let session = visitor.post("first", "Hello").await;
    server.pass(Duration::from_secs(5)).await;
    let told = notice(&mut page, "unmatched").await;
    assert_eq!(text(&told["session"]), session);
    assert_eq!(ada.decisions(&session).await[0]["outcome"], json!({ "decision": "unmatched" }));
    let (mut again, _) = ada.connect().await;
    assert_eq!(notice(&mut again, "unmatched").await["id"], told["id"], "unread, it is told again");

    // Ben is not there: she is warned, and may.
    let given = ada.act(&session, "give", &json!({ "agent": "ben", "note": "please call" })).await;
    assert_eq!(given["warned"]["refusal"], "offline");
    server.pass(Duration::from_secs(5)).await;
    while notice(&mut page, "unmatched").await["over_at_ms"].is_null() {}
    assert_eq!(int(&ada.get("notices?filter=unread").await["unread"]), 1, "over, and still not read");
    page.send(json!({ "type": "read_notice", "notice": told["id"] })).await;
    while notice(&mut page, "unmatched").await["read_at_ms"].is_null() {}
    assert_eq!(int(&ada.get("notices?filter=unread").await["unread"]), 0);

    let (_, welcome) = ben.connect().await;
    assert_eq!(welcome["sessions"][0]["id"], json!(session), "it waits for him where he works");
    assert_eq!(ada.event_words(&session).await, ["unmatched", "transferred", "assigned"]);
    let trace = ada.decisions(&session).await;
    assert_eq!((text(&trace[1]["cause"]), text(&trace[1]["by"])), ("by_hand", "ada"));
    server.stop().await;
}

#[tokio::test]
async fn a_line_that_nobody_serves_is_told_after_a_while() {
    let server = Server::lived(&[("workspace.yaml", &workspace("alerts: { nobody_online_after: 2m }\n"))]).await;
    let (ada, ben) = (server.agent("ada").await, server.agent("ben").await);
    let (mut page, _) = ada.connect().await;
    let (visitor, session) = asks(&server).await;
    server.pass(Duration::from_secs(100)).await;
    assert!(page.so_far().await.iter().all(|frame| frame["type"] != "notice"), "not yet");
    server.pass(Duration::from_secs(40)).await;
    let told = notice(&mut page, "nobody_online").await;
    assert_eq!((text(&told["group"]), &told["over_at_ms"]), ("care", &Value::Null), "{told}");
    let _his = ben.online().await;
    server.pass(Duration::from_secs(10)).await;
    while notice(&mut page, "nobody_online").await["over_at_ms"].is_null() {}
    assert_eq!(visitor.session().await["agent"]["name"], "Ben");
    assert_eq!(ada.event_words(&session).await, ["queued", "assigned"]);
    assert_eq!(ada.causes(&session).await, ["opened", "drained"]);
    server.stop().await;
}
