//! Files of one character, or of two, again and again; and bytes that are no text.

use crate::row::{End, Row, full};
use End::{Either, Refused};

const FILE: &str = "rules/prompts/hello.yaml";
/// The company's own files need some room beside.
fn filled() -> usize {
    full() - 4096
}

/// What files are filled with.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "&", "*", "!", "%", "@", "`", "?", ":", "-", "[", "]", "{", "}", "|", ">", "'", "\"", "#", ",", "~", "\\", "=",
    " ", "x", ".", "<", "0", "\n", "\r", "\r\n", "\t", "[]", "{}", "[],", "{},", "- ", "? ", ": ", "''", "'' ",
    "\"\"", "\\\"", "&a ", "*a ", "!a ", "!!", "<<: ", "a: ", "a:\n", "-\n", "?\n", ":\n", "#\n", "x\n", "- -\n",
    "---\n", "...\n", "--- #\n", "%A\n", "\u{feff}", "\u{301}", "\u{202e}", "\u{1f468}\u{200d}", "\u{ad}", "\u{a0}",
    "\u{2028}", "字", "|\n", ">\n ",
];

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for &unit in UNITS {
        rows.push(Row::file(format!("nothing but {unit:?}"), Either, FILE, move || unit.repeat(filled() / unit.len())));
        // In a value, and in quotes.
        if !unit.contains('\n') {
            let wrapped = |head: &'static str, foot: &'static str| {
                Row::file(format!("{unit:?} within {head:?}"), Either, FILE, move || {
                    format!("{head}{}{foot}", unit.repeat((filled() - 64) / unit.len()))
                })
            };
            rows.extend([wrapped("text: ", ""), wrapped("text: \"", "\"")]);
        }
    }
    let bytes =
        |name: &str, end: End, make: fn() -> Vec<u8>| Row::new(name, end, move || vec![(FILE.to_owned(), make())]);
    rows.extend([
        bytes("bytes that are no text", Refused("E0107"), || vec![0xff; filled()]),
        bytes("text that ends within a character", Refused("E0107"), || {
            let mut bytes = vec![b'#'; filled()];
            bytes.extend([0xe4, 0xbd]);
            bytes
        }),
        bytes("zero bytes", Refused("E0107"), || vec![0; filled()]),
        bytes("UTF-16", Refused("E0107"), || {
            "text: Hi\n".encode_utf16().flat_map(u16::to_le_bytes).cycle().take(filled()).collect()
        }),
        bytes("surrogates in UTF-8", Refused("E0107"), || {
            [0xed, 0xa0, 0x80].into_iter().cycle().take(filled()).collect()
        }),
        bytes("letters that are too long for what they say", Refused("E0107"), || {
            [0xc0, 0xaf].into_iter().cycle().take(filled()).collect()
        }),
        bytes("a line without end, then a wrong byte", Refused("E0107"), || {
            let mut bytes = "字".repeat(filled() / 3).into_bytes();
            bytes.push(0xff);
            bytes
        }),
    ]);
    rows
}
