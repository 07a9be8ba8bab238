//! Plug-ins: manifests, schemas of parameters, scripts, and their tests.

use crate::row::{End, Row, files, filled};
use End::Either;

const SCRIPT: &str = "plugins/mine/mine.rhai";
const MANIFEST: &str =
    "api: 1\nname: Mine\ndescription: D.\noffers: { strategy: [{ id: mine, file: mine.rhai, function: pick }] }\n";

pub fn rows() -> Vec<Row> {
    let script = |name: &str, text: fn() -> String| {
        Row::new(format!("script: {name}"), Either, move || {
            vec![
                ("plugins/mine/plugin.yaml".to_owned(), MANIFEST.as_bytes().to_vec()),
                (SCRIPT.to_owned(), text().into_bytes()),
            ]
        })
    };
    let schema = |name: &str, schema: String| {
        Row::new(format!("parameters: {name}"), Either, move || {
            let parameters = (0..50).map(|n| format!("p{n}: {schema}, ")).collect::<Vec<_>>().concat();
            files(|at| {
                if at % 2 == 0 {
                    let offer = format!("offers: {{ strategy: [{{ parameters: {{ {parameters} }} }}] }}\n");
                    (format!("plugins/m{at}/plugin.yaml"), format!("api: 1\nname: M\ndescription: D.\n{offer}"))
                } else {
                    let name = at - 1;
                    (format!("plugins/m{name}/m{name}.rhai"), "fn pick(candidates) { candidates }\n".to_owned())
                }
            })
        })
    };
    let deep = |open: &str, levels: usize| format!("{}true{}", open.repeat(levels), " }".repeat(levels));
    vec![
        script("brackets", || filled("fn pick(candidates) { ", |_| "(".to_owned(), "")),
        script("blocks", || filled("fn pick(candidates) { ", |_| "{".to_owned(), "")),
        script("lists", || filled("fn pick(candidates) { ", |_| "[".to_owned(), "")),
        script("statements", || filled("fn pick(candidates) { ", |_| "let a = 1;\n".to_owned(), "candidates }")),
        script("sums", || filled("fn pick(candidates) { let a = 1", |_| " + 1".to_owned(), "; candidates }")),
        script("signs", || filled("fn pick(candidates) { let a = ", |_| "-".to_owned(), "1; candidates }")),
        script("dots", || filled("fn pick(candidates) { candidates", |_| ".available()".to_owned(), " }")),
        script("functions", || {
            filled("fn pick(candidates) { candidates }\n", |at| format!("fn f{at}() {{ 1 }}\n"), "")
        }),
        script("functions that call each other", || {
            filled(
                "fn pick(candidates) { f0(); candidates }\n",
                |at| format!("fn f{at}() {{ f{}(); f{}() }}\n", at + 1, at + 1),
                "",
            )
        }),
        script("functions that nearly exist", || {
            filled("fn pick(candidates) { ", |at| format!("availabl{at}();\n"), "candidates }")
        }),
        script("a text without end", || {
            filled("fn pick(candidates) { let a = \"", |_| "x".to_owned(), "\"; candidates }")
        }),
        script("texts within texts", || filled("fn pick(candidates) { let a = ", |_| "`${".to_owned(), "")),
        script("a comment without end", || filled("fn pick(candidates) { candidates } /*", |_| "/*".to_owned(), "")),
        script("conditions", || {
            filled("fn pick(candidates) { ", |_| "if true { 1 } else ".to_owned(), "{ 2 } candidates }")
        }),
        script("choices", || {
            filled("fn pick(candidates) { switch 1 { ", |at| format!("{at} => 1, "), "_ => 2 }; candidates }")
        }),
        script("parameters", || {
            filled("fn pick(candidates) { candidates }\nfn f(", |at| format!("a{at}, "), "z) { 1 }")
        }),
        script("numbers without end", || {
            filled("fn pick(candidates) { let a = ", |_| "9".to_owned(), "; candidates }")
        }),
        script("constants that fold", || {
            filled("fn pick(candidates) { let a = ", |_| "\"xxxxxxxxxxxxxxxx\" + ".to_owned(), "\"\"; candidates }")
        }),
        script("letters that are none", || filled("fn pick(candidates) { ", |_| "§".to_owned(), " }")),
        Row::new("plug-ins", Either, || {
            files(|at| {
                let folder = at / 2;
                if at % 2 == 0 {
                    let offer = "offers: { strategy: [{}] }\n";
                    (format!("plugins/m{folder}/plugin.yaml"), format!("api: 1\nname: M\ndescription: D.\n{offer}"))
                } else {
                    (format!("plugins/m{folder}/m{folder}.rhai"), "fn pick(candidates) { candidates }\n".to_owned())
                }
            })
        }),
        Row::new("offers", Either, || {
            files(|at| {
                let offers = (0..50)
                    .map(|n| format!("{{ id: o{n}, file: s.rhai, function: pick }}, "))
                    .collect::<Vec<_>>()
                    .concat();
                if at % 2 == 0 {
                    let text = format!(
                        "api: 1\nname: M\ndescription: D.\noffers: {{ strategy: [{offers}], predicate: [{offers}] }}\n"
                    );
                    (format!("plugins/m{at}/plugin.yaml"), text)
                } else {
                    (format!("plugins/m{}/s.rhai", at - 1), "fn pick(candidates) { candidates }\n".to_owned())
                }
            })
        }),
        Row::new("plug-ins without scripts", Either, || {
            files(|at| {
                (format!("plugins/m{at}/plugin.yaml"), "api: 1\nname: M\noffers: { strategy: [{}] }\n".to_owned())
            })
        }),
        Row::new("scripts without plug-ins", Either, || {
            files(|at| (format!("plugins/m{at}/m.rhai"), "fn pick(candidates) { candidates }\n".to_owned()))
        }),
        Row::new("tests of plug-ins", Either, || {
            let cases = (0..400)
                .map(|n| {
                    format!("- {{ name: c{n}, strategy: mine, candidates: [bo, mia, li], expect: {{ chosen: bo }} }}\n")
                })
                .collect::<Vec<_>>()
                .concat();
            let mut all = files(|at| (format!("plugins/mine/tests/t{at}.yaml"), format!("cases:\n{cases}")));
            all.push(("plugins/mine/plugin.yaml".to_owned(), MANIFEST.as_bytes().to_vec()));
            all.push((SCRIPT.to_owned(), b"fn pick(candidates) { candidates }\n".to_vec()));
            all
        }),
        schema("expressions", "{ pattern: '\\w{99}' }".to_owned()),
        schema(
            "expressions with a default",
            "{ pattern: '(\\w{40})+', default: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }".to_owned(),
        ),
        schema("expressions that are too large", "{ pattern: '((\\w{100}){100}){100}' }".to_owned()),
        schema("a schema of itself", "{ \"$ref\": \"#\", default: 1 }".to_owned()),
        schema("two of itself", "{ anyOf: [{ \"$ref\": \"#\" }, { \"$ref\": \"#\" }], default: 1 }".to_owned()),
        schema("depth", deep("{ not: ", 50)),
        schema("depth as it may be", deep("{ not: ", 15)),
        schema("depth in lists", deep("{ items: ", 15)),
        schema("lists of schemas", format!("{{ allOf: [{}], default: 1 }}", "{ anyOf: [true, true] }, ".repeat(20))),
        schema(
            "values",
            format!("{{ enum: [{}], default: 1 }}", (0..200).map(|n| format!("{n}, ")).collect::<Vec<_>>().concat()),
        ),
        schema("another document", "{ \"$ref\": \"https://x.example/s.json\" }".to_owned()),
        schema("counts", "{ type: array, minItems: 100000000000000000000, default: [] }".to_owned()),
    ]
}
