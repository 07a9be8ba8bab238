//! Rules that no visitor reaches.

use super::{Case, FIRST, REST, all};
use crate::{Severity, tests::compiled};

const OTHER: (&str, &str) = ("rules/channels/other.yaml", "name: Other\norigins: [self]\ntitle: Chat\n");
const LATE: &str = "rules/distribution/late.yaml";

/// A rule beside those of the base tree, after `first` and before `rest`.
fn late(rest: &str) -> Case<'static> {
    beside(rest, &[])
}

fn beside<'a>(rest: &str, others: &'a [(&'a str, &'a str)]) -> Case<'a> {
    let name = if rest.contains('«') { "Late" } else { "«Late»" };
    (LATE, format!("name: {name}\npriority: 150\ngroup: team\nstrategy: load\n{rest}\n"), others)
}

#[test]
fn rules_that_earlier_ones_shadow() {
    let two_channels: &[(&str, &str)] = &[
        OTHER,
        (FIRST, "name: First\nchannels: [mall]\ngroup: team\nstrategy: load\nwelcome: hello\n"),
        ("rules/distribution/second.yaml", "name: Second\nchannels: [other]\ngroup: team\nstrategy: load\n"),
        (REST, "name: Rest\nmode: \"off\"\npriority: 200\ngroup: team\nstrategy: load\n"),
    ];
    let by_hour: &[(&str, &str)] = &[(
        "rules/distribution/evening.yaml",
        "name: Evening\nwhen:\n  any:\n    - time.of_day: { after: \"20:00\" }\n    - visitor.returning: true\ngroup: team\nstrategy: load\n",
    )];
    let on_trial: &[(&str, &str)] = &[(
        "rules/distribution/trial.yaml",
        "name: Trial\nmode: shadow\nwhen: { visitor.verified: true }\ngroup: team\nstrategy: load\n",
    )];
    let seen = all(
        Severity::Warning,
        &[
            late("channels: [mall]\nwhen: { page.path: /help/me }"),
            // The only channel there is.
            late("when: { page.path: { in: [/help, /help/me] } }"),
            late("mode: shadow\nwhen: { all: [{ visitor.verified: true }, { page.path: { starts_with: /help/ } }] }"),
            beside("when: { time.of_day: { between: [\"22:00\", \"23:30\"] } }", by_hour),
            beside("mode: shadow\nwhen: { all: [{ page.host: a.example }, { visitor.verified: true }] }", on_trial),
            beside("when: { visitor.verified: true }", two_channels),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn rules_that_can_never_match() {
    let on_mall: &[(&str, &str)] = &[OTHER];
    let seen = all(
        Severity::Warning,
        &[
            late("when:\n  all:\n    - page.path: /a\n    - «page.path: /b»"),
            late(
                "when:\n  all:\n    - time.hour: { between: [9, 12] }\n    - visitor.verified: true\n    - all:\n        - «time.hour: { gt: 12 }»",
            ),
            late(
                "when:\n  all:\n    - page.path: { in: [/a, /b] }\n    - page.path: { ne: /a }\n    - not: { «page.path: { ends_with: /b }» }",
            ),
            late(
                "when: { all: [{ device.kind: { exists: true } }, { «device.kind: { not_in: [desktop, mobile, tablet] }» }] }",
            ),
            late("when: { «visitor.sessions: { lt: 0 }» }"),
            late(
                "when:\n  all:\n    - page.path: /a\n    - «any»:\n        - page.path: /b\n        - not: { page.path: { exists: true } }",
            ),
            late(
                "when:\n  all:\n    - page.path: /a\n    - visitor.returning: true\n    - «any»:\n        - page.path: /b\n        - visitor.returning: false",
            ),
            late(
                "when:\n  «all»:\n    - any: [{ page.path: /a }, { all: [{ page.path: /b }, { page.host: a }] }]\n    - any: [{ page.path: /c }, { all: [{ page.path: /d }, { page.host: a }] }]",
            ),
            late("mode: shadow\nwhen:\n  all:\n    - page.path: /a\n    - «page.path: { starts_with: /b }»"),
            beside("channels: [mall]\nwhen: { «channel.id: other» }", on_mall),
            late("when: { «channel.id: { ne: mall }» }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn what_may_be_reached_is_left_alone() {
    for (mode, when) in [
        ("active", "page.path: { starts_with: /hel }"),
        ("active", "any: [{ page.path: /help }, { visitor.verified: true }]"),
        ("active", "page.url: { contains: /help }"),
        ("\"off\"", "page.path: /help"),
        ("\"off\"", "all: [{ page.path: /a }, { page.path: /b }]"),
    ] {
        let rule =
            format!("name: Late\nmode: {mode}\npriority: 150\nwhen: {{ {when} }}\ngroup: team\nstrategy: load\n");
        let compiled = compiled(&[(LATE, &rule)]);
        assert_eq!(compiled.diagnostics, [], "{when}");
    }
    // What a rule on trial would take, it leaves to all others.
    let trial = "name: First\nmode: shadow\ngroup: team\nstrategy: load\nwelcome: hello\n";
    assert_eq!(compiled(&[(FIRST, trial)]).diagnostics, []);
}
