//! A server in a process of its own, which can be killed: this test binary, executed again.

use super::{AgentClient, limits};
use std::{
    env,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};
use usher_engine::live::LiveConfig;
use usher_model::AgentId;
use usher_server::{Node, NodeConfig};

const DATA: &str = "USHER_TEST_SERVER_DATA";
const RULES: &str = "USHER_TEST_SERVER_RULES";
const AGENTS: &str = "USHER_TEST_SERVER_AGENTS";
/// Stands before the address that the server listens on. The test harness writes on the same line.
const LISTENS: &str = "listens on ";

/// A running server. It ends with this value, or with this process.
pub(crate) struct ServerProcess {
    running: Running,
    _output: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl ServerProcess {
    /// Starts over these folders; these agents have a password. Answers once it serves.
    pub(crate) async fn start(data: &Path, rules: &Path, agents: &str) -> Self {
        let (data, rules, agents) = (data.to_owned(), rules.to_owned(), agents.to_owned());
        let start = move || {
            let program = env::current_exe().expect("this program lies somewhere");
            let child = Command::new(program)
                .args(["--exact", "kit::process::server_process", "--nocapture"])
                .env(DATA, data)
                .env(RULES, rules)
                .env(AGENTS, agents)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("this program can be executed");
            Self::once_it_listens(Running(child))
        };
        tokio::task::spawn_blocking(start).await.expect("the server starts")
    }

    fn once_it_listens(mut running: Running) -> Self {
        let mut output = BufReader::new(running.0.stdout.take().expect("its output is a pipe"));
        let mut said = String::new();
        loop {
            let mut line = String::new();
            let read = output.read_line(&mut line).expect("its output can be read");
            assert!(read > 0, "the server did not start: {said}");
            if let Some((_, address)) = line.split_once(LISTENS) {
                let address = address.trim().parse().expect("an address");
                return Self { running, _output: output, address };
            }
            said.push_str(&line);
        }
    }

    /// Ends it as a power switch would: SIGKILL.
    pub(crate) fn kill(self) {
        drop(self.running);
    }
}

/// A process that does not outlive this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _status = self.0.wait();
    }
}

/// The server's process. Started as an ordinary test there is nothing to do.
#[test]
fn server_process() {
    let (Ok(data), Ok(rules)) = (env::var(DATA), env::var(RULES)) else { return };
    let agents = env::var(AGENTS).unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let node = runtime.block_on(async {
        let listen = "127.0.0.1:0".parse().expect("an address");
        let rules = PathBuf::from(rules);
        let plugins = rules.with_file_name("plugins");
        let mut config = NodeConfig::new(LiveConfig::new(rules, Some(plugins)), data.into(), listen);
        config.api.limits = limits(1_000_000);
        let node = Node::start(config).await.unwrap_or_else(|error| panic!("{error}"));
        for agent in agents.split_terminator(',') {
            let agent: AgentId = agent.parse().expect("an agent's id");
            if !node.engine.has_password(&agent).await.expect("the store works") {
                node.engine.set_password(&agent, AgentClient::PASSWORD).await.expect("the password is fine");
            }
        }
        node
    });
    println!("{LISTENS}{}", node.address);
    // The pipe ends when whoever started this process is gone.
    let _end = std::io::stdin().read_to_end(&mut Vec::new());
}
