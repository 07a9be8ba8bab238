//! `usher serve`: a node until a signal ends it.

use super::plugins_beside;
use crate::{
    cli::ServeArgs,
    exit::Exit,
    mail::MailConfig,
    node::{Node, NodeConfig, StartError},
    report::print_problems,
};
use std::env;
use tokio::signal::unix::{SignalKind, signal};
use usher_engine::live::{Folders, LiveConfig};

/// Serves until SIGTERM or Ctrl-C; SIGHUP reads the rules again.
pub(crate) async fn serve(args: &ServeArgs) -> Exit {
    match Node::start(config(args)).await {
        Ok(node) => until_signal(node).await,
        Err(error) => refuse(&error, args),
    }
}

pub(super) fn config(args: &ServeArgs) -> NodeConfig {
    let folders = folders(args);
    let mut rules = LiveConfig::new(folders.rules, folders.plugins);
    rules.allow_shrink = args.shrink();
    let mut config = NodeConfig::new(rules, args.data.clone(), args.listen);
    config.api.public_url.clone_from(&args.public_url);
    config.api.trusted_proxies.clone_from(&args.trusted_proxies);
    if let (Some(server), Some(from)) = (&args.smtp, &args.mail_from) {
        // Not at the command line, which everybody on the machine sees.
        let password = env::var("USHER_SMTP_PASSWORD").ok().filter(|password| !password.is_empty());
        let (server, from) = (server.clone(), from.clone());
        config.mail = Some(MailConfig { server, password, from, timeout: MailConfig::TIMEOUT });
    }
    config
}

fn folders(args: &ServeArgs) -> Folders {
    Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) }
}

pub(super) fn refuse(error: &StartError, args: &ServeArgs) -> Exit {
    if let StartError::Rules(usher_engine::live::StartError::Broken { diagnostics, sources, .. }) = error {
        print_problems(diagnostics, sources, Some(&folders(args)));
        eprintln!("usher: not started: the rules have errors, and no earlier good revision is archived here");
        return Exit::InvalidRules;
    }
    eprintln!("usher: not started: {error}");
    Exit::Failed
}

pub(super) async fn until_signal(node: Node) -> Exit {
    let (Ok(mut hangup), Ok(mut terminate)) = (signal(SignalKind::hangup()), signal(SignalKind::terminate())) else {
        eprintln!("usher: signals cannot be received");
        node.stop().await;
        return Exit::Failed;
    };
    loop {
        tokio::select! {
            _ = hangup.recv() => {
                let status = node.engine.live().reload().await;
                tracing::info!(ok = status.last_reload_successful, revision = %status.revision, "reload was asked for");
            }
            _ = terminate.recv() => break,
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    tracing::info!("stopping");
    tokio::select! {
        () = node.stop() => Exit::Fine,
        // A second signal means now. What was acknowledged is on disk already.
        _ = tokio::signal::ctrl_c() => Exit::Failed,
        _ = terminate.recv() => Exit::Failed,
    }
}
