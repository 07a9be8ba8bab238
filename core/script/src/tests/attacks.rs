//! Scripts that try to hang, outgrow or crash the server. Each ends as an error with a name.

use super::{ask, candidate, compile};
use crate::{MAX_LOG_CHARS, MAX_LOG_LINES, MAX_OPERATIONS};
use std::sync::atomic::{AtomicU64, Ordering};
use usher_model::{Facts, GroupId, StrategyError, StrategyInput, Timestamp};

#[derive(Debug, Clone, Copy)]
enum End {
    /// Stopped by the operations limit.
    Operations,
    /// Stopped by a size or depth limit.
    Size,
    /// An ordinary script error that says this.
    Failed(&'static str),
    /// Refused at load; a problem says this.
    AtLoad(&'static str),
}

fn check(name: &str, text: &str, end: End) {
    let strategy = match (compile(text), end) {
        (Ok(strategy), _) => strategy,
        (Err(problems), End::AtLoad(message)) => {
            assert!(problems.iter().any(|problem| problem.message.contains(message)), "{name}: {problems:?}");
            return;
        }
        (Err(problems), _) => panic!("{name}: does not compile: {problems:?}"),
    };
    let result = ask(strategy.as_ref(), &[candidate("an", 0), candidate("bo", 1)]);
    let fits = match (&result, end) {
        (Err(StrategyError::Operations { limit }), End::Operations) => *limit == MAX_OPERATIONS,
        (Err(StrategyError::Size { .. }), End::Size) => true,
        (Err(StrategyError::Failed { message, .. }), End::Failed(expected)) => message.contains(expected),
        _ => false,
    };
    assert!(fits, "{name}: expected {end:?}, got {result:?}");
}

#[test]
fn loops_end() {
    for (name, body) in [
        ("empty loop", "loop {}"),
        ("while", "while true {}"),
        ("do", "do {} while true;"),
        ("endless range", "for i in 0..9223372036854775807 {} 1"),
        ("endless stepped range", "for i in range(0.0, 1.0e18, 1.0) {} 1"),
        ("switch in a loop", "let x = 0; loop { switch x { 0 => x = 1, _ => x = 0 } }"),
        ("caught for ever", "loop { try { throw 1 } catch { } }"),
        ("closure in filter", "[1].filter(|x| { loop {} })"),
        ("closure in map restarts the stock counter", "let a = []; a.pad(1000, 1); loop { a.map(|x| x + 1); }"),
        ("closure in a map's filter", "#{a: 1}.filter(|x| { loop {} })"),
        ("closure in reduce", "[1, 2].reduce(|sum, x| { loop {} })"),
        ("closure in sort", "let a = [3, 1, 2]; a.sort(|x, y| { loop {} }); a"),
        ("closure in for_each", "let a = [1]; a.for_each(|i| { loop {} }); a"),
        ("dedup swallows a termination", "let a = [1, 2, 3]; a.dedup(|x, y| { loop {} }); candidates"),
        ("dedup swallows a termination, and is the last to run", "let a = [1, 2, 3]; a.dedup(|x, y| { loop {} })"),
        ("termination caught", "try { loop {} } catch { } candidates"),
        ("termination in a closure, caught", "try { [1].map(|x| { loop {} }) } catch { } candidates"),
        ("function pointer", "let f = Fn(\"spin\"); f.call()"),
        ("shuffling for ever", "loop { candidates.shuffled(); }"),
    ] {
        check(name, &format!("fn spin() {{ loop {{}} }} fn pick(candidates) {{ {body} }}"), End::Operations);
    }
}

#[test]
fn growth_ends() {
    for (name, body) in [
        ("string doubles", "let s = \"x\"; loop { s += s; }"),
        ("string grows by interpolation", "let s = \"x\"; loop { s = `${s}${s}`; }"),
        ("string pads", "let s = \"x\"; s.pad(1000000000, 'y'); s"),
        ("array grows", "let a = []; loop { a.push(1); }"),
        ("array doubles", "let a = [1]; loop { a += a; }"),
        ("array pads", "let a = []; a.pad(1000000000, 1); a"),
        ("array nests", "let a = []; loop { a = [a, a]; }"),
        ("array of long texts", "let s = \"x\"; s.pad(10000, 'x'); let a = []; loop { a.push(s); }"),
        ("array splits", "let s = \"\"; s.pad(10000, ','); s.split(\",\")"),
        ("map grows", "let m = #{}; let i = 0; loop { m.set(\"k\" + i, i); i += 1; }"),
        ("map mixes", "let m = #{}; let i = 0; loop { m += #{}; m.set(\"k\" + i, i); i += 1; }"),
        ("map nests", "let m = #{}; loop { m = #{a: m, b: m}; }"),
        ("replace, text by text", "let s = \"\"; s.pad(10000, 'x'); s.replace(\"x\", \"yyyyyyyyyy\"); s"),
        ("replace of nothing", "let s = \"\"; s.pad(10000, 'x'); s.replace(\"\", \"yyyyyyyyyy\"); s"),
        ("replace, character by text", "let s = \"\"; s.pad(10000, 'x'); s.replace('x', \"yyyyyyyyyy\"); s"),
        ("replace, text by character", "let s = \"\"; s.pad(10000, 'x'); s.replace(\"x\", '字'); s"),
        ("replace, character by character", "let s = \"\"; s.pad(10000, 'x'); s.replace('x', '字'); s"),
        ("replace again and again", "let s = \"xx\"; loop { s.replace(\"x\", s); }"),
        ("recursion", "deeper(0)"),
        ("recursion through a closure", "[1].map(|x| through(x))"),
        ("recursion through a wide expression", "wide(1)"),
    ] {
        let helpers = "fn deeper(x) { deeper(x + 1) } fn through(x) { [x].map(|y| through(y)) } \
             fn wide(x) { ((((1 + (2 + [wide(x)].len()))))) }";
        check(name, &format!("{helpers} fn pick(candidates) {{ {body} }}"), End::Size);
    }
}

#[test]
fn what_no_script_may_do_is_refused_at_load() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(5_000), close.repeat(5_000));
    let mut rows = vec![
        ("sleep", "sleep(1);".to_owned(), "there is no function `sleep`"),
        ("eval", "eval(\"1\")".to_owned(), "`eval` is not available"),
        ("import", "import \"x\" as x;".to_owned(), "`import` is not available"),
        ("export", "export let x = 1;".to_owned(), "`export` is not available"),
        ("curry", "let f = Fn(\"pick\"); loop { f = curry(f, f); }".to_owned(), "curry"),
        ("curry as a method", "let f = Fn(\"pick\"); loop { f = f.curry(f); }".to_owned(), "property"),
        ("exit", "exit(candidates);".to_owned(), "there is no function `exit`"),
        ("clock", "timestamp()".to_owned(), "there is no function `timestamp`"),
        ("blob", "blob(1000000)".to_owned(), "there is no function `blob`"),
        ("map entry past its limit", "let m = #{}; m[\"k\"] = 1; m".to_owned(), "cannot be assigned"),
        ("property past its limit", "let m = #{}; m.k = 1; m".to_owned(), "cannot be assigned"),
        ("captured variable", "let a = [1]; let b = 1; a.filter(|x| x == b)".to_owned(), "there is no variable `b`"),
        ("unknown variable", "candidate".to_owned(), "there is no variable `candidate`"),
    ];
    for (name, open, close) in [
        ("brackets", "(", ")"),
        ("lists", "[", "]"),
        ("blocks", "{", "}"),
        ("negations", "!", ""),
        ("minus signs", "- ", ""),
        ("functions", "|x| ", ""),
        ("sums to the right", "1 + (", ")"),
    ] {
        rows.push((name, deep(open, close), "nested too deeply"));
    }
    rows.push(("a long sum", vec!["1"; 10_000].join(" + "), "nested too deeply"));
    rows.push(("a long chain", format!("candidates{}", ".available()".repeat(3_000)), "nested too deeply"));
    rows.push(("a long index chain", format!("candidates{}", "[0]".repeat(5_000)), "nested too deeply"));
    rows.push(("a ladder of ifs", format!("{} {{}}", "if true {} else ".repeat(3_000)), "nested too deeply"));
    rows.push(("a huge text", format!("\"{}\"", "x".repeat(20_000)), "exceeds"));
    rows.push(("a huge file", " ".repeat(70_000), "65536 are allowed"));
    for (name, body, message) in rows {
        check(name, &format!("fn pick(candidates) {{ {body} }}"), End::AtLoad(message));
    }
}

