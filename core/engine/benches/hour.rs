//! A busy hour at a set clock: two hundred agents, five thousand visitors, ten groups. Checks that nobody is stranded and
//! that each line moves in order, and prints how long people waited, and what a session costs in CPU and memory.
//!
//! `cargo bench -p usher-engine --bench hour`

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
    fs,
    path::Path,
    sync::Arc,
    time::Duration,
};
use usher_attachments::Attachments;
use usher_bus::LocalBus;
use usher_engine::{
    Engine, LinkSecret, MessageText, NoRecords, Page, Parts, Presence, SentFiles, UserAgent, VisitorPost, WebhookCall,
    WebhookError, WebhookSender,
    live::{LiveConfig, LiveRules},
};
use usher_identity::KeyEncryptionKey;
use usher_model::{
    AgentId, Availability, ClientId, Entropy, Epoch, ManualClock, SeededEntropy, SessionId, SessionState, Timestamp,
    Visitor,
};
use usher_store::{SessionFilter, Store};
use usher_store_sqlite::{Options, SqliteStore};

const GROUPS: usize = 10;
const AGENTS: usize = 200;
const VISITORS: u64 = 5_000;
const HOUR: u64 = 3_600;
/// Most sessions one agent holds. With the time a talk takes, the company is a little too small at times, as companies are.
const CAPACITY: u32 = 4;
/// How long a talk takes on average, in seconds.
const TALK: u64 = 570;
/// Monday, 2026-03-02T09:00:00Z.
const START: Timestamp = Timestamp::from_millis(1_772_442_000_000);

/// Nobody is called.
struct Silent;

#[async_trait::async_trait]
impl WebhookSender for Silent {
    async fn send(&self, _: WebhookCall) -> Result<u16, WebhookError> {
        Ok(200)
    }
}

/// What happens at a second of the hour, and then to whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happens {
    Arrives,
    AgentWrites(SessionId, u32),
    VisitorWrites(SessionId, u32),
    Ends(SessionId),
}

struct Hour {
    engine: Arc<Engine>,
    clock: Arc<ManualClock>,
    entropy: SeededEntropy,
    agenda: BinaryHeap<Reverse<(u64, u64, Happens)>>,
    visitors: HashMap<SessionId, Visitor>,
    /// Those who wait, and since which second.
    waiting: BTreeMap<SessionId, u64>,
    /// Of each group, when the sessions were opened that left its line, in the order they left.
    left: HashMap<String, Vec<Timestamp>>,
    waits: Vec<u64>,
    at_once: u64,
    ended: u64,
    longest_line: usize,
    events: u64,
}

