//! Agents, departments, and groups that have them all.

use crate::row::{End, MEBIBYTE, Row, files_to, filled, filled_to, full};
use End::{Either, Good, Refused};

const AGENTS: &str = "rules/directory/agents.yaml";
const DEPARTMENTS: &str = "rules/directory/departments.yaml";

pub fn rows() -> Vec<Row> {
    let agents = |name: &str, end: End, text: fn() -> String| Row::file(name, end, AGENTS, text);
    let departments = |name: &str, end: End, text: fn() -> String| Row::file(name, end, DEPARTMENTS, text);
    vec![
        agents("agents", Good, || agents_to(MEBIBYTE - 8192)),
        agents("agents of one address", Refused("E0303"), || {
            filled(
                "agents:\n  bo: { name: Bo, email: a@b.cc }\n",
                |at| format!("  a{at}: {{ name: A, email: a@b.cc }}\n"),
                "",
            )
        }),
        agents("agents of departments that nearly exist", Refused("E0301"), || {
            filled(
                "agents:\n  bo: { name: Bo, email: b@b.cc }\n",
                |at| format!("  a{at}: {{ name: A, email: a{at}@b.cc, departments: [offic, ofice] }}\n"),
                "",
            )
        }),
        agents("an agent of every department", Either, || {
            filled("agents:\n  bo: { name: Bo, email: b@b.cc, departments: [", |at| format!("d{at}, "), "] }\n")
        }),
        agents("an agent of every language", Either, || {
            filled("agents:\n  bo: { name: Bo, email: b@b.cc, languages: [", |_| "en, ".to_owned(), "] }\n")
        }),
        agents("an agent of every skill", Either, || {
            filled("agents:\n  bo: { name: Bo, email: b@b.cc, skills: {", |at| format!("s{at}: 3, "), "} }\n")
        }),
        departments("departments below each other", Good, || {
            filled(
                "departments:\n  office: { name: O }\n  d0: { name: D }\n",
                |at| format!("  d{}: {{ name: D, parent: d{at} }}\n", at + 1),
                "",
            )
        }),
        departments("departments in one circle", Refused("E0302"), || {
            filled(
                "departments:\n  office: { name: O, parent: d0 }\n",
                |at| format!("  d{at}: {{ name: D, parent: d{} }}\n", (at + 1) % (full() / 42)),
                "",
            )
        }),
        departments("departments in many circles", Either, || {
            filled(
                "departments:\n  office: { name: O }\n",
                |at| format!("  d{at}: {{ name: D, parent: d{} }}\n", at ^ 1),
                "",
            )
        }),
        departments("departments whose parents nearly exist", Refused("E0301"), || {
            filled("departments:\n  office: { name: O }\n", |at| format!("  d{at}: {{ name: D, parent: e{at} }}\n"), "")
        }),
        Row::file("a group of everybody, by name", Either, "rules/groups/all.yaml", || {
            filled("name: G\nmembers: { agents: [", |at| format!("a{at}, "), "] }\n")
        }),
        Row::file("a group of one, again and again", Refused("E0214"), "rules/groups/all.yaml", || {
            filled("name: G\nmembers: { agents: [", |_| "bo, ".to_owned(), "] }\n")
        }),
        Row::new("groups that each have everybody", Either, || {
            let half = MEBIBYTE / 2 - 8192;
            let mut all = files_to(half, |at| {
                (format!("rules/groups/g{at}.yaml"), "name: G\nmembers: { departments: [office] }\n".to_owned())
            });
            all.push((AGENTS.to_owned(), agents_to(half).into_bytes()));
            all
        }),
        Row::new("groups that each have every department", Either, || {
            let third = MEBIBYTE / 3 - 8192;
            let deep = filled_to(
                third,
                "departments:\n  office: { name: O }\n  d0: { name: D, parent: office }\n",
                |at| format!("  d{}: {{ name: D, parent: d{at} }}\n", at + 1),
                "",
            );
            let mut all = files_to(third, |at| {
                (format!("rules/groups/g{at}.yaml"), "name: G\nmembers: { departments: [office] }\n".to_owned())
            });
            all.push((DEPARTMENTS.to_owned(), deep.into_bytes()));
            all.push((AGENTS.to_owned(), agents_to(third).into_bytes()));
            all
        }),
    ]
}

fn agents_to(most: usize) -> String {
    filled_to(
        most,
        "agents:\n  bo: { name: Bo, email: bo@b.cc }\n",
        |at| format!("  a{at}: {{ name: A, email: a{at}@b.cc, departments: [office] }}\n"),
        "",
    )
}
