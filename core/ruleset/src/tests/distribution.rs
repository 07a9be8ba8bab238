//! What rules, groups and the workspace say about waiting, as it is compiled.

use super::compiled;
use crate::{Alerts, Answer, AnswerMode, GivenLeft, Held, Hold, LeftMessages, OnReload, RuleSet, WebhookEvent};
use std::time::Duration;
use usher_model::{FormId, Locale, PromptId, QueueReason};

fn set(changes: &[(&str, &str)]) -> RuleSet {
    let forms = [("rules/forms/leave.yaml", "Leave"), ("rules/forms/order.yaml", "Order")].map(|(path, name)| {
        let fields = "fields: [{ id: text, type: text, label: Text }]";
        (path, format!("name: {name}\nkind: leave_message\ntitle: {name}\n{fields}\n"))
    });
    let changes: Vec<(&str, &str)> =
        forms.iter().map(|(path, text)| (*path, text.as_str())).chain(changes.iter().copied()).collect();
    let compiled = compiled(&changes);
    compiled.ruleset.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
}

const WORKSPACE: (&str, &str) = (
    "rules/workspace.yaml",
    "name: Acme
time_zone: Europe/Berlin
default_locale: en
locales: [en, zh-CN]
on_reload: tests
idle: { close_after: 8h, warn_before: 5m, warning: hello }
reopen_within: 24h
recall_within: never
left_messages: { given: when_free }
alerts: { emails: [Ada@acme.example, bo@acme.example], nobody_online_after: 90s }
held_sessions: { offline: { requeue_after: 2m }, gone: { requeue_after: 0s }, away: keep }
uploads: { file_size: 500KB, files: 2, keep: 30d }
waiting:
  busy: { prompt: hello, form: leave }
  none_online: { prompt: hello, hold: false, form: leave }
  full: { prompt: hello }
  in_line: { prompt: hello }
unmatched: hello
closed: hello
",
);

#[test]
fn the_workspace_keeps_what_it_says() {
    let workspace = set(&[WORKSPACE]).workspace;
    let locales: Vec<&str> = workspace.locales.iter().map(Locale::as_str).collect();
    assert_eq!((locales.as_slice(), workspace.on_reload), (["en", "zh-CN"].as_slice(), OnReload::Tests));
    let idle = workspace.idle.as_ref().expect("an end");
    assert_eq!((idle.close_after, idle.warn_before), (Duration::from_hours(8), Some(Duration::from_mins(5))));
    assert_eq!(idle.warning.as_ref().map(PromptId::as_str), Some("hello"));
    let times = (workspace.reopen_within, workspace.recall_within);
    assert_eq!(times, (Some(Duration::from_hours(24)), Duration::ZERO));
    assert_eq!(workspace.left_messages, LeftMessages { given: GivenLeft::WhenFree });
    let emails = vec!["ada@acme.example".to_owned(), "bo@acme.example".to_owned()];
    assert_eq!(workspace.alerts, Alerts { emails, nobody_online_after: Duration::from_secs(90) });
    let held = workspace.held_sessions;
    let after = |seconds| Held::RequeueAfter(Duration::from_secs(seconds));
    assert_eq!((held.away, held.offline, held.gone), (Held::Keep, after(120), after(0)));
    let uploads = workspace.uploads;
    assert_eq!((uploads.file_bytes, uploads.files, uploads.keep), (500_000, 2, Some(Duration::from_hours(720))));
    let hello = Some("hello".parse().expect("an id"));
    assert_eq!((&workspace.unmatched, &workspace.closed, &workspace.waiting.in_line), (&hello, &hello, &hello));
}

#[test]
fn a_workspace_that_says_nothing_keeps_everything() {
    let workspace = set(&[]).workspace;
    assert_eq!((workspace.on_reload, workspace.idle.clone(), workspace.locales.len()), (OnReload::Check, None, 0));
    assert_eq!(workspace.held_sessions, crate::HeldSessions::default());
    let uploads = workspace.uploads;
    assert_eq!((uploads.file_bytes, uploads.files, uploads.keep), (10_000_000, 5, None));
    assert_eq!((workspace.reopen_within, workspace.recall_within), (None, Duration::from_mins(2)));
    assert_eq!((workspace.left_messages, workspace.alerts), (LeftMessages::default(), Alerts::default()));
    assert_eq!((workspace.waiting, workspace.unmatched, workspace.closed), (crate::Waiting::default(), None, None));
}

#[test]
fn a_rules_entry_replaces_the_workspaces_whole_entry() {
    let rest = "name: Rest\ngroup: team\nstrategy: load\nwaiting:\n  busy: { form: order }\n  outside_hours: { hold: false }\n";
    let bye = ("rules/prompts/bye.yaml", "text: Bye\n");
    let first = "name: First\ngroup: team\nstrategy: load\nclosed: bye\n";
    let rules = [("rules/distribution/rest.yaml", rest), ("rules/distribution/first.yaml", first), bye, WORKSPACE];
    let set = set(&rules);
    let rest = set.rule(&"rest".parse().expect("an id")).expect("a rule");
    let busy = rest.waiting.busy.as_ref().expect("an entry");
    assert_eq!((&busy.prompt, busy.form.as_ref().map(FormId::as_str)), (&None, Some("order")));
    assert_eq!(rest.waiting.none_online, set.workspace.waiting.none_online);
    let holds = [QueueReason::Busy, QueueReason::NoneOnline, QueueReason::OutsideHours, QueueReason::Full]
        .map(|reason| rest.waiting.hold(reason));
    assert_eq!(holds, [Hold::Waits, Hold::Closes, Hold::Closes, Hold::Closes]);
    assert_eq!(rest.waiting.in_line, set.workspace.waiting.in_line);
    assert_eq!(rest.closed.as_ref().map(PromptId::as_str), Some("hello"));
    let first = set.rule(&"first".parse().expect("an id")).expect("a rule");
    assert_eq!(first.closed.as_ref().map(PromptId::as_str), Some("bye"));
    assert_eq!(first.waiting, set.workspace.waiting);
}

