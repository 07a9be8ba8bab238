//! Every wrong thing that can be sent into a session has a name: a code, the field, the limit. Nothing of it is stored,
//! and nothing that was there is lost. Forms are in `left`, files in `files`, giving by hand in `life`, searches and blocks
//! in `history`; what has no session yet is in `door::input`.

use crate::kit::{AgentClient, Server, Socket, VisitorClient, company, text};
use serde_json::{Value, json};
use std::time::Duration;

const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";
/// A wrong thing: what is told of it is a status where there is one, a code, a field and a limit.
type Told<'a> = (u16, &'a str, Option<&'a str>, Option<u64>);

/// An open session of ben's, and one of the same visitor that is over for good.
struct Scene {
    server: Server,
    visitor: VisitorClient,
    ben: AgentClient,
    sue: AgentClient,
    open: String,
    over: String,
    /// Another visitor's session, which ben has nothing to do with.
    foreign: String,
}

impl Scene {
    async fn set() -> Self {
        let workspace = "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nreopen_within: never\n";
        let server = Server::lived(&[("workspace.yaml", workspace)]).await;
        let (ben, sue) = (server.agent("ben").await, server.agent("sue").await);
        let mut his = ben.online().await;
        let visitor = server.visitor(company::HELP).await;
        let over = visitor.post("first", "Hello").await;
        his.until("session").await;
        ben.act(&over, "close", &json!({})).await;
        server.jump(Duration::from_secs(1)).await;
        let open = visitor.post("second", "Hello again").await;
        for number in 0..50 {
            ben.act(&open, "tags", &json!({ "tag": format!("tag-{number}"), "set": true })).await;
        }
        let foreign = server.visitor(company::ELSEWHERE).await.post("first", "Not yours").await;
        server.pass(Duration::from_secs(5)).await;
        Self { server, visitor, ben, sue, open, over, foreign }
    }

    /// All that a wrong request could change.
    async fn state(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for session in [&self.open, &self.over, &self.foreign] {
            all.push(self.sue.get(&format!("sessions/{session}")).await);
            all.push(self.sue.get(&format!("sessions/{session}/messages?limit=199")).await);
            all.push(self.sue.get(&format!("sessions/{session}/explanation")).await);
        }
        for list in ["left-messages", "notices", "blocks", "targets", "sessions?filter=open"] {
            all.push(self.sue.get(list).await);
        }
        all.push(self.visitor.session().await);
        all
    }
}

fn told(error: &Value) -> (&str, Option<&str>, Option<u64>) {
    assert!(error["message"].as_str() != Some(""), "{error}");
    (error["code"].as_str().unwrap_or("nothing"), error["field"].as_str(), error["limit"].as_u64())
}

