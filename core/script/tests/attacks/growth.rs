//! Scripts that would fill the memory or the stack.

use crate::row::{End, Row};
use End::{AtLoad, Failed, Memory, Operations, Size};

const TEXT: End = Size("length of string");
const LIST: End = Size("size of array");
const MAP: End = Size("size of object map");
const CALLS: End = Size("too deeply");
const NESTING: End = Size("nest deeper");

pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = bodies().into_iter().map(|(name, body, end)| with_recursion(name, body, end)).collect();
    // Many values at once: each variable, each level of calls, each argument.
    let lets = (0..60).map(|at| format!("let v{at} = a;")).collect::<Vec<_>>().join(" ");
    let arguments = "a, ".repeat(40);
    let literals = "[#{a:0},#{a:0},#{a:0},#{a:0}], ".repeat(60);
    let big = "let a = []; for i in 0..15 { a.push(#{a: 1, b: [1, 2, 3], c: \"x\" + i}); } a.pad(900, \"text\");";
    rows.extend([
        whole(
            "every variable of every call",
            &format!("fn pick(candidates) {{ {big} f(a) }} fn f(a) {{ {lets} f(a) }}"),
            CALLS,
        ),
        whole(
            "every variable, again and again",
            &format!("fn pick(candidates) {{ {big} f(a) }} fn f(a) {{ loop {{ {lets} }} }}"),
            Memory,
        ),
        whole(
            "arguments by the dozen",
            &format!("fn pick(candidates) {{ {big} loop {{ f({arguments} a); }} }} fn f({}) {{ 1 }}", names(41)),
            Memory,
        ),
        whole(
            "arguments within arguments",
            &format!(
                "fn pick(candidates) {{ {big} loop {{ f(a, a, f(a, a, f(a, a, f(a, a, f(a, a, f(a, a, a)))))); }} }} \
                 fn f(x, y, z) {{ [x.len(), y.len()] }}"
            ),
            Memory,
        ),
        whole(
            "what is written out, on every level",
            &format!("fn pick(candidates) {{ f(0) }} fn f(n) {{ let x = [{literals}]; let y = f(n + 1); [x, y] }}"),
            CALLS,
        ),
        whole(
            "kept by the callers",
            &format!(
                "fn pick(candidates) {{ {big} f(a, 0) }} fn f(a, n) {{ let x = a; let y = a; f(x, n + 1); [x, y] }}"
            ),
            CALLS,
        ),
    ]);
    rows
}

fn names(count: usize) -> String {
    (0..count).map(|at| format!("p{at}")).collect::<Vec<_>>().join(", ")
}

fn whole(name: &str, text: &str, end: End) -> Row {
    Row { text: text.to_owned(), ..Row::strategy(name, "", end) }
}

fn with_recursion(name: &str, body: &str, end: End) -> Row {
    let row = Row::strategy(name, body, end);
    let helpers = "fn deeper(x) { deeper(x + 1) } fn through(x) { [x].map(|y| through(y)) } \
                   fn wide(x) { ((((1 + (2 + [wide(x)].len()))))) } fn wrap(x) { [x] } fn sorted(x) { [x, x].order(|a, b| sorted(a)) } \
                   fn even(x) { odd(x) } fn odd(x) { even(x) }";
    Row { text: format!("{helpers} {}", row.text), ..row }
}

fn bodies() -> Vec<(&'static str, &'static str, End)> {
    let mut bodies = texts();
    bodies.extend(lists());
    bodies.extend(maps());
    bodies.extend(nested());
    bodies.extend(handles());
    bodies
}

