//! Left messages over HTTP and sockets: the form as a page needs it, every wrong answer by its field, the way to an agent
//! and back, and the files that are taken out.

use crate::kit::{Server, VisitorClient, company, int, text};
use serde_json::{Value, json};
use std::time::Duration;
use usher_store::{ChangeLeft, LeftChange};

fn leaving(name: &str, answers: &Value) -> Value {
    let page = json!({ "url": format!("{}{}", company::SHOP, company::HELP) });
    json!({ "client_id": name, "form": "leave", "answers": answers, "locale": "en", "page": page })
}

fn right(words: &str) -> Value {
    json!({ "email": "mia@example.com", "message": words, "terms": true })
}

async fn leave(visitor: &VisitorClient, name: &str, words: &str) -> Value {
    visitor.ask("POST", "left-messages", Some(&leaving(name, &right(words)))).await.fine()
}

#[tokio::test]
async fn a_page_is_told_all_it_needs_to_render_and_to_check_a_form() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let path = format!("form?locale=zh-CN&page_url={}{}", company::SHOP, company::HELP);
    let offer = visitor.ask("GET", &path, None).await.fine();
    assert_eq!((&offer["reason"], &offer["session"]), (&json!("none_online"), &Value::Null));
    let form = &offer["form"];
    assert_eq!((&form["id"], &form["title"], &form["thanks"]), (&json!("leave"), &json!("留言"), &json!("Thank you.")));
    let field = |id: &str| {
        let all = form["fields"].as_array().expect("a list");
        all.iter().find(|field| field["id"] == id).unwrap_or_else(|| panic!("{id} in {form}")).clone()
    };
    assert_eq!((&field("email")["label"], &field("email")["required"]), (&json!("邮箱"), &json!(true)));
    let takes =
        json!({ "type": "text", "min_length": 2, "max_length": 8, "pattern": "^[A-Z]", "pattern_help": "Begin large" });
    assert_eq!(field("name")["takes"], takes);
    assert_eq!(field("topic")["takes"]["options"][0], json!({ "value": "order", "label": "订单" }));
    let shown = json!({ "test": { "field": "topic", "op": "in", "value": ["order"] } });
    assert_eq!((&field("number")["shown_if"], &field("topic")["shown_if"]), (&shown, &Value::Null));
    assert_eq!(field("photo")["takes"]["accept"], json!(["image/*"]));

    // While it waits, the session's own view says that there is a form.
    visitor.post("m-1", "Hello").await;
    let session = visitor.ask("GET", "session", None).await.fine();
    assert_eq!(session["session"]["form"], json!({ "id": "leave" }));
    let _ann = server.agent("ann").await.online().await;
    let session = visitor.ask("GET", "session", None).await.fine();
    assert_eq!((&session["session"]["state"], &session["session"]["form"]), (&json!("assigned"), &Value::Null));
    let none = visitor.ask("GET", "form?locale=en", None).await.fine();
    assert_eq!(none["form"], Value::Null);
    let refused = visitor.ask("POST", "left-messages", Some(&leaving("l-1", &right("Hi")))).await;
    refused.error(409, "answering");
}