#[tokio::test]
async fn whatever_an_agent_sends_wrong_by_http_is_named_and_changes_nothing() {
    let scene = Scene::set().await;
    let before = scene.state().await;
    let (open, over, foreign) = (&scene.open, &scene.over, &scene.foreign);
    let say = |name: &str, words: &str| json!({ "client_id": name, "text": words });
    let long = "x".repeat(4_001);
    let table: Vec<(String, Value, Told)> = vec![
        (format!("{open}/messages"), say("a", &long), (422, "too_long", Some("text"), Some(4_000))),
        (format!("{open}/messages"), say("a", " \n"), (400, "bad_request", Some("text"), None)),
        (format!("{open}/messages"), say("a b", "Hi"), (400, "bad_request", Some("client_id"), None)),
        (format!("{open}/messages"), json!({ "text": "Hi" }), (400, "bad_request", Some("body"), None)),
        (format!("{over}/messages"), say("a", "Hi"), (409, "session_closed", None, None)),
        (format!("{foreign}/messages"), say("a", "Hi"), (404, "not_found", None, None)),
        (format!("{NOBODYS}/messages"), say("a", "Hi"), (404, "not_found", None, None)),
        ("no-id/messages".to_owned(), say("a", "Hi"), (404, "not_found", None, None)),
        (format!("{open}/notes"), say("a", &long), (422, "too_long", Some("text"), Some(4_000))),
        (format!("{open}/notes"), say("a", ""), (400, "bad_request", Some("text"), None)),
        (format!("{foreign}/notes"), say("a", "Hi"), (404, "not_found", None, None)),
        (
            format!("{open}/tags"),
            json!({ "tag": "x".repeat(65), "set": true }),
            (400, "bad_request", Some("tag"), None),
        ),
        (format!("{open}/tags"), json!({ "tag": "No Word", "set": true }), (400, "bad_request", Some("tag"), None)),
        (format!("{open}/tags"), json!({ "tag": "more", "set": true }), (422, "too_many_tags", Some("tag"), Some(50))),
        (format!("{open}/tags"), json!({ "tag": "more" }), (400, "bad_request", Some("body"), None)),
        (format!("{foreign}/tags"), json!({ "tag": "more", "set": true }), (404, "not_found", None, None)),
        (format!("{open}/messages/1/recall"), json!({}), (403, "not_sender", Some("seq"), None)),
        (format!("{open}/messages/999/recall"), json!({}), (404, "not_found", Some("seq"), None)),
        (format!("{open}/messages/x/recall"), json!({}), (404, "not_found", None, None)),
        (format!("{foreign}/close"), json!({}), (404, "not_found", None, None)),
        (format!("{over}/accept"), json!({}), (409, "offer_gone", None, None)),
        (format!("{over}/decline"), json!({}), (409, "offer_gone", None, None)),
    ];
    let mut wrong = Vec::new();
    for (path, body, expected) in &table {
        let answer = scene.ben.http.post(&format!("/api/v1/sessions/{path}"), body).await;
        let (code, field, limit) = told(&answer.body["error"]);
        if (answer.status, code, field, limit) != *expected {
            wrong.push(format!("{path} {body}: {} {}", answer.status, answer.body));
        }
    }
    for (path, expected) in [
        (format!("sessions/{open}/messages?after=1&before=2"), (400, "bad_request", Some("after"), None)),
        (format!("sessions/{open}/messages?after=x"), (400, "bad_request", Some("query"), None)),
        ("sessions?filter=mine&before=x".to_owned(), (400, "bad_request", Some("before"), None)),
        ("left-messages?before=x".to_owned(), (400, "bad_request", Some("before"), None)),
        ("sessions/export?format=csv".to_owned(), (403, "forbidden", None, None)),
        ("left-messages?agent=ben&visitor=x".to_owned(), (400, "bad_request", Some("visitor"), None)),
        ("left-messages?group=No!".to_owned(), (400, "bad_request", Some("group"), None)),
        ("left-messages/no-id".to_owned(), (404, "not_found", None, None)),
        ("search?opened_from_ms=yesterday".to_owned(), (400, "bad_request", Some("query"), None)),
    ] {
        let answer = scene.ben.http.get(&format!("/api/v1/{path}")).await;
        let (code, field, limit) = told(&answer.body["error"]);
        if (answer.status, code, field, limit) != expected {
            wrong.push(format!("{path}: {} {}", answer.status, answer.body));
        }
    }
    let given = scene.sue.http.post(&format!("/api/v1/sessions/{over}/give"), &json!({ "agent": "ben" })).await;
    given.error(409, "session_closed");
    for list in ["notices", "blocks"] {
        let answer = scene.sue.http.get(&format!("/api/v1/{list}?before=x")).await;
        assert_eq!(answer.error(400, "bad_request")["field"], "before", "{list}");
    }
    for path in [format!("notices/{NOBODYS}/read"), "notices/x/read".to_owned()] {
        scene.sue.http.post(&format!("/api/v1/{path}"), &json!({})).await.error(404, "not_found");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(scene.state().await, before, "something was stored, or lost");
    scene.server.stop().await;
}

/// Sends a frame and answers what is said against it; null where nothing is.
async fn refused(socket: &mut Socket, frame: &Value) -> Value {
    socket.send(frame.clone()).await;
    let said = socket.so_far().await.into_iter().find(|said| said["type"] == "nack" || said["type"] == "error");
    said.unwrap_or_default()
}

/// What is sent, how it is answered, and with which code, field and limit.
type Row<'a> = (Value, &'a str, (&'a str, Option<&'a str>, Option<u64>));

