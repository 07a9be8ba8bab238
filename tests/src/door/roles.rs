//! Every endpoint against every role. The endpoints come from the OpenAPI document, so that a new one fails here until
//! somebody has said who may use it.

use crate::kit::{AgentClient, Answer, Http, Server, VisitorClient, company, text};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};
use usher_engine::Presence;
use usher_model::AgentId;

/// Who asks, in the order of the columns below.
const ROLES: [Role; 7] =
    [Role::Nobody, Role::Visitor, Role::OtherVisitor, Role::OtherAgent, Role::Owner, Role::Supervisor, Role::Admin];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// No proof at all.
    Nobody,
    /// Whose session it is.
    Visitor,
    /// A visitor of the same channel.
    OtherVisitor,
    /// An agent of the same group who does not hold the session.
    OtherAgent,
    /// The agent who holds the session.
    Owner,
    Supervisor,
    Admin,
}

/// Method, path with its query, what is sent, and the status for each role.
type Row = (&'static str, &'static str, Sent, [u16; 7]);

/// What is sent: always something that is fine in itself, so that only the role decides.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Nothing,
    HostPage,
    VisitorsText,
    AgentsText,
    Read,
    Mark,
    WrongPassword,
    Online,
    WhatIf,
    Everything,
    Records,
    Link,
    Record,
    Form,
    Reason,
    Group,
    BadProof,
    TriedProof,
    Key,
    OwnPassword,
    Edit,
}

/// The id of something that is not there.
const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

