//! Values that are too long, or long to find a place in.

use crate::row::{End, Row, files, filled};
use End::{Either, Good, Refused};

const FILE: &str = "rules/prompts/hello.yaml";
/// A little less than one value may have.
const LONG: usize = 60_000;

pub fn rows() -> Vec<Row> {
    let file = |name: &str, end: End, text: fn() -> String| Row::file(name, end, FILE, text);
    vec![
        file("a value of one line", Either, || filled("text: ", |_| "word ".to_owned(), "")),
        file("a value of many lines", Either, || filled("text: x\n", |_| "  y\n".to_owned(), "")),
        file("a value in quotes over many lines", Either, || filled("text: \"x\n", |_| " y\n".to_owned(), "\"")),
        file("a value of nothing but escapes", Either, || filled("text: \"", |_| "\\u0041".to_owned(), "\"")),
        file("a value of long escapes", Either, || filled("text: \"", |_| "\\U0001F600".to_owned(), "\"")),
        file("a value of line breaks in escapes", Either, || filled("text: \"", |_| "\\n".to_owned(), "\"")),
        file("a value of doubled quotes", Either, || filled("text: '", |_| "''".to_owned(), "'")),
        file("a block", Either, || filled("text: |\n", |_| "  y\n".to_owned(), "")),
        file("a block of empty lines", Either, || filled("text: |\n  x\n", |_| "\n".to_owned(), "  y\n")),
        file("a folded block", Either, || filled("text: >\n", |_| "  y\n".to_owned(), "")),
        file("a folded block of deeper lines", Either, || {
            filled("text: >\n  x\n", |at| format!("  {}y\n", " ".repeat(at % 50)), "")
        }),
        file("a block that is never indented enough", Either, || filled("text: |9\n", |_| " y\n".to_owned(), "")),
        file("quotes that stay open", Either, || filled("text: \"", |_| "word\n  ".to_owned(), "")),
        file("quotes that stay open before keys", Either, || filled("text: \"\n", |at| format!("k{at}: x\n"), "")),
        file("a key without end", Either, || filled("", |_| "key".to_owned(), ": x\n")),
        file("a key in quotes without end", Either, || filled("\"", |_| "key ".to_owned(), "\": x\n")),
        file("a comment without end", Either, || filled("text: Hi\n# ", |_| "word ".to_owned(), "\n")),
        file("a comment a line", Good, || filled("text: Hi\n", |_| "# word\n".to_owned(), "")),
        file("spaces behind everything", Either, || filled("text: Hi", |_| " ".to_owned(), "\n")),
        Row::new("long values in many files", Refused("E0205"), || {
            files(|at| (format!("rules/prompts/p{at}.yaml"), format!("text: {}\n", "word ".repeat(LONG / 5))))
        }),
        Row::new("long values of escapes with a mistake in the middle", Either, || {
            files(|at| {
                let half = "\\u00e9".repeat(9_900);
                (format!("rules/prompts/p{at}.yaml"), format!("text: \"{half}{{{{ nobody }}}}{half}\"\n"))
            })
        }),
        Row::new("long blocks with a hundred mistakes each", Either, || {
            files(|at| {
                let lines = "  {{ nobody }} and some words around it\n".repeat(1_000);
                (format!("rules/prompts/p{at}.yaml"), format!("text: |\n{lines}"))
            })
        }),
        Row::new("numbers without end", Either, || {
            files(|at| (format!("rules/distribution/p{at}.yaml"), format!("name: X\npriority: {}\n", "9".repeat(LONG))))
        }),
        Row::new("durations without end", Either, || {
            files(|at| {
                let days = format!("{}d", "9".repeat(LONG));
                (format!("rules/webhooks/p{at}.yaml"), format!("name: X\nurl: https://x.example\ntimeout: {days}\n"))
            })
        }),
        Row::new("addresses without end", Either, || {
            files(|at| {
                let url = format!("https://{}.example", "a.".repeat(LONG / 2));
                (format!("rules/webhooks/p{at}.yaml"), format!("name: X\nurl: {url}\n"))
            })
        }),
        Row::new("ids without end", Either, || {
            files(|at| {
                (format!("rules/distribution/p{at}.yaml"), format!("name: X\ngroup: {}\n", "a-".repeat(LONG / 2)))
            })
        }),
        Row::new("zones without end", Either, || {
            files(|at| {
                (format!("rules/groups/p{at}.yaml"), format!("name: X\ntime_zone: {}\n", "Europe/".repeat(LONG / 7)))
            })
        }),
        Row::new("locales without end", Either, || {
            files(|at| {
                (format!("rules/prompts/p{at}.yaml"), format!("text: {{ \"{}\": Hi }}\n", "en-".repeat(LONG / 3)))
            })
        }),
        Row::new("dates and times without end", Either, || {
            files(|at| {
                let long = "2026-".repeat(LONG / 5);
                (
                    format!("rules/hours/p{at}.yaml"),
                    format!("name: X\nweek: {{ mon: [\"{long}\"] }}\nholidays: [{{ date: {long} }}]\n"),
                )
            })
        }),
    ]
}
