//! What is wrong with a script is told at load, all of it, with its place.

use super::offering::{offer, told};
use crate::{FactKind, Offer, OfferKind, ScriptHost, ScriptProblem, Severity};
use usher_model::{EffectKind, HookKind};

#[track_caller]
fn tells(kind: OfferKind, text: &str, expected: &[&str]) {
    let parameters_do_not_matter = |offer: Offer| Offer { parameters: Vec::new(), ..offer };
    assert_eq!(told(vec![parameters_do_not_matter(offer(kind))], text), expected.join("\n"), "{text}");
}

/// A hook that declares just what its text builds.
fn hook_for(on: HookKind, effects: &[EffectKind]) -> OfferKind {
    OfferKind::Hook { on, effects: effects.iter().copied().collect() }
}

const NUMBERS: &str = "`load`, `capacity`, `room`, `last_assigned`, `received_today`";

#[test]
fn unknown_names_are_told_with_their_place() {
    let text = r#"fn pick(candidates, facts) {
    let _free = candidates.availabel();
    let _few = candidates.available().lest("load");
    if facts.page == "/" { return candidates.size; }
    for one in candidates.available() {
        if one.laod > 3 { return helper(one); }
    }
    helpr(candidates, 1);
    candidates.first(1, 2);
    candidates[0].laod;
    candidates.first;
    candidates.group();
    candidates[0].log();
    first(candidates, 1, 2);
    candidates.available().most("load")
}
fn helper(one) { one.id }
"#;
    tells(
        OfferKind::Strategy,
        text,
        &[
            "2:28-37 there is no function `availabel` on `candidates` | did you mean `available`?",
            "3:39-43 there is no function `lest` on `candidates` | did you mean `least`?",
            "4:14-18 `facts` has no property `page` | write `facts[\"page.path\"]`",
            "4:46-50 `candidates` has no property `size` | write `count()`",
            "6:16-20 `candidate` has no property `laod` | did you mean `load`?",
            "8:5-10 there is no function `helpr` | did you mean `helper`?",
            "9:16-21 `first` on `candidates` takes 0 or 1 values, not 2",
            "10:19-23 `candidate` has no property `laod` | did you mean `load`?",
            "11:16-21 `candidates` has no property `first` | it is a function: write `first()`",
            "12:16-21 there is no function `group` on `candidates` | it is no function: write `group` without brackets",
            "14:5-10 `first` on `candidates` takes 0 or 1 values, not 2",
        ],
    );
}

