//! Mistakes in the identity.

use super::{
    compiled,
    mistakes::{Case, all},
    object_mistakes::{OBJECTS, VISITOR},
};
use crate::{Lookup, Severity};
use usher_model::Provenance;

const IDENTITY: &str = "rules/identity.yaml";

fn identity(marked: &str) -> Case<'static> {
    (IDENTITY, format!("{marked}\n"), OBJECTS)
}

fn associate(marked: &str) -> Case<'static> {
    identity(&format!("fields: [full_name, phone, email, points]\nassociate:\n  {marked}"))
}

#[test]
fn identities() {
    let without_visitor = &OBJECTS[..4];
    let eleven = ["[phone, full_name]"; 11].join(", ");
    let seen = all(
        Severity::Error,
        &[
            identity("fields: [phone, «fone»]"),
            identity("fields: [«fone», full_name]\nmatch: { by: [[phone, full_name]] }"),
            identity("fields: [phone, «phone»]"),
            identity("fields: «[]»"),
            identity("«feilds»: [phone]"),
            identity("«match»: { by: [[phone]] }"),
            (IDENTITY, "«fields»: [phone]\n".to_owned(), without_visitor),
            identity("fields: [full_name, phone]\nmatch: { by: [[«email»]] }"),
            identity("fields: [full_name, phone]\nmatch: { by: [[«fone»]] }"),
            identity("fields: [full_name, phone]\nmatch: { by: [[phone], «[full_name]»] }"),
            identity("fields: [full_name, phone]\nmatch: { by: [[phone, full_name], «[full_name, phone]»] }"),
            identity("fields: [full_name, phone]\nmatch: { by: [[phone, «phone»]] }"),
            identity("fields: [full_name, phone]\nmatch: { by: [«phone», full_name] }"),
            identity("fields: [full_name, phone]\nmatch: { by: [«{ phone: phone }»] }"),
            identity("fields: [full_name, phone]\nmatch: { by: «[]» }"),
            identity("fields: [full_name, phone]\nmatch: { by: [«[]»] }"),
            identity(&format!("fields: [full_name, phone]\nmatch: {{ by: «[{eleven}]» }}")),
            identity("fields: [full_name, phone]\nmatch: { by: [[phone]], require: «typed» }"),
            identity("fields: [full_name, phone]\nmatch: { by: [[phone]], require: «prooven» }"),
            identity("fields: [full_name, phone]\nmatch: { by: [[phone]], «needs»: proven }"),
            identity("fields: [full_name, phone]\nmatch: «{ require: proven }»"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn associations() {
    let seen = all(
        Severity::Error,
        &[
            associate("«contct»: { by: [[phone]] }"),
            associate("«visitor»: { by: [[phone]] }"),
            associate("contact: «{}»"),
            associate("contact: { by: [[phone]], «through»: account }"),
            associate("contact: { «buy»: [[phone]] }"),
            associate("contact: { by: [[«fone»]] }"),
            associate("contact: { by: [[phone], [email, «full_name»]] }"),
            associate("contact: { by: [{ phone: «fone» }] }"),
            associate("contact: { by: [«{ full_name: name }»] }"),
            associate("contact: { by: [{ phone: phone, points: «birthday» }] }"),
            associate("contact: { by: [{ phone: phone, «nmae»: name }] }"),
            associate("contact: { by: [«{}»] }"),
            associate("contact: { by: [[phone]] }\n  case: { through: «contact» }"),
            associate("contact: { by: [[phone]] }\n  place: { through: «contact» }"),
            associate("contact: { by: [[phone]] }\n  place: { through: «contact.hmoe» }"),
            associate("contact: { by: [[phone]] }\n  place: { through: «contact.account» }"),
            associate("account: { through: «contact» }"),
            associate("account: { through: «account» }"),
            associate("contact: { by: [[phone]] }\n  account: { through: «contcat» }"),
            associate("«require»: proven"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn objects_that_are_found_through_each_other() {
    let back = OBJECTS[0].1.to_owned() + "relations: { contact: { object: contact, many: true } }\n";
    let objects: Vec<_> = OBJECTS.iter().copied().chain([("rules/objects/account.yaml", back.as_str())]).collect();
    let text = "fields: [phone]\nassociate:\n  account: { through: «contact» }\n  contact: { through: account }\n";
    insta::assert_snapshot!(all(Severity::Error, &[(IDENTITY, text.to_owned(), &objects)]));
}

#[test]
fn a_broken_visitor_object_has_no_echo() {
    let text =
        "fields: [phone, nothing]\nmatch: { by: [[phone], [nothing]] }\nassociate: { contact: { by: [[phone]] } }\n";
    for broken in ["a: [\n", &OBJECTS[4].1.replacen("match_keys: [phone, email]", "match_key: [phone]", 1)] {
        let text = if broken.starts_with("a:") { text.to_owned() } else { text.replace("nothing", "email") };
        let changes: Vec<_> = OBJECTS.iter().copied().chain([(VISITOR, broken), (IDENTITY, text.as_str())]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
        assert_eq!(&*diagnostics[0].file, VISITOR);
    }
}

#[test]
fn an_identity_keeps_what_it_says() {
    let text = "\
fields: [full_name, phone, email]
match:
  by: [[phone, full_name], [email]]
associate:
  require: proven
  account: { through: contact }
  contact: { by: [[phone], { full_name: name, phone: phone }] }
";
    let changes: Vec<_> = OBJECTS.iter().copied().chain([(IDENTITY, text)]).collect();
    let compiled = compiled(&changes);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let identity = compiled.ruleset.expect("a rule set").identity;
    assert_eq!(identity.fields, ["full_name", "phone", "email"]);
    let matching = identity.matching.expect("it matches");
    assert_eq!(
        (matching.by, matching.require),
        (vec![vec!["phone".to_owned(), "full_name".to_owned()], vec!["email".to_owned()]], Provenance::Asserted)
    );
    let associate = identity.associate.expect("it associates");
    let pair = |own: &str, theirs: &str| (own.to_owned(), theirs.to_owned());
    let found: Vec<(&str, &Lookup)> = associate.objects.iter().map(|(id, lookup)| (id.as_str(), lookup)).collect();
    assert_eq!(associate.require, Provenance::Proven);
    assert_eq!(
        found,
        [
            (
                "contact",
                &Lookup::Fields(vec![
                    vec![pair("phone", "phone")],
                    vec![pair("full_name", "name"), pair("phone", "phone")],
                ])
            ),
            ("account", &Lookup::Through("contact".parse().expect("an id"), "account".to_owned())),
        ],
        "what is found through another comes after it"
    );
    let none = super::compiled(&[]).ruleset.expect("a rule set").identity;
    assert_eq!(none, crate::Identity::default(), "without the file nothing is matched");
}
