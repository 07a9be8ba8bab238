//! Texts that are refused before they run.

use crate::row::{End, Place, Row};
use End::AtLoad;

pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> =
        bodies().into_iter().map(|(name, body, says)| Row::strategy(name, &body, AtLoad(says))).collect();
    rows.extend(
        [
            ("a statement outside", "let x = [1]; fn pick(candidates) { candidates }", "only functions may stand here"),
            ("functions by the hundred", &functions(100), "functions"),
            ("no function", "", "there is no function `pick`"),
            ("half a function", "fn pick(candidates) {", "expecting"),
            ("nothing but brackets", &"(".repeat(30_000), "nested too deeply"),
            ("nothing but quotes", &"\"".repeat(30_001), "string"),
            ("nothing but backquotes", &"`${".repeat(5_000), "nested too deeply"),
            ("a comment without end", &"/*".repeat(15_000), "there is no function `pick`"),
            ("zeroes", "fn pick() { \u{0} }", ""),
        ]
        .map(|(name, text, says): (_, &str, _)| Row::new(Place::Strategy, name, text, AtLoad(says))),
    );
    rows
}

fn functions(count: usize) -> String {
    (0..count).map(|at| format!("fn f{at}() {{}}")).collect::<Vec<_>>().join(" ")
        + " fn pick(candidates) { candidates }"
}

fn bodies() -> Vec<(&'static str, String, &'static str)> {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(5_000), close.repeat(5_000));
    let cases = (0..10_000).map(|at| format!("{at}=>1")).collect::<Vec<_>>().join(",");
    let nested_switch = format!("{}1{}", "switch 1 { 1 => ".repeat(900), " }".repeat(900));
    let entries = (0..3_000).map(|at| format!("k{at}: 1")).collect::<Vec<_>>().join(",");
    let mut bodies = vec![
        ("map entry past its limit", "let m = #{}; m[\"k\"] = 1; m".to_owned(), "cannot be assigned"),
        ("property past its limit", "let m = #{}; m.k = 1; m".to_owned(), "cannot be assigned"),
        ("list entry past its limit", "let a = [1]; a[0] = [1]; a".to_owned(), "cannot be assigned"),
        ("captured variable", "let a = [1]; let b = 1; a.filter(|x| x == b)".to_owned(), "there is no variable `b`"),
        ("unknown variable", "candidate".to_owned(), "there is no variable `candidate`"),
        ("a switch of ten thousand", format!("switch 1 {{ {cases}, _ => 0 }}"), "bytes"),
        ("switches within switches", nested_switch, "nested too deeply"),
        ("a list of three thousand", format!("[{}]", "1,".repeat(3_000)), "array"),
        ("a map of three thousand", format!("#{{ {entries} }}"), "map"),
        ("maps by the thousand", "let x = #{a: 1}; ".repeat(1_000), "maps are written out"),
        ("a map with a long name", format!("#{{ \"{}\": 1 }}", "x".repeat(1_000)), "at most 256 bytes"),
        ("a huge text", format!("\"{}\"", "x".repeat(20_000)), "exceeds"),
        ("a huge name", format!("let {} = 1;", "x".repeat(40_000)), "32768 are allowed"),
        ("a huge file", " ".repeat(70_000), "32768 are allowed"),
        ("a long sum", vec!["1"; 8_000].join(" + "), "nested too deeply"),
        ("a long chain", format!("candidates{}", ".available()".repeat(2_500)), "nested too deeply"),
        ("a long index chain", format!("candidates{}", "[0]".repeat(5_000)), "nested too deeply"),
        ("a ladder of ifs", format!("{} {{}}", "if true {} else ".repeat(1_500)), "nested too deeply"),
        (
            "interpolation in interpolation",
            format!("{}1{}", "`${".repeat(2_000), "}`".repeat(2_000)),
            "nested too deeply",
        ),
    ];
    for (name, open, close) in [
        ("brackets", "(", ")"),
        ("lists", "[", "]"),
        ("maps in maps", "#{a:", "}"),
        ("blocks", "{", "}"),
        ("negations", "!", ""),
        ("minus signs", "- ", ""),
        ("functions", "|x| ", ""),
        ("sums to the right", "1 + (", ")"),
        ("conditions", "if (", ") {}"),
        ("calls", "abs(", ")"),
    ] {
        bodies.push((name, deep(open, close).chars().take(32_000).collect(), "nested too deeply"));
    }
    bodies
}
