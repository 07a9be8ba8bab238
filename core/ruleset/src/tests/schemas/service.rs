//! Service hours, and what visitors are told who wait: schemas and compiling agree.

use super::{Validator, value};

fn all(name: &str, head: &str, good: &[&str], bad: &[&str]) {
    let validator = Validator::new();
    for rest in good {
        let value = value(&format!("{head}{rest}\n"));
        validator.accepts(name, &value).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for rest in bad {
        assert!(validator.accepts(name, &value(&format!("{head}{rest}\n"))).is_err(), "{rest}");
    }
}

#[test]
fn of_hours() {
    all(
        "hours.schema.json",
        "name: Shop\n",
        &[
            "week: {}",
            "week: { mon-fri: ['09:00-12:30', '13:30-24:00'], sat-mon: [] }",
            "time_zone: UTC\nweek: { sat: ['22:00-06:00'] }\nholidays: [{ date: '2026-12-25' }, { from: '12-25', to: '01-06', name: { en: Rest } }]",
            "week: {}\nexceptions: [{ date: '02-29', open: [] }]",
        ],
        &[
            "time_zone: UTC",
            "week: { monday: [] }",
            "week: { mon: '09:00-12:30' }",
            "week: { mon: ['9:00-12:30'] }",
            "week: { mon: ['24:00-06:00'] }",
            "week: {}\nholidays: [{ name: Rest }]",
            "week: {}\nholidays: [{ date: '12-25', from: '12-25', to: '12-26' }]",
            "week: {}\nholidays: [{ from: '12-25' }]",
            "week: {}\nholidays: [{ date: '2026-13-25' }]",
            "week: {}\nexceptions: [{ date: '12-25' }]",
        ],
    );
}

#[test]
fn of_rules_and_groups() {
    all(
        "distribution.schema.json",
        "name: A\ngroup: a\nstrategy: load\n",
        &[
            "mode: shadow",
            "welcome: a\nfollow_up: b",
            "overflow: { after: 2m, longer_than: 3, group: b }",
            "waiting: { busy: { prompt: a, hold: false, form: b }, full: { form: b }, in_line: { prompt: a } }\nclosed: a",
        ],
        &[
            "mode: on",
            "follow_up: b",
            "overflow: { group: b }",
            "overflow: { after: 2, group: b }",
            "overflow: { after: 2m }",
            "overflow: { longer_than: 0, group: b }",
            "waiting: { offline: { prompt: a } }",
            "waiting: { busy: {} }",
            "waiting: { full: { prompt: a, hold: true } }",
            "waiting: { in_line: {} }",
        ],
    );
    all(
        "group.schema.json",
        "name: A\nmembers: {}\n",
        &[
            "hours: a\nqueue_limit: 10",
            "answer: { mode: offer }",
            "answer: { mode: assign }",
            "answer: { mode: offer, most_asked: 1, away_after: never }",
            "answer: { within: 2m, most_asked: 20, away_after: 5 }",
        ],
        &[
            "queue_limit: 0",
            "hours: [a]",
            "answer: {}",
            "answer: offer",
            "answer: { mode: offered }",
            "answer: { within: 45 }",
            "answer: { most_asked: 2 }",
            "answer: { mode: assign, away_after: never }",
            "answer: { mode: offer, most_asked: 0 }",
            "answer: { within: 2m, away_after: 21 }",
            "answer: { within: 2m, away_after: none }",
        ],
    );
    all(
        "channel.schema.json",
        "name: A\norigins: [self]\ntitle: A\n",
        &["capacity: 3"],
        &["capacity: 0", "capacity: 201", "capacity: never"],
    );
    all(
        "webhook.schema.json",
        "name: A\nurl: https://pager.example.com\n",
        &["events: [session_opened, session_unmatched, nobody_online]"],
        &["events: []", "events: session_opened", "events: [opened]", "events: [agent_changed, agent_changed]"],
    );
}

#[test]
fn of_the_workspace() {
    all(
        "workspace.schema.json",
        "name: A\ntime_zone: UTC\ndefault_locale: en\n",
        &[
            "locales: [en, zh]\non_reload: tests\nidle: { close_after: 8h }",
            "idle: { close_after: 30m, warn_before: 2m, warning: a }\nreopen_within: 24h\nrecall_within: never",
            "reopen_within: never\nleft_messages: { given: when_free }\nuploads: { keep: 365d }",
            "alerts: { emails: [ada@acme.example], nobody_online_after: 30s }",
            "alerts: { nobody_online_after: 30s }",
            "held_sessions: { away: keep, gone: { requeue_after: 2m } }\nuploads: { file_size: 10MB, files: 3 }",
            "waiting: { outside_hours: { hold: false } }\nunmatched: a\nclosed: b",
        ],
        &[
            "locales: []",
            "on_reload: test",
            "idle: 8h",
            "idle: {}",
            "idle: { close_after: 30m, warning: a }",
            "idle: { close_after: never }",
            "idle: { warn_before: 2m }",
            "reopen_within: 24",
            "recall_within: no",
            "left_messages: {}",
            "left_messages: { given: free }",
            "left_messages: when_free",
            "alerts: {}",
            "alerts: { emails: [] }",
            "alerts: { emails: [ada] }",
            "alerts: { emails: ada@acme.example }",
            "alerts: { emails: [ada@acme.example, ada@acme.example] }",
            "uploads: { keep: 365 }",
            "held_sessions: { away: close }",
            "held_sessions: { away: { after: 2m } }",
            "uploads: { file_size: 10 }",
            "uploads: { files: 0 }",
            "waiting: { in_line: hello }",
        ],
    );
}
