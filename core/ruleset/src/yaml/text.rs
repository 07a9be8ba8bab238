//! Bytes -> text that a person can see.

use super::{FIRST, one_char};
use crate::{codes, limits, reader::Reader};

/// The text of a file: UTF-8, not too large, nothing invisible in it.
pub(crate) fn readable<'t>(bytes: &'t [u8], reader: &mut Reader) -> Option<&'t str> {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!("this file has {} bytes; at most {} are read", bytes.len(), limits::FILE_BYTES);
        reader.report(codes::BUDGET, FIRST, message, "too large", Some("split it into several files".to_owned()));
        return None;
    }
    let (text, valid) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => (std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(), false),
    };
    if !valid {
        let help = "save the file as UTF-8".to_owned();
        reader.report(
            codes::NOT_TEXT,
            one_char(place(text, text.len())),
            "this file is not UTF-8 text",
            "not UTF-8",
            Some(help),
        );
        return None;
    }
    // A byte order mark at the very beginning is harmless.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_control =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{2028}' | '\u{2029}');
    if let Some(at) = text.find(|c: char| is_control(c) || turns(c)) {
        let found = text[at..].chars().next().unwrap_or_default();
        let message =
            format!("the character U+{:04X} cannot be seen and may not stand in a rule file", u32::from(found));
        let help = if turns(found) {
            "remove it: it makes the text behind it look different from what it is".to_owned()
        } else {
            "remove it, or write it as an escape such as \"\\u2028\" in double quotes".to_owned()
        };
        reader.report(codes::NOT_TEXT, one_char(place(text, at)), message, "this character", Some(help));
        return None;
    }
    Some(text)
}

/// Whether a character turns the direction in which the text behind it is shown, so that it looks like another one.
pub(super) const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Line and column of a byte.
fn place(text: &str, at: usize) -> (usize, usize) {
    let head = &text[..at];
    (head.matches('\n').count() + 1, head.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}