const TABLE: &[Row] = &[
    ("GET", "/api/v1/widget/{channel}/config", Sent::Nothing, [200; 7]),
    ("POST", "/api/v1/widget/{channel}/visitors", Sent::HostPage, [201; 7]),
    ("POST", "/api/v1/widget/{channel}/identify", Sent::BadProof, [422; 7]),
    ("POST", "/api/v1/widget/{channel}/reset", Sent::Nothing, [401, 204, 204, 401, 401, 401, 401]),
    ("GET", "/api/v1/widget/{channel}/session", Sent::Nothing, [401, 200, 200, 401, 401, 401, 401]),
    ("POST", "/api/v1/widget/{channel}/messages", Sent::VisitorsText, [401, 200, 404, 401, 401, 401, 401]),
    ("GET", "/api/v1/widget/{channel}/sessions/{session}/messages", Sent::Nothing, [401, 200, 404, 401, 401, 401, 401]),
    ("POST", "/api/v1/widget/{channel}/sessions/{session}/read", Sent::Read, [401, 200, 404, 401, 401, 401, 401]),
    ("GET", "/api/v1/widget/{channel}/form?locale=en", Sent::Nothing, [401, 200, 200, 401, 401, 401, 401]),
    // Of whom an agent takes care already no message is taken.
    ("POST", "/api/v1/widget/{channel}/left-messages", Sent::Form, [401, 409, 200, 401, 401, 401, 401]),
    ("POST", "/api/v1/widget/{channel}/sessions/{session}/got", Sent::Read, [401, 200, 404, 401, 401, 401, 401]),
    (
        "POST",
        "/api/v1/widget/{channel}/sessions/{session}/messages/{seq}/recall",
        Sent::Nothing,
        [401, 204, 404, 401, 401, 401, 401],
    ),
    ("POST", "/api/v1/widget/{channel}/sessions/{session}/end", Sent::Nothing, [401, 200, 404, 401, 401, 401, 401]),
    ("POST", "/api/v1/widget/{channel}/files", Sent::HostPage, [401, 201, 201, 401, 401, 401, 401]),
    ("DELETE", "/api/v1/widget/{channel}/files/{file}", Sent::Nothing, [401, 404, 404, 401, 401, 401, 401]),
    ("GET", "/api/v1/widget/{channel}/files/{file}/link", Sent::Nothing, [401, 404, 404, 401, 401, 401, 401]),
    ("POST", "/api/v1/files", Sent::HostPage, [401, 401, 401, 201, 201, 201, 201]),
    // Whoever has a link was given it; without one nobody is anybody.
    ("GET", "/api/v1/files/{file}", Sent::Nothing, [403; 7]),
    ("DELETE", "/api/v1/files/{file}", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("GET", "/api/v1/files/{file}/link", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/auth/sign-in", Sent::WrongPassword, [401; 7]),
    ("POST", "/api/v1/auth/sign-out", Sent::Nothing, [204; 7]),
    ("GET", "/api/v1/me", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("PUT", "/api/v1/me/availability", Sent::Online, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/sessions", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/sessions?filter=closed", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/sessions?filter=open", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/sessions?filter=queued", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/sessions?filter=unmatched", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/sessions/{session}", Sent::Nothing, [401, 401, 401, 404, 200, 200, 200]),
    ("GET", "/api/v1/sessions/{session}/messages", Sent::Nothing, [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/sessions/{session}/messages", Sent::AgentsText, [401, 401, 401, 404, 200, 403, 403]),
    ("POST", "/api/v1/sessions/{session}/read", Sent::Read, [401, 401, 401, 404, 200, 403, 403]),
    ("POST", "/api/v1/sessions/{session}/got", Sent::Read, [401, 401, 401, 404, 200, 403, 403]),
    ("POST", "/api/v1/sessions/{session}/notes", Sent::AgentsText, [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/sessions/{session}/tags", Sent::Mark, [401, 401, 401, 404, 200, 200, 200]),
    // Nobody takes back what the visitor said.
    ("POST", "/api/v1/sessions/{session}/messages/{seq}/recall", Sent::Nothing, [401, 401, 401, 404, 403, 403, 403]),
    ("POST", "/api/v1/sessions/{session}/close", Sent::Nothing, [401, 401, 401, 404, 200, 403, 403]),
    // It is held already: it is offered to nobody.
    ("POST", "/api/v1/sessions/{session}/accept", Sent::Nothing, [401, 401, 401, 409, 200, 409, 409]),
    ("POST", "/api/v1/sessions/{session}/decline", Sent::Nothing, [401, 401, 401, 409, 409, 409, 409]),
    ("POST", "/api/v1/sessions/{session}/give", Sent::Group, [401, 401, 401, 404, 200, 200, 200]),
    ("GET", "/api/v1/targets", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    // In this channel a chat begins with a message.
    ("POST", "/api/v1/widget/{channel}/sessions", Sent::Form, [401, 404, 404, 401, 401, 401, 401]),
    ("GET", "/api/v1/widget/{channel}/sessions", Sent::Nothing, [401, 200, 200, 401, 401, 401, 401]),
    ("GET", "/api/v1/search", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/visitors/{visitor}/sessions", Sent::Nothing, [401, 401, 401, 404, 200, 200, 200]),
    ("GET", "/api/v1/sessions/export?format=csv", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("POST", "/api/v1/visitors/{visitor}/block", Sent::Reason, [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/visitors/{visitor}/unblock", Sent::Nothing, [401, 401, 401, 404, 404, 200, 200]),
    ("GET", "/api/v1/blocks", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/sessions/{session}/explanation", Sent::Nothing, [401, 401, 401, 404, 200, 200, 200]),
    ("GET", "/api/v1/left-messages", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/left-messages/counts", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/left-messages/export?format=json", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("GET", "/api/v1/left-messages/{left_message}", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/left-messages/{left_message}/take", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/left-messages/{left_message}/give-back", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/left-messages/{left_message}/answer", Sent::AgentsText, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/left-messages/{left_message}/done", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/left-messages/{left_message}/reopen", Sent::Nothing, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/left-messages/{left_message}/notes", Sent::AgentsText, [401, 401, 401, 404, 404, 404, 404]),
    ("GET", "/api/v1/rules/status", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("POST", "/api/v1/rules/explain", Sent::WhatIf, [401, 401, 401, 403, 403, 200, 200]),
    ("POST", "/api/v1/rules/reload", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/channels", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/channels/{channel}/snippet", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/plugins", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/notices", Sent::Nothing, [401, 401, 401, 403, 403, 200, 200]),
    ("POST", "/api/v1/notices/{notice}/read", Sent::Nothing, [401, 401, 401, 403, 403, 404, 404]),
    ("POST", "/api/v1/notices/read-all", Sent::Everything, [401, 401, 401, 403, 403, 200, 200]),
    ("GET", "/api/v1/objects", Sent::Nothing, [401, 401, 401, 200, 200, 200, 200]),
    ("POST", "/api/v1/objects/{object}/records", Sent::Records, [401, 401, 401, 403, 403, 403, 404]),
    ("POST", "/api/v1/objects/{object}/records/query", Sent::Everything, [401, 401, 401, 403, 403, 404, 404]),
    ("GET", "/api/v1/objects/{object}/records/{record}", Sent::Nothing, [401, 401, 401, 403, 403, 404, 404]),
    ("PATCH", "/api/v1/objects/{object}/records/{record}", Sent::Everything, [401, 401, 401, 403, 403, 403, 404]),
    ("DELETE", "/api/v1/objects/{object}/records/{record}", Sent::Nothing, [401, 401, 401, 403, 403, 403, 404]),
    ("GET", "/api/v1/sessions/{session}/workbench", Sent::Nothing, [401, 401, 401, 404, 200, 200, 200]),
    (
        "PATCH",
        "/api/v1/sessions/{session}/workbench/{object}/{record}",
        Sent::Edit,
        [401, 401, 401, 404, 404, 404, 404],
    ),
    (
        "GET",
        "/api/v1/sessions/{session}/records?object=none&text=Mia",
        Sent::Nothing,
        [401, 401, 401, 404, 404, 404, 404],
    ),
    ("GET", "/api/v1/sessions/{session}/links", Sent::Nothing, [401, 401, 401, 404, 200, 200, 200]),
    ("POST", "/api/v1/sessions/{session}/links", Sent::Link, [401, 401, 401, 404, 404, 404, 404]),
    ("POST", "/api/v1/sessions/{session}/links/undo", Sent::Nothing, [401, 401, 401, 404, 409, 409, 409]),
    ("POST", "/api/v1/sessions/{session}/records", Sent::Record, [401, 401, 401, 404, 404, 404, 404]),
    ("GET", "/api/v1/record-changes", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/webhooks", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/webhooks/{webhook}/deliveries", Sent::Nothing, [401, 401, 401, 403, 403, 403, 404]),
    (
        "POST",
        "/api/v1/webhooks/{webhook}/deliveries/{delivery}/replay",
        Sent::Nothing,
        [401, 401, 401, 403, 403, 403, 404],
    ),
    ("GET", "/api/v1/identity/keys", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("POST", "/api/v1/identity/keys", Sent::Key, [401, 401, 401, 403, 403, 403, 201]),
    ("POST", "/api/v1/identity/keys/{key}/show", Sent::OwnPassword, [401, 401, 401, 403, 403, 403, 404]),
    ("POST", "/api/v1/identity/keys/{key}/revoke", Sent::Nothing, [401, 401, 401, 403, 403, 403, 404]),
    ("GET", "/api/v1/identity/key-events", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("GET", "/api/v1/identity/refusals", Sent::Nothing, [401, 401, 401, 403, 403, 403, 200]),
    ("POST", "/api/v1/identity/try", Sent::TriedProof, [401, 401, 401, 403, 403, 403, 200]),
];

#[test]
fn every_endpoint_stands_in_the_table() {
    let document = serde_json::to_value(usher_api::openapi()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("the document has paths");
    let known = ["get", "put", "post", "delete", "patch"];
    let offered: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| item.as_object().expect("a path has methods").keys().map(move |key| (key, path)))
        .filter(|(method, _)| known.contains(&method.as_str()))
        .map(|(method, path)| (method.to_uppercase(), path.clone()))
        .collect();
    let listed: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, ..)| ((*method).to_owned(), plain(path).to_owned())).collect();
    assert_eq!(offered, listed, "say in the table who may use it");
}

#[tokio::test]
async fn every_role_may_do_what_the_table_says() {
    let office = Office::open().await;
    let mut wrong = Vec::new();
    for (method, path, sent, expected) in TABLE {
        for (role, expected) in ROLES.into_iter().zip(expected) {
            let answer = office.ask(method, path, *sent, role, &[]).await;
            if answer.status != *expected {
                wrong.push(format!("{method} {path} as {role:?}: {} not {expected}, {}", answer.status, answer.body));
            }
            let is_named = answer.status < 400 || answer.body["error"]["code"].is_string();
            assert!(is_named, "{method} {path} as {role:?}: {} without a code", answer.status);
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Whoever may write is refused all the same where a page of another origin asks: the browser brought the cookie along.
#[tokio::test]
async fn no_foreign_page_may_write() {
    let office = Office::open().await;
    for (method, path, sent, statuses) in TABLE.iter().filter(|(method, ..)| *method != "GET") {
        let may = ROLES.into_iter().zip(statuses).find(|(_, status)| **status < 300);
        let role = may.map_or(Role::Nobody, |(role, _)| role);
        for origin in ["https://evil.example", "null", company::SHOP] {
            let answer = office.ask(method, path, *sent, role, &[("origin", origin)]).await;
            assert_eq!(
                (answer.status, answer.body["error"]["code"].as_str()),
                (403, Some("origin_not_allowed")),
                "{method} {path} as {role:?} from {origin}"
            );
        }
        let own = format!("http://{}", office.server.address());
        let answer = office.ask(method, path, *sent, role, &[("origin", &own)]).await;
        assert_ne!(answer.status, 403, "{method} {path} as {role:?} from our own page");
    }
}

fn plain(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

/// A server with everybody in it.
struct Office {
    server: Server,
    visitors: BTreeMap<Role, VisitorClient>,
    sign_ins: BTreeMap<Role, &'static str>,
    counter: AtomicUsize,
    _present: Presence,
}

impl Office {
    async fn open() -> Self {
        let server = Server::start().await;
        let sign_ins = BTreeMap::from([
            (Role::OtherAgent, "ann"),
            (Role::Owner, "ben"),
            (Role::Supervisor, "sue"),
            (Role::Admin, "ada"),
        ]);
        for agent in sign_ins.values() {
            server.let_in(agent).await;
        }
        let owner: AgentId = "ben".parse().expect("an agent's id");
        let present = server.engine().agent_connected(&owner).await.expect("the store works");
        server.engine().set_availability(&owner, usher_model::Availability::Online).await.expect("the store works");
        let visitors = BTreeMap::from([
            (Role::Visitor, server.visitor(company::HELP).await),
            (Role::OtherVisitor, server.visitor(company::ELSEWHERE).await),
        ]);
        Self { server, visitors, sign_ins, counter: AtomicUsize::new(0), _present: present }
    }

    /// One request over a session that is open, held and fresh.
    async fn ask(&self, method: &str, path: &str, sent: Sent, role: Role, headers: &[(&str, &str)]) -> Answer {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        let session = self.visitors[&Role::Visitor].post(&format!("opening-{number}"), "Hello").await;
        let path = path.replace("{channel}", "mall").replace("{session}", &session).replace("{webhook}", "none");
        let path = path.replace("{notice}", NOBODYS).replace("{delivery}", NOBODYS).replace("{left_message}", NOBODYS);
        let path = path.replace("{key}", NOBODYS).replace("{file}", NOBODYS).replace("{seq}", "1");
        let path = path.replace("{object}", "none").replace("{record}", "none");
        let (store, id) = (self.server.engine().store(), session.parse().expect("a session's id"));
        let visitor = store.session(id).await.expect("the store works").expect("it is there").visitor;
        let path = path.replace("{visitor}", &visitor.to_string());
        let http = Http::new(self.server.address());
        let mut headers = headers.to_vec();
        let mut visitor_of_role = self.visitors.get(&role).cloned();
        if path.ends_with("/reset")
            && let Some(visitor) = &mut visitor_of_role
        {
            // Whoever is parted from its token could ask for nothing else.
            *visitor = self.server.visitor(company::ELSEWHERE).await;
        }
        let proof = visitor_of_role.map(|visitor| format!("Bearer {}", visitor.token));
        headers.extend(proof.as_deref().map(|proof| ("authorization", proof)));
        let cookie = self.cookie(role).await;
        headers.extend(cookie.as_deref().map(|cookie| ("cookie", cookie)));
        let answer = http.send(method, &path, &headers, body(sent, &session, number).as_ref()).await;
        // Whoever was blocked writes again for the next one.
        let (by, now) = ("sue".parse().expect("an agent's id"), self.server.engine().now());
        store.unblock(visitor, by, now).await.expect("the store works");
        let end = format!("sessions/{session}/end");
        self.visitors[&Role::Visitor].ask("POST", &end, None).await.fine();
        answer
    }

    /// A sign-in of its own for each request: one of them ends it.
    async fn cookie(&self, role: Role) -> Option<String> {
        let agent = self.sign_ins.get(&role)?;
        let email = format!("{agent}@lantern.example");
        let signed_in = self.server.engine().sign_in(&email, AgentClient::PASSWORD).await.expect("it is the password");
        Some(format!("usher={}", signed_in.token.to_text()))
    }
}

fn body(sent: Sent, session: &str, number: usize) -> Option<Value> {
    let name = format!("message-{number}");
    let page = json!({ "url": format!("{}{}", company::SHOP, company::HELP) });
    match sent {
        Sent::Nothing => None,
        Sent::HostPage => Some(json!({ "host_origin": company::SHOP, "locale": "en" })),
        Sent::VisitorsText => {
            Some(json!({ "client_id": name, "session": session, "text": "Hi", "locale": "en", "page": page }))
        }
        Sent::AgentsText => Some(json!({ "client_id": name, "text": "Hi" })),
        Sent::Read => Some(json!({ "seq": 1 })),
        Sent::Mark => Some(json!({ "tag": "refund", "set": true })),
        Sent::WrongPassword => Some(json!({ "email": "ada@lantern.example", "password": "not the password" })),
        Sent::Online => Some(json!({ "availability": "online" })),
        Sent::WhatIf => Some(json!({ "channel": "mall" })),
        Sent::Everything => Some(json!({})),
        Sent::Link => Some(json!({ "object": "none", "record": "none", "linked": true })),
        Sent::Record => Some(json!({ "client_id": name, "object": "none" })),
        Sent::Records => Some(json!({ "records": [] })),
        Sent::Group => Some(json!({ "group": "care" })),
        Sent::BadProof => Some(json!({ "host_origin": company::SHOP, "locale": "en", "proof": "00" })),
        Sent::TriedProof => Some(json!({ "channel": "mall", "proof": "00" })),
        Sent::Key => Some(json!({ "kind": "aes", "label": "The shop" })),
        Sent::Edit => Some(json!({ "version": "1", "fields": {} })),
        Sent::OwnPassword => Some(json!({ "password": AgentClient::PASSWORD })),
        Sent::Reason => Some(json!({ "reason": "spam" })),
        Sent::Form => {
            let answers = json!({ "email": "mia@example.com", "message": "Hi", "terms": true });
            Some(json!({ "client_id": name, "form": "leave", "answers": answers, "locale": "en", "page": page }))
        }
    }
}

/// What one visitor's token opens: nothing of another channel, over neither transport.
#[tokio::test]
async fn a_token_opens_its_own_channel_only() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    let abroad = VisitorClient { channel: "official".to_owned(), ..visitor.clone() };
    for (method, path) in [("GET", "session".to_owned()), ("GET", format!("sessions/{session}/messages"))] {
        abroad.ask(method, &path, None).await.error(401, "unauthorized");
    }
    let mut socket = abroad.socket().await.expect("the door opens before the hello");
    socket.send(abroad.hello(&Value::Null)).await;
    let said = socket.read_to_end().await;
    assert_eq!((said.len(), text(&said[0]["type"]), text(&said[0]["reason"])), (1, "bye", "unauthorized"), "{said:?}");
}
