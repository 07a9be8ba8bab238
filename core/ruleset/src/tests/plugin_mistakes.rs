//! Mistakes in plug-ins and in the use of them, each on its exact place.

use super::{
    compiled,
    mistakes::{Case, all, case},
};
use crate::Severity;

const PLUGIN: &str = "plugins/mine/plugin.yaml";
const TEST: &str = "plugins/mine/tests/cases.yaml";
const FIRST: &str = "rules/distribution/first.yaml";
const SCRIPT: (&str, &str) = ("plugins/mine/mine.rhai", "fn pick(candidates) { candidates.available() }\n");
const HOOK_SCRIPT: (&str, &str) = ("plugins/mine/mine.rhai", "fn a() { tag(\"b\") }\n");

/// A plug-in with one of each, and parameters of every type.
const SKILLED: &str = "\
api: 1
name: Skilled
offers:
  strategy:
    - parameters:
        skill: { type: string, minLength: 1, maxLength: 10 }
        weight: { type: integer, minimum: 1, maximum: 10, default: 2 }
        mode: { enum: [strict, loose, \"2\"], default: loose }
        share: { type: number, exclusiveMinimum: 0, default: 0.5 }
        only: { type: boolean, default: false }
        pairs: { type: array, maxItems: 3, uniqueItems: true, items: { type: object, properties: { to: { type: string }, at: { type: integer } }, required: [to], additionalProperties: false }, default: [] }
        either: { anyOf: [{ type: integer }, { type: string, pattern: ^a }], default: 1 }
  predicate:
    - { id: in_season, parameters: { month: { type: integer, default: 1 } } }
  compute:
    - { id: part_of_day }
  hook:
    - { id: angry, event: message_posted, effects: [tag, set_priority] }
    - { id: gone, event: agent_changed, effects: [call_webhook] }
";
const SKILLED_SCRIPT: &str = "\
fn pick(candidates, params) {
    let all = [params.skill, params.weight, params.mode, params.share, params.only, params.pairs, params.either];
    if all.is_empty() { candidates } else { candidates.available() }
}
fn in_season(params) { params.month == 1 }
fn part_of_day() { \"morning\" }
fn angry(event) { if event.text == \"help!\" { [tag(\"angry\"), set_priority(50)] } }
fn gone(event) { call_webhook(\"pager\", #{ who: event.agent }) }
";
pub(super) const WITH_SKILLED: &[(&str, &str)] = &[
    ("plugins/mine/plugin.yaml", SKILLED),
    ("plugins/mine/mine.rhai", SKILLED_SCRIPT),
    ("rules/webhooks/pager.yaml", "name: Pager\nurl: https://pager.example.com\n"),
];

fn manifest(offers: &str) -> Case<'static> {
    (PLUGIN, format!("api: 1\nname: Mine\noffers: {offers}\n"), &[SCRIPT])
}

fn strategy(offer: &str) -> Case<'static> {
    manifest(&format!("{{ strategy: [{offer}] }}"))
}

fn parameter(schema: &str) -> Case<'static> {
    strategy(&format!("{{ parameters: {{ a: {schema} }} }}"))
}

fn hook(rest: &str) -> Case<'static> {
    (PLUGIN, format!("api: 1\nname: Mine\noffers: {{ hook: [{{ {rest} }}] }}\n"), &[HOOK_SCRIPT])
}

fn rule(strategy: &str) -> Case<'static> {
    (
        FIRST,
        format!("name: First\ngroup: team\nwelcome: hello\nwhen: {{ visitor.verified: true }}\nstrategy: {strategy}\n"),
        WITH_SKILLED,
    )
}

fn when(condition: &str) -> Case<'static> {
    (
        FIRST,
        format!("name: First\ngroup: team\nwelcome: hello\nstrategy: load\nwhen: {{ {condition} }}\n"),
        WITH_SKILLED,
    )
}

fn test(text: &str) -> Case<'static> {
    (TEST, text.to_owned(), WITH_SKILLED)
}

fn strategy_case(rest: &str) -> Case<'static> {
    test(&format!("strategy: mine\ncases:\n  - name: A\n    with: {{ skill: es }}\n    {rest}\n"))
}

fn hook_case(rest: &str) -> Case<'static> {
    let event = "event: { kind: message_posted, text: Hi }";
    test(&format!("hook: angry\ncases:\n  - name: A\n    {event}\n    {rest}\n"))
}

