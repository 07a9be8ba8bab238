//! The `usher` binary: all of it is in the library, so that tests can start it in process.

use std::process::ExitCode;

fn main() -> ExitCode {
    usher_server::main()
}
