//! `usher identity …`: keys of sites, and proofs made and read by hand.

use super::plugins_beside;
use crate::{
    cli::{
        DecryptArgs, EncryptArgs, ImportKeyArgs, KeyCommand, KeyNameArgs, KeysArgs, NewKeyArgs, RevokeKeyArgs,
        ShowKeyArgs,
    },
    exit::Exit,
    key_file::key_encryption,
    node::open_store,
    report::print_text,
    system::{OsEntropy, SystemClock},
};
use std::{fmt::Write as _, io::Read as _};
use usher_engine::{
    KeyAccess, KeySource, KeyView, MAX_PAGE_LIMIT, MadeKey, NewKeyAsked, import_key,
    live::{Folders, read_folders},
    revoke_key, show_key,
};
use usher_identity::{KeyMaterial, Password, decrypt, encrypt, encrypt_signed, parse_object};
use usher_model::{IdentityKey, KeyId, KeyKind, Role};
use usher_ruleset::{ScriptHost, compile};
use usher_store::{AgentStore as _, IdentityStore as _, Store as _};
use usher_store_sqlite::SqliteStore;
use zeroize::Zeroizing;

/// Who does what is done here, in the audit.
const BY: &str = "command line";

/// Manages keys.
pub(crate) async fn keys(command: &KeyCommand) -> Exit {
    let done = match command {
        KeyCommand::New(args) => new(args).await,
        KeyCommand::Import(args) => import(args).await,
        KeyCommand::List(args) => list(args).await,
        KeyCommand::Show(args) => show(args).await,
        KeyCommand::Revoke(args) => revoke(args).await,
    };
    told(done)
}

/// Encrypts parameters.
pub(crate) fn encrypt_parameters(args: &EncryptArgs) -> Exit {
    told(key_of(&args.key).and_then(|key| {
        parse_object(args.json.as_bytes())
            .map_err(|refusal| format!("the JSON cannot be told of a visitor: {refusal}"))?;
        let digits = if args.sign { encrypt_signed(&key, &args.json) } else { encrypt(&key, &args.json) };
        Ok(format!("{digits}\n"))
    }))
}

/// Reads parameters. All that they can lack is one error, as it is for pages.
pub(crate) fn decrypt_parameters(args: &DecryptArgs) -> Exit {
    told(key_of(&args.key).and_then(|key| {
        let read = decrypt(&key, &args.digits).filter(|text| parse_object(text).is_ok());
        let text = read.and_then(|text| String::from_utf8(text.to_vec()).ok());
        text.map(|text| format!("{text}\n")).ok_or_else(|| "these parameters do not count with this key".to_owned())
    }))
}

fn told(done: Result<String, String>) -> Exit {
    match done {
        Ok(printed) => {
            print_text(&printed);
            Exit::Fine
        }
        Err(why) => {
            eprintln!("usher: {why}");
            Exit::Failed
        }
    }
}

fn key_of(text: &str) -> Result<KeyMaterial, String> {
    KeyMaterial::import(KeyKind::Aes, text).map_err(|bad| bad.to_string())
}

async fn new(args: &NewKeyArgs) -> Result<String, String> {
    add(&args.name, &args.keys, KeySource::Fresh { bits: args.bits }).await
}

async fn import(args: &ImportKeyArgs) -> Result<String, String> {
    let text = from_stdin()?;
    let made = add(&args.name, &args.keys, KeySource::Given(text)).await?;
    // What was brought in need not be printed.
    Ok(made.lines().next().map(|line| format!("{line}\n")).unwrap_or_default())
}

async fn add(name: &KeyNameArgs, keys: &KeysArgs, source: KeySource) -> Result<String, String> {
    let store = open(keys).await?;
    let done = async {
        let sealing = key_encryption(&keys.data, &store, &OsEntropy).await.map_err(|error| error.to_string())?;
        let KeyNameArgs { kind, label, kid } = name.clone();
        let asked = NewKeyAsked { kind: kind.into(), source, label, kid, by: BY.to_owned() };
        let made = import_key(&store, &sealing, &SystemClock, &OsEntropy, asked).await;
        made.map_err(|error| error.to_string())
    };
    let made = done.await;
    store.close().await;
    made.map(|made| shown(&made))
}

async fn list(args: &KeysArgs) -> Result<String, String> {
    let store = open(args).await?;
    let (mut printed, mut before): (String, Option<KeyId>) = (String::new(), None);
    let listed = loop {
        match store.keys(before, MAX_PAGE_LIMIT).await {
            Ok(page) if page.is_empty() => break Ok(()),
            Ok(page) => {
                before = page.last().map(|key| key.id);
                printed.extend(page.iter().map(line));
            }
            Err(error) => break Err(error.to_string()),
        }
    };
    store.close().await;
    listed.map(|()| printed)
}

async fn show(args: &ShowKeyArgs) -> Result<String, String> {
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let Some(rules) = compile(&read_folders(&folders).0, &ScriptHost::new()).ruleset else {
        return Err(format!("the rules have errors; `usher check {}` tells them", args.rules.display()));
    };
    if rules.agents.get(&args.admin).is_none_or(|agent| agent.role != Role::Admin) {
        return Err(format!("`{}` is not an admin in directory/agents.yaml", args.admin));
    }
    let password = Password::new(from_stdin()?.as_str());
    let store = open(&args.keys).await?;
    let done = async {
        let sealing = key_encryption(&args.keys.data, &store, &OsEntropy).await.map_err(|error| error.to_string())?;
        let known = store.credential(&args.admin).await.map_err(|error| error.to_string())?;
        let fits = known.is_some_and(|known| password.verify(&known.password_hash));
        let view = if fits { KeyView::Allowed } else { KeyView::WrongPassword };
        let access = KeyAccess { key: args.key, by: args.admin.as_str(), clock: &SystemClock, entropy: &OsEntropy };
        show_key(&store, &sealing, &access, view).await.map_err(|error| error.to_string())
    };
    let made = done.await;
    store.close().await;
    made.map(|made| shown(&made))
}

/// Works without the key-encryption key: it is the way out where that one is lost.
async fn revoke(args: &RevokeKeyArgs) -> Result<String, String> {
    let store = open(&args.keys).await?;
    let access = KeyAccess { key: args.key, by: BY, clock: &SystemClock, entropy: &OsEntropy };
    let revoked = revoke_key(&store, &access).await;
    store.close().await;
    revoked.map(|key| line(&key)).map_err(|error| error.to_string())
}

async fn open(args: &KeysArgs) -> Result<SqliteStore, String> {
    open_store(&args.data, &SystemClock, &OsEntropy).await.map_err(|error| error.to_string())
}

fn from_stdin() -> Result<Zeroizing<String>, String> {
    let mut given = Zeroizing::new(String::new());
    std::io::stdin().read_to_string(&mut given).map_err(|error| error.to_string())?;
    Ok(Zeroizing::new(given.trim_end_matches(['\r', '\n']).to_owned()))
}

/// A key's line, then what it is made of.
fn shown(made: &MadeKey) -> String {
    format!("{}{}\n", line(&made.key), made.text.as_str())
}

fn line(key: &IdentityKey) -> String {
    let mut line =
        format!("{}  {:<5} {:>3} bits  {}  {}", key.id, key.kind.word(), key.bits, key.fingerprint, key.label);
    if key.kid != key.id.to_string() {
        let _ = write!(line, "  kid {}", key.kid);
    }
    line.push_str(if key.revoked_at.is_some() { "  revoked\n" } else { "\n" });
    line
}
