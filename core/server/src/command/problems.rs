//! Problems of rules, as the command line prints them.

use serde_json::Value;
use std::{
    env,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};
use usher_engine::live::Folders;
use usher_ruleset::{Diagnostic, Severity, SourceTree, Style, render_human};

/// How many are errors.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count()
}

/// How many of something, in words.
pub(super) fn counted<N: Copy + PartialEq + From<u8> + std::fmt::Display>(count: N, what: &str) -> String {
    if count == N::from(1) { format!("{count} {what}") } else { format!("{count} {what}s") }
}

/// Prints them to standard error for people: message, place, excerpt, help.
pub(super) fn print_human(diagnostics: &[Diagnostic], sources: &SourceTree) {
    // https://no-color.org
    let is_plain = !io::stderr().is_terminal() || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let style = if is_plain { Style::Plain } else { Style::Colored };
    for problem in diagnostics {
        let source = sources.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        eprintln!("{}\n", render_human(problem, source, style));
    }
}

/// Them as one JSON array.
pub(super) fn json(diagnostics: &[Diagnostic]) -> Value {
    // Plain data with text keys: there is nothing in it that JSON cannot say.
    serde_json::to_value(diagnostics).expect("problems are plain data")
}

/// One as a command of GitHub's workflows, which shows it at its line in a pull request.
pub(super) fn github(problem: &Diagnostic, folders: &Folders) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = in_repository(&on_disk(&problem.file, folders));
    let span = problem.span;
    let mut place = format!("file={},line={},col={}", property(&file), span.line, span.column);
    // Ends count only within one line, and include the last column.
    if span.end_line == span.line && span.end_column > span.column {
        place = format!("{place},endLine={},endColumn={}", span.end_line, span.end_column - 1);
    }
    let text = match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    format!("::{kind} {place},title={}::{}", property(problem.code), data(&text))
}

/// Where a file of a source tree lies.
fn on_disk(file: &str, folders: &Folders) -> PathBuf {
    if let Some(rest) = file.strip_prefix("rules/") {
        return folders.rules.join(rest);
    }
    match (file.strip_prefix("plugins/"), &folders.plugins) {
        (Some(rest), Some(plugins)) => plugins.join(rest),
        _ => PathBuf::from(file),
    }
}

/// A path as the repository's root sees it: where a workflow runs, its workspace; elsewhere the present folder.
fn in_repository(path: &Path) -> String {
    let root = env::var_os("GITHUB_WORKSPACE").map(PathBuf::from).or_else(|| env::current_dir().ok());
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inside = root.and_then(|root| whole.strip_prefix(root).ok().map(Path::to_owned));
    inside.unwrap_or(whole).display().to_string()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    //! What workflows read.

    use super::github;
    use std::{path::PathBuf, sync::Arc};
    use usher_engine::live::Folders;
    use usher_ruleset::{SourceTree, compile};

    #[test]
    fn an_annotation_stands_at_the_files_own_place_and_in_one_line() {
        let folders = Folders { rules: PathBuf::from("config/chat, rules"), plugins: Some(PathBuf::from("scripts")) };
        let mut tree = SourceTree::default();
        tree.files.insert("rules/workspace.yaml".into(), Arc::from(&b"name: Meadow\ntime_zone: Nowhere/Else\n"[..]));
        let problems = compile(&tree, &usher_ruleset::ScriptHost::new()).diagnostics;
        let problem = problems.iter().find(|problem| problem.code == "E0213").expect("there is no such zone");
        let line = github(problem, &folders);
        let place =
            "::error file=config/chat%2C rules/workspace.yaml,line=2,col=12,endLine=2,endColumn=23,title=E0213::";
        assert!(line.starts_with(place), "{line}");
        assert!(!line.contains('\n'), "{line}");

        let mut scripted = problem.clone();
        scripted.file = "plugins/vip/vip.rhai".into();
        scripted.message = "100% wrong".to_owned();
        scripted.help = Some("mend it".to_owned());
        let line = github(&scripted, &folders);
        assert!(line.starts_with("::error file=scripts/vip/vip.rhai,"), "{line}");
        assert!(line.ends_with("::100%25 wrong%0Ahelp: mend it"), "{line}");
    }
}
