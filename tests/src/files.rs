//! Files over the real server: sent by one side, opened by the other, and each way it can go wrong by its name.

use crate::kit::{AgentClient, Answer, Server, VisitorClient, company, text};
use serde_json::{Value, json};

/// A picture of one pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDAT\x78\xda\x63\x64\xf8\xcf\x50\x0f\0\x03\x86\x01\x80\x5a\x34\x7d\x6b\0\0\0\0IEND\xae\x42\x60\x82";
/// Most bytes of a file where the rules say nothing.
const MOST_BYTES: u64 = 10_000_000;

async fn upload(visitor: &VisitorClient, name: &str, bytes: &[u8]) -> Answer {
    let bearer = format!("Bearer {}", visitor.token);
    let path = format!("/api/v1/widget/{}/files?name={name}", visitor.channel);
    visitor.http.send_bytes(&path, &[("authorization", &bearer)], bytes.to_vec()).await
}

async fn upload_as(agent: &AgentClient, name: &str, bytes: &[u8]) -> Answer {
    agent.http.send_bytes(&format!("/api/v1/files?name={name}"), &[], bytes.to_vec()).await
}

async fn send(visitor: &VisitorClient, client_id: &str, words: &str, files: &[&Value]) -> Answer {
    let page = json!({ "url": format!("{}{}", company::SHOP, visitor.path) });
    let body = json!({ "client_id": client_id, "text": words, "files": files, "locale": "en", "page": page });
    visitor.ask("POST", "messages", Some(&body)).await
}

/// The error's code, field and limit.
fn told(answer: &Answer) -> (u16, &str, Option<&str>, Option<u64>) {
    let error = &answer.body["error"];
    (answer.status, text(&error["code"]), error["field"].as_str(), error["limit"].as_u64())
}

#[tokio::test]
async fn files_go_both_ways_and_open_for_both_sides() {
    let server = Server::start().await;
    let ben = server.agent("ben").await;
    let mut workbench = ben.online().await;
    let visitor = server.visitor(company::HELP).await;
    let picture = upload(&visitor, "me%20at%20sea.jpg", PICTURE).await;
    assert_eq!(picture.status, 201, "{}", picture.body);
    let notes = upload(&visitor, "..%2Fnotes%E2%80%AE.html", b"<script>alert(1)</script>").await.fine();
    let picture = picture.fine();
    assert_eq!((&picture["name"], &picture["media"]), (&json!("me at sea.png"), &json!("image/png")));
    assert_eq!((&picture["width"], &picture["height"]), (&json!(1), &json!(1)));
    assert_eq!((&notes["name"], &notes["media"]), (&json!("notes.html"), &json!("text/html")));

    let posted = send(&visitor, "m-1", "", &[&picture["id"], &notes["id"]]).await.fine();
    assert_eq!(send(&visitor, "m-1", "", &[&picture["id"], &notes["id"]]).await.fine(), posted, "sent again");
    let session = text(&posted["session"]);
    let seen = workbench.until("transcript").await;
    let body = &seen["messages"][0]["body"];
    assert_eq!((&body["kind"], &body["text"], &body["files"][0]["id"]), (&json!("files"), &json!(""), &picture["id"]));

    // A picture is shown, and whatever else is a download that no browser acts on.
    let shown = ben.http.get(text(&body["files"][0]["url"])).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("image/png")));
    assert!(shown.header("content-disposition").expect("a name").starts_with("inline; filename=\"me at sea.png\""));
    let url = text(&body["files"][1]["url"]).to_owned();
    let download = visitor.http.get(&url).await;
    assert_eq!(download.body, "<script>alert(1)</script>");
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-disposition", "attachment; filename=\"notes.html\"; filename*=UTF-8''notes.html"),
    ] {
        assert_eq!(download.header(name), Some(value), "{name}");
    }
    assert!(download.header("cache-control").expect("a rule").starts_with("private, max-age="));

    // The agent answers with a file, over the socket.
    let map = upload_as(&ben, "map.txt", b"left, then right").await.fine();
    let frame =
        json!({ "type": "post", "session": session, "client_id": "a-1", "text": "A map", "files": [map["id"]] });
    workbench.ask(frame, "ack").await;
    let entries = visitor.transcript(session).await;
    let answer = &entries.last().expect("an entry")["body"];
    assert_eq!((&answer["text"], &answer["files"][0]["name"]), (&json!("A map"), &json!("map.txt")));
    assert_eq!(visitor.http.get(text(&answer["files"][0]["url"])).await.body, "left, then right");
    let renewed = visitor.ask("GET", &format!("files/{}/link", text(&map["id"])), None).await.fine();
    assert_eq!(visitor.http.get(text(&renewed["url"])).await.status, 200);

    // Others get no link, and a link that was changed is none.
    let (stranger, ann) = (server.visitor(company::HELP).await, server.agent("ann").await);
    let link = format!("files/{}/link", text(&notes["id"]));
    stranger.ask("GET", &link, None).await.error(404, "not_found");
    ann.http.get(&format!("/api/v1/{link}")).await.error(404, "not_found");
    let other = url.replace(text(&notes["id"]), text(&map["id"]));
    for forged in [url.replace("expires=1", "expires=2"), other, format!("/api/v1/files/{}", text(&notes["id"]))] {
        visitor.http.get(&forged).await.error(403, "link_expired");
    }

    // What was sent stays, unless a supervisor deletes it.
    let path = format!("files/{}", text(&notes["id"]));
    visitor.ask("DELETE", &path, None).await.error(409, "file_sent");
    ben.http.send("DELETE", &format!("/api/v1/{path}"), &[], None).await.error(404, "not_found");
    let sue = server.agent("sue").await;
    assert_eq!(sue.http.send("DELETE", &format!("/api/v1/{path}"), &[], None).await.status, 204);
    visitor.http.get(&url).await.error(410, "file_deleted");
    visitor.ask("GET", &link, None).await.error(410, "file_deleted");
    let first = &visitor.transcript(session).await[0]["body"]["files"];
    assert_eq!(
        (&first[0]["deleted"], &first[1]["deleted"], &first[1]["url"]),
        (&json!(false), &json!(true), &Value::Null)
    );
    server.stop().await;
}

