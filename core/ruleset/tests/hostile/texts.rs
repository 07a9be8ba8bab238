//! Templates of prompts that would run long, grow large, or take long to check.

use crate::row::{End, Row, files, filled};
use End::Either;

pub fn rows() -> Vec<Row> {
    let templates = [
        ("loops within loops", format!("{}x{}", "{% for a in range(1000) %}".repeat(20), "{% endfor %}".repeat(20))),
        ("a range without end", "{% for a in range(1000000000) %}x{% endfor %}".to_owned()),
        ("text times a number", "{{ 'x' * 1000000000 }}".to_owned()),
        ("a list times a number", "{{ ([1] * 1000000000)|length }}".to_owned()),
        ("a macro that calls itself", "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}".to_owned()),
        (
            "macros by the dozen",
            (0..60).map(|n| format!("{{% macro m{n}() %}}{{% endmacro %}}")).collect::<Vec<_>>().concat(),
        ),
        ("a text that doubles", format!("{{% set a = 'x' %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(90))),
        ("filters upon filters", format!("{{{{ visitor.name{} }}}}", "|upper".repeat(300))),
        ("replacing letters by more", format!("{{{{ visitor.name{} }}}}", "|replace('', 'xxxx')".repeat(80))),
        ("brackets within brackets", format!("{{{{ {}1{} }}}}", "(".repeat(900), ")".repeat(900))),
        ("lists within lists", format!("{{{{ {}1{} }}}}", "[".repeat(900), "]".repeat(900))),
        ("signs upon signs", format!("{{{{ {}1 }}}}", "-".repeat(1_900))),
        ("nots upon nots", format!("{{{{ {}1 }}}}", "not ".repeat(450))),
        (
            "conditions within conditions",
            format!("{}x{}", "{% if visitor.name %}".repeat(50), "{% endif %}".repeat(50)),
        ),
        ("powers", format!("{{{{ 9{} }}}}", " ** 9".repeat(300))),
        ("blocks that never close", "{% if visitor.name %}".repeat(90)),
        ("comments that never close", "{# ".repeat(600)),
        ("names that are not there", "{{ nobody.at_all }}".repeat(100)),
        ("parts upon parts", format!("{{{{ visitor{} }}}}", ".a".repeat(980))),
        ("sums", format!("{{{{ 1{} }}}}", "+1".repeat(980))),
        ("texts one behind the other", format!("{{{{ 1{} }}}}", "~1".repeat(980))),
        ("places upon places", format!("{{{{ visitor{} }}}}", "[0]".repeat(650))),
        ("calls upon calls", format!("{{{{ visitor{} }}}}", "()".repeat(980))),
        ("comparisons", format!("{{{{ 1{} }}}}", "==1".repeat(650))),
        ("either or either or", format!("{{{{ {}1 }}}}", "1 if 1 else ".repeat(160))),
        ("conditions as deep as fit", format!("{}{}", "{%if 1%}".repeat(115), "{%endif%}".repeat(115))),
        ("loops as deep as fit", format!("{}{}", "{%for a in b%}".repeat(80), "{%endfor%}".repeat(80))),
        ("branches", format!("{{%if 1%}}{}{{%endif%}}", "{%elif 1%}".repeat(190))),
        ("sets within sets", format!("{}x{}", "{%set a%}".repeat(100), "{%endset%}".repeat(100))),
        ("filters around filters", format!("{}x{}", "{%filter upper%}".repeat(65), "{%endfilter%}".repeat(65))),
        ("an import of itself", "{% include 'p0' %}{% extends 'p0' %}".repeat(50)),
    ];
    let mut rows: Vec<Row> = templates
        .into_iter()
        .map(|(name, template)| {
            Row::new(format!("templates: {name}"), Either, move || {
                files(|at| {
                    let text = template.replace('\'', "''");
                    (format!("rules/prompts/p{at}.yaml"), format!("text: '{text}'\n"))
                })
            })
        })
        .collect();
    rows.push(Row::file("a template of every language", Either, "rules/prompts/hello.yaml", || {
        filled(
            "text:\n",
            |at| {
                let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("below 26"));
                format!("  {}{}{}: '{{{{ visitor.name }}}}'\n", letter(at / 676), letter(at / 26), letter(at))
            },
            "",
        )
    }));
    rows.push(Row::new("prompts that nobody uses", Either, || {
        files(|at| {
            (format!("rules/prompts/p{at}.yaml"), "text: 'Hello {{ visitor.name }}, you are welcome.'\n".to_owned())
        })
    }));
    rows.push(Row::new("texts that look like secrets", Either, || {
        files(|at| {
            let long = "AKIAabcdefghijklmnopqrstuvwxyz0123456789".repeat(45);
            (format!("rules/prompts/p{at}.yaml"), format!("text: '{long}'\n"))
        })
    }));
    rows.push(Row::new("texts that begin like secrets", Either, || {
        files(|at| {
            let long = "-----BEGIN eyJ. sk_live_ AKIA ".repeat(60);
            (format!("rules/prompts/p{at}.yaml"), format!("text: '{long}'\n"))
        })
    }));
    rows
}
