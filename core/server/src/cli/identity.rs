//! `usher identity …`: keys of sites, and proofs made and read by hand.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use usher_model::{AgentId, KeyId, KeyKind};

#[derive(Debug, Subcommand)]
pub(crate) enum IdentityCommand {
    /// Manage the keys that sites prove with who their visitors are.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Encrypt a JSON object as sites do, and print the digits for `customParams`.
    Encrypt(EncryptArgs),
    /// Print the JSON that encrypted parameters hold; exit 1 if they hold none.
    Decrypt(DecryptArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and print it.
    New(NewKeyArgs),
    /// Bring a key in: Base64, or PEM of a public key, from standard input.
    Import(ImportKeyArgs),
    /// List all keys, newest first.
    List(KeysArgs),
    /// Print what a key is made of. An admin's password is read from standard input; the view is written down.
    Show(ShowKeyArgs),
    /// Revoke a key: nothing that it made counts any more.
    Revoke(RevokeKeyArgs),
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindWord {
    /// Encrypted parameters, signed or not.
    Aes,
    /// Tokens signed with a secret.
    Hs256,
    /// Tokens signed on P-256.
    Es256,
    /// Tokens signed with Ed25519.
    #[value(name = "eddsa")]
    EdDsa,
}

impl From<KindWord> for KeyKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Aes => Self::Aes,
            KindWord::Hs256 => Self::Hs256,
            KindWord::Es256 => Self::Es256,
            KindWord::EdDsa => Self::EdDsa,
        }
    }
}

/// How a key is called.
#[derive(Debug, Clone, Args)]
pub(crate) struct KeyNameArgs {
    /// What the key is for.
    #[arg(long, value_enum, default_value = "aes")]
    pub kind: KindWord,
    /// What people call it.
    #[arg(long)]
    pub label: String,
    /// How tokens name it in their header [default: its id].
    #[arg(long)]
    pub kid: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewKeyArgs {
    #[command(flatten)]
    pub name: KeyNameArgs,
    /// How many bits: 128, 192 or 256 for `aes`, 256 to 512 for `hs256`.
    #[arg(long, default_value_t = 256)]
    pub bits: u32,
    #[command(flatten)]
    pub keys: KeysArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ImportKeyArgs {
    #[command(flatten)]
    pub name: KeyNameArgs,
    #[command(flatten)]
    pub keys: KeysArgs,
}

/// Where keys are.
#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    /// The folder that holds the database.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ShowKeyArgs {
    /// The key's id.
    pub key: KeyId,
    /// The admin whose password is given, by id in the directory.
    #[arg(long)]
    pub admin: AgentId,
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    #[command(flatten)]
    pub keys: KeysArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RevokeKeyArgs {
    /// The key's id.
    pub key: KeyId,
    #[command(flatten)]
    pub keys: KeysArgs,
}

#[derive(Debug, Args)]
pub(crate) struct EncryptArgs {
    /// The key, in Base64.
    #[arg(long, value_name = "BASE64")]
    pub key: String,
    /// Sign it too: the form that `require_sig` asks for.
    #[arg(long)]
    pub sign: bool,
    /// The JSON object.
    pub json: String,
}

#[derive(Debug, Args)]
pub(crate) struct DecryptArgs {
    /// The key, in Base64.
    #[arg(long, value_name = "BASE64")]
    pub key: String,
    /// The digits; a signature behind them is not looked at.
    pub digits: String,
}
