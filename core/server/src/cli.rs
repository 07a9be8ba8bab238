//! The command line.

mod explain;
mod fmt;
mod identity;
mod import;

pub(crate) use explain::{ExplainArgs, ExplainFormat, WhatIfArgs};
pub(crate) use fmt::{FmtArgs, FmtMode};
pub(crate) use identity::{
    DecryptArgs, EncryptArgs, ImportKeyArgs, KeyCommand, KeyNameArgs, KeysArgs, NewKeyArgs, RevokeKeyArgs, ShowKeyArgs,
};

use crate::{
    command,
    command::OfferWord,
    mail::SmtpAddress,
    report::{Format, Warnings},
    telemetry,
    telemetry::LogFormat,
};
use clap::{Args, Parser, Subcommand};
use identity::IdentityCommand;
pub(crate) use import::ImportArgs;
use lettre::message::Mailbox;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use usher_engine::live::ShrinkPolicy;
use usher_model::PluginId;

/// Web customer chat whose routing is code.
#[derive(Debug, Parser)]
#[command(name = "usher", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// How logs are written.
    #[arg(long, value_enum, default_value_t, global = true)]
    log_format: LogFormat,
    /// What is logged, such as `info` or `info,usher_engine=debug` [default: info; of `usher test`: error].
    #[arg(long, global = true, env = "USHER_LOG")]
    log: Option<Targets>,
}

