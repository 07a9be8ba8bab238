//! What stands beside a chat: what the layout names, and not a byte more.

use crate::{
    kit::{Server, company, text},
    records::OBJECTS,
};
use serde_json::{Value, json};

const VISITOR: &str = "name: Visitor\napi_name: WebImVisitorObj\nfields:\n  full_name: { type: text }\n  \
                       phone: { type: phone }\nname_field: full_name\nmatch_keys: [phone]\n";
const CASE: &str = "name: Work order\napi_name: CasesObj\nfields:\n  subject: { type: text }\n  opened: { type: date }\n\
                    name_field: subject\nrelations:\n  account: { object: account }\n";
const CARE: &str = "name: Care\npriority: 1\nscope: { groups: [care], roles: [agent] }\nsections:\n  - object: case\n    \
                    through: account\n    fields: [subject, { compute: shout/loud, label: Loud }]\n    most: 2\n    \
                    sort: { by: opened, order: desc }\n  - object: account\n    fields: [name, level, owner]\n    \
                    title: Customer\n";
const ALL: &str = "name: All\nsections:\n  - object: account\n    fields: [orders]\n";
const SHOUT: &str = "api: 1\nname: Shout\noffers: { compute: [{ id: loud }] }\n";

/// A server on which Ben has a chat of a customer with three work orders.
async fn held() -> (Server, String) {
    let mut files = OBJECTS.to_vec();
    files.extend([
        ("objects/visitor.yaml", VISITOR),
        ("objects/case.yaml", CASE),
        ("workbench/care.yaml", CARE),
        ("workbench/all.yaml", ALL),
        ("../plugins/shout/plugin.yaml", SHOUT),
        ("../plugins/shout/shout.rhai", "fn loud(facts) { facts[\"case.subject\"] + \"!\" }\n"),
    ]);
    let server = Server::lived(&files).await;
    let ada = server.agent("ada").await;
    let put = async |object: &str, records: Value| {
        let path = format!("/api/v1/objects/{object}/records");
        let answer = ada.http.post(&path, &json!({ "records": records })).await.fine();
        assert!(answer["records"].as_array().expect("a list").iter().all(|one| one["result"] == "created"), "{answer}");
    };
    let fields = json!({ "name": "Wong & Co", "level": "gold", "owner": "dan", "orders": 7, "secret": "hushhush" });
    put("account", json!([{ "id": "acc-9", "fields": fields }])).await;
    let case = |id: &str, day: &str, account: &str| {
        let fields = json!({ "subject": format!("Lamp {id}"), "opened": day });
        json!({ "id": id, "fields": fields, "relations": { "account": account } })
    };
    let cases =
        [case("k1", "2026-01-01", "acc-9"), case("k2", "2026-02-02", "acc-9"), case("k3", "2026-01-15", "acc-9")];
    put("case", json!([cases[0], cases[1], cases[2], case("k4", "2026-02-20", "acc-8")])).await;
    let session = {
        let ben = server.agent("ben").await;
        let _present = ben.online().await;
        let session = server.visitor(company::HELP).await.post("first", "Hello").await;
        let link = json!({ "object": "account", "record": "acc-9", "linked": true });
        ben.act(&session, "links", &link).await;
        session
    };
    (server, session)
}

#[tokio::test]
async fn a_layout_shows_its_fields_and_nothing_else() {
    let (server, session) = held().await;
    let (ben, sue) = (server.agent("ben").await, server.agent("sue").await);
    let path = format!("sessions/{session}/workbench");
    let shown = ben.get(&path).await;
    assert_eq!(shown["layout"], "care");
    assert_eq!(shown["sections"][0]["records"], json!([["Lamp k2", "Lamp k2!"], ["Lamp k3", "Lamp k3!"]]));
    assert_eq!(shown["sections"][1]["records"], json!([["Wong & Co", "gold", "Dan"]]));
    assert_eq!(text(&shown["sections"][1]["title"]), "Customer");
    let labels: Vec<_> =
        shown["sections"][0]["fields"].as_array().unwrap().iter().map(|one| text(&one["type"])).collect();
    assert_eq!(labels, ["text", "computed"]);
    let bytes = shown.to_string();
    for hidden in ["hushhush", "secret", "orders", "acc-9", "acc-8", "2026-02-02", "k1", "k4"] {
        assert!(!bytes.contains(hidden), "{hidden} in {bytes}");
    }

    // For a supervisor the first layout is none. An edit counts at once, and open pages are told to read anew.
    let (mut page, _) = sue.connect().await;
    assert_eq!(sue.get(&path).await["sections"][0]["records"], json!([[7]]));
    server.edit(&[("workbench/all.yaml", &ALL.replace("orders", "level"))]).await;
    let told = page.until("rules").await;
    let edited = sue.get(&path).await;
    assert_eq!((&told["ok"], &told["revision"]), (&json!(true), &edited["revision"]));
    assert_eq!((&edited["layout"], &edited["sections"][0]["records"]), (&json!("all"), &json!([["gold"]])));
    server.stop().await;
}
