//! What connections promise: going on without a gap, several at once, receipts, queues that drain in order.

use crate::kit::{PATIENCE, Server, Socket, VisitorClient, company, int, seqs, text, texts};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;
use usher_engine::MessageText;
use usher_model::{AgentId, ClientId, SessionId};

fn say(client_id: &str, words: &str) -> Value {
    json!({ "type": "post", "client_id": client_id, "session": null, "text": words })
}

fn point(epoch: &Value, session: &str, last_seq: i64) -> Value {
    json!({ "epoch": epoch, "session": session, "last_seq": last_seq })
}

#[tokio::test]
async fn a_visitor_goes_on_where_it_was() {
    let server = Server::start().await;
    let visitor = server.visitor(company::ELSEWHERE).await;
    let session = visitor.post("one", "one").await;
    for words in ["two", "three"] {
        visitor.post(words, words).await;
    }
    let last = i64::try_from(visitor.transcript(&session).await.len()).expect("it is short");
    let (mut socket, welcome) = visitor.connect().await;
    let whole = socket.until("transcript").await;
    assert_eq!((&whole["reset"], seqs(&whole["messages"])), (&json!(true), (1..=last).collect()));
    let epoch = &welcome["epoch"];
    for (resume, is_reset, from) in [
        (point(epoch, &session, 0), false, 1),
        (point(epoch, &session, last - 1), false, last),
        (point(epoch, &session, last), false, last + 1),
        // Another life of the database, another session, a place that is not there yet: all begins anew.
        (point(&json!("another"), &session, last - 1), true, 1),
        (point(epoch, &SessionId::from_bytes([7; 16]).to_string(), last - 1), true, 1),
        (point(epoch, &session, last + 1), true, 1),
        (point(epoch, &session, -1), true, 1),
    ] {
        let (mut socket, _) = visitor.resume(&resume).await;
        let transcript = socket.until("transcript").await;
        let shown = (transcript["reset"] == true, seqs(&transcript["messages"]));
        assert_eq!(shown, (is_reset, (from..=last).collect()), "{resume}");
    }
}

