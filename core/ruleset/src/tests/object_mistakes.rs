//! Mistakes in objects, and in what names their fields.

use super::{
    compiled,
    mistakes::{Case, all, case},
};
use crate::{Severity, plugin_tests};

pub(super) const ACCOUNT: &str = "rules/objects/account.yaml";
pub(super) const CASE: &str = "rules/objects/case.yaml";
pub(super) const CONTACT: &str = "rules/objects/contact.yaml";
pub(super) const VISITOR: &str = "rules/objects/visitor.yaml";
const FIRST: &str = "rules/distribution/first.yaml";
const HELLO: &str = "rules/prompts/hello.yaml";

/// A small CRM.
pub(super) const OBJECTS: &[(&str, &str)] = &[
    (
        ACCOUNT,
        "name: Account
api_name: AccountObj
name_field: name
owner_field: owner
match_keys: [name]
fields:
  name: { type: text }
  level: { type: choice, label: { en: Level, zh: 等级 }, options: [{ value: gold, label: Gold }, { value: silver }] }
  owner: { type: agent }
  orders: { type: integer }
  spent: { type: number }
  vip: { type: flag }
  since: { type: date }
  seen_at: { type: moment }
  tags: { type: choices, options: [{ value: new }, { value: old }] }
",
    ),
    (
        CASE,
        "name: Case
api_name: CasesObj
name_field: title
fields:
  title: { type: text }
  opened_at: { type: moment }
  labels: { type: choices, options: [{ value: urgent }] }
relations:
  account: { object: account, label: Customer }
",
    ),
    (
        CONTACT,
        "name: Contact
api_name: ContactObj
name_field: name
owner_field: owner
match_keys: [phone, email]
fields:
  name: { type: text }
  phone: { type: phone }
  email: { type: email }
  birthday: { type: date }
  owner: { type: agent }
relations:
  account: { object: account }
  home: { object: place }
  work: { object: place }
",
    ),
    (
        "rules/objects/place.yaml",
        "name: Place\napi_name: place__c\nname_field: name\nfields: { name: { type: text } }\n",
    ),
    (
        VISITOR,
        "name: Visitor
api_name: WebImVisitorObj
name_field: name
match_keys: [phone, email]
fields:
  name: { type: text }
  full_name: { type: text }
  phone: { type: phone }
  email: { type: email }
  points: { type: integer }
",
    ),
];

/// One of the objects with a text in place of another.
fn object<'a>(path: &'a str, from: &str, to: &str) -> Case<'a> {
    let text = OBJECTS.iter().find(|(known, _)| *known == path).expect("an object").1;
    assert!(text.contains(from), "{from}");
    (path, text.replacen(from, to, 1), OBJECTS)
}

/// An account with these fields, and a name.
fn fields(more: &str) -> Case<'static> {
    let head = "name: Account\napi_name: AccountObj\nname_field: name\nfields:\n  name: { type: text }\n";
    case(ACCOUNT, format!("{head}  {more}\n"))
}

fn when(marked: &str) -> Case<'static> {
    let rule = "name: First\ngroup: team\nstrategy: load\nwelcome: hello\nchannels: [mall]\nwhen:\n  ";
    (FIRST, format!("{rule}{marked}\n"), OBJECTS)
}

