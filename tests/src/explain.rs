//! Where a visitor would go who is not there, over HTTP: the same reasons as for a session that was decided on.

use crate::kit::{Server, company, text};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/rules/explain";

fn page(path: &str) -> Value {
    json!({ "url": format!("{}{path}", company::SHOP) })
}

#[tokio::test]
async fn what_would_be_decided_is_told_with_its_reasons_and_stored_nowhere() {
    let server = Server::start().await;
    let sue = server.agent("sue").await;
    let ask = |asked: Value| {
        let http = sue.http.clone();
        async move { http.post(PATH, &asked).await.fine() }
    };
    let live = ask(json!({ "channel": "mall", "page": page(company::HELP) })).await;
    assert_eq!(live["outcome"], json!({ "decision": "queue", "group": "care", "reason": "none_online" }));
    let all = json!({ "channel": "mall", "page": page(company::HELP), "present": "everybody", "locale": "zh-CN" });
    let all = ask(all).await;
    assert_eq!(all["outcome"]["decision"], "assign");
    assert_eq!(all["told"], json!([{ "prompt": "hello", "text": "欢迎！", "is_off": false }]));
    let none = ask(json!({ "channel": "mall", "page": page(company::ELSEWHERE) })).await;
    assert_eq!(none["outcome"]["decision"], "unmatched");
    assert!(text(&none["rules"][0]["reason"]).contains("page.path"), "{none}");
    let ann = server.agent("ann").await;
    let _online = ann.online().await;
    let live = ask(json!({ "channel": "mall", "page": page(company::HELP) })).await;
    assert_eq!(live["outcome"], json!({ "decision": "assign", "group": "care", "agent": "ann" }), "as it is now");
    let sessions = sue.get("sessions?filter=open").await;
    assert_eq!(sessions["sessions"], json!([]));
}

#[tokio::test]
async fn a_question_that_cannot_be_is_refused_by_its_field() {
    let server = Server::start().await;
    let sue = server.agent("sue").await;
    let rows = [
        (json!({ "channel": "mall", "facts": { "page.pth": "/" } }), 400, "facts", "did you mean `page.path`?"),
        (json!({ "channel": "mall", "facts": { "visitor.verified": "maybe" } }), 400, "facts", "`true` or `false`"),
        (json!({ "channel": "mall", "facts": { "page.path": "help" } }), 400, "facts", "begins with `/`"),
        (json!({ "channel": "mall", "at": "tomorrow" }), 400, "at", "is not a moment"),
        (json!({ "channel": "mall", "at": "2026-03-29T02:30" }), 400, "at", "clocks skip it"),
        (json!({ "channel": "mall", "locale": "english" }), 400, "locale", "locale"),
        (json!({ "channel": "mall", "nonsense": 1 }), 400, "body", "nonsense"),
    ];
    for (asked, status, field, said) in rows {
        let answer = sue.http.post(PATH, &asked).await;
        let error = answer.error(status, "bad_request");
        assert_eq!(error["field"], field, "{asked}");
        assert!(text(&error["message"]).contains(said), "{asked}: {error}");
    }
    sue.http.post(PATH, &json!({ "channel": "nowhere" })).await.error(404, "not_found");
}
