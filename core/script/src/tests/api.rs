//! What scripts see besides the helpers on candidates: each item is documented, its example runs, and it means this.

use super::offering::{Given, ask, bound, hook, record, run, session};
use crate::{ApiItem, Bound, Form, OfferKind, api, api_markdown, definitions, engine};
use serde_json::json;
use std::{collections::BTreeSet, path::Path};
use usher_model::{
    Availability, CloseCause, Effect, HookEvent, HookKind, MAX_FIELD_CHARS, MAX_REASON_CHARS, QueueReason, Records,
    ScriptError, SessionState, Value,
};

const TYPES: [&str; 9] =
    ["candidates", "candidate", "facts", "records", "record", "params", "event", "session", "effect"];

#[test]
fn every_function_is_documented_and_every_documented_one_exists() {
    let of_item = |item: &ApiItem| match item.form {
        Form::Function => (item.name.to_owned(), item.parameters.len()),
        Form::Method => (item.name.to_owned(), item.parameters.len() + 1),
        Form::Property => (format!("get${}", item.name), 1),
        Form::Index => ("index$get$".to_owned(), 2),
    };
    let of_signature = |signature: &str| {
        let (name, rest) = signature.split_once('(').unwrap();
        let parameters = rest.split(')').next().unwrap();
        (name.to_owned(), parameters.split(',').filter(|parameter| !parameter.is_empty()).count())
    };
    let documented: BTreeSet<_> = api().iter().map(of_item).collect();

    // Nothing but what is documented is registered, and all of it, with so many parameters.
    let mut alone = rhai::Engine::new_raw();
    crate::api::register(&mut alone);
    let registered: BTreeSet<_> = alone.gen_fn_signatures(false).iter().map(|one| of_signature(one)).collect();
    assert_eq!(registered, documented);

    // The engine that scripts run on has nothing on our types besides, and no function that Rhai does not know.
    let stock: BTreeSet<_> =
        rhai::Engine::new().gen_fn_signatures(true).iter().map(|one| of_signature(one).0).collect();
    for signature in engine::build().gen_fn_signatures(true) {
        let first = signature.split_once(": ").map_or("", |(_, rest)| rest).trim_start_matches("&mut ");
        let about_ours =
            TYPES.iter().any(|name| first.strip_prefix(name).is_some_and(|rest| rest.starts_with([',', ')'])));
        let told = documented.contains(&of_signature(&signature));
        assert!(told || (!about_ours && stock.contains(&of_signature(&signature).0)), "{signature}");
    }
    for item in api() {
        assert!(item.doc.ends_with('.') && item.doc.len() > 5, "{item:?}");
        assert!(TYPES.contains(&item.owner) || ["effects", "everywhere"].contains(&item.owner), "{item:?}");
    }
}

#[test]
fn every_example_runs() {
    for item in api() {
        let kind = match item.owner {
            "candidates" | "candidate" => OfferKind::Strategy,
            "event" | "session" | "effects" => hook(*item.events.first().unwrap_or(&HookKind::MessagePosted)),
            _ => OfferKind::Predicate,
        };
        let answer = match (&kind, item.owner) {
            (OfferKind::Strategy, _) => "candidates",
            (OfferKind::Hook { .. }, "effects") => "shown",
            (OfferKind::Hook { .. }, _) => "()",
            _ => "true",
        };
        let names = crate::kinds().iter().find(|doc| doc.kind == kind.word()).unwrap().parameters.join(", ");
        let text = format!("fn pick({names}) {{ let shown = {{ {} }}; log(`${{shown}}`); {answer} }}", item.example);
        let given = match kind {
            OfferKind::Hook { on, .. } => Given { event: event(on), ..Given::default() },
            _ => Given::default(),
        };
        let called = ask(kind, &text, &given);
        let answer = called.result.unwrap_or_else(|error| panic!("{}: {error}", item.signature));
        assert!(item.owner != "effects" || answer != "[]", "{}", item.signature);
        // A property that an event is said to have is there for each kind that is said to have it.
        for on in item.events {
            let text = format!("fn pick(event) {{ if event.{} == () {{ throw \"absent\" }} }}", item.name);
            let called = ask(hook(*on), &text, &Given { event: event(*on), ..Given::default() });
            assert_eq!(called.result.as_deref(), Ok("[]"), "{} after {on}", item.signature);
        }
    }
}

