//! Many of anything: keys, files, names that are nearly right, problems far from the beginning of their lines.

use crate::row::{End, MEBIBYTE, Row, files, files_to, filled};
use End::{Either, Good, Refused};

const HELLO: &str = "rules/prompts/hello.yaml";

pub fn rows() -> Vec<Row> {
    let mut rows = keys();
    rows.extend(names());
    rows.extend(kinds());
    rows.extend(records());
    rows
}

fn keys() -> Vec<Row> {
    let file = |name: &str, end: End, text: fn() -> String| Row::file(name, end, HELLO, text);
    vec![
        file("unknown keys, one a line", Refused("E0201"), || filled("text: Hi\n", |at| format!("k{at}: 1\n"), "")),
        file("unknown keys, all on one line", Refused("E0201"), || {
            filled("{ text: Hi", |at| format!(", k{at}: 1"), " }\n")
        }),
        file("unknown keys of wide letters, all on one line", Refused("E0201"), || {
            filled("{ text: Hi", |at| format!(", 键{at}: 一"), " }\n")
        }),
        file("keys that are nearly right", Refused("E0201"), || {
            filled("text: Hi\n", |at| format!("enable{at}: 1\n"), "")
        }),
        file("the same key again and again", Refused("E0103"), || {
            filled("text: Hi\n", |_| "text: Hi\n".to_owned(), "")
        }),
        file("the same key, all on one line", Refused("E0103"), || {
            filled("{ text: Hi", |_| ", text: Hi".to_owned(), " }\n")
        }),
        file("words that older YAML takes for booleans", Either, || {
            filled("text:\n", |at| format!("  no{at}: no\n"), "")
        }),
        file("locales that are none", Refused("E0209"), || filled("text:\n", |at| format!("  x{at}: Hi\n"), "")),
        file("documents", Refused("E0105"), || filled("", |_| "---\ntext: Hi\n".to_owned(), "")),
        file("a list where a mapping stands", Refused("E0203"), || filled("", |_| "- x\n".to_owned(), "")),
        file("empty lists", Refused("E0203"), || filled("text: [", |_| "[],".to_owned(), "]\n")),
    ]
}

