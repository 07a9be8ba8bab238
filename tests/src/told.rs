//! Who is told when nobody would notice: admins on their pages, webhooks, and addresses by mail. Over a real server with
//! real receivers that fail, hang and recover; hours pass by moving the clock.

use crate::kit::{Mood, Receiver, Server, company, int, text, until};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use usher_model::{ManualClock, Timestamp};
use usher_server::MailConfig;

/// Sunday morning, 2026-03-01T09:00:00Z.
const START: Timestamp = Timestamp::from_millis(1_772_355_600_000);

async fn server(webhooks: &Receiver, mails: &Receiver) -> (Server, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(START));
    let server = Server::prepared(
        |rules| {
            let alerts = "alerts: { emails: [ada@lantern.example], nobody_online_after: 1m }\n";
            let workspace = "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n";
            company::put(rules, "workspace.yaml", &format!("{workspace}{alerts}"));
            let url = format!("http://{}/in", webhooks.address);
            let events = "events: [session_opened, session_unmatched]";
            // A variable that is set wherever tests run stands for the secret.
            let pager = format!("name: Pager\nurl: {url}\ntimeout: 1s\nsecret_env: PATH\n{events}\n");
            company::put(rules, "webhooks/pager.yaml", &pager);
        },
        |config| {
            config.clock = clock.clone();
            config.api.public_url = Some("https://chat.lantern.example".to_owned());
            config.mail = Some(MailConfig {
                server: format!("smtp://{}", mails.address).parse().expect("an address"),
                password: None,
                from: "Usher <usher@lantern.example>".parse().expect("an address"),
                timeout: Duration::from_millis(500),
            });
        },
    )
    .await;
    (server, clock)
}

#[tokio::test]
async fn admins_are_told_on_their_pages_until_they_have_read() {
    let (webhooks, mails) = (Receiver::http().await, Receiver::smtp().await);
    let (server, _clock) = server(&webhooks, &mails).await;
    let (ada, sue, ben) = (server.agent("ada").await, server.agent("sue").await, server.agent("ben").await);
    let (mut page, _) = ada.connect().await;
    let (mut agents, _) = ben.connect().await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let session = visitor.post("first", "Hello, is anybody there?").await;
    let live = page.until("notice").await;
    assert_eq!((text(&live["notice"]["kind"]), text(&live["notice"]["session"])), ("unmatched", session.as_str()));
    assert_eq!(live["notice"]["over_at_ms"], Value::Null);

    // Whoever comes later is told too, and reads for oneself; other pages of the same person hear of it.
    let (mut later, _) = sue.connect().await;
    let told = later.until("notice").await;
    assert_eq!(told, live);
    let (mut other, _) = sue.connect().await;
    other.until("notice").await;
    later.send(json!({ "type": "read_notice", "notice": told["notice"]["id"] })).await;
    for socket in [&mut later, &mut other] {
        assert!(socket.until("notice").await["notice"]["read_at_ms"].is_i64());
    }
    let unread = async |agent: &crate::kit::AgentClient| int(&agent.get("notices?filter=unread").await["unread"]);
    assert_eq!((unread(&ada).await, unread(&sue).await), (1, 0));
    let (mut again, _) = sue.connect().await;
    assert!(again.ask(json!({ "type": "ping" }), "pong").await.is_object());

    // Over, it stays for whoever has not read it.
    visitor.ask("POST", &format!("sessions/{session}/end"), None).await.fine();
    let over = page.until("notice").await;
    assert!(over["notice"]["over_at_ms"].is_i64() && over["notice"]["read_at_ms"].is_null(), "{over}");
    let id = text(&over["notice"]["id"]);
    let read = ada.http.post(&format!("/api/v1/notices/{id}/read"), &Value::Null).await.fine();
    assert!(read["read_at_ms"].is_i64());
    let all = ada.get("notices").await;
    assert_eq!((all["notices"].as_array().map(Vec::len), int(&all["unread"])), (Some(1), 0));
    let none = ada.http.post("/api/v1/notices/read-all", &json!({ "until": id })).await.fine();
    assert_eq!(none["read"], 0);

    // It is none of an agent's business, over neither transport.
    assert!(!agents.so_far().await.iter().any(|frame| frame["type"] == "notice"));
    agents.send(json!({ "type": "read_notice", "notice": id })).await;
    assert_eq!(text(&agents.until("error").await["error"]["code"]), "forbidden");
    server.stop().await;
}

