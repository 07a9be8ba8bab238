//! Mails about what admins are told of.

use super::world::{World, post};
use crate::{MailError, MessageText};
use std::time::Duration;

const WORKSPACE: &str = "name: { en: Lantern, zh: 灯笼 }\ntime_zone: Europe/Berlin\n";
const ALERTS: &str = "alerts: { emails: [ada@lantern.example, sue@lantern.example], nobody_online_after: 1m }\n";

async fn world(locale: &str) -> World {
    let world = World::new("load").await;
    world.write("workspace.yaml", &format!("{WORKSPACE}default_locale: {locale}\n{ALERTS}"));
    world.reload().await;
    world
}

/// The mails so far, as addresses and subjects.
fn sent(world: &World) -> Vec<(String, String)> {
    world.postbox.taken().into_iter().map(|mail| (mail.to, mail.subject)).collect()
}

#[tokio::test]
async fn notices_of_a_minute_are_one_mail_to_each_address() {
    let mut world = world("en").await;
    let visitor = world.visitor().await;
    let long = format!("Help!\r\n.\r\n{}", "x".repeat(300));
    let mut first = post("/elsewhere", "first");
    first.text = MessageText::parse(&long).unwrap();
    world.engine.post_as_visitor(&visitor, first).await.unwrap();
    world.engine.tick().await.unwrap();
    world.pass(Duration::from_secs(30)).await;
    world.open("/elsewhere").await;
    world.pass(Duration::from_secs(25)).await;
    assert!(sent(&world).is_empty(), "others may join");
    // The server stops before the mail is sent.
    world.restart().await;
    world.pass(Duration::from_secs(10)).await;
    let subject = "[Lantern] 2 notices about waiting visitors".to_owned();
    let addresses = ["ada@lantern.example", "sue@lantern.example"];
    assert_eq!(sent(&world), addresses.map(|address| (address.to_owned(), subject.clone())));
    let text = &world.postbox.taken()[0].text;
    assert!(text.contains("No rule matched a chat.") && text.contains("Channel: Mall"), "{text}");
    assert!(text.contains("Since: 2026-03-01 10:00 CET"), "{text}");
    assert!(text.contains("Open Usher: https://chat.lantern.example/console\n"), "{text}");
    let words = text.lines().find_map(|line| line.strip_prefix("  First message: ")).unwrap();
    assert!(words.starts_with("Help! . xxx") && words.chars().count() == 200, "{words}");

    world.pass(Duration::from_mins(10)).await;
    assert_eq!(sent(&world).len(), 2, "each once");
    world.open("/elsewhere").await;
    world.pass(Duration::from_secs(70)).await;
    assert_eq!(sent(&world)[2].1, "[Lantern] A chat waits, and no rule matched it");
}

#[tokio::test]
async fn a_mail_speaks_the_workspaces_language() {
    let world = world("zh").await;
    world.open("/help").await;
    world.pass(Duration::from_mins(3)).await;
    let mail = world.postbox.taken().remove(0);
    assert_eq!(mail.subject, "[灯笼] 有访客在等待，但无人在线");
    assert!(mail.text.contains("客服组: Care") && mail.text.contains("当时等待人数: 1"), "{}", mail.text);
}

#[tokio::test]
async fn a_mail_is_tried_again_until_the_server_takes_it() {
    let mut world = world("en").await;
    // Taken from the back: the first address cannot be reached, so the second is not even tried.
    world.postbox.fail([MailError::Refused("550 no such user".to_owned()), MailError::Timeout]);
    world.open("/elsewhere").await;
    world.pass(Duration::from_secs(65)).await;
    assert!(sent(&world).is_empty());
    world.restart().await;
    world.pass(Duration::from_secs(30)).await;
    assert_eq!(sent(&world).len(), 1, "one address is refused, which the other does not suffer from");
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(sent(&world).len(), 2);
}

#[tokio::test]
async fn a_mail_that_nobody_takes_is_given_up_after_hours() {
    let world = world("en").await;
    world.postbox.fail((0..200).map(|_| MailError::Unreachable("refused".to_owned())));
    world.open("/elsewhere").await;
    for _ in 0..(7 * 60) {
        world.clock.advance(Duration::from_mins(1));
        world.engine.tick().await.unwrap();
    }
    let due = world.engine.store().due_recipients(world.engine.now(), 10).await.unwrap();
    assert!(due.is_empty() && sent(&world).is_empty(), "{due:?}");
    world.postbox.fail([]);
    world.pass(Duration::from_mins(40)).await;
    assert!(sent(&world).is_empty(), "what is given up comes no more");
    world.open("/elsewhere").await;
    world.pass(Duration::from_secs(70)).await;
    assert_eq!(sent(&world).len(), 2);
}
