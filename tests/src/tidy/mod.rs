//! What the tree itself must hold to: invariants that no compiler sees, each a test.
//!
//! A failure names the file and what to do. An exception is a line in a list here, with its reason.

mod dependencies;
mod layout;
mod modelines;
mod sources;
mod tree;

/// Fails with all findings at once.
fn none_of(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
