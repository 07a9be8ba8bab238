//! The sorts of files that a form's field takes: media types such as `image/png`, or whole families such as `image/*`.

use crate::{codes, limits, reader::Reader, words::shown, yaml::Node};
use usher_condition::nearest;

/// The families of RFC 6838 that a file can be of.
const FAMILIES: [&str; 8] = ["application", "audio", "font", "image", "message", "model", "text", "video"];

/// What people write instead, by the endings of files.
const ENDINGS: &[(&str, &str)] = &[
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("gif", "image/gif"),
    ("heic", "image/heic"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "application/zip"),
];

/// Media types, each named once.
pub(super) fn types(node: &Node, reader: &mut Reader) -> Option<Vec<String>> {
    let help = "name the sorts of files it takes, or leave `accept` out for any";
    let items = reader.full_list(node, "a list of media types such as `image/png`", help)?;
    if items.len() > limits::MEDIA_TYPES {
        let message =
            format!("a field takes at most {} sorts of files, this one has {}", limits::MEDIA_TYPES, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let mut types: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let Some(text) = reader.text_such_as(item, "a media type", "`image/png`") else { continue };
        if let Err(help) = check(text) {
            let message = format!("`{}` is not a media type", shown(text));
            reader.report(codes::BAD_MEDIA_TYPE, item.span, message, "not a media type", Some(help));
        } else if types.iter().any(|earlier| earlier == text) {
            reader.twice(item.span, text);
        } else {
            types.push(text.to_owned());
        }
    }
    (types.len() == items.len()).then_some(types)
}

/// Whether a text is a media type in its usual spelling, or how to mend it.
fn check(text: &str) -> Result<(), String> {
    let usual =
        || "write a media type such as `image/png` or `application/pdf`, or a family such as `image/*`".to_owned();
    if matches!(text, "*" | "*/*") {
        return Err("leave `accept` out for any file".to_owned());
    }
    let Some((family, rest)) = text.split_once('/') else {
        let ending = text.trim_start_matches(['*', '.']).to_ascii_lowercase();
        let by_ending = ENDINGS.iter().find(|(name, _)| *name == ending).map(|(_, media)| (*media).to_owned());
        let family = FAMILIES.iter().find(|family| **family == ending).map(|family| format!("{family}/*"));
        return Err(by_ending.or(family).map_or_else(usual, |media| format!("write `{media}`")));
    };
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$&-^_.+".contains(&b);
    let begins = rest.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let fits = rest == "*" || begins && rest.bytes().all(is_plain);
    if FAMILIES.contains(&family) && fits && text.len() <= limits::MEDIA_TYPE {
        return Ok(());
    }
    let lower = text.to_ascii_lowercase();
    if lower != text && check(&lower).is_ok() {
        return Err(format!("write `{lower}`"));
    }
    match nearest(family, FAMILIES).filter(|near| *near != family && fits) {
        Some(near) => Err(format!("did you mean `{}`?", shown(&format!("{near}/{rest}")))),
        None => Err(usual()),
    }
}
