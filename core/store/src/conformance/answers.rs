//! Who wrote when: answers that are due, sessions that fell silent, the warning and the end.

use super::{
    Backend,
    files::ready,
    world::{NOW, World, assign, hour, id, post, queue, seqs, stored},
};
use crate::{CloseSession, Closed, Page, PostMessage, Uploader, WarnIdle};
use std::time::Duration;
use usher_model::{Body, CloseCause, Decision, Party, Session, SessionId, SessionState, Timestamp};

fn minute(minutes: u64) -> Timestamp {
    NOW.after(Duration::from_mins(minutes))
}

fn post_at(session: SessionId, sender: Party, name: &str, at: Timestamp) -> PostMessage {
    PostMessage { at, ..post(session, sender, name, "hello") }
}

/// Answers are due from their moment on, the longest due first, until the agent writes words or files; nothing that
/// others write counts.
pub async fn answers_are_due_until_they_are_written(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let mut sessions = Vec::new();
    for (minutes, agent) in [(3, &li), (1, &mo), (2, &li)] {
        let mut opening = world.opening(world.visitor().await, assign(agent));
        opening.placement.answer_by = Some(minute(minutes));
        opening.placement.missed = vec![id("ng")];
        sessions.push(world.open_as(opening).await);
    }
    let offered = world.open_offered(&mo, minute(2)).await;
    world.open(assign(&mo)).await;
    let due = async |now, limit| {
        let due = world.store.answers_due(now, limit).await.expect("answered");
        due.into_iter().map(|session: Session| session.id).collect::<Vec<_>>()
    };
    let just_before = Timestamp::from_micros(minute(1).as_micros() - 1);
    assert_eq!(due(just_before, 10).await, []);
    assert_eq!(due(minute(1), 10).await, [sessions[1].id]);
    assert_eq!(due(minute(9), 10).await, [sessions[1].id, sessions[2].id, offered.id, sessions[0].id]);
    assert_eq!(due(minute(9), 2).await, [sessions[1].id, sessions[2].id]);
    assert_eq!(world.store.answers_due(minute(1), 1).await.expect("answered"), [sessions[1].clone()]);
    world.store.allow_answers(minute(1)).await.expect("allowed");
    assert_eq!(due(just_before, 10).await, []);
    assert_eq!(due(minute(1), 10).await, [sessions[1].id], "who has more time than that keeps it");

    for (name, sender) in [("a", Party::Visitor), ("b", Party::System), ("a", Party::Agent(li.clone()))] {
        world.say(sessions[1].id, sender.clone(), name, "hello").await;
        world.say(offered.id, sender, name, "hello").await;
    }
    assert_eq!(due(minute(2), 10).await, [sessions[1].id, sessions[2].id, offered.id]);
    assert_eq!(world.session(sessions[1].id).await.missed, [id("ng")]);
    let file = ready(&world, &Uploader::Agent(li.clone())).await;
    let files = Body::Files { text: String::new(), files: vec![file] };
    let words = post_at(sessions[1].id, Party::Agent(mo.clone()), "1", minute(4));
    let files = PostMessage { body: files, ..post_at(sessions[2].id, Party::Agent(li), "1", minute(5)) };
    for message in [words, files] {
        let (session, at) = (message.session, message.at);
        stored(world.store.post(message).await.expect("posted"));
        let answered = world.session(session).await;
        assert_eq!((answered.answer_by, answered.agent_at), (None, Some(at)));
        assert_eq!((answered.missed, answered.version), (Vec::new(), 1));
    }
    assert_eq!(due(minute(9), 10).await, [offered.id, sessions[0].id]);
    // What ends, waits, or is accepted is due no more.
    world.store.accept_offer(world.accepting(offered.id, &mo)).await.expect("answered");
    world.close(sessions[0].id).await;
    assert_eq!(due(minute(9), 10).await, []);
    let ended = world.session(sessions[0].id).await;
    assert_eq!((ended.answer_by, ended.missed), (None, Vec::new()));
}

