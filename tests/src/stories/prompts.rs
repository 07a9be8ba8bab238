//! What a visitor is told, in the language the visitor reads: by each reason, or not at all.

use super::{asks, care, help, workspace};
use crate::kit::{Http, Server, VisitorClient, company, text};
use serde_json::json;
use std::time::Duration;

const FILES: [(&str, &str); 8] = [
    ("prompts/busy.yaml", "text: { en: 'All are busy', zh: 客服繁忙 }\n"),
    ("prompts/none.yaml", "text: { en: 'Nobody is here', zh: 没有客服在线 }\n"),
    ("prompts/closed.yaml", "text: { en: 'Back {{ hours.opens_at }}', zh: '{{ hours.opens_at }} 回来' }\n"),
    ("prompts/line.yaml", "text: { en: 'Place {{ queue.place }}', zh: '第 {{ queue.place }} 位' }\n"),
    ("prompts/more.yaml", "text: { en: 'What can {{ agent.name }} do?', zh: '{{ agent.name }} 能帮您什么？' }\n"),
    ("prompts/bye.yaml", "text: { en: Bye, zh: 再见 }\n"),
    ("prompts/unmatched.yaml", "text: { en: 'We look for somebody', zh: 正在寻找 }\n"),
    ("hours/day.yaml", "name: Day\nweek: { mon-fri: ['09:00-12:00', '13:00-17:00'] }\n"),
];
const WAITING: &str = "waiting: { busy: { prompt: busy }, none_online: { prompt: none }, \
                       outside_hours: { prompt: closed }, in_line: { prompt: line } }\nunmatched: unmatched\nclosed: bye\n";

/// A visitor who reads this language asks on this page; answers what the system says.
async fn told(server: &Server, locale: &str, page: &str) -> (String, Vec<String>) {
    server.jump(Duration::from_secs(1)).await;
    let http = Http::new(server.address());
    let body = json!({ "host_origin": company::SHOP, "locale": locale });
    let admitted = http.post("/api/v1/widget/mall/visitors", &body).await.fine();
    let token = text(&admitted["token"]).to_owned();
    let visitor = VisitorClient { http, channel: "mall".to_owned(), token, path: page.to_owned() };
    let page = json!({ "url": format!("{}{page}", company::SHOP) });
    let body = json!({ "client_id": "first", "text": "Hello", "locale": locale, "page": page });
    let posted = visitor.ask("POST", "messages", Some(&body)).await.fine();
    let session = text(&posted["session"]).to_owned();
    let said = visitor.prompts(&session).await;
    (session, said)
}

#[tokio::test]
async fn each_reason_has_its_words_in_each_language() {
    let (workspace, care, help) = (workspace(WAITING), care("hours: day\n"), help("follow_up: more\n"));
    let mut files = FILES.to_vec();
    files.extend([
        ("workspace.yaml", workspace.as_str()),
        ("groups/care.yaml", &care),
        ("distribution/help.yaml", &help),
    ]);
    let server = Server::lived(&files).await; // 10:00 in Berlin, a Monday.
    let (ann, sue) = (server.agent("ann").await, server.agent("sue").await);
    let (session, said) = told(&server, "en", company::HELP).await;
    assert_eq!(said, ["Nobody is here", "Place 1"]);
    assert_eq!(told(&server, "zh-CN", company::HELP).await.1, ["没有客服在线", "第 2 位"]);
    let trace = sue.decisions(&session).await;
    let prompts = trace[0]["told"].as_array().expect("a list").iter().map(|one| text(&one["prompt"]));
    assert_eq!(prompts.collect::<Vec<_>>(), ["none", "line"]);
    assert_eq!(sue.event_words(&session).await, ["queued"]);
    assert_eq!(told(&server, "en", company::ELSEWHERE).await.1, ["We look for somebody"]);
    assert_eq!(told(&server, "zh", company::ELSEWHERE).await.1, ["正在寻找"]);

    // She takes both: each is welcomed in the own language, with a line behind it.
    let _hers = ann.online().await;
    let english = sue.get(&format!("sessions/{session}/messages")).await.to_string();
    assert!(english.contains("Welcome!") && english.contains("What can Ann do?"), "{english}");
    assert_eq!(told(&server, "en", company::HELP).await.1, ["All are busy", "Place 1"]);
    assert_eq!(told(&server, "zh", company::HELP).await.1, ["客服繁忙", "第 2 位"]);
    ann.act(&session, "close", &json!({})).await;
    let bye = sue.get(&format!("sessions/{session}/messages")).await.to_string();
    assert!(bye.contains("Bye"), "{bye}");

    // Lunch, and the calendar knows until when; on Friday evening it is a weekday.
    server.jump(Duration::from_mins(2 * 60 + 10)).await;
    let (session, said) = told(&server, "en", company::HELP).await;
    assert_eq!(said[0], "Back 13:00");
    assert_eq!(told(&server, "zh", company::HELP).await.1[0], "13:00 回来");
    assert_eq!(sue.decisions(&session).await[0]["hours"][0]["open"], false);
    server.jump(Duration::from_hours(4 * 24 + 6)).await;
    assert_eq!(told(&server, "en", company::HELP).await.1[0], "Back Monday 09:00");
    assert_eq!(told(&server, "zh", company::HELP).await.1[0], "周一 09:00 回来");
    server.stop().await;
}

#[tokio::test]
async fn what_is_off_is_not_told_and_the_trace_says_so() {
    let workspace = workspace(WAITING);
    let mut files = FILES.to_vec();
    files.extend([
        ("workspace.yaml", workspace.as_str()),
        ("prompts/none.yaml", "text: { en: 'Nobody is here', zh: 没有客服在线 }\nenabled: false\n"),
        ("prompts/line.yaml", "text: { en: Line, zh: 排队 }\nenabled: false\n"),
    ]);
    let server = Server::lived(&files).await;
    let sue = server.agent("sue").await;
    let (visitor, session) = asks(&server).await;
    assert_eq!(visitor.prompts(&session).await, [""; 0]);
    let trace = sue.decisions(&session).await;
    assert!(trace[0]["told"].as_array().expect("a list").iter().all(|one| one["is_off"] == true), "{trace:?}");
    assert_eq!(visitor.session().await["waiting"]["reason"], "none_online", "the widget says it in its own words");
    server.stop().await;
}