#[tokio::test]
async fn a_mail_comes_through_a_server_that_fails_hangs_and_recovers() {
    let (webhooks, mails) = (Receiver::http().await, Receiver::smtp().await);
    mails.set(Mood::Fails);
    let (server, clock) = server(&webhooks, &mails).await;
    let ada = server.agent("ada").await;
    let (mut page, _) = ada.connect().await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    visitor.post("first", "你好，有人吗？\r\n.\r\nQUIT").await;
    page.until("notice").await;
    let pass = || clock.advance(Duration::from_secs(31));
    until("a first try", pass, async || mails.tries() > 0).await;
    mails.set(Mood::Hangs);
    let failed = mails.tries();
    until("a try that hangs", pass, async || mails.tries() > failed).await;
    mails.set(Mood::Takes);
    until("the mail", pass, async || !mails.heard().is_empty()).await;
    let heard = mails.heard();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let mail = &heard[0];
    assert!(mail.starts_with("RCPT TO:<ada@lantern.example>"), "{mail}");
    for line in ["From: Usher <usher@lantern.example>", "To: ada@lantern.example", "Subject: [Lantern] A chat waits"] {
        assert!(mail.contains(line), "{mail}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_webhook_that_fails_hangs_and_recovers_is_told_everything() {
    let (webhooks, mails) = (Receiver::http().await, Receiver::smtp().await);
    webhooks.set(Mood::Fails);
    let (server, clock) = server(&webhooks, &mails).await;
    let ada = server.agent("ada").await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let session = visitor.post("first", "Hello").await;
    let pass = || clock.advance(Duration::from_secs(6));
    until("a first try", || (), async || webhooks.tries() > 0).await;
    webhooks.set(Mood::Hangs);
    let failed = webhooks.tries();
    until("a try that hangs", pass, async || webhooks.tries() > failed).await;
    until(
        "the state of a webhook that hangs",
        || (),
        async || {
            let state = ada.get("webhooks").await["webhooks"][0].clone();
            state["failure"] == "did not answer in time"
                && state["paused_until_ms"].is_i64()
                && int(&state["waiting"]) > 0
        },
    )
    .await;
    webhooks.set(Mood::Takes);
    until("both calls", pass, async || webhooks.heard().len() >= 2).await;
    let mut calls: Vec<(Value, String)> = webhooks.heard().iter().map(|call| apart(call)).collect();
    // What admins are told of is found beside the session's own events.
    calls.sort_by_key(|(body, _)| text(&body["type"]).to_owned());
    let told: Vec<&str> = calls.iter().map(|(body, _)| text(&body["type"])).collect();
    assert_eq!(told, ["session_opened", "session_unmatched"]);
    for (body, head) in &calls {
        assert_eq!(text(&body["data"]["session"]["id"]), session);
        assert!(head.contains("webhook-timestamp: ") && head.contains("webhook-signature: v1,"), "{head}");
    }

    until(
        "the log",
        || (),
        async || {
            let state = ada.get("webhooks").await["webhooks"][0].clone();
            int(&state["waiting"]) == 0 && state["succeeded_at_ms"].is_i64() && state["paused_until_ms"].is_null()
        },
    )
    .await;
    let log = ada.get("webhooks/pager/deliveries?outcome=delivered").await;
    let opened = |call: &&Value| text(&call["body"]).contains("session_opened");
    let first = log["deliveries"].as_array().expect("a list").iter().find(opened).expect("a call").clone();
    assert_eq!((int(&first["status"]), text(&first["outcome"])), (204, "delivered"));
    let id = text(&first["id"]);
    assert!(calls[0].1.contains(&format!("webhook-id: {id}")));

    // Made once more, it bears the same id.
    ada.http.post(&format!("/api/v1/webhooks/pager/deliveries/{id}/replay"), &Value::Null).await.fine();
    until("the call once more", || (), async || webhooks.heard().len() == 3).await;
    let (body, head) = apart(&webhooks.heard()[2]);
    assert_eq!(body, calls[0].0);
    assert!(head.contains(&format!("webhook-id: {id}")), "{head}");
    server.stop().await;
}

/// A call's body, and what stands before it in small letters.
fn apart(call: &str) -> (Value, String) {
    let (head, body) = call.split_once("\r\n\r\n").expect("a head and a body");
    (serde_json::from_str(body).expect("JSON"), head.to_ascii_lowercase())
}
