//! Mistakes in what channels say of forms, features and proofs, and colours that cannot be seen.

use super::{
    compiled,
    mistakes::{Case, all},
};
use crate::{ChannelIdentity, Features, IdentityMode, Severity};
use std::time::Duration;
use usher_model::{FormId, IdentityPolicy};

const MALL: &str = "rules/channels/mall.yaml";
/// One form of each kind, both used.
const FORMS: &[(&str, &str)] = &[
    (
        "rules/forms/first.yaml",
        "name: First\nkind: pre_chat\ntitle: First\nfields: [{ id: it, type: text, label: It }]\n",
    ),
    (
        "rules/forms/later.yaml",
        "name: Later\nkind: leave_message\ntitle: Later\nfields: [{ id: it, type: text, label: It }]\n",
    ),
    ("rules/channels/other.yaml", "name: Other\norigins: [self]\ntitle: Chat\npre_chat: first\n"),
    (
        "rules/distribution/rest.yaml",
        "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwaiting: { busy: { form: later } }\n",
    ),
];

fn mall(marked: &str) -> Case<'static> {
    (MALL, format!("name: Mall\norigins: [self]\ntitle: Chat\n{marked}\n"), FORMS)
}

#[test]
fn mistakes() {
    let seen = all(
        Severity::Error,
        &[
            mall("features: { «emojis»: true }"),
            mall("features: { pictures: «on» }"),
            mall("features: «[emoji]»"),
            mall("pre_chat: «frist»"),
            mall("pre_chat: «later»"),
            mall("pre_chat: «First Form»"),
            mall("identity: { mode: «require» }"),
            mall("identity: { policy: «require_signature» }"),
            mall("identity: { max_age: «5» }"),
            mall("identity: { max_age: «5s» }"),
            mall("identity: { max_age: «2d» }"),
            mall("identity: { «modes»: optional }"),
            mall("identity: { mode: anonymous, «policy»: legacy }"),
            mall("identity:\n  «max_age»: 5m\n  mode: anonymous"),
            mall("capacity: «0»"),
            mall("capacity: «201»"),
            mall("capacity: «three»"),
            mall("«capcity»: 3"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn colours_that_cannot_be_seen() {
    let seen = all(
        Severity::Warning,
        &[
            mall("look: { theme_color: «\"#ffe14d\"» }"),
            mall("look: { theme_color: «\"#FFFFFF\"» }"),
            // One step of one channel beyond what passes below.
            mall("look: { theme_color: «\"#959595\"» }"),
        ],
    );
    insta::assert_snapshot!(seen);
    for color in ["#949494", "#000000", "#1f4e5f", "#1f6feb", "#b4552d", "#d6336c", "#0a7d4f"] {
        let (path, text, others) = mall(&format!("look: {{ theme_color: \"{color}\" }}"));
        let changes: Vec<(&str, &str)> = others.iter().copied().chain([(path, text.as_str())]).collect();
        let found = compiled(&changes).diagnostics;
        assert!(found.is_empty(), "{color}: {found:#?}");
    }
}

#[test]
fn what_channels_say_is_kept_and_defaults_hold() {
    let text = "name: Mall\norigins: [self]\ntitle: Chat\ncapacity: 3\nfeatures: { pictures: false }\npre_chat: first\nidentity: { mode: required, policy: require_ts, max_age: 24h }\n";
    let changes: Vec<(&str, &str)> = FORMS.iter().copied().chain([(MALL, text)]).collect();
    let set = compiled(&changes).ruleset.expect("a rule set");
    let (mall, other) = (&set.channels["mall"], &set.channels["other"]);
    assert_eq!(mall.features, Features { emoji: true, pictures: false, attachments: true });
    assert_eq!(other.features, Features { emoji: true, pictures: true, attachments: true });
    let of = |mode, policy, max_age| ChannelIdentity { mode, policy, max_age };
    assert_eq!(mall.identity, of(IdentityMode::Required, IdentityPolicy::RequireTs, Duration::from_hours(24)));
    assert_eq!(other.identity, of(IdentityMode::Optional, IdentityPolicy::RequireSig, Duration::from_mins(5)));
    assert_eq!((mall.capacity, other.capacity), (Some(3), None));
    assert_eq!(mall.pre_chat.as_ref().map(FormId::as_str), Some("first"));

    let anonymous = compiled(&[(MALL, "name: Mall\norigins: [self]\ntitle: Chat\nidentity: { mode: anonymous }\n")]);
    assert_eq!(anonymous.ruleset.expect("a rule set").channels["mall"].identity.mode, IdentityMode::Anonymous);
}