#[tokio::test]
async fn every_wrong_answer_is_named_by_its_field_and_nothing_is_stored() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let table = [
        ("email", json!("nobody"), "not_an_email", Value::Null),
        ("call", json!("call me"), "not_a_phone", Value::Null),
        ("name", json!("M"), "too_short", json!(2)),
        ("name", json!("Mia Muster"), "too_long", json!(8)),
        ("name", json!("mia"), "pattern", Value::Null),
        ("count", json!("three"), "not_a_number", Value::Null),
        ("count", json!(0), "below", json!(1.0)),
        ("count", json!(10), "above", json!(9.0)),
        ("count", json!(1.5), "not_whole", Value::Null),
        ("day", json!("tomorrow"), "not_a_date", Value::Null),
        ("day", json!("2019-01-01"), "before", json!("2020-01-01")),
        ("day", json!("2031-01-01"), "after", json!("2029-12-31")),
        ("topic", json!("cake"), "unknown_option", Value::Null),
        ("reach", json!(["mail", "phone", "mail"]), "too_many_options", json!(2)),
        ("message", json!("x".repeat(201)), "too_long", json!(200)),
        ("message", Value::Null, "required", Value::Null),
        ("photo", json!(["00000000-0000-7000-8000-000000000000"]), "unknown_file", Value::Null),
        ("photo", json!(["a", "b"]), "too_many_files", json!(1)),
        ("terms", json!(false), "consent_required", Value::Null),
        ("cake", json!(1), "unknown_field", Value::Null),
        ("name", json!({}), "wrong_type", Value::Null),
    ];
    for (field, given, code, limit) in &table {
        let mut answers = right("Hi");
        answers[*field] = given.clone();
        let answer = visitor.ask("POST", "left-messages", Some(&leaving("l-1", &answers))).await;
        let error = answer.error(422, "invalid_answers");
        let problems = error["problems"].as_array().expect("a list");
        assert_eq!(problems.len(), 1, "{field}: {error}");
        let told = (&problems[0]["field"], &problems[0]["code"], &problems[0]["limit"]);
        assert_eq!(told, (&json!(field), &json!(code), limit), "{error}");
        assert!(!text(&problems[0]["message"]).is_empty());
    }
    let all = visitor.ask("POST", "left-messages", Some(&leaving("l-1", &json!({ "topic": "order" })))).await;
    let all = all.error(422, "invalid_answers")["problems"].clone();
    let fields: Vec<_> = all.as_array().expect("a list").iter().map(|problem| text(&problem["field"])).collect();
    assert_eq!(fields, ["email", "number", "message", "terms"], "all at once");
    let foreign = json!({ "client_id": "l-1", "form": "nowhere", "answers": {}, "locale": "en" });
    visitor.ask("POST", "left-messages", Some(&foreign)).await.error(404, "not_found");
    visitor.ask("POST", "left-messages", Some(&json!({ "answers": [] }))).await.error(400, "bad_request");
    assert_eq!(visitor.ask("GET", "session", None).await.fine()["session"], Value::Null);
}