#[test]
fn fields_and_operators_that_are_written_out_are_told() {
    let text = r#"fn pick(candidates) {
    candidates.where("skil", "has", "es");
    candidates.where("skill", "is", "es");
    candidates.where("load", "lt", "3");
    candidates.where("id", "is", 3);
    candidates.most("name");
    candidates.weighted("romo");
    let _drawn = candidates.weighted(#{ li: 60, wang: 40 });
    candidates.rank_by(#{ "skill:es": 2, laod: -1 });
    let field = "anything";
    candidates.where(field, "has", "es")
}
"#;
    tells(
        OfferKind::Strategy,
        text,
        &[
            &format!(
                "2:22-28 `skil` is no field: did you mean `skill`? There are {NUMBERS}, `skill`, `language`, \
                 `department`, `id`, or `skill:` and a skill's name"
            ),
            "3:31-35 `is` is no operator for `skill`: there are `has`, `lacks`",
            "4:36-39 `load` compares with a whole number, not with a text",
            "5:34-35 `id` compares with a text, not with a number",
            &format!("6:21-27 `name` is no field: there are {NUMBERS}, or `skill:` and a skill's name"),
            &format!(
                "7:25-31 `romo` is no field: did you mean `room`? There are {NUMBERS}, or `skill:` and a skill's name"
            ),
            &format!(
                "9:42-46 `laod` is no field: did you mean `load`? There are {NUMBERS}, or `skill:` and a skill's name"
            ),
        ],
    );
}

#[test]
fn kinds_follow_chains_variables_loops_and_calls() {
    let text = r#"fn pick(candidates, records) {
    let best = ();
    for c in candidates.available() { if c.room > 1 { best = c; } }
    let order = candidates;
    if best == () { order = order.available().least("load"); }
    order.nope();
    best.nope;
    narrowed(order).nope();
    for lead in records.all("lead") { lead.nope; }
    records.all("lead")[0].nope();
    records.account.nope;
    records.all("lead").filter(|lead| lead.nope == 1);
    records.nope("lead");
    let mixed = candidates;
    if best == () { mixed = #{ anything: 1 }; }
    mixed.anything;
    (records.contact ?? records.account).nope
}
fn narrowed(list) {
    if list.count() > 3 { return list.first(3); }
    deeper(list, 1)
}
fn deeper(list, n) {
    list.nope(n);
    list.first(n)
}
"#;
    tells(
        OfferKind::Strategy,
        text,
        &[
            "6:11-15 there is no function `nope` on `candidates`",
            "7:10-14 `candidate` has no property `nope`",
            "8:21-25 there is no function `nope` on `candidates`",
            "9:44-48 `record` has no property `nope` | write `record[\"nope\"]`",
            "10:28-32 there is no function `nope` on `record`",
            "11:21-25 `record` has no property `nope` | write `record[\"nope\"]`",
            "12:44-48 `record` has no property `nope` | write `record[\"nope\"]`",
            "13:13-17 there is no function `nope` on `records`",
            "17:42-46 `record` has no property `nope` | write `record[\"nope\"]`",
            "24:10-14 there is no function `nope` on `candidates`",
        ],
    );
}

#[test]
fn what_is_right_passes() {
    let text = r#"
fn pick(candidates, facts, params, records) {
    let chosen = [];
    let seen = #{};
    for (one, at) in candidates.available().least("load") {
        if at in 0..3 && one.id.starts_with("a") { chosen.push(one); }
        seen.set(one.id, one.load);
    }
    // The same name again is another variable.
    let x = candidates;
    log(x.count());
    let x = #{ anything: 1 };
    print(x.anything + seen.len() + seen.keys().map(|k| k.len()).reduce(|sum, n| sum + n, 0).to_string());
    let f = Fn("score");
    chosen.sort(|a, b| score(a) - score(b));
    log(f.call(candidates[0]));
    if params.skill == "es" && params["weight"] > 1 && "page.path" in facts && type_of(records.account) != "()" {
        candidates = candidates.owner_of(records.account);
    }
    try { log(records.lead.owner); } catch (error) { log("none"); }
    switch facts["page.path"] { "/" => chosen, _ => candidates.ids().filter(|id| id != "bo") }
}
fn score(one) { one.load.max(f64(1).to_int()) + abs(-1) }
fn f64(x) { x.to_float() }
"#;
    assert_eq!(told(vec![offer(OfferKind::Strategy)], text), "");
}

#[test]
fn parameters_are_told_by_their_names() {
    tells(
        OfferKind::Strategy,
        "fn pick(candidate, _facts, event) {\n    log(candidate); log(_facts); log(event)\n}",
        &[
            "1:9-18 `candidate` is nothing that a strategy is given | did you mean `candidates`? A strategy may name \
             `candidates`, `facts`, `records`, `params`",
            "1:20-26 `_facts` is nothing that a strategy is given | did you mean `facts`? A strategy may name \
             `candidates`, `facts`, `records`, `params`",
            "1:28-33 `event` is nothing that a strategy is given | a strategy may name `candidates`, `facts`, `records`, \
             `params`, in any order",
        ],
    );
    tells(
        hook_for(HookKind::SessionClosed, &[EffectKind::Tag]),
        "fn pick(params, session) {\n    log(params); tag(session.channel)\n}",
        &[
            "1:9-15 `params` is nothing that a hook is given | a hook may name `event`, `session`, `facts`, `records`, in any order",
        ],
    );
    tells(
        OfferKind::Strategy,
        "fn pick(candidates) { candidates }\nfn pick(candidates, facts) { facts[\"x\"]; candidates }",
        &[
            "2:4-8 there are two functions `pick`, and the strategy names it | rename one of them: they would differ by the \
             number of their parameters only",
        ],
    );
}

#[test]
fn parameters_of_the_rule_are_those_of_the_manifest() {
    let with = |text: &str| told(vec![offer(OfferKind::Predicate)], text);
    assert_eq!(
        with(
            "fn pick(params) {\n    params.skil == params[\"wait\"] && params.level == params.skill && params.weight\n}"
        ),
        "2:12-16 there is no parameter `skil` | did you mean `skill`? The manifest declares `skill`, `weight`\n\
         2:27-33 there is no parameter `wait` | the manifest declares `skill`, `weight`\n\
         2:45-50 there is no parameter `level` | the manifest declares `skill`, `weight`"
    );
    let unread = "the manifest declares the parameter `weight`, which the script never reads | read it as `params.weight`, or \
                  take it out of the manifest";
    assert_eq!(with("fn pick(params) { params.skill == \"es\" }"), format!("~1:4-8 {unread}"));
    assert_eq!(with("fn pick(params) { of(params) }\nfn of(p) { p.skill == \"es\" }"), format!("~1:4-8 {unread}"));
    assert_eq!(with("fn pick(params) { let p = params; p.skill == \"es\" }"), format!("~1:4-8 {unread}"));
    // Where it goes out of sight, any of them may be read.
    for body in ["[params].len() == 1", "let name = \"skill\"; params[name] == 1", "log(params); true"] {
        assert_eq!(with(&format!("fn pick(params) {{ {body} }}")), "", "{body}");
    }
    tells(
        OfferKind::Predicate,
        "fn pick(params) { params.skill == 1 }",
        &["1:26-31 there is no parameter `skill` | predicate `test` declares no parameters"],
    );
}

#[test]
fn events_have_what_their_kind_has() {
    let text = "fn pick(event) {\n    if event.text != () { tag(event.cuase); }\n    event.when()\n}";
    tells(
        hook_for(HookKind::SessionClosed, &[EffectKind::Tag]),
        text,
        &[
            "2:14-18 the event `session_closed` has no property `text` | it has `kind`, `cause`",
            "~2:27-30 `tag` is called, and its result is thrown away | return it; several effects go into a list: \
             `[tag(\"a\"), set_priority(1)]`",
            "2:37-42 the event `session_closed` has no property `cuase` | did you mean `cause`? It has `kind`, `cause`",
            "3:11-15 there is no function `when` on `event`",
        ],
    );
    tells(
        hook_for(HookKind::AgentChanged, &[EffectKind::CallWebhook]),
        "fn pick(event, session) {\n    if session.state == \"queued\" { call_webhook(event[\"agent\"]) }\n}",
        &[
            "2:16-21 the event `agent_changed` is about no session: `session` is `()`",
            "2:55-62 `event` is not read in brackets | write `event.agent`",
        ],
    );
}

#[test]
fn effects_are_those_of_the_manifest() {
    let refused = "asks for an effect, and only hooks may";
    tells(
        OfferKind::Predicate,
        "fn pick() {\n    mark(); true\n}\nfn mark() { tag(\"angry\") }",
        &[&format!("4:13-16 `tag` {refused} | a predicate only answers: offer a hook besides")],
    );
    let text = r#"fn pick(event) {
    let f = Fn("set_field");
    f.call("mood", 1);
    if event.text == "" { return [set_priority(500), send_prompt("Sorry!")]; }
    "angry".tag()
}
fn never_called() { ask_transfer("Billing", "x") }
"#;
    tells(
        hook_for(HookKind::MessagePosted, &[EffectKind::SetPriority, EffectKind::CallWebhook]),
        text,
        &[
            "~1:4-8 the manifest declares the effect `call_webhook`, which the script never builds | take it out of the \
             hook's `effects`",
            "2:16-27 the manifest does not declare the effect `set_field` | write `effects: [set_priority, call_webhook, \
             set_field]` there",
            "4:48-51 `set_priority` goes from -100 to 100, not to 500",
            "4:54-65 the manifest does not declare the effect `send_prompt` | write `effects: [set_priority, call_webhook, \
             send_prompt]` there",
            "4:66-74 `send_prompt`: `Sorry!` is not an id: use 1 to 64 of a-z, 0-9, `-`, `_`, beginning with a letter or digit",
            "5:13-16 the manifest does not declare the effect `tag` | write `effects: [set_priority, call_webhook, tag]` there",
            "~7:4-16 nothing calls `never_called`, and no offer names it",
            "7:34-43 `ask_transfer`: `Billing` is not an id: use 1 to 64 of a-z, 0-9, `-`, `_`, beginning with a letter or digit",
        ],
    );
}

