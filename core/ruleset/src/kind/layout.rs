//! `workbench/<id>.yaml`: what the workbench shows beside a chat.

mod filter;
mod section;

#[cfg(test)]
pub(crate) use section::{COMPUTED_KEYS, FIELD_KEYS, SECTION_KEYS, SORT_KEYS};
pub(crate) use section::{RawField, RawSection};

use crate::{
    Span,
    binding::Binding,
    codes,
    kind::directory::ROLES,
    limits,
    reader::{Lines, Reader, Ref},
    yaml::Node,
};
use usher_model::{ChannelId, GroupId, LayoutId, Role};

pub(crate) const KEYS: &[&str] = &["name", "priority", "scope", "sections"];
pub(crate) const SCOPE_KEYS: &[&str] = &["channels", "groups", "roles"];
const WHAT: &str = "a layout";
const SCOPE: &str = "a layout's `scope`";

/// Layout whose references are still to be found.
pub(crate) struct RawLayout {
    pub id: LayoutId,
    /// Its name, or else the whole file.
    pub span: Span,
    pub name: Option<String>,
    pub priority: i64,
    pub channels: Option<Vec<Ref<ChannelId>>>,
    pub groups: Option<Vec<Ref<GroupId>>>,
    pub roles: Option<Vec<Role>>,
    pub sections: Vec<RawSection>,
    /// Whether some sections were reported as a whole.
    pub lost_sections: bool,
}

pub(crate) fn read(root: &Node, id: LayoutId, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawLayout> {
    let keys = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&keys, WHAT, "name");
    let priorities = -limits::PRIORITY..=limits::PRIORITY;
    let priority = keys.get("priority").and_then(|node| reader.whole(node, &priorities));
    let mut layout = RawLayout {
        id,
        span: name.map_or(root.span, |node| node.span),
        name: name.and_then(|node| reader.text(node, limits::NAME, Lines::One)),
        priority: priority.unwrap_or(limits::DEFAULT_PRIORITY),
        channels: None,
        groups: None,
        roles: None,
        sections: Vec::new(),
        lost_sections: false,
    };
    if let Some(scope) = keys.get("scope").and_then(|node| reader.fields(node, SCOPE, SCOPE_KEYS)) {
        layout.channels = scope.get("channels").map(|node| ids(node, "channel", reader));
        layout.groups = scope.get("groups").map(|node| ids(node, "group", reader));
        layout.roles = scope.get("roles").map(|node| roles(node, reader));
    }
    let sections = reader.required(&keys, WHAT, "sections").map(|node| sections(node, binding, reader));
    (layout.sections, layout.lost_sections) = sections.unwrap_or((Vec::new(), true));
    Some(layout)
}

fn ids<T>(node: &Node, what: &str, reader: &mut Reader) -> Vec<Ref<T>>
where
    T: std::str::FromStr<Err: std::fmt::Display> + std::fmt::Display,
{
    let help = format!("name the {what}s it is shown for, or leave `{what}s` out for all of them");
    let items = reader.full_list(node, &format!("a list of {what}s"), &help).unwrap_or_default();
    reader.references(items, &format!("a {what}"))
}

fn roles(node: &Node, reader: &mut Reader) -> Vec<Role> {
    let help = "name the roles it is shown to, or leave `roles` out for everybody";
    let items = reader.full_list(node, "a list of roles", help).unwrap_or_default();
    let mut roles = Vec::with_capacity(items.len());
    for item in items {
        let Some(role) = reader.word(item, "role", ROLES) else { continue };
        if roles.contains(&role) {
            let word = ROLES.iter().find(|(_, known)| *known == role).map_or("", |(word, _)| word);
            reader.twice(item.span, word);
        } else {
            roles.push(role);
        }
    }
    roles
}

fn sections(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> (Vec<RawSection>, bool) {
    let help = "write what it shows, such as `- { object: visitor, fields: [name] }`";
    let Some(items) = reader.full_list(node, "a list of sections", help) else { return (Vec::new(), true) };
    if items.len() > limits::SECTIONS {
        let message = format!("a layout has at most {} sections, this one has {}", limits::SECTIONS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return (Vec::new(), true);
    }
    let sections: Vec<RawSection> = items.iter().filter_map(|item| section::read(item, binding, reader)).collect();
    let lost = sections.len() < items.len();
    (sections, lost)
}
