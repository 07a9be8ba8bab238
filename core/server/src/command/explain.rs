//! `usher explain`: why a session went where it went, from the database alone; or where a visitor would go, from the
//! rules alone.

#[cfg(test)]
mod tests;
mod visitor;

use crate::{
    cli::{ExplainArgs, ExplainFormat},
    exit::Exit,
    node::open_store,
    report::print_text,
    system::{OsEntropy, SystemClock},
};
use std::{fmt::Write as _, sync::Arc};
use usher_engine::{ExplainError, Explained, explain as explain_session, live::RevisionCache, why_not};
use usher_model::{AgentId, SessionId};
use usher_store::Store;

/// Prints every decision on a session with its reasons, or the one that would be made about a visitor.
pub(crate) async fn explain(args: &ExplainArgs) -> Exit {
    let Some(session) = &args.session else { return visitor::explain(&args.visitor, args.format) };
    let Ok(session) = session.parse::<SessionId>() else {
        eprintln!("usher: `{session}` is not a session's id: expected 32 hexadecimal digits");
        return Exit::Usage;
    };
    if !args.data.join("usher.db").exists() {
        eprintln!("usher: there is no database in {}; name its folder with --data", args.data.display());
        return Exit::Failed;
    }
    let store: Arc<dyn Store> = match open_store(&args.data, &SystemClock, &OsEntropy).await {
        Ok(store) => Arc::new(store),
        Err(error) => {
            eprintln!("usher: {error}");
            return Exit::Failed;
        }
    };
    let told = told(&*store, &RevisionCache::new(store.clone()), session, args).await;
    store.close().await;
    match told {
        Ok(text) => {
            print_text(&format!("{}\n", text.trim_end()));
            Exit::Fine
        }
        Err(error) => {
            eprintln!("usher: {error}");
            Exit::Failed
        }
    }
}

async fn told(
    store: &dyn Store,
    revisions: &RevisionCache,
    session: SessionId,
    args: &ExplainArgs,
) -> Result<String, ExplainError> {
    let explained = explain_session(store, revisions, session).await?;
    match (&args.why_not, args.format) {
        (Some(agent), _) => in_words_about(agent, &explained, revisions).await,
        (None, ExplainFormat::Human) => Ok(in_words(&explained)),
        (None, ExplainFormat::Json) => Ok(usher_api::explanation_json(&explained)),
    }
}

async fn in_words_about(
    agent: &AgentId,
    explained: &Explained,
    revisions: &RevisionCache,
) -> Result<String, ExplainError> {
    Ok(match why_not(explained, revisions, agent).await? {
        Some(reason) => format!("{agent} {reason}"),
        None => "nothing was decided about this session yet".to_owned(),
    })
}

fn in_words(explained: &Explained) -> String {
    let session = &explained.session;
    let mut out = format!("session {} on channel {} is {}\n", session.id, session.channel, session.state.word());
    for decision in &explained.decisions {
        // Writing to a String cannot fail.
        let _ok = write!(out, "\n{decision}");
    }
    out
}