#[tokio::test]
async fn whatever_comes_wrong_over_a_socket_is_named_and_changes_nothing() {
    let scene = Scene::set().await;
    let (mut his, _) = scene.ben.connect().await;
    let (mut window, _) = scene.visitor.connect().await;
    scene.server.pass(Duration::from_secs(5)).await;
    let before = scene.state().await;
    let (open, over, foreign) = (&scene.open, &scene.over, &scene.foreign);
    let post =
        |session: &str, words: &str| json!({ "type": "post", "session": session, "client_id": "n", "text": words });
    let to = |kind: &str, session: &str| json!({ "type": kind, "session": session });
    let recall = |session: &str, seq: i64| json!({ "type": "recall", "session": session, "seq": seq });
    let long = "x".repeat(4_001);
    let files = |count: usize| {
        let mut frame = post(open, "");
        frame["files"] = json!(vec![NOBODYS; count]);
        frame
    };
    let both: Vec<Row> = vec![
        (post(open, &long), "nack", ("too_long", Some("text"), Some(4_000))),
        (post(open, " "), "nack", ("bad_request", Some("text"), None)),
        (post(over, "Hi"), "nack", ("session_closed", None, None)),
        (post(NOBODYS, "Hi"), "nack", ("not_found", None, None)),
        (post("no-id", "Hi"), "nack", ("not_found", None, None)),
        (files(6), "nack", ("too_many_files", Some("files"), Some(5))),
        (files(1), "nack", ("not_your_file", Some("files"), None)),
        (to("typing", foreign), "error", ("not_found", None, None)),
        (recall(open, 999), "error", ("not_found", Some("seq"), None)),
        (json!({ "type": "dance" }), "error", ("bad_request", Some("frame"), None)),
        (json!({ "type": "read", "session": open }), "error", ("bad_request", Some("frame"), None)),
        (json!([1]), "error", ("bad_request", Some("frame"), None)),
    ];
    let visitors: Vec<Row> = vec![
        (post(foreign, "Hi"), "nack", ("not_found", None, None)),
        (to("end", foreign), "error", ("not_found", None, None)),
        (json!({ "type": "got", "session": foreign, "seq": 1 }), "error", ("not_found", None, None)),
        (
            json!({ "type": "note", "session": open, "client_id": "n", "text": "x" }),
            "error",
            ("bad_request", Some("frame"), None),
        ),
    ];
    let note = |words: &str| json!({ "type": "note", "session": open, "client_id": "n", "text": words });
    let tag = |tag: &str| json!({ "type": "tag", "session": open, "tag": tag, "set": true });
    let agents: Vec<Row> = vec![
        (post(foreign, "Hi"), "nack", ("not_owner", None, None)),
        (note(&long), "nack", ("too_long", Some("text"), Some(4_000))),
        (note(""), "nack", ("bad_request", Some("text"), None)),
        (tag("more"), "error", ("too_many_tags", Some("tag"), Some(50))),
        (tag("No Word"), "error", ("bad_request", Some("tag"), None)),
        (recall(open, 1), "error", ("not_sender", Some("seq"), None)),
        (to("accept", over), "error", ("offer_gone", None, None)),
        (to("decline", over), "error", ("offer_gone", None, None)),
        (to("close", foreign), "error", ("not_owner", None, None)),
        (json!({ "type": "read_notice", "notice": NOBODYS }), "error", ("forbidden", None, None)),
        (json!({ "type": "availability", "availability": "asleep" }), "error", ("bad_request", Some("frame"), None)),
    ];
    let mut wrong = Vec::new();
    for (who, socket, rows) in [("visitor", &mut window, &visitors), ("agent", &mut his, &agents)] {
        for (frame, kind, expected) in both.iter().chain(rows) {
            let said = refused(socket, frame).await;
            if said.is_null() || (text(&said["type"]), told(&said["error"])) != (kind, *expected) {
                wrong.push(format!("{who} {:.120}: {said}", frame.to_string()));
            }
        }
        assert!(socket.so_far().await.iter().all(|frame| frame["type"] != "message"), "{who} is shown nothing new");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(scene.state().await, before, "something was stored, or lost");
    scene.server.stop().await;
}

#[tokio::test]
async fn tokens_and_links_that_are_over_or_made_up_open_nothing() {
    let scene = Scene::set().await;
    let (visitor, ben) = (&scene.visitor, &scene.ben);
    let bearer = format!("Bearer {}", visitor.token);
    let path = "/api/v1/widget/mall/files?name=a.txt";
    let file = visitor.http.send_bytes(path, &[("authorization", &bearer)], b"words".to_vec()).await.fine();
    let link = visitor.ask("GET", &format!("files/{}/link", text(&file["id"])), None).await.fine();
    let url = text(&link["url"]).to_owned();
    assert_eq!(visitor.http.get(&url).await.body, "words");
    let before = scene.state().await;

    let mut forged = visitor.clone();
    forged.token = visitor.token.chars().rev().collect();
    forged.ask("GET", "session", None).await.error(401, "unauthorized");
    let page = json!({ "url": format!("{}{}", company::SHOP, company::HELP) });
    let body = json!({ "client_id": "x", "text": "Hi", "locale": "en", "page": page });
    forged.ask("POST", "messages", Some(&body)).await.error(401, "unauthorized");
    let elsewhere = VisitorClient { channel: "official".to_owned(), ..visitor.clone() };
    elsewhere.ask("POST", "messages", Some(&body)).await.error(401, "unauthorized");
    assert_eq!(scene.state().await, before, "something was stored, or lost");

    // A working day with overtime later, the agent signs in anew, and the link is asked for anew.
    scene.server.jump(Duration::from_hours(15)).await;
    visitor.http.get(&url).await.error(403, "link_expired");
    ben.http.get("/api/v1/me").await.error(401, "unauthorized");
    let post = format!("/api/v1/sessions/{}/messages", scene.open);
    ben.http.post(&post, &json!({ "client_id": "x", "text": "Hi" })).await.error(401, "unauthorized");
    let again = visitor.ask("GET", &format!("files/{}/link", text(&file["id"])), None).await.fine();
    assert_eq!(visitor.http.get(text(&again["url"])).await.body, "words", "the file is not lost");
    scene.server.stop().await;
}
