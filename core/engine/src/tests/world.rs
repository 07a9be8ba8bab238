//! A small company on disk, with its engine.

use super::outside::{Crm, Postbox, Receivers};
use crate::{
    Engine, LinkSecret, Mailing, MessageText, Page, Parts, PostError, Presence, Receipt, SentFiles, UserAgent,
    VisitorPost,
    live::{LiveConfig, LiveRules},
};
use std::{collections::HashMap, fs, path::PathBuf, sync::Arc, time::Duration};
use tempfile::TempDir;
use usher_attachments::Attachments;
use usher_bus::LocalBus;
use usher_identity::KeyEncryptionKey;
use usher_model::{
    AgentId, Availability, ClientId, Clock, Epoch, ManualClock, SeededEntropy, Session, SessionState, Timestamp,
    Visitor,
};
use usher_store::{SessionFilter, Store};
use usher_store_sqlite::{Options, SqliteStore};

/// Sunday morning, 2026-03-01T09:00:00Z.
const START: Timestamp = Timestamp::from_millis(1_772_355_600_000);

pub(super) const AGENTS: &str = "agents:
  ann: { name: Ann, email: ann@lantern.example, departments: [care], capacity: 2 }
  ben: { name: Ben, email: ben@lantern.example, departments: [care], capacity: 3 }
  cleo: { name: Cleo, email: cleo@lantern.example, departments: [care], capacity: 1 }
  dan: { name: Dan, email: dan@lantern.example, departments: [sales], capacity: 2 }
";

/// The pages a visitor may be on: the first two have a rule each, the third has none.
pub(super) const PATHS: [&str; 3] = ["/help", "/offers", "/elsewhere"];

pub(super) struct World {
    pub engine: Arc<Engine>,
    pub clock: Arc<ManualClock>,
    /// The CRM records of visitors.
    pub crm: Arc<Crm>,
    /// The systems that webhooks call.
    pub receivers: Arc<Receivers>,
    /// The mail server.
    pub postbox: Arc<Postbox>,
    folder: TempDir,
    presences: HashMap<AgentId, Presence>,
    life: u64,
}

impl World {
    /// A company whose care group is served by this strategy.
    pub async fn new(strategy: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(ManualClock::new(START));
        let (crm, receivers) = (Arc::new(Crm::default()), Arc::new(Receivers::default()));
        write_rules(&folder, strategy);
        let postbox = Arc::new(Postbox::default());
        let engine = start(&folder, &clock, &crm, &receivers, &postbox, 1).await;
        Self { engine, clock, crm, receivers, postbox, folder, presences: HashMap::new(), life: 1 }
    }

    /// Stops the engine and starts another over the same data. Connections are lost, choices and sessions are not.
    pub async fn restart(&mut self) {
        self.presences.clear();
        self.engine.live().stop().await;
        self.engine.store().close().await;
        self.life += 1;
        self.engine = start(&self.folder, &self.clock, &self.crm, &self.receivers, &self.postbox, self.life).await;
        self.engine.tick().await.expect("the store works");
    }

    /// Writes the rules anew and waits until they are live.
    pub async fn rewrite_rules(&self, strategy: &str) {
        write_rules(&self.folder, strategy);
        assert!(self.engine.live().reload().await.last_reload_successful);
        self.engine.tick().await.expect("the store works");
    }

