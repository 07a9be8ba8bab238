//! What people do during a session besides talking, over real sockets: typing, receipts, notes, marks, taking back.

use crate::kit::{Server, Socket, VisitorClient, company, int, text};
use serde_json::{Value, json};

/// A visitor and ann, both on their sockets, in one session.
struct Talk {
    server: Server,
    visitor: VisitorClient,
    session: String,
    visitors: Socket,
    anns: Socket,
}

impl Talk {
    async fn open() -> Self {
        let server = Server::start().await;
        let ann = server.agent("ann").await;
        let mut anns = ann.online().await;
        let visitor = server.visitor(company::HELP).await;
        let session = visitor.post("first", "My card is 4111-1111").await;
        let (mut visitors, _) = visitor.connect().await;
        visitors.until("transcript").await;
        anns.until("transcript").await;
        Self { server, visitor, session, visitors, anns }
    }

    /// What ann says reaches the visitor; answers its place.
    async fn ann_says(&mut self, name: &str, words: &str) -> i64 {
        let post = json!({ "type": "post", "session": self.session, "client_id": name, "text": words });
        let ack = self.anns.ask(post, "ack").await;
        int(&ack["seq"])
    }

    fn frame(&self, kind: &str, more: &Value) -> Value {
        let mut frame = json!({ "type": kind, "session": self.session });
        for (key, value) in more.as_object().expect("an object") {
            frame[key] = value.clone();
        }
        frame
    }

    /// Passes over what comes to ann before the news of this event.
    async fn anns_until_event(&mut self, event: &str) {
        while self.anns.until("message").await["message"]["body"]["event"]["event"] != event {}
    }

    async fn visitor_sends(&mut self, kind: &str, more: &Value) {
        let frame = self.frame(kind, more);
        self.visitors.send(frame).await;
    }

    async fn ann_sends(&mut self, kind: &str, more: &Value) {
        let frame = self.frame(kind, more);
        self.anns.send(frame).await;
    }
}

#[tokio::test]
async fn each_side_sees_the_other_typing_and_not_itself() {
    let mut talk = Talk::open().await;
    talk.visitor_sends("typing", &json!({})).await;
    assert_eq!(talk.anns.until("typing").await["party"], "visitor");
    talk.ann_sends("typing", &json!({})).await;
    let seen = talk.visitors.until("typing").await;
    assert_eq!((&seen["party"], text(&seen["session"])), (&json!("agent"), talk.session.as_str()));
    talk.ann_says("a-1", "Hello").await;
    talk.visitors.until("message").await;
    for socket in [&mut talk.visitors, &mut talk.anns] {
        let more = socket.so_far().await;
        assert!(more.iter().all(|frame| frame["type"] != "typing"), "{more:?}");
    }

    // Nobody types into a session that is another's, or over.
    let stranger = talk.server.visitor(company::HELP).await;
    let (mut strangers, _) = stranger.connect().await;
    let frame = talk.frame("typing", &json!({}));
    assert_eq!(strangers.ask(frame.clone(), "error").await["error"]["code"], "not_found");
    let dan = talk.server.agent("dan").await;
    let (mut dans, _) = dan.connect().await;
    assert_eq!(dans.ask(frame, "error").await["error"]["code"], "not_found");
    assert!(talk.anns.so_far().await.iter().all(|frame| frame["type"] != "typing"));
}

#[tokio::test]
async fn what_was_got_is_told_before_what_was_read() {
    let mut talk = Talk::open().await;
    let said = talk.ann_says("a-1", "Hello").await;
    talk.visitor_sends("got", &json!({ "seq": said })).await;
    talk.visitor_sends("read", &json!({ "seq": said })).await;
    for kind in ["got", "read"] {
        let receipt = talk.anns.until("receipt").await;
        let told = (text(&receipt["party"]), text(&receipt["kind"]), int(&receipt["seq"]));
        assert_eq!(told, ("visitor", kind, said));
    }
    talk.ann_sends("got", &json!({ "seq": 1 })).await;
    let receipt = loop {
        let receipt = talk.visitors.until("receipt").await;
        if receipt["party"] == "agent" {
            break receipt;
        }
    };
    assert_eq!((text(&receipt["kind"]), int(&receipt["seq"])), ("got", 1));
    let (_, welcome) = talk.visitor.connect().await;
    let session = &welcome["session"];
    let receipts = ["visitor_got", "visitor_read", "agent_got", "agent_read"].map(|key| int(&session[key]));
    assert_eq!(receipts, [said, said, 1, 0]);
}

