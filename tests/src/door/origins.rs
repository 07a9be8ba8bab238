//! Pages of other origins: what they may read, and which sockets they get.

use crate::kit::{AgentClient, Http, OpenError, Server, Socket, company};
use serde_json::{Value, json};

const EVIL: &str = "https://evil.example";

#[tokio::test]
async fn a_channel_shows_itself_to_its_own_pages_only() {
    let server = Server::start().await;
    let http = Http::new(server.address());
    let config = "/api/v1/widget/mall/config";
    let shop = http.send("GET", config, &[("origin", company::SHOP)], None).await;
    assert_eq!(shop.header("access-control-allow-origin"), Some(company::SHOP));
    assert_eq!(shop.header("access-control-allow-credentials"), None);
    assert_eq!(shop.fine()["channel"], "mall");
    for origin in [EVIL, "null", "https://shop.example.com.evil.example", "http://shop.example.com"] {
        let answer = http.send("GET", config, &[("origin", origin)], None).await;
        answer.error(403, "origin_not_allowed");
    }
    // Nothing else crosses origins.
    let visitor = server.visitor(company::HELP).await;
    let bearer = format!("Bearer {}", visitor.token);
    let headers = [("origin", company::SHOP), ("authorization", bearer.as_str())];
    let answer = http.send("GET", "/api/v1/widget/mall/session", &headers, None).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn a_visitor_is_let_in_for_an_embedding_page_of_the_channel_only() {
    let server = Server::start().await;
    let http = Http::new(server.address());
    for (channel, origin, status, code) in [
        ("mall", EVIL, 403, "origin_not_allowed"),
        ("mall", "", 403, "origin_not_allowed"),
        ("official", company::SHOP, 403, "origin_not_allowed"),
        ("nowhere", company::SHOP, 404, "not_found"),
        ("no such channel", company::SHOP, 404, "not_found"),
    ] {
        let path = format!("/api/v1/widget/{}/visitors", channel.replace(' ', "%20"));
        http.post(&path, &json!({ "host_origin": origin, "locale": "en" })).await.error(status, code);
    }
}

#[tokio::test]
async fn a_foreign_page_gets_no_socket() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let agent = server.agent("ann").await;
    let cookies = agent.http.cookies().expect("the agent has a cookie");
    let own = format!("http://{}", server.address());
    let open = async |path: &str, headers: &[(&str, &str)]| {
        let opened = Socket::open(server.address(), path, headers, crate::kit::Line::Broad).await;
        opened.map_err(|error| match error {
            OpenError::Refused(status) => status,
            OpenError::Unreachable => 0,
        })
    };
    for origin in [EVIL, "null", company::SHOP] {
        let widget = open("/api/v1/widget/mall/socket", &[("origin", origin)]).await;
        assert_eq!(widget.err(), Some(403), "{origin}");
        let workbench = open("/api/v1/agent/socket", &[("origin", origin), ("cookie", &cookies)]).await;
        assert_eq!(workbench.err(), Some(403), "{origin}");
    }
    let mut widget = open("/api/v1/widget/mall/socket", &[("origin", &own)]).await.expect("our own window");
    widget.ask(visitor.hello(&Value::Null), "welcome").await;
    let headers = [("origin", own.as_str()), ("cookie", cookies.as_str())];
    let mut workbench = open("/api/v1/agent/socket", &headers).await.expect("our own workbench");
    workbench.ask(AgentClient::hello(&Value::Null), "welcome").await;
    // Without a sign-in there is no workbench, whatever else is shown.
    let bearer = format!("Bearer {}", visitor.token);
    for headers in [vec![], vec![("authorization", bearer.as_str())], vec![("cookie", "usher=made-up")]] {
        assert_eq!(open("/api/v1/agent/socket", &headers).await.err(), Some(401), "{headers:?}");
    }
    assert_eq!(open("/api/v1/widget/nowhere/socket", &[]).await.err(), Some(404));
}
