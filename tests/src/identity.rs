//! Who the visitor is: proofs exchanged, refused and taken back, and keys under the admins' eyes.

mod samples;
mod vectors;

use crate::kit::{AgentClient, Answer, Http, Server, VisitorClient, company, text};
use serde_json::{Value, json};
use std::time::Duration;
use usher_identity::{KeyMaterial, encrypt, encrypt_signed};
use usher_model::KeyKind;

const VISITOR: &str = "name: Visitor
api_name: WebImVisitorObj
fields:
  full_name: { type: text }
  phone: { type: phone }
  nickname: { type: text }
name_field: full_name
match_keys: [phone]
";
const IDENTITY: &str = "fields: [full_name, phone, nickname]\nmatch: { by: [[phone, full_name]] }\n";
/// Monday, 2026-03-02T09:00:00Z: when the server lives.
const NOW: i64 = 1_772_442_000;

fn channel(identity: &str) -> String {
    format!("name: Mall\norigins: [{}]\ntitle: Hi\nidentity: {identity}\n", company::SHOP)
}

async fn server(identity: &str) -> Server {
    Server::lived(&[
        ("objects/visitor.yaml", VISITOR),
        ("identity.yaml", IDENTITY),
        ("channels/mall.yaml", &channel(identity)),
        ("distribution/known.yaml", "name: Known\npriority: 1\nwhen: { all: [{ visitor.phone: { exists: true } }, { visitor.phone.source: proven }] }\ngroup: sales\nstrategy: [load]\n"),
    ])
    .await
}

async fn key(admin: &AgentClient, asked: Value) -> (String, KeyMaterial) {
    let made = admin.http.post("/api/v1/identity/keys", &asked).await.fine();
    let kind = KeyKind::from_word(text(&asked["kind"])).expect("a kind");
    let material = KeyMaterial::import(kind, text(&made["text"])).expect("its own text");
    (text(&made["key"]["id"]).to_owned(), material)
}

fn told(phone: &str, ts: i64) -> String {
    json!({ "full_name": "Zhang San", "phone": phone, "ts": ts }).to_string()
}

async fn identify(server: &Server, proof: &str, token: Option<&str>) -> Answer {
    let body = json!({ "host_origin": company::SHOP, "locale": "en", "proof": proof });
    let bearer = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<_> = bearer.as_deref().map(|bearer| ("authorization", bearer)).into_iter().collect();
    Http::new(server.address()).send("POST", "/api/v1/widget/mall/identify", &headers, Some(&body)).await
}

fn visitor_of(server: &Server, answer: &Value) -> VisitorClient {
    let token = text(&answer["token"]).to_owned();
    let path = company::ELSEWHERE.to_owned();
    VisitorClient { http: Http::new(server.address()), channel: "mall".to_owned(), token, path }
}

