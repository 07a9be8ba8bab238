//! Agents change and link what stands beside a chat, and are told when others do.

use crate::{
    kit::{AgentClient, Answer, text},
    workbench::held,
};
use serde_json::{Value, json};

async fn edit(agent: &AgentClient, path: &str, version: &Value, fields: Value) -> Answer {
    let body = json!({ "version": version, "fields": fields });
    agent.http.send("PATCH", &format!("/api/v1/{path}"), &[], Some(&body)).await
}

async fn put(agent: &AgentClient, object: &str, records: Value) {
    let path = format!("/api/v1/objects/{object}/records");
    agent.http.post(&path, &json!({ "records": records })).await.fine();
}

#[tokio::test]
async fn agents_change_what_the_layout_lets_them_and_nothing_else() {
    let (server, session) = held().await;
    let (ada, ben, dan) = (server.agent("ada").await, server.agent("ben").await, server.agent("dan").await);
    let bench = format!("sessions/{session}/workbench");
    let account = format!("{bench}/account/acc-9");
    let shown = ben.get(&bench).await["sections"][1]["records"][0].clone();
    let (first, stored) = (&shown["version"], "objects/account/records/acc-9");

    let changed = edit(&ben, &account, first, json!({ "level": "plain", "owner": null })).await.fine();
    assert_eq!(changed["values"], json!(["Wong & Co", "plain", null]));
    assert_eq!(changed["raw"], json!([null, "plain", null]));
    assert_ne!(changed["version"], *first);
    assert_eq!(ada.get(stored).await["fields"]["level"], "plain");
    let again = edit(&ben, &account, first, json!({ "owner": null, "level": "plain" })).await.fine();
    assert_eq!(again, changed, "it was sent twice");

    // Who saw an older state changes nothing, and is shown what it is now.
    let stale = edit(&ben, &account, first, json!({ "level": "gold" })).await.error(409, "record_changed").clone();
    assert_eq!(stale["record"], changed);

    // All that is wrong at once; of what is not shown no word is said.
    let fields = json!({ "name": "Wang", "secret": "x", "levle": "gold", "level": "iron" });
    let refused = edit(&ben, &account, &changed["version"], fields).await.error(422, "invalid_record").clone();
    let mut problems: Vec<_> =
        refused["problems"].as_array().unwrap().iter().map(|one| (text(&one["field"]), text(&one["code"]))).collect();
    problems.sort_unstable();
    let wanted = [
        ("level", "unknown_option"),
        ("levle", "unknown_field"),
        ("name", "not_editable"),
        ("secret", "unknown_field"),
    ];
    assert_eq!(problems, wanted);
    let bytes = refused.to_string();
    assert!(bytes.contains("did you mean `level`?") && !bytes.contains("hushhush"), "{bytes}");
    assert!(!bytes.contains("orders"), "{bytes}");
    let kept = ada.get(stored).await;
    assert_eq!((&kept["fields"]["name"], &kept["fields"]["secret"]), (&json!("Wong & Co"), &json!("hushhush")));

    // What is shown without fields to edit, what is not shown beside this chat, and who is not shown it.
    let case = format!("{bench}/case/k2");
    edit(&ben, &case, first, json!({ "subject": "x" })).await.error(422, "invalid_record");
    for other in ["case/k1", "case/k4", "account/acc-8", "account/none", "visitor/acc-9", "nothing/acc-9"] {
        let path = format!("{bench}/{other}");
        edit(&ben, &path, first, json!({ "level": "gold" })).await.error(404, "not_found");
    }
    edit(&dan, &account, first, json!({ "level": "gold" })).await.error(404, "not_found");
    edit(&ben, &account, &json!("latest"), json!({ "level": "gold" })).await.error(400, "bad_request");
    server.stop().await;
}

#[tokio::test]
async fn of_two_who_change_a_record_at_once_one_is_told() {
    let (server, session) = held().await;
    let ben = server.agent("ben").await;
    let bench = format!("sessions/{session}/workbench");
    let version = ben.get(&bench).await["sections"][1]["records"][0]["version"].clone();
    let path = format!("{bench}/account/acc-9");
    let each = ["plain", "gold", "plain", "gold"].into_iter().zip(["ann", "ben", "dan", "sue"]);
    let fields = each.map(|(level, owner)| json!({ "level": level, "owner": owner }));
    let answers = futures::future::join_all(fields.map(|fields| edit(&ben, &path, &version, fields))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409]);
    server.stop().await;
}

