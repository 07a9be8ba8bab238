//! What people do during a session besides talking, with who may do it.

use super::world::{AGENTS, World, id};
use crate::{MessageText, NoteError, OwnSession, RecallError, TagError, TypingPace};
use std::{sync::Arc, time::Duration};
use usher_bus::{Notice, ReceiptKind, Received, Subscription, Topic};
use usher_model::{
    Agent, Body, ClientId, Event, MAX_TAGS, Party, Release, Session, SessionState, TagName, Value, Visitor,
};
use usher_store::{Page, TagStep};

/// A session of ann's, its visitor, and a supervisor in the house.
struct Office {
    world: World,
    visitor: Visitor,
    session: Session,
}

impl Office {
    async fn open() -> Self {
        Self::with("").await
    }

    async fn with(workspace: &str) -> Self {
        let mut world = World::new("load").await;
        let sue = "  sue: { name: Sue, email: sue@lantern.example, role: supervisor }\n";
        world.write("directory/agents.yaml", &format!("{AGENTS}{sue}"));
        let basics = "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n";
        world.write("workspace.yaml", &format!("{basics}{workspace}"));
        world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nanswer: { within: 10m }\n");
        world.reload().await;
        world.online("ann").await;
        let visitor = world.visitor().await;
        let receipt = world.post(&visitor, "/help", "first").await.expect("it is stored");
        let session = world.session(receipt).await;
        assert_eq!(session.state.owner(), Some(&id("ann")));
        Self { world, visitor, session }
    }

    fn agent(&self, agent: &str) -> Arc<Agent> {
        self.world.engine.rules().ruleset().agents[&id(agent)].clone()
    }

    fn own(&self) -> OwnSession {
        OwnSession::of(&self.visitor, &self.session).expect("it is the visitor's")
    }

    async fn now(&self) -> Session {
        self.world.again(&self.session).await
    }

    async fn bodies(&self) -> Vec<Body> {
        let entries = self.world.engine.transcript(self.session.id, Page::After(0), 100).await.expect("read");
        entries.into_iter().map(|entry| entry.body).collect()
    }

    async fn note(&self, agent: &str, name: &str) -> Result<crate::Receipt, NoteError> {
        let text = MessageText::parse("ask for the invoice").expect("a text");
        self.world.engine.add_note(&self.agent(agent), self.session.id, named(name), text).await
    }

    async fn say(&self, agent: &str, name: &str) -> i64 {
        let text = MessageText::parse("oops").expect("a text");
        let said = self.world.engine.post_as_agent(&id(agent), self.session.id, named(name), text).await;
        said.expect("it is stored").seq
    }

    async fn recall(&self, agent: &str, seq: i64) -> Result<(), RecallError> {
        self.world.engine.recall_as_agent(&self.agent(agent), self.session.id, seq).await
    }

    fn follow(&self) -> Subscription {
        self.world.engine.bus().subscribe(&[Topic::Session(self.session.id)])
    }
}

fn named(name: &str) -> ClientId {
    ClientId::try_from(name.to_owned()).expect("a name")
}

async fn next(follow: &mut Subscription) -> Notice {
    match follow.recv().await {
        Received::Notice(notice) => notice,
        Received::Lagged => panic!("nothing was lost"),
    }
}

#[tokio::test]
async fn notes_are_for_those_who_may_see_the_session_and_answer_nothing() {
    let office = Office::open().await;
    let due = office.session.answer_by.expect("the group says how soon it answers");
    let mut follow = office.follow();
    let by_owner = office.note("ann", "n-1").await.expect("the owner notes");
    let by_supervisor = office.note("sue", "n-1").await.expect("a supervisor notes");
    assert_eq!((by_owner.seq, by_supervisor.seq), (office.session.last_seq + 1, office.session.last_seq + 2));
    assert!(matches!(office.note("ben", "n-1").await, Err(NoteError::Missing)), "others are told nothing");
    assert_eq!(office.note("ann", "n-1").await.expect("again"), by_owner);
    for seq in [by_owner.seq, by_supervisor.seq] {
        assert!(matches!(next(&mut follow).await, Notice::Message(message) if message.seq == seq), "told once");
    }
    let now = office.now().await;
    assert_eq!((now.answer_by, now.agent_at, now.visitor_at), (Some(due), None, office.session.visitor_at));

    // A note is no answer: the session is taken from who only noted.
    office.world.pass(Duration::from_mins(11)).await;
    let missed = Body::Event { event: Event::Released { agent: id("ann"), because: Release::Missed } };
    assert!(office.bodies().await.contains(&missed));
    office.world.engine.close_as_visitor(office.own()).await.expect("it ends");
    office.note("sue", "late").await.expect("also when it is over");
}

