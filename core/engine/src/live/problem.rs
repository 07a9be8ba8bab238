//! What can be wrong with a source tree before anybody understands its text, and with putting it live.
//!
//! Owns the codes E0901 to E0912. Must not know YAML: what the text says is `ruleset`'s to judge.

use super::listing::{MAX_DEPTH, MAX_ENTRIES, MAX_FILE_BYTES, MAX_FILES, MAX_IN_THE_WAY, MAX_TREE_BYTES};
use std::{path::Path, sync::Arc};
use usher_ruleset::{Diagnostic, Excerpt, Severity, Span};

/// The place of a whole file or folder.
const WHOLE: Span = Span { line: 1, column: 1, end_line: 1, end_column: 1 };

fn problem(code: &'static str, file: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code,
        file: Arc::from(file),
        span: WHOLE,
        message,
        label: String::new(),
        help: Some(help.to_owned()),
        excerpt: Excerpt::Whole,
    }
}

pub(super) fn no_rules_folder(at: &Path) -> Diagnostic {
    problem(
        "E0901",
        "rules",
        format!("there is no folder {}", at.display()),
        "Name the folder that holds `workspace.yaml`, or put it back.",
    )
}

pub(super) fn unreadable(file: &str, error: &std::io::Error) -> Diagnostic {
    problem("E0902", file, format!("cannot be read: {error}"), "Check that the file is there and who may read it.")
}

pub(super) fn file_too_large(file: &str, bytes: u64) -> Diagnostic {
    let message = format!("has {bytes} bytes; a file may have {MAX_FILE_BYTES}");
    problem("E0903", file, message, "Split it into several files.")
}

pub(super) fn too_many_files(root: &str) -> Diagnostic {
    let message = format!("holds more than {MAX_FILES} rule files or {MAX_ENTRIES} entries in all");
    problem("E0904", root, message, "Check that --rules and --plugins name the right folders.")
}

pub(super) fn tree_too_large(root: &str) -> Diagnostic {
    let message = format!("the files hold more than {MAX_TREE_BYTES} bytes together");
    problem("E0904", root, message, "Check that --rules and --plugins name the right folders.")
}

pub(super) fn too_much_in_the_way(root: &str) -> Diagnostic {
    let message = format!("{MAX_IN_THE_WAY} things in it cannot be read, and the rest was not looked at");
    problem("E0904", root, message, "Check that --rules and --plugins name the right folders.")
}

pub(super) fn not_a_file(file: &str) -> Diagnostic {
    problem("E0905", file, "is not a regular file".to_owned(), "Replace it by a file, or take it away.")
}

pub(super) fn leads_back(folder: &str) -> Diagnostic {
    problem(
        "E0906",
        folder,
        "leads back to a folder above it".to_owned(),
        "Take the link away, or let it lead elsewhere.",
    )
}

pub(super) fn too_deep(folder: &str) -> Diagnostic {
    let message = format!("lies more than {MAX_DEPTH} folders deep");
    problem("E0906", folder, message, "Move its files further up.")
}

pub(super) fn strange_name(folder: &str, name: &str) -> Diagnostic {
    problem("E0907", folder, format!("holds a name that is not plain text: {name:?}"), "Rename it.")
}

pub(super) fn shrunk(before: usize, now: usize) -> Diagnostic {
    problem(
        "E0908",
        "rules/distribution",
        format!(
            "only {now} of {before} distribution rules are left: this looks like a mistake, so nothing was changed"
        ),
        "If it is meant, start once with --allow-shrink. Otherwise bring the missing files back.",
    )
}

pub(super) fn git_is_working(lock: &Path) -> Diagnostic {
    problem(
        "E0909",
        "rules",
        format!("git holds {}, so the files may be half written and are not read", lock.display()),
        "It is read as soon as git is done. If no git is running, remove that file.",
    )
}

pub(super) fn never_still(seconds: u64) -> Diagnostic {
    problem(
        "E0910",
        "rules",
        format!("the files kept changing for {seconds} seconds, so they were never read as one whole"),
        "Find the program that writes them. They are tried again with each change.",
    )
}

pub(super) fn not_archived(error: &usher_store::StoreError) -> Diagnostic {
    problem(
        "E0911",
        "rules",
        format!("are good, but could not be archived, so they did not go live: {error}"),
        "Mend the database; the rules are tried again by themselves.",
    )
}

pub(super) fn compiler_failed(reason: &str) -> Diagnostic {
    problem(
        "E0912",
        "rules",
        format!("could not be compiled, by a fault of Usher: {reason}"),
        "Undo the last change, and report this with the change that caused it.",
    )
}