#[test]
fn rules_stand_by_what_they_do() {
    let rule = |mode: &str, priority: i64| {
        format!(
            "name: A\nmode: {mode}\npriority: {priority}\ngroup: team\nstrategy: load\nwhen: {{ visitor.verified: true }}\n"
        )
    };
    let files = [
        ("rules/distribution/on.yaml", rule("active", 5)),
        ("rules/distribution/trial-b.yaml", rule("shadow", 5)),
        ("rules/distribution/trial-a.yaml", rule("shadow", 9)),
        ("rules/distribution/old-a.yaml", rule("off", 9)),
        ("rules/distribution/old-b.yaml", rule("\"off\"", 9)),
    ];
    let set = set(&files.each_ref().map(|(path, text)| (*path, text.as_str())));
    let ids = |rules: &[crate::Rule]| rules.iter().map(|rule| rule.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&set.rules), ["on", "first", "rest"]);
    assert_eq!(ids(&set.shadows), ["trial-b", "trial-a"]);
    assert_eq!(ids(&set.off), ["old-a", "old-b"]);
}

#[test]
fn groups_and_rules_keep_what_they_say() {
    let team = "name: Team\nmembers: { agents: [bo, mia] }\nhours: shop\nqueue_limit: 20\n";
    let rest = "name: Rest\ngroup: team\nstrategy: load\noverflow: { after: 90s, longer_than: 10, group: night }\n";
    let set = set(&[
        ("rules/groups/team.yaml", team),
        ("rules/groups/night.yaml", "name: Night\nmembers: { agents: [bo] }\n"),
        ("rules/distribution/rest.yaml", rest),
        ("rules/hours/shop.yaml", "name: Shop\ntime_zone: Asia/Shanghai\nweek: { mon: [\"09:00-24:00\"] }\n"),
    ]);
    let team = &set.groups["team"];
    assert_eq!(team.queue_limit, Some(20));
    let hours = team.hours.as_ref().expect("hours");
    assert!(std::sync::Arc::ptr_eq(hours, &set.hours["shop"]));
    assert_eq!(hours.time_zone.iana_name(), Some("Asia/Shanghai"));
    assert_eq!(team.time_zone.iana_name(), Some("Europe/Berlin"), "the day that is counted is the group's own");
    assert!(set.groups["night"].hours.is_none());
    let overflow =
        set.rule(&"rest".parse().expect("an id")).and_then(|rule| rule.overflow.as_ref()).expect("an overflow");
    assert_eq!((overflow.group.as_str(), overflow.longer_than), ("night", Some(10)));
    assert_eq!(overflow.after, Some(Duration::from_secs(90)));
}

#[test]
fn how_members_of_a_group_answer() {
    let answer = |answer: &str| {
        let team = format!("name: Team\nmembers: {{ agents: [bo] }}\n{answer}\n");
        set(&[("rules/groups/team.yaml", &team)]).groups["team"].answer
    };
    let (usual, within) = (Answer::default(), |seconds| Some(Duration::from_secs(seconds)));
    assert_eq!((usual.within, usual.most_asked, usual.away_after), (None, 3, Some(3)));
    assert_eq!(answer(""), usual);
    assert_eq!(answer("answer: { mode: assign }"), usual);
    assert_eq!(answer("answer: { within: 2m }"), Answer { within: within(120), ..usual });
    assert_eq!(answer("answer: { mode: offer }"), Answer { mode: AnswerMode::Offer, within: within(30), ..usual });
    let all = Answer { mode: AnswerMode::Offer, within: within(45), most_asked: 20, away_after: None };
    assert_eq!(answer("answer: { mode: offer, within: 45s, most_asked: 20, away_after: never }"), all);
}

#[test]
fn what_is_said_after_the_welcome_and_whom_it_is_told() {
    let rest = "name: Rest\ngroup: team\nstrategy: load\nwelcome: hello\nfollow_up: hello\n";
    let pager =
        "name: Pager\nurl: https://pager.example.com\nevents: [nobody_online, session_opened, session_unmatched]\n";
    let set = set(&[("rules/distribution/rest.yaml", rest), ("rules/webhooks/pager.yaml", pager)]);
    let follow_up = |rule: &str| set.rule(&rule.parse().expect("an id")).and_then(|rule| rule.follow_up.clone());
    assert_eq!(follow_up("rest").as_ref().map(PromptId::as_str), Some("hello"));
    assert_eq!(follow_up("first"), None);
    let opened = WebhookEvent::Of(usher_model::HookKind::SessionOpened);
    assert_eq!(set.webhooks["pager"].events, [WebhookEvent::NobodyOnline, opened, WebhookEvent::Unmatched]);
}
