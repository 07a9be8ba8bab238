//! A visitor's widget.

use super::{Answer, Http, OpenError, Socket, company::SHOP, socket::Line, text};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A visitor who was let in.
#[derive(Clone)]
pub(crate) struct VisitorClient {
    pub(crate) http: Http,
    pub(crate) channel: String,
    /// Opaque.
    pub(crate) token: String,
    /// The page the visitor is on.
    pub(crate) path: String,
}

impl VisitorClient {
    /// Comes in on the shop's channel, on this page.
    pub(crate) async fn admitted(address: SocketAddr, path: &str) -> Self {
        let http = Http::new(address);
        let body = json!({ "host_origin": SHOP, "locale": "en" });
        let admitted = http.post("/api/v1/widget/mall/visitors", &body).await.fine();
        let token = text(&admitted["token"]).to_owned();
        Self { http, channel: "mall".to_owned(), token, path: path.to_owned() }
    }

    /// The same visitor, of a server that listens elsewhere now.
    pub(crate) fn moved_to(&self, address: SocketAddr) -> Self {
        Self { http: Http::new(address), ..self.clone() }
    }

    /// The latest session as the visitor is shown it; null where there is none.
    pub(crate) async fn session(&self) -> Value {
        self.ask("GET", "session", None).await.fine()["session"].clone()
    }

    /// What the system wrote to the visitor, in order.
    pub(crate) async fn prompts(&self, session: &str) -> Vec<String> {
        let entries = self.transcript(session).await;
        let prompts = entries.iter().filter(|one| one["body"]["kind"] == "prompt");
        prompts.map(|one| text(&one["body"]["text"]).to_owned()).collect()
    }

    /// A request to one of the widget's endpoints.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let path = format!("/api/v1/widget/{}/{path}", self.channel);
        self.http.send(method, &path, &[("authorization", &bearer)], body).await
    }

    /// Posts over HTTP, and opens a session where there is none. Answers the session.
    pub(crate) async fn post(&self, client_id: &str, words: &str) -> String {
        let page = json!({ "url": format!("{SHOP}{}", self.path) });
        let body = json!({ "client_id": client_id, "text": words, "locale": "en", "page": page });
        let posted = self.ask("POST", "messages", Some(&body)).await.fine();
        text(&posted["session"]).to_owned()
    }

    /// The whole transcript of a session, page by page.
    pub(crate) async fn transcript(&self, session: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let path = format!("sessions/{session}/messages?limit=199&after={}", all.len());
            let page = self.ask("GET", &path, None).await.fine();
            all.extend(page["messages"].as_array().expect("a list").iter().cloned());
            if page["has_more"] == json!(false) {
                return all;
            }
        }
    }

    /// A socket before its hello.
    pub(crate) async fn socket(&self) -> Result<Socket, OpenError> {
        Socket::open(self.http.address, &self.socket_path(), &[], Line::Broad).await
    }

    fn socket_path(&self) -> String {
        format!("/api/v1/widget/{}/socket", self.channel)
    }

    pub(crate) fn hello(&self, resume: &Value) -> Value {
        let page = json!({ "url": format!("{SHOP}{}", self.path) });
        json!({ "type": "hello", "token": self.token, "locale": "en", "page": page, "resume": resume })
    }

    /// Connects; answers the socket and its welcome.
    pub(crate) async fn connect(&self) -> (Socket, Value) {
        self.resume(&Value::Null).await
    }

    /// Connects and goes on after what was shown.
    pub(crate) async fn resume(&self, resume: &Value) -> (Socket, Value) {
        let mut socket = self.socket().await.expect("the server takes the socket");
        let welcome = socket.ask(self.hello(resume), "welcome").await;
        (socket, welcome)
    }

    /// Connects on a line that holds little.
    pub(crate) async fn connect_narrow(&self) -> (Socket, Value) {
        let narrow = Socket::open(self.http.address, &self.socket_path(), &[], Line::Narrow).await;
        let mut socket = narrow.expect("the server takes the socket");
        let welcome = socket.ask(self.hello(&Value::Null), "welcome").await;
        (socket, welcome)
    }
}