#[test]
fn what_could_not_be_counted_is_refused() {
    tells(
        OfferKind::Strategy,
        "fn pick(candidates) {\n    let m = #{};\n    m.a = 1;\n    m[\"b\"] += 1;\n    m.c.d = 2;\n    candidates\n}\nlet x = 1;",
        &[
            "3:5-6 a part of a value cannot be assigned | write `map.set(\"key\", value)` or `list.set(index, value)`",
            "4:5-6 a part of a value cannot be assigned | write `map.set(\"key\", value)` or `list.set(index, value)`",
            "5:5-6 a part of a value cannot be assigned | write `map.set(\"key\", value)` or `list.set(index, value)`",
            "8:1-4 only functions may stand here | put it into the function that needs it: a function sees its own variables only",
        ],
    );
}

#[test]
fn what_is_probably_not_meant_is_a_warning() {
    let text = r"fn pick(facts, candidates) {
    let wanted = 3;
    let _unused = 4;
    let list = [];
    list.push(1);
    for i in 0..3 { let inner = i; }
    candidates
}
fn orphan() { child() }
fn child() { orphan() }
fn alone() { alone() }
";
    tells(
        OfferKind::Strategy,
        text,
        &[
            "~1:9-14 `pick` never uses `facts` | leave it out: a function names only what it needs",
            "~2:9-15 `wanted` is never read",
            "~6:25-30 `inner` is never read",
            "~11:4-9 nothing calls `alone`, and no offer names it",
        ],
    );
}

