//! Mistakes in the workbench's layouts.

use super::{
    compiled,
    mistakes::{Case, all},
    object_mistakes::OBJECTS,
};
use crate::{LayoutField, RelationSide, Severity, SortOrder};

const DESK: &str = "rules/workbench/desk.yaml";
const GREETING: &[(&str, &str)] = &[
    ("plugins/greeting/plugin.yaml", "api: 1\nname: Greeting\noffers: { compute: [{ id: part }] }\n"),
    ("plugins/greeting/greeting.rhai", "fn part() { \"day\" }\n"),
];

fn layout(marked: &str) -> Case<'static> {
    (DESK, format!("name: Desk\n{marked}\n"), OBJECTS)
}

fn section(marked: &str) -> Case<'static> {
    layout(&format!("sections:\n  - object: visitor\n    fields: [name]\n  - {marked}"))
}

#[test]
fn layouts() {
    let many = vec!["{ object: visitor, fields: [name] }"; 21].join(", ");
    let sections = "\nsections: [{ object: visitor, fields: [name] }]";
    let scope = |marked: &str| layout(&format!("scope: {marked}{sections}"));
    let seen = all(
        Severity::Error,
        &[
            (DESK, "«nmae»: Desk\nsections: [{ object: visitor, fields: [name] }]\n".to_owned(), OBJECTS),
            layout("priority: «1.5»\nsections: [{ object: visitor, fields: [name] }]"),
            layout("sections: «[]»"),
            layout(&format!("sections: «[{many}]»")),
            layout("«section»: []"),
            scope("{ channels: [«mal»] }"),
            scope("{ channels: «[]» }"),
            scope("{ groups: [team, «tema»] }"),
            scope("{ roles: [agent, «boss»] }"),
            scope("{ roles: [agent, «agent»] }"),
            scope("{ «channel»: [mall] }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn sections() {
    let fields: Vec<&str> = vec!["name"; 51];
    let seen = all(
        Severity::Error,
        &[
            section("object: «acount»\n    fields: [name]"),
            section("object: account\n    fields: [name, «levle»]"),
            section("object: account\n    fields: [name, «name»]"),
            section("object: account\n    fields: «[]»"),
            section("object: account\n    fields: «name»"),
            section(&format!("object: account\n    fields: «[{}]»", fields.join(", "))),
            section("object: account\n    fields: [{ field: «levle» }]"),
            section("object: account\n    fields: [{ field: name }, «name»]"),
            section("object: account\n    fields: [{ field: name, editable: «yes» }]"),
            section("object: account\n    fields: [{ field: name, «edit»: true }]"),
            section("object: account\n    fields: [«{ editable: true }»]"),
            section(
                "object: account\n    fields: [{ field: name, editable: true }]\n  - object: account\n    through: contact\n    fields: [{ field: name, editable: «true» }]\n  - object: contact\n    fields: [name]",
            ),
            section("object: account\n    fields: [name]\n    filter: { «acount.level»: gold }"),
            section("object: account\n    fields: [name]\n    filter: { «visitor.verified»: true }"),
            section("object: account\n    fields: [name]\n    filter: { account.level: «iron» }"),
            section("object: account\n    fields: [name]\n    filter: { «expr»: \"1 > 0\" }"),
            section("object: account\n    fields: [name]\n    filter: «[]»"),
            section("«object»: account"),
            section("object: account\n    fields: [name]\n    «colapsed»: true"),
            section("object: account\n    fields: [name]\n    collapsed: «yes»"),
            section("object: account\n    fields: [name]\n    most: «21»"),
            section("object: case\n    fields: [title]\n    sort: { by: «opened», order: desc }"),
            section("object: case\n    fields: [title]\n    sort: { by: «labels» }"),
            section("object: case\n    fields: [title]\n    sort: { by: title, order: «down» }"),
            section("object: case\n    fields: [title]\n    sort: «{ order: desc }»"),
            section("object: case\n    fields: [title]\n    through: «account»"),
            section("object: case\n    fields: [title]\n    through: «acount»"),
            section("object: case\n    fields: [title]\n    through: «visitor»"),
            section(
                "object: contact\n    fields: [name]\n  - object: place\n    fields: [name]\n    through: «contact»",
            ),
            section(
                "object: contact\n    fields: [name]\n  - object: place\n    fields: [name]\n    through: «contact.hom»",
            ),
            section(
                "object: contact\n    fields: [name]\n  - object: place\n    fields: [name]\n    through: «contact.account»",
            ),
            section(
                "object: «acount»\n    fields: [name]\n  - object: case\n    fields: [title]\n    through: account\n  - object: contact\n    fields: [name]\n    through: account",
            ),
            section("object: account\n    fields: [name]\n    through: «account»"),
            section("object: place\n    fields: [name]\n  - object: contact\n    fields: [name]\n    through: «place»"),
            section(
                "object: account\n    through: «case»\n    fields: [name]\n  - object: case\n    through: account\n    fields: [title]",
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn computed_fields() {
    let objects: Vec<_> = OBJECTS.iter().chain(GREETING).copied().collect();
    let computing = |marked: &str| -> Case<'_> {
        (DESK, format!("name: Desk\nsections: [{{ object: visitor, fields: [name, {marked}] }}]\n"), &objects)
    };
    let seen = all(
        Severity::Error,
        &[
            computing("{ compute: «greeting/prt», label: Part }"),
            computing("«{ compute: greeting/part }»"),
            computing("{ compute: greeting/part, label: Part, «with»: {} }"),
            computing("{ compute: greeting/part, label: Part, «editable»: true }"),
            computing("{ compute: { use: greeting/part, with: { «a»: 1 } }, label: Part }"),
        ],
    );
    insta::assert_snapshot!(seen);
    let good = "name: Desk\nsections: [{ object: visitor, fields: [{ compute: greeting/part, label: Part }] }]\n";
    let changes: Vec<_> = objects.iter().copied().chain([(DESK, good)]).collect();
    assert!(compiled(&changes).diagnostics.is_empty(), "what a layout shows is used");
}

#[test]
fn doubts() {
    let layout =
        |scope: &str| format!("name: «Desk»\npriority: 50\n{scope}sections: [{{ object: visitor, fields: [name] }}]\n");
    let other = |scope: &str| layout(scope).replace(['«', '»'], "").replace("50", "10");
    let mine = "scope: { channels: [mall], roles: [agent] }\n";
    let trees: Vec<(String, String)> = [
        ("", ""),
        ("scope: { channels: [mall] }\n", ""),
        ("scope: { roles: [agent, supervisor, admin] }\n", "scope: { roles: [agent] }\n"),
        ("scope: { roles: [agent, supervisor, admin] }\n", ""),
        ("scope: { groups: [team] }\n", "scope: { groups: [team] }\n"),
    ]
    .into_iter()
    .map(|(earlier, later)| (other(earlier), layout(later)))
    .collect();
    let seen: String = trees
        .iter()
        .map(|(earlier, later)| {
            let changes: Vec<_> =
                OBJECTS.iter().copied().chain([("rules/workbench/all.yaml", earlier.as_str())]).collect();
            all(Severity::Warning, &[(DESK, later.clone(), &changes)])
        })
        .collect();
    insta::assert_snapshot!(seen);
    for (earlier, later) in [
        ("", mine),
        (mine, ""),
        ("scope: { roles: [admin] }\n", mine),
        // The more specific one is shown.
        ("scope: { groups: [team] }\n", "scope: { groups: [team], roles: [admin] }\n"),
        // A session may belong to no group.
        ("scope: { groups: [team] }\n", ""),
    ] {
        let (earlier, later) = (other(earlier), layout(later).replace(['«', '»'], ""));
        let files = [("rules/workbench/all.yaml", earlier.as_str()), (DESK, later.as_str())];
        let changes: Vec<_> = OBJECTS.iter().copied().chain(files).collect();
        assert!(compiled(&changes).diagnostics.is_empty(), "{earlier}{later}");
    }
}

#[test]
fn a_layout_keeps_what_it_says() {
    let text = "\
name: Desk
priority: 5
scope: { channels: [mall], groups: [team], roles: [agent] }
sections:
  - object: case
    through: account
    title: { en: Cases }
    fields: [title, { compute: greeting/part, label: Part }]
    filter: { any: [{ case.title: Lamp }, { case.opened_at: { within: 30d } }] }
    collapsed: true
    most: 3
    sort: { by: opened_at, order: desc }
  - object: account
    through: contact
    fields: [name]
  - object: contact
    fields: [{ field: name, editable: true }, { field: phone, editable: false }]
";
    let late = "name: Late\nsections: [{ object: visitor, fields: [name] }]\n";
    let layouts = [("rules/workbench/a.yaml", late), (DESK, text)];
    let changes: Vec<_> = OBJECTS.iter().chain(GREETING).copied().chain(layouts).collect();
    let compiled = compiled(&changes);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let set = compiled.ruleset.expect("a rule set");
    let ids: Vec<&str> = set.layouts.iter().map(|layout| layout.id.as_str()).collect();
    assert_eq!(ids, ["desk", "a"]);
    let [cases, account, contact] = set.layouts[0].sections.as_slice() else { panic!("three sections") };
    let way = |section: &crate::LayoutSection| {
        section.through.as_ref().map(|way| (way.object.to_string(), way.side, way.relation.clone()))
    };
    assert_eq!(way(cases), Some(("account".to_owned(), RelationSide::End, "account".to_owned())), "the case's own");
    assert_eq!(way(account), Some(("contact".to_owned(), RelationSide::Start, "account".to_owned())));
    assert_eq!(way(contact), None);
    assert_eq!((cases.collapsed, cases.most), (true, 3));
    assert_eq!(cases.sort, Some(("opened_at".to_owned(), SortOrder::Descending)));
    assert!(matches!(
        cases.fields.as_slice(),
        [LayoutField::Field { is_editable: false, .. }, LayoutField::Computed { .. }]
    ));
    assert_eq!((account.collapsed, account.most, account.sort.is_none()), (false, 1, true));
    assert!(cases.filter.is_some() && account.filter.is_none());
    let [name, phone] = contact.fields.as_slice() else { panic!("two fields") };
    assert_eq!((name.is_editable(), phone.is_editable()), (true, false));
    assert_eq!((contact.is_editable(), account.is_editable()), (true, false));
}

#[test]
fn the_most_specific_layout_is_asked_first() {
    let scopes = [
        ("a", 1, ""),
        ("b", 50, "scope: { groups: [team] }\n"),
        ("c", 60, "scope: { groups: [team], roles: [supervisor] }\n"),
        ("d", 99, "scope: { channels: [mall], groups: [team], roles: [admin] }\n"),
        ("e", 2, "scope: { roles: [agent] }\n"),
        ("f", 60, "scope: { groups: [team], roles: [agent] }\n"),
    ];
    let files: Vec<(String, String)> = scopes
        .iter()
        .map(|(id, priority, scope)| {
            let sections = "sections: [{ object: visitor, fields: [name] }]";
            (format!("rules/workbench/{id}.yaml"), format!("name: Desk\npriority: {priority}\n{scope}{sections}\n"))
        })
        .collect();
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let changes: Vec<_> = OBJECTS.iter().copied().chain(files).collect();
    let compiled = compiled(&changes);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let set = compiled.ruleset.expect("a rule set");
    let ids: Vec<&str> = set.layouts.iter().map(|layout| layout.id.as_str()).collect();
    // Three named, two by priority and then by name, one by priority, none.
    assert_eq!(ids, ["d", "c", "f", "e", "b", "a"]);
}