#[test]
fn objects() {
    let many = (0..=200).map(|field| format!(", f{field}: {{ type: text }}")).collect::<Vec<_>>().concat();
    let plain = "«n»ame: A\napi_name: A\nname_field: name\nfields: { name: { type: text } }\n";
    let seen = all(
        Severity::Error,
        &[
            case("rules/objects/page.yaml", plain),
            case("rules/objects/group.yaml", plain),
            case("rules/objects/work-order.yaml", plain),
            object(ACCOUNT, "owner_field:", "«owner»:"),
            object(ACCOUNT, "api_name: AccountObj", "api_name: «Account-Obj»"),
            object(CASE, "api_name: CasesObj", "api_name: «AccountObj»"),
            object(ACCOUNT, "name_field: name", "name_field: «nme»"),
            object(ACCOUNT, "name_field: name", "name_field: «level»"),
            object(ACCOUNT, "owner_field: owner", "owner_field: «name»"),
            object(ACCOUNT, "match_keys: [name]", "match_keys: [name, «vip»]"),
            object(ACCOUNT, "match_keys: [name]", "match_keys: [name, «name»]"),
            object(ACCOUNT, "match_keys: [name]", "match_keys: «[]»"),
            object(CONTACT, "home: { object: place }", "home: { object: «plaice» }"),
            object(CONTACT, "home: { object: place }", "home: «{ many: true }»"),
            object(CONTACT, "home: { object: place }", "«Home»: { object: place }"),
            object(CONTACT, "home: { object: place }", "home: { object: place, «may»: true }"),
            case(ACCOUNT, "name: A\napi_name: A\nname_field: name\nfields: «{}»\n"),
            case(
                ACCOUNT,
                format!("name: A\napi_name: A\nname_field: name\nfields: «{{ name: {{ type: text }}{many} }}»\n"),
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn fields_of_objects() {
    let visitor = |field: &str| object(VISITOR, "points: { type: integer }", field);
    let seen = all(
        Severity::Error,
        &[
            fields("«Level»: { type: text }"),
            fields("level: «text»"),
            fields("level: { type: «txt» }"),
            fields("level: { type: «textarea» }"),
            fields("level: { type: «bool» }"),
            fields("level: { type: «select» }"),
            fields("level: { type: «boolean» }"),
            fields("level: { type: «int» }"),
            fields("level: { type: text, «lable»: Level }"),
            fields("level: «{ label: Level }»"),
            fields("level: { type: text, «options»: [{ value: gold }] }"),
            fields("level: { type: text, «currency»: EUR }"),
            fields("level: { type: number, currency: «euros» }"),
            fields("level: «{ type: choice }»"),
            fields("level: { type: choice, options: «[]» }"),
            fields("level: { type: choice, options: [«gold»] }"),
            fields("level: { type: choice, options: [{ value: «1» }] }"),
            fields("level: { type: choice, options: [{ value: a }, { value: «a» }] }"),
            fields("level: { type: choices, options: [{ value: a, «labels»: A }] }"),
            visitor("«verified»: { type: flag }"),
            visitor("«language»: { type: text }"),
            visitor("«records»: { type: text }"),
            visitor("«id»: { type: text }"),
            visitor("«source»: { type: text }"),
            (
                VISITOR,
                OBJECTS[4].1.replacen("name_field: name", "name_field: full_name", 1).replacen(
                    "  name: { type: text }",
                    "  name: { type: «email» }",
                    1,
                ),
                OBJECTS,
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn conditions_over_fields() {
    for when in [
        "account.level: gold",
        "account.level: { in: [gold, silver] }",
        "account.orders: { gt: -3 }",
        "account.spent: { between: [1, 2.5] }",
        "account.vip: true",
        "account.since: { before: 2026-01-01 }",
        "account.seen_at: { within: 3d }",
        "account.tags: { contains: new }",
        "account.owner: { exists: true }",
        "case.title: { matches: '^A' }",
        "visitor.phone: { starts_with: '+49' }",
        "visitor.phone.source: proven",
        "visitor.name.source: { in: [asserted, proven] }",
        "expr: 'account.orders > 3 && account.level == \"gold\" && visitor.points > 1'",
    ] {
        let rule = format!("name: First\ngroup: team\nstrategy: load\nwelcome: hello\nwhen: {{ {when} }}\n");
        let changes: Vec<_> = OBJECTS.iter().copied().chain([(FIRST, rule.as_str())]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert!(diagnostics.is_empty(), "{when}: {diagnostics:#?}");
    }
    let seen = all(
        Severity::Error,
        &[
            when("«account.levle»: gold"),
            when("«acount.level»: gold"),
            when("account.level: «platinum»"),
            when("account.level: { in: [gold, «golden»] }"),
            when("account.level: { «gt»: gold }"),
            when("account.orders: «\"3\"»"),
            when("account.vip: «yes»"),
            when("account.since: { after: «2026-02-30» }"),
            when("account.tags: { «eq»: new }"),
            when("account.tags: { contains: «nwe» }"),
            when("account.owner: «mja»"),
            when("any:\n    - account.owner: { not_in: [mia, «nobody»] }\n    - visitor.verified: true"),
            when("visitor.phone.source: «provven»"),
            when("visitor.phone.source: «known»"),
            when("«visitor.phone.sauce»: proven"),
            when("«account.level.source»: proven"),
            when("expr: 'account.«levle» == \"gold\"'"),
            when("expr: 'visitor.phone.«source» == \"proven\"'"),
            when("expr: '«case».title == \"Lamp\"'"),
            (HELLO, "text: Hi {{ «account.levle» }}\n".to_owned(), OBJECTS),
            (HELLO, "text: Hi {{ «visitor.phone.source» }}\n".to_owned(), OBJECTS),
        ],
    );
    insta::assert_snapshot!(seen);
}

/// What a broken object is named by is not told off: neither conditions, nor expressions, prompts, scripts, layouts, the
/// identity, and tests.
#[test]
fn a_broken_object_has_no_echo_elsewhere() {
    let naming: &[(&str, &str)] = &[
        (
            FIRST,
            "name: First\ngroup: team\nstrategy: load\nwelcome: hello\nwhen:\n  all:\n    - account.level: gold\n    - account.level: { in: [gold] }\n    - expr: 'account.level == \"gold\"'\n    - script: mine/is_gold\n",
        ),
        (HELLO, "text: Hi {{ account.level }} {{ account.name | upper }}\n"),
        ("plugins/mine/plugin.yaml", "api: 1\nname: Mine\noffers: { predicate: [{ id: is_gold }] }\n"),
        ("plugins/mine/mine.rhai", "fn is_gold(facts) { facts[\"account.level\"] == \"gold\" }\n"),
        (
            "plugins/mine/tests/mine.yaml",
            "predicate: is_gold\ncases: [{ name: gold, facts: { account.level: gold }, expect: { holds: true } }]\n",
        ),
        (
            "rules/identity.yaml",
            "fields: [phone]\nassociate: { contact: { by: [[phone]] }, account: { through: contact } }\n",
        ),
        (
            "rules/workbench/desk.yaml",
            "name: Desk\nsections: [{ object: account, fields: [name, level] }, { object: case, through: account, fields: [title] }]\n",
        ),
    ];
    let good: Vec<_> = OBJECTS.iter().copied().chain(naming.iter().copied()).collect();
    let text = OBJECTS[0].1;
    let field = text.replacen("type: choice,", "type: choise,", 1);
    let id = text.replacen("  level:", "  Level:", 1);
    let no_fields = text.replacen("fields:", "feilds:", 1);
    for broken in ["a: [\n", &field, &id, &no_fields] {
        let changes: Vec<_> = good.iter().copied().chain([(ACCOUNT, broken)]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert_eq!(diagnostics.len(), 1, "{broken}: {diagnostics:#?}");
        assert_eq!(&*diagnostics[0].file, ACCOUNT);
    }
}

#[test]
fn doubts() {
    let rule = |strategy: &str| {
        format!("name: First\ngroup: team\nstrategy: {strategy}\nwelcome: hello\nwhen: {{ visitor.verified: true }}\n")
    };
    let ownerless: &[(&str, &str)] = &[
        (CASE, OBJECTS[1].1),
        (ACCOUNT, "name: A\napi_name: A\nname_field: name\nfields: { name: { type: text } }\n"),
    ];
    let accounts_only: &[(&str, &str)] = &[OBJECTS[0]];
    let seen = all(
        Severity::Warning,
        &[
            (FIRST, rule("[«customer-owner», load]"), ownerless),
            (FIRST, rule("[customer-owner, «contact-owner»]"), accounts_only),
        ],
    );
    insta::assert_snapshot!(seen);
    let without = compiled(&[(FIRST, &rule("[customer-owner, load]"))]);
    assert!(
        without.diagnostics.is_empty(),
        "a tree without objects says nothing of owners: {:#?}",
        without.diagnostics
    );
}

/// Plug-ins are tested without the rules, but for the objects: scripts may name their fields.
#[test]
fn tests_of_plugins_know_the_fields_of_objects() {
    let script = ("plugins/mine/mine.rhai", "fn is_gold(facts) { facts[\"account.level\"] == \"gold\" }\n");
    let plugin = ("plugins/mine/plugin.yaml", "api: 1\nname: Mine\noffers: { predicate: [{ id: is_gold }] }\n");
    let case = |fact: &str| {
        format!("predicate: is_gold\ncases: [{{ name: gold, facts: {{ {fact} }}, expect: {{ holds: true }} }}]\n")
    };
    let run = |fact: &str, account: &str| -> Result<usize, Vec<String>> {
        let case = case(fact);
        let files = [script, plugin, ("plugins/mine/tests/mine.yaml", case.as_str()), (ACCOUNT, account)];
        match plugin_tests(&super::tree(&files), super::host(), Some(&"mine".parse().expect("an id"))) {
            Ok(files) => Ok(files.iter().map(crate::PluginTestFile::cases).sum()),
            Err(problems) => Err(problems.into_iter().map(|problem| problem.message).collect()),
        }
    };
    let account = OBJECTS[0].1;
    assert_eq!(run("account.level: gold", account), Ok(1));
    assert_eq!(run("account.levle: gold", account), Err(vec!["there is no fact `account.levle`".to_owned()]));
    assert!(run("account.level: iron", account).is_err(), "it is none of the options");
    assert_eq!(run("account.level: gold", "a: [\n"), Ok(1), "objects are not what is tested");
}

#[test]
fn objects_compile_to_facts_and_to_where_records_keep_them() {
    use crate::{ObjectFieldType, RecordField};
    let set = compiled(OBJECTS).ruleset.expect("a rule set");
    let account = &set.objects["account"];
    assert_eq!((account.name_field.as_str(), account.owner_field.as_deref()), ("name", Some("owner")));
    let Some(ObjectFieldType::Choice(options)) = account.field("level").map(|field| &field.kind) else {
        panic!("a choice")
    };
    let values: Vec<&str> = options.iter().map(|(value, _)| value.as_str()).collect();
    assert_eq!(values, ["gold", "silver"]);
    let kept = |fact: &str| set.record_facts.iter().find(|known| &*known.fact == fact).map(|known| known.field.clone());
    assert_eq!(kept("account.name"), Some(RecordField::Name));
    assert_eq!(kept("account.owner"), Some(RecordField::Owner));
    assert_eq!(kept("account.level"), Some(RecordField::Field("level".into())));
    assert_eq!(kept("case.title"), Some(RecordField::Name));
    assert_eq!(kept("visitor.phone"), None, "a visitor is no record of the CRM");
    let told = |field: &str| set.catalogue.get(field).map(|info| info.description.clone()).unwrap_or_default();
    assert!(told("account.level").contains("Level"), "{}", told("account.level"));
    assert!(told("visitor.phone.source").contains("phone"));
    assert!(told("visitor.name").starts_with("The visitor's name"), "a stock field keeps its meaning");
}

/// A relation whose object is misspelt leads where nobody knows: whoever goes along it is not told off.
#[test]
fn a_misspelt_relation_has_no_echo_elsewhere() {
    let identity = (
        "rules/identity.yaml",
        "fields: [phone]\nassociate: { contact: { by: [[phone]] }, account: { through: contact }, place: { through: contact.home } }\n",
    );
    let desk = (
        "rules/workbench/desk.yaml",
        "name: Desk\nsections: [{ object: account, fields: [name] }, { object: case, through: account, fields: [title] }]\n",
    );
    for (path, from) in [
        (CONTACT, "account: { object: account"),
        (CONTACT, "home: { object: place"),
        (CASE, "account: { object: account"),
    ] {
        let text = OBJECTS.iter().find(|(known, _)| *known == path).expect("an object").1;
        assert!(text.contains(from), "{from}");
        let broken = text.replacen(from, &format!("{from}x"), 1);
        let changes: Vec<_> = OBJECTS.iter().copied().chain([identity, desk, (path, broken.as_str())]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert_eq!(diagnostics.len(), 1, "{from}: {diagnostics:#?}");
        assert_eq!(&*diagnostics[0].file, path);
    }
}