fn names() -> Vec<Row> {
    let rule = |at: usize, rest: &str| {
        (format!("rules/distribution/r{at}.yaml"), format!("name: R\ngroup: team\nstrategy: load\n{rest}"))
    };
    vec![
        Row::new("files that are no rules", Refused("E0111"), || {
            files(|at| (format!("rules/what/f{at}.yaml"), format!("x: {}\n", "y".repeat(70))))
        }),
        Row::new("files whose names are no ids", Refused("E0112"), || {
            files(|at| (format!("rules/groups/no id {at}!.yaml"), format!("name: {}\n", "X".repeat(60))))
        }),
        Row::new("names without end", Refused("E0112"), || {
            files(|at| (format!("rules/groups/{}{at}.yaml", "n".repeat(60_000)), "name: X\n".to_owned()))
        }),
        Row::new("empty files", Refused("E0108"), || {
            files(|at| (format!("rules/groups/{}g{at}.yaml", "g".repeat(50)), "# nothing\n".to_owned()))
        }),
        Row::new("rules without anything", Refused("E0202"), || {
            files(|at| (format!("rules/distribution/r{at}.yaml"), format!("name: {}\n", "R".repeat(60))))
        }),
        Row::new("groups that nearly exist", Refused("E0301"), || {
            files(|at| {
                if at % 2 == 0 {
                    (format!("rules/groups/serving-{at:05}.yaml"), "name: G\nmembers: { agents: [bo] }\n".to_owned())
                } else {
                    let rule = format!("name: R\ngroup: servin-{at:05}\nstrategy: load\n");
                    (format!("rules/distribution/r{at}.yaml"), rule)
                }
            })
        }),
        Row::new("prompts that nearly exist, a hundred in each rule", Refused("E0301"), || {
            files(|at| {
                if at % 2 == 0 {
                    (format!("rules/prompts/welcoming-{at:05}.yaml"), "text: Hi\n".to_owned())
                } else {
                    let prompt = |which: usize| format!("{{ prompt: welcomin-{at:05}-{which}, hold: true }}");
                    let waiting = format!(
                        "waiting: {{ busy: {}, none_online: {}, outside_hours: {} }}\n",
                        prompt(1),
                        prompt(2),
                        prompt(3)
                    );
                    (
                        format!("rules/distribution/r{at}.yaml"),
                        format!("name: R\ngroup: team\nstrategy: load\n{waiting}"),
                    )
                }
            })
        }),
        Row::new("strategies that nearly exist", Refused("E0301"), move || {
            files(|at| {
                let names: Vec<String> = (0..8).map(|name| format!("customer-owne{at}{name}")).collect();
                let rule = format!("name: R\ngroup: team\nstrategy: [{}]\n", names.join(", "));
                (format!("rules/distribution/r{at}.yaml"), rule)
            })
        }),
        Row::new("fields that nearly exist", Refused("E0401"), move || {
            files(|at| rule(at, &format!("when: {{ all: [{}] }}\n", "{ visitor.verifed: true }, ".repeat(90))))
        }),
        Row::new("operators that nearly exist", Refused("E0402"), move || {
            files(|at| rule(at, &format!("when: {{ all: [{}] }}\n", "{ page.path: { startswth: /a } }, ".repeat(90))))
        }),
        Row::new("values that nearly exist", Either, move || {
            files(|at| rule(at, &format!("when: {{ all: [{}] }}\n", "{ channel.id: { in: [mal, mll] } }, ".repeat(90))))
        }),
        Row::new("rules that are all the same", Either, move || files(|at| rule(at, ""))),
        Row::new("rules for each other's channels", Either, move || {
            files(|at| {
                if at % 2 == 0 {
                    (format!("rules/channels/c{at}.yaml"), "name: C\ntitle: T\norigins: [self]\n".to_owned())
                } else {
                    rule(at, "priority: 1\nwhen: { visitor.verified: true }\n")
                }
            })
        }),
    ]
}

fn kinds() -> Vec<Row> {
    let groups = |at: usize| (format!("rules/groups/g{at}.yaml"), "name: G\nmembers: { agents: [bo] }\n".to_owned());
    vec![
        Row::file("pages that may embed a channel", Refused("E0205"), "rules/channels/mall.yaml", || {
            filled("name: M\ntitle: T\norigins:\n", |at| format!("- https://s{at}.example\n"), "")
        }),
        Row::file("a channel of a thousand languages", Either, "rules/channels/mall.yaml", || {
            filled("name: M\norigins: [self]\ntitle:\n", |at| format!("  a{at:03}: Title\n"), "")
        }),
        Row::new("webhooks", Either, || {
            files(|at| (format!("rules/webhooks/w{at}.yaml"), format!("name: W\nurl: https://w{at}.example\n")))
        }),
        Row::new("groups", Good, move || files(groups)),
        Row::new("holidays of two centuries", Either, || {
            files(|at| {
                let days = (0..366)
                    .map(|day| format!("- {{ from: {}-01-01, to: 2199-12-31, name: H }}\n", 1970 + day % 200))
                    .collect::<Vec<_>>()
                    .concat();
                (
                    format!("rules/hours/h{at}.yaml"),
                    format!("name: H\nweek: {{ mon-sun: [\"00:00-24:00\"] }}\nholidays:\n{days}"),
                )
            })
        }),
        Row::new("exceptions that meet", Either, || {
            files(|at| {
                let days: String =
                    (0..366).map(|_| "- { from: 1970-01-01, to: 2199-12-31, open: [\"09:00-12:00\"] }\n").collect();
                (
                    format!("rules/hours/h{at}.yaml"),
                    format!("name: H\nweek: {{ mon: [\"09:00-12:00\"] }}\nexceptions:\n{days}"),
                )
            })
        }),
        Row::new("hours that are never", Either, || {
            files(|at| {
                let days = (0..300)
                    .map(|day| {
                        format!("- {{ from: {}-01-01, to: {}-12-31, name: H }}\n", 1970 + day % 229, 1970 + day % 229)
                    })
                    .collect::<Vec<_>>()
                    .concat();
                (
                    format!("rules/hours/h{at}.yaml"),
                    format!("name: H\nweek: {{ sun: [\"09:00-09:01\"] }}\nholidays:\n{days}"),
                )
            })
        }),
        Row::new("hours, as many as there can be", Either, || {
            files(|at| {
                (
                    format!("rules/hours/h{at}.yaml"),
                    "name: H\nweek: { mon-fri: [\"09:00-12:00\", \"13:00-18:00\"] }\n".to_owned(),
                )
            })
        }),
    ]
}

