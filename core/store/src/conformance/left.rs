//! Left messages: what they do to sessions, how they move on, how they are found.

use super::{
    Backend,
    world::{World, assign, hour, id, queue, seqs, slot},
};
use crate::{
    ChangeLeft, LeaveMessage, LeaveOutcome, LeaveTo, LeftChange, LeftFilter, LeftInbox, LeftOf, LeftOutcome, LeftPage,
    MAX_LEFT_NOTES, NewLeftNote, NoteOutcome, OpenNotice, OpenSession, Page, Placement, PostMessage, Take,
};
use usher_model::{
    AdminNotice, AgentId, Answer, AnswerValue, AnsweredLeft, Body, Chosen, ClientId, CloseCause, Event, FileRef,
    GroupId, LeftMessage, LeftMessageId, LeftNote, LeftNoteId, LeftStatus, NoticeId, NoticeKind, Party, SeededEntropy,
    Session, SessionState, VisitorId,
};

fn name(text: &str) -> ClientId {
    ClientId::try_from(text.to_owned()).expect("a name")
}

fn left(world: &World, session: &Session, text: &str) -> LeftMessage {
    let at = world.later();
    let answer = |field: &str, value| Answer { field: field.to_owned(), label: field.to_uppercase(), value };
    LeftMessage {
        id: LeftMessageId::new(at, &SeededEntropy::new(at.as_micros().unsigned_abs())),
        session: session.id,
        visitor: session.visitor,
        channel: session.channel.clone(),
        form: id("leave"),
        group: Some(id("care")),
        rule: Some(id("vip")),
        reason: Some(usher_model::QueueReason::Busy),
        locale: id("en"),
        answers: vec![
            answer("message", AnswerValue::LongText(text.to_owned())),
            answer("weight", AnswerValue::Number(2.5)),
            answer("count", AnswerValue::Whole(3)),
            answer("topic", AnswerValue::Choices(vec![Chosen { value: "a".to_owned(), label: "A".to_owned() }])),
            answer("terms", AnswerValue::Consent(true)),
        ],
        contact: Some("mia@example.com".to_owned()),
        status: LeftStatus::Open,
        agent: None,
        passed: Vec::new(),
        created_at: at,
        taken_at: None,
        answered_at: None,
        done_at: None,
        version: 1,
    }
}

fn leave(left: LeftMessage, client_id: &str, to: LeaveTo) -> LeaveMessage {
    LeaveMessage { left, client_id: name(client_id), to, hooks: Vec::new() }
}

async fn done(world: &World, leave: LeaveMessage) -> (LeftMessage, Session, Option<AgentId>) {
    match world.store.leave(leave).await.expect("answered") {
        LeaveOutcome::Left { left, session, messages, freed } => {
            assert_eq!(session.last_seq, messages.last().map_or(0, |message| message.seq));
            (left, session, freed)
        }
        other => panic!("it should have been left, but: {other:?}"),
    }
}

/// A message of this visitor that takes files along, in a session that is over.
pub(super) fn leave_with(world: &World, over: &Session, client_id: &str, files: &[FileRef]) -> LeaveMessage {
    let value = AnswerValue::Files(files.to_vec());
    let answer = Answer { field: "files".to_owned(), label: "Files".to_owned(), value };
    leave(LeftMessage { answers: vec![answer], ..left(world, over, "") }, client_id, LeaveTo::Over)
}

/// A session that is over at once, with the message as its first entry.
fn opening(world: &World, visitor: VisitorId, text: &str, client_id: &str) -> LeaveMessage {
    let opening = OpenSession { ends: Some(CloseCause::LeftMessage), ..world.opening(visitor, queue("care")) };
    let message = left(world, &opening.session, text);
    let first = PostMessage { client_id: name(client_id), body: LeaveMessage::body(&message), ..opening.first.clone() };
    leave(message, client_id, LeaveTo::New(Box::new(OpenSession { first, ..opening })))
}

