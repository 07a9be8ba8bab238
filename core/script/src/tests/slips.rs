//! What people who try it write, and what they are told: one row a slip.

use super::offering::{FILE, compile_offers, hook, offer, told};
use crate::{API, FactKind, Manifest, Named, Offer, OfferKind, ScriptHost};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{EffectKind, HookKind};

fn plain(kind: OfferKind) -> Offer {
    Offer { parameters: Vec::new(), ..offer(kind) }
}

/// Each row: what is written, and all that is told of it.
#[track_caller]
fn rows(kind: &OfferKind, rows: &[(&str, &str)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(text, expected)| (text, told(vec![plain(kind.clone())], text), expected))
        .filter(|(_, told, expected)| told != *expected)
        .map(|(text, told, expected)| format!("{text}\n  told     {told}\n  expected {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn tagging() -> OfferKind {
    OfferKind::Hook { on: HookKind::MessagePosted, effects: [EffectKind::Tag, EffectKind::SetPriority].into() }
}

const RETURN: &str = "return it, or put it into a variable: it changes nothing by itself";
const LIST: &str = "return it; several effects go into a list: `[tag(\"a\"), set_priority(1)]`";

#[test]
fn results_that_go_nowhere_are_told() {
    let away =
        |at: &str, name: &str, help: &str| format!("~{at} `{name}` is called, and its result is thrown away | {help}");
    rows(
        &OfferKind::Strategy,
        &[
            ("fn pick(candidates) { candidates.available(); candidates }", &away("1:34-43", "available", RETURN)),
            (
                "fn pick(candidates) { candidates.available().least(\"load\"); candidates }",
                &away("1:46-51", "least", RETURN),
            ),
            (
                "fn pick(candidates) { if candidates.count() > 1 { candidates.shuffled() } candidates }",
                &away("1:62-70", "shuffled", RETURN),
            ),
            (
                "fn pick(candidates) { for one in candidates { candidates.first() } candidates }",
                &away("1:58-63", "first", RETURN),
            ),
            ("fn pick(candidates) { let list = []; list.push(1); log(list); candidates.available() }", ""),
            ("fn pick(candidates) { candidates.next_in_turn(); candidates.available(); }", ""),
            ("fn pick(candidates) { if candidates.is_empty() { () } else { candidates.shuffled() } }", ""),
        ],
    );
    rows(
        &tagging(),
        &[
            ("fn pick() { tag(\"a\"); set_priority(1); }", &away("1:13-16", "tag", LIST)),
            ("fn pick(event) { if event.text == \"\" { tag(\"a\") } set_priority(1) }", &away("1:40-43", "tag", LIST)),
            ("fn pick() { [tag(\"a\"), set_priority(1)] }", ""),
        ],
    );
}

#[test]
fn facts_that_do_not_exist_are_told() {
    let manifest = Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        offers: vec![plain(OfferKind::Predicate)],
    };
    let host = ScriptHost::new();
    let told = |body: &str, fields: &[&str]| {
        let files = BTreeMap::from([(Arc::from(FILE), Arc::from(format!("fn pick(facts) {{ {body} }}")))]);
        let problems = host.compile(&manifest, &files, fields).err().unwrap_or_default();
        let line = |problem: &crate::ScriptProblem| {
            format!("{} {} {}", problem.column, problem.message, problem.help.as_deref().unwrap_or_default())
        };
        problems.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let fields = ["page.path", "visitor.sessions", "visitor.name"];
    let missing = "there is no fact `page.pth` did you mean `page.path`?";
    for (body, expected) in [
        ("facts[\"page.path\"] == \"/\"", String::new()),
        ("facts[\"page.pth\"] == \"/\"", format!("24 {missing}")),
        ("facts.contains(\"page.pth\")", format!("33 {missing}")),
        ("\"page.pth\" in facts", format!("18 {missing}")),
        ("facts[\"path\"] == \"/\"", "24 there is no fact `path` did you mean `page.path`?".to_owned()),
        ("of(facts)} fn of(f) { f[\"anything\"] == 1", "42 there is no fact `anything` ".to_owned()),
        ("let name = \"anything\"; facts[name] == 1", String::new()),
    ] {
        assert_eq!(told(body, &fields), expected, "{body}");
        assert_eq!(told(body, &[]), "", "{body}: nothing is known");
    }
}

#[test]
fn what_effects_name_of_the_rules_is_told_with_its_place() {
    let text = "fn pick(event) {\n    let id = event.text;\n    [send_prompt(\"sorry\"), ask_transfer(\"care\", \"why\"), \
                call_webhook(\"pager\"),\n     send_prompt(id), tag(\"a\"), set_field(\"b\", 1), set_priority(2)]\n}";
    let plugin = compile_offers(vec![plain(hook(HookKind::MessagePosted)), plain(hook(HookKind::MessagePosted))], text);
    let named = |what, id: &str, column, end_column| Named {
        file: FILE.into(),
        line: 3,
        column,
        end_column,
        what,
        id: id.to_owned(),
    };
    assert_eq!(
        plugin.unwrap().named,
        [
            named(EffectKind::SendPrompt, "sorry", 18, 25),
            named(EffectKind::AskTransfer, "care", 41, 47),
            named(EffectKind::CallWebhook, "pager", 70, 77),
        ]
    );
}

#[test]
fn words_of_other_languages_are_told() {
    let no = |word: &str| format!("`{word}` is not part of the scripts' language");
    rows(
        &OfferKind::Predicate,
        &[
            (
                "fn pick(facts) { facts[\"page.path\"] == '/cart' }",
                "1:40-41 single quotes hold one character only | texts stand in double quotes: `\"/cart\"`",
            ),
            ("fn pick() { true and false }", &format!("1:18-21 {} | write `&&`", no("and"))),
            ("fn pick() { if true or false { true } else { false } }", &format!("1:21-23 {} | write `||`", no("or"))),
            ("fn pick() { not true }", &format!("1:13-16 {} | write `!`", no("not"))),
            ("fn pick(facts) { facts[\"a\"] == null }", &format!("1:32-36 {} | write `()`", no("null"))),
            ("fn pick(facts) { facts[\"a\"] == None }", &format!("1:32-36 {} | write `()`", no("None"))),
            ("fn pick() { var x = 1; x == 1 }", &format!("1:13-16 {} | write `let`", no("var"))),
            ("function pick() { true }", &format!("1:1-9 {} | write `fn`", no("function"))),
            ("def pick(facts) { true }", &format!("1:1-4 {} | write `fn`", no("def"))),
            (
                "fn pick() { if true { true } elif false { true } else { false } }",
                &format!("1:30-34 {} | write `else if`", no("elif")),
            ),
            (
                "const LIMIT = 3;\nfn pick(facts) { facts[\"a\"] > LIMIT }",
                "2:31-36 there is no variable `LIMIT` in this function | only functions stand at the top of a file, and a function sees its \
                 own parameters and variables only: put `LIMIT` into the function",
            ),
            (
                "fn other() { let most = 3; most }\nfn pick() { most > 1 }",
                "2:13-17 there is no variable `most` | a function sees its own parameters and variables only",
            ),
        ],
    );
}

#[test]
fn one_slip_is_told_once() {
    rows(
        &OfferKind::Strategy,
        &[
            (
                "fn pick(candidate) { () }",
                "1:9-18 `candidate` is nothing that a strategy is given | did you mean `candidates`? A strategy may name \
                 `candidates`, `facts`, `records`, `params`",
            ),
            (
                "fn pick(candidates) { best(candidates, 1) }\nfn best(list) { list }",
                "1:23-27 `best` takes 1 value, not 2",
            ),
            (
                "fn pick(candidates) { bset(candidates) }\nfn best(list) { list }",
                "1:23-27 there is no function `bset` | did you mean `best`?",
            ),
        ],
    );
}

#[test]
fn what_is_of_lists_or_of_one_candidate_is_told() {
    let no = |at: &str, what: &str, help: &str| format!("{at} `candidates` has no property `{what}` | {help}");
    let none =
        |at: &str, what: &str, help: &str| format!("{at} there is no function `{what}` on `candidates` | {help}");
    let choose = "choose by a field: write `where(\"load\", \"lt\", 3)`, or go through them with `for`";
    rows(
        &OfferKind::Strategy,
        &[
            (
                "fn pick(candidates) { if candidates.first().load > 1 { candidates } }",
                &no("1:45-49", "load", "one candidate has it: write `candidates[0].load`"),
            ),
            (
                "fn pick(candidates) { if candidates.length > 1 { candidates } }",
                &no("1:37-43", "length", "write `count()`"),
            ),
            (
                "fn pick(candidates) { if candidates.len() > 1 { candidates } }",
                &none("1:37-40", "len", "write `count()`"),
            ),
            ("fn pick(candidates) { candidates.filter(|c| c.load < 3) }", &none("1:34-40", "filter", choose)),
            ("fn pick(candidates) { candidates.map(|c| c.id) }", &none("1:34-37", "map", choose)),
        ],
    );
    rows(
        &tagging(),
        &[
            ("fn pick() { [tag(5), set_priority(1)] }", "1:18-19 `tag` takes a text, not a whole number"),
            (
                "fn pick() { [tag(\"a\"), set_priority(\"x\")] }",
                "1:37-40 `set_priority` takes a whole number, not a text",
            ),
            (
                "fn pick() { [tag(true), set_priority(1.5)] }",
                "1:18-22 `tag` takes a text, not `true` or `false`\n1:38-39 `set_priority` takes a whole number, not a number with a fraction",
            ),
        ],
    );
}

#[test]
fn what_fails_on_an_ordinary_visitor_is_told_in_plain_words() {
    let absent = "facts, records and parts of events may be absent: they are `()` then";
    let tried = "tried once at load on made-up input; a test beside the script shows more";
    let fails = |at: &str, how: &str, help: &str| format!("~{at} fails on an ordinary visitor: {how} | {help}");
    rows(
        &OfferKind::Strategy,
        &[
            (
                "fn pick(candidates) { candidates + 1 }",
                &fails("1:34-35", "`+` does not work on candidates and a whole number", tried),
            ),
            (
                "fn pick(candidates, facts) { candidates.first(facts[\"visitor.name\"] + 1) }",
                &fails("1:69-70", "`+` does not work on nothing and a whole number", absent),
            ),
            (
                "fn pick(facts) { facts[\"visitor.name\"].len() }",
                &fails("1:40-43", "there is no function `len` for nothing", absent),
            ),
            (
                "fn pick(facts) { facts[\"page.path\"].foo }",
                &fails("1:37-40", "there is no property `foo` on a text", tried),
            ),
            (
                "fn pick() { let x = 3; if x { () } }",
                &fails("1:27-28", "`true` or `false` is needed here, not a whole number", tried),
            ),
            (
                "fn pick() { [1, 2][5] }",
                &fails("1:20-21", "there is no value 5: the list has 2, counted from 0", tried),
            ),
            (
                "fn pick() { let n = 3; for x in n { log(x) } }",
                &fails(
                    "1:33-34",
                    "`for` goes through candidates, lists, texts and ranges, and not through this",
                    tried,
                ),
            ),
        ],
    );
}

#[test]
fn expressions_that_are_no_condition_are_told() {
    let fields = [
        ("page.path", FactKind::Text),
        ("visitor.sessions", FactKind::Number),
        ("visitor.verified", FactKind::Bool),
        ("visitor.tags", FactKind::List),
    ];
    let host = ScriptHost::new();
    for (text, expected) in [
        ("visitor.sessions", "1 a condition says yes or no, and this is a number | compare it: `visitor.sessions > 3`"),
        ("page.path", "1 a condition says yes or no, and this is a text | compare it: `page.path == \"…\"`"),
        (
            "visitor.tags",
            "1 a condition says yes or no, and this is a list | ask for one of its texts: `\"vip\" in visitor.tags`",
        ),
        ("3", "1 a condition says yes or no, and this is a number | compare it with something"),
        ("\"yes\"", "1 a condition says yes or no, and this is a text | compare it with something"),
        ("visitor.sessions + 1", "18 a condition says yes or no, and this is a number | compare it with something"),
        (
            "visitor.verified && page.path",
            "21 a condition says yes or no, and this is a text | compare it: `page.path == \"…\"`",
        ),
        (
            "!visitor.sessions",
            "2 a condition says yes or no, and this is a number | compare it: `visitor.sessions > 3`",
        ),
        ("page.path.len()", "1 a condition says yes or no, and this is a number | compare it with something"),
        (
            "visitor.sessions > \"3\"",
            "20 `visitor.sessions` is a number, and is compared with a text: they never agree | ",
        ),
        ("true && 3 == page.path", "14 this is a number, and is compared with a text: they never agree | "),
        ("page.path.foo == 1", "11 `page.path` has no property `foo` | "),
        (
            "page.path.starts_with == 1",
            "11 `page.path` has no property `starts_with` | it is a function: write `starts_with(…)`",
        ),
        ("visitor.sessions.x", "18 `visitor.sessions` has no property `x` | "),
        ("visitor.verified", ""),
        ("visitor.sessions + 1 > 3 && page.path.len > 2 && page.path.len() > 2", ""),
        ("(page.path ?? \"/\") == \"/\" && random() < 2 && visitor.tags != ()", ""),
        ("\"vip\" !in visitor.tags", ""),
    ] {
        let problems = host.expression(text, &fields).err().unwrap_or_default();
        let line = |problem: &crate::ScriptProblem| {
            format!("{} {} | {}", problem.column, problem.message, problem.help.as_deref().unwrap_or_default())
        };
        assert_eq!(problems.iter().map(line).collect::<Vec<_>>().join("\n"), expected, "{text}");
    }
}
