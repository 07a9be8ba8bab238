//! Names, one line a trick.

use crate::{MAX_NAME_CHARS, clean_name};

#[test]
fn names_hold_nothing_that_misleads() {
    for (given, expected) in [
        ("invoice.pdf", "invoice.pdf"),
        ("Rechnung März 你好.pdf", "Rechnung März 你好.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\photo.jpg", "photo.jpg"),
        ("folder/", "folder"),
        ("a\u{0}b\r\nc.txt", "abc.txt"),
        // Shown as `invoice_exe.pdf`, if the mark that turns the reading direction around were kept.
        ("invoice_\u{202e}fdp.exe", "invoice_fdp.exe"),
        ("in\u{200b}vo\u{feff}ice\u{2066}.pdf", "invoice.pdf"),
        (".htaccess", "htaccess"),
        ("report.pdf . .", "report.pdf"),
        ("what?<is>:\"this\"|*.txt", "what__is___this___.txt"),
        ("", "file"),
        (" ./ ", "file"),
        ("\u{202e}", "file"),
    ] {
        assert_eq!(clean_name(given), expected, "{given:?}");
        assert_eq!(clean_name(expected), expected, "cleaning again changes {expected:?}");
    }
}

#[test]
fn long_names_keep_their_end() {
    let long = format!("{}.pdf", "长".repeat(300));
    let clean = clean_name(&long);
    assert_eq!(clean.chars().count(), MAX_NAME_CHARS);
    assert!(clean.ends_with("长.pdf"));
    // What is no end of a name is not kept at the cost of the name.
    let dotted = format!("a.{}", "b".repeat(300));
    assert!(clean_name(&dotted).starts_with("a.bb") && clean_name(&dotted).chars().count() == MAX_NAME_CHARS);
}
