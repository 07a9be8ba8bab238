//! `workspace.yaml`: the company.

use crate::{
    Workspace, codes, limits,
    reader::{Lines, Reader},
    words::shown,
    yaml::Node,
};
use jiff::tz::TimeZone;
use usher_condition::nearest;

pub(crate) const KEYS: &[&str] = &["name", "time_zone", "default_locale"];
const WHAT: &str = "the workspace";

pub(crate) fn read(root: &Node, reader: &mut Reader) -> Option<Workspace> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name =
        reader.required(&fields, WHAT, "name").and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    let time_zone = reader.required(&fields, WHAT, "time_zone").and_then(|node| zone(node, reader));
    let default_locale = reader.required(&fields, WHAT, "default_locale").and_then(|node| reader.locale(node));
    Some(Workspace { name: name?, time_zone: time_zone?, default_locale: default_locale? })
}

/// A time zone by its IANA name.
pub(crate) fn zone(node: &Node, reader: &mut Reader) -> Option<TimeZone> {
    let name = reader.raw_text(node, "a time zone such as `Europe/Berlin`")?;
    if let Ok(zone) = TimeZone::get(name) {
        return Some(zone);
    }
    let all: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    // People know the city: `Berlin` is `Europe/Berlin`.
    let city = name.rsplit('/').next().unwrap_or(name);
    let by_city = all.iter().find(|zone| zone.rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(city)));
    let near = by_city.map(String::as_str).or_else(|| nearest(name, all.iter().map(String::as_str)));
    let help = near.map_or_else(
        || "write a name of the IANA list such as `Europe/Berlin` or `Asia/Shanghai`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("there is no time zone `{}`", shown(name));
    reader.report(codes::UNKNOWN_ZONE, node.span, message, "unknown time zone", Some(help));
    None
}