    /// How many files have bytes on the disk, whole or in pieces.
    pub fn kept_files(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = fs::read_dir(folder).expect("it can be read");
            entries
                .map(|entry| entry.expect("an entry").path())
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        }
        count(&self.folder.path().join("files"))
    }

    /// Writes one file beside the rules, by its path such as `groups/care.yaml` or `../plugins/mood/plugin.yaml`.
    pub fn write(&self, path: &str, text: &str) {
        write(&self.folder, path, text);
    }

    /// Makes what was written live.
    pub async fn reload(&self) {
        let status = self.engine.live().reload().await;
        assert!(status.last_reload_successful, "{:?}", status.diagnostics);
        self.engine.tick().await.expect("the store works");
    }

    pub async fn connect(&mut self, agent: &str) {
        let agent = id(agent);
        let presence = self.engine.agent_connected(&agent).await.expect("the store works");
        self.presences.insert(agent, presence);
    }

    pub fn disconnect(&mut self, agent: &str) {
        self.presences.remove(&id(agent));
    }

    pub async fn choose(&self, agent: &str, availability: Availability) {
        self.engine.set_availability(&id(agent), availability).await.expect("the store works");
    }

    /// Connects an agent and sets it online.
    pub async fn online(&mut self, agent: &str) {
        self.connect(agent).await;
        self.choose(agent, Availability::Online).await;
    }

    /// Lets time pass, as the server does: a tick whenever something may be due.
    pub async fn pass(&self, time: Duration) {
        let step = Duration::from_secs(5);
        let mut left = time;
        while !left.is_zero() {
            let now = left.min(step);
            self.clock.advance(now);
            left -= now;
            self.engine.tick().await.expect("the store works");
        }
    }

    /// Lets the clock jump: nothing was looked at in between.
    pub async fn jump(&self, time: Duration) {
        self.clock.advance(time);
        self.engine.tick().await.expect("the store works");
    }

    pub async fn visitor(&self) -> Visitor {
        let channel = "mall".parse().expect("a channel");
        let locale = "en".parse().expect("a locale");
        let origin = "https://shop.example.com";
        self.engine.admit(&channel, origin, "http://own", locale).await.expect("the origin is allowed").visitor
    }

    pub async fn post(&self, visitor: &Visitor, path: &str, name: &str) -> Result<Receipt, PostError> {
        self.engine.post_as_visitor(visitor, post(path, name)).await
    }

    /// A new visitor opens a session.
    pub async fn open(&self, path: &str) -> Session {
        let visitor = self.visitor().await;
        let receipt = self.post(&visitor, path, "first").await.expect("it is stored");
        self.session(receipt).await
    }

    pub async fn session(&self, receipt: Receipt) -> Session {
        self.engine.store().session(receipt.session).await.expect("the store works").expect("it is there")
    }

    pub async fn again(&self, session: &Session) -> Session {
        self.engine.store().session(session.id).await.expect("the store works").expect("it is there")
    }

    pub async fn open_sessions(&self) -> Vec<Session> {
        self.engine.store().sessions(SessionFilter::Open, None, 10_000).await.expect("the store works")
    }

    /// Checks what must hold after every step, against the database.
    pub async fn check_invariants(&self) {
        let open = self.open_sessions().await;
        let mut held: HashMap<AgentId, u32> = HashMap::new();
        for session in &open {
            match &session.state {
                SessionState::Assigned { agent, .. } | SessionState::Offered { agent, .. } => {
                    *held.entry(agent.clone()).or_default() += 1;
                }
                SessionState::Queued { .. } | SessionState::Unmatched => {}
                SessionState::Closed { .. } => panic!("a closed session is listed as open"),
            }
        }
        let rules = self.engine.rules();
        let roster = self.engine.store().roster().await.expect("the store works");
        for row in &roster {
            assert_eq!(row.load, held.get(&row.agent).copied().unwrap_or(0), "the load of {} drifted", row.agent);
        }
        for (agent, load) in &held {
            let capacity = rules.ruleset().agents[agent].capacity;
            assert!(*load <= capacity, "{agent} holds {load} of {capacity}");
        }
        // Nobody waits while somebody of the group could answer: both strategies name everybody who may be named.
        for session in &open {
            let SessionState::Queued { group, .. } = &session.state else { continue };
            for member in &rules.ruleset().groups[group].members {
                let Some(row) = roster.iter().find(|row| row.agent == member.id) else { continue };
                let could = row.availability == Availability::Online
                    && row.present_until > self.clock.now()
                    && row.load < member.capacity;
                assert!(!could, "{} waits in {group} while {} has room", session.id, member.id);
            }
        }
    }
}

pub(super) fn id(agent: &str) -> AgentId {
    agent.parse().expect("an agent's id")
}

/// A client's name for a message, of whatever it says.
pub(super) fn name(given: &str) -> ClientId {
    ClientId::try_from(given.replace(' ', "-")).expect("a name")
}