#[tokio::test]
async fn nobody_comes_in_without_a_proof_where_one_is_required() {
    let server = server("{ mode: required, policy: require_sig, max_age: 5m }").await;
    let admin = server.agent("ada").await;
    let (id, shop) = key(&admin, json!({ "kind": "aes", "label": "Shop", "bits": 128 })).await;
    let stranger = Http::new(server.address());
    let who = json!({ "host_origin": company::SHOP, "locale": "en" });
    stranger.post("/api/v1/widget/mall/visitors", &who).await.error(403, "identity_required");

    let good = encrypt_signed(&shop, &told("15912345678", NOW));
    let signature = good.split_once('.').expect("signed").1;
    let forged = format!("{}.{signature}", encrypt(&shop, &told("13800138000", NOW)));
    let bare = encrypt(&shop, &told("15912345678", NOW));
    let expired = encrypt_signed(&shop, &told("15912345678", NOW - 301));
    let mut messages = Vec::new();
    for bad in ["", "nothing", bare.as_str(), &forged, &expired, &good[..good.len() - 2], "a.b.c"] {
        let refused = identify(&server, bad, None).await;
        messages.push(refused.body.clone());
        refused.error(422, "identity_refused");
    }
    assert!(messages.windows(2).all(|two| two[0] == two[1]), "one answer for all: {messages:?}");

    let first = identify(&server, &good, None).await.fine();
    let visitor = visitor_of(&server, &first);
    let session = visitor.post("first", "Hello").await;
    let decided = admin.decisions(&session).await;
    let facts = &decided[0]["facts"];
    assert_eq!((&facts["visitor.verified"], &facts["visitor.phone"]), (&json!(true), &json!("15912345678")));
    assert_eq!((&facts["visitor.phone.source"], &facts["visitor.name"]), (&json!("proven"), &json!("Zhang San")));
    let first_rule = &decided[0]["rules"][0];
    assert_eq!((&first_rule["rule"], &first_rule["matched"]), (&json!("known"), &json!(true)), "{decided:?}");

    // A second browser with the same proof is refused, the first may bring it again.
    identify(&server, &good, None).await.error(422, "identity_refused");
    let again = identify(&server, &good, Some(&visitor.token)).await.fine();
    assert_eq!((&again["visitor"], &again["token"]), (&first["visitor"], &Value::Null));

    let counts = admin.get("identity/refusals").await;
    let count = |reason: &str| {
        let found = counts["refusals"].as_array().expect("a list").iter().find(|one| one["reason"] == reason);
        found.map_or(0, |one| one["count"].as_u64().expect("a count"))
    };
    assert_eq!((count("unsigned"), count("signature"), count("expired"), count("replayed")), (1, 2, 1, 1), "{counts}");

    // Revoking the key shuts out whoever came by it, on either transport.
    admin.http.post(&format!("/api/v1/identity/keys/{id}/revoke"), &json!({})).await.fine();
    visitor.ask("GET", "session", None).await.error(403, "identity_required");
    let mut socket = visitor.socket().await.expect("the door opens before the hello");
    socket.send(visitor.hello(&Value::Null)).await;
    let said = socket.read_to_end().await;
    assert_eq!(text(&said[0]["error"]["code"]), "identity_required", "{said:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_visitor_who_logs_in_keeps_the_chat_and_another_customer_does_not_get_it() {
    let server = server("{ mode: optional, policy: require_sig, max_age: 5m }").await;
    let admin = server.agent("ada").await;
    let (_, shop) = key(&admin, json!({ "kind": "aes", "label": "Shop" })).await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let session = visitor.post("first", "Hello").await;
    let proven =
        identify(&server, &encrypt_signed(&shop, &told("15912345678", NOW)), Some(&visitor.token)).await.fine();
    assert_eq!(proven["token"], Value::Null, "the same visitor");
    assert_eq!(admin.causes(&session).await, ["opened", "identified"], "what waited is decided again");
    assert_eq!(visitor.session().await["id"], json!(session));

    let other = identify(&server, &encrypt_signed(&shop, &told("13800138000", NOW)), Some(&visitor.token)).await.fine();
    assert_ne!(other["visitor"], proven["visitor"]);
    let other = visitor_of(&server, &other);
    assert_eq!(other.session().await, Value::Null);
    other.ask("POST", "reset", None).await.fine();
    other.ask("GET", "session", None).await.error(401, "unauthorized");

    // A day later the proof counts no more, and the visitor is one like any other.
    server.jump(Duration::from_hours(25)).await;
    let late = visitor.ask("POST", &format!("sessions/{session}/end"), None).await;
    late.fine();
    let session = visitor.post("second", "Hello again").await;
    let admin = server.agent("ada").await;
    assert_eq!(admin.decisions(&session).await[0]["facts"]["visitor.verified"], json!(false));
    server.stop().await;
}

/// The splice: blocks of a customer's own proofs, put together to another customer's telephone number, without the key.
#[tokio::test]
async fn a_spliced_proof_is_asserted_under_legacy_and_refused_under_require_sig() {
    let server = server("{ mode: optional, policy: legacy, max_age: 5m }").await;
    let admin = server.agent("ada").await;
    let (_, shop) = key(&admin, json!({ "kind": "aes", "label": "Shop", "bits": 128 })).await;
    let own = |nickname: &str| format!(r#"{{"nickname":"{nickname}","phone":"0086-15912345678"}}"#);
    let (donor, base) = (encrypt(&shop, &own("___0086-13800138000")), encrypt(&shop, &own("________")));
    let forged = format!("{}{}{}", &base[..64], &donor[32..64], &base[96..]);
    let tried = |proof: &str| json!({ "channel": "mall", "proof": proof });
    let told = admin.http.post("/api/v1/identity/try", &tried(&forged)).await.fine();
    assert_eq!((&told["worth"], &told["fields"]["phone"]), (&json!("asserted"), &json!("0086-13800138000")));
    identify(&server, &forged, None).await.fine();
    server.edit(&[("channels/mall.yaml", &channel("{ policy: require_sig }"))]).await;
    identify(&server, &forged, None).await.error(422, "identity_refused");
    let told = admin.http.post("/api/v1/identity/try", &tried(&forged)).await.fine();
    assert_eq!((&told["outcome"], &told["reason"]), (&json!("refused"), &json!("unsigned")));
    server.stop().await;
}

#[tokio::test]
async fn a_key_is_seen_once_and_then_with_a_password_alone() {
    let server = server("{ mode: optional }").await;
    let admin = server.agent("ada").await;
    let (id, made) = key(&admin, json!({ "kind": "hs256", "label": "Shop", "kid": "shop-1" })).await;
    let listed = admin.get("identity/keys").await;
    assert!(!listed.to_string().contains(made.to_text().as_str()), "{listed}");
    let show = |password: &str| {
        let (http, path) = (admin.http.clone(), format!("/api/v1/identity/keys/{id}/show"));
        let body = json!({ "password": password });
        async move { http.post(&path, &body).await }
    };
    show("not the password").await.error(403, "wrong_password");
    assert_eq!(text(&show(AgentClient::PASSWORD).await.fine()["text"]), made.to_text().as_str());
    let same = json!({ "kind": "hs256", "label": "Shop", "kid": "shop-1" });
    admin.http.post("/api/v1/identity/keys", &same).await.error(409, "conflict");
    let short = json!({ "kind": "aes", "label": "Shop", "text": "c2hvcnQ=" });
    admin.http.post("/api/v1/identity/keys", &short).await.error(400, "bad_request");
    admin.http.post(&format!("/api/v1/identity/keys/{id}/revoke"), &json!({})).await.fine();
    show(AgentClient::PASSWORD).await.error(409, "key_revoked");
    let events = admin.get(&format!("identity/key-events?key={id}")).await;
    let mut actions: Vec<_> = events["events"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (text(&one["action"]), text(&one["by"])))
        .collect();
    // The clock stands still here, so nothing came before anything else.
    actions.sort_unstable();
    assert_eq!(actions, [("made", "ada"), ("revoked", "ada"), ("view_refused", "ada"), ("viewed", "ada")]);
    server.stop().await;
}