/// An event of each kind with all that it can have.
fn event(kind: HookKind) -> HookEvent {
    let (li, care) = (|| "li".parse().unwrap(), || "care".parse().unwrap());
    match kind {
        HookKind::SessionOpened => HookEvent::SessionOpened { text: "Hello".to_owned() },
        HookKind::SessionAssigned => HookEvent::SessionAssigned { group: Some(care()), agent: li() },
        HookKind::SessionQueued => HookEvent::SessionQueued { group: care(), reason: QueueReason::NoneOnline },
        HookKind::MessagePosted => HookEvent::MessagePosted { agent: Some(li()), text: "Hello".to_owned() },
        HookKind::SessionTransferred => HookEvent::SessionTransferred {
            from_agent: Some(li()),
            from_group: Some(care()),
            to_agent: Some("wang".parse().unwrap()),
            to_group: Some("billing".parse().unwrap()),
        },
        HookKind::SessionClosed => HookEvent::SessionClosed { cause: CloseCause::Visitor },
        HookKind::MessageLeft => HookEvent::MessageLeft {
            form: "leave".to_owned(),
            fields: [("email".to_owned(), Value::from("a@example.com"))].into(),
        },
        HookKind::AgentChanged => HookEvent::AgentChanged { agent: li(), availability: Availability::Away },
    }
}

/// The generated file is the committed one. `UPDATE_SCHEMAS=1` writes it.
#[test]
fn editor_definitions_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/plugin-api.d.rhai");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, definitions()).expect("the folder can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == definitions(),
        "plugin-api.d.rhai is stale: run the tests of usher-script with UPDATE_SCHEMAS=1"
    );
}

#[test]
fn the_chapter_tells_of_every_item_once() {
    let chapter = api_markdown();
    for item in api() {
        let row = format!("\n| `{}` | {} | `{}` |\n", item.signature, item.doc, item.example.replace('|', "\\|"));
        assert_eq!(chapter.matches(&row).count(), 1, "{row}");
    }
    for on in HookKind::ALL {
        assert_eq!(chapter.matches(&format!("\n| `{on}` | `kind`, ")).count(), 1, "{on}");
    }
    let cells = |line: &&str| line.replace("\\|", "").matches('|').count();
    let tables: Vec<_> = chapter.split("\n\n").filter(|part| part.starts_with('|')).collect();
    assert!(tables.len() > 10);
    for table in tables {
        let counts: BTreeSet<usize> = table.lines().map(|line| cells(&line)).collect();
        assert_eq!(counts.len(), 1, "{table}");
    }
}

/// What an expression gives in a value that a plug-in offers.
#[track_caller]
fn gives(body: &str, expected: &str) {
    let text = format!("fn pick(facts, records, params) {{ {body} }}");
    assert_eq!(ask(OfferKind::Compute, &text, &Given::default()).result.as_deref(), Ok(expected), "{body}");
}

#[track_caller]
fn fails(body: &str, expected: &str) {
    let text = format!("fn pick(facts, records, params) {{ {body} }}");
    let error = ask(OfferKind::Compute, &text, &Given::default()).result.unwrap_err();
    assert_eq!(error.to_string(), format!("failed at : {expected}"), "{body}");
}