#[tokio::test]
async fn marks_are_the_owners_and_the_supervisors() {
    let office = Office::open().await;
    let engine = &office.world.engine;
    let tag = async |agent: &str, tag: &str, step| {
        let tag: TagName = tag.parse().expect("a mark");
        engine.change_tag(&office.agent(agent), office.session.id, tag, step).await
    };
    assert!(matches!(tag("ben", "refund", TagStep::Set).await, Err(TagError::Missing)));
    let marked = tag("ann", "refund", TagStep::Set).await.expect("the owner marks");
    assert_eq!(tag("ann", "refund", TagStep::Set).await.expect("again"), marked, "nothing changes, nothing is told");
    let freed = tag("sue", "refund", TagStep::Unset).await.expect("a supervisor takes it away");
    assert!(freed.tags.is_empty());
    let told: Vec<_> = office.bodies().await.into_iter().skip(3).collect();
    let event = |by: &str, set| Body::Event {
        event: Event::Tagged { by: id(by), tag: "refund".parse().expect("a mark"), set },
    };
    assert_eq!(told, [event("ann", true), event("sue", false)]);
    for n in 0..MAX_TAGS {
        tag("ann", &format!("mark-{n}"), TagStep::Set).await.expect("there is room");
    }
    assert!(matches!(tag("ann", "refund", TagStep::Set).await, Err(TagError::Full { limit: MAX_TAGS })));
    assert_eq!(office.now().await.version, office.session.version, "a mark moves nobody");
}

#[tokio::test]
async fn what_was_sent_is_taken_back_in_time_by_its_sender() {
    let office = Office::with("recall_within: 2m\n").await;
    let (world, engine) = (&office.world, &office.world.engine);
    let said = office.say("ann", "a-1").await;
    let noted = office.note("ann", "n-1").await.expect("noted").seq;
    world.clock.advance(Duration::from_mins(2));

    for (agent, seq) in [("sue", said), ("sue", noted), ("ann", 1)] {
        assert!(matches!(office.recall(agent, seq).await, Err(RecallError::NotSender)), "{agent} did not send {seq}");
    }
    assert!(matches!(office.recall("ben", said).await, Err(RecallError::Missing)), "others are told nothing");
    assert!(matches!(office.recall("ann", 99).await, Err(RecallError::Missing)));
    let agents = engine.recall_as_visitor(office.own(), said).await;
    assert!(matches!(agents, Err(RecallError::NotSender)));

    let mut follow = office.follow();
    office.recall("ann", said).await.expect("the last moment counts");
    office.recall("ann", noted).await.expect("a note too");
    let told = |seq| Body::Event { event: Event::Recalled { seq } };
    assert!(matches!(next(&mut follow).await, Notice::Message(entry) if entry.body == told(said)));
    let bodies = office.bodies().await;
    let at = |seq: i64| bodies[usize::try_from(seq - 1).expect("a place")].clone();
    assert_eq!((at(said), at(noted)), (Body::Recalled, Body::RecalledNote));

    world.clock.advance(Duration::from_micros(1));
    office.recall("ann", said).await.expect("again is no mistake, however late");
    let last_seq = office.now().await.last_seq;
    let late = engine.recall_as_visitor(office.own(), 1).await;
    let Err(RecallError::TooLate { age, limit }) = late else { panic!("it is too late, but {late:?}") };
    assert_eq!((age, limit), (Duration::from_mins(2) + Duration::from_micros(1), Duration::from_mins(2)));
    assert_eq!(office.now().await.last_seq, last_seq);
    assert_eq!(office.say("ann", "a-1").await, said, "what was taken back is not said again");
}

#[tokio::test]
async fn taking_back_outlives_the_owner_and_the_end() {
    let office = Office::open().await;
    let engine = &office.world.engine;
    let said = office.say("ann", "a-1").await;
    let to = crate::HandTarget::Agent(id("ben"));
    engine.give(&office.agent("sue"), office.session.id, &to, None, None).await.expect("it is given away");
    assert_eq!(office.now().await.state.owner(), Some(&id("ben")));
    office.recall("ann", said).await.expect("who sent it may, whoever has it now");
    engine.close_as_agent(&id("ben"), office.session.id).await.expect("it ends");
    engine.recall_as_visitor(office.own(), 1).await.expect("also when it is over");
    assert!(matches!(office.now().await.state, SessionState::Closed { .. }));
    assert_eq!(office.bodies().await[0], Body::Recalled);

    let never = Office::with("recall_within: never\n").await;
    let refused = never.world.engine.recall_as_visitor(never.own(), 1).await;
    assert!(matches!(refused, Err(RecallError::Off)), "{refused:?}");
}

