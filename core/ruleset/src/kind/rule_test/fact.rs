//! What is said of visitor, page, device and form, typed as the facts that conditions read.

use crate::{
    binding::Binding,
    codes,
    kind::plugin_test::fact_value,
    reader::Reader,
    words::shown,
    yaml::{Entry, Node},
};
use std::sync::Arc;
use url::Url;
use usher_condition::nearest;
use usher_model::Value;

/// A fact of a family by its name without it, such as `locale` of `visitor`; comes back with its full name.
pub(super) fn read(
    family: &str,
    entry: &Entry,
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> Option<(Arc<str>, Value)> {
    let name = format!("{family}.{}", entry.key);
    let Some(info) = binding.catalogue.get(&name) else {
        // What stands in a file that is broken was reported there.
        if !binding.unknowable.has(&name) {
            unknown(family, entry, binding, reader);
        }
        return None;
    };
    let value = fact_value(&name, info, &entry.value, binding.catalogue, codes::BAD_FACT, reader)?;
    if !binding.values.holds(&name, &value, &entry.value, codes::BAD_FACT, reader) {
        return None;
    }
    if name == "page.url"
        && let Value::Text(url) = &value
    {
        address(url, &entry.value, reader)?;
    }
    Some((name.into(), value))
}

fn address(text: &str, node: &Node, reader: &mut Reader) -> Option<()> {
    if Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Some(());
    }
    let message = format!("`{}` is not the address of a page", shown(text));
    let help = if text.starts_with('/') {
        "write the whole address, such as `https://shop.example.com/checkout`, or the `path` alone"
    } else {
        "write the whole address, such as `https://shop.example.com/checkout`"
    };
    reader.report(codes::BAD_FACT, node.span, message, "not an address", Some(help.to_owned()));
    None
}

fn unknown(family: &str, entry: &Entry, binding: &Binding<'_>, reader: &mut Reader) {
    let prefix = format!("{family}.");
    let names: Vec<&str> = binding.catalogue.iter().filter_map(|(name, _)| name.strip_prefix(&prefix)).collect();
    let records = (family == "visitor").then_some("records");
    // Some are used to write the whole name.
    let bare = entry.key.strip_prefix(&prefix);
    let help = match nearest(bare.unwrap_or(&entry.key), names.iter().copied().chain(records)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "no channel begins a chat with a form that asks anything".to_owned(),
        None => format!("a {family} has {}", crate::words::listed(&names)),
    };
    let message = format!("there is no field `{}`", shown(&format!("{family}.{}", entry.key)));
    reader.report(codes::UNKNOWN_FACT, entry.key_span, message, "unknown field", Some(help));
}
