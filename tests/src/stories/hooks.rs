//! Hooks: every event tells its hook, and every effect has what it asks for, while people only talk.

use super::{asks, workspace};
use crate::kit::{Receiver, Server, company, text, until};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write as _, time::Duration};
use usher_model::{EffectKind, HookKind};

/// Each event calls the pager; angry words have every effect there is.
fn plugin() -> (String, String) {
    let mut manifest = "api: 1\nname: All\ndescription: Hears of everything.\noffers:\n  hook:\n".to_owned();
    for kind in HookKind::ALL {
        let id = kind.word().replace('_', "-");
        writeln!(
            manifest,
            "    - {{ id: {id}, event: {kind}, file: all.rhai, function: tell, effects: [call_webhook] }}"
        )
        .expect("it is a text");
    }
    let effects = EffectKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
    writeln!(
        manifest,
        "    - {{ id: angry, event: message_posted, file: all.rhai, function: angry, effects: [{effects}] }}"
    )
    .expect("it is a text");
    let script = r#"
fn tell(event) { [call_webhook("pager", #{ heard: event.kind })] }
fn angry(event) {
    if event.sender != "visitor" || !event.text.contains("angry") { return; }
    [
        tag("angry"), set_priority(50), set_field("mood", "angry"), send_prompt("soon-there"),
        ask_transfer("sales", "is angry"), call_webhook("pager", #{ heard: "anger" }),
    ]
}
"#;
    (manifest, script.to_owned())
}

#[tokio::test]
async fn every_event_and_every_effect_fires() {
    let pager = Receiver::http().await;
    let (manifest, script) = plugin();
    let webhook = format!("name: Pager\nurl: http://{}/in\n", pager.address);
    let files = [
        ("../plugins/all/plugin.yaml", manifest.as_str()),
        ("../plugins/all/all.rhai", &script),
        ("webhooks/pager.yaml", &webhook),
        ("prompts/soon-there.yaml", "text: We are sorry.\n"),
        ("workspace.yaml", &workspace("waiting: { none_online: { form: leave } }\n")),
    ];
    let server = Server::lived(&files).await;
    let (ann, dan, sue) = (server.agent("ann").await, server.agent("dan").await, server.agent("sue").await);
    let (visitor, session) = asks(&server).await; // Opened, and queued.
    server.pass(Duration::from_secs(5)).await;
    let _hers = ann.online().await; // She changed, and it is assigned.
    server.pass(Duration::from_secs(5)).await;
    let _his = dan.online().await;
    visitor.post("second", "I am angry").await; // Posted, and so transferred.
    let his = async || {
        server.jump(Duration::from_secs(5)).await;
        visitor.session().await["agent"]["name"] == "Dan"
    };
    until("the transfer", || (), his).await;
    dan.act(&session, "close", &json!({})).await;
    let other = server.visitor(company::ELSEWHERE).await;
    let page = json!({ "url": format!("{}{}", company::SHOP, company::ELSEWHERE) });
    let answers = json!({ "email": "mia@example.com", "message": "Hello", "terms": true });
    let body = json!({ "client_id": "l-1", "form": "leave", "answers": answers, "locale": "en", "page": page });
    other.ask("POST", "left-messages", Some(&body)).await.fine();

    let heard = || -> BTreeSet<String> {
        let calls = pager.heard();
        let body = |call: &String| -> Value {
            serde_json::from_str(call.split_once("\r\n\r\n").expect("a head and a body").1).expect("JSON")
        };
        calls.iter().map(|call| text(&body(call)["data"]["payload"]["heard"]).to_owned()).collect()
    };
    let mut all: BTreeSet<String> = HookKind::ALL.iter().map(|kind| kind.word().to_owned()).collect();
    all.insert("anger".to_owned());
    let complete = async || {
        server.jump(Duration::from_secs(5)).await;
        heard() == all
    };
    until("a call by each event", || (), complete).await;

    let history = sue.events(&session).await;
    let applied = history.iter().filter(|one| one["event"] == "applied" && one["by"] == "all/angry");
    let applied: Vec<&str> = applied.map(|one| text(&one["effect"]["effect"])).collect();
    // In the order that the script asked for them: that of the kinds may be another.
    assert_eq!(applied, ["tag", "set_priority", "set_field", "send_prompt", "ask_transfer", "call_webhook"]);
    assert_eq!(applied.len(), EffectKind::ALL.len(), "there is an effect that nobody asks for");
    assert!(visitor.prompts(&session).await.contains(&"We are sorry.".to_owned()));
    let found = sue.get(&format!("sessions/{session}")).await;
    assert_eq!(found["tags"], json!(["angry"]));
    let trace = sue.decisions(&session).await;
    let last = trace.last().expect("a decision");
    assert_eq!((text(&last["cause"]), text(&last["outcome"]["agent"])), ("transferred", "dan"));
    assert!(history.iter().any(|one| one["event"] == "transferred" && one["note"] == "is angry"), "{history:?}");
    let raw = json!(visitor.transcript(&session).await).to_string();
    assert!(!raw.contains("is angry") && !raw.contains("applied"), "{raw}");
    server.stop().await;
}