#[tokio::test]
async fn typing_is_told_while_somebody_answers() {
    let office = Office::open().await;
    let engine = &office.world.engine;
    let waiting_visitor = office.world.visitor().await;
    let receipt = office.world.post(&waiting_visitor, "/offers", "first").await.expect("it is stored");
    let waiting = office.world.session(receipt).await;
    let mut follow = engine.bus().subscribe(&[Topic::Session(office.session.id), Topic::Session(waiting.id)]);

    let own = OwnSession::of(&waiting_visitor, &waiting).expect("it is the visitor's");
    engine.typing_as_visitor(own).await.expect("passed over: nobody answers yet");
    assert_eq!(engine.typing_as_agent(&office.agent("ben"), office.session.id).await.expect("asked"), None);
    let by_supervisor = engine.typing_as_agent(&office.agent("sue"), office.session.id).await.expect("asked");
    assert_eq!(by_supervisor, Some(()), "who only looks on is not told of");
    engine.typing_as_visitor(office.own()).await.expect("told");
    engine.typing_as_agent(&office.agent("ann"), office.session.id).await.expect("told");
    for expected in [Party::Visitor, Party::Agent(id("ann"))] {
        let Notice::Typing { session, party } = next(&mut follow).await else { panic!("it is about typing") };
        assert_eq!((session, party), (office.session.id, expected));
    }
    assert_eq!(office.now().await, office.session, "nothing is stored");

    let mut pace = TypingPace::default();
    let clock = &office.world.clock;
    assert!(pace.may_tell(engine.now()));
    clock.advance(Duration::from_millis(1_999));
    assert!(!pace.may_tell(engine.now()), "more than once in two seconds is passed over");
    clock.advance(Duration::from_millis(1));
    assert!(pace.may_tell(engine.now()));
}

#[tokio::test]
async fn what_reached_a_page_is_told_before_it_is_read() {
    let office = Office::open().await;
    let engine = &office.world.engine;
    let said = office.say("ann", "a-1").await;
    let mut follow = office.follow();
    assert_eq!(engine.got_as_visitor(office.own(), said - 1).await.expect("marked"), Some(said - 1));
    assert_eq!(engine.got_as_visitor(office.own(), 1).await.expect("marked"), Some(said - 1), "receipts only rise");
    assert_eq!(engine.read_as_visitor(office.own(), 99).await.expect("marked"), Some(said));
    assert_eq!(engine.got_as_visitor(office.own(), said).await.expect("marked"), Some(said), "read is got");
    assert_eq!(engine.got_as_agent(&id("ben"), office.session.id, 1).await.expect("asked"), None);
    assert_eq!(engine.got_as_agent(&id("ann"), office.session.id, 2).await.expect("marked"), Some(2));
    for expected in [
        (Party::Visitor, ReceiptKind::Got, said - 1),
        (Party::Visitor, ReceiptKind::Read, said),
        (Party::Agent(id("ann")), ReceiptKind::Got, 2),
    ] {
        let Notice::Receipt { party, kind, seq, .. } = next(&mut follow).await else { panic!("it is a receipt") };
        assert_eq!((party, kind, seq), expected);
    }
    let now = office.now().await;
    assert_eq!((now.visitor_got, now.visitor_read, now.agent_got, now.agent_read), (said, said, 2, 0));
}

#[tokio::test]
async fn the_opening_words_are_taken_back_from_the_decisions_too() {
    let office = Office::open().await;
    let (world, engine) = (&office.world, &office.world.engine);
    let first_words = async || -> Vec<Option<Value>> {
        let explained = engine.explain(office.session.id).await.expect("it is there");
        let facts = explained.decisions.iter().map(|one| one.record.facts.get("session.first_message").cloned());
        facts.collect()
    };
    let to = crate::HandTarget::Group("sales".parse().expect("a group"));
    engine.give(&office.agent("sue"), office.session.id, &to, None, None).await.expect("it is given away");
    let said = Some(Value::from("Hello, where is my parcel?"));
    assert_eq!(first_words().await, [said.clone(), said.clone()]);
    let more = world.post(&office.visitor, "/help", "more").await.expect("it is stored");
    engine.recall_as_visitor(office.own(), more.seq).await.expect("it is the visitor's");
    assert_eq!(first_words().await, [said.clone(), said], "the same words, but the chat did not begin with these");
    engine.recall_as_visitor(office.own(), 1).await.expect("it is the visitor's");
    let gone = Some(Value::from(""));
    assert_eq!(first_words().await, [gone.clone(), gone.clone()]);
    let to = crate::HandTarget::Group("care".parse().expect("a group"));
    engine.give(&office.agent("sue"), office.session.id, &to, None, None).await.expect("it is given away");
    assert_eq!(first_words().await, [gone.clone(), gone.clone(), gone], "what is decided later has them no more");
}
