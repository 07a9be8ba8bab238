//! One mistake, one problem, on the exact place. Each case is the base tree with one file changed; `«` and `»` stand
//! around the place that must be marked. How each reads is kept in a snapshot.

mod prompts;
mod reach;
mod scripts;
mod webhooks;

use super::compiled;
use crate::{CODES, Severity, Span, Style, render_human};
use std::{collections::BTreeSet, fmt::Write};

const WORKSPACE: &str = "rules/workspace.yaml";
const MALL: &str = "rules/channels/mall.yaml";
const AGENTS: &str = "rules/directory/agents.yaml";
const DEPARTMENTS: &str = "rules/directory/departments.yaml";
const TEAM: &str = "rules/groups/team.yaml";
const FIRST: &str = "rules/distribution/first.yaml";
const REST: &str = "rules/distribution/rest.yaml";
const HELLO: &str = "rules/prompts/hello.yaml";
const RULE: &str = "name: First\ngroup: team\nstrategy: load\nwelcome: hello\nchannels: [mall]\nwhen:\n  ";
const CHANNEL: &str = "name: Mall\ntitle: Chat\norigins: [self]\n";

/// The text without its marks, and the place between them.
fn unmarked(text: &str) -> (String, Span) {
    let place = |mark: char| {
        let head: String = text.split(mark).next().unwrap_or_default().replace('«', "");
        assert!(text.contains(mark), "a case marks its place");
        let line = head.matches('\n').count() + 1;
        let column = head.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (u32::try_from(line).expect("small"), u32::try_from(column).expect("small"))
    };
    let ((line, column), (end_line, end_column)) = (place('«'), place('»'));
    (text.replace(['«', '»'], ""), Span { line, column, end_line, end_column })
}

/// File, marked text, and what else changes with it.
pub(super) type Case<'a> = (&'a str, String, &'a [(&'a str, &'a str)]);

/// Whether a change of the base tree has exactly this one problem, at the marked place: its code, and how it reads.
pub(super) fn one(
    path: &str,
    marked: &str,
    others: &[(&str, &str)],
    severity: Severity,
) -> Result<(String, String), String> {
    let (text, span) = unmarked(marked);
    let changes: Vec<(&str, &str)> = others.iter().copied().chain([(path, text.as_str())]).collect();
    let compiled = compiled(&changes);
    let [problem] = compiled.diagnostics.as_slice() else {
        return Err(format!("{marked}\nshould have one problem, has {:#?}", compiled.diagnostics));
    };
    let is_placed = (&*problem.file, problem.span, problem.severity) == (path, span, severity);
    if is_placed && compiled.ruleset.is_none() == (severity == Severity::Error) {
        return Ok((problem.code.to_owned(), render_human(problem, Some(&text), Style::Plain)));
    }
    Err(format!("{marked}\nshould be marked at {span:?}, but is {problem:?}"))
}