fn texts() -> Vec<(&'static str, &'static str, End)> {
    vec![
        ("text doubles", "let s = \"x\"; loop { s += s; }", TEXT),
        ("text doubles by an operator", "let s = \"x\"; loop { s = s + s; }", TEXT),
        ("text grows by interpolation", "let s = \"x\"; loop { s = `${s}${s}`; }", TEXT),
        ("text grows by a list in it", "let s = \"x\"; loop { s = `${[s, s]}`; }", TEXT),
        ("text pads", "let s = \"x\"; s.pad(1000000000, 'y'); s", TEXT),
        ("text pads with text", "let s = \"x\"; s.pad(1000000000, \"yy\"); s", TEXT),
        ("text by text as a number of times", "let s = \"x\"; loop { s.append(s); }", TEXT),
        ("replace, text by text", "let s = \"\"; s.pad(10000, 'x'); s.replace(\"x\", \"yyyyyyyyyy\"); s", TEXT),
        ("replace of nothing", "let s = \"\"; s.pad(10000, 'x'); s.replace(\"\", \"yyyyyyyyyy\"); s", TEXT),
        ("replace, character by text", "let s = \"\"; s.pad(10000, 'x'); s.replace('x', \"yyyyyyyyyy\"); s", TEXT),
        ("replace, text by character", "let s = \"\"; s.pad(10000, 'x'); s.replace(\"x\", '字'); s", TEXT),
        ("replace, character by character", "let s = \"\"; s.pad(10000, 'x'); s.replace('x', '字'); s", TEXT),
        ("replace again and again", "let s = \"xx\"; loop { s.replace(\"x\", s); }", TEXT),
        (
            "replace at the limit for ever",
            "let s = \"\"; s.pad(16000, 'x'); loop { s.replace('x', 'y'); s.replace('y', 'x'); }",
            Memory,
        ),
        ("case at the limit for ever", "let s = \"\"; s.pad(16000, 'x'); loop { s.to_upper(); }", Memory),
        (
            "texts kept by the dozen",
            "let s = \"\"; s.pad(16000, 'x'); loop { let t = s + \"\"; let u = s + \"y\"; }",
            Memory,
        ),
        ("lists as text", "let a = []; a.pad(1000, 1234567890123); loop { a.to_string(); }", Operations),
        ("lists as text, interpolated", "let a = []; a.pad(1000, 1234567890123); loop { let s = `${a}`; }", Operations),
        ("maps as text", "let m = #{}; for i in 0..200 { m.set(\"key\" + i, i); } loop { m.to_json(); }", Operations),
        ("text splits", "let s = \"\"; s.pad(10000, ','); s.split(\",\")", LIST),
        ("text splits for ever", "let s = \"\"; s.pad(1000, ','); loop { s.split(\",\"); }", Memory),
        ("text into characters", "let s = \"\"; s.pad(1000, 'x'); loop { s.to_chars(); }", Memory),
    ]
}

fn lists() -> Vec<(&'static str, &'static str, End)> {
    vec![
        ("list grows", "let a = []; loop { a.push(1); }", LIST),
        ("list doubles", "let a = [1]; loop { a += a; }", LIST),
        ("list doubles by an operator", "let a = [1]; loop { a = a + a; }", LIST),
        ("list appends itself", "let a = [1]; loop { a.append(a); }", LIST),
        ("list pads", "let a = []; a.pad(1000000000, 1); a", LIST),
        ("list pads with lists", "let b = []; b.pad(100, 1); let a = []; a.pad(100, b); a", LIST),
        ("list inserts", "let a = [1]; loop { a.insert(0, 1); }", LIST),
        ("list splices", "let a = [1]; loop { a.splice(0, 0, a); }", LIST),
        ("list of long texts", "let s = \"x\"; s.pad(10000, 'x'); let a = []; loop { a.push(s); }", TEXT),
        ("lists cut out for ever", "let a = []; a.pad(1000, 1); loop { a.extract(0, 1000); }", Memory),
        ("lists copied for ever", "let a = []; a.pad(1000, 1); loop { let b = a; }", Memory),
        ("lists copied by for", "let a = []; a.pad(1000, 1); loop { for x in a { break; } }", Memory),
        ("lists zipped", "let a = []; a.pad(500, 1); loop { a.zip(a, |x, y| x); }", AtLoad("zip")),
        ("lists ordered for ever", "let a = []; a.pad(1000, 1); loop { a.order(); }", Memory),
        ("lists mapped to lists", "let a = []; a.pad(500, 1); loop { a.map(|x| [x]); }", Operations),
        ("lists mapped to longer and longer", "let a = [1]; loop { a = a.map(|x| [x, x, x]); }", LIST),
        ("reduce gathers", "let a = []; a.pad(1000, 1); a.reduce(|sum, x| sum + [x, x, x], [])", LIST),
        ("reduce gathers texts", "let a = []; a.pad(1000, 1); a.reduce(|sum, x| sum + sum, \"x\")", TEXT),
        ("filter copies for ever", "let a = []; a.pad(1000, 1); loop { a.filter(|x| true); }", Operations),
        ("recursion", "deeper(0)", CALLS),
        ("recursion through a closure", "[1].map(|x| through(x))", CALLS),
        ("recursion through a wide expression", "wide(1)", CALLS),
        ("recursion through a sort", "sorted(1)", CALLS),
        ("recursion of two", "even(1)", CALLS),
        ("recursion through a pointer", "let f = |f| f.call(f); f.call(f)", CALLS),
        ("recursion through a method", "let f = |f| 1.call(f, f); f.call(f)", CALLS),
    ]
}