#[test]
fn facts_records_and_parameters_are_read() {
    gives("facts[\"page.path\"]", "/checkout");
    gives("facts[\"visitor.orders\"] + 1", "4");
    gives("\"vip\" in facts[\"visitor.tags\"]", "true");
    gives("facts[\"account.level\"]", "()");
    gives("facts.contains(\"page.path\") && \"page.path\" in facts && !facts.contains(\"x\")", "true");

    gives("records.account.name", "The a1");
    gives("records[\"account\"].id + records.account.owner", "a1di");
    gives("records.account[\"level\"]", "gold");
    gives("records.account[\"none\"]", "()");
    gives("\"level\" in records.account && !records.account.contains(\"none\")", "true");
    gives("records.contact", "()");
    gives("records.all(\"contact\").len()", "0");
    gives("records.all(\"lead\").map(|lead| lead.id).reduce(|sum, id| sum + id, \"\")", "l1l2");
    gives(
        "let found = \"\"; for lead in records.all(\"lead\") { if lead.owner == () { found += lead.id; } } found",
        "l1",
    );
    gives("records.all(\"lead\")[1].name", "()");

    gives("params.skill", "es");
    gives("params[\"weight\"] * 2", "4");
    gives("let name = \"skill\"; params[name]", "es");
    fails(
        "let name = \"skil\"; params[name]",
        "`skil` is no parameter: did you mean `skill`? There are `skill`, `weight`",
    );
}

#[test]
fn time_and_chance_are_the_decisions_own() {
    gives("now()", "100");
    gives("let all = true; for i in 0..200 { let n = random(-2, 2); all &= n >= -2 && n <= 2; } all", "true");
    gives("let all = true; for i in 0..200 { let n = random(); all &= n >= 0.0 && n < 1.0; } all", "true");
    gives("let seen = #{}; for i in 0..200 { seen.set(`${random(1, 6)}`, 1); } seen.len()", "6");
    gives("random(5, 5)", "5");
    gives(
        "random(-9223372036854775808, 9223372036854775807) == random(-9223372036854775808, 9223372036854775807)",
        "false",
    );
    fails("random(6, 1)", "`random` goes from the lower number to the higher: 6 is more than 1");

    let text = "fn pick() { log(1); print(\"two\"); log([3]); log(()); log(0.5); true }";
    assert_eq!(ask(OfferKind::Predicate, text, &Given::default()).log, ["1", "two", "[3]", "", "0.5"]);
}

/// What an expression gives in a hook: it is kept as a field, so that it can be seen.
#[track_caller]
fn sees(given: &Given, body: &str, expected: &Value) {
    let text = format!("fn pick(event, session) {{ set_field(\"seen\", {body}) }}");
    let Bound::Hook(hook) = bound(hook(given.event.kind()), &text, given) else { panic!("a hook") };
    let effects = run(hook.as_ref(), given).result.unwrap_or_else(|error| panic!("{body}: {error}"));
    let expected = Effect::SetField { field: "seen".parse().unwrap(), value: Some(expected.clone()) };
    assert_eq!(effects, [expected], "{body}");
}

#[test]
fn events_and_sessions_are_read() {
    let of = |event: HookEvent| Given { event, ..Given::default() };
    let text = Value::from;
    sees(&of(event(HookKind::SessionOpened)), "event.kind + \" \" + event.text", &text("session_opened Hello"));
    sees(&of(event(HookKind::SessionAssigned)), "event.agent + \" \" + event.group", &text("li care"));
    sees(&of(event(HookKind::SessionQueued)), "event.group + \" \" + event.reason", &text("care none_online"));
    sees(&of(event(HookKind::MessagePosted)), "event.sender + \" \" + event.agent", &text("agent li"));
    let visitor = of(HookEvent::MessagePosted { agent: None, text: "x".to_owned() });
    sees(&visitor, "event.sender + \" \" + (event.agent == ())", &text("visitor true"));
    let ends = "event.from_agent + event.from_group + event.to_agent + event.to_group";
    sees(&of(event(HookKind::SessionTransferred)), ends, &text("licarewangbilling"));
    sees(&of(event(HookKind::SessionClosed)), "event.cause", &text("visitor"));
    sees(
        &of(event(HookKind::MessageLeft)),
        "event.form + event.fields.email + event.fields.len()",
        &text("leavea@example.com1"),
    );
    sees(&of(event(HookKind::AgentChanged)), "event.agent + event.availability", &text("liaway"));

    let given = Given::default();
    for (body, expected) in [
        ("session.id", text("00000000-0000-7000-8000-000000000001")),
        ("session.visitor", text("00000000-0000-7000-8000-000000000002")),
        ("session.channel + session.state + session.group", text("mallqueuedcare")),
        ("session.reason + session.rule", text("busyvip")),
        ("session.agent == ()", Value::Bool(true)),
        ("session.priority", Value::Int(10)),
        ("session.tags.len()", Value::Int(1)),
        ("\"angry\" in session.tags && session.has_tag(\"angry\") && !session.has_tag(\"calm\")", Value::Bool(true)),
        ("session.opened_at", Value::Int(40)),
        ("session.messages", Value::Int(3)),
        ("session.field(\"mood\")", text("bad")),
        ("session.field(\"none\") == ()", Value::Bool(true)),
    ] {
        sees(&given, body, &expected);
    }
    let (agent, group) = (Some("li".parse().unwrap()), Some("care".parse().unwrap()));
    let state = SessionState::Closed { cause: CloseCause::Agent, agent, group };
    let closed = Given { session: Some(usher_model::Session { state, ..session() }), ..Given::default() };
    sees(&closed, "session.state + session.agent + session.group + (session.reason == ())", &text("closedlicaretrue"));
    let none = Given { session: None, event: event(HookKind::AgentChanged), ..Given::default() };
    sees(&none, "session == ()", &Value::Bool(true));
}