pub(super) fn text(given: &str) -> MessageText {
    MessageText::parse(given).expect("a text")
}

pub(super) fn post(path: &str, named: &str) -> VisitorPost {
    VisitorPost {
        session: None,
        client_id: name(named),
        files: SentFiles::default(),
        text: MessageText::parse("Hello, where is my parcel?").expect("a text"),
        page: Page { url: format!("https://shop.example.com{path}"), ..Page::default() },
        locale: "en".parse().expect("a locale"),
        agent: UserAgent::default(),
    }
}

async fn start(
    folder: &TempDir,
    clock: &Arc<ManualClock>,
    crm: &Arc<Crm>,
    receivers: &Arc<Receivers>,
    postbox: &Arc<Postbox>,
    life: u64,
) -> Arc<Engine> {
    let entropy = Arc::new(SeededEntropy::new(life));
    let options = Options::new(Epoch::new(clock.now(), &*entropy));
    let store = SqliteStore::open(&folder.path().join("usher.db"), options).await.expect("a database");
    let store: Arc<dyn Store> = Arc::new(store);
    let mut config = LiveConfig::new(folder.path().join("rules"), Some(folder.path().join("plugins")));
    config.poll = Duration::from_hours(1);
    let live = LiveRules::start(config, store.clone(), clock.clone()).await.expect("the rules are good");
    let (records, webhooks) = (crm.clone(), receivers.clone());
    let bus = Arc::new(LocalBus::default());
    let mailing =
        Some(Mailing { sender: postbox.clone(), public_url: Some("https://chat.lantern.example/".to_owned()) });
    let attachments = Attachments::in_folder(&folder.path().join("files")).expect("a folder");
    let link_secret = LinkSecret::new([1; 32]);
    let parts = Parts {
        store,
        bus,
        live,
        records,
        webhooks,
        mailing,
        attachments,
        link_secret,
        key_encryption: KeyEncryptionKey::generate(&SeededEntropy::new(1)),
        clock: clock.clone(),
        entropy,
    };
    Engine::start(parts).await.expect("the store works")
}

/// Strategies that never answer: one loops, one grows, one fails.
const BAD_PLUGIN: &str = "api: 1
name: Bad
description: Strategies that never answer.
offers:
  strategy:
    - { id: loops, file: bad.rhai, function: loops }
    - { id: grows, file: bad.rhai, function: grows }
    - { id: fails, file: bad.rhai, function: fails }
";
const BAD_SCRIPT: &str = "fn loops(candidates) { loop { } }
fn grows(candidates) { let text = \"x\"; loop { text += text; } }
fn fails(candidates) { throw \"no idea\"; }
";

fn write(folder: &TempDir, path: &str, text: &str) {
    let path: PathBuf = folder.path().join("rules").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

fn write_rules(folder: &TempDir, strategy: &str) {
    let write = |path: &str, text: &str| write(folder, path, text);
    write("../plugins/bad/plugin.yaml", BAD_PLUGIN);
    write("../plugins/bad/bad.rhai", BAD_SCRIPT);
    write("workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n");
    write("directory/agents.yaml", AGENTS);
    write("directory/departments.yaml", "departments:\n  care: { name: Care }\n  sales: { name: Sales }\n");
    write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\n");
    write("groups/sales.yaml", "name: Sales\nmembers: { departments: [sales] }\n");
    write(
        "channels/mall.yaml",
        "name: Mall\norigins: [https://shop.example.com]\nlook: { button_name: Chat, theme_color: '#123456' }\ntitle: Hi\n",
    );
    write("prompts/hello.yaml", "text: { en: Welcome!, zh: 欢迎！ }\n");
    write(
        "distribution/help.yaml",
        &format!(
            "name: Help\npriority: 1\nwhen: {{ page.path: /help }}\ngroup: care\nstrategy: {strategy}\nwelcome: hello\n"
        ),
    );
    write(
        "distribution/offers.yaml",
        "name: Offers\npriority: 2\nwhen: { page.path: { starts_with: /offers } }\ngroup: sales\nstrategy: [load]\n",
    );
}