#[track_caller]
pub(super) fn all(severity: Severity, cases: &[Case<'_>]) -> String {
    let (mut seen, mut wrong) = (String::new(), String::new());
    for (path, marked, others) in cases {
        match one(path, marked, others, severity) {
            Ok((_, rendered)) => writeln!(seen, "{rendered}\n").expect("a string"),
            Err(problem) => writeln!(wrong, "{problem}\n").expect("a string"),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    seen
}

pub(super) fn case(path: &str, marked: impl Into<String>) -> Case<'_> {
    (path, marked.into(), &[])
}

fn when(marked: &str) -> Case<'static> {
    (FIRST, format!("{RULE}{marked}\n"), &[])
}

#[test]
fn yaml() {
    let seen = all(
        Severity::Error,
        &[
            case(HELLO, "text:\n«\t»en: Hello\n"),
            case(HELLO, "text: Hello\n«text»: Hi\n"),
            case(HELLO, "text: «&greeting» Hello\n"),
            case(HELLO, "text: «*greeting»\n"),
            case(HELLO, "text: «!loud» Hello\n"),
            case(HELLO, "«<<»: { enabled: true }\ntext: Hi\n"),
            case(HELLO, "text: Hello\n«---»\ntext: Hi\n"),
            case(HELLO, "«#» nothing\n"),
            case(HELLO, "text: { «no»: Hei }\n"),
            case(HELLO, "text: «no»\n"),
            case(HELLO, "text: «1.10»\n"),
            case(HELLO, "enabled: «yes»\ntext: Hi\n"),
            case(HELLO, "enabled: «\"true\"»\ntext: Hi\n"),
            case(HELLO, "# «\u{202e}»evil\ntext: Hi\n"),
            case(HELLO, "text: a «\u{2066}»b\n"),
            case(HELLO, "text: «\"a \\u202e b\"»\n"),
            case(HELLO, "«\"te\\u2069xt\"»: a\n"),
            case(HELLO, "text: Hi«:» there\n"),
            case(HELLO, "text: \"Hi\n«e»nabled: true\n"),
            case(HELLO, "text: Hi\n«[a, b]»: c\n"),
            case("rules/prompts/bad_name!.yaml", "«t»ext: Hi\n"),
            case("rules/prompts/hi.yml", "«t»ext: Hi\n"),
            case("rules/chanels/x.yaml", "«n»ame: X\n"),
            case("rules/directory/agent.yaml", "«a»gents: {}\n"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn keys_and_types() {
    let agents = |rest: &str| {
        case(
            AGENTS,
            format!(
                "agents:\n  mia: {{ name: Mia, email: mia@acme.example, departments: [care]{rest} }}\n  bo: {{ name: Bo, email: bo@acme.example }}\n"
            ),
        )
    };
    let seen = all(
        Severity::Error,
        &[
            case(WORKSPACE, "name: Acme\n«timezone»: Europe/Berlin\ndefault_locale: en\n"),
            case(WORKSPACE, "name: Acme\ntime_zone: «Berlin»\ndefault_locale: en\n"),
            case(WORKSPACE, "name: «404»\ntime_zone: UTC\ndefault_locale: en\n"),
            case(WORKSPACE, "«name»: Acme\ndefault_locale: en\n"),
            case(WORKSPACE, "name: Acme\ntime_zone: UTC\ndefault_locale: «zh_CN»\n"),
            case(WORKSPACE, "name: Acme\ntime_zone: UTC\ndefault_locale: «xx»\n"),
            case(WORKSPACE, "«-» name\n"),
            case(WORKSPACE, "\u{feff}name: Acme\r\ntime_zone: «Mars/Base»\r\ndefault_locale: en\r\n"),
            case(HELLO, "text: { zh: 你好, «zz»: Hello }\n"),
            case(MALL, "name: Mall\ntitle: Chat\norigins: [self, «shop.acme.example»]\n"),
            case(MALL, "name: Mall\ntitle: Chat\norigins: [«http://shop.acme.example»]\n"),
            case(MALL, "name: Mall\ntitle: Chat\norigins: [«https://shop.acme.example/chat»]\n"),
            case(MALL, "name: Mall\ntitle: Chat\norigins: [self, «self»]\n"),
            case(MALL, format!("{CHANNEL}look: {{ icon: «headst» }}\n")),
            case(MALL, format!("{CHANNEL}look: {{ theme_color: «\"#15f\"» }}\n")),
            case(MALL, format!("{CHANNEL}look:\n  «theme_color»: #1155ff\n")),
            case(MALL, format!("{CHANNEL}look: {{ theme_color: «112233» }}\n")),
            case(MALL, format!("{CHANNEL}look: {{ theme_color: «0x11» }}\n")),
            case(MALL, format!("{CHANNEL}look: {{ icon: «404» }}\n")),
            case(WORKSPACE, "name: Acme\ntime_zone: «1»\ndefault_locale: en\n"),
            case(HELLO, "text: { en: Eight digits, «on your confirmation» }\n"),
            case(HELLO, "text: { zh: 你好, en: One, «two», three }\n"),
            case(TEAM, "name: Team\nmembers: { agents: [bo] }\ncapacity: «1_0»\n"),
            case(TEAM, "name: Team\nmembers: { agents: [bo] }\ncapacity: «yes»\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\nmode: «Off»\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\nmode: «1»\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\noverflow: «{}»\n"),
            case(AGENTS, "«agent»: {}\n"),
            case(MALL, format!("{CHANNEL}look: {{ «colour»: red }}\n")),
            case(MALL, format!("{CHANNEL}subtitle: {{ en: Hi, «english»: Hello }}\n")),
            case(MALL, format!("{CHANNEL}look: {{ button_name: «{}» }}\n", "x".repeat(41))),
            case(HELLO, "«text»:\n"),
            case(HELLO, "text: { en: Hello, zh: «\" \"» }\n"),
            case(HELLO, "text: «[Hello]»\n"),
            case(TEAM, "name: Team\nmembers: { agents: [bo] }\ncapacity: «0»\n"),
            case(TEAM, "name: Team\nmembers: { agents: [bo] }\ncapacity: «\"5\"»\n"),
            case(TEAM, "name: Team\nmembers: { agents: «bo» }\n"),
            case(TEAM, "name: Team\nmembers: { agents: [«Bo»] }\n"),
            case(TEAM, "name: Team\nmembers: { agents: [«\"tom\\tas\"»] }\n"),
            agents(", role: «boss»"),
            agents(", capacity: «1000»"),
            agents(", skills: { billing: «6» }"),
            agents(", «skils»: { billing: 3 }"),
            case(
                AGENTS,
                "agents:\n  mia: { name: Mia, email: mia@acme.example, departments: [care] }\n  bo: { name: Bo, email: «bo@acme» }\n",
            ),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\nchannels: «[]»\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\n«overflows»: { after: 2m }\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\npriority: «1.5»\n"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn references() {
    let seen = all(
        Severity::Error,
        &[
            case(REST, "name: Rest\ngroup: «taem»\nstrategy: load\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: [load, «lode»]\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: [load, «load»]\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\nchannels: [«shop»]\n"),
            case(REST, "name: Rest\ngroup: team\nstrategy: load\nwelcome: «helo»\n"),
            case(TEAM, "name: Team\nmembers:\n  agents:\n    - bo\n    - «mja»\n"),
            case(TEAM, "name: Team\nmembers: { agents: [bo], departments: [«car»] }\n"),
            case(
                DEPARTMENTS,
                "departments:\n  office: { name: Office, parent: care }\n  care: { name: Care, parent: «office» }\n",
            ),
            case(DEPARTMENTS, "departments:\n  office: { name: Office }\n  care: { name: Care, parent: «ofice» }\n"),
            case(
                AGENTS,
                "agents:\n  mia: { name: Mia, email: mia@acme.example }\n  bo: { name: Bo, email: «MIA@acme.example» }\n",
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn conditions() {
    let seen = all(
        Severity::Error,
        &[
            when("«page.pth»: /help"),
            when("«alll»: []"),
            when("«and»: [{ page.path: /a }]"),
            when("any:\n    - «OR»: [{ page.path: /a }]"),
            when("«none»: [{ page.path: /a }]"),
            when("«NOT»: { page.path: /a }"),
            when("«whatever»: [{ page.path: /a }]"),
            when("page.path: { «startsWith»: /help }"),
            when("page.path: { «frob»: /help }"),
            when("page.path: «[/a, /b]»"),
            when("page.path: { eq: «[/a, /b]» }"),
            when("page.path: { in: «/a» }"),
            when("page.path: { starts_with: [/a, «b»] }"),
            when("page.path: { starts_with: /a, «ends_with»: /b }"),
            when("page.path: /a\n  «page.host»: acme.example"),
            when("«-» page.path: /a"),
            when("all: «{ page.path: /a }»"),
            when("not: «[ page.path: /a ]»"),
            when("all: «[]»"),
            when("visitor.verified: «yes»"),
            when("visitor.verified: «\"true\"»"),
            when("visitor.verified: { «gt»: true }"),
            when("visitor.sessions: { gt: «\"3\"» }"),
            when("page.title: «404»"),
            when("visitor.sessions: { gt: «1_000» }"),
            when("visitor.sessions: { gt: «99999999999999999999» }"),
            when("visitor.last_agent: «mja»"),
            when("visitor.last_agent: { in: [bo, «zoe»] }"),
            when("device.kind: «Off»"),
            when("visitor.name: { exists: «Yes» }"),
            when("time.hour: { between: «[18, 9]» }"),
            when("time.hour: «24»"),
            when("time.of_day: «\"09:00\"»"),
            when("time.of_day: { between: [«22:00», \"06:00\"] }"),
            when("time.of_day: { between: [«9:00», \"17:00\"] }"),
            when("time.of_day: { between: [\"09:00\", «\"24:00\"»] }"),
            when("time.weekday: «monday»"),
            when("time.date: { before: «2026-02-30» }"),
            when("time.weekday: { in: [mon, «tues»] }"),
            when("device.kind: «phone»"),
            when("channel.id: «mal»"),
            when("visitor.language: «zh-CN»"),
            when("visitor.language: «ZH»"),
            when("page.path: { matches: '^/a«(»b' }"),
            when("page.path: { matches: ^/«[»ab }"),
            when("page.path: { matches: «\"»a\\d\" }"),
            when("page.path: { contains: «\"\"» }"),
            when("any:\n    - not:\n        all:\n          - page.path: { «is»: /a }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn warnings() {
    let rule = |name: &str, rest: &str| format!("name: {name}\ngroup: team\nstrategy: load\n{rest}");
    let other = "name: Other\norigins: [self]\ntitle: Chat\n";
    let mall_only = rule("Rest", "priority: 200\nchannels: [mall]\n");
    let early = rule("Early", "priority: 1\n");
    let shadowing: &[(&str, &str)] = &[(REST, &early), (HELLO, "text: Hi\n")];
    let unserved: &[(&str, &str)] = &[(REST, &mall_only)];
    let seen = all(
        Severity::Warning,
        &[
            case(TEAM, "name: Team\n«members»: {}\n"),
            case("rules/groups/idle.yaml", "name: «Idle»\nmembers: { agents: [bo] }\n"),
            case("rules/prompts/bye.yaml", "«text»: Bye\n"),
            case(MALL, "name: Mall\ntitle: Chat\norigins: «[]»\n"),
            (FIRST, "name: «First»\ngroup: team\nstrategy: load\nwelcome: hello\n".to_owned(), shadowing),
            ("rules/channels/other.yaml", other.replacen("name", "«name»", 1), unserved),
            (
                FIRST,
                "name: First\ngroup: team\nstrategy: load\nwhen: { visitor.verified: true }\nwelcome: «hello»\n"
                    .to_owned(),
                &[(HELLO, "enabled: false\ntext: Hi\n")],
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn a_broken_file_has_no_echo_elsewhere() {
    for path in [MALL, AGENTS, DEPARTMENTS, TEAM, HELLO, "rules/workspace.yaml", "plugins/circular/plugin.yaml"] {
        let compiled = compiled(&[(path, "a: [\n")]);
        assert_eq!(compiled.diagnostics.len(), 1, "{path}: {:#?}", compiled.diagnostics);
        assert_eq!(&*compiled.diagnostics[0].file, path);
    }
}

#[test]
fn all_problems_of_all_files_come_at_once_and_in_order() {
    let compiled = compiled(&[
        (FIRST, "name: 1\ngroup: nobody\nstrategy: load\nwhen: { page.pth: /a }\nwelcom: hello\n"),
        (MALL, "name: Mall\n"),
        (TEAM, "name: Team\nmembers: { agents: [x, y] }\n"),
    ]);
    let places: Vec<String> = compiled
        .diagnostics
        .iter()
        .map(|problem| format!("{} {}:{} {}", problem.file, problem.span.line, problem.span.column, problem.code))
        .collect();
    assert_eq!(
        places,
        [
            "rules/channels/mall.yaml 1:1 E0202",
            "rules/channels/mall.yaml 1:1 E0202",
            "rules/distribution/first.yaml 1:7 E0203",
            "rules/distribution/first.yaml 2:8 E0301",
            "rules/distribution/first.yaml 4:9 E0401",
            "rules/distribution/first.yaml 5:1 E0201",
            "rules/groups/team.yaml 2:21 E0301",
            "rules/groups/team.yaml 2:24 E0301",
        ]
    );
}

#[test]
fn a_tree_without_a_workspace_says_so() {
    let compiled = crate::compile(&crate::SourceTree::default(), &crate::ScriptHost::new());
    let codes: Vec<&str> = compiled.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E0113"]);
    assert!(render_human(&compiled.diagnostics[0], None, Style::Plain).contains("rules/workspace.yaml:1:1"));
}

#[test]
fn codes_are_unique_and_ordered() {
    let names: Vec<&str> = CODES.iter().map(|code| code.name).collect();
    let ordered: BTreeSet<&str> = names.iter().copied().collect();
    assert!(names.iter().all(|name| name.len() == 5 && name.starts_with(['E', 'W'])));
    assert_eq!(names, ordered.into_iter().collect::<Vec<_>>());
    assert!(CODES.iter().all(|code| !code.meaning.is_empty()));
}

#[test]
fn diagnostics_are_plain_data() {
    let compiled = compiled(&[(REST, "name: Rest\ngroup: taem\nstrategy: load\n")]);
    insta::assert_snapshot!(serde_json::to_string(&compiled.diagnostics).expect("JSON"), @r#"[{"severity":"error","code":"E0301","file":"rules/distribution/rest.yaml","span":{"line":2,"column":8,"end_line":2,"end_column":12},"message":"there is no group `taem`","label":"unknown","help":"did you mean `team`?"}]"#);
}
