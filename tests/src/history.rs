//! History over the wire: search with its permissions, earlier sessions, exports, and visitors who may not write.

use crate::kit::{PATIENCE, Server, company, text};
use serde_json::{Value, json};

fn say(client_id: &str, words: &str) -> Value {
    json!({ "type": "post", "client_id": client_id, "session": null, "text": words })
}

/// Looks until something is found: the index is filled behind the writes.
async fn found(agent: &crate::kit::AgentClient, query: &str) -> Value {
    let looking = async {
        loop {
            let page = agent.get(&format!("search?{query}")).await;
            if page["sessions"].as_array().is_some_and(|sessions| !sessions.is_empty()) {
                return page;
            }
            crate::kit::Socket::pause().await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, looking).await;
    found.unwrap_or_else(|_| panic!("nothing is found for {query}"))
}

#[tokio::test]
async fn words_are_found_by_whom_they_concern() {
    let server = Server::start().await;
    let (ann, ben, sue) = (server.agent("ann").await, server.agent("ben").await, server.agent("sue").await);
    let _online = ann.online().await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("one", "Wo ist mein Päckchen? 我的订单").await;
    for query in ["q=packchen", "q=%E8%AE%A2%E5%8D%95", "q=packchen&state=assigned&agent=ann&channel=mall"] {
        for agent in [&ann, &sue] {
            let page = found(agent, query).await;
            assert_eq!((text(&page["sessions"][0]["session"]["id"]), &page["next"]), (&*session, &Value::Null));
            let hit = &page["sessions"][0]["hits"][0];
            assert_eq!((&hit["seq"], text(&hit["sender"]["party"])), (&json!(1), "visitor"));
            assert!(!hit["marks"].as_array().expect("marks").is_empty());
        }
        let foreign = ben.get(&format!("search?{query}")).await;
        assert_eq!(foreign, json!({ "sessions": [], "next": null }));
    }
    let many = "1%202%203%204%205%206%207%208%209%2010%2011%2012%2013%2014%2015%2016%2017";
    for (query, status, code, field) in [
        ("q=***".to_owned(), 400, "bad_request", "q"),
        (format!("q={}", "x".repeat(201)), 422, "too_long", "q"),
        (format!("q={many}"), 422, "too_long", "q"),
        ("before=zzz".to_owned(), 400, "bad_request", "before"),
        ("before=p10".to_owned(), 400, "bad_request", "before"),
        ("q=a&before=p-1".to_owned(), 400, "bad_request", "before"),
        ("agent=No!".to_owned(), 400, "bad_request", "agent"),
        ("colour=red".to_owned(), 400, "bad_request", "query"),
    ] {
        let refused = ann.http.get(&format!("/api/v1/search?{query}")).await;
        assert_eq!(refused.error(status, code)["field"], field, "{query}");
    }
    server.stop().await;
}

#[tokio::test]
async fn pages_of_a_search_follow_each_other() {
    let server = Server::start().await;
    let sue = server.agent("sue").await;
    let mut sessions = Vec::new();
    for number in 0..7 {
        let visitor = server.visitor(company::ELSEWHERE).await;
        sessions.push(visitor.post(&format!("n{number}"), "Hello lantern").await);
    }
    sessions.sort_unstable();
    found(&sue, "q=lantern").await;
    server.engine().index_messages().await.expect("the store works");
    for base in ["q=lantern&", ""] {
        let (mut seen, mut before) = (Vec::new(), String::new());
        loop {
            let page = sue.get(&format!("search?{base}limit=3{before}")).await;
            let ids = page["sessions"].as_array().expect("a list").iter();
            seen.extend(ids.map(|found| text(&found["session"]["id"]).to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            before = format!("&before={next}");
        }
        // Those of one millisecond have no order of their own.
        seen.sort_unstable();
        assert_eq!(seen, sessions, "{base}");
    }
    server.stop().await;
}

#[tokio::test]
async fn earlier_sessions_are_read_by_their_visitor_and_by_whoever_answers_now() {
    let server = Server::start().await;
    let (ann, ben) = (server.agent("ann").await, server.agent("ben").await);
    let visitor = server.visitor(company::HELP).await;
    let online = ann.online().await;
    let earlier = visitor.post("one", "Hello").await;
    visitor.ask("POST", &format!("sessions/{earlier}/end"), None).await.fine();
    drop(online);
    ann.http.send("PUT", "/api/v1/me/availability", &[], Some(&json!({ "availability": "offline" }))).await.fine();
    let _ben = ben.online().await;
    let second = server.visitor(company::HELP).await;
    let now = second.post("one", "Another visitor").await;
    let messages = format!("/api/v1/sessions/{earlier}/messages");
    ben.http.get(&messages).await.error(404, "not_found");
    second.ask("GET", &format!("sessions/{earlier}/messages"), None).await.error(404, "not_found");

    let own = visitor.ask("GET", "sessions?limit=5", None).await.fine();
    assert_eq!((text(&own["sessions"][0]["id"]), &own["has_more"]), (&*earlier, &json!(false)));
    assert_eq!(visitor.transcript(&earlier).await[0]["body"]["text"], "Hello");

    let session = ben.get(&format!("sessions/{now}")).await;
    let id = text(&session["visitor"]["id"]).to_owned();
    let past = ben.get(&format!("visitors/{id}/sessions")).await;
    assert_eq!((text(&past["sessions"][0]["id"]), &past["is_blocked"]), (&*now, &json!(false)));
    ann.http.get(&format!("/api/v1/visitors/{id}/sessions")).await.error(404, "not_found");
    server.stop().await;
}

#[tokio::test]
async fn exports_are_whole_and_safe_to_open() {
    let server = Server::start().await;
    let (ann, sue) = (server.agent("ann").await, server.agent("sue").await);
    let visitor = server.visitor(company::ELSEWHERE).await;
    let session = visitor.post("one", "=HYPERLINK(\"x\"),\nsecond line").await;
    for number in 0..450 {
        visitor.post(&format!("n{number}"), &format!("Line {number}")).await;
    }
    let last = visitor.transcript(&session).await.len();
    ann.http.get("/api/v1/sessions/export?format=csv").await.error(403, "forbidden");
    let csv = sue.http.get("/api/v1/sessions/export?format=csv").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let csv = csv.fine();
    let csv = text(&csv);
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\"),\nsecond line\"\r\n"), "{}", &csv[..400]);
    assert_eq!(csv.matches("\r\n").count(), last + 1);
    let json =
        sue.get(&format!("sessions/export?format=json&visitor={}", text(&session_visitor(&sue, &session).await))).await;
    let entries = json.as_array().expect("one array");
    assert_eq!(entries.len(), last);
    assert_eq!(entries[0]["text"], "=HYPERLINK(\"x\"),\nsecond line", "nothing is changed in JSON");
    assert!(entries.iter().zip(1..).all(|(entry, seq)| entry["seq"] == seq && entry["session"] == *session));
    sue.http.get("/api/v1/sessions/export?format=xml").await.error(400, "bad_request");
    server.stop().await;
}

async fn session_visitor(agent: &crate::kit::AgentClient, session: &str) -> Value {
    agent.get(&format!("sessions/{session}")).await["visitor"]["id"].clone()
}

#[tokio::test]
async fn who_is_blocked_is_told_plainly_on_every_way_in() {
    let server = Server::start().await;
    let (ann, ben, sue) = (server.agent("ann").await, server.agent("ben").await, server.agent("sue").await);
    let _online = ann.online().await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("one", "Hello").await;
    let (mut socket, _) = visitor.connect().await;
    socket.until("transcript").await;
    let id = text(&session_visitor(&ann, &session).await).to_owned();
    let path = |what: &str| format!("/api/v1/visitors/{id}/{what}");
    let asked = json!({ "reason": "very rude" });
    ben.http.post(&path("block"), &asked).await.error(404, "not_found");
    let refused = sue.http.post(&path("block"), &json!({ "reason": " " })).await;
    assert_eq!(refused.error(400, "bad_request")["field"], "reason");
    let refused = sue.http.post(&path("block"), &json!({ "reason": "x".repeat(501) })).await;
    assert_eq!(
        (&refused.error(422, "too_long")["field"], &refused.body["error"]["limit"]),
        (&json!("reason"), &json!(500))
    );
    let refused = sue.http.post(&path("block"), &json!({ "reason": "x", "until_ms": 1 })).await;
    assert_eq!(refused.error(400, "bad_request")["field"], "until_ms");

    let block = ann.http.post(&path("block"), &asked).await.fine();
    assert_eq!((&block["holds"], text(&block["by"]["id"]), &block["until_ms"]), (&json!(true), "ann", &Value::Null));
    // The open connection hears of the end, and from then on cannot write.
    loop {
        let told = socket.until("session").await;
        if told["session"]["state"] == "closed" {
            break;
        }
    }
    let nack = socket.ask(say("two", "And now?"), "nack").await;
    assert_eq!(nack["error"]["code"], "blocked", "{nack}");
    assert!(!nack.to_string().contains("rude"), "the reason is for colleagues");
    let page = json!({ "url": company::SHOP });
    let body = json!({ "client_id": "three", "text": "Hi", "locale": "en", "page": page });
    let refused = visitor.ask("POST", "messages", Some(&body)).await;
    assert!(!refused.error(403, "blocked").to_string().contains("rude"));
    let mut late = visitor.connect().await.0;
    assert_eq!(late.ask(say("four", "Hi"), "nack").await["error"]["code"], "blocked");
    assert_eq!(visitor.transcript(&session).await[0]["body"]["text"], "Hello", "reading stays");
    visitor.ask("POST", &format!("sessions/{session}/read"), Some(&json!({ "seq": 1 }))).await.fine();

    let listed = sue.get("blocks").await;
    assert_eq!((text(&listed["blocks"][0]["visitor"]), text(&listed["blocks"][0]["reason"])), (&*id, "very rude"));
    ann.http.get("/api/v1/blocks").await.error(403, "forbidden");
    ben.http.post(&path("unblock"), &json!({})).await.error(404, "not_found");
    let lifted = sue.http.post(&path("unblock"), &json!({})).await.fine();
    assert_eq!(text(&lifted["lifted"]["lifted_by"]["id"]), "sue");
    socket.ask(say("five", "Thank you"), "ack").await;
    assert_eq!(sue.get("blocks").await["blocks"], json!([]));
    assert_eq!(sue.get("blocks?filter=ever").await["blocks"][0]["holds"], false);
    server.stop().await;
}
