//! From a manifest and files to a plug-in: the file, the function, what it takes.

use super::offering::{compile_offers, hook, offer, told};
use crate::{API, Manifest, Offer, OfferKind, ScriptHost, builtin_files};
use std::{collections::BTreeMap, fs, path::Path};
use usher_model::HookKind;

fn manifest() -> Manifest {
    Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        offers: vec![offer(OfferKind::Strategy)],
    }
}

#[test]
fn the_function_an_offer_names_must_be_there() {
    let plain = |kind: OfferKind| vec![Offer { parameters: Vec::new(), ..offer(kind) }];
    assert_eq!(
        told(plain(OfferKind::Strategy), "fn pik(candidates) { candidates }"),
        "1:1-2 there is no function `pick`, which strategy `test` names | did you mean `pik`?"
    );
    assert_eq!(
        told(plain(OfferKind::Predicate), ""),
        "1:1-2 there is no function `pick`, which predicate `test` names | \
         write `fn pick(facts) { … }`, or name another function"
    );
    assert_eq!(
        told(plain(hook(HookKind::SessionClosed)), ""),
        "1:1-2 there is no function `pick`, which hook `test` names | \
         write `fn pick(event) { … }`, or name another function"
    );
    assert_eq!(
        told(plain(OfferKind::Strategy), "fn pick(candidates) {"),
        "1:22-23 expecting '}' to terminate this block"
    );
    assert_eq!(
        told(plain(OfferKind::Strategy), "fn pick(candidates) {\n    candidate.first()\n}"),
        "2:5-14 there is no variable `candidate` | did you mean `candidates`?"
    );
    assert_eq!(
        told(plain(OfferKind::Strategy), "fn pick(candidates) { this }"),
        "1:23-27 `this` is not available | give a function what it needs as parameters, and return what it makes"
    );
}

#[test]
fn a_function_takes_what_it_names_in_any_order() {
    let text = |parameters: &str| format!("fn pick({parameters}) {{ throw [{parameters}].map(|x| type_of(x)); }}");
    let check = |kind: OfferKind, parameters: &str, expected: &str| {
        let given = super::offering::Given::default();
        let plugin = compile_offers(vec![offer(kind.clone())], &text(parameters));
        assert!(plugin.is_ok(), "{parameters}: {plugin:?}");
        let called = super::offering::ask(kind, &text(parameters), &given);
        let error = called.result.unwrap_err().to_string();
        assert!(error.contains(expected), "{parameters}: {error}");
    };
    check(
        OfferKind::Strategy,
        "candidates, facts, records, params",
        "\"candidates\", \"facts\", \"records\", \"params\"",
    );
    check(OfferKind::Strategy, "params, candidates", "\"params\", \"candidates\"");
    check(OfferKind::Predicate, "records, facts", "\"records\", \"facts\"");
    check(OfferKind::Compute, "params", "\"params\"");
    check(
        hook(HookKind::SessionClosed),
        "session, event, records, facts",
        "\"session\", \"event\", \"records\", \"facts\"",
    );
}

#[test]
fn the_manifest_is_checked() {
    let files = BTreeMap::from([("pick.rhai".into(), "fn pick(candidates) {}".into())]);
    let problems = ScriptHost::new().compile(&Manifest { api: 2, ..manifest() }, &files, &[]).unwrap_err();
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let mut on_disk = BTreeMap::new();
    gather(&folder, "plugins", &mut on_disk);
    let embedded: BTreeMap<_, _> =
        builtin_files().iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&embedded), names(&on_disk));
    assert_eq!(embedded, on_disk, "the same texts");
    assert!(builtin_files().is_sorted(), "in order of their paths");
}

fn gather(folder: &Path, path: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{path}/{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            gather(&entry.path(), &path, files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// The limit on memory is for attacks: what somebody writes by hand over a large group stays below it.
#[test]
fn honest_loops_over_a_thousand_agents_stay_within_their_memory() {
    let candidates = (0..1_000).map(|at| super::offering::candidate(&format!("agent-{at:04}"), at % 5)).collect();
    let given = super::offering::Given { candidates, ..super::offering::Given::default() };
    for (name, body) in [
        ("kept one by one", "let kept = []; for id in candidates.ids() { kept.push(id); } kept"),
        ("by index", "let ids = candidates.ids(); let kept = []; for i in 0..ids.len() { kept.push(ids[i]); } kept"),
        (
            "compared by index",
            "let ids = candidates.ids(); let last = ids[0]; for i in 0..1000 { if ids[i] > last { last = ids[i]; } } [last]",
        ),
        (
            "sorted",
            "let all = []; for c in candidates { all.push(c); } all.sort(|a, b| a.load - b.load); all.map(|c| c.id)",
        ),
        ("filtered and mapped", "candidates.ids().filter(|id| id.ends_with(\"7\")).map(|id| id.to_upper().to_lower())"),
        (
            "counted",
            "let loads = #{}; for c in candidates { let key = c.load.to_string(); loads.set(key, (loads.get(key) ?? 0) + 1); } [candidates[loads.len()]]",
        ),
    ] {
        let called = super::offering::ask(OfferKind::Strategy, &format!("fn pick(candidates) {{ {body} }}"), &given);
        assert!(called.result.is_ok(), "{name}: {:?}", called.result.map(|_| ()));
    }
}
