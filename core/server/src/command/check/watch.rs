//! `usher check --watch`: the same, again after each change, until somebody has seen enough.

use super::judge;
use crate::{
    exit::Exit,
    report::{Format, Report, Warnings, print_text},
};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    future::Future,
    io::{self, IsTerminal},
    pin::pin,
};
use usher_engine::live::{Folders, Follow};
use usher_model::Clock;

/// Prints what is wrong now and after each change; Ctrl-C ends it, as the last check went.
pub(super) async fn watch(folders: &Folders, warnings: Warnings) -> Exit {
    let enough = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("usher: Ctrl-C cannot be received: {error}");
        }
    };
    until(enough, folders, |report| {
        // What was said of the last state is not true any more. Where output is kept, all of it stays.
        if io::stdout().is_terminal() && io::stderr().is_terminal() {
            print_text("\u{1b}[H\u{1b}[2J\u{1b}[3J");
        }
        report.summary = format!("{}  {}  (Ctrl-C ends this)", time_of_day(), report.summary);
        report.print(Format::Human, warnings)
    })
    .await
}

/// Tells each state once, until it is enough; then how the last one was told to end. Nothing told yet is fine.
pub(super) async fn until(
    enough: impl Future<Output = ()>,
    folders: &Folders,
    mut tell: impl FnMut(&mut Report<'_>) -> Exit,
) -> Exit {
    let mut enough = pin!(enough);
    let mut follow = Follow::new(folders);
    let mut last = Exit::Fine;
    loop {
        tokio::select! {
            biased;
            () = &mut enough => return last,
            seen = follow.next() => last = tell(&mut judge(&seen.tree, seen.problems, folders)),
        }
    }
}

/// The time where the machine stands.
fn time_of_day() -> String {
    let now = crate::system::SystemClock.now();
    let now = Timestamp::from_millisecond(now.as_millis()).unwrap_or_default();
    now.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}