#[tokio::test]
async fn an_agent_goes_on_where_it_was_in_each_session() {
    let server = Server::start().await;
    let agent = server.agent("ann").await;
    let socket = agent.online().await;
    let visitors = [server.visitor(company::HELP).await, server.visitor(company::HELP).await];
    let sessions = [visitors[0].post("first", "Hello").await, visitors[1].post("first", "Hello").await];
    drop(socket);
    visitors[0].post("second", "Are you there?").await;
    let mut socket = agent.socket().await.expect("a socket");
    let known = json!({ "session": sessions[0], "last_seq": 3 });
    let epoch = server.engine().store().epoch().to_string();
    let hello = json!({ "type": "hello", "resume": { "epoch": epoch, "sessions": [known] } });
    let welcome = socket.ask(hello, "welcome").await;
    let listed: Vec<&str> =
        welcome["sessions"].as_array().expect("a list").iter().map(|session| text(&session["id"])).collect();
    assert_eq!(listed.len(), 2, "{welcome}");
    for _ in 0..2 {
        let transcript = socket.until("transcript").await;
        let is_known = transcript["session"] == sessions[0];
        let shown = (transcript["reset"] == true, seqs(&transcript["messages"]));
        assert_eq!(shown, if is_known { (false, vec![4]) } else { (true, vec![1, 2, 3]) }, "{transcript}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_was_too_slow_gets_what_it_missed() {
    // So many and so long that neither the kernel nor the server keeps them all for one who does not read.
    const MESSAGES: usize = 700;
    // The comparison once a heartbeat could repair it too, so there is none.
    let server = Server::with(|config| config.heartbeat = Duration::from_hours(1)).await;
    let _ann = server.agent("ann").await.online().await;
    let visitor = server.visitor(company::HELP).await;
    let session: SessionId = visitor.post("first", "Hello").await.parse().expect("a session's id");
    let (mut slow, welcome) = visitor.connect_narrow().await;
    let mut shown = slow.until("transcript").await["messages"].as_array().expect("a list").len();
    let agent: AgentId = "ann".parse().expect("an agent's id");
    let long = "😀".repeat(4_000);
    let posts = stream::iter(0..MESSAGES).map(|number| {
        let (engine, agent, words) = (server.engine(), &agent, MessageText::parse(&long).expect("a text"));
        let name = ClientId::try_from(format!("n-{number}")).expect("a name");
        async move { engine.post_as_agent(agent, session, name, words).await.expect("it is stored") }
    });
    let posted: Vec<_> = posts.buffer_unordered(64).collect().await;
    let last = usize::try_from(posted.iter().map(|one| one.seq).max().expect("some")).expect("it is positive");
    let mut repairs = 0;
    while shown < last {
        let Some(frame) = timeout(PATIENCE, slow.next()).await.expect("what was missed comes") else {
            // The server gave up on it: it comes back and goes on.
            repairs += 1;
            let seq = i64::try_from(shown).expect("it is short");
            slow = visitor.resume(&point(&welcome["epoch"], &session.to_string(), seq)).await.0;
            continue;
        };
        let come = match text(&frame["type"]) {
            "message" => vec![int(&frame["message"]["seq"])],
            "transcript" => {
                if frame["reset"] == true {
                    return assert_eq!(seqs(&frame["messages"]).last().copied(), i64::try_from(last).ok());
                }
                seqs(&frame["messages"])
            }
            // Told with what is read anew from the store, and at no other time here.
            "session" => {
                repairs += 1;
                continue;
            }
            _ => panic!("not expected: {frame}"),
        };
        for seq in come {
            shown += 1;
            assert_eq!(usize::try_from(seq).expect("it is positive"), shown, "every entry once and in order");
        }
    }
    assert!(repairs > 0, "nothing was missed: this test says nothing");
}

#[tokio::test]
async fn two_tabs_of_a_visitor_show_the_same() {
    let server = Server::start().await;
    let mut workbench = server.agent("ann").await.online().await;
    let visitor = server.visitor(company::HELP).await;
    let (mut one, _) = visitor.connect().await;
    let (mut two, _) = visitor.connect().await;
    let ack = one.ask(say("first", "Hello"), "ack").await;
    let session = text(&ack["session"]).to_owned();
    for tab in [&mut one, &mut two] {
        let told = tab.until("session").await;
        assert_eq!((&told["session"]["id"], &told["session"]["agent"]["name"]), (&json!(session), &json!("Ann")));
        let transcript = tab.until("transcript").await;
        assert_eq!((&transcript["reset"], seqs(&transcript["messages"])), (&json!(true), vec![1, 2, 3]));
    }
    // A message of either tab and one of the agent reach both tabs and the agent, in one order.
    workbench.until("transcript").await;
    two.ask(say("second", "In the other tab"), "ack").await;
    let answer = json!({ "type": "post", "session": session, "client_id": "answer", "text": "I see both" });
    workbench.ask(answer, "ack").await;
    let mut orders = Vec::new();
    for socket in [&mut one, &mut two, &mut workbench] {
        let frames = socket.so_far().await;
        let came: Vec<(i64, String)> = frames
            .iter()
            .filter(|frame| frame["type"] == "message")
            .map(|frame| (int(&frame["message"]["seq"]), text(&frame["message"]["client_id"]).to_owned()))
            .collect();
        orders.push(came);
    }
    // Each asker read over some while it waited for its acknowledgement; the first tab asked for nothing.
    assert_eq!(orders[0], [(4, "second".to_owned()), (5, "answer".to_owned())]);
    let whole = visitor.transcript(&session).await;
    assert_eq!(texts(&Value::from(whole)), ["Hello", "In the other tab", "I see both"]);
    // The same message again changes nothing, whichever tab repeats it.
    let again = one.ask(say("second", "In the other tab"), "ack").await;
    assert_eq!(again["seq"], 4);
    assert!(two.so_far().await.is_empty());
    // The end comes to both.
    one.send(json!({ "type": "end", "session": session })).await;
    for tab in [&mut one, &mut two] {
        assert_eq!(tab.until("session").await["session"]["state"], "closed");
    }
    let after = json!({ "type": "post", "client_id": "late", "session": session, "text": "One more" });
    assert_eq!(two.ask(after, "nack").await["error"]["code"], "session_closed");
}

#[tokio::test]
async fn receipts_reach_the_other_side_and_only_rise() {
    let server = Server::start().await;
    let mut workbench = server.agent("ann").await.online().await;
    let visitor = server.visitor(company::HELP).await;
    let (mut widget, _) = visitor.connect().await;
    let session = text(&widget.ask(say("first", "Hello"), "ack").await["session"]).to_owned();
    widget.until("transcript").await;
    workbench.until("transcript").await;
    let read = |seq: i64| json!({ "type": "read", "session": session, "seq": seq });
    let told = |party: &str, seq: i64| json!({ "type": "receipt", "kind": "read", "session": session, "party": party, "seq": seq });
    assert_eq!(workbench.ask(read(2), "receipt").await, told("agent", 2));
    assert_eq!(widget.until("receipt").await, told("agent", 2));
    assert_eq!(widget.ask(read(3), "receipt").await, told("visitor", 3));
    assert_eq!(workbench.until("receipt").await, told("visitor", 3));
    // Back, and beyond what is there.
    workbench.send(read(1)).await;
    assert_eq!((workbench.so_far().await, widget.so_far().await), (vec![], vec![]));
    assert_eq!(workbench.ask(read(1_000), "receipt").await["seq"], 3);
    let (_, welcome) = visitor.connect().await;
    assert_eq!((&welcome["session"]["agent_read"], &welcome["session"]["visitor_read"]), (&json!(3), &json!(3)));
}

#[tokio::test]
async fn who_waits_is_taken_in_order_as_room_comes() {
    let server = Server::start().await;
    let mut waiting: Vec<(VisitorClient, Socket, String)> = Vec::new();
    for _ in 0..4 {
        let visitor = server.visitor(company::HELP).await;
        let (mut widget, _) = visitor.connect().await;
        let session = text(&widget.ask(say("first", "Hello"), "ack").await["session"]).to_owned();
        let told = widget.until("session").await;
        assert_eq!((&told["session"]["state"], &told["session"]["agent"]), (&json!("queued"), &Value::Null));
        waiting.push((visitor, widget, session));
    }
    // Ann holds two at once.
    let (mut workbench, welcome) = server.agent("ann").await.connect().await;
    assert_eq!((&welcome["me"]["capacity"], &welcome["sessions"]), (&json!(2), &json!([])));
    workbench.send(json!({ "type": "availability", "availability": "online" })).await;
    for (_, _, session) in &waiting[..2] {
        assert_eq!(workbench.until("session").await["session"]["id"], **session, "first in, first out");
        let transcript = workbench.until("transcript").await;
        assert_eq!(
            (&transcript["session"], texts(&transcript["messages"])),
            (&json!(session), vec!["Hello".to_owned()])
        );
    }
    for taken in 0..2 {
        workbench.send(json!({ "type": "close", "session": waiting[taken].2 })).await;
        let ended = async |workbench: &mut Socket| loop {
            let told = workbench.until("session").await;
            let (id, state) = (text(&told["session"]["id"]).to_owned(), text(&told["session"]["state"]).to_owned());
            if state == "assigned" {
                return id;
            }
            assert_eq!((id, state), (waiting[taken].2.clone(), "closed".to_owned()));
        };
        assert_eq!(ended(&mut workbench).await, waiting[taken + 2].2, "the next one in line");
    }
    for (place, (_, widget, _)) in waiting.iter_mut().enumerate() {
        let told = widget.until("session").await;
        assert_eq!((&told["session"]["state"], &told["session"]["agent"]["name"]), (&json!("assigned"), &json!("Ann")));
        if place < 2 {
            assert_eq!(widget.until("session").await["session"]["state"], "closed");
        }
    }
}

#[tokio::test]
async fn an_agent_works_on_two_pages_at_once() {
    let server = Server::start().await;
    let agent = server.agent("ann").await;
    let mut one = agent.online().await;
    let (mut two, welcome) = agent.connect().await;
    assert_eq!(welcome["me"]["availability"], "online");
    let visitor = server.visitor(company::HELP).await;
    let session = visitor.post("first", "Hello").await;
    for page in [&mut one, &mut two] {
        let told = page.until("session").await;
        assert_eq!((&told["session"]["id"], &told["session"]["unread"]), (&json!(session), &json!(1)));
        assert_eq!(seqs(&page.until("transcript").await["messages"]), [1, 2, 3]);
    }
    let post = json!({ "type": "post", "session": session, "client_id": "answer", "text": "Good day" });
    assert_eq!(one.ask(post, "ack").await["seq"], 4);
    assert_eq!(two.until("message").await["message"]["body"]["text"], "Good day");
    two.send(json!({ "type": "availability", "availability": "away" })).await;
    for page in [&mut one, &mut two] {
        assert_eq!(page.until("availability").await["availability"], "away");
    }
    // One page goes, the other goes on.
    drop(one);
    visitor.post("second", "And you?").await;
    assert_eq!(two.until("message").await["message"]["body"]["text"], "And you?");
    two.send(json!({ "type": "close", "session": session })).await;
    assert_eq!(two.until("message").await["message"]["body"]["event"]["event"], "closed");
    assert_eq!(two.until("session").await["session"]["state"], "closed");
}

#[tokio::test]
async fn who_falls_silent_is_let_go_and_who_lives_stays() {
    let server = Server::with(|api| api.heartbeat = Duration::from_millis(200)).await;
    let agent = server.agent("ann").await;
    let (silent, _) = agent.connect().await;
    let (mut living, _) = agent.connect().await;
    // Reading is enough to live: a ping is answered below the frames, by browsers too.
    let lives = tokio::spawn(async move {
        let ended = living.next().await;
        panic!("a living socket was ended: {ended:?}");
    });
    silent.until_let_go().await;
    assert!(!lives.is_finished());
    lives.abort();
}