#[tokio::test]
async fn records_to_link_are_found_by_what_agents_type() {
    let (server, session) = held().await;
    let (ada, ben, dan) = (server.agent("ada").await, server.agent("ben").await, server.agent("dan").await);
    let mia = json!({ "full_name": "Mia Wong", "phone": "+49 30 1234567", "email": "mia@example.com" });
    put(&ada, "contact", json!([{ "id": "c-1", "fields": mia }])).await;
    let alike = |n: usize| json!({ "id": format!("n-{n:02}"), "fields": { "full_name": "Li Na" } });
    put(&ada, "contact", (0..45).map(alike).collect()).await;
    let find = async |agent: &AgentClient, object: &str, text: &str, page: &str| {
        let query = [("object", object), ("text", text), ("page", page)];
        let query = query.iter().filter(|(_, value)| !value.is_empty());
        let query = query.map(|(key, value)| format!("{key}={}", encoded(value))).collect::<Vec<_>>().join("&");
        agent.http.get(&format!("/api/v1/sessions/{session}/records?{query}")).await
    };
    // The layout shows no telephone number of contacts: it is told to who typed it.
    for (typed, hint) in [("0049 (30) 123-4567", json!("+49 30 1234567")), ("  mia  WONG", Value::Null)] {
        let found = find(&ben, "contact", typed, "").await.fine();
        let wanted = json!([{ "object": "contact", "id": "c-1", "name": "Mia Wong", "hint": hint }]);
        assert_eq!((&found["records"], &found["next"]), (&wanted, &Value::Null), "{typed}");
    }
    for nobody in ["Mia", "mia@example.com", "+49 30 123456", "hushhush"] {
        assert_eq!(find(&ben, "contact", nobody, "").await.fine()["records"], json!([]), "{nobody}");
    }
    let (mut seen, mut page, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let found = find(&ben, "contact", "li na", &page).await.fine();
        let records = found["records"].as_array().unwrap();
        assert!(records.len() <= 20);
        seen.extend(records.iter().map(|one| text(&one["id"]).to_owned()));
        pages += 1;
        let Some(next) = found["next"].as_str() else { break };
        next.clone_into(&mut page);
    }
    assert_eq!((seen.len(), pages), (45, 3));
    seen.dedup();
    assert_eq!(seen.len(), 45, "each once");

    // Nobody looks for records of an object that the layout does not name, nor beside a chat of others.
    find(&ben, "visitor", "Mia Wong", "").await.error(404, "not_found");
    find(&ben, "nothing", "Mia Wong", "").await.error(404, "not_found");
    find(&dan, "contact", "Mia Wong", "").await.error(404, "not_found");
    find(&ben, "contact", " ", "").await.error(400, "bad_request");
    find(&ben, "contact", "x", "2").await.error(400, "bad_request");
    find(&ben, "contact", &"x".repeat(501), "").await.error(422, "too_long");

    // What is found can be linked: links tell names and ids, and no value besides.
    ben.act(&session, "links", &json!({ "object": "contact", "record": "c-1", "linked": true })).await;
    let links = ben.get(&format!("sessions/{session}/links")).await.to_string();
    assert!(links.contains("Mia Wong") && links.contains("Wong & Co"), "{links}");
    for hidden in ["1234567", "mia@example.com", "hushhush", "gold", "Lamp"] {
        assert!(!links.contains(hidden), "{hidden} in {links}");
    }
    server.stop().await;
}

#[tokio::test]
async fn who_was_shown_something_is_told_once_that_it_changed() {
    let (server, session) = held().await;
    let (ada, ben, ann) = (server.agent("ada").await, server.agent("ben").await, server.agent("ann").await);
    let bench = format!("sessions/{session}/workbench");
    let (mut page, _) = ben.connect().await;
    let frame = json!({ "type": "workbench", "session": session });
    let case = |id: &str, account: &str| json!([{ "id": id, "fields": { "subject": "A lamp" }, "relations": { "account": account } }]);
    // Nobody read it yet, so nobody is told.
    put(&ada, "case", case("k5", "acc-9")).await;
    assert_eq!(told(page.so_far().await), [Value::Null; 0]);

    // What belongs to others is no news; what comes to be related, a value, a link, one's own edit is.
    ben.get(&bench).await;
    put(&ada, "case", case("k6", "acc-8")).await;
    put(&ada, "account", json!([{ "id": "acc-8", "fields": { "name": "Others" } }])).await;
    assert_eq!(told(page.so_far().await), [Value::Null; 0]);
    put(&ada, "case", case("k7", "acc-9")).await;
    assert_eq!(page.until("workbench").await, frame);
    put(&ada, "case", case("k8", "acc-9")).await;
    assert_eq!(told(page.so_far().await), [Value::Null; 0], "once, until it is read again");

    let shown = ben.get(&bench).await;
    let version = &shown["sections"][1]["records"][0]["version"];
    edit(&ben, &format!("{bench}/account/acc-9"), version, json!({ "level": "plain" })).await.fine();
    assert_eq!(page.until("workbench").await, frame);

    ben.get(&bench).await;
    ada.act(&session, "links", &json!({ "object": "account", "record": "acc-9", "linked": false })).await;
    assert_eq!(page.until("workbench").await, frame);
    assert_eq!(ben.get(&bench).await["sections"][1]["records"], json!([]));

    // Who may no longer see the chat is not told of it.
    ada.act(&session, "links", &json!({ "object": "account", "record": "acc-9", "linked": true })).await;
    page.until("workbench").await;
    ben.get(&bench).await;
    let _present = ann.online().await;
    ben.act(&session, "give", &json!({ "agent": "ann" })).await;
    put(&ada, "case", case("k9", "acc-9")).await;
    assert_eq!(told(page.so_far().await), [Value::Null; 0]);
    server.stop().await;
}

/// The hints among frames.
fn told(frames: Vec<Value>) -> Vec<Value> {
    frames.into_iter().filter(|frame| frame["type"] == "workbench").collect()
}

/// As it stands in a query.
fn encoded(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("%{byte:02x}").into_bytes()).map(char::from).collect()
}
