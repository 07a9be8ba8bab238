//! Who leaves a message instead of waiting, who leaves one at a closed door, and how the answer finds them.

use super::{asks, care, help};
use crate::kit::{Server, VisitorClient, company, int, text};
use serde_json::{Value, json};
use std::time::Duration;

async fn leave(visitor: &VisitorClient, words: &str) -> Value {
    let page = json!({ "url": format!("{}{}", company::SHOP, company::HELP) });
    let answers = json!({ "email": "mia@example.com", "message": words, "terms": true });
    let body = json!({ "client_id": "l-1", "form": "leave", "answers": answers, "locale": "en", "page": page });
    visitor.ask("POST", "left-messages", Some(&body)).await.fine()
}

#[tokio::test]
async fn who_tires_of_waiting_leaves_a_message_and_finds_the_answer() {
    let server = Server::lived(&[]).await;
    let (ann, sue) = (server.agent("ann").await, server.agent("sue").await);
    let _hers = ann.online().await;
    for _ in 0..2 {
        asks(&server).await; // She is full.
    }
    let (visitor, session) = asks(&server).await;
    let (next, _) = asks(&server).await;
    let (mut window, welcome) = visitor.connect().await;
    assert_eq!(
        (&welcome["session"]["waiting"]["reason"], int(&welcome["session"]["waiting"]["place"])),
        (&json!("busy"), 1)
    );
    server.pass(Duration::from_mins(5)).await;
    let left = leave(&visitor, "Call me, please").await;
    assert_eq!(text(&left["session"]["id"]), session, "it ends the session that waited");
    while window.until("session").await["session"]["state"] != "closed" {}
    drop(window);
    assert_eq!(next.session().await["waiting"]["place"], 1, "the place is free");
    assert_eq!(sue.event_words(&session).await, ["queued", "closed"]);
    assert_eq!(sue.events(&session).await[1]["cause"], "left_message");
    assert_eq!(sue.causes(&session).await, ["opened"]);

    let path = format!("/api/v1/left-messages/{}", text(&left["left_message"]));
    ann.http.post(&format!("{path}/take"), &json!({})).await.fine();
    ann.http.post(&format!("{path}/answer"), &json!({ "client_id": "a-1", "text": "I will." })).await.fine();
    server.jump(Duration::from_hours(20)).await;
    let (mut window, welcome) = visitor.connect().await;
    let shown = &welcome["session"];
    assert!(int(&shown["visitor_read"]) < int(&shown["last_seq"]), "the answer is unread");
    assert!(window.until("transcript").await["messages"].to_string().contains("I will."));
    server.stop().await;
}

#[tokio::test]
async fn a_closed_door_offers_the_form_and_adds_it_to_what_was_asked() {
    let waiting = "waiting: { outside_hours: { prompt: closed, hold: false, form: leave } }\n";
    let files = [
        ("prompts/closed.yaml", "text: 'Back {{ hours.opens_at }}'\n"),
        ("hours/day.yaml", "name: Day\nweek: { mon-fri: ['11:00-17:00'] }\n"),
        ("groups/care.yaml", &*care("hours: day\n")),
        ("distribution/help.yaml", &*help(waiting)),
    ];
    let server = Server::lived(&files).await; // 10:00 in Berlin.
    let (ben, sue) = (server.agent("ben").await, server.agent("sue").await);
    let mut his = ben.online().await;
    let (visitor, session) = asks(&server).await;
    let shown = visitor.session().await;
    assert_eq!((&shown["state"], &shown["form"]), (&json!("closed"), &json!({ "id": "leave" })));
    assert_eq!(visitor.prompts(&session).await, ["Back 11:00"]);
    let trace = sue.decisions(&session).await;
    assert_eq!((&trace[0]["turned_away"], &trace[0]["form"]), (&json!(true), &json!("leave")));
    server.pass(Duration::from_mins(5)).await;
    let left = leave(&visitor, "Where is it?").await;
    assert_eq!(text(&left["session"]["id"]), session, "one conversation");
    assert_eq!(his.until("left_message").await["left_message"]["id"], left["left_message"]);
    assert_eq!(sue.event_words(&session).await, ["queued", "closed"]);
    let entries = visitor.transcript(&session).await;
    assert_eq!(entries.last().expect("an entry")["body"]["kind"], "left");
    server.stop().await;
}
