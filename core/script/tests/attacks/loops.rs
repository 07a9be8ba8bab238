//! Scripts that would run for ever.

use crate::row::{End, Row, Watch};
use End::{AtLoad, Deadline, Operations, Panicked};

pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = bodies().into_iter().map(|(name, body)| with_spin(name, body, Operations)).collect();
    rows.extend([
        with_spin("for_each has no `this`", "let a = [1]; a.for_each(|i| { loop {} }); a", AtLoad("for_each")),
        Row { watch: Watch::Jumps, ..with_spin("the clock runs out", "loop {}", Deadline) },
        Row {
            watch: Watch::Jumps,
            ..with_spin("the clock runs out, swallowed", "try { loop {} } catch { } candidates", Deadline)
        },
        Row {
            watch: Watch::Jumps,
            ..with_spin("the clock runs out in a callback", "let a = [1, 2]; a.dedup(|x, y| { loop {} })", Deadline)
        },
        Row { watch: Watch::Breaks, ..with_spin("the host panics under it", "loop {}", Panicked("the clock broke")) },
        Row {
            watch: Watch::Breaks,
            ..with_spin("the host panics in a callback", "[1].map(|x| { loop {} })", Panicked("the clock broke"))
        },
        Row {
            watch: Watch::Breaks,
            ..with_spin("a panic is not caught by a script", "try { loop {} } catch { }", Panicked("the clock broke"))
        },
    ]);
    rows
}

fn with_spin(name: &str, body: &str, end: End) -> Row {
    let row = Row::strategy(name, body, end);
    Row { text: format!("fn spin() {{ loop {{}} }} fn spun(x) {{ loop {{}} }} {}", row.text), ..row }
}

fn bodies() -> Vec<(&'static str, &'static str)> {
    vec![
        ("empty loop", "loop {}"),
        ("while", "while true {}"),
        ("do", "do {} while true;"),
        ("endless range", "for i in 0..9223372036854775807 {} 1"),
        ("endless stepped range", "for i in range(0.0, 1.0e18, 1.0) {} 1"),
        ("range with tiny steps", "for i in range(0.0, 1.0, 1.0e-300) {} 1"),
        ("range with huge steps back", "loop { for i in range(9223372036854775807, 0, -9223372036854775807) {} }"),
        ("bits", "loop { for b in bits(-1) {} }"),
        ("characters", "let s = \"x\"; s.pad(10000, 'x'); loop { for c in s {} }"),
        ("switch in a loop", "let x = 0; loop { switch x { 0 => x = 1, _ => x = 0 } }"),
        ("switch with ranges", "let x = 0; loop { switch x { 0..10 => x += 1, _ => x = 0 } }"),
        (
            "nested switches",
            "loop { switch 1 { 1 => switch 2 { 2 => switch 3 { 3 => (), _ => () }, _ => () }, _ => () } }",
        ),
        ("caught for ever", "loop { try { throw 1 } catch { } }"),
        ("thrown in catch", "loop { try { try { throw 1 } catch { throw 2 } } catch { } }"),
        ("closure in filter", "[1].filter(|x| { loop {} })"),
        ("closure in map restarts the stock counter", "let a = []; a.pad(1000, 1); loop { a.map(|x| x + 1); }"),
        ("closure in map of a map", "let a = []; a.pad(100, 1); loop { a.map(|x| [x, x].map(|y| y + 1)); }"),
        ("closure in a map's filter", "#{a: 1}.filter(|x| { loop {} })"),
        ("closure in a map's filter, by value", "#{a: 1}.filter(|k, v| { loop {} })"),
        ("closure in reduce", "[1, 2].reduce(|sum, x| { loop {} })"),
        ("closure in reduce, with a beginning", "[1, 2].reduce(|sum, x| { loop {} }, 0)"),
        ("closure in sort", "let a = [3, 1, 2]; a.sort(|x, y| { loop {} }); a"),
        ("closure in sort_by", "let a = [3, 1, 2]; a.sort_by(|x, y| { loop {} }); a"),
        ("closure in order_by", "[3, 1, 2].order_by(|x, y| { loop {} })"),
        ("closure in order", "[3, 1, 2].order(|x, y| { loop {} })"),
        ("a sort that contradicts itself", "let a = []; a.pad(1000, 1); loop { a.sort(|x, y| 1); a.sort(|x, y| -1); }"),
        ("closure in some", "[1].some(|x| { loop {} })"),
        ("closure in all", "[1].all(|x| { loop {} })"),
        ("closure in find", "[1].find(|x| { loop {} })"),
        ("closure in find_map", "[1].find_map(|x| { loop {} })"),
        ("closure in index_of", "[1].index_of(|x| { loop {} })"),
        ("closure in retain", "let a = [1]; a.retain(|x| { loop {} })"),
        ("closure in drain", "let a = [1]; a.drain(|x| { loop {} })"),
        ("dedup swallows a termination", "let a = [1, 2, 3]; a.dedup(|x, y| { loop {} }); candidates"),
        ("dedup swallows a termination, and is the last to run", "let a = [1, 2, 3]; a.dedup(|x, y| { loop {} })"),
        ("termination caught", "try { loop {} } catch { } candidates"),
        ("termination in a closure, caught", "try { [1].map(|x| { loop {} }) } catch { } candidates"),
        ("termination in a sort, caught", "try { let a = [2, 1]; a.sort(|x, y| { loop {} }) } catch { } candidates"),
        ("function pointer", "let f = Fn(\"spin\"); f.call()"),
        ("function pointer, on a value", "let f = Fn(\"spin\"); 1.call(f)"),
        ("function pointer, on a list", "let f = Fn(\"spin\"); [1, 2].call(f)"),
        ("function pointer, called first", "let f = Fn(\"spun\"); call(f, 1)"),
        ("function pointer in a map", "let m = #{ f: Fn(\"spin\") }; m.f.call()"),
        ("function pointer in a list", "let l = [Fn(\"spun\")]; l[0].call(1)"),
        ("function as a value", "[1].map(spun)"),
        ("closure that makes closures", "let f = |x| |y| { loop {} }; f.call(1).call(2)"),
        ("shuffling for ever", "loop { candidates.first(9).shuffled(); }"),
        ("filtering for ever", "loop { candidates.first(9).where(\"load\", \"gt\", 1); }"),
        ("ranking for ever", "loop { candidates.first(9).rank_by(#{ load: 1, room: -2 }); }"),
        ("weighing for ever", "loop { candidates.first(9).weighted(\"room\"); }"),
        ("asking facts for ever", "loop { facts[\"visitor.sessions\"]; }"),
        ("asking chance for ever", "loop { random(1, 6); }"),
        ("logging for ever", "loop { log(\"x\"); }"),
        ("printing for ever", "loop { print(1); debug(2); }"),
        ("candidates within candidates", "for a in candidates { for b in candidates { for c in candidates {} } }"),
    ]
}