#[tokio::test]
async fn a_note_never_reaches_the_visitor() {
    let mut talk = Talk::open().await;
    let note = talk.frame("note", &json!({ "client_id": "secret-name", "text": "Careful, a known troll" }));
    let noted = int(&talk.anns.ask(note.clone(), "ack").await["seq"]);
    assert_eq!(int(&talk.anns.ask(note, "ack").await["seq"]), noted, "noting again changes nothing");
    talk.ann_sends("tag", &json!({ "tag": "classified", "set": true })).await;
    talk.anns_until_event("tagged").await;
    let by_http = json!({ "client_id": "secret-http", "text": "Careful, again" });
    let sue = talk.server.agent("sue").await;
    let by_sue = sue.http.post(&format!("/api/v1/sessions/{}/notes", talk.session), &by_http).await.fine();
    talk.ann_sends("recall", &json!({ "seq": noted })).await;
    let last = talk.ann_says("a-1", "How can I help?").await;
    assert_eq!(last, noted + 4, "note, mark, note, note taken back, answer");

    let mut traffic = String::new();
    loop {
        let frame = talk.visitors.next().await.expect("the socket lives");
        traffic.push_str(&frame.to_string());
        if frame["message"]["seq"] == last {
            break;
        }
    }
    let (mut fresh, welcome) = talk.visitor.connect().await;
    traffic.push_str(&welcome.to_string());
    traffic.push_str(&fresh.until("transcript").await.to_string());
    let read = talk.visitor.transcript(&talk.session).await;
    for entry in &read[usize::try_from(noted - 1).expect("a place")..usize::try_from(last - 1).expect("a place")] {
        assert_eq!((&entry["body"], &entry["sender"]), (&json!({ "kind": "hidden" }), &json!({ "party": "system" })));
    }
    traffic.push_str(&json!(read).to_string());
    for secret in ["Careful", "troll", "secret", "classified", "note", "recalled", "tagged", "sue"] {
        assert!(!traffic.contains(secret), "the visitor was told `{secret}`: {traffic}");
    }

    let seen = sue.get(&format!("sessions/{}/messages", talk.session)).await;
    let entry = |seq: i64| seen["messages"][usize::try_from(seq - 1).expect("a place")]["body"].clone();
    assert_eq!(entry(noted), json!({ "kind": "recalled" }));
    assert_eq!(entry(int(&by_sue["seq"])), json!({ "kind": "note", "text": "Careful, again" }));
    let event = &entry(noted + 1)["event"];
    assert_eq!((text(&event["event"]), text(&event["by"]["id"]), &event["set"]), ("tagged", "ann", &json!(true)));
    let listed = sue.get(&format!("sessions/{}", talk.session)).await;
    assert_eq!((&listed["tags"], text(&listed["last_text"])), (&json!(["classified"]), "How can I help?"));
}

#[tokio::test]
async fn what_was_taken_back_is_gone_on_both_sides() {
    let mut talk = Talk::open().await;
    let said = talk.ann_says("a-1", "You are wrong").await;
    talk.visitors.until("message").await;
    // Neither side takes back what the other said.
    talk.visitor_sends("recall", &json!({ "seq": said })).await;
    assert_eq!(talk.visitors.until("error").await["error"]["code"], "not_sender");
    talk.ann_sends("recall", &json!({ "seq": 1 })).await;
    assert_eq!(talk.anns.until("error").await["error"]["code"], "not_sender");

    talk.ann_sends("recall", &json!({ "seq": said })).await;
    talk.visitor_sends("recall", &json!({ "seq": 1 })).await;
    let mut gone = Vec::new();
    for socket in [&mut talk.visitors, &mut talk.anns] {
        let mut seqs = Vec::new();
        while seqs.len() < 2 {
            let message = socket.until("message").await["message"].clone();
            if message["body"]["event"]["event"] == "recalled" {
                seqs.push(int(&message["body"]["event"]["seq"]));
            }
        }
        seqs.sort_unstable();
        gone.push(seqs);
    }
    assert_eq!(gone, [[1, said], [1, said]]);
    // Again, and by HTTP: no mistake, and no second entry.
    let path = format!("sessions/{}/messages/1/recall", talk.session);
    assert_eq!(talk.visitor.ask("POST", &path, None).await.status, 204);
    let read = talk.visitor.transcript(&talk.session).await;
    assert_eq!(read[0]["body"], json!({ "kind": "recalled" }));
    assert!(!json!(read).to_string().contains("4111"), "{read:?}");
    let ann = talk.server.agent("ann").await;
    let listed = ann.get(&format!("sessions/{}", talk.session)).await;
    assert_eq!((&listed["last_text"], &listed["unread"]), (&Value::Null, &json!(0)));
    assert_eq!(int(&listed["last_seq"]), i64::try_from(read.len()).expect("it is short"));
}
