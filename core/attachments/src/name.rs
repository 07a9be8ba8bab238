//! Names of files, as given by strangers.

use crate::sniffed::PictureFormat;

/// Longest name, in characters: what people can read, and what every file system takes.
pub const MAX_NAME_CHARS: usize = 120;

/// The name of a file that has none.
const NAMELESS: &str = "file";
/// Longest end of a name that is kept when the name is cut, the dot included.
const MAX_EXTENSION_CHARS: usize = 12;

/// A name that can be shown and saved anywhere: without folders, without characters that are not seen or that turn the
/// reading direction around, without those that file systems refuse, at most [`MAX_NAME_CHARS`] long. The end that tells
/// the type stays where a long name is cut. Cleaning a clean name changes nothing.
pub fn clean_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or("");
    let seen: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    // A dot in front hides a file, and one behind is dropped by some systems: then another end would show.
    let kept = cut(seen.trim_matches(is_rim));
    let kept = kept.trim_matches(is_rim);
    if kept.is_empty() { NAMELESS.to_owned() } else { kept.to_owned() }
}

/// The name with an end that goes with what the picture is.
pub(crate) fn picture_name(clean: &str, format: PictureFormat) -> String {
    let (stem, extension) = split(clean);
    if format.extensions().iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        return clean.to_owned();
    }
    // Only an end that tells of a picture is replaced: in `holiday 2.5` the dot belongs to the name.
    let is_end =
        ["png", "jpg", "jpeg", "jfif", "gif", "webp", "apng"].iter().any(|end| extension.eq_ignore_ascii_case(end));
    let stem = if is_end { stem } else { clean };
    let usual = format.extensions()[0];
    let stem: String = stem.chars().take(MAX_NAME_CHARS - usual.len() - 1).collect();
    format!("{}.{usual}", stem.trim_end_matches(is_rim))
}

fn is_rim(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// Characters that are not seen, or that make what is seen another order than what is there.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Cuts a name that is too long before its end.
fn cut(name: &str) -> String {
    if name.chars().count() <= MAX_NAME_CHARS {
        return name.to_owned();
    }
    let (_, extension) = split(name);
    let end = extension.chars().count() + 1;
    if extension.is_empty() || end > MAX_EXTENSION_CHARS {
        return name.chars().take(MAX_NAME_CHARS).collect();
    }
    let stem: String = name.chars().take(MAX_NAME_CHARS - end).collect();
    format!("{}.{extension}", stem.trim_end_matches(is_rim))
}

fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}
