//! What commands say about problems of rules and about tests: one shape, and a renderer for each format.
//!
//! Owns the formats, and how findings become an exit code. Must not know how anything is checked or tested.
//!
//! Standard output carries the format and nothing else, so that it can be piped into a file; what only people read
//! (excerpts, and the summary beside a format for programs) goes to standard error.

mod codes;
mod github;
mod human;
mod json;
mod junit;
mod place;
mod sarif;
#[cfg(test)]
mod tests;

pub(crate) use codes::{guide_address, meanings};
pub(crate) use human::{print_problems, visible};
pub(crate) use place::from_here;

use crate::exit::Exit;
use serde_json::{Map, Value};
use std::{fmt::Display, io};
use usher_engine::live::Folders;
use usher_ruleset::{Diagnostic, Severity, SourceTree};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Format {
    /// With excerpts, for people.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// The XML that build servers read.
    Junit,
    /// SARIF 2.1.0, which code scanning reads.
    Sarif,
    /// Annotations of a pull request: the commands that GitHub's workflows understand.
    Github,
}

/// What warnings count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Warnings {
    /// They are shown.
    Allow,
    /// The command fails where there is one.
    Deny,
}

/// What a command found out.
pub(crate) struct Report<'a> {
    /// Problems of rules and plug-ins, in order of file and place.
    pub problems: Vec<Diagnostic>,
    /// The files that were read, for excerpts.
    pub sources: &'a SourceTree,
    /// Where they lie.
    pub folders: &'a Folders,
    /// What was tested. None where the command tests nothing; without a suite where nothing could be run.
    pub tests: Option<Tests>,
    /// All of it in one line, without a line break.
    pub summary: String,
}

/// Tests that ran.
#[derive(Debug, Default)]
pub(crate) struct Tests {
    /// One a file.
    pub suites: Vec<Suite>,
    /// Lines for people, between the suites and the summary: what was not tested, say.
    pub notes: Vec<String>,
    /// Further keys of the JSON document; the rest of the keys are `files`, `diagnostics`, `cases` and `failed`.
    pub more: Map<String, Value>,
}

/// The cases of one file.
#[derive(Debug)]
pub(crate) struct Suite {
    /// What is tested, in a few words.
    pub name: String,
    /// Its path in the source tree.
    pub file: String,
    pub cases: Vec<Case>,
    /// Further keys in JSON, beside `name`, `file` and `cases`.
    pub more: Map<String, Value>,
}

/// One case.
#[derive(Debug)]
pub(crate) struct Case {
    pub name: String,
    /// Its path in the source tree.
    pub file: String,
    /// Where it stands there, from 1.
    pub line: u32,
    /// Where it stands there, from 1.
    pub column: u32,
    pub outcome: Outcome,
    /// Further keys in JSON, beside `name`, `line`, `column`, `passed` and `message`.
    pub more: Map<String, Value>,
}

/// How a case went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed {
        /// What did not come as expected, in one line.
        message: String,
        /// The whole story, in lines that are not indented as a whole.
        text: String,
    },
}

impl Case {
    pub fn passed(&self) -> bool {
        self.outcome == Outcome::Passed
    }
}

impl Suite {
    /// How many cases failed.
    pub fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.passed()).count()
    }
}

impl Tests {
    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.suites.iter().map(|suite| suite.cases.len()).sum()
    }
    /// How many cases failed.
    pub fn failed(&self) -> usize {
        self.suites.iter().map(Suite::failed).sum()
    }
}

impl Report<'_> {
    /// Prints all of it, and tells how the command ends.
    pub fn print(&self, format: Format, warnings: Warnings) -> Exit {
        if format == Format::Human {
            print_problems(&self.problems, self.sources, Some(self.folders));
        } else {
            write_quietly(&mut io::stderr(), &format!("{}\n", visible(&self.summary)));
        }
        print_text(&self.render(format, warnings));
        self.exit(warnings)
    }

    /// What goes to standard output; it ends in a line break, or is empty.
    pub fn render(&self, format: Format, warnings: Warnings) -> String {
        match format {
            Format::Human => human::render(self),
            Format::Json => format!("{:#}\n", json::render(self)),
            Format::Junit => junit::render(self, warnings),
            Format::Sarif => format!("{:#}\n", sarif::render(self, codes::public_guide().as_deref())),
            Format::Github => github::render(self),
        }
    }

    /// How the command ends: rules with errors weigh more than failed tests, and those more than warnings.
    pub fn exit(&self, warnings: Warnings) -> Exit {
        if errors(&self.problems) > 0 {
            Exit::InvalidRules
        } else if self.tests.as_ref().is_some_and(|tests| tests.failed() > 0) {
            Exit::Failed
        } else if !self.problems.is_empty() && warnings == Warnings::Deny {
            Exit::Warnings
        } else {
            Exit::Fine
        }
    }

    fn suites(&self) -> &[Suite] {
        self.tests.as_ref().map_or(&[], |tests| &tests.suites)
    }

    /// Every case that failed, with its suite and what went wrong: in one line, and as a whole.
    fn failures(&self) -> impl Iterator<Item = (&Suite, &Case, &str, &str)> {
        let cases = self.suites().iter().flat_map(|suite| suite.cases.iter().map(move |case| (suite, case)));
        cases.filter_map(|(suite, case)| match &case.outcome {
            Outcome::Passed => None,
            Outcome::Failed { message, text } => Some((suite, case, message.as_str(), text.as_str())),
        })
    }
}

/// Prints to standard output. Whoever reads may stop early, as `head` does: that is no failure.
pub(crate) fn print_text(text: &str) {
    write_quietly(&mut io::stdout(), text);
}

fn write_quietly(out: &mut impl io::Write, text: &str) {
    let _closed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// How many are errors.
pub(crate) fn errors(problems: &[Diagnostic]) -> usize {
    problems.iter().filter(|problem| problem.severity == Severity::Error).count()
}

/// How many of something, in words.
pub(crate) fn counted<N: Copy + PartialEq + From<u8> + Display>(count: N, what: &str) -> String {
    if count == N::from(1) { format!("{count} {what}") } else { format!("{count} {what}s") }
}
