//! What is wrong with a request or a frame is told by a code, and by its name.

use crate::kit::{AgentClient, Http, Server, Socket, company, text};
use serde_json::{Value, json};

/// The code and the field of a frame's error.
fn fault(frame: &Value) -> (&str, Option<&str>) {
    (text(&frame["error"]["code"]), frame["error"]["field"].as_str())
}

/// Posts over a visitor's socket what cannot be stored; answers what is said about it.
async fn nack(socket: &mut Socket, client_id: &str, words: &str) -> Value {
    socket.ask(json!({ "type": "post", "client_id": client_id, "session": null, "text": words }), "nack").await
}

#[tokio::test]
async fn the_first_frame_is_hello() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let agent = server.agent("ann").await;
    for frame in [json!({ "type": "ping" }), json!({ "type": "jump" }), json!([]), json!("hello")] {
        let mut sockets = [visitor.socket().await.expect("a socket"), agent.socket().await.expect("a socket")];
        for socket in &mut sockets {
            socket.send(frame.clone()).await;
            let said = socket.read_to_end().await;
            assert_eq!(said.len(), 1, "{frame}: {said:?}");
            assert_eq!((text(&said[0]["type"]), fault(&said[0]).0), ("error", "bad_request"), "{frame}: {said:?}");
        }
    }
    // It comes once, and what came before goes on.
    let (mut socket, _) = visitor.connect().await;
    assert_eq!(fault(&socket.ask(visitor.hello(&Value::Null), "error").await), ("bad_request", Some("type")));
    let (mut socket, _) = agent.connect().await;
    assert_eq!(fault(&socket.ask(AgentClient::hello(&Value::Null), "error").await), ("bad_request", Some("type")));
    assert!(socket.so_far().await.is_empty());
}