#[test]
fn folders_and_files() {
    let beside: &[(&str, &str)] = &[SCRIPT];
    let seen = all(
        Severity::Error,
        &[
            (PLUGIN, "api: «2»\nname: Mine\noffers: { strategy: [{ file: mine.rhai }] }\n".to_owned(), beside),
            strategy("{ file: «mien.rhai» }"),
            strategy("{ file: «../load/load.rhai» }"),
            strategy("{ id: «load», file: mine.rhai }"),
            strategy("{ file: mine.rhai, «func»: pick }"),
            case("plugins/mine/other.rhai", "«f»n pick(c) { c }\n"),
            case("plugins/mine/tests/lone.yaml", "«s»trategy: mine\ncases: []\n"),
            case("plugins/load/load.rhai", "«f»n pick(candidates) { candidates }\n"),
            case("plugins/lone.rhai", "«f»n pick(candidates) { candidates }\n"),
            ("plugins/mine/tests/cases.yml", "«s»: 1\n".to_owned(), WITH_SKILLED),
            ("plugins/mine/tests/sub/t.yaml", "«s»: 1\n".to_owned(), WITH_SKILLED),
            ("plugins/mine/test/t.yaml", "«s»: 1\n".to_owned(), WITH_SKILLED),
            ("plugins/mine/manifest.yaml", "«a»pi: 1\n".to_owned(), WITH_SKILLED),
            ("plugins/mine/lib/x.rhai", "«f»n x() {}\n".to_owned(), WITH_SKILLED),
            ("plugins/mine/tests/x.rhai", "«f»n x() {}\n".to_owned(), WITH_SKILLED),
            case("plugins/lone.yaml", "«a»pi: 1\n"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn manifests() {
    let seen = all(
        Severity::Error,
        &[
            manifest("«{}»"),
            manifest("{ «stratgy»: [{}] }"),
            manifest("{ strategy: «[]» }"),
            manifest("{ strategy: [{ id: a }, { id: «a» }] }"),
            manifest("{ predicate: [«{ function: pick }»] }"),
            manifest("{ predicate: [{ id: «24h» }] }"),
            strategy("{ function: «2nd» }"),
            strategy("{ function: «while» }"),
            manifest("{ predicate: [{ id: «if» }] }"),
            manifest("{ predicate: [{ «idd»: in_season }] }"),
            manifest("{ strategy: [{ «functon»: choose }] }"),
            strategy("{ on_failure: «opne» }"),
            strategy("{ limits: { operations: «200000» } }"),
            strategy("{ limits: { time: «1s» } }"),
            strategy("{ limits: { time: «fast» } }"),
            strategy("{ limits: { time: «2» } }"),
            strategy("{ limits: { «memory»: 1 } }"),
            hook("id: a, event: «message_post», effects: [tag]"),
            hook("id: a, event: message_posted, effects: [tag, «set_tag»]"),
            hook("id: a, event: message_posted, effects: [tag, «tag»]"),
            hook("id: a, event: message_posted, effects: «[]»"),
            hook("id: a, event: agent_changed, effects: [call_webhook, «tag»]"),
            hook("id: a, event: message_posted, effects: [tag], «parameters»: {}"),
            manifest("{ hook: [«{ id: a, effects: [tag] }»] }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn schemas_of_parameters() {
    let seen = all(
        Severity::Error,
        &[
            strategy("{ parameters: { «Skill»: { type: string } } }"),
            parameter("«string»"),
            parameter("{ type: «strng» }"),
            parameter("{ type: [string, «null»] }"),
            parameter("{ type: integer, «minimun»: 1 }"),
            parameter("{ type: integer, minimum: «\"1\"» }"),
            parameter("{ type: string, minLength: «-1» }"),
            parameter("{ type: string, format: «e-mail» }"),
            parameter("{ type: string, pattern: «a(b» }"),
            parameter("{ type: array, items: { «$ref»: \"file:///etc/passwd\" } }"),
            parameter("{ type: object, properties: { b: { type: «text» } } }"),
            parameter("{ type: object, patternProperties: { «\"[\"»: { type: string } } }"),
            parameter("{ anyOf: «[]» }"),
            parameter("{ enum: «[]» }"),
            parameter("{ type: integer, minimum: 5, maximum: «3» }"),
            parameter("{ type: array, items: { type: string, minLength: 2, maxLength: «1» } }"),
            parameter("{ type: integer, default: «many» }"),
            parameter("{ type: integer, default: «\"1\"» }"),
            parameter("{ type: array, items: { type: integer }, default: [1, «two»] }"),
            parameter("{ enum: [low, high], default: «hihg» }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn values_of_parameters() {
    let with = |with: &str| rule(&format!("{{ use: mine, with: {{ skill: es, {with} }} }}"));
    let seen = all(
        Severity::Error,
        &[
            rule("«mine»"),
            rule("[load, «mine»]"),
            rule("{ use: «mine», with: { weight: 2 } }"),
            rule("{ use: mine, with: { «skil»: es } }"),
            rule("{ use: load, with: { «skill»: es } }"),
            rule("{ use: mine, with: { skill: es, «colour»: red } }"),
            rule("{ use: mine, with: { skill: «5» } }"),
            rule("{ use: mine, with: { skill: «\"\"» } }"),
            rule("{ use: mine, with: { skill: «yes» } }"),
            rule("{ use: mine, with: { «skill»: } }"),
            rule("{ use: mine, with: { skill: «far-too-long-a-skill» } }"),
            rule("{ use: mine, with: «es» }"),
            with("weight: «\"2\"»"),
            with("weight: «11»"),
            with("weight: «1.5»"),
            with("mode: «strickt»"),
            with("mode: «2»"),
            with("share: «0»"),
            with("only: «1»"),
            with("pairs: [{ to: li }, «{ at: 1 }»]"),
            with("pairs: [{ to: li, at: «one» }]"),
            with("pairs: [{ to: li, «att»: 1 }]"),
            with("pairs: «[{ to: a }, { to: a }]»"),
            with("either: «b»"),
            rule("«{ with: { skill: es } }»"),
            rule("{ use: load, «wiht»: {} }"),
            rule(
                "[{ use: mine, with: { skill: es } }, { use: mine, with: { skill: fr } }, { use: «mine», with: { skill: es, weight: 2 } }]",
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn names_of_offers() {
    let seen = all(
        Severity::Error,
        &[
            rule("«mien»"),
            rule("«mine/in_season»"),
            when("script: «mine/in_seson»"),
            when("script: «in_season»"),
            when("script: «other/nothing-like-it»"),
            when("script: «mine/part_of_day»"),
            when("script: «mine/angry»"),
            when("script: { use: mine/in_season, with: { month: «may» } }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn tests_of_plugins() {
    let seen = all(
        Severity::Error,
        &[
            test("«cases»: []\n"),
            test("strategy: mine\n«hook»: angry\ncases: []\n"),
            test("strategy: «mien»\ncases: []\n"),
            test("predicate: «angry»\ncases: []\n"),
            test("strategy: mine\ncases: «[]»\n"),
            test("strategy: mine\ncases:\n  - name: «A»\n    expect: { nobody: true }\n"),
            test(
                "compute: part_of_day\ncases:\n  - { name: A, expect: { none: true } }\n  - { name: «A», expect: { none: true } }\n",
            ),
            strategy_case("expect: «{}»"),
            strategy_case("expect: { order: [li], «first»: li }"),
            strategy_case("expect: { «holds»: true }"),
            strategy_case("expect: { nobody: «false» }"),
            strategy_case("expect: { nobody: true, operations: «1000000» }"),
            strategy_case("now: «yesterday»\n    expect: { nobody: true }"),
            strategy_case("«event»: {}\n    expect: { nobody: true }"),
            strategy_case("candidates: [{ id: li, «lod»: 2 }]\n    expect: { first: li }"),
            strategy_case("candidates: [{ id: li }, «{ id: li }»]\n    expect: { first: li }"),
            strategy_case("candidates: [{ id: li, idle: «soon» }]\n    expect: { first: li }"),
            strategy_case("candidates: [{ id: li, refused: «gone» }]\n    expect: { first: li }"),
            strategy_case("candidates: [{ id: li, load: 1, refused: «full» }]\n    expect: { first: li }"),
            strategy_case("candidates: [{ id: li, idle: «10» }]\n    expect: { first: li }"),
            strategy_case("facts: { «Page Path»: /a }\n    expect: { nobody: true }"),
            strategy_case("facts: { «page.pth»: /a }\n    expect: { nobody: true }"),
            strategy_case("facts: { visitor.sessions: «\"3\"» }\n    expect: { nobody: true }"),
            strategy_case("facts: { device.kind: «fridge» }\n    expect: { nobody: true }"),
            strategy_case("facts: { time.hour: «24» }\n    expect: { nobody: true }"),
            strategy_case("facts: { time.of_day: «noon» }\n    expect: { nobody: true }"),
            strategy_case("facts: { time.now: «noon» }\n    expect: { nobody: true }"),
            strategy_case("facts: { page.path: «[/a]» }\n    expect: { nobody: true }"),
            strategy_case("records: { account: { id: a1, «ownr»: li } }\n    expect: { nobody: true }"),
            hook_case("expect: { effects: [{ effect: tag, tag: «Not A Tag» }] }"),
            hook_case("expect: { effects: [«{ effect: tag }»] }"),
            hook_case("expect: { effects: [{ effect: «send_prompt», prompt: sorry }] }"),
            hook_case("expect: { effects: [{ effect: set_priority, priority: «101» }] }"),
            hook_case("session: { state: «asigned» }\n    expect: { effects: [] }"),
            hook_case("session: «{ state: assigned }»\n    expect: { effects: [] }"),
            hook_case("«with»: {}\n    expect: { effects: [] }"),
            test(
                "hook: angry\ncases:\n  - name: A\n    event: { kind: «session_closed», cause: agent }\n    expect: { effects: [] }\n",
            ),
            test(
                "hook: angry\ncases:\n  - name: A\n    event: { kind: message_posted, «txt»: Hi }\n    expect: { effects: [] }\n",
            ),
            test(
                "hook: gone\ncases:\n  - name: A\n    event: { kind: agent_changed, agent: li, availability: «lunch» }\n    expect: { effects: [] }\n",
            ),
            test(
                "hook: gone\ncases:\n  - name: A\n    event: { kind: agent_changed, agent: li, availability: away }\n    «session»: {}\n    expect: { effects: [] }\n",
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn what_scripts_name() {
    const MANIFEST: &str = "api: 1\nname: Told\noffers: { hook: [{ id: told, event: session_opened, effects: [send_prompt, ask_transfer, call_webhook] }] }\n";
    const OTHERS: &[(&str, &str)] = &[("plugins/told/plugin.yaml", MANIFEST), WITH_SKILLED[2]];
    let told = |prompt: &str, group: &str, webhook: &str| -> Case<'static> {
        let effects =
            format!("[send_prompt({prompt}), ask_transfer({group}, \"late\"), call_webhook({webhook}, #{{}})]");
        ("plugins/told/told.rhai", format!("fn told() {{ {effects} }}\n"), OTHERS)
    };
    let (hello, team, pager) = ("\"hello\"", "\"team\"", "\"pager\"");
    let seen = all(
        Severity::Error,
        &[
            told("«\"helo\"»", team, pager),
            told(hello, "«\"taem\"»", pager),
            told(hello, team, "«\"page\"»"),
            told("\"hel\" + \"lo\"", team, "«\"Not An Id\"»"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn warnings() {
    let offers = "{ strategy: [{ id: a, file: mine.rhai }, { id: «b», file: mine.rhai }] }";
    let uses_a = "name: First\ngroup: team\nwelcome: hello\nwhen: { visitor.verified: true }\nstrategy: a\n";
    let beside: &[(&str, &str)] = &[SCRIPT, (FIRST, uses_a)];
    let seen = all(
        Severity::Warning,
        &[
            (PLUGIN, format!("api: 1\nname: Mine\noffers: {offers}\n"), beside),
            ("plugins/mine/more.rhai", "«f»n pick(candidates) { candidates }\n".to_owned(), WITH_SKILLED),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn a_broken_plugin_has_no_echo() {
    let uses = "name: First\ngroup: team\nwelcome: hello\nstrategy: [mine, other]\nwhen: { script: mine/in_season }\n";
    let tests = "strategy: mine\ncases:\n  - { name: A, with: { skill: es }, expect: { nobody: true } }\n";
    for (path, text) in [
        (PLUGIN, "api: 1\nname: Mine\noffers: []\n"),
        (PLUGIN, &SKILLED.replace("    - parameters:", "    - paramters:")),
        (PLUGIN, &SKILLED.replace("- { id: in_season,", "- { idd: in_season,")),
        (PLUGIN, &SKILLED.replace("{ id: part_of_day }", "{ id: part_of_day, functon: told }")),
        (PLUGIN, &SKILLED.replace("  predicate:", "  predicat:")),
        ("plugins/mine/mine.rhai", "fn pick(candidates) {\n"),
    ] {
        let other = "api: 1\nname: Other\noffers: { strategy: [{ id: other }] }\n";
        let mut changes = vec![
            ("plugins/other/plugin.yaml", other),
            ("plugins/other/other.rhai", SCRIPT.1),
            (FIRST, uses),
            (TEST, tests),
        ];
        changes.extend(WITH_SKILLED);
        changes.push((path, text));
        let compiled = compiled(&changes);
        let files: Vec<&str> = compiled.diagnostics.iter().map(|problem| &*problem.file).collect();
        // The rule names `mine` without its parameter too: of a broken plug-in nobody knows what it takes.
        assert_eq!(files, [path], "{:#?}", compiled.diagnostics);
    }
}
