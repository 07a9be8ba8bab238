//! The agents' cookie: how it is given, and that it ends.

use crate::kit::{AgentClient, Answer, Http, Server};
use serde_json::json;
use usher_model::AgentId;

fn cookie(answer: &Answer) -> &str {
    answer.header("set-cookie").expect("a cookie is set")
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let server = Server::start().await;
    server.let_in("ann").await;
    let answer = Http::new(server.address()).post("/api/v1/auth/sign-in", &AgentClient::credentials("ann")).await;
    let given = cookie(&answer);
    assert!(given.starts_with("usher="), "{given}");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(given.contains(part), "{given}");
    }
    assert!(!given.contains("; Secure") && !given.contains("Domain"), "{given}");
    // Where browsers come by https, it never travels in the clear and belongs to this host alone.
    let server = Server::with(|config| config.public_url = Some("https://chat.example.com".to_owned())).await;
    server.let_in("ann").await;
    let answer = Http::new(server.address()).post("/api/v1/auth/sign-in", &AgentClient::credentials("ann")).await;
    let given = cookie(&answer);
    assert!(
        given.starts_with("__Host-usher=") && given.contains("; Secure") && given.contains("; HttpOnly"),
        "{given}"
    );
}

#[tokio::test]
async fn a_wrong_address_and_a_wrong_password_are_one_answer() {
    let server = Server::start().await;
    server.let_in("ann").await;
    let http = Http::new(server.address());
    let mut answers = Vec::new();
    for (email, password) in [
        ("ann@lantern.example", "not the password"),
        ("nobody@lantern.example", AgentClient::PASSWORD),
        // In the directory, without a password yet.
        ("ben@lantern.example", AgentClient::PASSWORD),
    ] {
        let answer = http.post("/api/v1/auth/sign-in", &json!({ "email": email, "password": password })).await;
        answer.error(401, "unauthorized");
        assert_eq!(answer.header("set-cookie"), None);
        answers.push(answer.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn signing_out_ends_the_sign_in_here_and_in_open_pages() {
    let server = Server::start().await;
    let agent = server.agent("ann").await;
    let kept = agent.http.cookies().expect("there is a cookie");
    let (mut socket, _) = agent.connect().await;
    let answer = agent.http.send("POST", "/api/v1/auth/sign-out", &[], None).await;
    assert_eq!(answer.status, 204);
    assert!(cookie(&answer).starts_with("usher=;"), "{}", cookie(&answer));
    assert_eq!(agent.http.cookies(), None, "the browser forgets it");
    let stolen = Http::new(server.address());
    stolen.send("GET", "/api/v1/me", &[("cookie", &kept)], None).await.error(401, "unauthorized");
    // The open page is told, too.
    assert_eq!(socket.until("bye").await["reason"], "unauthorized");
    assert!(socket.read_to_end().await.is_empty());
}

#[tokio::test]
async fn a_new_password_ends_what_the_old_one_began() {
    let server = Server::start().await;
    let agent = server.agent("ann").await;
    agent.get("me").await;
    let id: AgentId = "ann".parse().expect("an agent's id");
    server.engine().set_password(&id, "another long password").await.expect("the password is fine");
    agent.http.get("/api/v1/me").await.error(401, "unauthorized");
    let answer = Http::new(server.address()).post("/api/v1/auth/sign-in", &AgentClient::credentials("ann")).await;
    answer.error(401, "unauthorized");
}