/// Who wrote last is known whatever the clock said, also within one commit, and repeated posts change nothing.
pub async fn who_wrote_last_is_known(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let agent = Party::Agent(li.clone());
    let opened = world.open(assign(&li)).await;
    let session = opened.id;
    assert_eq!((opened.visitor_at, opened.agent_at), (opened.opened_at, None));
    let is_idle = async || !world.store.idle_sessions(hour(), None, 10).await.expect("answered").is_empty();
    let times = async || {
        let session = world.session(session).await;
        (session.visitor_at, session.agent_at)
    };
    assert!(!is_idle().await, "nobody answered yet");
    let say = async |sender: &Party, name: &str, at| {
        let message = post_at(session, sender.clone(), name, at);
        stored(world.store.post(message).await.expect("posted"))
    };
    say(&agent, "1", minute(2)).await;
    assert_eq!((times().await, is_idle().await), ((opened.opened_at, Some(minute(2))), true));
    // The visitor's clock is not asked, but Usher's own may step back.
    say(&Party::Visitor, "1", minute(1)).await;
    assert_eq!((times().await, is_idle().await), ((minute(1), Some(minute(2))), false));
    assert!(!say(&agent, "1", minute(2)).await.fresh);
    assert_eq!((times().await, is_idle().await), ((minute(1), Some(minute(2))), false));
    say(&agent, "2", minute(1)).await;
    assert_eq!((times().await, is_idle().await), ((minute(1), Some(minute(1))), true));
    say(&Party::System, "1", minute(9)).await;
    assert_eq!((times().await, is_idle().await), ((minute(1), Some(minute(1))), true));
    for (first, last, idle) in [(&agent, &Party::Visitor, false), (&Party::Visitor, &agent, true)] {
        let posts = [first, last].map(|sender| post_at(session, sender.clone(), &format!("at-once-{idle}"), minute(3)));
        let [one, other] = posts.map(|message| world.store.post(message));
        let (one, other) = tokio::join!(one, other);
        assert!(stored(one.expect("posted")).message.seq < stored(other.expect("posted")).message.seq);
        assert_eq!((times().await, is_idle().await), ((minute(3), Some(minute(3))), idle));
    }
}

/// Silent are assigned sessions in which the agent wrote last and nobody since; they are told page by page.
pub async fn silent_sessions_are_told_by_pages(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let mut silent = Vec::new();
    for n in 0..5 {
        let agent = world.agent(&format!("a{n}")).await;
        let session = world.open(assign(&agent)).await.id;
        let answer = post_at(session, Party::Agent(agent.clone()), "1", minute(10 - n));
        stored(world.store.post(answer).await.expect("posted"));
        silent.push(session);
    }
    let waiting = world.agent("w").await;
    let unanswered = world.open(assign(&waiting)).await.id;
    let back = world.open(assign(&waiting)).await.id;
    stored(world.say(back, Party::Agent(waiting.clone()), "1", "hi").await);
    let requeued = world.placement_because(usher_model::DecisionCause::Requeued, back, queue("care"));
    world.placed(requeued, 1).await;
    world.open(Decision::Unmatched).await;

    let list = async |since, after, limit| {
        let found = world.store.idle_sessions(since, after, limit).await.expect("answered");
        found.into_iter().map(|session: Session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(list(minute(5), None, 10).await, []);
    assert_eq!(list(minute(8), None, 10).await, silent[2..]);
    let just_before = Timestamp::from_micros(minute(8).as_micros() - 1);
    assert_eq!(list(just_before, None, 10).await, silent[3..]);
    for limit in [1, 2, 5] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = list(hour(), after, limit).await;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            found.extend(page);
        }
        assert_eq!(found, silent, "by pages of {limit}");
    }
    world.close(silent[0]).await;
    stored(world.say(unanswered, Party::Agent(waiting), "1", "hi").await);
    assert_eq!(list(hour(), None, 10).await, [&silent[1..], &[unanswered]].concat());
}

