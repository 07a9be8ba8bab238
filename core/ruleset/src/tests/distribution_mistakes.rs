//! What can be wrong with what rules, groups and the workspace say about waiting, each on its exact place.

use super::{
    compiled,
    mistakes::{Case, all, case},
};
use crate::Severity;

const WORKSPACE: &str = "rules/workspace.yaml";
const REST: &str = "rules/distribution/rest.yaml";
const LEAVE: (&str, &str) = (
    "rules/forms/leave.yaml",
    "name: Leave\nkind: leave_message\ntitle: Leave a message\nfields: [{ id: text, type: text, label: Text }]\n",
);
const ASK: (&str, &str) = (
    "rules/forms/ask.yaml",
    "name: Ask\nkind: pre_chat\ntitle: Before we begin\nfields: [{ id: text, type: text, label: Text }]\n",
);
const FORMS: &[(&str, &str)] = &[LEAVE, ASK];

fn workspace(marked: &str) -> Case<'static> {
    (WORKSPACE, format!("name: Acme\ntime_zone: UTC\ndefault_locale: en\n{marked}\n"), FORMS)
}

fn rule(marked: &str) -> Case<'static> {
    (REST, format!("name: Rest\npriority: 200\ngroup: team\nstrategy: load\n{marked}\n"), FORMS)
}