#[test]
fn offers_that_share_a_file_are_told_of_once() {
    let predicate = Offer { parameters: Vec::new(), ..offer(OfferKind::Predicate) };
    let other = Offer { id: "other".parse().unwrap(), function: "other".to_owned(), ..predicate.clone() };
    let text = "fn pick() { common(1) }\nfn other() { common(2) }\nfn common(n) { let x = 1; n.nope() }";
    assert_eq!(told(vec![predicate, other], text), "~3:20-21 `x` is never read\n3:29-33 there is no function `nope`");
}

/// What is told of an expression over these facts.
fn told_of(text: &str) -> Vec<String> {
    let fields = [
        ("page.path", FactKind::Text),
        ("page.title", FactKind::Text),
        ("visitor.sessions", FactKind::Number),
        ("visitor.tags", FactKind::List),
        ("custom.shop.cart", FactKind::Number),
    ];
    let problems = ScriptHost::new().expression(text, &fields).err().unwrap_or_default();
    let line = |problem: &ScriptProblem| {
        assert_eq!((problem.severity, problem.file.as_ref()), (Severity::Error, ""));
        let help = problem.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{}:{}-{} {}{help}", problem.line, problem.column, problem.end_column, problem.message)
    };
    problems.iter().map(line).collect()
}

#[test]
fn expressions_name_facts_and_only_look() {
    for text in [
        "visitor.sessions > 3 && page.path.starts_with(\"/cart\")",
        "custom.shop.cart > 100 || \"vip\" in visitor.tags",
        "visitor.tags[0] == \"vip\" && visitor.tags.len() > 1 && (page.title ?? \"none\") != \"\"",
        "now() % 2 == 0",
    ] {
        assert_eq!(told_of(text), Vec::<String>::new(), "{text}");
    }
    for (text, expected) in [
        ("visitor.session > 3", "1:9-16 there is no fact `visitor.session` | did you mean `visitor.sessions`?"),
        ("page.pth.len() > 3", "1:6-9 there is no fact `page.pth` | did you mean `page.path`?"),
        ("page.language == 1", "1:6-14 there is no fact `page.language` | there are `page.path`, `page.title`"),
        ("custom.shop.basket > 1", "1:13-19 there is no fact `custom.shop.basket` | did you mean `custom.shop.cart`?"),
        ("custom.shop > 1", "1:8-12 `custom.shop` is no fact by itself | there are `custom.shop.cart`"),
        ("page == 1", "1:1-5 `page` is no fact by itself | there are `page.path`, `page.title`"),
        ("page[\"path\"] == 1", "1:1-5 `page` is no fact by itself | there are `page.path`, `page.title`"),
        ("page.path.start_with(\"/\")", "1:11-21 there is no function `start_with` | did you mean `starts_with`?"),
        ("tag(\"angry\")", "1:1-4 `tag` asks for an effect, and only hooks may | a condition only looks: offer a hook"),
    ] {
        assert_eq!(told_of(text), [expected], "{text}");
    }
    for text in [
        "let x = 1; x > 0",
        "if true { 1 } else { 2 }",
        "{ 1 }",
        "visitor.tags.some(|tag| tag == \"vip\")",
        "",
        "fn f() { 1 }",
    ] {
        assert!(!told_of(text).is_empty(), "{text}");
    }
    let family = told_of("visitr.sessions > 3");
    assert!(family[0].starts_with("1:1-7 ") && family[0].ends_with("did you mean `visitor`?"), "{family:?}");
}
