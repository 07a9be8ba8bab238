//! The XML of `JUnit`, as Jenkins and GitLab read it. Jenkins fails a build whose report has no case at all, so a check of
//! rules has a case for each file, good ones too.

use super::{Case, Outcome, Report, Suite, Warnings, errors, from_here, place::in_repository, visible};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use std::{borrow::Cow, collections::BTreeSet, io};
use usher_ruleset::{Diagnostic, Severity};

/// What the file says.
pub(super) fn render(report: &Report<'_>, warnings: Warnings) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // A Vec takes whatever is written, and everything written is text.
    write(report, warnings, &mut writer).expect("a Vec takes all bytes");
    let mut text = String::from_utf8(writer.into_inner()).expect("XML of texts is text");
    text.push('\n');
    text
}

type Xml = Writer<Vec<u8>>;

fn write(report: &Report<'_>, warnings: Warnings, xml: &mut Xml) -> io::Result<()> {
    let checked = Checked::of(report, warnings);
    let cases: usize = report.suites().iter().map(|suite| suite.cases.len()).sum::<usize>() + checked.cases();
    let failed: usize = report.suites().iter().map(Suite::failed).sum();
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attributes([
            ("name", "usher"),
            ("tests", &*cases.to_string()),
            ("failures", &*failed.to_string()),
            ("errors", &*checked.wrong.len().to_string()),
        ])
        .write_inner_content(|xml| {
            if checked.cases() > 0 {
                checked.write(report, xml)?;
            }
            for suite in report.suites() {
                write_suite(suite, report, xml)?;
            }
            Ok(())
        })?;
    Ok(())
}

/// The problems as cases: files without any passed.
struct Checked<'r> {
    good: Vec<&'r str>,
    wrong: Vec<&'r Diagnostic>,
    /// What is shown, and fails nothing.
    noted: Vec<&'r Diagnostic>,
}

impl<'r> Checked<'r> {
    fn of(report: &'r Report<'_>, warnings: Warnings) -> Self {
        // A warning keeps no test from being run.
        let is_wrong = |problem: &&Diagnostic| problem.severity == Severity::Error || warnings == Warnings::Deny;
        let (wrong, noted): (Vec<_>, Vec<_>) = report.problems.iter().partition(is_wrong);
        let bad: BTreeSet<&str> = wrong.iter().map(|problem| &*problem.file).collect();
        let is_good = |file: &&str| file.starts_with("rules/") && !bad.contains(file);
        let files = report.sources.files.keys().map(|file| &**file);
        let good = if report.tests.is_some() { Vec::new() } else { files.filter(is_good).collect() };
        Self { good, wrong, noted }
    }

    fn cases(&self) -> usize {
        self.good.len() + self.wrong.len()
    }

    fn write(&self, report: &Report<'_>, xml: &mut Xml) -> io::Result<()> {
        let name = if errors_in_plugins_only(report) { "plugins" } else { "rules" };
        xml.create_element("testsuite")
            .with_attributes(counts(name, self.cases(), 0, self.wrong.len()))
            .write_inner_content(|xml| {
                for file in &self.good {
                    let disk = in_repository(file, report.folders);
                    let case = xml.create_element("testcase");
                    case.with_attributes([
                        ("classname", name),
                        ("name", &*visible(&from_here(file, report.folders))),
                        ("file", &*visible(&disk)),
                    ])
                    .write_empty()?;
                }
                for problem in &self.wrong {
                    write_problem(problem, report, xml)?;
                }
                self.write_notes(report, xml)
            })?;
        Ok(())
    }

    fn write_notes(&self, report: &Report<'_>, xml: &mut Xml) -> io::Result<()> {
        if self.noted.is_empty() {
            return Ok(());
        }
        let notes: Vec<String> = self.noted.iter().map(|problem| in_words(problem, report)).collect();
        xml.create_element("system-out").write_text_content(BytesText::new(&visible(&notes.join("\n"))))?;
        Ok(())
    }
}

fn write_problem(problem: &Diagnostic, report: &Report<'_>, xml: &mut Xml) -> io::Result<()> {
    let name = place(problem, report);
    let disk = in_repository(&problem.file, report.folders);
    xml.create_element("testcase")
        .with_attributes([("classname", problem.code), ("name", &*name), ("file", &*visible(&disk))])
        .write_inner_content(|xml| {
            xml.create_element("error")
                .with_attributes([("type", problem.code), ("message", &*one_line(&problem.message))])
                .write_text_content(BytesText::new(&visible(&in_words(problem, report))))?;
            Ok(())
        })?;
    Ok(())
}

fn errors_in_plugins_only(report: &Report<'_>) -> bool {
    report.tests.is_some()
        && errors(&report.problems) > 0
        && report.problems.iter().all(|problem| problem.file.starts_with("plugins"))
}

fn write_suite(suite: &Suite, report: &Report<'_>, xml: &mut Xml) -> io::Result<()> {
    let file = visible(&from_here(&suite.file, report.folders));
    xml.create_element("testsuite")
        .with_attributes(counts(&file, suite.cases.len(), suite.failed(), 0))
        .write_inner_content(|xml| suite.cases.iter().try_for_each(|case| write_case(suite, case, report, xml)))?;
    Ok(())
}

fn write_case(suite: &Suite, case: &Case, report: &Report<'_>, xml: &mut Xml) -> io::Result<()> {
    let (class, name) = (one_line(&suite.name), one_line(&case.name));
    let file = visible(&in_repository(&case.file, report.folders));
    let element = xml.create_element("testcase");
    let element = element.with_attributes([("classname", &*class), ("name", &*name), ("file", &*file)]);
    match &case.outcome {
        Outcome::Passed => element.write_empty()?,
        Outcome::Failed { message, text } => element.write_inner_content(|xml| {
            let place = from_here(&case.file, report.folders);
            let text = format!("{place}:{}:{}\n{text}", case.line, case.column);
            xml.create_element("failure")
                .with_attribute(("message", &*one_line(message)))
                .write_text_content(BytesText::new(&visible(&text)))?;
            Ok(())
        })?,
    };
    Ok(())
}

/// The attributes of a suite. Nothing is ever skipped, and Jenkins asks for that number.
fn counts(name: &str, cases: usize, failed: usize, errors: usize) -> Vec<(&'static str, Cow<'_, str>)> {
    vec![
        ("name", Cow::from(name)),
        ("tests", Cow::from(cases.to_string())),
        ("failures", Cow::from(failed.to_string())),
        ("errors", Cow::from(errors.to_string())),
        ("skipped", Cow::from("0")),
    ]
}

fn in_words(problem: &Diagnostic, report: &Report<'_>) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
    format!("{kind}[{}]: {}\n{}: {}{help}\n", problem.code, problem.message, place(problem, report), problem.label)
}

fn place(problem: &Diagnostic, report: &Report<'_>) -> String {
    visible(&format!("{}:{}:{}", from_here(&problem.file, report.folders), problem.span.line, problem.span.column))
}

/// Readers make one space of a line break in an attribute; here it is at least one that we chose.
fn one_line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}