fn maps() -> Vec<(&'static str, &'static str, End)> {
    vec![
        ("map grows", "let m = #{}; let i = 0; loop { m.set(\"k\" + i, i); i += 1; }", MAP),
        ("map mixes", "let m = #{}; let i = 0; loop { m += #{}; m.set(\"k\" + i, i); i += 1; }", MAP),
        (
            "map fills",
            "let m = #{}; let i = 0; loop { let n = #{}; n.set(\"k\" + i, i); m.fill_with(n); i += 1; }",
            MAP,
        ),
        (
            "map with a long name",
            "let s = \"\"; s.pad(10000, 'x'); let m = #{}; m.set(s, 1); m",
            Size("name of a map's entry"),
        ),
        ("map nests", "let m = #{}; loop { m = #{a: m, b: m}; }", MAP),
        ("map in a list", "let m = #{a: 1}; let a = []; loop { a.push(m); }", MAP),
        ("maps copied for ever", "let m = #{}; for i in 0..250 { m.set(\"k\" + i, i); } loop { let n = m; }", Memory),
        (
            "maps mixed for ever",
            "let m = #{}; for i in 0..250 { m.set(\"k\" + i, i); } loop { let n = m + m; }",
            Memory,
        ),
        (
            "names and values for ever",
            "let m = #{}; for i in 0..250 { m.set(\"k\" + i, i); } loop { m.keys(); m.values(); }",
            Memory,
        ),
        (
            "map filtered for ever",
            "let m = #{}; for i in 0..250 { m.set(\"k\" + i, i); } loop { m.filter(|k, v| true); }",
            Operations,
        ),
    ]
}