#[test]
fn names_made_at_run_time_reach_nothing_more() {
    for name in ["sleep", "exit", "timestamp", "parse_json"] {
        let text = format!("fn pick(candidates) {{ let f = Fn(\"{name}\"); f.call(1) }}");
        check(name, &text, End::Failed("Function not found"));
    }
    for name in ["eval", "curry", "import"] {
        let text = format!("fn pick(candidates) {{ let f = Fn(\"{name}\"); f.call(\"1\") }}");
        check(name, &text, End::Failed(name));
    }
}

#[test]
fn the_log_has_a_budget() {
    let text = "fn pick(candidates) { for i in 0..100 { print(i); } candidates }";
    let log = ask(compile(text).unwrap().as_ref(), &[candidate("an", 0)]).unwrap().log;
    assert_eq!(log.len(), MAX_LOG_LINES + 1);
    assert_eq!((log[0].as_str(), log[19].as_str()), ("0", "19"));
    assert_eq!(log[20], "(further lines were dropped)");

    let text = "fn pick(candidates) { let s = \"\"; s.pad(1000, '字'); log(s); debug(1); candidates }";
    let log = ask(compile(text).unwrap().as_ref(), &[candidate("an", 0)]).unwrap().log;
    assert_eq!(log[0].chars().count(), MAX_LOG_CHARS);
    assert!(log[0].ends_with("字…"), "{}", log[0]);
    assert_eq!(log[1], "1");
}

fn ask_until(text: &str, expired: &(dyn Fn() -> bool + Sync)) -> Result<(), StrategyError> {
    let group: GroupId = "care".parse().unwrap();
    let candidates = [candidate("an", 0)];
    let input = StrategyInput {
        facts: &Facts::default(),
        group: &group,
        candidates: &candidates,
        cursor: None,
        now: Timestamp::from_millis(0),
        seed: 0,
        expired,
    };
    compile(text).unwrap().order(&input).map(|_| ())
}

#[test]
fn the_deadline_ends_a_call_and_stays_past() {
    // The deadline passes once and is asked no more: a script that swallows the termination is over all the same.
    let asked = AtomicU64::new(0);
    let expired = || asked.fetch_add(1, Ordering::SeqCst) == 3;
    let text = "fn pick(candidates) { let a = [1, 2, 3]; a.dedup(|x, y| { loop {} }) }";
    assert_eq!(ask_until(text, &expired), Err(StrategyError::Deadline));
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}

#[test]
fn a_panic_in_the_host_is_an_error_of_the_call() {
    let spin = "fn pick(candidates) { loop {} }";
    let ended = ask_until(spin, &|| panic!("the clock broke"));
    assert_eq!(ended, Err(StrategyError::Panicked { message: "the clock broke".to_owned() }));
    // The next call on the same thread finds nothing of it.
    assert_eq!(ask_until("fn pick(candidates) { candidates }", &|| false), Ok(()));
}
