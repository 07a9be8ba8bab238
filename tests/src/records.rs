//! CRM records over HTTP: stored under their ids, found by filters, deleted, followed.

use crate::kit::{Server, company, int, text};
use serde_json::{Value, json};

/// What the company knows of its customers.
pub(crate) const OBJECTS: &[(&str, &str)] = &[
    (
        "objects/account.yaml",
        "name: Account\napi_name: AccountObj\nfields:\n  name: { type: text }\n  \
         level: { type: choice, options: [{ value: gold }, { value: plain }] }\n  orders: { type: integer }\n  \
         since: { type: moment }\n  owner: { type: agent }\n  secret: { type: text }\nname_field: name\nowner_field: owner\n\
         relations:\n  contacts: { object: contact, many: true }\n",
    ),
    (
        "objects/contact.yaml",
        "name: Contact\napi_name: ContactObj\nfields:\n  full_name: { type: text }\n  phone: { type: phone }\n  \
         email: { type: email }\n  owner: { type: agent }\nname_field: full_name\nowner_field: owner\nmatch_keys: [phone]\n\
         relations:\n  account: { object: account }\n",
    ),
];

/// A server whose company has objects.
pub(crate) async fn server() -> Server {
    Server::prepared(|rules| OBJECTS.iter().for_each(|(path, text)| company::put(rules, path, text)), |_| {}).await
}

fn results(answer: &Value) -> Vec<&str> {
    answer["records"].as_array().expect("a list").iter().map(|record| text(&record["result"])).collect()
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["records"].as_array().expect("a list").iter().map(|record| text(&record["id"])).collect()
}

#[tokio::test]
async fn records_are_stored_once_under_their_ids() {
    let server = server().await;
    let ada = server.agent("ada").await;
    let sent = json!({ "records": [
        { "id": "a/1 ü", "fields": { "name": "Acme", "level": "gold", "since": "2026-01-01T00:00:00Z", "owner": "ann" } },
        { "id": "a-2", "fields": { "name": "Lamps", "level": "golden", "colour": "red", "orders": "many" } },
        { "id": "a-3", "fields": { "orders": 3 }, "relations": { "contacts": ["c-1", "c-2"] } },
        { "id": "a-3", "fields": { "orders": 4 } },
        { "id": " a", "fields": {} },
    ] });
    let path = "/api/v1/objects/account/records";
    let first = ada.http.post(path, &sent).await.fine();
    assert_eq!(results(&first), ["created", "refused", "created", "refused", "refused"]);
    let codes: Vec<_> =
        first["records"][1]["problems"].as_array().unwrap().iter().map(|one| text(&one["code"])).collect();
    assert_eq!(codes, ["unknown_field", "unknown_option", "wrong_type"], "all that is wrong: {first}");
    assert_eq!(text(&first["records"][3]["problems"][0]["code"]), "twice");
    let again = ada.http.post(path, &sent).await.fine();
    assert_eq!(results(&again), ["unchanged", "refused", "unchanged", "refused", "refused"]);
    assert_eq!(again["records"][0]["change"], first["records"][0]["change"]);

    let one = "/api/v1/objects/account/records/a%2F1%20%C3%BC";
    let record = ada.http.get(one).await.fine();
    assert_eq!((text(&record["name"]), text(&record["owner"])), ("Acme", "ann"));
    assert_eq!(record["fields"]["since"], "2026-01-01T00:00:00Z");
    let change = json!({ "fields": { "level": null, "orders": 7 } });
    let changed = ada.http.send("PATCH", one, &[], Some(&change)).await.fine();
    assert_eq!(
        changed["fields"],
        json!({ "name": "Acme", "orders": 7, "since": "2026-01-01T00:00:00Z", "owner": "ann" })
    );
    let bad = ada.http.send("PATCH", one, &[], Some(&json!({ "fields": { "orders": 1.5 } }))).await;
    bad.error(422, "invalid_record");
    assert_eq!(ada.http.get(one).await.fine(), changed, "what is refused changes nothing");

    let many: Vec<_> = (0..501).map(|n| json!({ "id": format!("m{n}") })).collect();
    ada.http.post(path, &json!({ "records": many })).await.error(422, "too_long");
    ada.http.post("/api/v1/objects/ship/records", &sent).await.error(404, "not_found");

    for _ in 0..2 {
        assert_eq!(ada.http.send("DELETE", one, &[], None).await.status, 204);
    }
    ada.http.get(one).await.error(404, "not_found");
    let changes = ada.http.get("/api/v1/record-changes").await.fine();
    let told: Vec<_> =
        changes["changes"].as_array().unwrap().iter().map(|c| (text(&c["id"]), c["deleted"] == true)).collect();
    assert_eq!(told, [("a-3", false), ("a/1 ü", true)]);
    assert!(changes["changes"][1]["record"].is_null());
    let next = format!("/api/v1/record-changes?after={}", int(&changes["next"]));
    assert_eq!(ada.http.get(&next).await.fine()["changes"], json!([]));
}

#[tokio::test]
async fn filters_find_records_page_by_page_and_after_an_edit_of_the_keys() {
    let server = server().await;
    let ada = server.agent("ada").await;
    let records: Vec<_> = (0..120)
        .map(|n| {
            let phone = format!("+49 30 {:07}", n / 2);
            json!({ "id": format!("c-{n}"), "fields": { "full_name": format!("Mia {}", n % 3), "phone": phone, "email": format!("m{n}@example.com") },
                    "relations": { "account": format!("a-{}", n % 2) } })
        })
        .collect();
    ada.http.post("/api/v1/objects/contact/records", &json!({ "records": records })).await.fine();
    let find = async |filter: Value, after: &Value| {
        let body = json!({ "filter": filter, "after": after, "limit": 25 });
        ada.http.post("/api/v1/objects/contact/records/query", &body).await.fine()
    };
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = find(json!({ "contact.full_name": { "ends_with": "2" } }), &after).await;
        found.extend(ids(&page).into_iter().map(str::to_owned));
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(found, (0..120).filter(|n| n % 3 == 2).map(|n| format!("c-{n}")).collect::<Vec<_>>());
    let same = find(json!({ "contact.phone": "+49 30 0000004" }), &Value::Null).await;
    assert_eq!(ids(&same), ["c-8", "c-9"]);
    let bad = json!({ "filter": { "any": [{ "contact.fullname": "x" }] } });
    let refused = ada.http.post("/api/v1/objects/contact/records/query", &bad).await;
    refused.error(400, "bad_request");
    assert!(text(&refused.body["error"]["message"]).starts_with("any[0].contact.fullname: there is no field"));

    // The e-mail address becomes a match key: what is stored already is found by it too.
    let edited = OBJECTS[1].1.replace("match_keys: [phone]", "match_keys: [phone, email]");
    server.edit(&[(OBJECTS[1].0, &edited)]).await;
    let by_mail = find(json!({ "contact.email": "m77@example.com" }), &Value::Null).await;
    assert_eq!(ids(&by_mail), ["c-77"]);
    let store = server.engine().store();
    let shapes = store.record_shapes().await.expect("answered");
    assert!(shapes.iter().all(|shape| shape.reached.is_none()), "{shapes:?}");
    let key = usher_model::RecordKey { field: "email".to_owned(), value: "m77@example.com".to_owned() };
    let of = usher_store::RecordsOf::Key("contact".parse().unwrap(), key);
    assert_eq!(store.walk_records(of, 0, 5).await.expect("answered").len(), 1, "by its key, not by walking");
}