/// Whoever waits, in line or offered, and leaves a message, waits no longer: entry, end and freed slot are one. The same
/// message sent again is the same message, and another one under its name is none.
pub async fn a_message_left_while_waiting_ends_the_session(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let waits = world.open(queue("care")).await;
    let message = left(&world, &waits, "Call me");
    let (stored, session, freed) = done(&world, leave(message.clone(), "l-1", LeaveTo::Waiting)).await;
    assert_eq!((&stored, freed), (&message, None));
    let closed = SessionState::Closed { cause: CloseCause::LeftMessage, agent: None, group: Some(id("care")) };
    assert_eq!(session.state, closed);
    assert_eq!(world.session(waits.id).await, session);
    assert_eq!(world.store.left_message(message.id).await.expect("answered"), Some(message.clone()));
    let entries = world.store.messages(waits.id, Page::After(waits.last_seq), 10).await.expect("answered");
    assert_eq!(seqs(&entries), [waits.last_seq + 1, waits.last_seq + 2]);
    assert_eq!((&entries[0].sender, entries[0].client_id.as_str()), (&Party::Visitor, "l-1"));
    assert!(matches!(&entries[0].body, Body::Left { left, answers } if *left == message.id
        && answers[0] == ("MESSAGE".to_owned(), "Call me".to_owned())));
    assert_eq!(entries[1].body, Body::Event { event: Event::Closed { cause: CloseCause::LeftMessage } });

    let again = LeftMessage { id: LeftMessageId::from_bytes([1; 16]), ..message.clone() };
    let again = world.store.leave(leave(again, "l-1", LeaveTo::Waiting)).await.expect("answered");
    assert_eq!(again, LeaveOutcome::Before { left: message.clone() });
    let other = left(&world, &waits, "Something else");
    let other = world.store.leave(leave(other, "l-1", LeaveTo::Waiting)).await.expect("answered");
    assert_eq!(other, LeaveOutcome::Conflict);
    let late = left(&world, &waits, "Late");
    let late = world.store.leave(leave(late, "l-2", LeaveTo::Waiting)).await.expect("answered");
    assert_eq!(late, LeaveOutcome::Lost, "the session is over");
    let said = left(&world, &waits, "Said");
    let said = world.store.leave(leave(said, &waits.id.to_string(), LeaveTo::Over)).await.expect("answered");
    assert_eq!(said, LeaveOutcome::Conflict, "the visitor said something else under that name");

    let ann = world.agent("ann").await;
    let placed = world.opening(world.visitor().await, assign(&ann));
    let asked = Placement { take: Take::Asked, slot: Some(slot(&ann, 3)), ..placed.placement.clone() };
    let offered = world.open_as(OpenSession { placement: asked, ..placed }).await;
    assert_eq!(world.roster_row(&ann).await.load, 1);
    let (_, session, freed) = done(&world, leave(left(&world, &offered, "x"), "l-1", LeaveTo::Waiting)).await;
    assert_eq!((session.state, freed), (closed, Some(ann.clone())));
    assert_eq!(world.roster_row(&ann).await.load, 0);

    let owned = world.open(assign(&ann)).await;
    let refused = world.store.leave(leave(left(&world, &owned, "x"), "l-1", LeaveTo::Waiting)).await;
    assert_eq!(refused.expect("answered"), LeaveOutcome::Lost, "an agent is answering");
    assert_eq!(world.session(owned.id).await, owned);
}

/// A message is added to a session that is over, or opens one that is over at once; of two at once under one name one is
/// stored.
pub async fn a_left_message_is_added_or_opens_a_session(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let over = world.close(world.open(queue("care")).await.id).await;
    let (_, session, _) = done(&world, leave(left(&world, &over, "x"), "l-1", LeaveTo::Over)).await;
    assert_eq!(session, Session { last_seq: over.last_seq + 1, ..over.clone() });
    assert_eq!(world.session(over.id).await, session);
    let stranger = Session { visitor: world.visitor().await, ..over };
    let refused = world.store.leave(leave(left(&world, &stranger, "x"), "l-1", LeaveTo::Over)).await;
    assert!(refused.is_err(), "the session is another visitor's");

    let visitor = world.visitor().await;
    let asks = ["a", "a", "b"].map(|client_id| opening(&world, visitor, "y", client_id));
    let [one, other, second] = asks;
    let (one, other) = tokio::join!(world.store.leave(one), world.store.leave(other));
    let outcomes = [one.expect("answered"), other.expect("answered")];
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, LeaveOutcome::Left { .. })).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, LeaveOutcome::Before { .. })).count(), 1);
    let (_, session, _) = done(&world, second).await;
    assert_eq!(
        session.state,
        SessionState::Closed { cause: CloseCause::LeftMessage, agent: None, group: Some(id("care")) }
    );
    let decision = world.store.latest_decision(session.id).await.expect("answered").expect("it is stored");
    assert_eq!(decision.decision, queue("care"));
    world.open_as(world.opening(visitor, queue("care"))).await;
    let busy = world.store.leave(opening(&world, visitor, "z", "c")).await.expect("answered");
    assert_eq!(busy, LeaveOutcome::Lost, "the visitor has an open session");
}