#[tokio::test]
async fn a_made_up_token_is_refused() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    for token in ["", "made-up", &"0".repeat(64), &visitor.token[1..]] {
        let mut hello = visitor.hello(&Value::Null);
        hello["token"] = json!(token);
        let mut socket = visitor.socket().await.expect("a socket");
        socket.send(hello).await;
        let said = socket.read_to_end().await;
        assert_eq!((said.len(), &said[0]["reason"]), (1, &json!("unauthorized")), "{token}: {said:?}");
    }
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_is_told_and_the_socket_lives_on() {
    let server = Server::start().await;
    let (mut socket, _) = server.visitor(company::HELP).await.connect().await;
    for (frame, says) in [
        ("{", "EOF"),
        ("{}", "type"),
        (r#"{"type":"jump"}"#, "jump"),
        (r#"{"type":"post","client_id":"a","session":null}"#, "text"),
        (r#"{"type":"post","client_id":"a","session":null,"text":"Hi","colour":"red"}"#, "colour"),
        (r#"{"type":"page","page":{"url":"https://shop.example.com/","cookies":"a=b"}}"#, "cookies"),
        (r#"{"type":"read","session":"x","seq":"1"}"#, "seq"),
    ] {
        socket.send_text(frame.to_owned()).await;
        let error = socket.until("error").await;
        assert_eq!(fault(&error).0, "bad_request", "{frame}");
        let told = text(&error["error"]["message"]);
        assert!(told.contains(says) || says == "seq" && told.contains("i64"), "{frame}: {told}");
    }
    assert!(socket.so_far().await.is_empty());
}

#[tokio::test]
async fn a_text_that_cannot_be_stored_comes_back() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let (mut socket, _) = visitor.connect().await;
    let long = nack(&mut socket, "long", &"字".repeat(4_001)).await;
    assert_eq!((fault(&long), &long["error"]["limit"]), (("too_long", Some("text")), &json!(4_000)));
    assert_eq!(long["client_id"], "long");
    assert_eq!(fault(&nack(&mut socket, "empty", " \n\t\u{7}").await), ("bad_request", Some("text")));
    for client_id in ["", "two words", "名字", &"x".repeat(65)] {
        assert_eq!(fault(&nack(&mut socket, client_id, "Hi").await), ("bad_request", Some("client_id")), "{client_id}");
    }
    // The longest that fits does, in the characters that take the most room.
    let fits = json!({ "type": "post", "client_id": "fits", "session": null, "text": "😀".repeat(4_000) });
    assert_eq!(socket.ask(fits, "ack").await["seq"], 1);
    let again = json!({ "type": "post", "client_id": "fits", "session": null, "text": "Something else" });
    assert_eq!(fault(&socket.ask(again, "nack").await).0, "conflict");
}

#[tokio::test]
async fn a_frame_without_measure_ends_the_socket() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let (mut socket, _) = visitor.connect().await;
    let words = "x".repeat(64 * 1024);
    socket.send(json!({ "type": "post", "client_id": "huge", "session": null, "text": words })).await;
    assert!(socket.read_to_end().await.is_empty());
    let (_, welcome) = visitor.connect().await;
    assert_eq!(welcome["session"], Value::Null, "nothing of it was stored");
}

#[tokio::test]
async fn a_request_that_cannot_be_read_names_what_is_wrong() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let page = json!({ "url": "https://shop.example.com/help" });
    let good = json!({ "client_id": "a", "text": "Hi", "locale": "en", "page": page });
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        body
    };
    for (body, status, code, field) in [
        (with("colour", json!("red")), 400, "bad_request", "body"),
        (with("text", json!(7)), 400, "bad_request", "body"),
        (with("text", json!("")), 400, "bad_request", "text"),
        (with("client_id", json!("a b")), 400, "bad_request", "client_id"),
        (with("text", json!("x".repeat(4_001))), 422, "too_long", "text"),
    ] {
        let answer = visitor.ask("POST", "messages", Some(&body)).await;
        assert_eq!(answer.error(status, code)["field"], field, "{}", answer.body);
        if body["colour"].is_string() {
            assert!(text(&answer.body["error"]["message"]).contains("colour"), "{}", answer.body);
        }
    }
    let huge = visitor.ask("POST", "messages", Some(&with("text", json!("x".repeat(70_000))))).await;
    assert!(huge.status >= 400 && huge.body["error"]["code"].is_string(), "{} {}", huge.status, huge.body);
    let elsewhere = visitor.ask("POST", "messages", Some(&with("session", json!("made-up")))).await;
    elsewhere.error(404, "not_found");
    let agent = server.agent("ann").await;
    for query in ["colour=red", "filter=all", "limit=many"] {
        let answer = agent.http.get(&format!("/api/v1/sessions?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.body);
        answer.error(400, "bad_request");
    }
    Http::new(server.address()).get("/api/v1/nothing").await.error(404, "not_found");
}

#[tokio::test]
async fn what_is_not_yours_is_not_there() {
    let server = Server::start().await;
    let (visitor, other) = (server.visitor(company::HELP).await, server.visitor(company::HELP).await);
    let ann = server.agent("ann").await.online().await;
    let session = visitor.post("first", "Hello").await;
    let (mut widget, _) = other.connect().await;
    for frame in [json!({ "type": "read", "session": session, "seq": 1 }), json!({ "type": "end", "session": session })]
    {
        assert_eq!(fault(&widget.ask(frame, "error").await).0, "not_found");
    }
    let post = json!({ "type": "post", "session": session, "client_id": "a", "text": "Hi" });
    assert_eq!(fault(&widget.ask(post.clone(), "nack").await).0, "not_found");
    let (mut workbench, _) = server.agent("dan").await.connect().await;
    assert_eq!(fault(&workbench.ask(post, "nack").await).0, "not_owner");
    assert_eq!(fault(&workbench.ask(json!({ "type": "close", "session": session }), "error").await).0, "not_owner");
    workbench.send(json!({ "type": "read", "session": session, "seq": 1 })).await;
    workbench.so_far().await;
    let (_, welcome) = visitor.connect().await;
    assert_eq!(
        (&welcome["session"]["state"], &welcome["session"]["agent_read"], &welcome["session"]["visitor_read"]),
        (&json!("assigned"), &json!(0), &json!(0))
    );
    assert_eq!(visitor.transcript(&session).await.len(), 3, "the text, the assignment, the welcome");
    drop(ann);
}
