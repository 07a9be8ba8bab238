//! `usher user password`: how an agent gets in the first time.

use super::plugins_beside;
use crate::{
    cli::PasswordArgs,
    exit::Exit,
    node::open_store,
    report::print_text,
    system::{OsEntropy, SystemClock},
};
use std::io::Read;
use usher_engine::{
    live::{Folders, read_folders},
    set_password,
};
use usher_model::{AgentId, Entropy};
use usher_ruleset::{ScriptHost, compile};
use usher_store::Store;

/// Sets an agent's password and ends the agent's sign-ins.
pub(crate) async fn password(args: &PasswordArgs) -> Exit {
    match set(args).await {
        Ok(printed) => {
            print_text(&format!("{printed}\n"));
            Exit::Fine
        }
        Err(why) => {
            eprintln!("usher: {why}");
            Exit::Failed
        }
    }
}

/// A password of 20 letters and digits that are not mistaken for one another: about 100 bits.
pub(crate) fn generate(entropy: &dyn Entropy) -> String {
    const LETTERS: &[u8; 32] = b"0abcdefghjkmnpqrstuvwxyz23456789";
    let mut password = String::with_capacity(23);
    for (at, byte) in entropy.bytes16().into_iter().chain(entropy.bytes16()).take(20).enumerate() {
        if at > 0 && at % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    password
}

async fn set(args: &PasswordArgs) -> Result<String, String> {
    let agent: AgentId = args.agent.parse().map_err(|bad: usher_model::BadSlug| bad.to_string())?;
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let Some(rules) = compile(&read_folders(&folders).0, &ScriptHost::new()).ruleset else {
        return Err(format!("the rules have errors; `usher check {}` tells them", args.rules.display()));
    };
    if !rules.agents.contains_key(&agent) {
        return Err(format!("there is no agent `{agent}` in directory/agents.yaml"));
    }
    let store = open_store(&args.data, &SystemClock, &OsEntropy).await.map_err(|error| error.to_string())?;
    let (password, said) = if args.generate {
        let password = generate(&OsEntropy);
        let said = format!("{agent}: {password}");
        (password, said)
    } else {
        let mut given = String::new();
        std::io::stdin().read_to_string(&mut given).map_err(|error| error.to_string())?;
        (given.trim_end_matches(['\r', '\n']).to_owned(), format!("the password of {agent} is set"))
    };
    let done = set_password(&store, &OsEntropy, &agent, &password).await;
    store.close().await;
    done.map(|()| said).map_err(|error| error.to_string())
}
