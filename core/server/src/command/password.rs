//! `usher user password`: how an agent gets in the first time.

use super::plugins_beside;
use crate::{
    cli::PasswordArgs,
    exit::Exit,
    node::open_store,
    system::{OsEntropy, SystemClock},
};
use std::{io::Read, sync::Arc};
use usher_bus::LocalBus;
use usher_engine::{
    Engine, Parts,
    live::{LiveConfig, LiveRules},
};
use usher_model::{AgentId, Entropy};
use usher_store::Store;

/// Sets an agent's password and ends the agent's sign-ins.
pub(crate) async fn password(args: &PasswordArgs) -> Exit {
    match set(args).await {
        Ok(printed) => {
            println!("{printed}");
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
    let store: Arc<dyn Store> =
        Arc::new(open_store(&args.data, &SystemClock, &OsEntropy).await.map_err(|e| e.to_string())?);
    let live = LiveConfig::new(args.rules.clone(), Some(plugins_beside(&args.rules, None)));
    let clock = Arc::new(SystemClock);
    let live = LiveRules::start(live, store.clone(), clock.clone()).await.map_err(|e| e.to_string())?;
    let parts = Parts { store, bus: Arc::new(LocalBus::default()), live, clock, entropy: Arc::new(OsEntropy) };
    let engine = Engine::start(parts).await.map_err(|e| e.to_string())?;
    if !engine.rules().ruleset().agents.contains_key(&agent) {
        return Err(format!("there is no agent `{agent}` in directory/agents.yaml"));
    }
    let (password, said) = if args.generate {
        let password = generate(&OsEntropy);
        let said = format!("{agent}: {password}");
        (password, said)
    } else {
        let mut given = String::new();
        std::io::stdin().read_to_string(&mut given).map_err(|e| e.to_string())?;
        (given.trim_end_matches(['\r', '\n']).to_owned(), format!("the password of {agent} is set"))
    };
    let done = engine.set_password(&agent, &password).await.map_err(|e| e.to_string());
    engine.live().stop().await;
    engine.store().close().await;
    done.map(|()| said)
}