#[track_caller]
fn effects(body: &str) -> Result<Vec<Effect>, String> {
    let given = Given::default();
    let text = format!("fn pick(event) {{ let x = event.text; {body} }}");
    let Bound::Hook(hook) = bound(hook(HookKind::MessagePosted), &text, &given) else { panic!("a hook") };
    run(hook.as_ref(), &given).result.map_err(|error| match error {
        ScriptError::Failed { message, .. } => message,
        other => other.to_string(),
    })
}

#[test]
fn effects_are_built_within_their_limits() {
    let field = |value| Effect::SetField { field: "mood".parse().unwrap(), value };
    for (body, expected) in [
        ("tag(\"angry\")", Effect::Tag { tag: "angry".parse().unwrap() }),
        ("set_priority(-100)", Effect::SetPriority { priority: -100 }),
        ("send_prompt(\"sorry\")", Effect::SendPrompt { prompt: "sorry".parse().unwrap() }),
        ("set_field(\"mood\", \"bad\")", field(Some(Value::from("bad")))),
        ("set_field(\"mood\", 3)", field(Some(Value::Int(3)))),
        ("set_field(\"mood\", 0.5)", field(Some(Value::Float(0.5)))),
        ("set_field(\"mood\", true)", field(Some(Value::Bool(true)))),
        ("set_field(\"mood\", 'x')", field(Some(Value::from("x")))),
        ("set_field(\"mood\", ())", field(None)),
        (
            "ask_transfer(\"billing\", \"a refund\")",
            Effect::AskTransfer { group: "billing".parse().unwrap(), reason: "a refund".to_owned() },
        ),
        ("call_webhook(\"pager\")", Effect::CallWebhook { webhook: "pager".parse().unwrap(), payload: None }),
        (
            "call_webhook(\"pager\", #{ n: 1, f: 0.5, t: \"x\", c: 'y', u: (), b: true, l: [1, #{ a: [] }] })",
            Effect::CallWebhook {
                webhook: "pager".parse().unwrap(),
                payload: Some(json!({"n": 1, "f": 0.5, "t": "x", "c": "y", "u": null, "b": true, "l": [1, {"a": []}]})),
            },
        ),
    ] {
        assert_eq!(effects(body), Ok(vec![expected]), "{body}");
    }
}