impl Cli {
    fn log(&self) -> Targets {
        self.log.clone().unwrap_or_else(|| match self.command {
            // Nobody comes to what is staged in tests, so there is nothing to warn of.
            Command::Test(_) => Targets::new().with_default(Level::ERROR),
            // A line for each embedded file would hide all others.
            _ => Targets::new().with_default(Level::INFO).with_target("memory_serve", Level::WARN),
        })
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve chat: rules, API, sockets and pages on one address.
    Serve(ServeArgs),
    /// The same with a small believable company: agents with passwords, customers, an example shop.
    Demo(ServeArgs),
    /// Check a folder of rules; exit 0 if it could go live, 78 if not, 2 if it is not there.
    Check(CheckArgs),
    /// Lay a new tree of rules into an empty folder.
    Init(InitArgs),
    /// Lay out rule files: one style, comments kept, nothing they say changed; exit 78 if one cannot be read.
    Fmt(FmtArgs),
    /// Run the rules' own tests; exit 0 if all pass, 1 if one fails or there is none, 78 if the rules have errors.
    Test(TestArgs),
    /// Begin a plug-in, and test plug-ins.
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Say why a session went where it went, or where a visitor would go who is not there.
    Explain(ExplainArgs),
    /// Say what a kind of problem means and how it is mended; without a code, list all.
    ExplainCode(ExplainCodeArgs),
    /// Print the snippet that embeds a channel.
    Snippet(SnippetArgs),
    /// Manage how agents sign in.
    #[command(subcommand)]
    User(UserCommand),
    /// Prove who visitors are: keys of sites, and proofs made and read by hand.
    #[command(subcommand)]
    Identity(IdentityCommand),
    /// Import records of a CRM from a CSV or JSONL file; exit 1 if some rows are refused.
    Import(ImportArgs),
    /// Write what editors check rules and scripts with, and the OpenAPI document, into a folder.
    Schema(SchemaArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArgs {
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// The folder that holds the database.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address that browsers use, such as `https://chat.example.com`.
    #[arg(long, env = "USHER_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// A proxy whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, as CIDR; may be repeated.
    #[arg(long = "trusted-proxies", value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// The mail server that notices are sent through, such as `smtps://user@mail.example.com`; its password is read from
    /// `USHER_SMTP_PASSWORD`.
    #[arg(long, value_name = "ADDRESS", env = "USHER_SMTP", requires = "mail_from")]
    pub smtp: Option<SmtpAddress>,
    /// Who mails are from, such as `Usher <usher@example.com>`.
    #[arg(long, value_name = "ADDRESS", env = "USHER_MAIL_FROM")]
    pub mail_from: Option<Mailbox>,
    /// Let a rule set go live that lost more than half of its distribution rules.
    #[arg(long)]
    allow_shrink: bool,
}

impl ServeArgs {
    pub(crate) fn shrink(&self) -> ShrinkPolicy {
        if self.allow_shrink { ShrinkPolicy::Allow } else { ShrinkPolicy::Refuse }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The folder of rules.
    #[arg(default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    #[command(flatten)]
    pub findings: FindingArgs,
    /// Check again after every change, until Ctrl-C; the exit code is that of the last check.
    #[arg(long)]
    pub watch: bool,
}

/// How findings are printed, and which of them fail the command.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FindingArgs {
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Exit 3 if there are warnings and nothing worse.
    #[arg(long)]
    deny_warnings: bool,
}

impl FindingArgs {
    pub(crate) fn warnings(self) -> Warnings {
        if self.deny_warnings { Warnings::Deny } else { Warnings::Allow }
    }
    #[cfg(test)]
    pub(crate) fn new(format: Format, warnings: Warnings) -> Self {
        Self { format, deny_warnings: warnings == Warnings::Deny }
    }
}

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// The folder of rules.
    #[arg(default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// Run only the cases that have this in their name, and the files of this name.
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    /// Exit 1 if a smaller part of the rules is matched by a case, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100), conflicts_with = "only")]
    pub fail_under: Option<u32>,
    #[command(flatten)]
    pub findings: FindingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder, which must be empty or not there yet.
    pub folder: PathBuf,
    /// What the company is called.
    #[arg(long, default_value = "My company")]
    pub name: String,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainCodeArgs {
    /// The code, such as `E0401`.
    pub code: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Write a working plug-in with a test, to be changed into what you want.
    New(NewPluginArgs),
    /// Run the tests of plug-ins; exit 0 if all pass, 1 if one fails, 78 if a plug-in or test has errors.
    Test(TestPluginArgs),
}

#[derive(Debug, Args)]
pub(crate) struct NewPluginArgs {
    /// Its id: the name of its folder, and how rules name it.
    pub id: PluginId,
    /// What it offers.
    #[arg(long, value_enum)]
    pub offer: OfferWord,
    /// The folder of plug-ins.
    #[arg(long, default_value = "plugins")]
    pub plugins: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct TestPluginArgs {
    /// The plug-in's id; without it all plug-ins of the folder are tested.
    pub id: Option<PluginId>,
    /// The folder of rules, which plug-ins lie beside [default: rules].
    #[arg(long)]
    pub rules: Option<PathBuf>,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    #[command(flatten)]
    pub findings: FindingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SnippetArgs {
    /// The channel's id.
    pub channel: String,
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The address that browsers use.
    #[arg(long, default_value = "http://127.0.0.1:8080", env = "USHER_PUBLIC_URL")]
    pub public_url: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Set an agent's password: read from standard input, or made up with --generate.
    Password(PasswordArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PasswordArgs {
    /// The agent's id in the directory.
    pub agent: String,
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// The folder that holds the database.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// Make a password and print it, instead of reading one from standard input.
    #[arg(long)]
    pub generate: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Where to write.
    #[arg(default_value = "schemas")]
    pub out: PathBuf,
    /// Also write `.vscode/settings.json` into this folder, the one that holds `rules`.
    #[arg(long, value_name = "FOLDER")]
    pub vscode: Option<PathBuf>,
}

/// Runs the command line; wrong usage exits with 2.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start_logs(cli.log_format, &cli.log());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Scripts run inline: their depth limits are measured against this.
        .thread_stack_size(8 * 1024 * 1024)
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("usher: the runtime does not start: {error}");
            return crate::exit::Exit::Failed.into();
        }
    };
    let exit = match cli.command {
        Command::Serve(args) => runtime.block_on(command::serve(&args)),
        Command::Demo(args) => runtime.block_on(command::demo(&args)),
        Command::Check(args) => command::check(&args, &runtime),
        Command::Init(args) => command::init(&args),
        Command::Fmt(args) => command::fmt(&args),
        Command::Test(args) => runtime.block_on(command::test(&args)),
        Command::Plugin(PluginCommand::New(args)) => command::new_plugin(&args),
        Command::Plugin(PluginCommand::Test(args)) => command::test_plugins(&args),
        Command::Explain(args) => runtime.block_on(command::explain(&args)),
        Command::ExplainCode(args) => command::explain_code(&args),
        Command::Snippet(args) => command::snippet(&args),
        Command::User(UserCommand::Password(args)) => runtime.block_on(command::password(&args)),
        Command::Identity(IdentityCommand::Key(command)) => runtime.block_on(command::identity_keys(&command)),
        Command::Identity(IdentityCommand::Encrypt(args)) => command::encrypt_parameters(&args),
        Command::Identity(IdentityCommand::Decrypt(args)) => command::decrypt_parameters(&args),
        Command::Import(args) => runtime.block_on(command::import_records(&args)),
        Command::Schema(args) => command::schema(&args),
    };
    exit.into()
}

#[cfg(test)]
mod tests {
    //! Which words the command line takes.

    use super::{Cli, Command};
    use clap::{CommandFactory, Parser, error::ErrorKind};

    fn parsed(line: &str) -> Result<Command, ErrorKind> {
        Cli::try_parse_from(line.split(' ')).map(|cli| cli.command).map_err(|error| error.kind())
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_staged_in_tests_is_logged_only_where_somebody_asks() {
        let warns = |line: &str| {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            cli.log().would_enable("usher_engine::drain", &tracing::Level::WARN)
        };
        assert!(!warns("usher test") && warns("usher serve"));
        assert!(warns("usher test --log info") && warns("usher --log usher_engine=debug test"));
    }

    #[test]
    fn every_format_is_a_word_of_whatever_finds_something() {
        for format in ["human", "json", "junit", "sarif", "github"] {
            for command in ["check", "test", "plugin test"] {
                assert!(parsed(&format!("usher {command} --format {format} --deny-warnings")).is_ok(), "{command}");
            }
        }
        assert_eq!(parsed("usher check --format xml").unwrap_err(), ErrorKind::InvalidValue);
    }

    #[test]
    fn a_mail_server_needs_a_sender_and_takes_no_password() {
        let from = "--mail-from usher@example.com";
        assert!(parsed(&format!("usher serve --smtp smtps://me@mail.example.com {from}")).is_ok());
        assert_eq!(
            parsed("usher serve --smtp smtps://mail.example.com").unwrap_err(),
            ErrorKind::MissingRequiredArgument
        );
        for wrong in ["smtps://me:secret@mail.example.com", "mail.example.com"] {
            assert_eq!(parsed(&format!("usher serve --smtp {wrong} {from}")).unwrap_err(), ErrorKind::ValueValidation);
        }
    }

    #[test]
    fn standard_input_is_no_folder_and_a_tree_needs_one() {
        assert!(parsed("usher fmt --stdin --check").is_ok());
        assert_eq!(parsed("usher fmt --stdin rules").unwrap_err(), ErrorKind::ArgumentConflict);
        assert_eq!(parsed("usher init").unwrap_err(), ErrorKind::MissingRequiredArgument);
    }
}
