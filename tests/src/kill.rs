//! The server is killed while two people talk: nothing acknowledged is lost, nothing comes twice.

use crate::kit::{AgentClient, Http, PATIENCE, ServerProcess, Socket, VisitorClient, company, int, text};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, time::timeout};

/// How often the server is killed.
const KILLS: usize = 10;
/// Messages acknowledged between two kills, by both together.
const ACKED_BETWEEN: usize = 150;
/// Each side sends this often: about 200 messages a second together.
const PACE: Duration = Duration::from_millis(10);

/// What both sides are up to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Both come in before one says a word.
    Gather,
    Talk,
    /// Nothing new is sent; what is not acknowledged still is.
    FallSilent,
    /// Read up to here, then go.
    ReadTo(i64),
}

/// What both sides look at.
#[derive(Clone)]
struct Stage {
    address: watch::Receiver<SocketAddr>,
    phase: watch::Receiver<Phase>,
    count: Arc<Count>,
}

/// What both sides have done together.
#[derive(Default)]
struct Count {
    connected: AtomicUsize,
    sent: AtomicUsize,
    acked: AtomicUsize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, rules) = (folder.path().join("data"), folder.path().join("rules"));
    company::write(&rules);
    let mut server = ServerProcess::start(&data, &rules, "ann").await;
    let agent = AgentClient::signed_in(server.address, "ann").await;
    let online = agent.online().await;
    let visitor = VisitorClient::admitted(server.address, company::HELP).await;
    let session = visitor.post("opening", "Hello").await;
    drop(online);

    let (address, addresses) = watch::channel(server.address);
    let (phase, phases) = watch::channel(Phase::Gather);
    let count = Arc::new(Count::default());
    let stage = Stage { address: addresses, phase: phases, count: Arc::clone(&count) };
    let one = tokio::spawn(Talker::new(Side::Visitor(visitor.clone()), &session).talk(stage.clone()));
    let other = tokio::spawn(Talker::new(Side::Agent(agent), &session).talk(stage));

    reach(&count.connected, 2).await;
    phase.send_replace(Phase::Talk);
    for round in 1..=KILLS {
        reach(&count.acked, round * ACKED_BETWEEN).await;
        server.kill();
        server = ServerProcess::start(&data, &rules, "ann").await;
        address.send_replace(server.address);
    }
    reach(&count.acked, (KILLS + 1) * ACKED_BETWEEN).await;
    phase.send_replace(Phase::FallSilent);
    let visitor = VisitorClient { http: Http::new(server.address), ..visitor };
    let transcript = settled(&visitor, &session, &count).await;
    phase.send_replace(Phase::ReadTo(i64::try_from(transcript.len()).expect("it is short")));
    let one = timeout(PATIENCE, one).await.expect("the visitor catches up").expect("the visitor is content");
    let other = timeout(PATIENCE, other).await.expect("the agent catches up").expect("the agent is content");

    let dense: Vec<i64> = (1..).take(transcript.len()).collect();
    assert_eq!(transcript.iter().map(|entry| entry.seq).collect::<Vec<_>>(), dense);
    for talker in [&one, &other] {
        assert_eq!(talker.seen, transcript, "{} saw every entry once and in order", talker.party());
        let own: Vec<(&str, i64)> = transcript
            .iter()
            .filter(|entry| entry.party == talker.party() && entry.client_id != "opening")
            .map(|entry| (entry.client_id.as_str(), entry.seq))
            .collect();
        let sent: Vec<String> = (1..=talker.sent).map(|number| talker.name(number)).collect();
        assert_eq!(own.iter().map(|(name, _)| *name).collect::<Vec<_>>(), sent, "all are there, once, in order");
        for (name, seq) in own {
            assert_eq!(talker.acked.get(name), Some(&seq), "{name} is where its acknowledgement said");
        }
        assert!(talker.connections > KILLS, "{} came back each time", talker.party());
    }
}

async fn reach(counter: &AtomicUsize, goal: usize) {
    let reached = async {
        while counter.load(Ordering::Relaxed) < goal {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("the talk got stuck before {goal}"));
}

/// The transcript once all is acknowledged and nothing new was sent for many paces.
async fn settled(visitor: &VisitorClient, session: &str, count: &Count) -> Vec<Entry> {
    let mut before = usize::MAX;
    loop {
        let sent = count.sent.load(Ordering::Relaxed);
        if sent == before {
            break;
        }
        before = sent;
        tokio::time::sleep(50 * PACE).await;
    }
    reach(&count.acked, before).await;
    visitor.transcript(session).await.iter().map(Entry::of).collect()
}

/// One entry as both sides and the store must agree on it.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    seq: i64,
    party: String,
    client_id: String,
}

impl Entry {
    fn of(message: &Value) -> Self {
        Self {
            seq: int(&message["seq"]),
            party: text(&message["sender"]["party"]).to_owned(),
            client_id: text(&message["client_id"]).to_owned(),
        }
    }
}

enum Side {
    Visitor(VisitorClient),
    Agent(AgentClient),
}

/// One who talks, and comes back by the protocol alone.
struct Talker {
    side: Side,
    session: String,
    epoch: Option<String>,
    seen: Vec<Entry>,
    waiting: VecDeque<String>,
    acked: BTreeMap<String, i64>,
    sent: usize,
    connections: usize,
    /// Whether the last hello said where to go on.
    resumes: bool,
}