#[tokio::test]
async fn a_message_reaches_the_group_and_the_answer_the_visitor() {
    let server = Server::start().await;
    let (ann, ben, dan, sue) =
        (server.agent("ann").await, server.agent("ben").await, server.agent("dan").await, server.agent("sue").await);
    let (mut anns, _) = ann.connect().await;
    let (mut dans, _) = dan.connect().await;
    let visitor = server.visitor(company::HELP).await;
    let done = leave(&visitor, "l-1", "=Where is it?").await;
    assert_eq!((&done["thanks"], &done["session"]["state"]), (&json!("Thank you."), &json!("closed")));
    assert_eq!(leave(&visitor, "l-1", "=Where is it?").await["left_message"], done["left_message"], "once");
    let other = visitor.ask("POST", "left-messages", Some(&leaving("l-1", &right("Another")))).await;
    assert_eq!(other.error(409, "conflict")["field"], "client_id");

    let frame = anns.until("left_message").await;
    assert_eq!(frame["left_message"]["id"], done["left_message"]);
    let id = text(&done["left_message"]);
    let path = format!("/api/v1/left-messages/{id}");
    for step in ["take", "give-back", "done", "reopen"] {
        dan.http.post(&format!("{path}/{step}"), &json!({})).await.error(404, "not_found");
    }
    let words = |name: &str, words: &str| json!({ "client_id": name, "text": words });
    dan.http.post(&format!("{path}/answer"), &words("a", "b")).await.error(404, "not_found");
    dan.http.post(&format!("{path}/notes"), &words("a", "b")).await.error(404, "not_found");
    dan.http.get(&path).await.error(404, "not_found");
    assert_eq!(dan.get("left-messages").await["left_messages"], json!([]));
    assert_eq!(dan.get("left-messages?group=care").await["left_messages"], json!([]));
    let listed = ann.get("left-messages?group=care&status=open&limit=1").await;
    assert_eq!(listed["left_messages"][0]["preview"], "=Where is it?");
    assert_eq!(sue.get("left-messages/counts").await["counts"][0]["count"], 1);

    ann.http.post(&format!("{path}/take"), &json!({})).await.fine();
    let taken = ben.http.post(&format!("{path}/take"), &json!({})).await;
    taken.error(409, "taken");
    let (mut page, welcome) = visitor.connect().await;
    let seen = int(&welcome["session"]["last_seq"]);
    ann.http.post(&format!("{path}/notes"), &words("n-1", "Knows us")).await.fine();
    let answered = ann.http.post(&format!("{path}/answer"), &words("a-1", "Here it is.")).await.fine();
    assert_eq!((int(&answered["seq"]), &answered["left_message"]["status"]), (seen + 1, &json!("answered")));
    let shown = page.until("message").await;
    assert_eq!((&shown["message"]["body"]["text"], int(&shown["message"]["seq"])), (&json!("Here it is."), seen + 1));
    drop(page);
    let (_, welcome) = visitor.connect().await;
    let session = &welcome["session"];
    assert!(int(&session["visitor_read"]) < int(&session["last_seq"]), "it is unread on return");

    let one = ben.get(&format!("left-messages/{id}")).await;
    assert_eq!((&one["notes"][0]["text"], &one["left_message"]["agent"]["id"]), (&json!("Knows us"), &json!("ann")));
    let told = ben.get(&format!("sessions/{}/explanation", text(&one["left_message"]["session"]))).await;
    assert_eq!(told["decisions"][0]["cause"], "left_message");

    let json = sue.get("left-messages/export?format=json").await;
    assert_eq!((json.as_array().map(Vec::len), &json[0]["notes"][0]["text"]), (Some(1), &json!("Knows us")));
    assert_eq!(dan.get("left-messages/export?format=json").await, json!([]));
    let csv = sue.http.get("/api/v1/left-messages/export?format=csv&status=answered").await;
    let file = text(&csv.body);
    assert!(file.starts_with("\u{feff}id,created_at,status,"), "{file}");
    assert!(file.contains(",'=Where is it?,") && file.contains("Message: =Where is it?"), "{file}");
    assert!(csv.header("content-disposition").is_some_and(|name| name.contains("left-messages.csv")));
    sue.http.get("/api/v1/left-messages/export?format=xml").await.error(400, "bad_request");
    let nothing = tokio::time::timeout(std::time::Duration::ZERO, dans.until("left_message")).await;
    assert!(nothing.is_err(), "another group hears nothing");
}

#[tokio::test]
async fn an_inbox_is_told_on_connecting_and_where_its_news_was_lost() {
    let server = Server::with(|api| api.heartbeat = Duration::from_millis(200)).await;
    let (ann, dan) = (server.agent("ann").await, server.agent("dan").await);
    let visitor = server.visitor(company::HELP).await;
    let done = leave(&visitor, "l-1", "Where is it?").await;
    let (mut anns, welcome) = ann.connect().await;
    assert_eq!(welcome["left"], json!({ "open": 1, "mine": 0 }));
    let (_, welcome) = dan.connect().await;
    assert_eq!(welcome["left"], json!({ "open": 0, "mine": 0 }), "of another group");
    // Straight into the store: nobody is told.
    let (engine, id) = (server.engine(), text(&done["left_message"]).parse().expect("an id"));
    let left = engine.store().left_message(id).await.expect("the store works").expect("it is there");
    let take = LeftChange::Take { agent: "ann".parse().expect("an agent's id") };
    let change = ChangeLeft { id, expected_version: left.version, at: left.created_at, change: take };
    engine.store().change_left(change).await.expect("the store works");
    assert_eq!(anns.until("left_counts").await["left"], json!({ "open": 0, "mine": 1 }));
}