fn nested() -> Vec<(&'static str, &'static str, End)> {
    let pads = "let a = []; a.pad(1000, []); for i in 0..1000 { a[i].pad(1000, 1); } a";
    vec![
        ("list nests", "let a = []; loop { a = [a]; }", NESTING),
        ("list nests in twos", "let a = []; loop { a = [a, a]; }", LIST),
        ("list nests by a function", "let a = []; loop { a = wrap(a); }", NESTING),
        ("list nests by push", "let a = []; loop { let b = []; b.push(a); a = b; }", NESTING),
        ("list nests by chunks", "let a = [1]; loop { a = a.map(|x| [x]); }", NESTING),
        ("map nests one in one", "let m = #{}; loop { m = #{m: m}; }", NESTING),
        ("list and map nest", "let m = #{}; loop { m = [#{m: m}]; }", NESTING),
        ("compared when nested", "let a = []; for i in 0..30 { a = [a]; } loop { a == a; }", Operations),
        ("values in values grow", pads, LIST),
        (
            "values in maps grow",
            "let m = #{a: []}; loop { m.a.pad(1000, 1); m.a.truncate(0); m.a.push([]); m.b = 1; }",
            AtLoad("cannot be assigned"),
        ),
        ("texts in lists grow", "let a = [\"\", \"\"]; for i in 0..2 { a[i].pad(16000, 'x'); } a", TEXT),
        ("texts in maps grow", "let m = #{a: \"\", b: \"\"}; m.a.pad(16000, 'x'); m.b.pad(16000, 'x'); m", TEXT),
        (
            "maps in lists grow",
            "let a = [#{}, #{}]; for i in 0..200 { a[0].set(\"k\" + i, i); a[1].set(\"k\" + i, i); } a",
            MAP,
        ),
        ("grow by this", "let a = [[]]; a.map(|x| this.pad(1000, 1)); a", AtLoad("`this` is not available")),
        ("this is assigned", "this = [1]; 1", AtLoad("`this` is not available")),
        (
            "grow by a pointer to a method",
            "let a = []; a.pad(1000, []); let f = Fn(\"pad\"); for i in 0..1000 { a[i].call(f, 1000, 1); } a",
            LIST,
        ),
        ("grow in a callback", "let a = []; a.pad(100, []); a.map(|x| { x.pad(1000, 1); x })", LIST),
        ("callbacks within callbacks", "let a = []; a.pad(1000, 1); a.map(|x| a)", AtLoad("no variable `a`")),
        (
            "callbacks that copy down",
            "let a = []; a.pad(900, 1); for i in 0..10 { a = [a]; } loop { a.map(|b| b.map(|c| c.map(|d| d.map(|e| e.len())))); }",
            Memory,
        ),
        ("curry", "let f = Fn(\"wrap\"); loop { f = curry(f, f); }", AtLoad("curry")),
        ("curry as a method", "let f = Fn(\"wrap\"); loop { f = f.curry(f); }", AtLoad("property")),
        ("curry by name", "let f = Fn(\"curry\"); f.call(f, f)", Failed("curry")),
        ("captured and shared", "let a = [1]; let f = || a.push(1); f.call()", AtLoad("no variable `a`")),
        ("shared", "let a = [1]; a.is_shared()", AtLoad("is_shared")),
        ("closures by the thousand", "let a = []; for i in 0..1000 { a.push(|x| x); } loop { let b = a; }", Memory),
        ("functions as values", "loop { let x = [wrap, wrap, wrap, wrap, wrap, wrap, wrap, wrap]; }", Operations),
    ]
}

fn handles() -> Vec<(&'static str, &'static str, End)> {
    vec![
        ("orders of candidates", "loop { candidates.shuffled(); }", Memory),
        ("orders of candidates, kept", "let a = []; loop { a.push(candidates.shuffled()); }", Size("size of array")),
        ("ids for ever", "loop { candidates.ids(); }", Memory),
        ("a long path for ever", "loop { facts[\"page.path\"]; }", Memory),
        ("a long list for ever", "loop { facts[\"visitor.tags\"]; }", Memory),
        ("records for ever", "loop { records.all(\"case\"); }", Memory),
        ("notes for ever", "loop { records[\"case\"][\"notes\"]; }", Operations),
        ("parameters for ever", "loop { params.words; }", Memory),
        (
            "huge weights",
            "let m = #{}; for i in 0..250 { m.set(\"a0\" + i, 9.0e307); } loop { candidates.first(20).weighted(m); }",
            Memory,
        ),
        (
            "huge ranks",
            "let m = #{}; for i in 0..250 { m.set(\"skill:a\" + i, 9.0e307); } loop { candidates.first(20).rank_by(m); }",
            Memory,
        ),
        ("ranked by nonsense", "candidates.rank_by(#{ nonsense: 1 })", AtLoad("nonsense")),
    ]
}
