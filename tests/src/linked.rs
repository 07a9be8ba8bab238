//! Who visitors are in the CRM: matched by their proofs, linked to contacts and accounts, decided on by rules, and put
//! right by hand.

use crate::kit::{AgentClient, Http, Server, VisitorClient, company, text};
use serde_json::{Value, json};
use usher_identity::{KeyMaterial, encrypt_signed};
use usher_model::KeyKind;

/// Monday, 2026-03-02T09:00:00Z: when the server lives.
const NOW: i64 = 1_772_442_000;
const VISITOR: &str = "name: Visitor\napi_name: WebImVisitorObj\nfields:\n  full_name: { type: text }\n  \
                       phone: { type: phone }\nname_field: full_name\nmatch_keys: [phone]\n";
const LEAD: &str = "name: Lead\napi_name: LeadsObj\nfields:\n  full_name: { type: text }\n  email: { type: email }\n  \
                    owner: { type: agent }\nname_field: full_name\nowner_field: owner\n";
const IDENTITY: &str = "fields: [full_name, phone]\nmatch: { by: [[phone, full_name]] }\nassociate:\n  require: proven\n  \
                        contact: { by: [[phone]] }\n  account: { through: contact }\n";
/// Gold customers go to whoever is in charge of them.
const GOLD: &str = "name: Gold\npriority: 1\nwhen: { all: [{ account.level: gold }, { contact.full_name: Mia Wong }] }\ngroup: sales\n\
                    strategy: [customer-owner]\n";

/// A server, its admin, and the key of its shop.
struct Shop {
    server: Server,
    ada: AgentClient,
    key: KeyMaterial,
}

impl Shop {
    async fn open() -> Self {
        let mut files = crate::records::OBJECTS.to_vec();
        files.extend([
            ("objects/visitor.yaml", VISITOR),
            ("objects/lead.yaml", LEAD),
            ("identity.yaml", IDENTITY),
            ("distribution/gold.yaml", GOLD),
        ]);
        let server = Server::lived(&files).await;
        let ada = server.agent("ada").await;
        let made = ada.http.post("/api/v1/identity/keys", &json!({ "kind": "aes", "label": "Shop" })).await.fine();
        let key = KeyMaterial::import(KeyKind::Aes, text(&made["text"])).expect("its own text");
        Self { server, ada, key }
    }

    async fn put(&self, object: &str, records: &Value) {
        let path = format!("/api/v1/objects/{object}/records");
        let answer = self.ada.http.post(&path, &json!({ "records": records })).await.fine();
        assert!(answer["records"].as_array().expect("a list").iter().all(|one| one["result"] == "created"), "{answer}");
    }

    /// Who logged in `ago` seconds ago: of two such proofs none is the other.
    async fn identify(&self, name: &str, phone: &str, ago: i64, known: Option<&VisitorClient>) -> VisitorClient {
        let told = json!({ "full_name": name, "phone": phone, "ts": NOW - ago }).to_string();
        let body = json!({ "host_origin": company::SHOP, "locale": "en", "proof": encrypt_signed(&self.key, &told) });
        let bearer = known.map(|known| format!("Bearer {}", known.token));
        let headers: Vec<_> = bearer.as_deref().map(|bearer| ("authorization", bearer)).into_iter().collect();
        let http = Http::new(self.server.address());
        let answer = http.send("POST", "/api/v1/widget/mall/identify", &headers, Some(&body)).await.fine();
        let token = answer["token"].as_str().map(str::to_owned);
        let token = token.or_else(|| known.map(|known| known.token.clone())).expect("one of them");
        VisitorClient { http, channel: "mall".to_owned(), token, path: company::HELP.to_owned() }
    }

    async fn visitors(&self) -> Vec<String> {
        let found = self.ada.http.post("/api/v1/objects/visitor/records/query", &json!({})).await.fine();
        ids(&found["records"])
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|one| text(&one["id"]).to_owned()).collect()
}

/// What the agent is shown: records, and how they came to stand there.
fn shown(answer: &Value, list: &str) -> Vec<(String, String)> {
    let links = answer[list].as_array().expect("a list").iter();
    links.map(|one| (text(&one["record"]["id"]).to_owned(), text(&one["how"]).to_owned())).collect()
}

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(id, how)| ((*id).to_owned(), (*how).to_owned())).collect()
}

