//! What can be wrong with service hours, each on its exact place, and how it reads.

use super::{
    compiled,
    mistakes::{Case, all, case},
};
use crate::Severity;

const SHOP: &str = "rules/hours/shop.yaml";

fn week(marked: &str) -> Case<'static> {
    case(SHOP, format!("name: Shop\nweek:\n  {marked}\n"))
}

fn holiday(marked: &str) -> Case<'static> {
    case(SHOP, format!("name: Shop\nweek: {{ mon: [\"09:00-17:00\"] }}\nholidays:\n  - {marked}\n"))
}

fn exception(marked: &str) -> Case<'static> {
    case(SHOP, format!("name: Shop\nweek: {{ mon: [\"09:00-17:00\"] }}\nexceptions:\n  - {marked}\n"))
}

#[test]
fn keys_and_shapes() {
    let many = "\"00:00-00:01\", ".repeat(25);
    let seen = all(
        Severity::Error,
        &[
            case(SHOP, "«name»: Shop\ntime_zone: UTC\n"),
            case(SHOP, "name: Shop\nweek: {}\n«holiday»: []\n"),
            case(SHOP, "name: Shop\ntime_zone: «Berlin»\nweek: {}\n"),
            case(SHOP, "name: Shop\nweek: «[mon]»\n"),
            case(SHOP, "name: Shop\nweek: {}\nholidays: «2026-12-25»\n"),
            case(SHOP, "name: Shop\nweek: {}\nexceptions: «{ date: 2026-12-25 }»\n"),
            week("mon: «\"09:00-17:00\"»"),
            week(&format!("mon: «[{many}]»")),
            holiday("«2026-12-25»"),
            holiday("{ «day»: 2026-12-25 }"),
            holiday("{ date: 2026-12-25, «open»: [] }"),
            holiday("«{ name: Christmas }»"),
            exception("«{ date: 2026-12-25 }»"),
            exception("{ date: 2026-12-24, open: «closed» }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn days_of_the_week() {
    let seen = all(
        Severity::Error,
        &[
            week("«monday»: []"),
            week("«Mo-Fr»: []"),
            week("«mon-»: []"),
            week("«weekdays»: []"),
            week("«mon-mon»: []"),
            week("«mon,tue»: []"),
            week("mon-fri: [\"09:00-17:00\"]\n  «fri»: [\"09:00-12:00\"]"),
            week("sat: []\n  «fri-mon»: [\"09:00-12:00\"]"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn times() {
    let seen = all(
        Severity::Error,
        &[
            week("mon: [«\"9-17\"»]"),
            week("mon: [«09:00 – 17:00»]"),
            week("mon: [«0900-1700»]"),
            week("mon: [«9am-5pm»]"),
            week("mon: [«09:00»]"),
            week("mon: [\"08:00-09:00\", «\"25:00-26:00\"»]"),
            week("mon: [«\"09:00-17:60\"»]"),
            week("mon: [«\"24:00-06:00\"»]"),
            week("mon: [«\"09:00-24:30\"»]"),
            week("mon: [«\"09:00-09:00\"»]"),
            week("mon: [«\"00:00-00:00\"»]"),
            week("mon: [\"09:00-12:30\", «\"12:30-18:00\"»]"),
            week("mon: [\"13:00-18:00\", «\"09:00-14:00\"»]"),
            week("mon: [\"20:00-08:00\", «\"22:00-23:00\"»]"),
            week("mon-fri: [«\"22:00-06:00\"»]\n  sat: [\"05:00-12:00\"]"),
            week("mon-sun: [\"06:00-12:00\", «\"22:00-06:00\"»]"),
            week("mon: [«9»]"),
            exception("{ date: 2026-12-24, open: [\"09:00-12:00\", «\"11:00-13:00\"»] }"),
            exception("{ from: 12-24, to: 12-26, open: [\"05:00-12:00\", «\"22:00-06:00\"»] }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn dates() {
    let seen = all(
        Severity::Error,
        &[
            holiday("{ date: «2026-02-30» }"),
            holiday("{ date: «2026-02-29» }"),
            holiday("{ date: «02-30» }"),
            holiday("{ date: «2026-13-01» }"),
            holiday("{ date: «0206-12-25» }"),
            holiday("{ date: «2026/12/5» }"),
            holiday("{ date: «25.12.2026» }"),
            holiday("{ date: «Christmas» }"),
            holiday("{ date: «20261225» }"),
            holiday("{ date: 2026-12-25, «to»: 2026-12-26 }"),
            holiday("«{ from: 2026-12-25 }»"),
            holiday("{ from: 2026-12-25, to: «2026-12-24» }"),
            holiday("{ from: 2026-12-25, to: «12-26» }"),
            holiday("{ date: 12-25 }\n  - { date: «12-25», name: Christmas }"),
            exception("{ date: 2026-12-24, open: [] }\n  - { from: «2026-12-20», to: 2026-12-31, open: [] }"),
            exception("{ from: 12-24, to: 01-06, open: [] }\n  - { date: «2027-01-06», open: [] }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn what_groups_keep() {
    let seen = all(
        Severity::Error,
        &[(
            "rules/groups/team.yaml",
            "name: Team\nmembers: { agents: [bo] }\nhours: «shp»\n".to_owned(),
            &[(SHOP, "name: Shop\nweek: {}\n")],
        )],
    );
    insta::assert_snapshot!(seen);
}

const KEEPS: (&str, &str) = ("rules/groups/team.yaml", "name: Team\nmembers: { agents: [bo] }\nhours: shop\n");

#[test]
fn warnings() {
    let never = |rest: &str| (SHOP, format!("name: «Shop»\n{rest}"), &[KEEPS] as &[_]);
    let seen = all(
        Severity::Warning,
        &[
            never("week: {}\n"),
            never("week: { mon: [], tue-sun: [] }\nexceptions: [{ date: 12-24, open: [] }]\n"),
            never("week: { mon: [\"09:00-17:00\"] }\nholidays: [{ from: 03-01, to: 02-29 }]\n"),
            case(SHOP, "name: «Shop»\nweek: { mon: [\"09:00-17:00\"] }\n"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn what_is_no_mistake() {
    for text in [
        "week: { mon-sun: [\"00:00-24:00\"] }",
        "week: { mon-sun: [\"22:00-06:00\", \"08:00-12:00\"] }",
        "week: { sun-thu: [\"09:00-17:00\"], fri-sat: [] }",
        "week: { mon: [09:00-12:00, 13:00-00:00] }",
        "week: {}\nexceptions: [{ date: 12-24, open: [\"05:00-12:00\", \"22:00-06:00\"] }]",
        "week: {}\nexceptions: [{ date: 02-29, open: [\"09:00-12:00\"] }]",
        "week: { sun: [\"09:00-12:00\"] }\nholidays: [{ from: 03-01, to: 02-28 }]",
        "week: { mon: [\"09:00-12:00\"] }\nholidays: [{ date: 12-24 }]\nexceptions: [{ date: 2026-12-24, open: [] }]",
        "week: { mon: [\"09:00-12:00\"] }\nholidays: [{ date: 12-24 }, { from: 12-20, to: 01-06 }]",
    ] {
        let compiled = compiled(&[KEEPS, (SHOP, &format!("name: Shop\n{text}\n"))]);
        assert!(compiled.diagnostics.is_empty(), "{text}: {:#?}", compiled.diagnostics);
    }
}