#[test]
fn effects_beyond_their_limits_say_so() {
    let slug = "use 1 to 64 of a-z, 0-9, `-`, `_`, beginning with a letter or digit";
    let long = |count: usize| format!("let s = \"\"; s.pad({count}, 'x');");
    for (body, expected) in [
        ("let t = \"Very Angry\"; tag(t)".to_owned(), format!("`tag`: `Very Angry` is not an id: {slug}")),
        ("let t = \"\"; set_field(t, 1)".to_owned(), format!("`set_field`: `` is not an id: {slug}")),
        ("let p = 101; set_priority(p)".to_owned(), "`set_priority` goes from -100 to 100, not to 101".to_owned()),
        (
            "let l = [1]; set_field(\"mood\", l)".to_owned(),
            "a field holds a text, a number, `true`, `false` or `()`, not a list".to_owned(),
        ),
        ("set_field(\"mood\", 1.0 / 0.0)".to_owned(), "a field cannot hold a number without end".to_owned()),
        (
            format!("{} set_field(\"mood\", s)", long(MAX_FIELD_CHARS + 1)),
            "a text of a field has at most 1000 characters, this one has 1001".to_owned(),
        ),
        (
            format!("{} ask_transfer(\"billing\", s)", long(MAX_REASON_CHARS + 1)),
            "a reason for a transfer has at most 500 characters, this one has 501".to_owned(),
        ),
        (
            format!("{} call_webhook(\"pager\", #{{ a: s }})", long(8_200)),
            "a payload has at most 8192 bytes as JSON, this one has more".to_owned(),
        ),
        (
            // Within the limit as text, beyond it once each quote is escaped.
            "let s = \"\"; s.pad(5000, '\"'); call_webhook(\"pager\", #{ a: s })".to_owned(),
            "a payload has at most 8192 bytes as JSON, this one has more".to_owned(),
        ),
        (
            "let l = []; for i in 0..9 { l = [l]; } call_webhook(\"pager\", #{ l: l })".to_owned(),
            "a payload goes at most 8 lists and maps deep".to_owned(),
        ),
        (
            "call_webhook(\"pager\", #{ e: event })".to_owned(),
            "a payload holds texts, numbers, `true`, `false`, lists and maps, not something else".to_owned(),
        ),
    ] {
        assert_eq!(effects(&body), Err(expected), "{body}");
    }
}

#[test]
fn what_a_script_is_handed_is_charged() {
    let mut records = Records::default();
    for at in 0..500 {
        records.add("lead", record(&format!("l{at}"), None));
    }
    let mut given = Given { records, ..Given::default() };
    given.facts.set("page.text", "x".repeat(10_000));
    given.params.insert("skill".to_owned(), json!(vec!["x".repeat(100); 100]));
    given.event = HookEvent::MessageLeft {
        form: "leave".to_owned(),
        fields: (0..100).map(|at| (format!("f{at}"), Value::from("x".repeat(100)))).collect(),
    };
    for (kind, names, body) in [
        (OfferKind::Predicate, "facts", "facts[\"page.text\"];"),
        (OfferKind::Predicate, "records", "records.all(\"lead\");"),
        (OfferKind::Predicate, "params", "params.skill;"),
        (hook(HookKind::MessageLeft), "event", "event.fields;"),
        (hook(HookKind::MessageLeft), "event", "call_webhook(\"pager\", #{});"),
    ] {
        let called = ask(kind, &format!("fn pick({names}) {{ loop {{ {body} }} }}"), &given);
        assert!(matches!(called.result, Err(ScriptError::Memory { .. })), "{body}: {:?}", called.result);
    }
    let mut given = Given {
        candidates: (0..1_000).map(|at| super::offering::candidate(&format!("a{at:04}"), 0)).collect(),
        ..given
    };
    for body in ["candidates.ids();", "candidates.available();"] {
        let text = format!("fn pick(candidates) {{ loop {{ {body} }} }}");
        let called = ask(OfferKind::Strategy, &text, &given);
        assert!(matches!(called.result, Err(ScriptError::Memory { .. })), "{body}: {:?}", called.result);
    }
    given.candidates.truncate(1);
    let called = ask(OfferKind::Strategy, "fn pick(candidates) { loop { candidates.group; } }", &given);
    assert!(matches!(called.result, Err(ScriptError::Operations { .. })), "{:?}", called.result);
}
