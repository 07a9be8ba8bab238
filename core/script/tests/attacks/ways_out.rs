//! No way out: files, the network, processes, the environment, the wall clock, true chance, other code. Each name is
//! refused where it is written, and not found where it is made at run time.

use crate::row::{End, Place, Row};
use End::{AtLoad, Failed};

pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = WRITTEN
        .iter()
        .flat_map(|(way, call, says)| {
            let name = format!("{way}: {call}");
            let in_script = Row::strategy(name.clone(), &format!("{call}; candidates"), AtLoad(says));
            // What an expression may not even parse is refused with Rhai's own words.
            let in_expression = Row::new(Place::Expression, format!("{name} (expression)"), *call, AtLoad(""));
            [in_script, in_expression]
        })
        .collect();
    for name in MADE_AT_RUN_TIME {
        for (how, body) in [
            ("by a pointer", format!("let f = Fn(\"{name}\"); f.call(\"x\")")),
            ("by a pointer on a value", format!("let f = Fn(\"{name}\"); \"x\".call(f)")),
            ("by a callback", format!("[\"x\"].map(Fn(\"{name}\"))")),
        ] {
            rows.push(Row::strategy(format!("`{name}` {how}"), &body, Failed("")));
        }
    }
    rows
}

/// The way, what would take it, and what is said.
const WRITTEN: &[(&str, &str, &str)] = &[
    ("file", "open(\"/etc/passwd\")", "there is no function `open`"),
    ("file", "open_file(\"/etc/passwd\")", "there is no function `open_file`"),
    ("file", "read_file(\"/etc/passwd\")", "there is no function `read_file`"),
    ("file", "write_file(\"/tmp/x\", \"x\")", "there is no function `write_file`"),
    ("file", "load(\"x\")", "there is no function `load`"),
    ("file", "path(\"/etc\")", "there is no function `path`"),
    ("network", "fetch(\"http://example.com\")", "there is no function `fetch`"),
    ("network", "http_get(\"http://example.com\")", "there is no function `http_get`"),
    ("network", "connect(\"example.com\", 80)", "there is no function `connect`"),
    ("process", "system(\"ls\")", "there is no function `system`"),
    ("process", "exec(\"ls\")", "there is no function `exec`"),
    ("process", "spawn(\"ls\")", "`spawn`"),
    ("process", "exit(1)", "there is no function `exit`"),
    ("process", "sleep(1)", "there is no function `sleep`"),
    ("environment", "env(\"HOME\")", "there is no function `env`"),
    ("environment", "getenv(\"HOME\")", "there is no function `getenv`"),
    ("wall clock", "timestamp()", "there is no function `timestamp`"),
    ("wall clock", "elapsed(1)", "there is no function `elapsed`"),
    ("true chance", "rand()", "there is no function `rand`"),
    ("true chance", "rand(1, 6)", "there is no function `rand`"),
    ("true chance", "shuffle([1])", "there is no function `shuffle`"),
    ("other code", "eval(\"1\")", "`eval` is not available"),
    ("other code", "import \"x\" as x", "`import` is not available"),
    ("other code", "export let x = 1", "`export` is not available"),
    ("other code", "std::fs::read(\"x\")", ""),
    ("other code", "global::X", ""),
    ("other code", "parse_json(\"{}\")", "there is no function `parse_json`"),
    ("raw bytes", "blob(1000000)", "there is no function `blob`"),
    ("the engine", "set_tag(1)", "there is no function `set_tag`"),
    ("the engine", "get_fn_metadata_list()", "there is no function `get_fn_metadata_list`"),
];

const MADE_AT_RUN_TIME: &[&str] = &[
    "sleep",
    "exit",
    "timestamp",
    "parse_json",
    "open",
    "rand",
    "eval",
    "curry",
    "import",
    "get_fn_metadata_list",
    "blob",
];
