//! `directory/agents.yaml` and `directory/departments.yaml`: people and org units.

use crate::{
    Span, codes, limits,
    reader::{Lines, Reader, Ref},
    words::shown,
    yaml::{Content, Entry, Node},
};
use std::collections::BTreeMap;
use usher_model::{Agent, AgentId, Department, DepartmentId, Locale, Role};

pub(crate) const AGENTS_KEYS: &[&str] = &["agents"];
pub(crate) const AGENT_KEYS: &[&str] = &["name", "email", "role", "departments", "capacity", "languages", "skills"];
pub(crate) const DEPARTMENTS_KEYS: &[&str] = &["departments"];
pub(crate) const DEPARTMENT_KEYS: &[&str] = &["name", "parent"];
pub(crate) const ROLES: &[(&str, Role)] =
    &[("agent", Role::Agent), ("supervisor", Role::Supervisor), ("admin", Role::Admin)];
const AGENT: &str = "an agent";
const DEPARTMENT: &str = "a department";

/// An agent whose departments are still to be found.
pub(crate) struct RawAgent {
    pub id: AgentId,
    /// None where something of it is wrong: then the id alone counts.
    pub agent: Option<Agent>,
    pub departments: Vec<Ref<DepartmentId>>,
    pub email: Option<Ref<String>>,
}

/// A department whose parent is still to be found.
pub(crate) struct RawDepartment {
    pub id: DepartmentId,
    pub span: Span,
    /// None where something of it is wrong: then the id alone counts.
    pub department: Option<Department>,
    pub parent: Option<Ref<DepartmentId>>,
}

/// None where not even the ids can be told.
pub(crate) fn read_agents(root: &Node, reader: &mut Reader) -> Option<Vec<RawAgent>> {
    let entries = people(root, reader, "the agents' file", "agents", AGENTS_KEYS, "agents by id")?;
    let each = entries.iter().filter_map(|entry| {
        let id = reader.id(&entry.key, entry.key_span)?;
        Some(agent(entry, id, reader))
    });
    Some(each.collect())
}

/// None where not even the ids can be told.
pub(crate) fn read_departments(root: &Node, reader: &mut Reader) -> Option<Vec<RawDepartment>> {
    let entries = people(root, reader, "the departments' file", "departments", DEPARTMENTS_KEYS, "departments by id")?;
    let each = entries.iter().filter_map(|entry| {
        let id = reader.id(&entry.key, entry.key_span)?;
        Some(department(entry, id, reader))
    });
    Some(each.collect())
}

fn people<'n>(
    root: &'n Node,
    reader: &mut Reader,
    what: &str,
    key: &str,
    keys: &[&str],
    expected: &str,
) -> Option<&'n [Entry]> {
    let fields = reader.fields(root, what, keys)?;
    let node = reader.required(&fields, what, key)?;
    reader.map(node, expected)
}

fn agent(entry: &Entry, id: AgentId, reader: &mut Reader) -> RawAgent {
    let mut raw = RawAgent { id: id.clone(), agent: None, departments: Vec::new(), email: None };
    let Some(fields) = reader.fields(&entry.value, AGENT, AGENT_KEYS) else { return raw };
    let name = reader.required(&fields, AGENT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    raw.email = reader.required(&fields, AGENT, "email").and_then(|node| email(node, reader));
    let role = fields.get("role").map_or(Some(Role::default()), |node| reader.word(node, "role", ROLES));
    if let Some(node) = fields.get("departments")
        && let Some(items) = reader.list(node, "a list of departments")
    {
        raw.departments = reader.references(items, "a department");
    }
    let capacity = fields.get("capacity").map_or(Some(limits::DEFAULT_CAPACITY), |node| capacity(node, reader));
    let languages = fields.get("languages").map_or(Some(Vec::new()), |node| languages(node, reader));
    let skills = fields.get("skills").map_or(Some(BTreeMap::new()), |node| skills(node, reader));
    let departments = raw.departments.iter().map(|department| department.id.clone()).collect();
    raw.agent = (|| {
        let email = raw.email.as_ref()?.id.clone();
        let (name, role, capacity, languages, skills) = (name?, role?, capacity?, languages?, skills?);
        Some(Agent { id, name, email, role, departments, capacity, languages, skills })
    })();
    raw
}

pub(crate) fn capacity(node: &Node, reader: &mut Reader) -> Option<u32> {
    reader.whole(node, &(1..=i64::from(limits::CAPACITY))).and_then(|number| number.try_into().ok())
}

/// An address that somebody signs in with, or that is written to. Whether mail reaches it is for mail to find out.
pub(crate) fn email(node: &Node, reader: &mut Reader) -> Option<Ref<String>> {
    let text = reader.raw_text(node, "an e-mail address")?;
    let fits = |(local, domain): (&str, &str)| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        (1..=64).contains(&local.len())
            && local.chars().all(is_plain)
            && !format!(".{local}.").contains("..")
            && domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            })
    };
    if text.len() <= limits::EMAIL && text.split_once('@').is_some_and(fits) {
        return Some(Ref { id: text.to_ascii_lowercase(), span: node.span });
    }
    let message = format!("`{}` is not an e-mail address", shown(text));
    let help = Some("write an address such as `mia@example.com`".to_owned());
    reader.report(codes::BAD_EMAIL, node.span, message, "not an e-mail address", help);
    None
}

pub(crate) fn languages(node: &Node, reader: &mut Reader) -> Option<Vec<Locale>> {
    let items = reader.list(node, "a list of language tags")?;
    if items.len() > limits::LANGUAGES {
        let message = format!("an agent has at most {} languages, this one has {}", limits::LANGUAGES, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let mut languages = Vec::with_capacity(items.len());
    for item in items {
        let locale = reader.locale(item)?;
        if languages.contains(&locale) {
            reader.twice(item.span, locale.as_str());
            return None;
        }
        languages.push(locale);
    }
    Some(languages)
}

pub(crate) fn skills(node: &Node, reader: &mut Reader) -> Option<BTreeMap<String, u8>> {
    let Content::Map(entries) = &node.content else {
        return reader.wrong(node, "skills with a level each, such as `billing: 3`");
    };
    let mut skills = BTreeMap::new();
    for entry in entries {
        // Skills are named like everything else that scripts and rules name.
        let named = reader.id::<usher_model::StrategyId>(&entry.key, entry.key_span);
        let level = reader.whole(&entry.value, &(1..=i64::from(limits::SKILL_LEVEL)));
        if let (Some(_), Some(level)) = (named, level.and_then(|level| level.try_into().ok())) {
            skills.insert(entry.key.clone(), level);
        }
    }
    (skills.len() == entries.len()).then_some(skills)
}

fn department(entry: &Entry, id: DepartmentId, reader: &mut Reader) -> RawDepartment {
    let mut raw = RawDepartment { id: id.clone(), span: entry.key_span, department: None, parent: None };
    let Some(fields) = reader.fields(&entry.value, DEPARTMENT, DEPARTMENT_KEYS) else { return raw };
    let name =
        reader.required(&fields, DEPARTMENT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    raw.parent = fields.get("parent").and_then(|node| reader.reference(node, "a department"));
    let parent = raw.parent.as_ref().map(|parent| parent.id.clone());
    raw.department = name.map(|name| Department { id, name, parent });
    raw
}
