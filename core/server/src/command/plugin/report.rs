//! How tests of plug-ins went, as people, programs and build servers read it.

use crate::{
    command::problems::{self, counted},
    exit::Exit,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use usher_model::{Elapsed, PluginId};
use usher_ruleset::{CaseOutcome, Diagnostic, PluginTestFile, Severity};

/// How the outcome is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum TestFormat {
    /// One line a file, and what each failed case got instead.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// The XML that build servers read.
    Junit,
}

/// How all of it went.
pub(super) struct Report {
    pub files: Vec<FileRun>,
    /// Plug-ins without any test.
    pub untested: Vec<PluginId>,
    /// Why nothing was run.
    pub diagnostics: Vec<Diagnostic>,
}

/// How one file went.
pub(super) struct FileRun {
    /// Its path in the tree.
    pub file: String,
    pub plugin: PluginId,
    pub kind: &'static str,
    pub offer: String,
    pub cases: Vec<CaseOutcome>,
}

impl FileRun {
    /// Runs it.
    pub(super) fn of(test: &PluginTestFile, elapsed: Elapsed<'_>) -> Self {
        Self {
            file: test.file().to_owned(),
            plugin: test.plugin().clone(),
            kind: test.kind(),
            offer: test.offer().to_string(),
            cases: test.run(elapsed),
        }
    }

    fn failed(&self) -> impl Iterator<Item = &CaseOutcome> {
        self.cases.iter().filter(|case| !case.passed())
    }
}

impl Report {
    /// Nothing could be run.
    pub(super) fn of_problems(diagnostics: Vec<Diagnostic>) -> Self {
        Self { files: Vec::new(), untested: Vec::new(), diagnostics }
    }

    /// How the command ends.
    pub(super) fn exit(&self) -> Exit {
        if problems::errors(&self.diagnostics) > 0 {
            Exit::InvalidRules
        } else if self.failed() > 0 {
            Exit::Failed
        } else {
            Exit::Fine
        }
    }

    /// The whole text, which ends in a line break. Problems, in the form for people, are printed apart: with excerpts.
    pub(super) fn render(&self, format: TestFormat) -> String {
        match format {
            TestFormat::Human => self.human(),
            TestFormat::Json => format!("{:#}\n", self.json()),
            TestFormat::Junit => self.junit(),
        }
    }

    fn cases(&self) -> usize {
        self.files.iter().map(|file| file.cases.len()).sum()
    }
    fn failed(&self) -> usize {
        self.files.iter().map(|file| file.failed().count()).sum()
    }

    // Writing to a String cannot fail: here and below.
    fn human(&self) -> String {
        let mut out = String::new();
        if !self.diagnostics.is_empty() {
            let _ok = writeln!(out, "{}: nothing was run", counted(problems::errors(&self.diagnostics), "error"));
            return out;
        }
        for file in &self.files {
            let cases = counted(file.cases.len(), "case");
            let _ok = match file.failed().count() {
                0 => writeln!(out, "ok    {}  {cases}", file.file),
                failed => writeln!(out, "FAIL  {}  {failed} of {cases}", file.file),
            };
            for case in file.failed() {
                failure_in_words(case, file, &mut out);
            }
        }
        for plugin in &self.untested {
            let _ok = writeln!(out, "none  plugins/{plugin}  no tests yet: write plugins/{plugin}/tests/{plugin}.yaml");
        }
        let (files, cases) = (counted(self.files.len(), "file"), counted(self.cases(), "case"));
        let outcome = match self.failed() {
            0 => "all passed".to_owned(),
            failed => format!("{failed} failed"),
        };
        if self.cases() > 0 {
            let _ok = writeln!(out, "\n{files}, {cases}: {outcome}");
        } else if self.untested.is_empty() {
            let _ok = writeln!(out, "there are no plug-ins here; `usher plugin new` begins one");
        }
        out
    }

    fn json(&self) -> Value {
        let files = self.files.iter().map(|file| {
            json!({
                "file": file.file,
                "plugin": file.plugin,
                "kind": file.kind,
                "offer": file.offer,
                "cases": file.cases.iter().map(case_json).collect::<Vec<_>>(),
            })
        });
        json!({
            "files": files.collect::<Vec<_>>(),
            "untested": self.untested,
            "diagnostics": problems::json(&self.diagnostics),
            "cases": self.cases(),
            "failed": self.failed(),
        })
    }

    fn junit(&self) -> String {
        // A warning keeps nothing from being run.
        let errors = problems::errors(&self.diagnostics);
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let (cases, failed) = (self.cases() + errors, self.failed());
        let _ok = writeln!(out, r#"<testsuites tests="{cases}" failures="{failed}" errors="{errors}">"#);
        if errors > 0 {
            let _ok = writeln!(out, r#"  <testsuite name="plugins" tests="{errors}" failures="0" errors="{errors}">"#);
            for problem in self.diagnostics.iter().filter(|problem| problem.severity == Severity::Error) {
                let place = format!("{}:{}:{}", problem.file, problem.span.line, problem.span.column);
                let (place, message) = (xml(&place), xml(&problem.message));
                let _ok = writeln!(out, r#"    <testcase classname="{}" name="{place}">"#, problem.code);
                let _ok = writeln!(out, r#"      <error message="{message}"/>"#);
                out.push_str("    </testcase>\n");
            }
            out.push_str("  </testsuite>\n");
        }
        for file in &self.files {
            let (name, count, failed) = (xml(&file.file), file.cases.len(), file.failed().count());
            let _ok = writeln!(out, r#"  <testsuite name="{name}" tests="{count}" failures="{failed}" errors="0">"#);
            for case in &file.cases {
                let (class, name) = (xml(&format!("{}.{}", file.plugin, file.offer)), xml(&case.name));
                let _ok = write!(out, r#"    <testcase classname="{class}" name="{name}""#);
                if case.passed() {
                    out.push_str("/>\n");
                    continue;
                }
                let misses: Vec<String> = case.misses.iter().map(ToString::to_string).collect();
                let mut words = String::new();
                failure_in_words(case, file, &mut words);
                let (message, words) = (xml(&misses.join("; ")), xml(&words));
                let _ok = writeln!(out, ">\n      <failure message=\"{message}\">{words}</failure>\n    </testcase>");
            }
            out.push_str("  </testsuite>\n");
        }
        out.push_str("</testsuites>\n");
        out
    }
}

fn failure_in_words(case: &CaseOutcome, file: &FileRun, out: &mut String) {
    let _ok = writeln!(out, "      {} ({}:{})", case.name, file.file, case.span.line);
    for miss in &case.misses {
        let _ok = writeln!(out, "          {:<10}  expected  {}", miss.what, miss.expected);
        let _ok = writeln!(out, "          {:<10}  got       {}", "", miss.got);
    }
    for (at, candidate) in case.candidates.iter().enumerate() {
        let _ok = writeln!(out, "          {:<10}  {candidate}", if at == 0 { "candidates" } else { "" });
    }
    for line in &case.log {
        let _ok = writeln!(out, "          log         {line}");
    }
    let _ok = writeln!(out, "          used        {}", counted(case.operations, "operation"));
}

fn case_json(case: &CaseOutcome) -> Value {
    let misses =
        case.misses.iter().map(|miss| json!({ "what": miss.what, "expected": miss.expected, "got": miss.got }));
    json!({
        "name": case.name,
        "line": case.span.line,
        "passed": case.passed(),
        "misses": misses.collect::<Vec<_>>(),
        "error": case.error,
        "operations": case.operations,
        "log": case.log,
    })
}

/// A text as XML holds it. Characters that XML cannot hold at all become the one that stands for such.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}
