//! Rows of comma-separated values, as RFC 4180 has them, and safe to open in a spreadsheet.

/// What a file begins with, so that spreadsheets read it as UTF-8.
pub(in crate::route) const BEGINNING: &str = "\u{feff}";

/// One row with its line break.
pub(in crate::route) fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut row = String::new();
    for (place, given) in cells.into_iter().enumerate() {
        if place > 0 {
            row.push(',');
        }
        cell(&mut row, given);
    }
    row.push_str("\r\n");
    row
}

/// A cell. A spreadsheet takes one that begins with certain signs for a formula, which a visitor could have written: an
/// apostrophe before it makes it a text.
fn cell(row: &mut String, given: &str) {
    // Some trim before they look, and where East Asian languages are written the wide forms are signs too.
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠'];
    let is_formula = given.starts_with(signs) || given.trim_start().starts_with(signs);
    let needs_quotes = given.contains([',', '"', '\r', '\n']) || given.starts_with(' ') || given.ends_with(' ');
    if needs_quotes {
        row.push('"');
    }
    if is_formula {
        row.push('\'');
    }
    if needs_quotes {
        row.push_str(&given.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(given);
    }
}

#[cfg(test)]
mod tests {
    //! Cells that would break a file or run in a spreadsheet.

    use super::row;

    #[test]
    fn cells_are_quoted_and_disarmed() {
        let cells = [
            "plain",
            "a,b",
            "say \"hi\"",
            "two\nlines",
            "=1+1",
            "@sum(a)",
            "+49 30",
            "-1,5",
            "\tx",
            " =1",
            "＝1",
            "你好",
            "",
        ];
        let expected = "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",'=1+1,'@sum(a),'+49 30,\"'-1,5\",'\tx,\"' =1\",'＝1,你好,\r\n";
        assert_eq!(row(cells), expected);
    }
}
