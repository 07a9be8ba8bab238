//! The numbers of the chapters, each from where the code has it.

use std::{fmt::Display, fs, path::Path};
use usher_model::{MAX_EFFECTS, MAX_FIELD_CHARS, MAX_PAYLOAD_BYTES, MAX_PRIORITY, MAX_REASON_CHARS, MAX_TAGS};
use usher_script::{Limits, MAX_LOG_CHARS, MAX_LOG_LINES, TRIP_AFTER, TRIP_TIME};

/// The table of what a call may use.
pub(super) fn limits() -> String {
    let (inline, hook) = (Limits::INLINE, Limits::HOOK);
    let both = |both: String| [both.clone(), both];
    let rows = [
        ("operations", [grouped(inline.operations), grouped(hook.operations)]),
        ("wall time", [inline, hook].map(|limits| format!("{} ms", limits.time.as_millis()))),
        ("bytes handed to it in all", both(bytes(constant("MAX_BYTES")))),
        ("one text", both(bytes(constant("MAX_STRING_BYTES")))),
        ("values in one list, inner lists counted", both(grouped(constant("MAX_ARRAY_VALUES")))),
        ("entries in one map, inner maps counted", both(grouped(constant("MAX_MAP_ENTRIES")))),
        ("lists and maps within each other", both(grouped(constant("MAX_NESTING")))),
        ("calls within calls", both(grouped(constant("MAX_CALLS")))),
        ("variables at a time", both(grouped(constant("MAX_VARIABLES")))),
        ("log", both(format!("{MAX_LOG_LINES} lines of {MAX_LOG_CHARS} characters"))),
    ];
    let rows = rows.map(|(what, [inline, hook])| format!("| {what} | {inline} | {hook} |\n")).concat();
    format!(
        "| One call may use at most | strategy, predicate, compute, expression | hook |\n|---|---|---|\n{rows}\n\
         A file has at most {file} and {functions} functions, and nests expressions and statements {depth} deep.\n\n\
         A hook returns at most {MAX_EFFECTS} effects. A priority lies between -{MAX_PRIORITY} and {MAX_PRIORITY}; a \
         field's text has at most {field} characters, the reason for a transfer {MAX_REASON_CHARS}, and the payload for a \
         webhook {payload} as JSON. A session has at most {MAX_TAGS} tags and {MAX_TAGS} fields.\n",
        file = bytes(constant("MAX_SCRIPT_BYTES")),
        functions = constant("MAX_FUNCTIONS"),
        depth = constant("MAX_DEPTH"),
        field = grouped(MAX_FIELD_CHARS),
        payload = bytes(u64::try_from(MAX_PAYLOAD_BYTES).expect("is a small number")),
    )
}

/// When a plug-in is switched off, and for how long.
pub(super) fn trip() -> String {
    format!(
        "After {TRIP_AFTER} failures in a row, of any kind, what a plug-in offers is switched off for {} seconds: the offer \
         that failed, while the plug-in's others go on. Its calls then fail at once without running, so what `on_failure` \
         says still counts. The first call afterwards is a trial: where it succeeds, the offer is on again, and where it \
         fails, it is off for as long once more.\n",
        TRIP_TIME.as_secs()
    )
}

/// The table of how large a tree of rules may be.
pub(super) fn tree() -> String {
    let read = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        vec![fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))]
    };
    let (listing, limits) = (read("../engine/src/live/listing.rs"), read("../ruleset/src/limits.rs"));
    let number = |sources: &[String], name: &str| constant_of(sources, name);
    let rows = [
        ("files", grouped(number(&listing, "MAX_FILES"))),
        ("all files together", bytes(number(&listing, "MAX_TREE_BYTES"))),
        ("one file", bytes(number(&listing, "MAX_FILE_BYTES"))),
        ("one value", bytes(number(&limits, "SCALAR_BYTES"))),
        ("values in a file, keys counted", grouped(number(&limits, "NODES"))),
        ("levels of a file", grouped(number(&limits, "DEPTH"))),
        ("levels of a condition", grouped(number(&limits, "CONDITION_DEPTH"))),
        ("tests in a condition", grouped(number(&limits, "CONDITION_TESTS"))),
        ("strategies of a rule", grouped(number(&limits, "STRATEGIES"))),
        ("characters of a prompt's text", grouped(number(&limits, "PROMPT"))),
        ("problems shown of a file", grouped(number(&limits, "PROBLEMS"))),
        ("problems shown of all files", grouped(number(&limits, "TREE_PROBLEMS"))),
    ];
    let rows = rows.map(|(what, most)| format!("| {what} | {most} |\n")).concat();
    format!("| | At most |\n|---|---|\n{rows}")
}

/// A number that only the script host itself needs, read where it stands.
fn constant(name: &str) -> u64 {
    constant_of(&sources(), name)
}

/// A constant as it is written in one of some files: `const NAME: usize = 16 * 1024;` or `4 << 20`.
fn constant_of(sources: &[String], name: &str) -> u64 {
    let opens = format!("const {name}: ");
    let found = sources.iter().find_map(|text| Some(text.split_once(&opens)?.1));
    let found = found.unwrap_or_else(|| panic!("there is no {name}"));
    let (_, value) = found.split_once(" = ").expect("a constant has a value");
    let (value, _) = value.split_once(';').expect("a constant ends");
    let number =
        |text: &str| text.trim().replace('_', "").parse::<u64>().unwrap_or_else(|_| panic!("{name} is {value}"));
    match value.split_once("<<") {
        Some((number_of, shift)) => number(number_of) << number(shift),
        None => value.split('*').map(number).product(),
    }
}

/// The script host's files.
fn sources() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../script/src");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    paths.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).expect("is text")).collect()
}

/// `100000` is `100,000`.
fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn bytes(bytes: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    match bytes {
        _ if bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        _ if bytes.is_multiple_of(KIB) => format!("{} KiB", bytes / KIB),
        _ => format!("{} bytes", grouped(bytes)),
    }
}
