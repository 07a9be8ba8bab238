//! `usher explain-code`: what a kind of problem means and how it is mended.

use crate::{
    cli::ExplainCodeArgs,
    exit::Exit,
    report::{guide_address, meanings, print_text},
};
use std::{
    fmt::Write as _,
    io::{self, IsTerminal},
};
use usher_condition::nearest;

/// Prints the page of a code, or the list of all.
pub(crate) fn explain_code(args: &ExplainCodeArgs) -> Exit {
    match explained(args.code.as_deref()) {
        Ok(text) => {
            let weight = if io::stdout().is_terminal() { Weight::Bold } else { Weight::Plain };
            print_text(&in_terminal(&text, weight, &guide_address()));
            Exit::Fine
        }
        Err(unknown) => {
            eprintln!("usher: {unknown}");
            Exit::Usage
        }
    }
}

/// The Markdown of what is asked for.
fn explained(code: Option<&str>) -> Result<String, String> {
    let meanings = meanings();
    let Some(given) = code else {
        let mut list = String::new();
        // Writing to a String cannot fail.
        for (code, meaning) in &meanings {
            let _ok = writeln!(list, "{code}  {meaning}");
        }
        return Ok(list);
    };
    let code = given.trim().to_uppercase();
    if let Some(page) = usher_guide::code_page(&code) {
        return Ok(page.to_owned());
    }
    if let Some(meaning) = meanings.get(code.as_str()) {
        return Ok(format!("# {code}: {meaning}\n"));
    }
    let help = match nearest(&code, meanings.keys().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`usher explain-code` lists all".to_owned(),
    };
    Err(format!("there is no code `{given}`: {help}"))
}

/// Whether headings stand out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Plain,
    Bold,
}

/// Our own Markdown as a terminal shows it: headings, fenced code with the path of its file, links to the guide.
fn in_terminal(markdown: &str, weight: Weight, guide: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    for line in markdown.lines() {
        // Writing to a String cannot fail: here and below.
        let _ok = if let Some(info) = line.strip_prefix("```") {
            is_code = !is_code;
            match info.split_once(' ') {
                Some((_, path)) => writeln!(out, "    # {path}"),
                None => Ok(()),
            }
        } else if is_code {
            if line.is_empty() { writeln!(out) } else { writeln!(out, "    {line}") }
        } else if line.starts_with('#') {
            let title = line.trim_start_matches('#').trim();
            match weight {
                Weight::Plain => writeln!(out, "{title}"),
                Weight::Bold => writeln!(out, "\u{1b}[1m{title}\u{1b}[0m"),
            }
        } else {
            writeln!(out, "{}", with_addresses(line, guide))
        };
    }
    out
}

/// `[Conditions](../chapters/conditions.md#fields)` as `Conditions (http://127.0.0.1:8080/guide/conditions#fields)`.
fn with_addresses(line: &str, guide: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, text, target, after)) = link(rest) {
        let _ok = write!(out, "{before}{text} ({})", address(target, guide));
        rest = after;
    }
    out + rest
}

/// The first link of a line: what stands before it, its text, its target, what stands after it.
fn link(line: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = line.find("](")?;
    let start = line[..middle].rfind('[')?;
    let end = middle + line[middle..].find(')')?;
    Some((&line[..start], &line[start + 1..middle], &line[middle + 2..end], &line[end + 1..]))
}

fn address(target: &str, guide: &str) -> String {
    if target.contains("://") {
        return target.to_owned();
    }
    let (file, place) = target.split_once('#').map_or((target, String::new()), |(file, id)| (file, format!("#{id}")));
    let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let folder = if usher_guide::code_page(name).is_some() { "/codes" } else { "" };
    format!("{guide}{folder}/{name}{place}")
}

#[cfg(test)]
mod tests {
    //! What is printed, and how it ends.

    use super::{Weight, explain_code, explained, in_terminal};
    use crate::{cli::ExplainCodeArgs, exit::Exit};

    fn ends(code: Option<&str>) -> Exit {
        explain_code(&ExplainCodeArgs { code: code.map(str::to_owned) })
    }

    #[test]
    fn every_code_has_something_to_say_and_a_slip_leads_to_the_nearest() {
        for code in usher_ruleset::CODES {
            let text = explained(Some(code.name)).unwrap();
            assert!(text.starts_with(&format!("# {}: ", code.name)), "{text}");
        }
        assert_eq!(ends(Some("e0101")), Exit::Fine);
        assert_eq!(ends(None), Exit::Fine);
        assert!(explained(None).unwrap().contains("E0103  a key stands in one mapping twice\n"));
        assert_eq!(ends(Some("E010l")), Exit::Usage);
        assert!(explained(Some("E010l")).unwrap_err().contains("did you mean `E010"));
        assert!(explained(Some("nothing like it")).unwrap_err().ends_with("lists all"));
    }

    #[test]
    fn a_page_reads_well_without_markdown() {
        let page = "# E0101: It is not YAML\n\nSee [the tree](../chapters/rules.md#files), or [E0102](E0102.md).\n\n\
                    ```yaml rules/a.yaml\na: [\n\nb: 1\n```\n";
        let shown = "E0101: It is not YAML\n\nSee the tree (http://x/guide/rules#files), or E0102 \
                     (http://x/guide/codes/E0102).\n\n    # rules/a.yaml\n    a: [\n\n    b: 1\n";
        assert_eq!(in_terminal(page, Weight::Plain, "http://x/guide"), shown);
        let bold = in_terminal(page, Weight::Bold, "http://x/guide");
        assert!(bold.starts_with("\u{1b}[1mE0101: It is not YAML\u{1b}[0m\n"), "{bold}");
    }
}
