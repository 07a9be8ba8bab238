//! The server under load, in a process of its own.

use futures::{StreamExt as _, stream};
use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    num::NonZeroU32,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};
use tempfile::TempDir;
use usher_api::RateLimits;
use usher_engine::{Engine, MessageText, Page, SentFiles, UserAgent, VisitorPost, live::LiveConfig};
use usher_model::{ClientId, Locale};
use usher_server::{Node, NodeConfig};

const FOLDER: &str = "USHER_BENCH_FOLDER";
const VISITORS: &str = "USHER_BENCH_VISITORS";
const SESSIONS: &str = "USHER_BENCH_SESSIONS";
const ORIGIN: &str = "https://shop.example.com";
/// Above what any client can do.
const NO_LIMIT: NonZeroU32 = NonZeroU32::new(1_000_000).expect("a million is something");

/// Whether the visitors have talked already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sessions {
    /// They only looked.
    None,
    /// Each has an open one.
    Open,
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    _output: BufReader<ChildStdout>,
    _folder: TempDir,
    pub(crate) address: SocketAddr,
    /// The visitors' tokens.
    pub(crate) tokens: Vec<String>,
}

impl Server {
    /// Starts over an empty folder and lets visitors in.
    pub(crate) fn start(visitors: usize, sessions: Sessions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_rules(&folder.path().join("rules"));
        let mut child = Command::new(env::current_exe().expect("this program lies somewhere"))
            .env(FOLDER, folder.path())
            .env(VISITORS, visitors.to_string())
            .env(SESSIONS, if sessions == Sessions::Open { "open" } else { "none" })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be executed");
        let mut output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let mut line = || {
            let mut line = String::new();
            output.read_line(&mut line).expect("its output can be read");
            line.trim().to_owned()
        };
        let address = line().parse().expect("the server says where it listens");
        let tokens = (0..visitors).map(|_| line()).collect();
        Self { child, _output: output, _folder: folder, address, tokens }
    }

    /// Resident memory, in bytes. Buffers of the kernel's sockets are not in it.
    pub(crate) fn resident_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("the system tells");
        let kib: u64 = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
        kib * 1_024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Serves, where this process was started for it.
pub(crate) fn serve_if_asked() -> bool {
    let Ok(folder) = env::var(FOLDER) else { return false };
    let visitors: usize = env::var(VISITORS).ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let opens = env::var(SESSIONS).is_ok_and(|word| word == "open");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let (node, tokens) = runtime.block_on(async {
        let folder = Path::new(&folder);
        let listen = "127.0.0.1:0".parse().expect("an address");
        let mut config = NodeConfig::new(LiveConfig::new(folder.join("rules"), None), folder.join("data"), listen);
        config.api.limits = RateLimits::uniform(NO_LIMIT);
        let node = Node::start(config).await.unwrap_or_else(|error| panic!("{error}"));
        let engine = &node.engine;
        let coming = stream::iter(0..visitors).map(|_| come_in(engine, opens));
        let tokens: Vec<String> = coming.buffer_unordered(256).collect().await;
        (node, tokens)
    });
    println!("{}", node.address);
    for token in tokens {
        println!("{token}");
    }
    // The pipe ends when whoever started this process is gone.
    let _end = std::io::stdin().read_to_end(&mut Vec::new());
    true
}

async fn come_in(engine: &Engine, opens: bool) -> String {
    let locale: Locale = "en".parse().expect("a locale");
    let channel = "mall".parse().expect("a channel");
    let admitted = engine.admit(&channel, ORIGIN, ORIGIN, locale.clone()).await.expect("the origin is allowed");
    if opens {
        let post = VisitorPost {
            session: None,
            client_id: ClientId::try_from("first".to_owned()).expect("a name"),
            files: SentFiles::default(),
            text: MessageText::parse("Hello, where is my parcel?").expect("a text"),
            page: Page { url: format!("{ORIGIN}/orders"), ..Page::default() },
            locale,
            agent: UserAgent::default(),
        };
        engine.post_as_visitor(&admitted.visitor, post).await.expect("it is stored");
    }
    admitted.token.to_text()
}

fn write_rules(rules: &Path) {
    let channel =
        format!("name: Mall\norigins: [{ORIGIN}]\nlook: {{ button_name: Chat, theme_color: '#123456' }}\ntitle: Hi\n");
    fs::create_dir_all(rules.join("channels")).expect("folders can be made");
    fs::write(rules.join("workspace.yaml"), "name: Lantern\ntime_zone: UTC\ndefault_locale: en\n").expect("a file");
    fs::write(rules.join("channels/mall.yaml"), channel).expect("a file");
}