impl Hour {
    fn draw(&self, most: u64) -> u64 {
        let bytes = self.entropy.bytes16();
        u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]) % most
    }

    fn plan(&mut self, second: u64, what: Happens) {
        self.events += 1;
        self.agenda.push(Reverse((second, self.events, what)));
    }

    /// A talk begins: three times the agent writes and the visitor answers, then it ends.
    fn begin_talk(&mut self, second: u64, session: SessionId) {
        let takes = 60 + self.draw(2 * (TALK - 60));
        for turn in 0..3_u32 {
            let at = second + takes * u64::from(turn) / 3;
            self.plan(at + 1, Happens::AgentWrites(session, turn));
            self.plan(at + takes / 6, Happens::VisitorWrites(session, turn));
        }
        self.plan(second + takes, Happens::Ends(session));
    }

    async fn arrives(&mut self, second: u64) {
        let channel = "mall".parse().expect("a channel");
        let locale = "en".parse().expect("a locale");
        let origin = "https://shop.example.com";
        let admitted = self.engine.admit(&channel, origin, "http://own", locale).await.expect("the origin is allowed");
        let post = post(self.draw(GROUPS as u64), "first");
        let receipt = self.engine.post_as_visitor(&admitted.visitor, post).await.expect("it is stored");
        self.visitors.insert(receipt.session, admitted.visitor);
        match self.state(receipt.session).await {
            SessionState::Assigned { .. } => {
                self.at_once += 1;
                self.begin_talk(second, receipt.session);
            }
            SessionState::Queued { .. } => drop(self.waiting.insert(receipt.session, second)),
            other => panic!("nobody is turned away here: {other:?}"),
        }
    }

    async fn state(&self, session: SessionId) -> SessionState {
        self.engine.store().session(session).await.expect("the store works").expect("it is there").state
    }

    async fn happens(&mut self, second: u64, what: Happens) {
        match what {
            Happens::Arrives => self.arrives(second).await,
            Happens::AgentWrites(session, turn) => {
                if let SessionState::Assigned { agent, .. } = self.state(session).await {
                    let (name, text) = (name(&format!("a{turn}")), text());
                    self.engine.post_as_agent(&agent, session, name, text).await.expect("it is stored");
                }
            }
            Happens::VisitorWrites(session, turn) => {
                let visitor = self.visitors[&session].clone();
                let post = post(0, &format!("v{turn}"));
                self.engine.post_as_visitor(&visitor, post).await.expect("it is stored");
            }
            Happens::Ends(session) => {
                if let SessionState::Assigned { agent, .. } = self.state(session).await {
                    self.engine.close_as_agent(&agent, session).await.expect("it is owned");
                    self.ended += 1;
                }
            }
        }
    }

    /// Notices who has left the lines.
    async fn look_at_lines(&mut self, second: u64) {
        self.longest_line = self.longest_line.max(self.waiting.len());
        let mut left = Vec::new();
        for (session, since) in &self.waiting {
            let found = self.engine.store().session(*session).await.expect("the store works").expect("it is there");
            if let SessionState::Assigned { group: Some(group), .. } = &found.state {
                left.push((*session, second - since, group.to_string(), found.opened_at, found.assigned_at));
            }
        }
        left.sort_by_key(|(_, _, _, opened, assigned)| (*assigned, *opened));
        for (session, waited, group, opened, _) in left {
            self.waiting.remove(&session);
            self.waits.push(waited);
            self.left.entry(group).or_default().push(opened);
            self.begin_talk(second, session);
        }
    }
}

fn name(given: &str) -> ClientId {
    ClientId::try_from(given.to_owned()).expect("a name")
}

fn text() -> MessageText {
    MessageText::parse("Where is my parcel? It should have come on Friday.").expect("a text")
}

fn post(group: u64, named: &str) -> VisitorPost {
    VisitorPost {
        session: None,
        client_id: name(named),
        text: text(),
        files: SentFiles::default(),
        page: Page { url: format!("https://shop.example.com/g{group}"), ..Page::default() },
        locale: "en".parse().expect("a locale"),
        agent: UserAgent::default(),
    }
}

fn write_rules(folder: &Path) {
    let write = |path: &str, text: &str| {
        let path = folder.join("rules").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    };
    write("workspace.yaml", "name: Busy\ntime_zone: UTC\ndefault_locale: en\n");
    write("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\n");
    let mut agents = String::from("agents:\n");
    for agent in 0..AGENTS {
        let line =
            format!("  a{agent}: {{ name: Agent {agent}, email: a{agent}@busy.example, capacity: {CAPACITY} }}\n");
        agents.push_str(&line);
    }
    write("directory/agents.yaml", &agents);
    for group in 0..GROUPS {
        let members: Vec<_> = (0..AGENTS).filter(|agent| agent % GROUPS == group).map(|a| format!("a{a}")).collect();
        write(
            &format!("groups/g{group}.yaml"),
            &format!("name: Group {group}\nmembers: {{ agents: [{}] }}\n", members.join(", ")),
        );
        write(
            &format!("distribution/g{group}.yaml"),
            &format!("name: Rule {group}\nwhen: {{ page.path: /g{group} }}\ngroup: g{group}\nstrategy: load\n"),
        );
    }
}

/// CPU time of this process so far, in milliseconds, and the most memory that it held, in KiB.
fn used() -> (u64, u64) {
    let stat = fs::read_to_string("/proc/self/stat").expect("the system tells");
    let after_name = stat.rsplit(')').next().expect("the name ends");
    let ticks = after_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("a number"));
    let status = fs::read_to_string("/proc/self/status").expect("the system tells");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the system tells");
    let peak = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    (ticks.sum::<u64>() * 10, peak)
}

