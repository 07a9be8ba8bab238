//! Forms that chats begin with, over HTTP and sockets: what the page is told, what opens a session and what does not, and
//! what both sides, search and exports make of the answers.

use crate::kit::{Answer, Server, VisitorClient, company, text};
use serde_json::{Value, json};
use std::time::Duration;

const FORM: (&str, &str) = (
    "forms/before.yaml",
    "name: Before the chat
kind: pre_chat
title: { en: Before we begin, zh: 开始之前 }
submit: { en: Start, zh: 开始 }
fields:
  - { id: company, type: text, label: { en: Company, zh: 公司 }, required: true }
  - { id: lamps, type: number, label: Lamps, whole: true, min: 1 }
  - { id: plan, type: file, label: Plan }
  - { id: message, type: long_text, label: Message }
",
);
const CHANNEL: (&str, &str) =
    ("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\npre_chat: before\n");
const LARGE: (&str, &str) = (
    "distribution/large.yaml",
    "name: Large\npriority: 1\nwhen: { form.lamps: { gte: 100 } }\ngroup: sales\nstrategy: [load]\n",
);
const WORKSPACE: (&str, &str) = (
    "workspace.yaml",
    "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nreopen_within: 1h\nwaiting: { busy: { form: leave }, none_online: { form: leave } }\n",
);

async fn begin(visitor: &VisitorClient, name: &str, answers: Value) -> Answer {
    let page = json!({ "url": format!("{}{}", company::SHOP, visitor.path) });
    let body = json!({ "client_id": name, "form": "before", "answers": answers, "locale": "en", "page": page });
    visitor.ask("POST", "sessions", Some(&body)).await
}

fn message(name: &str, words: &str) -> Value {
    let page = json!({ "url": format!("{}{}", company::SHOP, company::HELP) });
    json!({ "client_id": name, "text": words, "locale": "en", "page": page })
}

#[tokio::test]
async fn a_chat_begins_with_the_form_of_its_channel() {
    let server = Server::lived(&[FORM, CHANNEL, LARGE, WORKSPACE]).await;
    let visitor = server.visitor(company::HELP).await;
    let config = visitor.ask("GET", "config?locale=zh", None).await.fine();
    let form = &config["pre_chat"];
    assert_eq!((&form["id"], &form["title"], &form["submit"]), (&json!("before"), &json!("开始之前"), &json!("开始")));
    assert_eq!((&form["fields"][0]["label"], &form["fields"][0]["required"]), (&json!("公司"), &json!(true)));
    let official = visitor.http.get("/api/v1/widget/official/config").await.fine();
    assert_eq!(official["pre_chat"], Value::Null);

    // Words open nothing, over either way.
    let refused = visitor.ask("POST", "messages", Some(&message("m-1", "Hello"))).await;
    assert_eq!(refused.error(409, "form_required")["form"], "before");
    let (mut page, welcome) = visitor.connect().await;
    assert_eq!(welcome["session"], Value::Null);
    let nack = page.ask(json!({ "type": "post", "client_id": "m-1", "text": "Hello" }), "nack").await;
    assert_eq!((&nack["error"]["code"], &nack["error"]["form"]), (&json!("form_required"), &json!("before")));
    assert_eq!(visitor.ask("GET", "session", None).await.fine()["session"], Value::Null);

    // Nor does what does not fit.
    let problems = begin(&visitor, "f-1", json!({ "lamps": 0 })).await;
    let problems = problems.error(422, "invalid_answers")["problems"].clone();
    let told: Vec<_> = problems.as_array().expect("a list").iter().map(|one| (&one["field"], &one["code"])).collect();
    assert_eq!(told, [(&json!("company"), &json!("required")), (&json!("lamps"), &json!("below"))]);
    let other = json!({ "client_id": "f-1", "form": "leave", "answers": {}, "locale": "en" });
    visitor.ask("POST", "sessions", Some(&other)).await.error(404, "unknown_form");
    let odd = json!({ "client_id": "f-1", "form": "No Form", "answers": {}, "locale": "en" });
    visitor.ask("POST", "sessions", Some(&odd)).await.error(404, "unknown_form");
    let long = json!({ "company": "A", "message": "x".repeat(600 * 1024) });
    begin(&visitor, "f-1", long).await.error(400, "bad_request");

    let dan = server.agent("dan").await;
    let mut workbench = dan.online().await;
    let answers = json!({ "company": "Harbour & <Sons>", "lamps": 120, "message": "By May?" });
    let begun = begin(&visitor, "f-1", answers.clone()).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    let begun = begun.fine();
    assert_eq!((&begun["seq"], &begun["session"]["state"]), (&json!(1), &json!("assigned")));
    assert_eq!(begin(&visitor, "f-1", answers.clone()).await.fine(), begun, "sent again");
    let another = begin(&visitor, "f-1", json!({ "company": "Another" })).await;
    assert_eq!(another.error(409, "conflict")["field"], "client_id");
    begin(&visitor, "f-2", answers.clone()).await.error(409, "session_open");

    // Both sides see it as the first entry.
    let session = text(&begun["session"]["id"]);
    let expected = json!({
        "kind": "pre_chat",
        "form": "before",
        "answers": [
            { "label": "Company", "answer": "Harbour & <Sons>" },
            { "label": "Lamps", "answer": "120" },
            { "label": "Message", "answer": "By May?" },
        ],
        "files": [],
    });
    let entries = visitor.transcript(session).await;
    let first = &entries[0];
    assert_eq!(
        (&first["body"], &first["client_id"], &first["sender"]["party"]),
        (&expected, &json!("f-1"), &json!("visitor"))
    );
    let seen = workbench.until("transcript").await;
    assert_eq!((&seen["messages"][0]["body"], &seen["messages"][0]["seq"]), (&expected, &json!(1)));
    let listed = dan.get("sessions?filter=mine").await;
    assert_eq!((&listed["sessions"][0]["last_text"], &listed["sessions"][0]["unread"]), (&json!("By May?"), &json!(1)));
    let why = dan.get(&format!("sessions/{session}/explanation")).await;
    assert_eq!(why["decisions"][0]["rules"][0]["rule"], "large", "{why}");
    let facts = why["decisions"][0]["facts"].to_string();
    assert!(facts.contains("form.lamps") && facts.contains("form.company"), "{facts}");

    // From here on words do, also after the end for as long as the rules say.
    let ack = page.ask(json!({ "type": "post", "client_id": "m-1", "text": "And in green?" }), "ack").await;
    assert_eq!(ack["session"], begun["session"]["id"]);
    visitor.ask("POST", &format!("sessions/{session}/end"), None).await.fine();
    let back = visitor.ask("POST", "messages", Some(&message("m-2", "One more thing"))).await.fine();
    assert_eq!(back["session"], begun["session"]["id"]);
    visitor.ask("POST", &format!("sessions/{session}/end"), None).await.fine();
    server.pass(Duration::from_mins(61)).await;
    visitor.ask("POST", "messages", Some(&message("m-3", "Hello again"))).await.error(409, "form_required");
    let anew = begin(&visitor, "f-3", answers).await.fine();
    assert_ne!(anew["session"]["id"], begun["session"]["id"]);
    server.stop().await;
}

