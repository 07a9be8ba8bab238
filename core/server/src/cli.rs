//! The command line.

use crate::{
    command,
    command::{OfferWord, TestFormat},
    telemetry,
    telemetry::LogFormat,
};
use clap::{Args, Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};
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
    /// What is logged, such as `info` or `info,usher_engine=debug`.
    // A line for each embedded file would hide all others.
    #[arg(long, default_value = "info,memory_serve=warn", global = true, env = "USHER_LOG")]
    log: Targets,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve chat: rules, API, sockets and pages on one address.
    Serve(ServeArgs),
    /// The same with a small believable company: agents with passwords, customers, an example shop.
    Demo(ServeArgs),
    /// Check a folder of rules; exit 0 if it could go live, 78 if not, 2 if it is not there.
    Check(CheckArgs),
    /// Begin a plug-in, and test plug-ins.
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Say why a session went where it went.
    Explain(ExplainArgs),
    /// Print the snippet that embeds a channel.
    Snippet(SnippetArgs),
    /// Manage how agents sign in.
    #[command(subcommand)]
    User(UserCommand),
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
    #[arg(long)]
    pub public_url: Option<String>,
    /// A proxy whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, as CIDR; may be repeated.
    #[arg(long = "trusted-proxies", value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Let a rule set go live that lost more than half of its distribution rules.
    #[arg(long)]
    allow_shrink: bool,
}

impl ServeArgs {
    pub(crate) fn shrink(&self) -> ShrinkPolicy {
        if self.allow_shrink { ShrinkPolicy::Allow } else { ShrinkPolicy::Refuse }
    }
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum CheckFormat {
    /// With excerpts, for people.
    #[default]
    Human,
    /// One JSON array.
    Json,
    /// Annotations of a pull request: the commands that GitHub's workflows understand.
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The folder of rules.
    #[arg(default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// How problems are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Exit 3 if there are warnings.
    #[arg(long)]
    pub deny_warnings: bool,
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
    /// How the outcome is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: TestFormat,
}

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum ExplainFormat {
    /// In words.
    #[default]
    Human,
    /// As the API tells it.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The session's id.
    pub session: String,
    /// The folder that holds the database.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormat,
}

#[derive(Debug, Args)]
pub(crate) struct SnippetArgs {
    /// The channel's id.
    pub channel: String,
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The address that browsers use.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
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
}

/// Runs the command line; wrong usage exits with 2.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start_logs(cli.log_format, &cli.log);
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
        Command::Check(args) => command::check(&args),
        Command::Plugin(PluginCommand::New(args)) => command::new_plugin(&args),
        Command::Plugin(PluginCommand::Test(args)) => command::test_plugins(&args),
        Command::Explain(args) => runtime.block_on(command::explain(&args)),
        Command::Snippet(args) => command::snippet(&args),
        Command::User(UserCommand::Password(args)) => runtime.block_on(command::password(&args)),
        Command::Schema(args) => command::schema(&args),
    };
    exit.into()
}
