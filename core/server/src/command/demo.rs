//! `usher demo`: the same server with a small believable company in it.

use super::{
    password::generate,
    serve::{config, refuse, until_signal},
};
use crate::{cli::ServeArgs, exit::Exit, node::Node, report::print_text, system::OsEntropy};
use std::{collections::BTreeMap, fmt::Write as _, fs, io, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};
use usher_engine::{Engine, MessageText, Page, SentFiles, UserAgent, VisitorPost};
use usher_model::{Agent, AgentId, Availability, ClientId, Locale, Role, SessionState};

/// Passwords are kept beside the database so that the next start can print them again. Only the demo does that.
const PASSWORDS: &str = "demo-passwords.json";

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Serves the demo until a signal ends it.
pub(crate) async fn demo(args: &ServeArgs) -> Exit {
    let node = match Node::start(config(args)).await {
        Ok(node) => node,
        Err(error) => return refuse(&error, args),
    };
    let base = args.public_url.clone().unwrap_or_else(|| format!("http://{}", node.address));
    match seed(&node.engine, &args.data, &base).await {
        Ok(passwords) => print_welcome(&node.engine, &base, &passwords),
        Err(error) => {
            eprintln!("usher: the demo could not be set up: {error}");
            node.stop().await;
            return Exit::Failed;
        }
    }
    until_signal(node).await
}

async fn seed(engine: &Arc<Engine>, data: &Path, base: &str) -> Result<BTreeMap<String, String>, Failed> {
    let file = data.join(PASSWORDS);
    let mut passwords: BTreeMap<String, String> = match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
        Err(error) => return Err(error.into()),
    };
    let first_time = passwords.is_empty();
    for agent in engine.rules().ruleset().agents.keys() {
        if !passwords.contains_key(agent.as_str()) || !engine.has_password(agent).await? {
            let password = generate(&OsEntropy);
            engine.set_password(agent, &password).await?;
            passwords.insert(agent.to_string(), password);
        }
    }
    let text = serde_json::to_string_pretty(&passwords)?;
    let mut options = fs::OpenOptions::new();
    io::Write::write_all(
        &mut options.write(true).create(true).truncate(true).mode(0o600).open(&file)?,
        text.as_bytes(),
    )?;
    if first_time {
        customers(engine, base).await?;
    }
    Ok(passwords)
}

/// One conversation of the past.
struct Past {
    name: &'static str,
    channel: &'static str,
    path: &'static str,
    locale: &'static str,
    asks: &'static str,
    answer: &'static str,
    thanks: &'static str,
}

const PAST: [Past; 3] = [
    Past {
        name: "Nora Lindqvist",
        channel: "mall",
        path: "/demo/checkout",
        locale: "en",
        asks: "Hi! Can I still change the delivery address of the oak table I ordered this morning?",
        answer: "Hello Nora! It has not left the warehouse yet. Send me the new address and I will change it.",
        thanks: "12 Harbour Street, Bristol. Thank you so much!",
    },
    Past {
        name: "陈伟",
        channel: "mall",
        path: "/demo",
        locale: "zh-CN",
        asks: "你好，请问这款落地灯有暖白光的灯泡吗？",
        answer: "您好！有的，灯泡是 2700K 暖白光，随灯附送一只。",
        thanks: "太好了，谢谢！",
    },
    Past {
        name: "Tomás Ferreira",
        channel: "official",
        path: "/demo/official",
        locale: "en",
        asks: "We are fitting out a small hotel with 24 rooms. Do you offer project prices?",
        answer: "We do, from ten rooms on. I can have a project planner call you tomorrow morning.",
        thanks: "Perfect, any time after nine.",
    },
];

/// Customers with a conversation behind them, made by the same use cases that serve visitors.
async fn customers(engine: &Arc<Engine>, base: &str) -> Result<(), Failed> {
    let agents: Vec<AgentId> = engine.rules().ruleset().agents.keys().cloned().collect();
    let mut presences = Vec::new();
    for agent in &agents {
        engine.set_availability(agent, Availability::Online).await?;
        presences.push(engine.agent_connected(agent).await?);
    }
    for past in PAST {
        if engine.rules().ruleset().channels.contains_key(past.channel) {
            converse(engine, base, &past).await?;
        }
    }
    drop(presences);
    for agent in &agents {
        engine.set_availability(agent, Availability::Offline).await?;
    }
    Ok(())
}

async fn converse(engine: &Engine, base: &str, past: &Past) -> Result<(), Failed> {
    let locale: Locale = past.locale.parse()?;
    let channel = past.channel.parse()?;
    let admitted = engine.admit(&channel, base, base, locale.clone()).await?;
    let visitor = admitted.visitor;
    engine.store().name_visitor(visitor.id, Some(past.name.to_owned())).await?;
    let says = |name: &str, text: &str| -> Result<VisitorPost, Failed> {
        Ok(VisitorPost {
            session: None,
            client_id: ClientId::try_from(name.to_owned())?,
            files: SentFiles::default(),
            text: MessageText::parse(text)?,
            page: Page { url: format!("{base}{}", past.path), ..Page::default() },
            locale: locale.clone(),
            agent: UserAgent::default(),
        })
    };
    let opened = engine.post_as_visitor(&visitor, says("asks", past.asks)?).await?;
    let session = engine.store().session(opened.session).await?;
    let Some(SessionState::Assigned { agent, .. }) = session.map(|session| session.state) else {
        return Ok(()); // The admin's own rules may send it elsewhere; the demo needs no more than they give.
    };
    let answer = MessageText::parse(past.answer)?;
    engine.post_as_agent(&agent, opened.session, ClientId::try_from("answer".to_owned())?, answer).await?;
    engine.post_as_visitor(&visitor, says("thanks", past.thanks)?).await?;
    engine.close_as_agent(&agent, opened.session).await?;
    Ok(())
}

fn print_welcome(engine: &Engine, base: &str, passwords: &BTreeMap<String, String>) {
    let rules = engine.rules();
    let set = rules.ruleset();
    let locale = &set.workspace.default_locale;
    let mut out = String::new();
    // Writing to a String cannot fail: here and below.
    let _ok = writeln!(out, "\n{} is open.\n", set.workspace.name.get(locale, locale));
    let _ok = writeln!(out, "  Shop page with the widget   {base}/demo");
    let _ok = writeln!(out, "  Official site               {base}/demo/official");
    let _ok = writeln!(out, "  Workbench                   {base}/workbench");
    let _ok = writeln!(out, "  Console                     {base}/console");
    let _ok = writeln!(out, "  Guide                       {base}/guide\n");
    let _ok = writeln!(out, "  Sign in with:");
    let mut agents: Vec<&Arc<Agent>> = set.agents.values().collect();
    agents.sort_by_key(|agent| (std::cmp::Reverse(agent.role), agent.id.clone()));
    for agent in agents {
        let role = match agent.role {
            Role::Admin => "admin",
            Role::Supervisor => "supervisor",
            Role::Agent => "agent",
        };
        let password = passwords.get(agent.id.as_str()).map_or("", String::as_str);
        let _ok = writeln!(out, "    {:<34} {password}   {} ({role})", agent.email, agent.name);
    }
    let _ok = writeln!(out, "\n  Edit a file under the rules folder and watch the console. Ctrl-C stops.\n");
    print_text(&out);
}
