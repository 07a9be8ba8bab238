//! What `usher check` does with the bytes of a rule folder: compiling it, lints and all. Good folders of 100, 1,000 and
//! 5,000 rule files, and one of 1,000 with a mistake in each tenth. Reading the folder and printing come on top.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::{hint::black_box, sync::Arc, time::Duration};
use usher_ruleset::{ScriptHost, SourceTree, compile};

/// A company of so many files: of twenty, fourteen are rules, and the rest is what they name.
fn company(files: u64, is_broken: impl Fn(u64) -> bool) -> SourceTree {
    let mut tree = SourceTree::default();
    let mut add = |path: String, text: String| drop(tree.files.insert(path.into(), Arc::from(text.as_bytes())));
    add(
        "rules/workspace.yaml".into(),
        "name: Acme\ntime_zone: Europe/Berlin\ndefault_locale: en\nlocales: [en, zh]\n".into(),
    );
    add("rules/channels/mall.yaml".into(), "name: Mall\norigins: [self]\ntitle: { en: Chat, zh: 聊天 }\n".into());
    let agents = (0..files / 4)
        .map(|at| format!("  a{at}: {{ name: Agent {at}, email: a{at}@acme.example, departments: [d{}] }}\n", at % 20))
        .collect::<Vec<_>>()
        .concat();
    add(
        "rules/directory/agents.yaml".into(),
        format!("agents:\n  bo: {{ name: Bo, email: bo@acme.example }}\n{agents}"),
    );
    let departments = (0..20).map(|at| format!("  d{at}: {{ name: Department {at} }}\n")).collect::<Vec<_>>().concat();
    add("rules/directory/departments.yaml".into(), format!("departments:\n{departments}"));
    for at in 0..files {
        let block = at / 20;
        match at % 20 {
            0 => add(
                format!("rules/groups/g{block}.yaml"),
                format!("name: {{ en: Group {block}, zh: 组 }}\nmembers: {{ agents: [bo], departments: [d{}] }}\nhours: h{block}\n", block % 20),
            ),
            1 => add(
                format!("rules/hours/h{block}.yaml"),
                "name: { en: Office, zh: 办公 }\nweek: { mon-fri: [\"09:00-12:30\", \"13:15-18:00\"] }\nholidays: [{ date: 12-25 }]\n".into(),
            ),
            2 => add(
                format!("rules/forms/f{block}.yaml"),
                "name: Leave a message\nkind: leave_message\ntitle: { en: Leave a message, zh: 留言 }\nfields:\n  - { id: topic, type: text, label: { en: Topic, zh: 主题 }, required: true }\n  - { id: order, type: text, label: { en: Order, zh: 订单 }, shown_if: { topic: order } }\n".into(),
            ),
            3..=5 => add(
                format!("rules/prompts/p{block}-{}.yaml", at % 20 - 3),
                "text:\n  en: Hello{% if visitor.name %}, {{ visitor.name }}{% endif %}. This is {{ agent.name }}.\n  zh: 您好，我是{{ agent.name }}。\n".into(),
            ),
            rule => {
                let group = if is_broken(at) { format!("gg{block}") } else { format!("g{block}") };
                let when = format!(
                    "when:\n  all:\n    - page.path: {{ starts_with: [/p{at}, /q{at}] }}\n    - any:\n        - visitor.sessions: {{ between: [{}, {}] }}\n        - visitor.language: {{ in: [en, zh] }}\n",
                    at % 7,
                    at % 7 + 5
                );
                add(
                    format!("rules/distribution/r{at}.yaml"),
                    format!(
                        "name: Rule {at}\npriority: {}\nchannels: [mall]\n{when}group: {group}\nstrategy: [load, circular]\nwaiting:\n  busy: {{ prompt: p{block}-1 }}\n  none_online: {{ prompt: p{block}-2, hold: false, form: f{block} }}\nwelcome: p{block}-0\n",
                        at % 500 + rule
                    ),
                );
            }
        }
    }
    tree.with_builtins()
}

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    let trees = [100, 1_000, 5_000].map(|files| ("good", files, company(files, |_| false)));
    let broken = [("broken", 1_000, company(1_000, |at| at % 10 == 9))];
    for (name, files, tree) in trees.iter().chain(&broken) {
        let compiled = compile(tree, &ScriptHost::new());
        assert_eq!(compiled.ruleset.is_some(), *name == "good", "{:#?}", compiled.diagnostics.first());
        group.throughput(Throughput::Elements(*files));
        group.bench_with_input(BenchmarkId::new(*name, files), tree, |bencher, tree| {
            // As the command does it: a host of its own, so that every plug-in is compiled too.
            bencher.iter(|| black_box(compile(tree, &ScriptHost::new())));
        });
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
