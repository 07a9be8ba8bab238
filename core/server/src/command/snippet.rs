//! `usher snippet`: what a site owner pastes.

use super::plugins_beside;
use crate::{cli::SnippetArgs, exit::Exit, report::print_text};
use usher_engine::live::{Folders, read_folders};
use usher_ruleset::{ScriptHost, compile};

/// Prints the snippet of a channel, and what a strict page needs beside it.
pub(crate) fn snippet(args: &SnippetArgs) -> Exit {
    let folders = Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, None)) };
    let (tree, _) = read_folders(&folders);
    let Some(set) = compile(&tree, &ScriptHost::new()).ruleset else {
        eprintln!("usher: the rules have errors; `usher check {}` tells them", args.rules.display());
        return Exit::InvalidRules;
    };
    let known = args.channel.parse().ok().and_then(|id: usher_model::ChannelId| set.channels.get(&id));
    let Some(channel) = known else {
        let ids: Vec<&str> = set.channels.keys().map(usher_model::ChannelId::as_str).collect();
        eprintln!("usher: there is no channel `{}`; there are: {}", args.channel, ids.join(", "));
        return Exit::Failed;
    };
    let origin = args.public_url.trim_end_matches('/');
    print_text(&format!("{}\n", usher_api::snippet(origin, channel.id.as_str())));
    eprintln!("\nA page with a Content-Security-Policy also needs:");
    for line in usher_api::csp_lines(origin) {
        eprintln!("  {line}");
    }
    Exit::Fine
}
