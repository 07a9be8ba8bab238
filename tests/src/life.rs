//! A session's life over real connections, at a set clock: offers, lines, transfers, silence, coming back.

use crate::kit::{Server, company};
use serde_json::{Value, json};
use std::time::Duration;

/// The care group as these lines say, and a company that closes silent chats.
async fn lantern(answer: &str, workspace: &str) -> Server {
    let care = format!("name: Care\nmembers: {{ departments: [care] }}\n{answer}");
    let lantern = format!("name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n{workspace}");
    Server::lived(&[("groups/care.yaml", &care), ("workspace.yaml", &lantern)]).await
}

#[tokio::test]
async fn an_offer_is_taken_declined_or_missed() {
    let server = lantern("answer: { mode: offer, within: 30s, away_after: 2 }\n", "").await;
    let (ann, ben, sue) = (server.agent("ann").await, server.agent("ben").await, server.agent("sue").await);
    let mut hers = ann.online().await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    let offered = hers.until("session").await["session"].clone();
    assert_eq!((&offered["state"], &offered["id"]), (&json!("offered"), &json!(session)));
    assert_eq!(visitor.session().await["state"], "queued", "the visitor still waits");
    let mut his = ben.online().await;
    server.pass(Duration::from_secs(1)).await;
    hers.send(json!({ "type": "decline", "session": session })).await;
    assert_eq!(his.until("session").await["session"]["state"], "offered");
    let late = ann.http.post(&format!("/api/v1/sessions/{session}/accept"), &json!({})).await;
    assert_eq!((late.status, &late.body["error"]["code"]), (409, &json!("offer_gone")));
    his.send(json!({ "type": "accept", "session": session })).await;
    while his.until("session").await["session"]["state"] != "assigned" {}
    let (mut window, _) = visitor.connect().await;
    let transcript = window.until("transcript").await;
    let told = transcript["messages"].to_string();
    assert!(told.contains("Welcome!") && told.contains("\"assigned\""), "{told}");
    assert!(!told.contains("offered") && !told.contains("released"), "who was asked is not the visitor's business");
    assert_eq!(sue.event_words(&session).await, ["offered", "released", "offered", "assigned"]);
    assert_eq!(sue.causes(&session).await, ["opened", "declined"]);

    // Two that nobody answers: the second miss sets her away, and tells her so.
    his.send(json!({ "type": "availability", "availability": "away" })).await;
    his.until("availability").await;
    let other = server.visitor(company::HELP).await;
    let missed = other.post("first", "Hello?").await;
    server.pass(Duration::from_secs(90)).await;
    let away = loop {
        let told = hers.until("availability").await;
        if told["availability"] == "away" {
            break told;
        }
    };
    assert_eq!(away["because"], "missed");
    let waits = other.session().await;
    assert_eq!((&waits["state"], &waits["waiting"]["place"]), (&json!("queued"), &json!(1)));
    assert!(sue.causes(&missed).await.contains(&"missed".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn whose_session_is_only_offered_is_told_a_place_too() {
    let server = lantern("answer: { mode: offer, within: 5m }\n", "").await;
    let ann = server.agent("ann").await; // Holds two.
    let mut hers = ann.online().await;
    let visitor = server.visitor(company::HELP).await;
    visitor.post("first", "Hello").await;
    assert_eq!(hers.until("session").await["session"]["state"], "offered");
    let (mut window, welcome) = visitor.connect().await;
    let told = &welcome["session"];
    let place = |waiting: &Value| (waiting["place"].clone(), waiting["length"].clone());
    assert_eq!((&told["state"], &told["waiting"]["reason"]), (&json!("queued"), &json!("busy")));
    assert_eq!(place(&told["waiting"]), (json!(1), json!(1)));
    server.pass(Duration::from_secs(1)).await;
    server.visitor(company::HELP).await.post("first", "Hello").await;
    assert_eq!(hers.until("session").await["session"]["state"], "offered");
    let last = server.visitor(company::HELP).await;
    last.post("first", "Hello").await;
    server.pass(Duration::from_secs(3)).await;
    assert_eq!(place(&last.session().await["waiting"]), (json!(1), json!(1)), "the only one in line");
    assert_eq!(place(&window.until("line").await["waiting"]), (json!(1), json!(2)), "it follows the line");
    server.stop().await;
}

#[tokio::test]
async fn a_place_in_line_moves_before_the_visitors_eyes() {
    let server = lantern("", "").await;
    let ann = server.agent("ann").await; // Holds two.
    let _hers = ann.online().await;
    let mut sessions = Vec::new();
    for _ in 0..4 {
        server.pass(Duration::from_secs(1)).await;
        sessions.push(server.visitor(company::HELP).await.post("first", "Hello").await);
    }
    server.pass(Duration::from_secs(1)).await;
    let visitor = server.visitor(company::HELP).await;
    visitor.post("first", "Hello").await;
    let (mut window, welcome) = visitor.connect().await;
    assert_eq!(
        (&welcome["session"]["waiting"]["place"], &welcome["session"]["waiting"]["length"]),
        (&json!(3), &json!(3))
    );
    ann.http.post(&format!("/api/v1/sessions/{}/close", sessions[0]), &json!({})).await.fine();
    server.pass(Duration::from_secs(3)).await;
    let line = window.until("line").await;
    assert_eq!((&line["waiting"]["place"], &line["waiting"]["length"]), (&json!(2), &json!(2)));
    assert_eq!(line["waiting"]["wait_ms"], Value::Null, "nobody can tell yet how long it takes");
    server.stop().await;
}

#[tokio::test]
async fn a_session_is_given_by_hand_by_those_who_may() {
    let server = lantern("", "").await;
    let (ann, ben) = (server.agent("ann").await, server.agent("ben").await);
    let (dan, ada) = (server.agent("dan").await, server.agent("ada").await);
    let _hers = ann.online().await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    let give = format!("/api/v1/sessions/{session}/give");
    for (body, status, code, field) in [
        (json!({ "agent": "dan" }), 409, "agent_unable", "agent"),
        (json!({ "agent": "zoe" }), 400, "bad_request", "agent"),
        (json!({ "group": "none" }), 400, "bad_request", "group"),
        (json!({}), 400, "bad_request", "agent"),
        (json!({ "agent": "dan", "group": "care" }), 400, "bad_request", "agent"),
        (json!({ "agent": "dan", "note": "n".repeat(501) }), 422, "too_long", "note"),
    ] {
        let refused = ann.http.post(&give, &body).await;
        let error = &refused.body["error"];
        assert_eq!((refused.status, &error["code"], &error["field"]), (status, &json!(code), &json!(field)), "{body}");
    }
    let foreign = dan.http.post(&give, &json!({ "agent": "dan" })).await;
    assert_eq!((foreign.status, &foreign.body["error"]["code"]), (404, &json!("not_found")), "not his to see");
    let mut his = dan.online().await;
    server.pass(Duration::from_secs(1)).await;
    let asked = json!({ "agent": "dan", "note": "wants to buy", "client_id": "give-1" });
    let given = ann.http.post(&give, &asked).await.fine();
    assert_eq!((&given["session"]["agent"]["id"], &given["warned"]), (&json!("dan"), &Value::Null));
    // The answer was lost: she may no longer see the session, and is told all the same that it is given.
    let again = ann.http.post(&give, &asked).await.fine();
    assert_eq!(again, json!({ "session": null, "warned": null }));
    let named = ann.http.post(&give, &json!({ "agent": "dan", "client_id": "no name" })).await;
    assert_eq!((named.status, &named.body["error"]["field"]), (400, &json!("client_id")));
    assert_eq!(his.until("session").await["session"]["id"], json!(session));
    let (mut window, _) = visitor.connect().await;
    let shown = window.until("transcript").await["messages"].to_string();
    assert!(shown.contains("\"transferred\"") && !shown.contains("wants to buy"), "{shown}");
    assert_eq!(ada.event_words(&session).await, ["assigned", "transferred", "assigned"]);
    assert_eq!(ada.causes(&session).await, ["opened", "transferred"]);

    // No rule knows this page: an admin gives it to somebody who is not there, and is told so.
    let lost = server.visitor(company::ELSEWHERE).await.post("first", "Hello").await;
    server.pass(Duration::from_secs(1)).await;
    let given = ada.http.post(&format!("/api/v1/sessions/{lost}/give"), &json!({ "agent": "ben" })).await.fine();
    assert_eq!((&given["session"]["agent"]["id"], &given["warned"]["refusal"]), (&json!("ben"), &json!("offline")));
    assert_eq!(ada.causes(&lost).await, ["opened", "by_hand"]);
    let targets = ben.get("targets").await;
    let agents = targets["agents"].as_array().expect("a list");
    let dan = agents.iter().find(|one| one["agent"]["id"] == "dan").expect("he is in the directory");
    assert_eq!((&dan["load"], &dan["refusal"], &dan["groups"]), (&json!(1), &Value::Null, &json!(["sales"])));
    server.stop().await;
}

#[tokio::test]
async fn a_silent_chat_ends_by_itself_and_begins_again_with_the_same_agent() {
    let workspace = "idle: { close_after: 10m, warn_before: 2m, warning: soon }\nreopen_within: 1h\n";
    let server = lantern("", workspace).await;
    let (ann, sue) = (server.agent("ann").await, server.agent("sue").await);
    let _hers = ann.online().await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    let reply = json!({ "client_id": "reply", "text": "How can I help?" });
    ann.http.post(&format!("/api/v1/sessions/{session}/messages"), &reply).await.fine();
    let (mut window, _) = visitor.connect().await;
    window.until("transcript").await;
    server.pass(Duration::from_secs(8 * 60 + 20)).await;
    let warned = window.until("message").await;
    assert_eq!(warned["message"]["body"]["text"], "We close this chat in 2 minutes");
    server.pass(Duration::from_secs(2 * 60 + 20)).await;
    let closed = loop {
        let told = window.until("session").await;
        if told["session"]["state"] == "closed" {
            break told;
        }
    };
    assert_ne!(closed["session"]["closed_at_ms"], Value::Null);
    let again = visitor.post("second", "One more thing").await;
    assert_eq!(again, session, "the same chat goes on");
    let open = visitor.session().await;
    assert_eq!((&open["state"], &open["agent"]["name"]), (&json!("assigned"), &json!("Ann")));
    assert_eq!(sue.event_words(&session).await, ["assigned", "closed", "reopened", "assigned"]);
    assert_eq!(sue.causes(&session).await, ["opened", "reopened"]);
    server.stop().await;
}