fn link(object: &str, record: &str, linked: bool) -> Value {
    json!({ "object": object, "record": record, "linked": linked })
}

#[tokio::test]
async fn a_proven_customer_goes_to_whom_it_belongs_and_what_agents_say_stays() {
    let shop = Shop::open().await;
    let gold = json!({ "id": "a-1", "fields": { "name": "Wong & Co", "level": "gold", "owner": "dan" } });
    shop.put("account", &json!([gold, { "id": "a-2", "fields": { "name": "Wang & Co" } }])).await;
    let mia = json!({ "full_name": "Mia Wong", "phone": "+49 30 1234567" });
    let mia = json!({ "id": "c-1", "fields": mia, "relations": { "account": "a-1" } });
    let other = json!({ "id": "c-2", "fields": { "phone": "+49 30 7654321" }, "relations": { "account": "a-2" } });
    shop.put("contact", &json!([mia, other])).await;
    let dan = shop.server.agent("dan").await;
    let _present = dan.online().await;

    // Written as people do: with the wide digits of an East Asian keyboard, and another prefix.
    let visitor = shop.identify("Ｍia WONG", "００４９ (30) 123-4567", 1, None).await;
    let session = visitor.post("first", "Hello").await;
    let facts = &shop.ada.decisions(&session).await[0]["facts"];
    assert_eq!((&facts["account.level"], &facts["contact.full_name"]), (&json!("gold"), &json!("Mia Wong")), "{facts}");
    let path = format!("sessions/{session}/links");
    let found = dan.get(&path).await;
    assert_eq!(shown(&found, "links"), pairs(&[("c-1", "matched"), ("a-1", "through")]));
    assert_eq!((text(&found["how"]), &found["links"][0]["provenance"]), ("created", &json!("proven")));
    assert_eq!(found["proof"], "proven");

    // Dan knows better: it is somebody else's contact. No later proof brings it back.
    let unlinked = dan.act(&session, "links", &link("contact", "c-1", false)).await;
    assert_eq!(shown(&unlinked, "links"), [], "nor the account that it led to");
    dan.act(&session, "links", &link("contact", "c-2", true)).await;
    shop.identify("Mia Wong", "+49 30 1234567", 2, Some(&visitor)).await;
    let found = dan.act(&session, "links", &link("contact", "c-2", true)).await;
    assert_eq!(shown(&found, "links"), pairs(&[("c-2", "by_hand"), ("a-2", "through")]));
    assert_eq!(found["links"][0]["by"]["id"], "dan");
    let nobody = link("contact", "c-9", true);
    dan.http.post(&format!("/api/v1/{path}"), &nobody).await.error(404, "not_found");

    let path = format!("/api/v1/sessions/{session}/records");
    let fields = json!({ "full_name": "Mia", "email": "mia@example.com" });
    let lead = json!({ "client_id": "lead-1", "object": "lead", "fields": fields });
    let made = dan.http.post(&path, &lead).await.fine();
    assert_eq!(shown(&dan.http.post(&path, &lead).await.fine(), "links"), shown(&made, "links"), "once");
    let id = made["links"].as_array().unwrap().iter().map(|one| &one["record"]).find(|one| one["object"] == "lead");
    let id = text(&id.expect("it is linked")["id"]).to_owned();
    let record = shop.ada.http.get(&format!("/api/v1/objects/lead/records/{id}")).await.fine();
    assert_eq!((&record["fields"]["email"], &record["owner"]), (&json!("mia@example.com"), &json!("dan")));
    let bad = json!({ "client_id": "lead-2", "object": "lead", "fields": { "email": "mia" } });
    dan.http.post(&path, &bad).await.error(422, "invalid_record");
    let bad = json!({ "client_id": "me", "object": "visitor", "fields": {} });
    dan.http.post(&path, &bad).await.error(400, "bad_request");
    let undo = format!("/api/v1/sessions/{session}/links/undo");
    dan.http.post(&undo, &json!({})).await.error(409, "nothing_before");
    shop.server.stop().await;
}

