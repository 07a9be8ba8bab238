//! A node that stops sees everybody out.

use crate::kit::{Http, OpenError, Server, company, int};
use serde_json::{Value, json};

#[tokio::test]
async fn a_node_that_stops_says_goodbye_and_keeps_what_it_took() {
    let server = Server::start().await;
    let http = Http::new(server.address());
    assert_eq!(http.get("/healthz").await.fine(), "ok\n");
    let ready = http.get("/readyz").await.fine();
    assert_eq!((&ready["ready"], &ready["draining"]), (&Value::Bool(true), &Value::Bool(false)));
    let agent = server.agent("ann").await;
    let mut workbench = agent.online().await;
    let visitor = server.visitor(company::HELP).await;
    let (mut widget, _) = visitor.connect().await;
    let post = json!({ "type": "post", "client_id": "last", "session": null, "text": "One more thing" });
    widget.ask(post, "ack").await;
    server.stop().await;
    for socket in [&mut widget, &mut workbench] {
        let bye = socket.until("bye").await;
        assert_eq!(bye["reason"], "draining");
        assert!(int(&bye["retry_after_ms"]) > 0, "those who come back do not come at once: {bye}");
        assert!(socket.read_to_end().await.is_empty());
    }
    assert!(matches!(visitor.socket().await.err(), Some(OpenError::Unreachable)));
}
