//! Too much is answered with a time to come back.

use crate::kit::{AgentClient, Answer, Http, OpenError, PATIENCE, Server, Socket, company, int, limits};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use tokio::time::timeout;

fn told(answer: &Answer) {
    let error = answer.error(429, "rate_limited");
    let wait_ms = int(&error["retry_after_ms"]);
    let header: i64 = answer.header("retry-after").expect("the header says it too").parse().expect("in seconds");
    assert!(wait_ms > 0 && header >= 1 && header * 1_000 >= wait_ms, "{wait_ms} ms, {header} s");
}

/// A server with one limit of three, so that the fourth is over it.
async fn server(limit: impl FnOnce(&mut usher_api::RateLimits, NonZeroU32)) -> Server {
    Server::with(|config| {
        config.limits = limits(1_000_000);
        limit(&mut config.limits, const { NonZeroU32::new(3).expect("three is something") });
    })
    .await
}

#[tokio::test]
async fn visitors_who_say_too_much_are_told() {
    let server = server(|limits, three| limits.messages_per_second = three).await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let (mut socket, _) = visitor.connect().await;
    // More at once than any machine can spread over the seconds that would allow them.
    for number in 0..40 {
        socket.send(json!({ "type": "post", "client_id": format!("n-{number}"), "session": null, "text": "Hi" })).await;
    }
    let answers = socket.so_far().await;
    let refused: Vec<&Value> = answers.iter().filter(|frame| frame["type"] == "nack").collect();
    assert!(!refused.is_empty(), "{answers:?}");
    for nack in refused {
        assert_eq!(nack["error"]["code"], "rate_limited");
        assert!(int(&nack["error"]["retry_after_ms"]) > 0, "{nack}");
    }
    let page = json!({ "url": company::SHOP });
    let mut last = None;
    for number in 0..20 {
        let body = json!({ "client_id": format!("h-{number}"), "text": "Hi", "locale": "en", "page": page });
        let answer = visitor.ask("POST", "messages", Some(&body)).await;
        if answer.status == 429 {
            last = Some(answer);
            break;
        }
    }
    told(&last.expect("the limit is the same over HTTP"));
    // Somebody else is not concerned.
    server.visitor(company::ELSEWHERE).await.post("first", "Hello").await;
}

#[tokio::test]
async fn passwords_cannot_be_tried_without_end() {
    let server = server(|limits, three| limits.sign_ins_per_minute = three).await;
    server.let_in("ann").await;
    let http = Http::new(server.address());
    let mut wrong = AgentClient::credentials("ann");
    wrong["password"] = json!("not the password");
    for _ in 0..3 {
        http.post("/api/v1/auth/sign-in", &wrong).await.error(401, "unauthorized");
    }
    told(&http.post("/api/v1/auth/sign-in", &AgentClient::credentials("ann")).await);
}

#[tokio::test]
async fn visitors_and_sockets_come_in_by_and_by() {
    let server = server(|limits, three| {
        limits.visitors_per_minute = three;
        limits.sockets_per_minute = three;
    })
    .await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        sockets.push(server.visitor(company::HELP).await.connect().await);
    }
    let body = json!({ "host_origin": company::SHOP, "locale": "en" });
    told(&Http::new(server.address()).post("/api/v1/widget/mall/visitors", &body).await);
    let agent = server.agent("ann").await;
    assert!(matches!(agent.socket().await.err(), Some(OpenError::Refused(429))));
}

#[tokio::test]
async fn a_node_takes_so_many_sockets() {
    let server = Server::with(|config| config.max_sockets = 2).await;
    let visitor = server.visitor(company::HELP).await;
    let first = visitor.connect().await;
    let _second = visitor.connect().await;
    assert!(matches!(visitor.socket().await.err(), Some(OpenError::Refused(503))));
    drop(first);
    // The place is free once the server has noticed.
    let coming_in = async {
        loop {
            match visitor.socket().await {
                Ok(socket) => return socket,
                Err(error) => assert!(matches!(error, OpenError::Refused(503)), "{error:?}"),
            }
            Socket::pause().await;
        }
    };
    let mut third = timeout(PATIENCE, coming_in).await.expect("a place becomes free");
    third.ask(visitor.hello(&Value::Null), "welcome").await;
}