#[test]
fn of_the_workspace() {
    let seen = all(
        Severity::Error,
        &[
            workspace("locales: «[]»"),
            workspace("locales: [en, «zh_CN»]"),
            workspace("locales: [en, zh, «en»]"),
            workspace("locales: «[de, zh]»"),
            workspace("on_reload: «test»"),
            workspace("idle: «8h»"),
            workspace("idle: { close_after: «30s» }"),
            workspace("idle: { close_after: «8» }"),
            workspace("idle: «{}»"),
            workspace("idle: { close_after: 30m, «warn_bfore»: 2m }"),
            workspace("idle: { close_after: 30m, warn_before: «2» }"),
            workspace("idle: { close_after: 30m, warn_before: «5s» }"),
            workspace("idle: { close_after: 30m, warn_before: «30m» }"),
            workspace("idle: { warn_before: «2h», warning: hello, close_after: 30m }"),
            workspace("idle: { close_after: 30m, «warning»: hello }"),
            workspace("idle: { close_after: 30m, warn_before: 2m, warning: «helo» }"),
            workspace("idle: { close_after: «5s», warn_before: 2m, warning: hello }"),
            workspace("reopen_within: «24»"),
            workspace("reopen_within: «31d»"),
            workspace("reopen_within: «no»"),
            workspace("recall_within: «2h»"),
            workspace("recall_within: «0s»"),
            workspace("recall_within: «nevr»"),
            workspace("recall_within: «{ after: 2m }»"),
            workspace("left_messages: «when_free»"),
            workspace("left_messages: «{}»"),
            workspace("left_messages: { given: «when free» }"),
            workspace("left_messages: { «give»: by_hand }"),
            workspace("alerts: «{}»"),
            workspace("alerts: { emails: «[]» }"),
            workspace("alerts: { emails: «ada@acme.example» }"),
            workspace("alerts: { emails: [«ada»] }"),
            workspace("alerts: { emails: [ada@acme.example, «Ada@acme.example»] }"),
            workspace(&format!("alerts: {{ emails: «[{}]» }}", many_emails())),
            workspace("alerts: { «email»: [ada@acme.example] }"),
            workspace("alerts: { nobody_online_after: «5s» }"),
            workspace("alerts: { nobody_online_after: «1» }"),
            workspace("held_sessions: { «lost»: keep }"),
            workspace("held_sessions: { away: «close» }"),
            workspace("held_sessions: { away: «2m» }"),
            workspace("held_sessions: { away: «[keep]» }"),
            workspace("held_sessions: { gone: { «requeue_aftr»: 2m } }"),
            workspace("held_sessions: { gone: { requeue_after: «25h» } }"),
            workspace("uploads: { file_size: «10» }"),
            workspace("uploads: { file_size: «10 mb» }"),
            workspace("uploads: { file_size: «1GB» }"),
            workspace("uploads: { file_size: «200MB» }"),
            workspace("uploads: { files: «0» }"),
            workspace("uploads: { keep: «365» }"),
            workspace("uploads: { keep: «12h» }"),
            workspace("uploads: { keep: «3651d» }"),
            workspace("unmatched: «hell»"),
            workspace("closed: «goodbye»"),
            workspace("waiting: { busy: { prompt: «helo» } }"),
            workspace("waiting: { busy: { form: «ask» } }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn of_groups() {
    let group =
        |marked: &str| case("rules/groups/team.yaml", format!("name: Team\nmembers: {{ agents: [bo] }}\n{marked}\n"));
    let seen = all(
        Severity::Error,
        &[
            group("hours: «shop»"),
            group("hours: «[shop]»"),
            group("queue_limit: «0»"),
            group("queue_limit: «10001»"),
            group("answer: «offer»"),
            group("answer: «{}»"),
            group("answer: { «mod»: offer, away_after: never }"),
            group("answer: { mode: «offers» }"),
            group("answer: { mode: offer, within: «30» }"),
            group("answer: { mode: offer, within: «4s» }"),
            group("answer: { within: «61m» }"),
            group("answer: { within: 2m, most_asked: «0» }"),
            group("answer: { within: 2m, most_asked: «21» }"),
            group("answer: { within: 2m, most_asked: «never» }"),
            group("answer: { within: 2m, away_after: «0» }"),
            group("answer: { within: 2m, away_after: «nevr» }"),
            group("answer: { within: 2m, away_after: «3m» }"),
            group("answer: { «most_asked»: 2 }"),
            group("answer: { mode: assign, «away_after»: never }"),
            group("answer: { most_asked: 2, «withn»: 2m }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn of_rules() {
    let seen = all(
        Severity::Error,
        &[
            rule("mode: «on»"),
            rule("mode: «false»"),
            rule("mode: «shadowed»"),
            rule("overflow: «team»"),
            rule("overflow: «{ group: other }»"),
            rule("overflow: «{ after: 2m }»"),
            rule("overflow: { after: 2m, group: «team» }"),
            rule("overflow: { after: 2m, group: «taem» }"),
            rule("overflow: { after: «0s», group: other }"),
            rule("overflow: { longer_than: «0», group: other }"),
            rule("overflow: { «longer»: 3, group: other }"),
            rule("waiting: { «offline»: { prompt: hello } }"),
            rule("waiting: { busy: «hello» }"),
            rule("waiting: { busy: «{}» }"),
            rule("waiting: { busy: { hold: «\"yes\"» } }"),
            rule("waiting: { busy: { prompt: «helo», form: leave } }"),
            rule("waiting: { none_online: { form: «leav» } }"),
            rule("waiting: { outside_hours: { form: «ask» } }"),
            rule("waiting: { full: { prompt: hello, «hold»: true } }"),
            rule("waiting: { full: «{}» }"),
            rule("waiting: { in_line: «{}» }"),
            rule("waiting: { in_line: { prompt: hello, «form»: leave } }"),
            rule("closed: «helo»"),
            rule("welcome: hello\nfollow_up: «helo»"),
            rule("«follow_up»: hello"),
            rule("«welcom»: hello\nfollow_up: hello"),
        ]
        .map(|(path, text, _)| {
            let others: &[_] = &[LEAVE, ASK, ("rules/groups/other.yaml", "name: Other\nmembers: { agents: [bo] }\n")];
            (path, text, others)
        }),
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn a_form_whose_file_is_broken_has_no_echo() {
    let rest = "name: Rest\ngroup: team\nstrategy: load\nwaiting: { busy: { form: leave } }\n";
    for form in ["kind: [", "name: Leave\nkind: lave_message\ntitle: Hi\nfields: [{ id: a, type: text, label: A }]\n"] {
        let compiled = compiled(&[("rules/forms/leave.yaml", form), (REST, rest)]);
        let files: Vec<&str> = compiled.diagnostics.iter().map(|problem| &*problem.file).collect();
        assert_eq!(files, ["rules/forms/leave.yaml"], "{:#?}", compiled.diagnostics);
    }
}

#[test]
fn warnings() {
    let off: (&str, &str) = ("rules/prompts/muted.yaml", "enabled: false\ntext: Hi\n");
    let with_off = |(path, text, _): Case<'static>| -> Case<'static> { (path, text, &[]) };
    let cases: Vec<(&str, String)> = [
        workspace("idle: { close_after: 30m, warn_before: 2m, warning: «muted» }"),
        workspace("unmatched: «muted»"),
        workspace("closed: «muted»"),
        workspace("waiting: { in_line: { prompt: «muted» } }"),
        rule("closed: «muted»"),
        rule("welcome: hello\nfollow_up: «muted»"),
        rule("waiting: { busy: { prompt: «muted» } }"),
        rule("waiting: { none_online: { prompt: «muted» } }"),
        rule("waiting: { outside_hours: { prompt: «muted» } }"),
        rule("waiting: { full: { prompt: «muted» } }"),
        rule("mode: shadow\nchannels: [mall]\nwhen: { visitor.verified: true }\nwelcome: «muted»"),
    ]
    .map(with_off)
    .into_iter()
    .map(|(path, text, _)| (path, text))
    .collect();
    let others: &[(&str, &str)] = &[off];
    let cases: Vec<Case<'_>> = cases.into_iter().map(|(path, text)| (path, text, others)).collect();
    insta::assert_snapshot!(all(Severity::Warning, &cases));
}

#[test]
fn left_messages_that_nobody_can_leave() {
    let (path, text, _) = workspace("left_messages: { given: «when_free» }");
    insta::assert_snapshot!(all(Severity::Warning, &[(path, text, &[])]));
    let quiet = |workspace: &str, others: &[(&str, &str)]| {
        let text = format!("name: Acme\ntime_zone: UTC\ndefault_locale: en\n{workspace}\n");
        let changes: Vec<(&str, &str)> = others.iter().copied().chain([(WORKSPACE, text.as_str())]).collect();
        let found = compiled(&changes).diagnostics;
        assert!(found.is_empty(), "{workspace}: {found:#?}");
    };
    quiet("left_messages: { given: by_hand }", &[]);
    quiet("left_messages: { given: when_free }\nwaiting: { busy: { form: leave } }", &[LEAVE]);
    let (path, text, _) = rule("waiting: { full: { form: leave } }");
    quiet("left_messages: { given: when_free }", &[LEAVE, (path, &text)]);
}

/// One address more than alerts go to.
fn many_emails() -> String {
    (0..=20).map(|number| format!("ada{number}@acme.example")).collect::<Vec<_>>().join(", ")
}

#[test]
fn overflows_that_a_full_queue_hinders() {
    let check = |limit: u32, marked: &str| {
        let team = format!("name: Team\nmembers: {{ agents: [bo] }}\nqueue_limit: {limit}\n");
        let other = ("rules/groups/other.yaml", "name: Other\nmembers: { agents: [bo] }\n");
        let (path, text, _) = rule(marked);
        all(Severity::Warning, &[(path, text, &[("rules/groups/team.yaml", team.as_str()), other])])
    };
    let seen = [
        check(10, "overflow: { longer_than: «10», group: other }"),
        check(10, "overflow: { longer_than: «11», group: other }"),
        check(1, "overflow: { longer_than: «1», group: other }"),
        check(1, "overflow: { after: 2m, longer_than: «1», group: other }"),
    ];
    insta::assert_snapshot!(seen.concat());
    let team = ("rules/groups/team.yaml", "name: Team\nmembers: { agents: [bo] }\nqueue_limit: 10\n");
    assert_eq!(codes("group: team\noverflow: { longer_than: 9, group: night }\nclosed: bye", &[team]), [""; 0]);
    assert_eq!(codes("group: night\noverflow: { longer_than: 10, group: team }\nclosed: bye", &[team]), [""; 0]);
}

/// The codes of a tree in which one rule and one group are added.
fn codes(rule: &str, others: &[(&str, &str)]) -> Vec<&'static str> {
    let rule = format!("name: New\npriority: 50\nwhen: {{ visitor.verified: true }}\nstrategy: load\n{rule}\n");
    let night = ("rules/groups/night.yaml", "name: Night\nmembers: { agents: [bo] }\n");
    let bye = ("rules/prompts/bye.yaml", "text: Bye\n");
    let changes: Vec<(&str, &str)> = [night, bye, ("rules/distribution/new.yaml", rule.as_str())]
        .into_iter()
        .chain(others.iter().copied())
        .collect();
    compiled(&changes).diagnostics.iter().map(|problem| problem.code).collect()
}

#[test]
fn what_a_rule_names_is_used_whatever_its_mode() {
    assert_eq!(codes("group: night\nwelcome: bye", &[]), [""; 0]);
    assert_eq!(codes("mode: shadow\ngroup: night\nwelcome: bye", &[]), [""; 0]);
    assert_eq!(codes("mode: off\ngroup: night\nwelcome: bye", &[]), [""; 0]);
    let form = (
        "rules/forms/leave.yaml",
        "name: Leave\nkind: leave_message\ntitle: Leave\nfields: [{ id: text, type: text, label: Text }]\n",
    );
    assert_eq!(codes("mode: off\ngroup: night\nwelcome: bye\nwaiting: { busy: { form: leave } }", &[form]), [""; 0]);
    assert_eq!(codes("group: team\noverflow: { after: 1m, group: night }\nclosed: bye", &[]), [""; 0]);
    assert_eq!(codes("group: team\nwaiting: { in_line: { prompt: bye } }", &[]), ["W0106"]);
    assert_eq!(codes("group: night\nwelcome: hello\nfollow_up: bye", &[]), [""; 0]);
    let warns =
        "name: Acme\ntime_zone: UTC\ndefault_locale: en\nidle: { close_after: 30m, warn_before: 2m, warning: bye }\n";
    assert_eq!(codes("group: night", &[(WORKSPACE, warns)]), [""; 0]);
    let texts = (WORKSPACE, "name: Acme\ntime_zone: UTC\ndefault_locale: en\nwaiting: { full: { prompt: bye } }\n");
    assert_eq!(codes("group: night", &[texts]), [""; 0]);
    let line = ("rules/prompts/bye.yaml", "text: You are number {{ queue.place }}\n");
    let waiting = "waiting: { in_line: { prompt: bye } }";
    assert_eq!(codes("group: night\nwelcome: bye", &[line]), ["W0134"]);
    let off = format!("name: Away\nmode: off\ngroup: team\nstrategy: load\n{waiting}\n");
    let off = ("rules/distribution/off.yaml", off.as_str());
    assert_eq!(codes("group: night\nwelcome: bye", &[line, off]), [""; 0]);
}

#[test]
fn a_channel_is_served_by_rules_that_decide() {
    let rest = (REST, "name: Rest\npriority: 200\nmode: shadow\ngroup: team\nstrategy: load\n");
    let other = ("rules/channels/other.yaml", "name: Other\norigins: [self]\ntitle: Chat\n");
    let compiled = compiled(&[rest, other]);
    let problems: Vec<(&str, &str)> =
        compiled.diagnostics.iter().map(|problem| (&*problem.file, problem.code)).collect();
    assert_eq!(problems, [("rules/channels/other.yaml", "W0105")]);
}
