//! Conditions that are large, costly to compile, or costly to prove anything of.

use crate::row::{End, Row, files};
use End::Either;

/// As many tests as one condition may have, its own words left aside.
const TESTS: usize = 490;

pub fn rows() -> Vec<Row> {
    let mut rows = vec![
        tests("tests of text", |at, test| format!("{{ page.path: {{ starts_with: /a{at}/{test} }} }}")),
        tests("tests of numbers", |at, test| format!("{{ visitor.sessions: {{ gt: {} }} }}", at * 7 + test)),
        tests("tests that exclude each other", |_, test| format!("{{ visitor.name: n{test} }}")),
        tests("tests in pairs", |_, test| {
            format!("{{ not: {{ all: [{{ visitor.sessions: {test} }}, {{ page.path: /a{test} }}] }} }}")
        }),
        tests("values by the thousand", |_, test| {
            let values: Vec<String> = (0..900).map(|value| format!("v{test}{value}")).collect();
            format!("{{ visitor.name: {{ in: [{}] }} }}", values.join(", "))
        }),
        tests("one value by the thousand", |_, _| format!("{{ visitor.name: {{ in: [{}] }} }}", "v, ".repeat(900))),
        tests("scripts that are asked", |_, test| format!("{{ expr: 'visitor_sessions > {test}' }}")),
        tests("scripts that are not there", |_, test| format!("{{ script: nobody/s{test} }}")),
        tests("expressions that are deep", |_, _| format!("{{ expr: '{}1{} > 0' }}", "(".repeat(60), ")".repeat(60))),
        Row::new("expressions as long as may be", Either, || {
            files(|at| rule(at, &format!("{{ expr: '{}1 > 0' }}", "1 + ".repeat(490))))
        }),
        Row::new("alternatives of alternatives", Either, || {
            files(|at| {
                let leaf = |from: usize| {
                    (from..from + 2).map(|n| format!("{{ visitor.sessions: {n} }}")).collect::<Vec<_>>().join(", ")
                };
                let mut text = format!("{{ any: [{}] }}", leaf(0));
                for level in 1..14 {
                    text = format!(
                        "{{ all: [{{ any: [{}] }}, {{ any: [{text}, {{ page.path: /{level} }}] }}] }}",
                        leaf(level * 2)
                    );
                }
                rule(at, &text)
            })
        }),
        Row::new("rules that each leave something over", Either, || {
            files(|at| rule(at, &format!("{{ visitor.sessions: {{ between: [{}, {}] }} }}", at * 2, at * 2 + 3)))
        }),
        Row::new("rules that each take one value", Either, || {
            files(|at| rule(at, &format!("{{ visitor.name: n{at} }}")))
        }),
        Row::new("rules that each refuse one value", Either, || {
            files(|at| rule(at, &format!("{{ not: {{ visitor.name: n{at} }} }}")))
        }),
    ];
    for (name, pattern) in [
        ("letters of every language", r"\w{10}"),
        ("as many letters as fit", r"\w{40}"),
        ("a large count", "(a{100}){90}"),
        ("alternatives", "(a|b|c|d|e|f|g|h){60}"),
        ("many alternatives", r"(\pL\d|\d\pL|.x|x.){12}"),
        ("too large", r"((\w{100}){100}){100}"),
        ("optional letters", "(a?){200}a{200}"),
        ("words without case", "(?i)(straße|ſtraße|kelvin|K){30}"),
        ("classes of classes", r"[\pL&&[^\p{Greek}--\p{Han}]~~\d]{20}"),
        ("nesting", "((((((((((((((((((((a*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*"),
    ] {
        rows.push(tests(&format!("expressions: {name}"), move |_, test| {
            format!("{{ page.path: {{ matches: '{pattern}{test}' }} }}")
        }));
    }
    rows.push(Row::new("expressions as long as may be, in forms", Either, || {
        files(|at| {
            let fields = (0..30)
                .map(|field| {
                    format!(
                        "- {{ id: f{field}, type: text, label: L, pattern: '\\w{{40}}{field}', pattern_help: H }}\n"
                    )
                })
                .collect::<Vec<_>>()
                .concat();
            (format!("rules/forms/f{at}.yaml"), format!("name: F\nkind: leave_message\ntitle: T\nfields:\n{fields}"))
        })
    }));
    rows.push(Row::new("forms whose fields ask for each other", Either, || {
        files(|at| {
            let fields = (0..29)
                .map(|field| {
                    let asks = format!("{{ f{}: {{ starts_with: a }} }}, ", usize::saturating_sub(field, 1)).repeat(60);
                    format!("- {{ id: f{field}, type: text, label: L, shown_if: {{ any: [{asks}] }} }}\n")
                })
                .collect::<Vec<_>>()
                .concat();
            (format!("rules/forms/f{at}.yaml"), format!("name: F\nkind: leave_message\ntitle: T\nfields:\n{fields}"))
        })
    }));
    rows.push(Row::new("forms of many answers", Either, || {
        files(|at| {
            let options = (0..50)
                .map(|option| format!("{{ value: v{option}, label: {{ en: L, zh: L }} }}, "))
                .collect::<Vec<_>>()
                .concat();
            let fields = (0..30)
                .map(|field| format!("- {{ id: f{field}, type: choice, label: {{ en: L }}, options: [{options}] }}\n"))
                .collect::<Vec<_>>()
                .concat();
            (format!("rules/forms/f{at}.yaml"), format!("name: F\nkind: pre_chat\ntitle: T\nfields:\n{fields}"))
        })
    }));
    rows
}

fn rule(at: usize, condition: &str) -> (String, String) {
    let text = format!("name: R\npriority: {}\ngroup: team\nstrategy: load\nwhen: {condition}\n", at % 1_000);
    (format!("rules/distribution/r{at}.yaml"), text)
}

/// Rules with as many tests each as there may be, or as many as fit a file of a moderate size.
fn tests(name: &str, test: impl Fn(usize, usize) -> String + 'static) -> Row {
    Row::new(name, Either, move || {
        files(|at| {
            let mut each = String::new();
            for number in 0..TESTS {
                let test = test(at, number);
                if each.len() + test.len() > 60_000 {
                    break;
                }
                each.push_str("  - ");
                each.push_str(&test);
                each.push('\n');
            }
            rule(at, &format!("\n  any:\n{each}"))
        })
    })
}