#[tokio::test]
async fn each_wrong_file_is_named() {
    let server = Server::start().await;
    let visitor = server.visitor(company::HELP).await;
    let config = visitor.http.get("/api/v1/widget/mall/config").await.fine();
    assert_eq!(config["uploads"], json!({ "max_files": 5, "max_file_bytes": MOST_BYTES }));
    assert_eq!(config["features"], json!({ "emoji": true, "pictures": true, "attachments": true }));
    let me = server.agent("ann").await.get("me").await;
    assert_eq!(me["uploads"]["max_files"], 5);

    let bearer = format!("Bearer {}", visitor.token);
    let announced = [("authorization", bearer.as_str())];
    let large = vec![b'x'; usize::try_from(MOST_BYTES).expect("a size") + 1];
    let large = visitor.http.send_bytes("/api/v1/widget/mall/files", &announced, large).await;
    assert_eq!(told(&large), (413, "too_large", Some("file"), Some(MOST_BYTES)));
    assert_eq!(told(&upload(&visitor, "a", b"").await), (400, "bad_request", Some("file"), None));
    let broken = upload(&visitor, "a.png", &PICTURE[..40]).await;
    assert_eq!(told(&broken), (422, "picture_unreadable", Some("file"), None));
    let mut bomb = PICTURE.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    assert_eq!(
        told(&upload(&visitor, "a.png", &bomb).await),
        (422, "picture_too_large", Some("file"), Some(40_000_000))
    );
    let unsigned = visitor.http.send_bytes("/api/v1/widget/mall/files", &[], b"x".to_vec()).await;
    unsigned.error(401, "unauthorized");

    let mut files = Vec::new();
    for _ in 0..10 {
        files.push(upload(&visitor, "a.txt", b"words").await.fine()["id"].clone());
    }
    assert_eq!(told(&upload(&visitor, "a.txt", b"words").await), (409, "too_many_files", Some("file"), Some(10)));
    let six: Vec<&Value> = files[..6].iter().collect();
    assert_eq!(told(&send(&visitor, "m-1", "", &six).await), (422, "too_many_files", Some("files"), Some(5)));
    let stranger = server.visitor(company::HELP).await;
    let theirs = send(&stranger, "m-1", "mine", &[&files[0]]).await;
    assert_eq!(told(&theirs), (403, "not_your_file", Some("files"), None));
    assert!(stranger.ask("GET", "session", None).await.fine()["session"].is_null(), "what was refused opened nothing");
    let nobodys = json!("00000000-0000-7000-8000-000000000000");
    assert_eq!(told(&send(&visitor, "m-1", "", &[&nobodys]).await), (403, "not_your_file", Some("files"), None));
    assert_eq!(told(&send(&visitor, "m-1", "", &[&json!("x")]).await), (400, "bad_request", Some("files"), None));
    assert_eq!(told(&send(&visitor, "m-1", " ", &[]).await), (400, "bad_request", Some("text"), None));

    let mine = format!("files/{}", text(&files[9]));
    stranger.ask("DELETE", &mine, None).await.error(404, "not_found");
    assert_eq!(visitor.ask("DELETE", &mine, None).await.status, 204);
    assert_eq!(told(&send(&visitor, "m-1", "", &[&files[9]]).await), (403, "not_your_file", Some("files"), None));
    send(&visitor, "m-1", "", &[&files[0]]).await.fine();
    assert_eq!(told(&send(&visitor, "m-2", "", &[&files[0]]).await), (403, "not_your_file", Some("files"), None));
    send(&visitor, "m-1", "other words", &[&files[0]]).await.error(409, "conflict");
    server.stop().await;
}
