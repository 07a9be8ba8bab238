//! What a visitor is not told. Every transport makes its frames and answers from the views that are tried here.

use super::{MessageView, ToVisitorFrame, VisitorMessageList, VisitorMessageView, VisitorSessionView};
use serde_json::{Value, json};
use std::sync::Arc;
use usher_engine::{FileLinks, LinkSecret};
use usher_model::{
    Body, Effect, EffectKind, Event, Message, OfferName, Party, Session, SessionId, Timestamp, VisitorId,
};
use usher_routing::Router;
use usher_ruleset::{ScriptHost, SourceTree, compile};

/// Words of effects. Whatever an effect is made of stands here, and nothing else of the test does.
const SECRETS: [&str; 11] = [
    "mood-watch",
    "furious",
    "77",
    "soothing",
    "temper",
    "boiling",
    "back-office",
    "Back office",
    "overheated",
    "pager",
    "classified",
];

#[test]
fn no_word_of_an_effect_reaches_a_visitor() {
    let rules = rules();
    for kind in EffectKind::ALL {
        let entry = entry(effect(*kind));
        let told = json!({
            "socket": ToVisitorFrame::Message { message: VisitorMessageView::new(&entry, &rules, &links()) },
            "resumed": ToVisitorFrame::Transcript {
                session: "s".to_owned(),
                reset: false,
                has_earlier: false,
                messages: VisitorMessageView::all(std::slice::from_ref(&entry), &rules, &links()),
            },
            "http": VisitorMessageList {
                messages: VisitorMessageView::all(std::slice::from_ref(&entry), &rules, &links()),
                has_more: false,
            },
        });
        let text = told.to_string();
        for secret in SECRETS.into_iter().chain([kind.word(), "applied"]) {
            assert!(!text.contains(secret), "{kind}: `{secret}` stands in {text}");
        }
        let message = &told["socket"]["message"];
        assert_eq!(message["body"], json!({ "kind": "hidden" }));
        assert_eq!((&message["seq"], &message["sender"]), (&json!(7), &json!({ "party": "system" })));
    }
}

#[test]
fn agents_are_told_all_of_an_effect() {
    let rules = rules();
    let told: Vec<Value> = EffectKind::ALL
        .iter()
        .map(|kind| {
            let view = MessageView::new(&entry(effect(*kind)), &rules, &links());
            let event = serde_json::to_value(view).expect("views are JSON")["body"]["event"].clone();
            assert_eq!((&event["event"], &event["by"]), (&json!("applied"), &json!("mood-watch/angry")));
            event["effect"].clone()
        })
        .collect();
    assert_eq!(
        told,
        [
            json!({ "effect": "tag", "tag": "furious" }),
            json!({ "effect": "set_priority", "priority": 77 }),
            json!({ "effect": "send_prompt", "prompt": "soothing" }),
            json!({ "effect": "set_field", "field": "temper", "value": "boiling" }),
            json!({
                "effect": "ask_transfer",
                "group": { "id": "back-office", "name": "Back office" },
                "reason": "overheated",
            }),
            json!({ "effect": "call_webhook", "webhook": { "id": "pager", "name": "pager" } }),
        ]
    );
}

#[test]
fn a_visitor_is_not_told_what_is_noted_about_the_session() {
    let visitor = VisitorId::from_bytes([2; 16]);
    let session = Session {
        last_seq: 7,
        priority: 77,
        tags: ["furious".parse().expect("an id")].into(),
        fields: [("temper".parse().expect("an id"), "boiling".into())].into(),
        ..Session::begin(id(), visitor, "mall".parse().expect("an id"), Timestamp::default())
    };
    let view = VisitorSessionView::new(&session, &rules());
    let text = serde_json::to_string(&ToVisitorFrame::Session { session: view }).expect("frames are JSON");
    for secret in SECRETS {
        assert!(!text.contains(secret), "`{secret}` stands in {text}");
    }
}

fn effect(kind: EffectKind) -> Effect {
    match kind {
        EffectKind::Tag => Effect::Tag { tag: "furious".parse().expect("an id") },
        EffectKind::SetPriority => Effect::SetPriority { priority: 77 },
        EffectKind::SendPrompt => Effect::SendPrompt { prompt: "soothing".parse().expect("an id") },
        EffectKind::SetField => {
            Effect::SetField { field: "temper".parse().expect("an id"), value: Some("boiling".into()) }
        }
        EffectKind::AskTransfer => {
            Effect::AskTransfer { group: "back-office".parse().expect("an id"), reason: "overheated".to_owned() }
        }
        EffectKind::CallWebhook => Effect::CallWebhook {
            webhook: "pager".parse().expect("an id"),
            payload: Some(json!({ "note": "classified" })),
        },
    }
}

/// The entry as the store keeps it; its name says what wrote it.
fn entry(effect: Effect) -> Message {
    let by: OfferName = "mood-watch/angry".parse().expect("an offer's name");
    Message {
        session: id(),
        seq: 7,
        sender: Party::System,
        client_id: format!("hook:{by}:{}", effect.kind()).try_into().expect("a name"),
        body: Body::Event { event: Event::Applied { by, effect } },
        at: Timestamp::default(),
    }
}

/// Without a digit that a secret has.
fn id() -> SessionId {
    SessionId::from_bytes([1; 16])
}

fn links() -> FileLinks {
    FileLinks::new(LinkSecret::new([0; 32]), Timestamp::from_millis(0))
}

fn rules() -> Router {
    let files = [
        ("rules/workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n"),
        ("rules/directory/agents.yaml", "agents:\n  ann: { name: Ann, email: ann@lantern.example }\n"),
        ("rules/groups/back-office.yaml", "name: Back office\nmembers: { agents: [ann] }\n"),
    ];
    let files = files.into_iter().map(|(path, text)| (path.into(), text.as_bytes().into())).collect();
    let compiled = compile(&SourceTree { files }, &ScriptHost::new());
    let problems = compiled.diagnostics;
    Router::new(Arc::new(compiled.ruleset.unwrap_or_else(|| panic!("{problems:#?}"))))
}