fn records() -> Vec<Row> {
    vec![
        Row::new("objects that lead to each other", Either, || {
            files(|at| {
                let relations = (0..40)
                    .map(|to| format!("  r{to}: {{ object: o{}, label: L }}\n", (at * 7 + to) % 400))
                    .collect::<Vec<_>>()
                    .concat();
                let text = format!(
                    "name: O\napi_name: Obj{at}\nfields: {{ name: {{ type: text, label: N }} }}\nname_field: name\nrelations:\n{relations}"
                );
                (format!("rules/objects/o{at}.yaml"), text)
            })
        }),
        Row::new("objects of many fields", Either, || {
            files(|at| {
                let fields = (0..200)
                    .map(|field| format!("  f{field}: {{ type: text, label: L }}\n"))
                    .collect::<Vec<_>>()
                    .concat();
                let text = format!(
                    "name: O\napi_name: Obj{at}\nfields:\n  name: {{ type: text, label: N }}\n{fields}name_field: name\n"
                );
                (format!("rules/objects/o{at}.yaml"), text)
            })
        }),
        Row::new("layouts of an object that is not there", Either, || {
            files(|at| {
                let sections = "- { object: visitor, fields: [full_name, phone] }\n".repeat(18);
                (format!("rules/workbench/l{at}.yaml"), format!("name: L\nsections:\n{sections}"))
            })
        }),
        Row::new("layouts that cover each other", Either, || {
            let mut files = files_to(MEBIBYTE - 8192, |at| {
                let text = format!(
                    "name: L\npriority: {at}\nscope: {{ groups: [team], roles: [agent] }}\nsections: [{{ object: visitor, fields: [phone] }}]\n"
                );
                (format!("rules/workbench/l{at}.yaml"), text)
            });
            let visitor = "name: V\napi_name: V\nfields: { name: { type: text, label: N }, phone: { type: phone, label: P } }\nname_field: name\n";
            files.push(("rules/objects/visitor.yaml".to_owned(), visitor.as_bytes().to_vec()));
            files
        }),
        Row::file("identities", Either, "rules/identity.yaml", || {
            filled("fields: [", |at| format!("f{at}, "), "]\nmatch: { by: [[phone]] }\n")
        }),
        Row::new("tests of the rules", Either, || {
            files(|at| {
                let cases = (0..100)
                    .map(|case| {
                        format!("- {{ name: c{case}, says: Hi, visitor: {{ name: Ada }}, expect: {{ rule: rest }} }}\n")
                    })
                    .collect::<Vec<_>>()
                    .concat();
                let given = "given: { at: 2026-11-23T10:00, channel: mall, agents: { bo: online } }\n";
                (format!("rules/tests/t{at}.yaml"), format!("name: T\n{given}cases:\n{cases}"))
            })
        }),
        Row::new("tests of endless simulations", Either, || {
            files(|at| {
                let runs = (0..100)
                    .map(|run| format!("- {{ name: s{run}, sessions: 999999999, every: 1s, lasts: 1s, expect: {{ jain: {{ at_least: 0.9 }} }} }}\n"))
                    .collect::<Vec<_>>().concat();
                (format!("rules/tests/t{at}.yaml"), format!("name: T\nsimulate:\n{runs}"))
            })
        }),
    ]
}