#[tokio::test]
async fn answers_are_found_and_exported_and_files_open_for_the_agent() {
    let server = Server::lived(&[FORM, CHANNEL, LARGE, WORKSPACE]).await;
    let visitor = server.visitor(company::HELP).await;
    let bearer = format!("Bearer {}", visitor.token);
    let path = format!("/api/v1/widget/{}/files?name=plan.txt", visitor.channel);
    let file = visitor.http.send_bytes(&path, &[("authorization", &bearer)], b"two rooms".to_vec()).await.fine();
    let dan = server.agent("dan").await;
    let mut workbench = dan.online().await;
    let answers = json!({ "company": "Harbour Hotels", "lamps": 300, "plan": [file["id"]] });
    let begun = begin(&visitor, "f-1", answers).await.fine();
    let session = text(&begun["session"]["id"]);
    let seen = workbench.until("transcript").await;
    let shown = &seen["messages"][0]["body"]["files"][0];
    assert_eq!((&shown["id"], &shown["name"]), (&file["id"], &json!("plan.txt")));
    assert_eq!(dan.http.get(text(&shown["url"])).await.status, 200);
    let own = &visitor.transcript(session).await[0]["body"]["files"][0];
    assert_eq!(own["id"], file["id"]);

    let sue = server.agent("sue").await;
    // The index of words is filled behind the writes.
    server.pass(Duration::from_secs(10)).await;
    for words in ["harbour", "plan.txt"] {
        let found = sue.get(&format!("search?q={words}")).await;
        assert_eq!(found["sessions"][0]["session"]["id"], begun["session"]["id"], "{words}: {found}");
    }
    let csv = sue.http.get("/api/v1/sessions/export?format=csv").await;
    let csv = text(&csv.body).to_owned();
    assert!(csv.contains("pre_chat") && csv.contains("Company: Harbour Hotels"), "{csv}");
    let whole = sue.get("sessions/export?format=json").await.to_string();
    assert!(whole.contains("\"kind\":\"pre_chat\"") && whole.contains("Harbour Hotels"), "{whole}");

    // What would be decided can be asked with answers too.
    let asked = |lamps: Value| json!({ "channel": "mall", "facts": { "form.lamps": lamps } });
    let large = sue.http.post("/api/v1/rules/explain", &asked(json!(100))).await.fine();
    assert!(large.to_string().contains("\"large\""), "{large}");
    sue.http.post("/api/v1/rules/explain", &asked(json!("many"))).await.error(400, "bad_request");
    server.stop().await;
}
