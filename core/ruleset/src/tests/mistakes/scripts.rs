//! Mistakes in conditions that ask a script, each way of writing an expression among them.

use super::{Case, FIRST, RULE, all, one};
use crate::Severity;

const CAMPAIGN: &[(&str, &str)] = &[
    (
        "plugins/campaign/plugin.yaml",
        "api: 1\nname: Campaign\noffers:\n  predicate: [{ id: in_season, parameters: { month: { type: integer, default: 12 } } }]\n  compute: [{ id: slogan }]\n  hook: [{ id: told, event: session_closed, effects: [tag] }]\n",
    ),
    (
        "plugins/campaign/campaign.rhai",
        "fn in_season(params) { params.month == 12 }\nfn slogan() { \"Buy!\" }\nfn told() { tag(\"told\") }\n",
    ),
];

fn when(marked: &str) -> Case<'static> {
    (FIRST, format!("{RULE}{marked}\n"), CAMPAIGN)
}

#[test]
fn predicates() {
    let seen = all(
        Severity::Error,
        &[
            when("script: «campain/in_season»"),
            when("script: «in_season»"),
            when("script: «campaign/slogan»"),
            when("script: «[campaign/in_season]»"),
            when("script: { use: campaign/in_season, with: { «mont»: 3 } }"),
            when("script: { use: campaign/in_season, with: { month: «May» } }"),
            when("«scrpt»: campaign/in_season"),
            when("«exp»: 'visitor.sessions > 3'"),
            when("script: campaign/in_season\n  «expr»: 'true'"),
            when("not: «[{ script: campaign/in_season }]»"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn expressions() {
    let long = format!("expr: «'{}'»", "true && ".repeat(300));
    let seen = all(
        Severity::Error,
        &[
            when("expr: visitor.sessions > 3 && page.«pth» == \"/a\""),
            when("expr: 'page.title == \"it''s\" && page.«pth» == \"/a\"'"),
            when("expr: \"page.title == \\\"\\u4f60 \\\" && page.«pth» == \\\"/a\\\"\""),
            when("expr: visitor.sessions > 3\n    && page.«pth» == \"/a\""),
            when("expr: |\n    visitor.sessions > 3\n      && page.«pth» == \"/a\""),
            when("expr: >-\n    visitor.sessions > 3\n    && page.«pth» == \"/a\""),
            when("any:\n    - page.path: /a\n    - not: { expr: 'page.«pth» == \"/a\"' }"),
            when("expr: «true»"),
            when("expr: «''»"),
            when("expr: «[a]»"),
            when("«expr»:"),
            when("expr: «!visitor.verified»"),
            when(&long),
            when("page.path:\n    matches: |-\n      ^/a«(»b"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn an_expression_of_two_mistakes_has_two_problems() {
    let (code, _) =
        one(FIRST, &format!("{RULE}expr: '«visitr».name == 1'\n"), CAMPAIGN, Severity::Error).expect("one problem");
    assert_eq!(code, "E0409");
    let compiled = super::compiled(&[(FIRST, &format!("{RULE}expr: |\n    page.pth == 1\n    || page.hots == 2\n"))]);
    let places: Vec<(u32, u32)> = compiled.diagnostics.iter().map(|one| (one.span.line, one.span.column)).collect();
    assert_eq!(places, [(8, 10), (9, 13)], "{:#?}", compiled.diagnostics);
}
