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
                    sort: { by: opened, order: desc }\n  - object: account\n    fields: [name, { field: level, editable: true }, { field: owner, editable: true }]\n    \
                    title: Customer\n  - object: contact\n    through: account\n    \
                    fields: [full_name, { field: email, editable: true }]\n    most: 5\n";
const ALL: &str = "name: All\nsections:\n  - object: account\n    fields: [orders]\n";
const SHOUT: &str = "api: 1\nname: Shout\noffers: { compute: [{ id: loud }] }\n";

/// A server on which Ben has a chat of a customer with three work orders.
pub(crate) async fn held() -> (Server, String) {
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

/// What a section shows, record by record.
fn values(shown: &Value, section: usize) -> Value {
    let records = shown["sections"][section]["records"].as_array().expect("a list").iter();
    records.map(|record| record["values"].clone()).collect()
}

#[tokio::test]
async fn a_layout_shows_its_fields_and_nothing_else() {
    let (server, session) = held().await;
    let (ben, sue) = (server.agent("ben").await, server.agent("sue").await);
    let path = format!("sessions/{session}/workbench");
    let shown = ben.get(&path).await;
    assert_eq!(shown["layout"], "care");
    assert_eq!(values(&shown, 0), json!([["Lamp k2", "Lamp k2!"], ["Lamp k3", "Lamp k3!"]]));
    assert_eq!(values(&shown, 1), json!([["Wong & Co", "gold", "Dan"]]));
    assert_eq!(text(&shown["sections"][1]["title"]), "Customer");
    let labels: Vec<_> =
        shown["sections"][0]["fields"].as_array().unwrap().iter().map(|one| text(&one["type"])).collect();
    assert_eq!(labels, ["text", "computed"]);
    let bytes = shown.to_string();
    for hidden in ["hushhush", "secret", "orders", "acc-8", "2026-02-02", "k1", "k4"] {
        assert!(!bytes.contains(hidden), "{hidden} in {bytes}");
    }
    // Of three one is more; what can be changed stands there as it is stored, with what there is to choose from.
    assert_eq!((&shown["sections"][0]["more"], &shown["sections"][1]["more"]), (&json!(true), &json!(false)));
    let [subject, loud] = shown["sections"][0]["fields"].as_array().unwrap().as_slice() else { panic!("two") };
    assert_eq!(
        (&subject["field"], &subject["editable"], &loud["field"]),
        (&json!("subject"), &json!(false), &json!(null))
    );
    assert_eq!(shown["sections"][0]["records"][0]["raw"], Value::Null);
    let customer = &shown["sections"][1];
    assert_eq!(customer["records"][0]["raw"], json!([null, "gold", "dan"]));
    let options = json!([{ "value": "gold", "label": "gold" }, { "value": "plain", "label": "plain" }]);
    assert_eq!((&customer["fields"][1]["options"], &customer["fields"][0]["options"]), (&options, &Value::Null));
    let names: Vec<_> =
        customer["fields"][2]["options"].as_array().unwrap().iter().map(|one| text(&one["label"])).collect();
    assert_eq!(names, ["Ada", "Ann", "Ben", "Dan", "Sue"]);

    // For a supervisor only the layout for everybody fits. An edit counts at once, and open pages are told to read anew.
    let (mut page, _) = sue.connect().await;
    assert_eq!(values(&sue.get(&path).await, 0), json!([[7]]));
    server.edit(&[("workbench/all.yaml", &ALL.replace("orders", "level"))]).await;
    let told = page.until("rules").await;
    let edited = sue.get(&path).await;
    assert_eq!((&told["ok"], &told["revision"]), (&json!(true), &edited["revision"]));
    assert_eq!((&edited["layout"], values(&edited, 0)), (&json!("all"), json!([["gold"]])));
    // One that says more of where it is for is shown in its place, whatever their priorities.
    let mall = "name: Mall\npriority: 900\nscope: { channels: [mall] }\nsections:\n  - object: case\n    through: account\n    \
                fields: [subject]\n    filter: { case.opened: { before: 2026-01-10 } }\n    most: 9\n  - object: account\n    \
                fields: [name]\n";
    server.edit(&[("workbench/mall.yaml", mall)]).await;
    page.until("rules").await;
    let edited = sue.get(&path).await;
    assert_eq!((&edited["layout"], values(&edited, 0)), (&json!("mall"), json!([["Lamp k1"]])));
    assert_eq!(ben.get(&path).await["layout"], "care", "which names two of the three");
    server.stop().await;
}

#[tokio::test]
async fn the_layout_that_ships_shows_all_that_belongs_to_a_customer_of_the_mall() {
    let care = include_str!("../../rules/workbench/care.yaml").replace("mall-care, vip-care, ", "care, ");
    let care = care.replace("care, night-watch, chinese-desk, workshop", "care");
    let server = Server::lived(&[
        ("objects/account.yaml", include_str!("../../rules/objects/account.yaml")),
        ("objects/contact.yaml", include_str!("../../rules/objects/contact.yaml")),
        ("objects/lead.yaml", include_str!("../../rules/objects/lead.yaml")),
        ("objects/case.yaml", include_str!("../../rules/objects/case.yaml")),
        ("objects/visitor.yaml", include_str!("../../rules/objects/visitor.yaml")),
        ("identity.yaml", include_str!("../../rules/identity.yaml")),
        ("workbench/care.yaml", &care),
    ])
    .await;
    let (ada, ben) = (server.agent("ada").await, server.agent("ben").await);
    let put = async |object: &str, records: Value| {
        let path = format!("/api/v1/objects/{object}/records");
        let answer = ada.http.post(&path, &json!({ "records": records })).await.fine();
        assert!(answer["records"].as_array().unwrap().iter().all(|one| one["result"] == "created"), "{answer}");
    };
    put("account", json!([{ "id": "a", "fields": { "name": "Wong & Co", "revenue": 1200.5 } }])).await;
    let of = |id: &str, fields: Value| json!({ "id": id, "fields": fields, "relations": { "account": "a" } });
    let people = [of("c", json!({ "full_name": "Mia" })), of("d", json!({ "full_name": "Tom" }))];
    put("contact", json!(people)).await;
    put("lead", json!([of("l", json!({ "full_name": "Ann", "source": "fair" }))])).await;
    let case = |id: &str, state: &str| of(id, json!({ "subject": id, "state": state }));
    put("case", json!([case("open", "open"), case("done", "done"), case("waiting", "waiting")])).await;
    let _present = ben.online().await;
    let session = server.visitor(company::HELP).await.post("first", "Hello").await;
    ben.act(&session, "links", &json!({ "object": "contact", "record": "c", "linked": true })).await;
    let shown = ben.get(&format!("sessions/{session}/workbench")).await;
    let ids: Vec<(&str, Vec<&str>)> = shown["sections"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (text(&one["object"]), one["records"].as_array().unwrap().iter().map(|r| text(&r["id"])).collect()))
        .collect();
    // The contact that is linked stands before the others of its account.
    let visitor = ids[0].1.clone();
    let wanted = [
        ("visitor", visitor),
        ("account", vec!["a"]),
        ("contact", vec!["c", "d"]),
        ("lead", vec!["l"]),
        ("case", vec!["open", "waiting"]),
    ];
    assert_eq!(ids, wanted);
    let revenue = shown["sections"][1]["fields"].as_array().unwrap().iter().find(|one| one["field"] == "revenue");
    assert_eq!(revenue.expect("it is shown")["currency"], "EUR");
    server.stop().await;
}