#[tokio::test]
async fn the_inbox_is_counted_as_it_changes() {
    // The comparison once a heartbeat would count it too, so there is none.
    let server = Server::with(|config| config.heartbeat = Duration::from_hours(1)).await;
    let (ann, ben) = (server.agent("ann").await, server.agent("ben").await);
    let visitor = server.visitor(company::HELP).await;
    let (mut anns, _) = ann.connect().await;
    let done = leave(&visitor, "l-1", "Where is it?").await;
    assert_eq!(anns.until("left_counts").await["left"], json!({ "open": 1, "mine": 0 }));
    ben.http.post(&format!("/api/v1/left-messages/{}/take", text(&done["left_message"])), &json!({})).await.fine();
    assert_eq!(anns.until("left_counts").await["left"], json!({ "open": 0, "mine": 0 }));
}

#[tokio::test]
async fn the_answer_is_shown_in_the_chat_that_the_visitor_has_by_now() {
    let server = Server::start().await;
    let (ann, ben) = (server.agent("ann").await, server.agent("ben").await);
    let visitor = server.visitor(company::HELP).await;
    let first = leave(&visitor, "l-1", "Where is it?").await;
    let second = leave(&visitor, "l-2", "And the invoice?").await;
    assert_ne!(first["session"]["id"], second["session"]["id"], "each opens a session");
    let (mut page, welcome) = visitor.connect().await;
    assert_eq!(welcome["session"]["id"], second["session"]["id"]);
    let path = format!("/api/v1/left-messages/{}", text(&first["left_message"]));
    let words = json!({ "client_id": "a-1", "text": "On its way." });
    let answered = ann.http.post(&format!("{path}/answer"), &words).await.fine();
    assert_eq!(answered["session"], second["session"]["id"]);
    let shown = page.until("message").await["message"].clone();
    assert_eq!((&shown["body"]["text"], &shown["seq"]), (&json!("On its way."), &answered["seq"]));
    assert_eq!(shown["body"]["answers"]["left_message"], first["left_message"]);
    assert_eq!(ann.http.post(&format!("{path}/answer"), &words).await.fine()["seq"], answered["seq"], "once");
    let one = ben.get(&format!("left-messages/{}", text(&first["left_message"]))).await;
    let told = &one["replies"][0];
    assert_eq!((&told["text"], &told["session"]), (&json!("On its way."), &second["session"]["id"]));
    assert_eq!((&told["agent"]["id"], &told["seq"]), (&json!("ann"), &answered["seq"]));
}

#[tokio::test]
async fn supervisors_hear_of_every_left_message_and_admins_are_told_of_those_without_a_group() {
    let server = Server::start().await;
    let sue = server.agent("sue").await;
    let (mut hers, _) = sue.connect().await;
    let done = leave(&server.visitor(company::HELP).await, "l-1", "Of care").await;
    assert_eq!(hers.until("left_message").await["left_message"]["id"], done["left_message"]);
    let page = json!({ "url": format!("{}{}", company::SHOP, company::ELSEWHERE) });
    let mut form = leaving("l-1", &right("Of nobody"));
    form["page"] = page;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let done = visitor.ask("POST", "left-messages", Some(&form)).await.fine();
    let mut told = (false, false);
    while told != (true, true) {
        let frame = hers.next().await.expect("a frame");
        match text(&frame["type"]) {
            "left_message" => told.0 |= frame["left_message"]["id"] == done["left_message"],
            "notice" => {
                assert_eq!(frame["notice"]["kind"], "left_unmatched");
                told.1 |= frame["notice"]["left_message"] == done["left_message"];
            }
            _ => {}
        }
    }
}