/// A visitor is warned once until somebody writes, and only while the session is quiet and owned.
pub async fn a_silent_visitor_is_warned_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(assign(&li)).await.id;
    let agent = Party::Agent(li.clone());
    stored(world.store.post(post_at(session, agent.clone(), "1", minute(1))).await.expect("posted"));
    let words = Body::Prompt { prompt: id("still-there"), text: "Are you still there?".to_owned() };
    let warn = |quiet_since, at| {
        let warning = Some(words.clone());
        world.store.warn_idle(WarnIdle { session, quiet_since, at, warning })
    };
    let before = world.session(session).await;
    let just_before = Timestamp::from_micros(minute(1).as_micros() - 1);
    assert_eq!(warn(just_before, minute(3)).await.expect("answered"), None, "somebody wrote meanwhile");
    assert_eq!(world.session(session).await, before);
    let (warned, messages) = warn(minute(1), minute(3)).await.expect("answered").expect("it is quiet");
    let expected = Session { warned_at: Some(minute(3)), last_seq: before.last_seq + 1, ..before };
    assert_eq!((&warned, world.session(session).await), (&expected, expected.clone()));
    assert_eq!((seqs(&messages), &messages[0].body), (vec![expected.last_seq], &words));
    let entries = world.store.messages(session, Page::Last, 1).await.expect("read");
    assert_eq!(entries, messages);
    assert_eq!(warn(minute(2), minute(4)).await.expect("answered"), None, "it was warned");

    for (name, sender) in [("v", Party::Visitor), ("2", agent)] {
        stored(world.store.post(post_at(session, sender, name, minute(5))).await.expect("posted"));
    }
    assert_eq!(warn(minute(4), minute(8)).await.expect("answered"), None);
    let silently = WarnIdle { session, quiet_since: minute(5), at: minute(8), warning: None };
    let (warned, messages) = world.store.warn_idle(silently).await.expect("answered").expect("it is quiet again");
    assert_eq!((warned.warned_at, messages), (Some(minute(8)), Vec::new()));
    assert_eq!(world.session(session).await, warned);
    // Once given to another, nobody was warned.
    let again =
        world.placement_because(usher_model::DecisionCause::Transferred, session, assign(&world.agent("mo").await));
    assert_eq!(world.placed(again, 1).await.warned_at, None);
    let waiting = world.open(queue("care")).await.id;
    for session in [waiting, SessionId::from_bytes([9; 16])] {
        let warn = WarnIdle { session, quiet_since: hour(), at: hour(), warning: None };
        assert_eq!(world.store.warn_idle(warn).await.expect("answered"), None);
    }
}

/// An end that asks for silence comes only where nobody wrote; what is over keeps its group and its owner.
pub async fn a_quiet_end_needs_silence(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(assign(&li)).await;
    let close = |quiet_since| CloseSession {
        session: session.id,
        cause: CloseCause::Idle,
        at: minute(30),
        owned_by: None,
        quiet_since,
        farewell: None,
        hooks: vec![world.run("closed", Some(session.id))],
    };
    for (name, sender, at) in [("1", Party::Agent(li.clone()), minute(3)), ("2", Party::Visitor, minute(2))] {
        stored(world.store.post(post_at(session.id, sender, name, at)).await.expect("posted"));
    }
    let before = world.session(session.id).await;
    for since in [NOW, minute(2), Timestamp::from_micros(minute(3).as_micros() - 1)] {
        let outcome = world.store.close_session(close(Some(since))).await.expect("answered");
        assert_eq!(outcome, Closed::NotQuiet);
    }
    assert_eq!((world.session(session.id).await, world.load(&li).await), (before, 1));
    assert_eq!(world.due().await, []);
    let outcome = world.store.close_session(close(Some(minute(3)))).await.expect("answered");
    let Closed::Now { session: ended, freed, .. } = outcome else { panic!("{outcome:?}") };
    let state = SessionState::Closed { cause: CloseCause::Idle, agent: Some(li.clone()), group: Some(id("care")) };
    assert_eq!((&ended.state, freed), (&state, Some(li.clone())));
    assert_eq!((ended.assigned_at, world.load(&li).await), (session.assigned_at, 0));
    let again = world.store.close_session(close(Some(NOW))).await.expect("answered");
    assert_eq!(again, Closed::Before { session: ended });
    // Who waits has written too.
    let waiting = world.open(queue("night")).await;
    let mut end = close(Some(Timestamp::from_micros(waiting.visitor_at.as_micros() - 1)));
    end.session = waiting.id;
    assert_eq!(world.store.close_session(end.clone()).await.expect("answered"), Closed::NotQuiet);
    end.quiet_since = Some(waiting.visitor_at);
    let outcome = world.store.close_session(end).await.expect("answered");
    let Closed::Now { session: ended, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(ended.state, SessionState::Closed { cause: CloseCause::Idle, agent: None, group: Some(id("night")) });
}
