//! An agent's workbench.

use super::{Http, OpenError, Socket, socket::Line, text};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// An agent who signed in.
#[derive(Clone)]
pub(crate) struct AgentClient {
    pub(crate) http: Http,
}

impl AgentClient {
    /// Every agent's password in the tests.
    pub(crate) const PASSWORD: &'static str = "correct horse battery";

    /// The sign-in of an agent of the company.
    pub(crate) fn credentials(agent: &str) -> Value {
        json!({ "email": format!("{agent}@lantern.example"), "password": Self::PASSWORD })
    }

    pub(crate) async fn signed_in(address: SocketAddr, agent: &str) -> Self {
        let http = Http::new(address);
        let me = http.post("/api/v1/auth/sign-in", &Self::credentials(agent)).await.fine();
        assert_eq!(me["id"], agent);
        Self { http }
    }

    /// A request that must succeed.
    pub(crate) async fn get(&self, path: &str) -> Value {
        self.http.get(&format!("/api/v1/{path}")).await.fine()
    }

    /// A step on a session, such as `close` or `give`, that must succeed.
    pub(crate) async fn act(&self, session: &str, step: &str, body: &Value) -> Value {
        self.http.post(&format!("/api/v1/sessions/{session}/{step}"), body).await.fine()
    }

    /// A session's history: the events of its transcript, as an agent is shown it.
    pub(crate) async fn events(&self, session: &str) -> Vec<Value> {
        let found = self.get(&format!("sessions/{session}/messages?limit=199")).await;
        let events = found["messages"].as_array().expect("a list").iter().filter(|one| one["body"]["kind"] == "event");
        events.map(|one| one["body"]["event"].clone()).collect()
    }

    /// The words for a session's events.
    pub(crate) async fn event_words(&self, session: &str) -> Vec<String> {
        self.events(session).await.iter().map(|one| text(&one["event"]).to_owned()).collect()
    }

    /// A session's trace: why each decision on it was made, oldest first.
    pub(crate) async fn decisions(&self, session: &str) -> Vec<Value> {
        let found = self.get(&format!("sessions/{session}/explanation")).await;
        found["decisions"].as_array().expect("a list").clone()
    }

    /// The causes of a session's decisions.
    pub(crate) async fn causes(&self, session: &str) -> Vec<String> {
        self.decisions(session).await.iter().map(|one| text(&one["cause"]).to_owned()).collect()
    }

    /// A socket before its hello.
    pub(crate) async fn socket(&self) -> Result<Socket, OpenError> {
        let cookies = self.http.cookies().unwrap_or_default();
        Socket::open(self.http.address, "/api/v1/agent/socket", &[("cookie", &cookies)], Line::Broad).await
    }

    pub(crate) fn hello(resume: &Value) -> Value {
        json!({ "type": "hello", "resume": resume })
    }

    /// Connects; answers the socket and its welcome.
    pub(crate) async fn connect(&self) -> (Socket, Value) {
        let mut socket = self.socket().await.expect("the server takes the socket");
        let welcome = socket.ask(Self::hello(&Value::Null), "welcome").await;
        (socket, welcome)
    }

    /// Connects and chooses to be online.
    pub(crate) async fn online(&self) -> Socket {
        let (mut socket, _) = self.connect().await;
        socket.ask(json!({ "type": "availability", "availability": "online" }), "availability").await;
        socket
    }
}
