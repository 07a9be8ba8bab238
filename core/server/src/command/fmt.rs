//! `usher fmt`: one layout for all rule files, written only where it says exactly what was there.

#[cfg(test)]
mod tests;

use super::{plugins_beside, replace::replace, wrong_folder};
use crate::{
    cli::{FmtArgs, FmtMode},
    exit::Exit,
    report::{counted, errors, print_problems, print_text, visible},
};
use similar::TextDiff;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};
use usher_engine::live::{Folders, MAX_FILE_BYTES, read_folders};
use usher_ruleset::{Diagnostic, FormatError, SourceTree, format};

/// Most lines of a file's difference that are shown: the rest is more of the same.
const SHOWN_LINES: usize = 24;
/// What a file from standard input is called in problems.
const STDIN: &str = "stdin";

/// Lays out a folder of rules and its plug-ins, or one file from standard input.
pub(crate) fn fmt(args: &FmtArgs) -> Exit {
    if args.stdin {
        return from_stdin(args.mode());
    }
    if let Some(wrong) = wrong_folder(Some(&args.rules), args.plugins.as_deref()) {
        eprintln!("usher: {wrong}");
        return Exit::Usage;
    }
    let plugins = plugins_beside(&args.rules, args.plugins.as_ref());
    let folders = Folders { rules: args.rules.clone(), plugins: Some(plugins) };
    let (tree, unreadable) = read_folders(&folders);
    let mut run = Run { problems: unreadable, ..Run::default() };
    // What comes with Usher and lies nowhere is nobody's to lay out.
    let there = tree.files.iter().filter(|(file, _)| is_laid_out(file)).filter_map(|(file, bytes)| {
        let path = on_disk(file, &folders)?;
        Some((file, bytes, fs::canonicalize(&path).ok()?, path))
    });
    let there: Vec<_> = there.collect();
    let own = |path: &Path| !path.is_symlink();
    let mut done: BTreeSet<&Path> = BTreeSet::new();
    // A file that links lead to is laid out once, and by its own name where it has one here.
    let (files, links): (Vec<_>, Vec<_>) = there.iter().partition(|(_, _, _, path)| own(path));
    for (file, bytes, real, path) in files.into_iter().chain(links) {
        if !done.insert(real) {
            continue;
        }
        run.files += 1;
        match (format(file, bytes), std::str::from_utf8(bytes)) {
            (Ok(text), Ok(old)) if text != old => run.change(path, old, &text, args.mode()),
            (Ok(_), _) => {}
            (Err(FormatError::Unreadable(problems)), _) => run.problems.extend(problems),
            (Err(refused), _) => {
                run.refused += 1;
                eprintln!("usher: {} is left as it is: {refused}", path.display());
            }
        }
    }
    run.end(&tree, &folders, args.mode())
}

/// Whether a file of a tree is YAML that rules are written in.
fn is_laid_out(file: &str) -> bool {
    let parts: Vec<&str> = file.split('/').collect();
    let is_yaml = parts.last().is_some_and(|name| name.strip_suffix(".yaml").is_some());
    let is_rule =
        matches!(parts.as_slice(), ["rules", ..] | ["plugins", _, "plugin.yaml"] | ["plugins", _, "tests", _]);
    is_yaml && is_rule
}

fn on_disk(file: &str, folders: &Folders) -> Option<PathBuf> {
    match file.split_once('/')? {
        ("rules", rest) => Some(folders.rules.join(rest)),
        ("plugins", rest) => folders.plugins.as_ref().map(|plugins| plugins.join(rest)),
        _ => None,
    }
}

/// How it goes.
#[derive(Default)]
struct Run {
    files: usize,
    changed: usize,
    refused: usize,
    failed: usize,
    problems: Vec<Diagnostic>,
}

impl Run {
    fn change(&mut self, path: &Path, old: &str, new: &str, mode: FmtMode) {
        self.changed += 1;
        if mode == FmtMode::Check {
            print_text(&difference(&path.display().to_string(), old, new));
            return;
        }
        // Somebody may have saved it meanwhile: then the next run lays it out.
        let written = match fs::read(path) {
            Ok(now) if now == old.as_bytes() => replace(path, new),
            Ok(_) => Err(io::Error::other("it changed meanwhile")),
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => print_text(&format!("{}\n", visible(&path.display().to_string()))),
            Err(error) => {
                self.changed -= 1;
                self.failed += 1;
                eprintln!("usher: {} cannot be written: {error}", path.display());
            }
        }
    }

    fn end(&self, tree: &SourceTree, folders: &Folders, mode: FmtMode) -> Exit {
        print_problems(&self.problems, tree, Some(folders));
        let changed = match (self.changed, mode) {
            (0, _) => "nothing to change".to_owned(),
            (changed, FmtMode::Check) => format!("{changed} would change"),
            (changed, FmtMode::Write) => format!("{changed} laid out anew"),
        };
        let left = match errors(&self.problems) + self.refused {
            0 => String::new(),
            left => format!(", {} to mend first", counted(left, "problem")),
        };
        print_text(&format!("{}: {changed}{left}\n", counted(self.files, "file")));
        if errors(&self.problems) + self.refused > 0 {
            Exit::InvalidRules
        } else if self.failed > 0 || (mode == FmtMode::Check && self.changed > 0) {
            Exit::Failed
        } else {
            Exit::Fine
        }
    }
}

fn from_stdin(mode: FmtMode) -> Exit {
    let mut bytes = Vec::new();
    // One byte more than is read tells that there is more.
    if let Err(error) = io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes) {
        eprintln!("usher: standard input cannot be read: {error}");
        return Exit::Failed;
    }
    let (text, exit) = laid_out(bytes, mode);
    print_text(&text);
    exit
}

/// What goes to standard output for one file from standard input.
fn laid_out(bytes: Vec<u8>, mode: FmtMode) -> (String, Exit) {
    match (format(STDIN, &bytes), mode) {
        (Ok(text), FmtMode::Write) => (text, Exit::Fine),
        (Ok(text), FmtMode::Check) if text.as_bytes() == bytes => (String::new(), Exit::Fine),
        (Ok(text), FmtMode::Check) => (difference(STDIN, &String::from_utf8_lossy(&bytes), &text), Exit::Failed),
        (Err(FormatError::Unreadable(problems)), _) => {
            let mut tree = SourceTree::default();
            tree.files.insert(STDIN.into(), bytes.into());
            print_problems(&problems, &tree, None);
            (String::new(), Exit::InvalidRules)
        }
        (Err(refused), _) => {
            eprintln!("usher: {refused}");
            (String::new(), Exit::InvalidRules)
        }
    }
}

/// What would change, as patches say it, cut where it grows long.
fn difference(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = diff.unified_diff().context_radius(1).header(name, name).to_string();
    let lines = text.lines().count();
    if lines > SHOWN_LINES {
        let shown: usize = text.split_inclusive('\n').take(SHOWN_LINES).map(str::len).sum();
        text.truncate(shown);
        // Writing to a String cannot fail.
        let _ok = writeln!(text, "... and {} lines more", lines - SHOWN_LINES);
    }
    visible(&text)
}
