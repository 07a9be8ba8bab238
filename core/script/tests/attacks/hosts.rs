//! The same in every kind of offer, and what only hooks and expressions could try.

use crate::row::{End, Place, Row, Watch};
use End::{Answers, AtLoad, Deadline, Failed, Memory, Operations, Panicked, Size, WrongReturn};
use usher_script::Limits;

pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = [
        ("loop", "loop {}", Operations),
        ("swallowed termination", "try { loop {} } catch { } true", Operations),
        ("callback", "[1].map(|x| { loop {} }); true", Operations),
        ("log flood", "loop { log(\"x\"); }", Operations),
        ("text", "let s = \"x\"; loop { s += s; }", Size("length of string")),
        ("list", "let a = []; loop { a.push(1); }", Size("size of array")),
        ("map", "let m = #{}; let i = 0; loop { m.set(\"k\" + i, i); i += 1; }", Size("size of object map")),
        ("nesting", "let a = []; loop { a = [a]; }", Size("nest deeper")),
        ("memory", "let a = []; a.pad(1000, 1); loop { let b = a; }", Memory),
        ("recursion", "let f = |f| f.call(f); f.call(f)", Size("too deeply")),
        ("throw", "throw \"it is what it is\"", Failed("it is what it is")),
        ("throw a list", "throw [1, 2]", Failed("[1, 2]")),
        ("division", "1 / 0", Failed("zero")),
        ("overflow", "9223372036854775807 + 1", Failed("overflow")),
        ("what is not there", "[1][9]", Failed("no value 9")),
        ("a wrong return", "|x| x", WrongReturn("")),
    ]
    .iter()
    .flat_map(|(name, body, end)| Row::everywhere(name, body, end))
    .collect();
    rows.extend(hooks());
    rows.extend(expressions());
    rows
}

fn hooks() -> Vec<Row> {
    let hook = |name: &str, body: &str, end: End| {
        Row::new(Place::Hook, format!("hook: {name}"), format!("fn pick(event) {{ {body} }}"), end)
    };
    let long = |row: Row| Row { limits: Some(Limits::HOOK), ..row };
    vec![
        hook(
            "too many effects",
            "let e = []; for i in 0..11 { e.push(tag(\"t\" + i)); } e",
            WrongReturn("a list of 11"),
        ),
        hook("effects for ever", "loop { tag(\"angry\"); }", Operations),
        hook("effects kept", "let e = []; loop { e.push(tag(\"angry\")); }", Size("size of array")),
        hook(
            "large effects copied",
            "let s = \"\"; s.pad(1000, 'x'); let e = []; e.pad(200, set_field(\"f\", s)); loop { let x = e; }",
            Memory,
        ),
        hook("large payloads", "let s = \"\"; s.pad(7000, 'x'); loop { call_webhook(\"w\", #{ s: s }); }", Memory),
        hook(
            "a payload too large",
            "let s = \"\"; s.pad(9000, 'x'); call_webhook(\"w\", #{ s: s })",
            Failed("8192 bytes"),
        ),
        hook("an effect not declared", "send_prompt(\"sorry\")", AtLoad("send_prompt")),
        hook(
            "an effect not declared, by a pointer",
            "let f = Fn(\"send_\" + \"prompt\"); f.call(\"sorry\")",
            WrongReturn("does not declare"),
        ),
        hook("a priority beyond the limit", "set_priority(0 + 101)", Failed("100")),
        hook("no effect at all", "[1]", WrongReturn("a list with")),
        hook("the message for ever", "loop { event.text; }", Memory),
        long(hook("its longer loop", "loop {}", Operations)),
        long(hook("its longer memory", "let a = []; a.pad(1000, 1); loop { let b = [a]; }", Memory)),
        Row { watch: Watch::Jumps, ..hook("its clock", "loop {}", Deadline) },
        Row { watch: Watch::Breaks, ..hook("a panic under it", "loop {}", Panicked("the clock broke")) },
    ]
}

fn expressions() -> Vec<Row> {
    let rows: &[(&str, &str, End)] = &[
        ("a loop", "loop {}", AtLoad("")),
        ("a block", "{ let x = 1; x == 1 }", AtLoad("")),
        ("a closure", "[1].some(|x| x == 1)", AtLoad("")),
        ("a variable", "let x = 1", AtLoad("")),
        ("a function of its own", "fn f() { true } f()", AtLoad("")),
        ("an assignment", "visitor.sessions = 3", AtLoad("")),
        ("a long list of texts", "visitor.tags.to_string().len() > 3", Answers),
        (
            "a text past its limit",
            "(page.path + page.path + page.path + page.path + page.path).len() > 1",
            Size("length of string"),
        ),
        ("a number", "visitor.sessions", AtLoad("says yes or no")),
        ("what is not there", "visitor.tags[5000] == 1", Failed("no value 5000")),
        ("a pointer", "Fn(\"sleep\").call(1)", Failed("")),
        ("a pointer, with a way in", "call(Fn(\"eval\"), \"true\")", Failed("")),
    ];
    let mut rows: Vec<Row> = rows
        .iter()
        .map(|(name, text, end)| Row::new(Place::Expression, format!("expression: {name}"), *text, end.clone()))
        .collect();
    let deep = format!("{}true{}", "(".repeat(1_000), ")".repeat(1_000));
    rows.push(Row::new(Place::Expression, "expression: brackets", deep, AtLoad("nested too deeply")));
    let long = vec!["true"; 2_000].join(" && ");
    rows.push(Row::new(Place::Expression, "expression: a long one", long, AtLoad("4096 are allowed")));
    rows
}