/// Steps are taken by compare-and-set: of two who take one wins. An answer is written once, into the visitor's
/// latest session, and says what it answers where that is another one.
pub async fn left_messages_move_by_compare_and_set(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (ann, ben): (AgentId, AgentId) = (id("ann"), id("ben"));
    let visitor = world.visitor().await;
    let (message, session, _) = done(&world, opening(&world, visitor, "x", "l-1")).await;
    let step =
        |of: &LeftMessage, change| ChangeLeft { id: of.id, expected_version: of.version, change, at: world.later() };
    let now = |outcome| match outcome {
        Ok(LeftOutcome::Now { left, .. }) => left,
        other => panic!("it should have been done, but: {other:?}"),
    };
    let take = |agent: &AgentId| step(&message, LeftChange::Take { agent: agent.clone() });
    let (one, other) = tokio::join!(world.store.change_left(take(&ann)), world.store.change_left(take(&ben)));
    let outcomes = [one.expect("answered"), other.expect("answered")];
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, LeftOutcome::Lost)).count(), 1);
    let taken = world.store.left_message(message.id).await.expect("answered").expect("it is there");
    assert_eq!((taken.status, taken.version), (LeftStatus::Taken, 2));

    let ann_has = now(world.store.change_left(step(&taken, LeftChange::Take { agent: ann.clone() })).await);
    let (second, latest, _) = done(&world, opening(&world, visitor, "y", "l-2")).await;
    let give = |to: &AgentId| step(&second, LeftChange::Give { agent: to.clone() });
    let refused = world.store.change_left(give(&ann)).await.expect("answered");
    assert_eq!(refused, LeftOutcome::Lost, "ann has one that is not answered");
    let given = now(world.store.change_left(give(&ben)).await);
    let back = now(world.store.change_left(step(&given, LeftChange::GiveBack { passed: Some(ben.clone()) })).await);
    assert_eq!((back.status, &back.agent, &back.passed[..]), (LeftStatus::Open, &None, std::slice::from_ref(&ben)));
    let mut turns = world.store.left_turns(&[ann.clone(), ben.clone()]).await.expect("answered");
    turns.sort_by_key(|turn| turn.agent.clone());
    assert_eq!((turns[0].untouched, turns[0].taken_at), (1, ann_has.taken_at));
    assert_eq!((turns[1].untouched, turns[1].taken_at), (0, None));

    let answer = |of: &LeftMessage, text: &str| {
        let (client_id, text) = (name("a-1"), text.to_owned());
        step(of, LeftChange::Answer { agent: ann.clone(), client_id, text })
    };
    let LeftOutcome::Now { left: answered, said: Some(said) } =
        world.store.change_left(answer(&ann_has, "On its way")).await.expect("answered")
    else {
        panic!("the answer should have been stored")
    };
    assert_eq!((answered.status, answered.answered_at), (LeftStatus::Answered, Some(said.at)));
    let again = world.store.change_left(answer(&ann_has, "On its way")).await.expect("answered");
    assert_eq!(again, LeftOutcome::Before { left: answered.clone(), said: said.clone() });
    let other = world.store.change_left(answer(&answered, "Not yet")).await.expect("answered");
    assert_eq!(other, LeftOutcome::Conflict);
    let entries = world.store.messages(latest.id, Page::After(latest.last_seq), 10).await.expect("answered");
    assert_eq!(entries, std::slice::from_ref(&said));
    let answers = Some(AnsweredLeft { left: message.id, left_at: message.created_at });
    assert_eq!(said.body, Body::Text { text: "On its way".to_owned(), answers });
    assert_eq!(world.store.left_answers(message.id, 10).await.expect("answered"), [said]);
    assert_eq!(world.store.left_answers(second.id, 10).await.expect("answered"), []);
    let after = world.session(latest.id).await;
    assert_eq!(after, Session { last_seq: latest.last_seq + 1, ..latest });
    assert_eq!(world.session(session.id).await, session);
    let own = LeftChange::Answer { agent: ben.clone(), client_id: name("b-1"), text: "Here".to_owned() };
    let LeftOutcome::Now { said: Some(own), .. } = world.store.change_left(step(&back, own)).await.expect("answered")
    else {
        panic!("the answer should have been stored")
    };
    assert_eq!((own.session, &own.body), (second.session, &Body::text("Here")), "it stands where it was asked");

    let finished = now(world.store.change_left(step(&answered, LeftChange::Finish { agent: ben })).await);
    assert_eq!((finished.status, &finished.agent), (LeftStatus::Done, &Some(ann.clone())));
    let late = LeftChange::Answer { agent: ann.clone(), client_id: name("a-2"), text: "Late".to_owned() };
    let late = world.store.change_left(step(&finished, late)).await.expect("answered");
    assert_eq!(late, LeftOutcome::Lost, "nothing is left to do");
    let reopened = now(world.store.change_left(step(&finished, LeftChange::Reopen)).await);
    assert_eq!((reopened.status, reopened.agent, reopened.done_at), (LeftStatus::Open, None, None));
    let missing = ChangeLeft { id: LeftMessageId::from_bytes([9; 16]), ..step(&back, LeftChange::Reopen) };
    assert_eq!(world.store.change_left(missing).await.expect("answered"), LeftOutcome::Missing);
}

