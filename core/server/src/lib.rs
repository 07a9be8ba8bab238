//! The `usher` binary as a library: command line, wiring, telemetry, shutdown.
//!
//! Owns the choice of what stands behind each trait: the one crate that names a concrete store or bus, and that reads
//! the wall clock and the operating system's randomness.

// A closed pipe must end a command quietly, and `println!` panics there: `report::print_text` does not.
#![warn(clippy::print_stdout)]

mod cli;
mod command;
mod exit;
pub mod import;
mod key_file;
mod mail;
mod node;
mod report;
mod sandbox;
mod system;
mod telemetry;
mod webhook;

pub use cli::run as main;
pub use key_file::KeyFileError;
pub use mail::{Encryption, MailConfig, MailConfigError, SmtpAddress, SmtpAddressError};
pub use node::{Node, NodeConfig, StartError};
pub use system::{OsEntropy, SystemClock};