async fn company(folder: &Path) -> (Hour, Vec<Presence>) {
    write_rules(folder);
    let clock = Arc::new(ManualClock::new(START));
    let entropy = Arc::new(SeededEntropy::new(1));
    let options = Options::new(Epoch::new(START, &*entropy));
    let store = SqliteStore::open(&folder.join("usher.db"), options).await.expect("a database");
    let store: Arc<dyn Store> = Arc::new(store);
    let mut config = LiveConfig::new(folder.join("rules"), None);
    config.poll = Duration::from_hours(1);
    let live = LiveRules::start(config, store.clone(), clock.clone()).await.expect("the rules are good");
    let bus = Arc::new(LocalBus::default());
    let (records, webhooks) = (Arc::new(NoRecords), Arc::new(Silent));
    let (attachments, link_secret) = (Attachments::in_memory(), LinkSecret::new([0; 32]));
    let parts = Parts {
        store,
        bus,
        live,
        records,
        webhooks,
        mailing: None,
        attachments,
        link_secret,
        key_encryption: KeyEncryptionKey::generate(&SeededEntropy::new(1)),
        clock: clock.clone(),
        entropy,
    };
    let engine = Engine::start(parts).await.expect("starts");
    let mut present = Vec::new();
    for agent in 0..AGENTS {
        let agent: AgentId = format!("a{agent}").parse().expect("an agent");
        present.push(engine.agent_connected(&agent).await.expect("the store works"));
        engine.set_availability(&agent, Availability::Online).await.expect("the store works");
    }
    let hour = Hour {
        engine,
        clock,
        entropy: SeededEntropy::new(2),
        agenda: BinaryHeap::new(),
        visitors: HashMap::new(),
        waiting: BTreeMap::new(),
        left: HashMap::new(),
        waits: Vec::new(),
        at_once: 0,
        ended: 0,
        longest_line: 0,
        events: 0,
    };
    (hour, present)
}

#[expect(clippy::cast_precision_loss, reason = "what is printed is rounded anyway")]
async fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut hour, present) = company(folder.path()).await;
    let (cpu_before, memory_before) = used();
    for _ in 0..VISITORS {
        let second = hour.draw(HOUR);
        hour.plan(second, Happens::Arrives);
    }
    let mut second = 0;
    while !hour.agenda.is_empty() || !hour.waiting.is_empty() {
        while let Some(Reverse((at, _, _))) = hour.agenda.peek()
            && *at <= second
        {
            let Some(Reverse((_, _, what))) = hour.agenda.pop() else { break };
            hour.happens(second, what).await;
        }
        hour.look_at_lines(second).await;
        hour.clock.advance(Duration::from_secs(1));
        hour.engine.tick().await.expect("the store works");
        second += 1;
        assert!(second < 20 * HOUR, "{} wait for ever", hour.waiting.len());
    }
    let (cpu, memory) = used();
    let open = hour.engine.store().sessions(SessionFilter::Open, None, 1).await.expect("the store works");
    assert!(open.is_empty(), "somebody is stranded: {open:?}");
    assert_eq!(hour.ended, VISITORS, "everybody was served");
    for (group, opened) in &hour.left {
        assert!(opened.is_sorted(), "the line of {group} did not move in order");
    }
    hour.waits.sort_unstable();
    let at = |share: usize| hour.waits.get(hour.waits.len() * share / 100).copied().unwrap_or(0);
    println!("agents {AGENTS}, visitors {VISITORS}, groups {GROUPS}, one simulated hour and its end ({second} s)");
    println!("served at once        {:>8}", hour.at_once);
    println!(
        "waited, in order      {:>8}   median {} s, 95 % {} s, longest {} s",
        hour.waits.len(),
        at(50),
        at(95),
        hour.waits.last().copied().unwrap_or(0)
    );
    println!("longest lines         {:>8}", hour.longest_line);
    println!("stranded              {:>8}", 0);
    println!(
        "CPU a session         {:>8.2} ms (opening, routing, six messages, end; with the bench's own looks)",
        (cpu - cpu_before) as f64 / VISITORS as f64
    );
    println!(
        "peak memory           {:>8.1} MiB ({:.1} MiB before the first visitor)",
        memory as f64 / 1024.0,
        memory_before as f64 / 1024.0
    );
    drop(present);
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run());
}