/// Left messages are listed both ways in pages, by group, status, agent and visitor; they are counted and noted upon.
pub async fn left_messages_are_listed_counted_and_noted(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let mia = world.visitor().await;
    let mut all = Vec::new();
    for (group, visitor) in
        [("care", mia), ("sales", world.visitor().await), ("care", mia), ("care", world.visitor().await)]
    {
        let mut asked = opening(&world, visitor, "x", &format!("l-{}", all.len()));
        asked.left.group = Some(id(group));
        all.push(done(&world, asked).await.0);
    }
    let mut nobodys = opening(&world, world.visitor().await, "x", "l-1");
    nobodys.left.group = None;
    all.push(done(&world, nobodys).await.0);
    let take =
        ChangeLeft { id: all[2].id, expected_version: 1, change: LeftChange::Take { agent: id("ann") }, at: hour() };
    assert!(matches!(world.store.change_left(take).await, Ok(LeftOutcome::Now { .. })));
    let list = |filter: LeftFilter, page, limit| {
        let (world, all) = (&world, &all);
        async move {
            let found = world.store.left_messages(&filter, page, limit).await.expect("answered");
            let place = |left: LeftMessage| all.iter().position(|one| one.id == left.id).expect("one of them");
            found.into_iter().map(place).collect::<Vec<_>>()
        }
    };
    let (newest, oldest) = (LeftPage::Before(None), LeftPage::After(None));
    let care = || Some(vec![id::<GroupId>("care")]);
    let both = || Some(vec![id::<GroupId>("care"), id("sales")]);
    let open = Some(LeftStatus::Open);
    let of = |groups, status, of| LeftFilter { groups, status, of };
    assert_eq!(list(LeftFilter::default(), newest, 10).await, [4, 3, 2, 1, 0]);
    assert_eq!(list(LeftFilter::default(), oldest, 2).await, [0, 1]);
    assert_eq!(list(LeftFilter::default(), LeftPage::After(Some(all[1].id)), 2).await, [2, 3]);
    assert_eq!(list(LeftFilter::default(), LeftPage::Before(Some(all[3].id)), 2).await, [2, 1]);
    assert_eq!(list(of(both(), None, LeftOf::All), newest, 10).await, [3, 2, 1, 0]);
    assert_eq!(list(of(None, open, LeftOf::All), newest, 10).await, [4, 3, 1, 0]);
    assert_eq!(list(of(both(), open, LeftOf::All), newest, 10).await, [3, 1, 0]);
    assert_eq!(list(of(care(), open, LeftOf::All), oldest, 1).await, [0]);
    assert_eq!(list(of(care(), open, LeftOf::All), LeftPage::After(Some(all[0].id)), 9).await, [3]);
    assert_eq!(list(of(care(), None, LeftOf::Agent(id("ann"))), newest, 10).await, [2]);
    assert_eq!(list(of(None, open, LeftOf::Agent(id("ann"))), newest, 10).await, [0_usize; 0]);
    assert_eq!(list(of(None, None, LeftOf::Visitor(mia)), newest, 10).await, [2, 0]);
    assert_eq!(list(of(Some(Vec::new()), None, LeftOf::All), newest, 10).await, [0_usize; 0], "no group, no message");
    let under = world.store.left_under(mia, &name("l-2")).await.expect("answered").expect("it is there");
    assert_eq!(under.id, all[2].id);

    let mut counts: Vec<_> = world
        .store
        .left_counts(None)
        .await
        .expect("answered")
        .into_iter()
        .map(|one| (one.group.map(|group| group.to_string()), one.status.word(), one.count))
        .collect();
    counts.sort();
    let group = |name: &str| Some(name.to_owned());
    assert_eq!(
        counts,
        [(None, "open", 1), (group("care"), "open", 2), (group("care"), "taken", 1), (group("sales"), "open", 1)]
    );
    let sales = world.store.left_counts(Some(&[id("sales")])).await.expect("answered");
    assert_eq!(sales.iter().map(|one| one.count).sum::<u32>(), 1);

    let note = |n: u32, text: &str| {
        let at = world.later();
        let id_ = LeftNoteId::new(at, &SeededEntropy::new(u64::from(n)));
        let note = LeftNote { id: id_, left: all[0].id, agent: id("ann"), text: text.to_owned(), at };
        NewLeftNote { note, client_id: name(&format!("n-{n}")) }
    };
    let first = note(0, "Called, nobody there");
    assert_eq!(
        world.store.add_left_note(first.clone()).await.expect("answered"),
        NoteOutcome::Stored { note: first.note.clone() }
    );
    let again =
        NewLeftNote { note: LeftNote { id: LeftNoteId::from_bytes([3; 16]), ..first.note.clone() }, ..first.clone() };
    assert_eq!(
        world.store.add_left_note(again).await.expect("answered"),
        NoteOutcome::Stored { note: first.note.clone() }
    );
    assert_eq!(world.store.add_left_note(note(0, "Else")).await.expect("answered"), NoteOutcome::Conflict);
    for n in 1..MAX_LEFT_NOTES {
        assert!(matches!(world.store.add_left_note(note(n, "again")).await, Ok(NoteOutcome::Stored { .. })));
    }
    assert_eq!(world.store.add_left_note(note(MAX_LEFT_NOTES, "more")).await.expect("answered"), NoteOutcome::Full);
    let notes = world.store.left_notes(&[all[0].id, all[1].id]).await.expect("answered");
    assert_eq!((notes.len(), &notes[0]), (MAX_LEFT_NOTES as usize, &first.note));
}

