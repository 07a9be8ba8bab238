//! What is wrong with a plug-in is told at load, all of it, with its place.

use super::{compile, manifest};
use crate::{Manifest, ScriptHost, builtin_files};
use std::collections::BTreeMap;

/// The problems as `line:column-end message | help`, one a line.
fn told(text: &str) -> String {
    let problems = compile(text).err().unwrap_or_default();
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| {
            let help = problem.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
            format!("{}:{}-{} {}{help}", problem.line, problem.column, problem.end_column, problem.message)
        })
        .collect();
    lines.join("\n")
}

#[test]
fn unknown_names_are_told_with_their_place() {
    let text = r#"fn pick(candidates, facts) {
    let free = candidates.availabel();
    let few = candidates.available().lest("load");
    if facts.page == "/" { return candidates.size; }
    for one in candidates.available() {
        if one.laod > 3 { return helper(one); }
    }
    helpr(candidates, 1);
    candidates.where("skil", "has", "es");
    candidates.where("skill", "is", "es");
    candidates.most("name");
    candidates.first(1, 2);
    candidates[0].laod;
    mystery.least("load")
}
fn helper(one) { one.id }
"#;
    // A variable that is not there ends the reading, so that comes alone.
    assert_eq!(
        told(text),
        "14:5-12 there is no variable `mystery` | a function sees its own parameters and variables only"
    );
    assert_eq!(
        told(&text.replace("mystery", "candidates")),
        "2:27-36 there is no function `availabel` on `candidates` | did you mean `available`?\n\
         3:38-42 there is no function `lest` on `candidates` | did you mean `least`?\n\
         4:14-18 `facts` has no property `page` | write `facts[\"page.path\"]`\n\
         4:46-50 `candidates` has no property `size`\n\
         6:16-20 `candidate` has no property `laod` | did you mean `load`?\n\
         8:5-10 there is no function `helpr` | did you mean `helper`?\n\
         9:22-28 `skil` is no field: did you mean `skill`? There are `load`, `capacity`, `room`, `last_assigned`, \
         `skill`, `language`, `department`, or `skill:` and a skill's name\n\
         10:31-35 `is` is no operator for `skill`: there are `has`, `lacks`\n\
         11:21-27 `name` is no field: there are `load`, `capacity`, `room`, `last_assigned`, or `skill:` and a skill's name\n\
         12:16-21 `first` on `candidates` takes 0 or 1 values, not 2\n\
         13:19-23 `candidate` has no property `laod` | did you mean `load`?"
    );
}

#[test]
fn what_is_right_passes() {
    let text = r#"
fn pick(candidates, facts) {
    let chosen = [];
    let seen = #{};
    for (one, at) in candidates.available().least("load") {
        if at in 0..3 && one.id.starts_with("a") { chosen.push(one); }
        seen.set(one.id, one.load);
    }
    // A name with two meanings is known no more, and passes.
    let x = candidates;
    let x = #{ anything: 1 };
    print(x.anything + seen.len() + seen.keys().map(|k| k.len()).reduce(|sum, n| sum + n, 0).to_string());
    let f = Fn("score");
    chosen.sort(|a, b| score(a) - score(b));
    switch facts["page.path"] { "/" => chosen, _ => candidates.ids().filter(|id| id != "bo") }
}
fn score(one) { one.load.max(f64(1).to_int()) + abs(-1) }
fn f64(x) { x.to_float() }
"#;
    assert_eq!(told(text), "");
}

#[test]
fn the_function_a_strategy_names_is_checked() {
    assert_eq!(
        told("fn pik(candidates) {}"),
        "1:1-2 there is no function `pick`, which strategy `test` names | did you mean `pik`?"
    );
    assert_eq!(
        told("\nfn pick(a, b, c) {}"),
        "2:4-8 a strategy takes one or two parameters, `pick` takes 3 | \
         write `fn pick(candidates)` or `fn pick(candidates, facts)`"
    );
    assert_eq!(
        told("let x = 1;\nfn pick(candidates) { }"),
        "1:1-4 only functions may stand here | put it into the function that needs it"
    );
    assert_eq!(told("fn pick(candidates) {"), "1:22-23 expecting '}' to terminate this block");
    assert_eq!(
        told("fn pick(candidates) {\n    candidate.first()\n}"),
        "2:5-14 there is no variable `candidate` | did you mean `candidates`?"
    );
}

#[test]
fn the_manifest_is_checked() {
    let files = BTreeMap::from([("pick.rhai".into(), "fn pick(candidates) {}".into())]);
    let problems = ScriptHost::new().compile(&Manifest { api: 2, ..manifest() }, &files).err().unwrap();
    let messages: Vec<_> = problems.iter().map(|problem| (problem.file.as_ref(), problem.message.as_str())).collect();
    assert_eq!(
        messages,
        [
            ("plugin.yaml", "`test` is written for version 2 of the plug-in API"),
            ("plugin.yaml", "strategy `test` is in `s.rhai`, which is not in the folder"),
        ]
    );
    assert_eq!(problems[1].help.as_deref(), Some("the folder has `pick.rhai`"));
}

#[test]
fn every_builtin_file_is_embedded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let mut on_disk = Vec::new();
    for plugin in std::fs::read_dir(folder).unwrap() {
        let plugin = plugin.unwrap();
        for file in std::fs::read_dir(plugin.path()).unwrap() {
            let name = |entry: &std::fs::DirEntry| entry.file_name().into_string().unwrap();
            let file = file.unwrap();
            on_disk.push(format!("plugins/{}/{}", name(&plugin), name(&file)));
        }
    }
    on_disk.sort();
    let embedded: Vec<_> = builtin_files().iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(embedded, on_disk);
}
