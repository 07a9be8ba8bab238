//! Depth, references, and what would be large if it were written out.

use crate::row::{End, Row, files, filled, full};
use End::{Either, Refused};

const FILE: &str = "rules/prompts/hello.yaml";

pub fn rows() -> Vec<Row> {
    let file = |name: &str, end: End, text: fn() -> String| Row::file(name, end, FILE, text);
    vec![
        file("aliases of aliases", Refused("E0104"), || {
            filled(
                "a0: &a0 [x, x, x, x, x, x, x, x, x]\n",
                |at| {
                    let last = format!("*a{at}, ").repeat(9);
                    format!("a{0}: &a{0} [{last}]\n", at + 1)
                },
                "",
            )
        }),
        file("aliases of one large list", Refused("E0104"), || {
            filled(&format!("a: &a [{}]\nb:\n", "x, ".repeat(20_000)), |_| "- *a\n".to_owned(), "")
        }),
        file("an alias of itself", Refused("E0104"), || filled("a: &a [", |_| "*a, ".to_owned(), "]\n")),
        file("anchors by the thousand", Refused("E0104"), || filled("", |at| format!("- &a{at} x\n"), "")),
        file("aliases of nothing", Refused("E0104"), || filled("", |at| format!("- *a{at}\n"), "")),
        file("merges", Refused("E0104"), || filled("a: &a { b: c }\n", |at| format!("k{at}: {{ <<: *a }}\n"), "")),
        file("tags", Refused("E0104"), || filled("", |at| format!("- !t{at} x\n"), "")),
        file("tags of YAML's own", Refused("E0104"), || filled("", |_| "- !!binary eA==\n".to_owned(), "")),
        file("a tag without end", Either, || filled("text: !", |_| "tag".to_owned(), " x\n")),
        file("an anchor without end", Either, || filled("text: &", |_| "anchor".to_owned(), " x\n")),
        file("directives", Either, || filled("", |at| format!("%TAG !t{at}! x:\n"), "---\ntext: Hi\n")),
        file("brackets within brackets", Refused("E0106"), || filled("text: ", |_| "[".to_owned(), "")),
        file("brackets within brackets, closed", Refused("E0106"), || {
            format!("text: {}{}", "[".repeat(full() / 2 - 4096), "]".repeat(full() / 2 - 4096))
        }),
        file("mappings within mappings on a line", Refused("E0106"), || filled("text: ", |_| "{a: ".to_owned(), "")),
        file("lists within lists on a line", Refused("E0106"), || filled("", |_| "- ".to_owned(), "x")),
        file("keys that are keys on a line", Either, || filled("", |_| "? ".to_owned(), "x")),
        file("mappings within mappings, line by line", Refused("E0106"), || {
            (0..lines()).fold(String::new(), |text, at| format!("{text}{}a:\n", " ".repeat(at)))
        }),
        file("lists within lists, line by line", Refused("E0106"), || {
            (0..lines()).fold(String::new(), |text, at| format!("{text}{}-\n", " ".repeat(at)))
        }),
        file("as deep as may be, again and again", Either, || {
            let deep = format!("- {}x{}\n", "[".repeat(60), "]".repeat(60));
            filled("", |_| deep.clone(), "")
        }),
        file("as deep as may be, in mappings", Either, || {
            let deep = format!("- {}x{}\n", "{ a: ".repeat(60), " }".repeat(60));
            filled("", |_| deep.clone(), "")
        }),
        file("brackets that never match", Either, || filled("text: ", |_| "[}".to_owned(), "")),
        file("keys that are lists", Either, || filled("", |_| "? [a, b]\n: c\n".to_owned(), "")),
        file("keys that are mappings", Either, || filled("", |_| "{ { a: b }: c }\n".to_owned(), "")),
        file("flow within a list, line by line", Either, || filled("text: [\n", |_| "a,\n".to_owned(), "]\n")),
        file("nothing between commas", Either, || filled("text: [", |_| ",".to_owned(), "]\n")),
        file("pairs in a list", Either, || filled("text: [", |at| format!("k{at}: x, "), "]\n")),
        Row::new("conditions as deep as may be", Either, || {
            files(|at| {
                let deep = "{ not: ".repeat(15);
                let end = "}".repeat(15);
                let rule = format!(
                    "name: R\npriority: {at}\ngroup: team\nstrategy: load\nwhen: {deep}{{ visitor.verified: true }}{end}\n"
                );
                (format!("rules/distribution/r{at}.yaml"), rule)
            })
        }),
        Row::new("conditions deeper than may be", Refused("E0408"), || {
            files(|at| {
                let deep = "{ not: ".repeat(40);
                let end = "}".repeat(40);
                let rule =
                    format!("name: R\ngroup: team\nstrategy: load\nwhen: {deep}{{ visitor.verified: true }}{end}\n");
                (format!("rules/distribution/r{at}.yaml"), rule)
            })
        }),
    ]
}

/// As many lines as fit where each is one space longer than the one before.
fn lines() -> usize {
    (full() * 2 - 16 * 1024).isqrt()
}