#[tokio::test]
async fn of_those_who_come_at_once_one_visitor_is_made() {
    let shop = Shop::open().await;
    let come =
        (0..24).map(|n| shop.identify(if n % 2 == 0 { "Li Na" } else { "li  na" }, "+86 159 1234 5678", n, None));
    futures::future::join_all(come).await;
    assert_eq!(shop.visitors().await.len(), 1);
    shop.identify("Li Wei", "+86 159 1234 5678", 1, None).await;
    assert_eq!(shop.visitors().await.len(), 2, "another name is somebody else");
    shop.server.stop().await;
}

#[tokio::test]
async fn of_several_alike_none_is_merged_and_the_agent_decides() {
    let shop = Shop::open().await;
    let alike = |id: &str| json!({ "id": id, "fields": { "full_name": "Li Na", "phone": "+86 159 1234 5678" } });
    shop.put("visitor", &json!([alike("v-1"), alike("v-2")])).await;
    shop.put("contact", &json!([alike("c-1"), alike("c-2")])).await;
    let visitor = shop.identify("Li Na", "+86 15912345678", 1, None).await;
    let session = visitor.post("first", "Hello").await;
    let path = format!("sessions/{session}/links");
    let found = shop.ada.get(&path).await;
    assert_eq!(ids(&found["choices"]), ["v-1", "v-2"]);
    let own = text(&found["visitor"]["id"]).to_owned();
    assert!(!["v-1", "v-2"].contains(&own.as_str()), "{own}");
    assert_eq!(shown(&found, "offered"), pairs(&[("c-1", "matched"), ("c-2", "matched")]));
    assert_eq!(found["links"], json!([]));
    let facts = &shop.ada.decisions(&session).await[0]["facts"];
    assert_eq!(facts["contact.full_name"], Value::Null, "what is offered is not known");
    shop.identify("Li Na", "+86 15912345678", 2, Some(&visitor)).await;
    assert_eq!(shop.ada.get(&path).await, found, "the choice is the agent's still");

    let chosen = shop.ada.act(&session, "links", &link("visitor", "v-2", true)).await;
    assert_eq!((text(&chosen["visitor"]["id"]), text(&chosen["how"])), ("v-2", "by_hand"));
    assert_eq!((&chosen["choices"], &chosen["can_undo"]), (&json!([]), &json!(true)));
    let undone = shop.ada.act(&session, "links/undo", &json!({})).await;
    assert_eq!(text(&undone["visitor"]["id"]), own);
    shop.server.stop().await;
}

#[tokio::test]
async fn who_was_nobody_keeps_all_of_it_when_proven() {
    let shop = Shop::open().await;
    shop.put("visitor", &json!([{ "id": "v-1", "fields": { "full_name": "Li Na", "phone": "+86 159 1234 5678" } }]))
        .await;
    let visitor = shop.server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    let lead = json!({ "client_id": "lead", "object": "lead", "fields": { "full_name": "Somebody" } });
    shop.ada.act(&session, "records", &lead).await;
    let path = format!("sessions/{session}/links");
    let anonymous = shop.ada.get(&path).await;
    assert_eq!((&anonymous["visitor"]["name"], &anonymous["can_undo"]), (&Value::Null, &json!(false)));

    shop.identify("Li Na", "+86 15912345678", 1, Some(&visitor)).await;
    assert_eq!(visitor.session().await["id"], session, "the same chat");
    let proven = shop.ada.get(&path).await;
    assert_eq!((text(&proven["visitor"]["id"]), text(&proven["how"])), ("v-1", "matched"));
    assert_eq!((proven["links"].as_array().unwrap().len(), &proven["links"]), (1, &anonymous["links"]));
    let undone = shop.ada.act(&session, "links/undo", &json!({})).await;
    assert_eq!((&undone["visitor"], &undone["links"]), (&anonymous["visitor"], &anonymous["links"]));
    // What an agent took back no proof brings again.
    shop.identify("Li Na", "+86 15912345678", 2, Some(&visitor)).await;
    assert_eq!(shop.ada.get(&path).await["visitor"]["id"], undone["visitor"]["id"]);
    shop.server.stop().await;
}