/// A message that no rule leads to a group is told of once, until somebody has it.
pub async fn a_left_message_of_no_group_is_noticed(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let first = world.open(queue("care")).await;
    let mine = LeftMessage { group: None, ..left(&world, &first, "of no group") };
    let (mine, ..) = done(&world, leave(mine, "l-1", LeaveTo::Waiting)).await;
    let second = world.open(queue("care")).await;
    let grouped = left(&world, &second, "of care");
    let (grouped, ..) = done(&world, leave(grouped, "l-1", LeaveTo::Waiting)).await;
    assert_eq!(store.untold_left(10).await.expect("answered"), [mine.id]);
    let notice = |number: u8, of: &LeftMessage| OpenNotice {
        notice: AdminNotice {
            id: NoticeId::from_bytes([number; 16]),
            kind: NoticeKind::LeftUnmatched { left: of.id, session: of.session },
            opened_at: hour(),
            over_at: None,
        },
        deliveries: Vec::new(),
        recipients: Vec::new(),
        mail_at: hour(),
    };
    assert!(!store.open_notice(notice(1, &grouped)).await.expect("answered"), "its group knows of it");
    assert!(store.open_notice(notice(2, &mine)).await.expect("answered"));
    assert!(!store.open_notice(notice(3, &mine)).await.expect("answered"), "once");
    assert_eq!(store.untold_left(10).await.expect("answered"), []);
    assert_eq!(store.settled_notices(10).await.expect("answered"), []);
    let seen = store.notice(NoticeId::from_bytes([2; 16]), &id("li")).await.expect("answered").expect("it is there");
    assert_eq!(seen.notice, notice(2, &mine).notice);
    let take = LeftChange::Take { agent: id("li") };
    let change = ChangeLeft { id: mine.id, expected_version: mine.version, change: take, at: hour() };
    store.change_left(change).await.expect("taken");
    assert_eq!(store.settled_notices(10).await.expect("answered"), [NoticeId::from_bytes([2; 16])]);
    assert_eq!(store.untold_left(10).await.expect("answered"), []);
    let inbox = store.left_inbox(&id("li"), Some(&[id("care"), id("none")]), 10).await.expect("answered");
    assert_eq!(inbox, LeftInbox { open: 1, mine: 1 });
    assert_eq!(store.left_inbox(&id("mo"), None, 10).await.expect("answered"), LeftInbox { open: 1, mine: 0 });
    assert_eq!(store.left_inbox(&id("mo"), None, 0).await.expect("answered"), LeftInbox::default());
}