/// The connection is lost.
struct Lost;

impl Talker {
    fn new(side: Side, session: &str) -> Self {
        Self {
            side,
            session: session.to_owned(),
            epoch: None,
            seen: Vec::new(),
            waiting: VecDeque::new(),
            acked: BTreeMap::new(),
            sent: 0,
            connections: 0,
            resumes: false,
        }
    }

    fn party(&self) -> &'static str {
        match self.side {
            Side::Visitor(_) => "visitor",
            Side::Agent(_) => "agent",
        }
    }

    fn name(&self, number: usize) -> String {
        format!("{}-{number}", self.party())
    }

    fn shown(&self) -> i64 {
        self.seen.last().map_or(0, |entry| entry.seq)
    }

    async fn talk(mut self, stage: Stage) -> Self {
        loop {
            let address = *stage.address.borrow();
            if let Some(mut socket) = self.connect(address).await
                && self.converse(&mut socket, &stage).await.is_ok()
            {
                return self;
            }
            Socket::pause().await;
        }
    }

    async fn connect(&mut self, address: SocketAddr) -> Option<Socket> {
        let shown = self.shown();
        self.resumes = self.epoch.is_some();
        let (socket, hello) = match &mut self.side {
            Side::Visitor(visitor) => {
                visitor.http.address = address;
                let point = |epoch| json!({ "epoch": epoch, "session": self.session, "last_seq": shown });
                (visitor.socket().await, visitor.hello(&self.epoch.as_ref().map_or(Value::Null, point)))
            }
            Side::Agent(agent) => {
                agent.http.address = address;
                let session = json!({ "session": self.session, "last_seq": shown });
                let point = |epoch| json!({ "epoch": epoch, "sessions": [session] });
                (agent.socket().await, AgentClient::hello(&self.epoch.as_ref().map_or(Value::Null, point)))
            }
        };
        let mut socket = socket.ok()?;
        socket.send(hello).await;
        Some(socket)
    }

    /// Talks until all is said and read, or the connection is lost.
    async fn converse(&mut self, socket: &mut Socket, stage: &Stage) -> Result<(), Lost> {
        let mut pace = tokio::time::interval(PACE);
        let mut phases = stage.phase.clone();
        let mut has_resumed = false;
        loop {
            let phase = *phases.borrow_and_update();
            if let Phase::ReadTo(seq) = phase
                && self.waiting.is_empty()
                && self.shown() >= seq
            {
                return Ok(());
            }
            tokio::select! {
                frame = socket.next() => {
                    let frame = frame.ok_or(Lost)?;
                    let is_transcript = frame["type"] == "transcript";
                    self.on_frame(&frame, &stage.count)?;
                    if is_transcript && !has_resumed {
                        has_resumed = true;
                        self.connections += 1;
                        stage.count.connected.fetch_add(1, Ordering::Relaxed);
                        for name in self.waiting.clone() {
                            self.post(socket, &name).await;
                        }
                    }
                }
                _ = pace.tick(), if has_resumed && phase == Phase::Talk => {
                    self.sent += 1;
                    stage.count.sent.fetch_add(1, Ordering::Relaxed);
                    let name = self.name(self.sent);
                    self.waiting.push_back(name.clone());
                    self.post(socket, &name).await;
                }
                _ = phases.changed() => {}
            }
        }
    }

    async fn post(&self, socket: &mut Socket, name: &str) {
        let words = format!("This is {name}");
        socket.send(json!({ "type": "post", "session": self.session, "client_id": name, "text": words })).await;
    }

    fn on_frame(&mut self, frame: &Value, count: &Count) -> Result<(), Lost> {
        match text(&frame["type"]) {
            "welcome" => {
                let epoch = text(&frame["epoch"]);
                let known = self.epoch.get_or_insert_with(|| epoch.to_owned());
                assert_eq!(known, epoch, "a restart on the same data is the same epoch");
            }
            "transcript" => {
                assert_eq!(frame["reset"], json!(!self.resumes), "what was shown is gone on with: {frame}");
                for message in frame["messages"].as_array().expect("a list") {
                    self.see(message);
                }
            }
            "message" => self.see(&frame["message"]),
            "ack" => {
                let name = text(&frame["client_id"]);
                self.waiting.retain(|waiting| waiting != name);
                match self.acked.insert(name.to_owned(), int(&frame["seq"])) {
                    None => drop(count.acked.fetch_add(1, Ordering::Relaxed)),
                    Some(before) => assert_eq!(before, int(&frame["seq"]), "{name} has one place"),
                }
            }
            // An overload is told, and the message is sent again: over a new connection, so that the order stays.
            "nack" if frame["error"]["code"] == "busy" => return Err(Lost),
            "session" | "receipt" | "availability" | "rules" => {}
            _ => panic!("{} did not expect {frame}", self.party()),
        }
        Ok(())
    }

    fn see(&mut self, message: &Value) {
        let entry = Entry::of(message);
        assert_eq!(entry.seq, self.shown() + 1, "{} sees every entry once and in order", self.party());
        self.seen.push(entry);
    }
}
